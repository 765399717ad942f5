"""Settling what coders say: what they agree on at once, the rest by a reviewer."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

from django.db import transaction

from annotations.domain.comparison import Coded, CodedLink, Status, shared
from annotations.domain.gold import DECIDED_OWN, GoldKind
from annotations.domain.joining import Merge, merged_reading, reading_from
from annotations.domain.readings import checked_reading
from annotations.domain.relations import Link
from annotations.models import Highlight, Relation
from annotations.queries.comparison import (
    Compared,
    ComparedLinks,
    Comparison,
    comparison_of,
    refuse_closed,
)
from annotations.queries.schemes import scheme_of
from annotations.services.gold import GoldDraft, write_all, write_gold
from annotations.services.gold_links import write_gold_link
from newsapp.access import ArticleAccess, ProjectAccess
from newsapp.blindness import codes
from newsapp.domain.roles import Action
from newsapp.errors import Conflict, NotAllowed, RuleViolation
from newsapp.models import Article
from newsapp.services.article_locks import locked_articles
from newsapp.services.comparisons import when_opened
from newsapp.wording import gettext as _

Said = TypeVar("Said", Coded, CodedLink)


@dataclass(frozen=True, slots=True)
class Choice:
    """How a reviewer settles a group; exactly one of these.

    Attributes:
        accept: label of the coder whose reading holds.
        merge: how the readings become one.
        reading: what holds instead, see `annotations.domain.gold.Reading`; `{}` for nothing.
    """

    accept: str | None = None
    merge: Merge | None = None
    reading: Mapping[str, Any] | None = None


def waivers_to_decide(*, access: ProjectAccess, article: Article) -> list[str]:
    """The rules that a small team waives when this member settles something in the article.

    Raises:
        NotAllowed: her role is too low, or she coded the article and the team is not small.
        Conflict: the comparison is not open.
    """
    access.require(Action.REVIEW)
    refuse_closed(article)
    if not codes(ArticleAccess(access.project, access.user, access.role, article)):
        return []
    if access.project.small_team:
        return [DECIDED_OWN]
    raise NotAllowed(_("You coded this article: somebody who did not settles what its coders say."))


@transaction.atomic
def settle_group(*, access: ProjectAccess, article: Article, key: str, choice: Choice) -> None:
    """Settle what coders say of one thing, as a reviewer chooses.

    Args:
        access: the project.
        article: of it.
        key: of the group as she saw it, see `annotations.queries.comparison.Compared`.
        choice: what holds.

    Raises:
        NotAllowed: her role is too low, or she coded the article and the team is not small.
        RuleViolation: a field at fault.
        Conflict: the comparison is not open, a dispute is; or the group is not as she saw it (`group_changed`, `existing`
            is what stands in its place now, or None).
    """
    waivers = waivers_to_decide(access=access, article=article)
    article = locked_article(access, article)
    comparison = comparison_of(access=access, article=article)
    links = next((each for each in comparison.links if each.key == key), None)
    if links is not None:
        _settle_links(access, article, comparison, links, choice, waivers)
        return
    group = group_as_seen(comparison, key)
    refuse_disputed(group)
    write_gold(
        access=access,
        article=article,
        reading=_chosen(access, article, comparison, group, choice),
        readings=_rows_of_highlights(access, group),
        kind=GoldKind.ADOPTION,
        replaces=_rows_of_gold(access, group),
        waivers=waivers,
    )


def locked_article(access: ProjectAccess, article: Article) -> Article:
    """The article as it is now, with its text; nobody settles anything else in it until this is done."""
    locked_articles(project_id=access.project.pk, numbers=[article.number])
    return Article.objects.select_related("current_revision").get(pk=article.pk)


def group_as_seen(comparison: Comparison, key: str) -> Compared:
    """The group with this key.

    Raises:
        Conflict: `group_changed`; `existing` is what stands in its place now, or None.
    """
    found = next((each for each in comparison.groups if each.key == key), None)
    if found is None:
        message = _("This is not as you saw it any more: somebody settled it, or a coder changed it. Look at it again.")
        raise Conflict("group_changed", message, existing=comparison.in_place_of(key))
    return found


def refuse_disputed(group: Compared) -> None:
    """Refuse what a dispute is open about.

    Raises:
        Conflict: `disputed`.
    """
    if group.dispute is not None:
        message = _("Dispute {number} about this is open: it is settled there.", number=group.dispute)
        raise Conflict("disputed", message, existing=group)


def _rows_of(access: ProjectAccess, ids: Collection[UUID]) -> dict[UUID, int]:
    return dict(Highlight.objects.filter(project=access.project, uuid__in=ids).values_list("uuid", "pk"))


def _rows_of_highlights(access: ProjectAccess, group: Compared) -> list[int]:
    ids = [reading.id for reading in group.group.readings] if group.group else []
    ids += [] if group.group else [settled.id for each in group.decisions for settled in each.readings]
    return list(Highlight.objects.filter(project=access.project, uuid__in=ids).values_list("pk", flat=True))


def _rows_of_gold(access: ProjectAccess, group: Compared) -> list[int]:
    ids = [each.highlight.id for each in group.decisions if each.highlight]
    return list(Highlight.objects.filter(project=access.project, uuid__in=ids).values_list("pk", flat=True))


def _chosen(
    access: ProjectAccess, article: Article, comparison: Comparison, group: Compared, choice: Choice
) -> Mapping[str, Any]:
    if choice.reading is not None:
        return _checked(access, article, group, choice.reading)
    if group.group is None:
        raise RuleViolation("no_readings", _("The coders deleted what they had marked here."), path="accept")
    if choice.merge is not None:
        return merged_reading(group.group.readings, how=choice.merge)
    return as_reading(_of_coder(comparison, group.group.readings, choice.accept))


def _checked(access: ProjectAccess, article: Article, group: Compared, reading: Mapping[str, Any]) -> dict[str, Any]:
    """What a reviewer wrote; a retired tag may stay where a coder put it."""
    revision = article.current_revision
    assert revision is not None
    there = {tag for each in (group.group.readings if group.group else ()) for tag in each.tags}
    return checked_reading(
        reading,
        text=revision.text,
        revision=revision.number,
        scheme=scheme_of(access.project),
        already=[*there, *(group.gold.tags if group.gold else ())],
    )


def as_reading(coded: Coded) -> dict[str, Any]:
    """A coder's highlight as a reading."""
    return reading_from(coded.segments, coded.tags, coded.attributes)


def _of_coder(comparison: Comparison, said: Sequence[Said], label: str | None) -> Said:
    found = next((each for each in said if comparison.coder(each.coder).label == label), None)
    if found is None:
        raise RuleViolation("unknown_coder", _("This coder says nothing here."), path="accept")
    return found


def _settle_links(
    access: ProjectAccess,
    article: Article,
    comparison: Comparison,
    links: ComparedLinks,
    choice: Choice,
    waivers: Sequence[str],
) -> None:
    if choice.merge is not None or choice.reading:
        message = _("Of links one is accepted, or none is there.")
        raise RuleViolation("links_are_accepted", message, path="merge" if choice.merge else "reading")
    link = None
    if choice.reading is None:
        said = _of_coder(comparison, links.group.links, choice.accept)
        link = _between_gold(links, said)
        if link is None:
            raise Conflict("ends_open", _("Settle both highlights that it links first."))
    write_gold_link(
        access=access,
        article=article,
        link=link,
        readings=_rows_of_links(access, links),
        kind=GoldKind.ADOPTION,
        waivers=waivers,
    )


def _between_gold(links: ComparedLinks, said: CodedLink) -> Link | None:
    """A coder's link between the gold highlights that stand for its ends; None while one of them has none."""
    source, target = links.ends_of(said)
    if source.gold is None or target.gold is None:
        return None
    return Link(said.type, source.gold.id, target.gold.id, said.attributes)


def _rows_of_links(access: ProjectAccess, links: ComparedLinks) -> list[int]:
    ids = [link.id for link in links.group.links]
    return list(Relation.objects.filter(project=access.project, uuid__in=ids).values_list("pk", flat=True))


@transaction.atomic
def settle_agreed(*, access: ProjectAccess, article: Article) -> int:
    """Write into gold what enough of the coders say alike, by the project's threshold; the same again changes nothing.

    What is settled already, or disputed, stays as it is. Whether this person may cause it is asked before: it happens
    when a comparison opens, whoever opened it.

    Args:
        access: the project; its user is who brought it about.
        article: of it.

    Returns:
        How many groups of readings and links it settled.

    Raises:
        Conflict: the comparison is not open.
    """
    threshold = access.project.gold_threshold
    article = locked_article(access, article)
    refuse_closed(article)
    if threshold is None:
        return 0
    comparison = comparison_of(access=access, article=article)
    agreed = [(group, said) for group in comparison.groups if (said := _agreed(comparison, group, threshold))]
    rows = _rows_of(access, {reading.id for group, _said in agreed if group.group for reading in group.group.readings})
    drafts = [
        GoldDraft(as_reading(said), tuple(rows[each.id] for each in group.group.readings))
        for group, said in agreed
        if group.group
    ]
    if drafts:
        write_all(access=access, article=article, drafts=drafts, kind=GoldKind.AGREEMENT, threshold=threshold)
    linked = _settle_agreed_links(access, article, threshold) if comparison.links else 0
    return len(agreed) + linked


def _settle_opened(access: ProjectAccess, article_id: int) -> None:
    settle_agreed(access=access, article=Article.objects.get(pk=article_id))


def register() -> None:
    """Make it known that what coders agree on is settled when a comparison opens."""
    when_opened(_settle_opened)


def _agreed(comparison: Comparison, group: Compared, threshold: float) -> Coded | None:
    if group.status is not Status.OPEN or group.group is None:
        return None
    readings = group.group.readings
    said = shared([each.said for each in readings], coders=len(comparison.coders), threshold=threshold)
    return next((each for each in readings if each.said == said), None) if said else None


def _settle_agreed_links(access: ProjectAccess, article: Article, threshold: float) -> int:
    """After the highlights, since a link leads from gold to gold."""
    comparison = comparison_of(access=access, article=article)
    settled = 0
    for links in comparison.links:
        link = _agreed_link(comparison, links, threshold)
        if link is None:
            continue
        rows = _rows_of_links(access, links)
        kind = GoldKind.AGREEMENT
        write_gold_link(access=access, article=article, link=link, readings=rows, kind=kind, threshold=threshold)
        settled += 1
    return settled


def _agreed_link(comparison: Comparison, links: ComparedLinks, threshold: float) -> Link | None:
    if links.status is not Status.OPEN:
        return None
    between = [_between_gold(links, link) for link in links.group.links]
    said = [link and (link.type, link.source, link.digest(layer="gold")) for link in between]
    most = shared(said, coders=len(comparison.coders), threshold=threshold)
    return between[said.index(most)] if most else None
