"""Evidence."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from annotations.access import open_evidence
from annotations.api.evidence_shapes import STANCES, EvidenceBody, EvidenceChange, EvidenceJSON, evidence_json
from annotations.domain.evidence import FIELDS, Source, StoredEvidence
from annotations.queries.evidence import EvidenceFilter, page_of_evidence, stored_evidence, warnings_for
from annotations.services import evidence as services
from newsapp.access import ProjectAccess, open_project
from newsapp.api import bulk
from newsapp.api.fields import read_shape
from newsapp.api.operations import operation
from newsapp.api.pagination import answer_page
from newsapp.api.parameters import choice, number
from newsapp.api.preconditions import expected_version, versioned
from newsapp.api.views import ContractView
from newsapp.domain.roles import Action
from newsapp.errors import Conflict, RuleViolation, Several, Stale
from newsapp.wording import gettext as _

FILTERS = (
    number("claim", "Id of the claim that it is about."),
    number("dispute", "Id of the dispute in which it was brought."),
    choice("stance", "What it says about the claim.", *STANCES),
)


class Evidences(ContractView):
    """The evidence of a project."""

    @operation("list_evidence", EvidenceJSON, page=True, parameters=FILTERS)
    def get(self, request: Request, slug: str) -> Response:
        """The evidence of a project, in the order of its coming."""
        access = open_project(user=request.user, slug=slug)
        wanted = EvidenceFilter(**{name: self.query[name] for name in self.query.keys() - {"limit", "cursor"}})
        page = page_of_evidence(access=access, wanted=wanted, window=self.window)
        warnings = warnings_for(access=access, evidence=page.rows)
        return answer_page(request, page, lambda each: evidence_json(each, warnings[each.id]))

    @operation(
        "add_evidence",
        {200: EvidenceJSON, 201: EvidenceJSON},
        body=EvidenceBody,
        bulk=True,
        versioned=True,
        refusals=(409, 410, 413, 415),
    )
    def post(self, request: Request, slug: str) -> Response:
        """Add a piece of evidence to a claim or a dispute, or a list of them: all or none."""

        def door() -> ProjectAccess:
            return open_project(user=request.user, slug=slug, action=Action.ADD_EVIDENCE)

        data = self.body_or_refusal(door=door)
        if isinstance(data, list):
            return _add_all(door(), data)
        draft = _draft_of(self.read(EvidenceBody, door=door))
        return _add(door(), draft)


class Evidence(ContractView):
    """One piece of evidence."""

    @operation("read_evidence", EvidenceJSON, versioned=True, refusals=(410,))
    def get(self, request: Request, slug: str, uuid: UUID) -> Response:
        """A piece of evidence; 410 after it was deleted."""
        access, _ = open_evidence(user=request.user, slug=slug, uuid=uuid)
        return _answer(access, _stored(access, uuid))

    @operation(
        "put_evidence",
        {200: EvidenceJSON, 201: EvidenceJSON},
        body=EvidenceBody,
        versioned=True,
        refusals=(409, 410, 413, 415),
    )
    def put(self, request: Request, slug: str, uuid: UUID) -> Response:
        """Add a piece of evidence under an id of the caller's own.

        201 the first time, 200 for the same again, 409 for another body under the same id, 410 after it was deleted.
        """

        def door() -> ProjectAccess:
            return open_project(user=request.user, slug=slug, action=Action.ADD_EVIDENCE)

        values = self.read(EvidenceBody, door=door)
        if values.setdefault("id", uuid) != uuid:
            raise RuleViolation("other_id", _("The address has another id."), path="id")
        return _add(door(), _draft_of(values))

    @operation("change_evidence", EvidenceJSON, body=EvidenceChange, versioned=True, if_match=True, refusals=(410, 415))
    def patch(self, request: Request, slug: str, uuid: UUID) -> Response:
        """Change what is said of a source; somebody else's takes a reviewer."""
        access, evidence = open_evidence(user=request.user, slug=slug, uuid=uuid, action=Action.ADD_EVIDENCE)
        version = expected_version(
            request, stored=evidence.version, current=lambda: _json(access, _stored(access, uuid))
        )
        changes = self.read(EvidenceChange, partial=True)
        try:
            changed = services.change_evidence(access=access, evidence=evidence, version=version, changes=changes)
        except Stale as stale:
            raise _shown(access, stale) from stale
        return _answer(access, changed)

    @operation("delete_evidence", {204: None}, if_match=True, refusals=(410,))
    def delete(self, request: Request, slug: str, uuid: UUID) -> Response:
        """Delete a piece of evidence; somebody else's takes a reviewer."""
        access, evidence = open_evidence(user=request.user, slug=slug, uuid=uuid, action=Action.ADD_EVIDENCE)
        version = expected_version(
            request, stored=evidence.version, current=lambda: _json(access, _stored(access, uuid))
        )
        try:
            services.delete_evidence(access=access, evidence=evidence, version=version)
        except Stale as stale:
            raise _shown(access, stale) from stale
        return Response(status=204)


def _draft_of(values: Mapping[str, Any]) -> services.EvidenceDraft:
    said = {name: value for name, value in values.items() if name in FIELDS}
    rest = {name: value for name, value in values.items() if name not in FIELDS}
    return services.EvidenceDraft(Source(**said), **rest)


def _add(access: ProjectAccess, draft: services.EvidenceDraft) -> Response:
    try:
        evidence, added = services.add_evidence(access=access, draft=draft)
    except Conflict as conflict:
        raise _with_existing(access, conflict) from conflict
    return _answer(access, evidence, status=201 if added else 200)


def _add_all(access: ProjectAccess, items: list[Any]) -> Response:
    bulk.check_list(items)
    drafts, faults = bulk.each(items, lambda item: _draft_of(read_shape(EvidenceBody, item)))
    if faults:
        bulk.refuse(faults + services.faults_of(access=access, drafts=drafts))
    try:
        added = services.add_all_evidence(access=access, drafts=drafts)
    except Several as several:
        for fault in several.violations:
            if isinstance(fault, Conflict):
                _with_existing(access, fault)
        raise
    warnings = warnings_for(access=access, evidence=added)
    return Response([evidence_json(each, warnings[each.id]) for each in added], status=201)


def _with_existing(access: ProjectAccess, conflict: Conflict) -> Conflict:
    if isinstance(conflict.existing, StoredEvidence):
        conflict.existing = _json(access, conflict.existing)
    return conflict


def _answer(access: ProjectAccess, evidence: StoredEvidence, *, status: int = 200) -> Response:
    return versioned(Response(_json(access, evidence), status=status), evidence.version)


def _json(access: ProjectAccess, evidence: StoredEvidence) -> dict[str, Any]:
    return evidence_json(evidence, warnings_for(access=access, evidence=[evidence])[evidence.id])


def _stored(access: ProjectAccess, uuid: UUID) -> StoredEvidence:
    evidence = stored_evidence(project_id=access.project.pk, uuid=uuid)
    assert evidence is not None
    return evidence


def _shown(access: ProjectAccess, stale: Stale) -> Stale:
    current = stale.current
    return Stale(stale.wording, current=_json(access, current) if isinstance(current, StoredEvidence) else current)
