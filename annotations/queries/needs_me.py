"""What needs somebody in a project: disputes in which the next step is hers, comments in which she is called."""

from typing import NamedTuple

from django.db.models import F

from annotations.access import visible_disputes
from annotations.queries.comments import mentions_of
from annotations.queries.disputes import needing
from newsapp.access import ProjectAccess
from newsapp.domain.roles import Action


class Needs(NamedTuple):
    """What needs somebody.

    Attributes:
        disputes: numbers, in the order in which she should take them up: what is due first, then the oldest.
        mentions: how many comments call her.
    """

    disputes: tuple[int, ...]
    mentions: int

    @property
    def total(self) -> int:
        """How many things there are."""
        return len(self.disputes) + self.mentions

    def place_of(self, number: int) -> int | None:
        """The place of a dispute among them, from 1; None when it does not need her."""
        return self.disputes.index(number) + 1 if number in self.disputes else None

    def after(self, number: int | None) -> int | None:
        """The dispute to take up after another, round and round; None when there is no other."""
        others = [each for each in self.disputes if each != number]
        if not others:
            return None
        if number not in self.disputes:
            return others[0]
        return self.disputes[(self.disputes.index(number) + 1) % len(self.disputes)]


MOST = 500
"""Disputes that are looked at."""


def needs_of(access: ProjectAccess) -> Needs:
    """What needs a member now; two statements."""
    if not access.may(Action.COMMENT):
        return Needs((), 0)
    found = visible_disputes(access).filter(needing(access)).order_by(F("due_at").asc(nulls_last=True), "number")
    return Needs(tuple(found.values_list("number", flat=True)[:MOST]), mentions_of(access).count())
