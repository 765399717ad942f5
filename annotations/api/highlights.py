"""Highlights."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from annotations.access import open_highlight
from annotations.api.shapes import (
    LAYERS,
    STATES,
    HighlightBody,
    HighlightChange,
    HighlightJSON,
    highlight_json,
)
from annotations.domain.highlighting import HighlightRecord
from annotations.queries.highlights import HighlightFilter, page_of_highlights, record_for, shown_to
from annotations.services import highlight_edits as edits
from annotations.services import highlights as services
from newsapp.access import ProjectAccess, open_articles, open_project
from newsapp.api import bulk
from newsapp.api.fields import read_shape
from newsapp.api.operations import operation
from newsapp.api.pagination import answer_page
from newsapp.api.parameters import choice, number, time, word
from newsapp.api.preconditions import expected_version, versioned
from newsapp.api.views import ContractView
from newsapp.domain.roles import Action
from newsapp.errors import Conflict, RuleViolation, Stale
from newsapp.wording import gettext as _

FILTERS = (
    number("article", "Id of an article."),
    word("tag", "Key of a tag."),
    word("analyst", "Who made it: username, or what stands for it where coders are anonymous."),
    choice("layer", "Whose reading it is.", *LAYERS),
    choice("state", "How it came to its place in the revision.", *STATES),
    word("q", "Words of the quote, any case."),
    choice("where", "Look for `q` in the quote, which is usual, or in the note.", "quote", "note"),
    choice("noted", "Whether it has a note.", "yes", "no"),
    choice("outdated", "Whether a tag of it was defined otherwise when it was put there.", "yes", "no"),
    word("language", "Language of its article; `en` lets `en-GB` through."),
    word("outlet", "Name of its article's outlet."),
    word("story", "Name of its article's story."),
    time("created_after", "Made after this time."),
)


class Highlights(ContractView):
    """The highlights of a project."""

    @operation("list_highlights", HighlightJSON, page=True, parameters=FILTERS)
    def get(self, request: Request, slug: str) -> Response:
        """The highlights of a project, in the order of their making."""
        access = open_project(user=request.user, slug=slug)
        wanted = HighlightFilter(**{name: self.query[name] for name in self.query.keys() - {"limit", "cursor"}})
        page = page_of_highlights(access=access, wanted=wanted, window=self.window)
        return answer_page(request, page, highlight_json)

    @operation(
        "add_highlights",
        {200: HighlightJSON, 201: HighlightJSON},
        body=HighlightBody,
        bulk=True,
        versioned=True,
        refusals=(409, 410, 413, 415),
    )
    def post(self, request: Request, slug: str) -> Response:
        """Make a highlight, or a list of them: all or none.

        `article`, `start`, `end` and `tags` are enough. With a `revision` that is no longer the current one the answer
        is 409 `stale_revision`, with the place in the new text.
        """

        def door() -> object:
            return open_project(user=request.user, slug=slug, action=Action.HIGHLIGHT)

        data = self.body_or_refusal(door=door)
        if isinstance(data, list):
            return self._add_all(request, slug, data)
        return _put(request, slug, draft_of(self.read(HighlightBody, door=door)))

    def _add_all(self, request: Request, slug: str, items: list[Any]) -> Response:
        access = open_project(user=request.user, slug=slug, action=Action.HIGHLIGHT)
        bulk.check_list(items)
        drafts, faults = bulk.each(items, lambda item: draft_of(read_shape(HighlightBody, item)))
        numbers = {draft.article for draft in drafts.values()}
        articles = open_articles(user=request.user, slug=slug, numbers=numbers, action=Action.HIGHLIGHT)
        if faults:
            others = services.faults_of(access=access, articles=articles, drafts=drafts)
            bulk.refuse(faults + [bulk.at_index(index, fault) for index, fault in others])
        try:
            made = services.add_highlights(access=access, articles=articles, drafts=list(drafts.values()))
        except RuleViolation as fault:
            if len(items) > 1:
                raise
            bulk.refuse([bulk.at_index(0, fault)])
        return Response([highlight_json(record) for record in made], status=201)


class Highlight(ContractView):
    """One highlight."""

    @operation("read_highlight", HighlightJSON, versioned=True, refusals=(410,))
    def get(self, request: Request, slug: str, uuid: UUID) -> Response:
        """A highlight."""
        access, _ = open_highlight(user=request.user, slug=slug, uuid=uuid)
        return _answer(access, _stored(access, uuid))

    @operation(
        "put_highlight",
        {200: HighlightJSON, 201: HighlightJSON},
        body=HighlightBody,
        versioned=True,
        refusals=(409, 410, 413, 415),
    )
    def put(self, request: Request, slug: str, uuid: UUID) -> Response:
        """Make a highlight under an id of the caller's own.

        201 the first time, 200 for the same again, 409 for another body under the same id, 410 after it was deleted.
        With a `revision` that is no longer the current one the answer is 409 `stale_revision`, with the place in the
        new text.
        """
        values = self.read(
            HighlightBody, door=lambda: open_project(user=request.user, slug=slug, action=Action.HIGHLIGHT)
        )
        if values.setdefault("id", uuid) != uuid:
            raise RuleViolation("other_id", _("The address has another id."), path="id")
        return _put(request, slug, draft_of(values))

    @operation(
        "change_highlight", HighlightJSON, body=HighlightChange, versioned=True, if_match=True, refusals=(410, 415)
    )
    def patch(self, request: Request, slug: str, uuid: UUID) -> Response:
        """Change a highlight's place, tags, attributes or note; somebody else's takes a reviewer."""
        access, highlight = open_highlight(user=request.user, slug=slug, uuid=uuid, action=Action.HIGHLIGHT)
        version = expected_version(
            request, stored=highlight.version, current=lambda: highlight_json(_stored(access, uuid))
        )
        change = edits.HighlightChange(**self.read(HighlightChange, partial=True))
        try:
            changed = edits.edit_highlight(access=access, highlight=highlight, version=version, change=change)
        except Stale as stale:
            raise _shown(access, stale) from stale
        return _answer(access, changed)

    @operation("delete_highlight", {204: None}, if_match=True, refusals=(410,))
    def delete(self, request: Request, slug: str, uuid: UUID) -> Response:
        """Delete a highlight; it can be restored. Somebody else's takes a reviewer."""
        access, highlight = open_highlight(user=request.user, slug=slug, uuid=uuid, action=Action.HIGHLIGHT)
        version = expected_version(
            request, stored=highlight.version, current=lambda: highlight_json(_stored(access, uuid))
        )
        try:
            edits.delete_highlight(access=access, highlight=highlight, version=version)
        except Stale as stale:
            raise _shown(access, stale) from stale
        return Response(status=204)


class Restoration(ContractView):
    """Bringing a deleted highlight back."""

    @operation("restore_highlight", HighlightJSON, versioned=True, refusals=(412,))
    def post(self, request: Request, slug: str, uuid: UUID) -> Response:
        """Bring a deleted highlight back as it was; one that is not deleted stays as it is."""
        access, highlight = open_highlight(
            user=request.user, slug=slug, uuid=uuid, action=Action.HIGHLIGHT, deleted=True
        )
        try:
            restored = edits.restore_highlight(access=access, highlight=highlight)
        except Stale as stale:
            raise _shown(access, stale) from stale
        return _answer(access, restored)


def draft_of(values: Mapping[str, Any]) -> services.HighlightDraft:
    """The checked members of a body as what the service takes."""
    return services.HighlightDraft(**values)


def _put(request: Request, slug: str, draft: services.HighlightDraft) -> Response:
    articles = open_articles(user=request.user, slug=slug, numbers=[draft.article], action=Action.HIGHLIGHT)
    if draft.article not in articles:
        raise RuleViolation("unknown_article", _("There is no such article."), path="article")
    try:
        if draft.id is None:
            (record,) = services.add_highlights(access=articles[draft.article], articles=articles, drafts=[draft])
            made = True
        else:
            record, made = services.put_highlight(access=articles[draft.article], draft=draft)
    except Conflict as conflict:
        if isinstance(conflict.existing, HighlightRecord):
            conflict.existing = highlight_json(conflict.existing)
        raise
    return _answer(articles[draft.article], record, status=201 if made else 200)


def _answer(access: ProjectAccess, record: HighlightRecord, *, status: int = 200) -> Response:
    return versioned(Response(highlight_json(shown_to(access, record)), status=status), record.version)


def _stored(access: ProjectAccess, uuid: UUID) -> HighlightRecord:
    record = record_for(access=access, uuid=uuid)
    assert record is not None
    return record


def _shown(access: ProjectAccess, stale: Stale) -> Stale:
    current = stale.current
    if isinstance(current, HighlightRecord):
        current = highlight_json(shown_to(access, current))
    return Stale(stale.wording, current=current)
