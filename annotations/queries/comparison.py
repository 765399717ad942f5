"""Coders' readings of one article side by side, with what is settled of them."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import UUID

from django.utils.crypto import salted_hmac

from annotations.access import visible_highlights, visible_relations
from annotations.domain.comparison import (
    Coded,
    CodedLink,
    Difference,
    Group,
    LinkGroup,
    Status,
    compare_links,
    compare_readings,
)
from annotations.domain.disputes import DisputeState
from annotations.domain.highlighting import HighlightRecord
from annotations.models import Highlight, Position
from annotations.queries.gold import GoldRecord, gold_in_article
from annotations.queries.highlights import records
from newsapp.access import ProjectAccess
from newsapp.errors import Conflict
from newsapp.models import Article, Assignment, User
from newsapp.wording import gettext as _


class Coder(NamedTuple):
    """Somebody who coded an article.

    Attributes:
        label: `A`, `B`, …: what she is called where coders are anonymous; says nothing of who she is.
        done: whether she said that she is done with it.
        readings: how many highlights she has in the current text.
    """

    row: int
    username: str
    name: str
    label: str
    done: bool
    readings: int


@dataclass(frozen=True, slots=True)
class Compared:
    """Readings of one thing, and what holds.

    Attributes:
        key: names what the coders say and what is settled as they are now: another key, once any of it is different. It
            begins with the place, `START-END-`.
        group: None when the coders deleted all that was settled.
        decisions: what settles any of the readings, in the order in which it was decided.
        dispute: number of an open dispute about any of them.
    """

    key: str
    group: Group | None
    decisions: tuple[GoldRecord, ...]
    status: Status
    dispute: int | None = None

    @property
    def gold(self) -> HighlightRecord | None:
        """The gold highlight that holds here."""
        return next((each.highlight for each in self.decisions if each.highlight), None)

    @property
    def differences(self) -> tuple[Difference, ...]:
        """In what the readings differ; none when they are gone."""
        return self.group.differences if self.group else ()

    @property
    def start(self) -> int:
        """Where it begins in the text."""
        return self.group.start if self.group else self.gold.start if self.gold else 0

    @property
    def end(self) -> int:
        """Where it ends."""
        return self.group.end if self.group else self.gold.end if self.gold else 0


@dataclass(frozen=True, slots=True)
class ComparedLinks:
    """Links between the same two things, and what holds; the fields are those of `Compared`.

    Attributes:
        ends: the groups that are linked, in the order of the text.
    """

    key: str
    group: LinkGroup
    ends: tuple[Compared, Compared]
    decisions: tuple[GoldRecord, ...]
    status: Status

    def ends_of(self, link: CodedLink) -> tuple[Compared, Compared]:
        """The groups that one of the links leads from and to."""
        first, second = self.ends
        forward = first.group and link.source in {reading.id for reading in first.group.readings}
        return (first, second) if forward else (second, first)


@dataclass(frozen=True, slots=True)
class Comparison:
    """An article's coders and what they say.

    Attributes:
        coders: in the order of their labels.
        groups: in the order of the text.
        links: in the order of their ends.
    """

    coders: list[Coder]
    groups: list[Compared]
    links: list[ComparedLinks]

    def coder(self, row: int) -> Coder:
        """The coder with this row."""
        return next(coder for coder in self.coders if coder.row == row)

    def in_place_of(self, key: str) -> Compared | None:
        """What stands now where a group was whose key is out of date; None when nothing does."""
        start, end = (int(part) if part.isascii() and part.isdigit() else 0 for part in (key.split("-") * 2)[:2])
        near = [each for each in self.groups if min(each.end, end) > max(each.start, start)]
        return max(near, key=lambda each: min(each.end, end) - max(each.start, start), default=None)


def refuse_closed(article: Article) -> None:
    """Refuse while coders' readings are not to be compared.

    Raises:
        Conflict: `comparison_closed`.
    """
    if article.comparison_opened_at is None:
        message = _("The comparison of this article is not open yet: its coders are still at work.")
        raise Conflict("comparison_closed", message)


def articles_compared(rows: Iterable[int]) -> set[int]:
    """Those of some articles, by row, the comparison of which is open."""
    found = Article.objects.filter(pk__in=list(rows), comparison_opened_at__isnull=False)
    return set(found.values_list("pk", flat=True))


def coders_of(*, access: ProjectAccess, article: Article) -> list[Coder]:
    """Who coded the current text of an article: marked something in it, or said to be done with it."""
    counts: dict[int, int] = {}
    for row in _readings(access, article).values_list("analyst_id", flat=True):
        counts[row] = counts.get(row, 0) + 1
    done = set(Assignment.objects.filter(article=article, done_at__isnull=False).values_list("user_id", flat=True))
    people = User.objects.filter(pk__in={*counts, *done})
    if access.project.coders_anonymous:
        ordered = sorted(people, key=lambda user: _digest("coder", article.pk, user.pk))
    else:
        ordered = sorted(people, key=lambda user: user.username)
    return [
        Coder(user.pk, user.username, user.display_name, _label(place), user.pk in done, counts.get(user.pk, 0))
        for place, user in enumerate(ordered)
    ]


def _label(place: int) -> str:
    return chr(ord("A") + place) if place < 26 else f"Z{place - 25}"


def comparison_of(*, access: ProjectAccess, article: Article) -> Comparison:
    """All readings of the current text by coders, with what is settled of them; a fixed number of statements.

    Raises:
        Conflict: the comparison is not open.
    """
    refuse_closed(article)
    coders = coders_of(access=access, article=article)
    rows = [coder.row for coder in coders]
    by_name = {coder.username: coder.row for coder in coders}
    readings = [_coded(record, by_name) for record in records(_readings(access, article))]
    groups = compare_readings(readings, coders=rows)
    links = compare_links(_links(access, article), groups=groups, coders=rows)
    decided = gold_in_article(project_id=access.project.pk, article_id=article.pk)
    disputed = _disputed(access, article)
    compared = [_compared(group, decided, disputed) for group in groups]
    return Comparison(
        coders,
        sorted([*compared, *_bereft(article, decided, compared)], key=lambda each: each.start),
        [_compared_links(group, compared, decided) for group in links],
    )


def _readings(access: ProjectAccess, article: Article) -> Any:
    return visible_highlights(access).filter(
        article=article,
        revision=article.current_revision_id,
        layer=Highlight.Layer.ANALYST,
        analyst__isnull=False,
    )


def _coded(record: HighlightRecord, rows: Mapping[str, int]) -> Coded:
    assert record.analyst is not None
    segments = tuple((start, end) for start, end in record.segments)
    return Coded(record.id, rows[record.analyst], segments, tuple(record.tags), record.attributes)


def _links(access: ProjectAccess, article: Article) -> list[CodedLink]:
    found = visible_relations(access).filter(
        source__article=article, target__article=article, layer=Highlight.Layer.ANALYST
    )
    columns = ("uuid", "analyst_id", "type__key", "source__uuid", "target__uuid", "attributes")
    return [CodedLink(*row) for row in found.order_by("pk").values_list(*columns)]


def _disputed(access: ProjectAccess, article: Article) -> dict[UUID, int]:
    """The disputes about an article that are open, by the highlights that they are about."""
    over = [DisputeState.RESOLVED.value, DisputeState.WITHDRAWN.value]
    positions = Position.objects.filter(project=access.project, dispute__article=article, highlight__isnull=False)
    rows = positions.exclude(dispute__state__in=over).order_by("dispute__number")
    return dict(rows.values_list("highlight__uuid", "dispute__number"))


def _compared(group: Group, decided: Sequence[GoldRecord], disputed: Mapping[UUID, int]) -> Compared:
    ids = {reading.id for reading in group.readings}
    decisions = tuple(each for each in decided if any(settled.id in ids for settled in each.readings))
    dispute = next((disputed[uuid] for uuid in sorted(ids) if uuid in disputed), None)
    if dispute is not None:
        status = Status.DISPUTED
    elif not decisions:
        status = Status.OPEN
    elif any(each.changed for each in decisions) or not _all_settled(group, decisions):
        status = Status.CHANGED
    else:
        status = Status.SETTLED
    key = _key((group.start, group.end), group.readings, decisions)
    return Compared(key, group, decisions, status, dispute)


def _all_settled(group: Group, decisions: Sequence[GoldRecord]) -> bool:
    """Whether each reading was there when it was decided, or says what was decided."""
    covered = {settled.id for each in decisions for settled in each.readings}
    gold = [_coded(each.highlight._replace(analyst=""), {"": 0}).said for each in decisions if each.highlight]
    return all(reading.id in covered or reading.said in gold for reading in group.readings)


def _bereft(article: Article, decided: Iterable[GoldRecord], compared: Sequence[Compared]) -> list[Compared]:
    """Gold of the current text the readings of which are all gone."""
    shown = {each.id for group in compared for each in group.decisions}
    assert article.current_revision is not None
    return [
        Compared(_key((each.highlight.start, each.highlight.end), [], [each]), None, (each,), Status.CHANGED)
        for each in decided
        if each.id not in shown and each.highlight and each.highlight.revision == article.current_revision.number
    ]


def _compared_links(group: LinkGroup, compared: Sequence[Compared], decided: Sequence[GoldRecord]) -> ComparedLinks:
    ids = {link.id for link in group.links}
    decisions = tuple(each for each in decided if any(settled.id in ids for settled in each.readings))
    settled = {reading.id for each in decisions for reading in each.readings}
    first, second = (compared[place] for place in group.ends)
    status = Status.OPEN
    if decisions:
        # A gold link lasts no longer than the gold that it links.
        hidden = any(each.relation for each in decisions) and not (first.gold and second.gold)
        changed = hidden or any(each.changed for each in decisions) or ids - settled
        status = Status.CHANGED if changed else Status.SETTLED
    return ComparedLinks(_key(group.ends, group.links, decisions), group, (first, second), decisions, status)


def _key(place: tuple[int, int], said: Sequence[NamedTuple], decisions: Sequence[GoldRecord]) -> str:
    digest = _digest("group", sorted(map(str, said)), [str(each.id) for each in decisions])
    return f"{place[0]}-{place[1]}-{digest}"


def _digest(*parts: object) -> str:
    """Of what a page may show without telling who coded what: nobody else can compute it."""
    return salted_hmac("annotations.comparison", json.dumps(parts, default=str)).hexdigest()[:20]
