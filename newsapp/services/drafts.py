"""Documents between their preview and their saving: one person's working state, which leaves no trace in the log."""

from datetime import timedelta
from typing import Literal

from django.db import transaction
from django.utils import timezone

from newsapp.access import ProjectAccess
from newsapp.domain.articles import Document
from newsapp.domain.texts import decode
from newsapp.models import ArticleDraft

KEPT_FOR = timedelta(days=1)
"""How long a draft waits to be saved."""


@transaction.atomic
def keep_draft(*, access: ProjectAccess, document: Document) -> ArticleDraft:
    """Put a document aside until its preview is saved."""
    return ArticleDraft.objects.create(
        project=access.project,
        created_by=access.user,
        content=document.content,
        kind=document.kind,
        media_type=document.media_type,
        filename=document.filename[:255],
    )


def document_of_draft(*, draft: ArticleDraft) -> Document:
    """The document that was put aside."""
    content = bytes(draft.content)
    kind: Literal["raw", "html"] = "html" if draft.kind == "html" else "raw"
    charset = draft.media_type.partition("charset=")[2] or None
    return Document(kind, content, decode(raw=content, declared=charset).text, draft.media_type, draft.filename)


@transaction.atomic
def drop_draft(*, draft: ArticleDraft) -> None:
    """Throw a draft away; its article was saved, or the person does not want it."""
    ArticleDraft.objects.filter(pk=draft.pk).delete()


@transaction.atomic
def drop_old_drafts() -> int:
    """Throw away what nobody saved within a day; says how many."""
    return ArticleDraft.objects.filter(created_at__lt=timezone.now() - KEPT_FOR).delete()[0]


@transaction.atomic
def keep_removals(*, draft: ArticleDraft, kept: list[str]) -> None:
    """Take removals of the cleaning back: `kept` names all of them, see `newsapp.domain.extraction`."""
    draft.kept = sorted(set(kept))[:500]
    ArticleDraft.objects.filter(pk=draft.pk).update(kept=draft.kept)
