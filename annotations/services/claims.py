"""Writing claims, changing and deleting them. How they merge and part is in `annotations.services.claim_merges`."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F, Max
from django.utils import timezone

from annotations.domain.claims import (
    STATEMENT_FIELDS,
    Statement,
    StoredClaim,
    check_appearing,
    checked_statement,
    plain,
)
from annotations.domain.claims import differing as fields_differing
from annotations.models import Appearance, Claim, Dispute, Highlight
from annotations.queries.claims import claims_of_highlights, highlights_to_appear, stored_claim
from annotations.queries.schemes import scheme_of
from annotations.services.reopenings import reopen_for_claim
from newsapp.access import ProjectAccess
from newsapp.errors import Conflict, RuleViolation, Several, Stale
from newsapp.models import Project
from newsapp.services.activity import Happening, record
from newsapp.wording import gettext as _


@transaction.atomic
def write_claim(*, access: ProjectAccess, statement: Statement, appearances: Sequence[UUID] = ()) -> StoredClaim:
    """Write a claim.

    Args:
        access: the project, opened for `WRITE_CLAIM`.
        statement: what it says.
        appearances: ids of highlights in which it appears.

    Raises:
        RuleViolation: a field at fault.
        Conflict: another claim appears in one of the highlights; `existing` is its number.
    """
    checked = checked_statement(statement)
    claim = insert_claim(access, checked)
    add_rows(access, claim, appearances)
    tell(access, creation("claim.created", claim, checked, appearances))
    return now_stored(access, claim)


@transaction.atomic
def write_claims(*, access: ProjectAccess, claims: Mapping[int, tuple[Statement, Sequence[UUID]]]) -> list[StoredClaim]:
    """Write several claims, all or none.

    Args:
        access: the project, opened for `WRITE_CLAIM`.
        claims: by their index in the request, each with the highlights in which it appears.

    Raises:
        Several: each fault, its path beginning with the claim's index.
    """
    written: list[StoredClaim] = []
    faults: list[RuleViolation] = []
    for index, (statement, appearances) in claims.items():
        try:
            written.append(write_claim(access=access, statement=statement, appearances=appearances))
        except RuleViolation as fault:
            fault.path = f"{index}.{fault.path}" if fault.path else f"{index}"
            faults.append(fault)
    if faults:
        raise Several(faults)
    return written


def faults_of(*, access: ProjectAccess, claims: Mapping[int, tuple[Statement, Sequence[UUID]]]) -> list[RuleViolation]:
    """What `write_claims` would refuse, and nothing written; for a request that is refused already."""
    try:
        with transaction.atomic():
            write_claims(access=access, claims=claims)
            transaction.set_rollback(True)
    except Several as several:
        return several.violations
    return []


@transaction.atomic
def change_claim(
    *,
    access: ProjectAccess,
    claim: Claim,
    version: int,
    changes: Mapping[str, Any],
    appearances: Sequence[UUID] | None = None,
) -> StoredClaim:
    """Change what a claim says, and where it appears.

    Args:
        access: the project, as opened by `annotations.access.open_claim`.
        claim: opened for `WRITE_CLAIM`.
        version: the one that the person saw.
        changes: fields of `Statement`; those that are left out stay.
        appearances: ids of all highlights in which it appears, of those that the member may see; None leaves them.

    Raises:
        RuleViolation: a field at fault.
        Conflict: another claim appears in one of the highlights; `existing` is its number.
        Stale: somebody changed it since `version`; `current` is the `StoredClaim` that is stored.
    """
    before = held(access, claim, version=version)
    values = {name: getattr(before, name) for name in STATEMENT_FIELDS} | dict(changes)
    if "claimed_on" in changes and "claimed_precision" not in changes and changes["claimed_on"] is None:
        values["claimed_precision"] = ""
    statement = checked_statement(Statement(**values))
    changed = fields_differing(before.statement, statement)
    happenings = _change_appearances(access, claim, before, appearances)
    if not changed and not happenings:
        return before
    Claim.objects.filter(pk=claim.pk).update(**{name: statement.values[name] for name in changed})
    touch(claim)
    if changed:
        happenings.insert(0, _changed(claim, before, statement, changed))
    tell(access, *happenings)
    reopen_for_claim(access=access, claim=claim, before=before.statement, changed=changed)
    return now_stored(access, claim)


@transaction.atomic
def add_appearances(*, access: ProjectAccess, claim: Claim, highlights: Sequence[UUID]) -> StoredClaim:
    """Say that a claim appears in further highlights; whoever else changes the claim meanwhile loses nothing by it.

    Raises:
        RuleViolation: a highlight at fault.
        Conflict: another claim appears in it; `existing` is its number.
    """
    held(access, claim)
    rows = add_rows(access, claim, highlights)
    touch(claim)
    tell(access, *(_appearance("claim.appearance_added", claim, row) for row in rows))
    return now_stored(access, claim)


@transaction.atomic
def remove_appearance(*, access: ProjectAccess, claim: Claim, highlight: UUID) -> StoredClaim:
    """Say that a claim does not appear in a highlight after all; of one where it does not, nothing is changed."""
    before = held(access, claim)
    rows = _remove_rows(claim, [each.highlight for each in before.appearances if each.highlight == highlight])
    if rows:
        touch(claim)
        tell(access, *(_appearance("claim.appearance_removed", claim, row) for row in rows))
    return now_stored(access, claim)


@transaction.atomic
def delete_claim(*, access: ProjectAccess, claim: Claim, version: int) -> None:
    """Delete a claim that was never disputed; its number is not given out again, its highlights stay.

    Raises:
        Conflict: it was disputed: what was ruled about it stays.
        Stale: somebody changed it since `version`; `current` is the `StoredClaim` that is stored.
    """
    held(access, claim, version=version)
    if Dispute.objects.filter(claim=claim).exists():
        message = _("This claim was disputed: what was said about it stays, and so does the claim.")
        raise Conflict("disputed", message)
    rows = Appearance.objects.filter(claim=claim)
    uuids = [str(uuid) for uuid in rows.order_by("pk").values_list("highlight__uuid", flat=True)]
    rows.delete()
    Claim.objects.filter(pk=claim.pk).update(deleted_at=timezone.now())
    touch(claim)
    data = {"appearances": uuids, "version": claim.version + 1}
    tell(access, Happening("claim.deleted", str(claim.number), data=data, detail={"text": claim.text}))


def insert_claim(access: ProjectAccess, statement: Statement) -> Claim:
    """A row with the next number of the project, in the caller's transaction; the statement is checked."""
    # The project's row keeps two claims from getting one number.
    Project.objects.select_for_update(no_key=True).only("pk").get(pk=access.project.pk)
    last = Claim.objects.filter(project=access.project).aggregate(last=Max("number"))["last"] or 0
    now = timezone.now()
    return Claim.objects.create(
        project=access.project,
        number=last + 1,
        **statement.values,
        created_by=access.user,
        created_at=now,
        updated_at=now,
    )


def add_rows(access: ProjectAccess, claim: Claim, uuids: Sequence[UUID]) -> list[Highlight]:
    """Make highlights appearances of a claim, in the caller's transaction.

    Raises:
        RuleViolation: a highlight at fault, with path `appearances.N`.
        Conflict: likewise, when another claim appears in it; `existing` is that claim's number, if she may see it.
    """
    found = highlights_to_appear(access=access, uuids=uuids)
    check_appearing(scheme_of(access.project), {uuid: tags for uuid, (_row, tags) in found.items()}, uuids)
    rows = [found[uuid][0] for uuid in uuids]
    taken = set(Appearance.objects.filter(highlight__in=rows).values_list("highlight__uuid", flat=True))
    for index, uuid in enumerate(uuids):
        if uuid in taken:
            raise _taken(access, uuid, path=f"appearances.{index}")
    now = timezone.now()
    try:
        with transaction.atomic():
            Appearance.objects.bulk_create(
                Appearance(project=access.project, claim=claim, highlight=row, added_by=access.user, created_at=now)
                for row in rows
            )
    except IntegrityError as error:
        # Somebody else made one of them an appearance just now.
        message = _("Another claim appears in one of these highlights.")
        raise Conflict("appears_already", message, path="appearances") from error
    return rows


def _taken(access: ProjectAccess, uuid: UUID, *, path: str) -> Conflict:
    number = claims_of_highlights(access=access, uuids=[uuid]).get(uuid)
    message = (
        _("Another claim appears in this highlight.")
        if number is None
        else _("Claim {number} appears in this highlight.", number=number)
    )
    return Conflict("appears_already", message, existing=number, path=path)


def held(access: ProjectAccess, claim: Claim, *, version: int | None = None) -> StoredClaim:
    """The claim as it stands, locked until the transaction ends; `claim` gets what is stored now.

    Raises:
        Stale: it is not the given version, or it was deleted or merged meanwhile.
    """
    locked = Claim.objects.select_for_update(of=("self",), no_key=True).get(pk=claim.pk)
    claim.version, claim.text, claim.verdict = locked.version, locked.text, locked.verdict
    gone = locked.deleted_at is not None or locked.merged_into_id is not None
    before = stored_claim(access=access, number=claim.number)
    if gone or before is None or (version is not None and locked.version != version):
        raise Stale(_("The claim was changed meanwhile."), current=before)
    return before


def creation(
    verb: str, claim: Claim, statement: Statement, appearances: Sequence[UUID], more: Mapping[str, Any] | None = None
) -> Happening:
    """The event of a new claim, with all that it says; `more` is what else belongs to it."""
    data = {
        "appearances": [str(uuid) for uuid in appearances],
        "version": 1,
        "after": _facts(statement),
        **(more or {}),
    }
    return Happening(verb, str(claim.number), data=data, detail={"after": _words(statement)})


def touch(claim: Claim) -> None:
    """Write down that a claim is another one than before."""
    Claim.objects.filter(pk=claim.pk).update(updated_at=timezone.now(), version=F("version") + 1)


def now_stored(access: ProjectAccess, claim: Claim) -> StoredClaim:
    """A claim that the member just wrote."""
    stored = stored_claim(access=access, number=claim.number)
    assert stored is not None
    return stored


def tell(access: ProjectAccess, *happenings: Happening) -> None:
    """Record what the member did."""
    record(project_id=access.project.pk, actor_id=access.user.pk, happenings=happenings)


def _change_appearances(
    access: ProjectAccess, claim: Claim, before: StoredClaim, wanted: Sequence[UUID] | None
) -> list[Happening]:
    """Take away and add so that those are the appearances which the member wants, of those that she sees."""
    if wanted is None:
        return []
    there = [each.highlight for each in before.appearances]
    removed = _remove_rows(claim, [uuid for uuid in there if uuid not in wanted])
    # All of them are checked, so that a refusal names the place in what was sent.
    found = highlights_to_appear(access=access, uuids=wanted)
    check_appearing(scheme_of(access.project), {uuid: tags for uuid, (_row, tags) in found.items()}, wanted)
    added = add_rows(access, claim, [uuid for uuid in wanted if uuid not in there])
    return [
        *(_appearance("claim.appearance_removed", claim, row) for row in removed),
        *(_appearance("claim.appearance_added", claim, row) for row in added),
    ]


def _remove_rows(claim: Claim, uuids: Sequence[UUID]) -> list[Highlight]:
    rows = Appearance.objects.filter(claim=claim, highlight__uuid__in=uuids)
    removed = [row.highlight for row in rows.select_related("highlight").order_by("pk")]
    rows.delete()
    return removed


_FACTS = {"language", "claimed_on", "claimed_precision"}
"""Fields of a statement in which nobody wrote words of her own."""


def _facts(statement: Statement) -> dict[str, Any]:
    return plain(statement, [name for name in STATEMENT_FIELDS if name in _FACTS])


def _words(statement: Statement) -> dict[str, Any]:
    return plain(statement, [name for name in STATEMENT_FIELDS if name not in _FACTS])


def _changed(claim: Claim, before: StoredClaim, after: Statement, names: Sequence[str]) -> Happening:
    facts = [name for name in names if name in _FACTS]
    words = [name for name in names if name not in _FACTS]
    data = {
        "version": before.version + 1,
        "before": plain(before.statement, facts),
        "after": plain(after, facts),
    }
    detail = {"before": plain(before.statement, words), "after": plain(after, words)} if words else None
    return Happening("claim.changed", str(claim.number), data=data, detail=detail)


def _appearance(verb: str, claim: Claim, highlight: Highlight) -> Happening:
    data = {"highlight": str(highlight.uuid), "version": claim.version + 1}
    return Happening(verb, str(claim.number), highlight.article_id, data)
