"""The JSON of disputes: what answers hold, and what bodies may."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.urls import reverse
from rest_framework import serializers

from annotations.api.shapes import Segments
from annotations.domain.dispute_records import DisputeRecord, RulingRecord, VotingRecord
from annotations.domain.disputes import KINDS, TRANSITIONS, DisputeOrigin, DisputeState, Transition
from annotations.domain.verdicts import Accuracy, Verdict
from newsapp.api.fields import Keys, Shape, StrictInteger, StrictMoment, StrictNumber, StrictObject, StrictString

STATES = [state.value for state in DisputeState]
VERDICTS = [verdict.value for verdict in Verdict]
ACCURACIES = [accuracy.value for accuracy in Accuracy]
MOST_REASON = 5_000


class PositionJSON(serializers.Serializer[Any]):
    """One way to settle a dispute."""

    place = serializers.IntegerField(help_text="Its order, from 0.")
    title = serializers.CharField()
    words = serializers.CharField()
    highlight = serializers.UUIDField(allow_null=True)
    reading = serializers.DictField(allow_null=True, help_text="What it writes into gold; `{}` for nothing.")
    author = serializers.CharField(allow_null=True)


class VoteJSON(serializers.Serializer[Any]):
    """What somebody voted for."""

    user = serializers.CharField()
    position = serializers.IntegerField(allow_null=True, help_text="Null says that it cannot be told.")
    reason = serializers.CharField()
    counted = serializers.BooleanField(allow_null=True, help_text="Null while the voting is open.")


class VotingJSON(serializers.Serializer[Any]):
    """The voting of the newest round; others' votes are hidden until it closes."""

    closes_at = serializers.DateTimeField()
    closed_at = serializers.DateTimeField(allow_null=True)
    voted = serializers.IntegerField(help_text="How many of those who may vote have.")
    of = serializers.IntegerField(help_text="How many may vote.")
    own = VoteJSON(allow_null=True)
    votes = VoteJSON(many=True)


class RulingJSON(serializers.Serializer[Any]):
    """How a dispute is to be settled; proposed while nobody resolved it."""

    round = serializers.IntegerField()
    position = serializers.IntegerField(allow_null=True)
    reading = serializers.DictField(allow_null=True)
    verdict = serializers.CharField()
    accuracy = serializers.CharField()
    confidence = serializers.FloatField(allow_null=True)
    justification = serializers.CharField()
    searched = serializers.CharField(help_text="Where one looked.")
    waivers = serializers.ListField(child=serializers.CharField(), help_text="Rules that a small team waived.")
    guidelines = serializers.IntegerField(allow_null=True)
    proposed_by = serializers.CharField()
    created_at = serializers.DateTimeField()
    resolved_by = serializers.CharField(allow_null=True)
    resolved_at = serializers.DateTimeField(allow_null=True)
    withdrawn_at = serializers.DateTimeField(allow_null=True)


class RefusedJSON(serializers.Serializer[Any]):
    """Why the caller may not make a transition that leads out of this state."""

    transition = serializers.ChoiceField(choices=TRANSITIONS)
    code = serializers.CharField()
    detail = serializers.CharField()


class DisputeJSON(serializers.Serializer[Any]):
    """An open question about a highlight or a claim."""

    id = serializers.IntegerField()
    kind = serializers.ChoiceField(choices=KINDS)
    state = serializers.ChoiceField(choices=STATES)
    origin = serializers.ChoiceField(choices=[origin.value for origin in DisputeOrigin])
    question = serializers.CharField()
    article = serializers.IntegerField(allow_null=True)
    highlight = serializers.UUIDField(allow_null=True)
    claim = serializers.IntegerField(allow_null=True)
    round = serializers.IntegerField()
    opened_by = serializers.CharField(allow_null=True)
    asked = serializers.CharField(allow_null=True, help_text="Who is asked for information; null for anyone.")
    coders = serializers.ListField(child=serializers.CharField())
    positions = PositionJSON(many=True)
    voting = VotingJSON(allow_null=True)
    ruling = RulingJSON(allow_null=True, help_text="The one in force.")
    rulings = RulingJSON(many=True)
    lawful = serializers.ListField(
        child=serializers.ChoiceField(choices=TRANSITIONS),
        help_text="What the caller may do now.",
    )
    refused = RefusedJSON(many=True)
    due_at = serializers.DateTimeField(allow_null=True)
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()
    resolved_at = serializers.DateTimeField(allow_null=True)
    page = serializers.CharField(help_text="Where it is in the browser.")
    version = serializers.IntegerField()


class ReadingBody(Shape):
    """What holds at a place; an empty object says that nothing is there."""

    start = StrictInteger(required=False)
    end = StrictInteger(required=False)
    segments = Segments(required=False, allow_null=True)
    tags = Keys(required=False)
    attributes = StrictObject(required=False)
    revision = StrictInteger(required=False)


class PositionBody(Shape):
    """A way to settle a dispute."""

    title = StrictString(max_length=300)
    words = StrictString(max_length=MOST_REASON, required=False, allow_blank=True)
    highlight = serializers.UUIDField(required=False, allow_null=True, help_text="The coder's that it takes for right.")
    reading = ReadingBody(required=False, allow_null=True)
    also: ClassVar[frozenset[str]] = frozenset({"place", "author"})


class DisputeBody(Shape):
    """A new dispute, about a highlight, a claim, or a place in an article."""

    kind = serializers.ChoiceField(choices=KINDS)
    question = StrictString(max_length=500)
    article = StrictInteger(required=False, allow_null=True)
    highlight = serializers.UUIDField(required=False, allow_null=True)
    claim = StrictInteger(required=False, allow_null=True)
    positions = PositionBody(many=True, required=False)
    words = StrictString(max_length=MOST_REASON, required=False, allow_blank=True, help_text="Why it is opened.")
    due_at = StrictMoment(required=False, allow_null=True)


class DisputeChange(Shape):
    """What may change of a dispute."""

    kind = serializers.ChoiceField(choices=KINDS)
    question = StrictString(max_length=500)
    due_at = StrictMoment(allow_null=True)
    also: ClassVar[frozenset[str]] = frozenset(DisputeJSON().fields) - {"kind", "question", "due_at"}


class VoteBody(Shape):
    """One's vote."""

    position = StrictInteger(allow_null=True, help_text="Place of the position; null says that it cannot be told.")
    reason = StrictString(max_length=MOST_REASON, required=False, allow_blank=True)


class ReasonBody(Shape):
    """A reason in words."""

    reason = StrictString(max_length=MOST_REASON, required=False, allow_blank=True)


class _Triage(ReasonBody):
    kind = serializers.ChoiceField(choices=KINDS, required=False)
    due_at = StrictMoment(required=False, allow_null=True)


class _Vote(ReasonBody):
    closes_at = StrictMoment(required=False, allow_null=True, help_text="When the voting closes at the latest.")


class _Propose(Shape):
    position = StrictInteger(required=False, allow_null=True, help_text="Place of the position that it takes.")
    reading = ReadingBody(required=False, allow_null=True)
    verdict = serializers.ChoiceField(choices=VERDICTS, required=False, allow_null=True)
    accuracy = serializers.ChoiceField(choices=ACCURACIES, required=False, allow_null=True)
    confidence = StrictNumber(required=False, allow_null=True, help_text="From 0 to 1.")
    justification = StrictString(max_length=10_000, required=False, allow_blank=True)
    searched = StrictString(max_length=MOST_REASON, required=False, allow_blank=True, help_text="Where one looked.")


class _Ask(Shape):
    question = StrictString(max_length=MOST_REASON)
    asked = StrictString(max_length=150, required=False, allow_null=True, help_text="A member; null asks anyone.")


class _Answer(Shape):
    answer = StrictString(max_length=MOST_REASON)


class TransitionBody(_Triage, _Vote, _Propose):
    """What a transition takes: `triage` kind, due_at; `vote` closes_at; `propose` the ruling; `ask` question, asked;
    `answer` answer; all but propose, ask and answer a reason."""

    question = StrictString(max_length=MOST_REASON, required=False)
    asked = StrictString(max_length=150, required=False, allow_null=True)
    answer = StrictString(max_length=MOST_REASON, required=False)


BODIES: Mapping[Transition, type[Shape]] = {
    Transition.TRIAGE: _Triage,
    Transition.VOTE: _Vote,
    Transition.PROPOSE: _Propose,
    Transition.ASK: _Ask,
    Transition.ANSWER: _Answer,
}
"""What each transition takes; a reason, where it is not named here."""


def dispute_json(record: DisputeRecord, *, slug: str) -> dict[str, Any]:
    """A dispute as the contract has it, members in its order."""
    ruling = record.ruling
    return {
        "id": record.number,
        "kind": record.kind,
        "state": record.state,
        "origin": record.origin,
        "question": record.question,
        "article": record.article,
        "highlight": record.highlight,
        "claim": record.claim,
        "round": record.round,
        "opened_by": record.opened_by,
        "asked": record.asked,
        "coders": record.coders,
        "positions": [position._asdict() for position in record.positions],
        "voting": record.voting and voting_json(record.voting),
        "ruling": ruling and ruling_json(ruling),
        "rulings": [ruling_json(each) for each in record.rulings],
        "lawful": record.lawful,
        "refused": [
            {"transition": transition.value, "code": refusal.code, "detail": str(refusal.wording)}
            for transition, standing in record.standings.items()
            for refusal in standing.refusals
        ],
        "due_at": record.due_at,
        "created_at": record.created_at,
        "updated_at": record.updated_at,
        "resolved_at": record.resolved_at,
        "page": reverse("dispute", args=[slug, record.number]),
        "version": record.version,
    }


def voting_json(voting: VotingRecord) -> dict[str, Any]:
    """A voting, members in its order."""
    votes = [vote._asdict() for vote in voting.votes]
    return {**voting._asdict(), "own": voting.own and voting.own._asdict(), "votes": votes}


def ruling_json(ruling: RulingRecord) -> dict[str, Any]:
    """A ruling, members in its order."""
    return ruling._asdict()
