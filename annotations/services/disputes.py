"""Opening disputes, and the positions in them. What becomes of them is in `annotations.services.dispute_steps`."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from annotations.access import visible_disputes, visible_highlights
from annotations.domain.disputes import SETTLED, DisputeKind, DisputeOrigin, DisputeState, Refusal, check_due
from annotations.domain.gold import Reading
from annotations.domain.highlighting import HighlightRecord
from annotations.domain.readings import checked_reading, checked_words, stated
from annotations.models import Claim, Dispute, Highlight, Position
from annotations.queries.dispute_rules import asker_of, situation_of
from annotations.queries.highlights import records
from annotations.queries.schemes import scheme_of
from annotations.services.dispute_moves import hold_dispute, move, not_lawful
from newsapp.access import ProjectAccess
from newsapp.domain.roles import Action
from newsapp.errors import Conflict, RuleViolation, Stale
from newsapp.models import Article, Project
from newsapp.services.activity import Happening, record
from newsapp.wording import gettext as _

MOST_POSITIONS = 12
"""Positions in one dispute."""


@dataclass(frozen=True, slots=True)
class PositionDraft:
    """One way to settle a dispute, as its maker sends it.

    Attributes:
        title: the answer in a few words.
        words: the reasons for it.
        highlight: id of the coder's highlight that it takes for right.
        reading: what a ruling for it writes into the gold layer, see `annotations.models.Position`; None takes that of
            `highlight`, and is an answer in words alone without one.
        author: row of who holds it; None takes the analyst of `highlight`.
    """

    title: str
    words: str = ""
    highlight: UUID | None = None
    reading: Reading | None = None
    author: int | None = None


@transaction.atomic
def open_dispute(
    *,
    access: ProjectAccess,
    kind: DisputeKind,
    question: str,
    article: Article | None = None,
    highlight: Highlight | None = None,
    claim: Claim | None = None,
    positions: Sequence[PositionDraft] = (),
    coders: Collection[int] = (),
    origin: DisputeOrigin = DisputeOrigin.PERSON,
    words: str = "",
    due_at: datetime | None = None,
) -> Dispute:
    """Open a dispute about a highlight, about a claim, or about what should be at a place of an article.

    Args:
        access: the project; its user opens it.
        kind: what is disputed.
        question: what is to be settled, in words.
        article: where it is; that of `highlight` unless given.
        highlight: the disputed one; one that she may see.
        claim: the disputed claim.
        positions: the ways to settle it that are known already, in order.
        coders: rows of who coded what is disputed, beside those whose highlights are named.
        origin: who raised it.
        words: why it is opened.
        due_at: until when it should be settled.

    Raises:
        NotAllowed: her role is too low.
        RuleViolation: a field at fault.
        Conflict: one of this kind about the highlight is open already.
    """
    access.require(Action.OPEN_DISPUTE)
    article = article or (highlight.article if highlight else None)
    _check_subject(access, kind=kind, article=article, highlight=highlight, claim=claim)
    number = _next_number(access.project.pk)
    if highlight is not None:
        _refuse_second(access, kind=kind, highlight=highlight)
    now = timezone.now()
    if due_at is not None:
        check_due(due_at, now=now)
    dispute = Dispute.objects.create(
        project=access.project,
        number=number,
        kind=kind.value,
        state=DisputeState.OPEN.value,
        origin=origin.value,
        question=checked_words(question, most=500, path="question", needed=True),
        article=article,
        highlight=highlight,
        claim=claim,
        opened_by=access.user,
        created_at=now,
        updated_at=now,
        due_at=due_at,
    )
    held = _insert_positions(access, dispute, positions)
    who = {*coders, *_analysts([highlight]), *_analysts(position.highlight for position in held)}
    dispute.coders.set(who)
    record(
        project_id=access.project.pk,
        actor_id=access.user.pk,
        happenings=[_opened(dispute, held, who, checked_words(words, most=5_000, path="words"))],
    )
    return dispute


def _check_subject(
    access: ProjectAccess,
    *,
    kind: DisputeKind,
    article: Article | None,
    highlight: Highlight | None,
    claim: Claim | None,
) -> None:
    if article is None and claim is None:
        message = _("Say what it is about: a highlight, a claim, or a place in an article.")
        raise RuleViolation("about_nothing", message, path="highlight")
    if highlight is not None:
        if not visible_highlights(access).filter(pk=highlight.pk).exists():
            raise RuleViolation("unknown_highlight", _("There is no such highlight."), path="highlight")
        if article is None or article.pk != highlight.article_id:
            raise RuleViolation("other_article", _("The highlight is in another article."), path="article")
    if claim is not None and (claim.project_id != access.project.pk or claim.deleted_at is not None):
        raise RuleViolation("unknown_claim", _("There is no such claim."), path="claim")
    if kind is DisputeKind.VERDICT and claim is None:
        raise RuleViolation("needs_claim", _("A verdict is about a claim: name the claim."), path="claim")


def _refuse_second(access: ProjectAccess, *, kind: DisputeKind, highlight: Highlight) -> None:
    """Two who dispute the same meet in one dispute; the caller keeps others from opening any meanwhile."""
    same = visible_disputes(access).filter(highlight=highlight, kind=kind.value)
    there = same.exclude(state__in=SETTLED).order_by("number").first()
    if there is not None:
        message = _("Dispute {number} of this kind about it is open: say there what you think.", number=there.number)
        raise Conflict("already_disputed", message, path="highlight")


def _next_number(project_id: int) -> int:
    """Who opens another one waits for the project's row, so that no number is given out twice."""
    Project.objects.select_for_update(no_key=True).get(pk=project_id)
    newest = Dispute.objects.filter(project=project_id).aggregate(newest=Max("number"))["newest"]
    return (newest or 0) + 1


def _analysts(highlights: Iterable[Highlight | None]) -> set[int]:
    return {each.analyst_id for each in highlights if each is not None and each.analyst_id is not None}


def _insert_positions(access: ProjectAccess, dispute: Dispute, drafts: Sequence[PositionDraft]) -> list[Position]:
    """Append positions to those that there are; the caller holds the dispute."""
    first = Position.objects.filter(dispute=dispute).count()
    if first + len(drafts) > MOST_POSITIONS:
        message = _("A dispute has at most {most} positions.", most=MOST_POSITIONS)
        raise RuleViolation("too_many_positions", message, path="positions")
    wanted = {draft.highlight for draft in drafts if draft.highlight is not None}
    seen = visible_highlights(access).filter(uuid__in=wanted).select_related("article") if wanted else []
    rows = {row.uuid: row for row in seen}
    said = {each.id: each for each in records(visible_highlights(access).filter(uuid__in=rows))} if rows else {}
    return Position.objects.bulk_create(
        _position(access, dispute, first + index, draft, rows, said, path=f"positions.{index}")
        for index, draft in enumerate(drafts)
    )


def _position(
    access: ProjectAccess,
    dispute: Dispute,
    place: int,
    draft: PositionDraft,
    rows: Mapping[UUID, Highlight],
    said: Mapping[UUID, HighlightRecord],
    *,
    path: str,
) -> Position:
    held = rows.get(draft.highlight) if draft.highlight else None
    if draft.highlight is not None and (held is None or held.article_id != dispute.article_id):
        message = _("There is no such highlight in the disputed article.")
        raise RuleViolation("unknown_highlight", message, path=f"{path}.highlight")
    there = said[held.uuid] if held is not None else None
    reading = draft.reading and reading_in(
        access, dispute, draft.reading, path=f"{path}.reading", already=there.tags if there else ()
    )
    if draft.reading is None and there is not None:
        reading = stated(there)
    return Position(
        project=access.project,
        dispute=dispute,
        place=place,
        title=checked_words(draft.title, most=300, path=f"{path}.title", needed=True),
        words=checked_words(draft.words, most=5_000, path=f"{path}.words"),
        highlight=held,
        reading=reading,
        author_id=draft.author or (held.analyst_id if held else None),
        created_at=timezone.now(),
    )


def reading_in(
    access: ProjectAccess, dispute: Dispute, reading: Reading, *, path: str, already: Sequence[str] = ()
) -> dict[str, Any]:
    """A reading of the disputed article that is lawful now, as positions and rulings keep it.

    Args:
        access: the project.
        dispute: about an article.
        reading: as it was sent.
        path: the field that it came in.
        already: tags that stand there already; a retired one among them may stay.

    Raises:
        RuleViolation: with a path below `path`.
    """
    article = dispute.article
    if article is None or article.current_revision is None:
        message = _("A reading is of an article, and this dispute is about a claim alone.")
        raise RuleViolation("reading_of_nothing", message, path=path)
    revision = article.current_revision
    try:
        return checked_reading(
            reading, text=revision.text, revision=revision.number, scheme=scheme_of(access.project), already=already
        )
    except RuleViolation as fault:
        fault.path = f"{path}.{fault.path}" if fault.path else path
        raise


@transaction.atomic
def add_position(*, access: ProjectAccess, dispute: Dispute, draft: PositionDraft) -> Position:
    """Add another way to settle a dispute, before anybody votes or rules.

    Raises:
        NotAllowed: her role is too low.
        Conflict: it is too late for that.
        RuleViolation: a field at fault.
    """
    access.require(Action.OPEN_DISPUTE)
    held = hold_dispute(dispute.pk)
    if (held.answer_state or held.state) not in _TAKES_POSITIONS:
        refusal = Refusal("positions_closed", _("Positions are added before the voting and before a ruling."))
        raise not_lawful([refusal], situation_of(held), asker_of(access))
    try:
        (position,) = _insert_positions(access, held, [draft])
    except RuleViolation as fault:
        fault.path = fault.path.removeprefix("positions.0.")
        raise
    held.coders.add(*_analysts([position.highlight]))
    words = {"title": position.title, "words": position.words}
    move(access=access, dispute=held, verb="position_added", said={"position": position.place}, words=words)
    return position


_TAKES_POSITIONS = frozenset({DisputeState.OPEN, DisputeState.TRIAGED, DisputeState.EVIDENCE, DisputeState.ESCALATED})


@dataclass(frozen=True, slots=True)
class DisputeEdit:
    """What is to be different of a dispute; None leaves it as it is.

    Attributes:
        due_at: a time, or `NEVER`.
    """

    question: str | None = None
    kind: DisputeKind | None = None
    due_at: datetime | str | None = None


NEVER = "never"
"""As the time until which a dispute should be settled: none."""


@transaction.atomic
def edit_dispute(*, access: ProjectAccess, dispute: Dispute, version: int, edit: DisputeEdit) -> Dispute:
    """Change a dispute's question, kind or time: a reviewer does, and who opened it while nobody has taken it up.

    Raises:
        NotAllowed: her role is too low.
        Stale: it was changed since `version`; `current` is the number of its version.
        Conflict: it is settled.
        RuleViolation: a field at fault.
    """
    held = hold_dispute(dispute.pk)
    require_edit(access=access, dispute=held)
    if held.version != version:
        raise Stale(_("It was changed meanwhile."), current=held.version)
    if held.state in SETTLED:
        refusal = Refusal("settled", _("It is settled; reopen it first."))
        raise not_lawful([refusal], situation_of(held), asker_of(access))
    fields, words = _edited(held, edit)
    if fields or words:
        move(access=access, dispute=held, verb="changed", fields={**fields, **words}, words=words)
    return held


def require_edit(*, access: ProjectAccess, dispute: Dispute) -> None:
    """Refuse whoever may not change this dispute.

    Raises:
        NotAllowed: she is no reviewer, and either did not open it or somebody has taken it up.
    """
    own = dispute.opened_by_id == access.user.pk and dispute.state == DisputeState.OPEN
    access.require(Action.OPEN_DISPUTE if own else Action.REVIEW)


def _edited(held: Dispute, edit: DisputeEdit) -> tuple[dict[str, Any], dict[str, str]]:
    fields: dict[str, Any] = {}
    if edit.kind is not None and edit.kind != held.kind:
        if edit.kind is DisputeKind.VERDICT and held.claim_id is None:
            message = _("A verdict is about a claim, and no claim is disputed here.")
            raise RuleViolation("needs_claim", message, path="kind")
        fields["kind"] = edit.kind.value
    if isinstance(edit.due_at, datetime):
        check_due(edit.due_at, now=timezone.now(), already=held.due_at)
    if edit.due_at is not None:
        fields["due_at"] = None if edit.due_at == NEVER else edit.due_at
    if edit.question is None:
        return fields, {}
    return fields, {"question": checked_words(edit.question, most=500, path="question", needed=True)}


def _opened(dispute: Dispute, positions: Sequence[Position], coders: Collection[int], words: str) -> Happening:
    data = {
        "kind": dispute.kind,
        "before": None,
        "after": dispute.state,
        "origin": dispute.origin,
        "round": dispute.round,
        "version": dispute.version,
        "highlight": dispute.highlight and str(dispute.highlight.uuid),
        "claim": dispute.claim and dispute.claim.number,
        "coders": sorted(coders),
        "due_at": dispute.due_at and dispute.due_at.isoformat(),
        "positions": [position.place for position in positions],
        "guidelines": dispute.project.guidelines_version or None,
    }
    detail = {
        "question": dispute.question,
        "words": words,
        "positions": [{"title": position.title, "words": position.words} for position in positions],
    }
    known = {name: value for name, value in data.items() if name == "before" or value not in (None, [])}
    return Happening("dispute.opened", str(dispute.number), dispute.article_id, known, detail)
