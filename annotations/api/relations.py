"""Relations."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from annotations.access import open_relation
from annotations.api.relation_shapes import RelationBody, RelationChange, RelationJSON, relation_json
from annotations.api.shapes import LAYERS
from annotations.domain.relations import StoredRelation
from annotations.queries.relations import RelationFilter, page_of_relations, shown_to, stored_relation
from annotations.services import relation_changes as changes
from annotations.services import relations as services
from newsapp.access import ProjectAccess, open_project
from newsapp.api import bulk
from newsapp.api.fields import read_shape
from newsapp.api.operations import operation
from newsapp.api.pagination import answer_page
from newsapp.api.parameters import choice, number, uuid_of, word
from newsapp.api.preconditions import expected_version, versioned
from newsapp.api.views import ContractView
from newsapp.domain.roles import Action
from newsapp.errors import Conflict, RuleViolation, Stale
from newsapp.wording import gettext as _

FILTERS = (
    number("article", "Id of an article that an end of it is in."),
    word("type", "Key of a relation type."),
    word("analyst", "Who made it: username, or what stands for it where coders are anonymous."),
    choice("layer", "Whose reading it is.", *LAYERS),
    uuid_of("highlight", "Id of a highlight that is an end of it."),
)


class Relations(ContractView):
    """The relations of a project."""

    @operation("list_relations", RelationJSON, page=True, parameters=FILTERS)
    def get(self, request: Request, slug: str) -> Response:
        """The relations of a project, in the order of their making. Those that link a deleted highlight are hidden."""
        access = open_project(user=request.user, slug=slug)
        wanted = RelationFilter(**{name: self.query[name] for name in self.query.keys() - {"limit", "cursor"}})
        page = page_of_relations(access=access, wanted=wanted, window=self.window)
        return answer_page(request, page, relation_json)

    @operation(
        "add_relations",
        {200: RelationJSON, 201: RelationJSON},
        body=RelationBody,
        bulk=True,
        versioned=True,
        refusals=(409, 410, 413, 415),
    )
    def post(self, request: Request, slug: str) -> Response:
        """Make a relation between two highlights of the project, or a list of them: all or none.

        A relation of a type that forms no circle is refused (`circle`) when its chain would lead back to where it
        starts. Who says the same again, under another id, is answered 409 `said_already`.
        """

        def door() -> ProjectAccess:
            return open_project(user=request.user, slug=slug, action=Action.HIGHLIGHT)

        data = self.body_or_refusal(door=door)
        if isinstance(data, list):
            return self._add_all(door(), data)
        draft = draft_of(self.read(RelationBody, door=door))
        return _put(door(), draft)

    def _add_all(self, access: ProjectAccess, items: list[Any]) -> Response:
        bulk.check_list(items)
        drafts, faults = bulk.each(items, lambda item: draft_of(read_shape(RelationBody, item)))
        if faults:
            others = services.faults_of(access=access, drafts=drafts)
            bulk.refuse(faults + [bulk.at_index(index, fault) for index, fault in others])
        try:
            made = services.add_relations(access=access, drafts=list(drafts.values()))
        except RuleViolation as fault:
            if len(items) > 1:
                raise
            bulk.refuse([bulk.at_index(0, fault)])
        return Response([relation_json(relation) for relation in made], status=201)


class Relation(ContractView):
    """One relation."""

    @operation("read_relation", RelationJSON, versioned=True, refusals=(410,))
    def get(self, request: Request, slug: str, uuid: UUID) -> Response:
        """A relation; 410 while it is deleted, or a highlight that it links."""
        access, _ = open_relation(user=request.user, slug=slug, uuid=uuid)
        return _answer(access, _stored(access, uuid))

    @operation(
        "put_relation",
        {200: RelationJSON, 201: RelationJSON},
        body=RelationBody,
        versioned=True,
        refusals=(409, 410, 413, 415),
    )
    def put(self, request: Request, slug: str, uuid: UUID) -> Response:
        """Make a relation under an id of the caller's own.

        201 the first time, 200 for the same again, 409 for another body under the same id (or for the same said
        already under another, `said_already`), 410 after it was deleted.
        """

        def door() -> ProjectAccess:
            return open_project(user=request.user, slug=slug, action=Action.HIGHLIGHT)

        values = self.read(RelationBody, door=door)
        if values.setdefault("id", uuid) != uuid:
            raise RuleViolation("other_id", _("The address has another id."), path="id")
        return _put(door(), draft_of(values))

    @operation(
        "change_relation", RelationJSON, body=RelationChange, versioned=True, if_match=True, refusals=(409, 410, 415)
    )
    def patch(self, request: Request, slug: str, uuid: UUID) -> Response:
        """Change a relation's type, ends or attributes; somebody else's takes a reviewer."""
        access, relation = open_relation(user=request.user, slug=slug, uuid=uuid, action=Action.HIGHLIGHT)
        version = expected_version(
            request, stored=relation.version, current=lambda: relation_json(_stored(access, uuid))
        )
        values = _ends(self.read(RelationChange, partial=True))
        try:
            changed = changes.change_relation(
                access=access, relation=relation, version=version, change=changes.RelationChange(**values)
            )
        except Stale as stale:
            raise _shown(access, stale) from stale
        except Conflict as conflict:
            raise _with_existing(access, conflict) from conflict
        return _answer(access, changed)

    @operation("delete_relation", {204: None}, if_match=True, refusals=(410,))
    def delete(self, request: Request, slug: str, uuid: UUID) -> Response:
        """Delete a relation; it can be restored. Somebody else's takes a reviewer."""
        access, relation = open_relation(user=request.user, slug=slug, uuid=uuid, action=Action.HIGHLIGHT)
        version = expected_version(
            request, stored=relation.version, current=lambda: relation_json(_stored(access, uuid))
        )
        try:
            changes.delete_relation(access=access, relation=relation, version=version)
        except Stale as stale:
            raise _shown(access, stale) from stale
        return Response(status=204)


class Restoration(ContractView):
    """Bringing a deleted relation back."""

    @operation("restore_relation", RelationJSON, versioned=True, refusals=(409,))
    def post(self, request: Request, slug: str, uuid: UUID) -> Response:
        """Bring a deleted relation back as it was; one that is not deleted stays as it is.

        400 `circle` when what was linked since would make a circle of it, 409 `said_already` when the same was said
        again. While a highlight that it links is deleted it stays hidden.
        """
        access, relation = open_relation(user=request.user, slug=slug, uuid=uuid, action=Action.HIGHLIGHT, deleted=True)
        try:
            restored = changes.restore_relation(access=access, relation=relation)
        except Conflict as conflict:
            raise _with_existing(access, conflict) from conflict
        return _answer(access, restored)


def draft_of(values: Mapping[str, Any]) -> services.RelationDraft:
    """The checked members of a body as what the service takes."""
    return services.RelationDraft(**_ends(values))


def _ends(values: Mapping[str, Any]) -> dict[str, Any]:
    names = {"from": "source", "to": "target"}
    return {names.get(name, name): value for name, value in values.items()}


def _put(access: ProjectAccess, draft: services.RelationDraft) -> Response:
    try:
        if draft.id is None:
            (relation,) = services.add_relations(access=access, drafts=[draft])
            made = True
        else:
            relation, made = services.put_relation(access=access, draft=draft)
    except Conflict as conflict:
        raise _with_existing(access, conflict) from conflict
    return _answer(access, relation, status=201 if made else 200)


def _with_existing(access: ProjectAccess, conflict: Conflict) -> Conflict:
    if isinstance(conflict.existing, StoredRelation):
        conflict.existing = relation_json(shown_to(access, conflict.existing))
    return conflict


def _answer(access: ProjectAccess, relation: StoredRelation, *, status: int = 200) -> Response:
    return versioned(Response(relation_json(shown_to(access, relation)), status=status), relation.version)


def _stored(access: ProjectAccess, uuid: UUID) -> StoredRelation:
    relation = stored_relation(project_id=access.project.pk, uuid=uuid)
    assert relation is not None
    return shown_to(access, relation)


def _shown(access: ProjectAccess, stale: Stale) -> Stale:
    current = stale.current
    if isinstance(current, StoredRelation):
        current = relation_json(shown_to(access, current))
    return Stale(stale.wording, current=current)
