"""What review made of a project, written straight into the tables: gold by agreement, disputes with votes and a ruling."""

from datetime import timedelta
from uuid import uuid4

from django.utils import timezone

from annotations.domain.gold import GoldKind
from annotations.models import Dispute, GoldOrigin, GoldReading, Highlight, HighlightTag, Position, Ruling, Vote
from newsapp.access import ProjectAccess
from newsapp.models import Article, User
from newsapp.services.activity import Happening, record

AT_ONCE = 1_000


def make_gold(access: ProjectAccess, *, spans: int) -> None:
    """Gold for that many of the project's highlights, each of which two coders read alike."""
    wanted = Highlight.objects.filter(project=access.project, layer="analyst").order_by("pk")[:spans]
    rows = list(wanted.prefetch_related("tagging__tag"))
    for first in range(0, len(rows), AT_ONCE):
        _settle(access, rows[first : first + AT_ONCE])


def _settle(access: ProjectAccess, rows: list[Highlight]) -> None:
    gold = Highlight.objects.bulk_create(_copied(row, layer="gold", analyst=None) for row in rows)
    twins = Highlight.objects.bulk_create(_copied(row, layer="analyst", analyst=row.analyst) for row in rows)
    HighlightTag.objects.bulk_create(
        HighlightTag(
            highlight=copy, tag=each.tag, project=access.project, position=each.position, attributes=each.attributes
        )
        for copies in (gold, twins)
        for row, copy in zip(rows, copies, strict=True)
        for each in row.tagging.all()
    )
    origins = GoldOrigin.objects.bulk_create(
        GoldOrigin(
            project=access.project,
            article_id=row.article_id,
            uuid=uuid4(),
            highlight=made,
            kind=GoldKind.AGREEMENT.value,
            created_at=timezone.now(),
        )
        for row, made in zip(rows, gold, strict=True)
    )
    GoldReading.objects.bulk_create(
        GoldReading(project=access.project, origin=origin, highlight=each, reading=_reading(row))
        for row, twin, origin in zip(rows, twins, origins, strict=True)
        for each in (row, twin)
    )
    happenings = [
        Happening("gold.settled", str(origin.uuid), origin.article_id, {"kind": origin.kind, "threshold": 1.0})
        for origin in origins
    ]
    record(project_id=access.project.pk, actor_id=access.user.pk, happenings=happenings)


def _copied(row: Highlight, *, layer: str, analyst: User | None) -> Highlight:
    copied = (
        "project_id",
        "article_id",
        "revision_id",
        "start",
        "end",
        "segments",
        "quote",
        "body_sha256",
        "created_at",
        "updated_at",
    )
    values = {name: getattr(row, name) for name in copied}
    return Highlight(**values, uuid=uuid4(), layer=layer, analyst=analyst)


def _reading(row: Highlight) -> dict[str, object]:
    tags = sorted(row.tagging.all(), key=lambda each: each.position)
    return {
        "start": row.start,
        "end": row.end,
        "segments": row.segments,
        "tags": [each.tag.key for each in tags],
        "attributes": {each.tag.key: each.attributes for each in tags if each.attributes},
        "revision": 1,
    }


def make_disputes(access: ProjectAccess, *, disputes: int) -> None:
    """That many disputes, each with two positions, a counted vote and a proposed ruling."""
    now = timezone.now()
    articles = list(Article.objects.filter(project=access.project).order_by("pk")[:disputes])
    made = Dispute.objects.bulk_create(
        Dispute(
            project=access.project, number=number, kind="tag", state="proposed", origin="person",
            question="Is it a claim?", article=articles[number % len(articles)], opened_by=access.user,
            created_at=now, updated_at=now, voting_closes_at=now + timedelta(days=3), voting_closed_at=now,
        )
        for number in range(1, disputes + 1)
    )  # fmt: skip
    positions = Position.objects.bulk_create(
        Position(project=access.project, dispute=each, place=place, title=title, reading={}, created_at=now)
        for each in made
        for place, title in enumerate(("It is one", "It is none"))
    )
    Vote.objects.bulk_create(
        Vote(
            project=access.project, dispute=each.dispute, round=1, user=access.user, position=each,
            reason="The guidelines say so.", counted=True, created_at=now, updated_at=now,
        )
        for each in positions[::2]
    )  # fmt: skip
    Ruling.objects.bulk_create(
        Ruling(
            project=access.project, dispute=each.dispute, round=1, position=each, reading={},
            proposed_by=access.user, created_at=now,
        )
        for each in positions[::2]
    )  # fmt: skip
    happenings = [
        Happening("dispute.opened", str(each.number), each.article_id, {"kind": "tag", "before": None, "after": "open"})
        for each in made
    ]
    record(project_id=access.project.pk, actor_id=access.user.pk, happenings=happenings)
