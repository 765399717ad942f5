"""Comments on pages: threads as they are shown, and the forms that add to them."""

from typing import NamedTuple
from urllib.parse import urlsplit
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.shortcuts import render as render_page
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from annotations.access import opened_comment
from annotations.queries.comments import CommentFilter, CommentRecord, Thread, comment_record, threads_on
from annotations.services.comments import CommentDraft, add_comment, change_comment, delete_comment
from newsapp.access import ProjectAccess, open_project
from newsapp.domain.markdown import render
from newsapp.domain.roles import Action
from newsapp.errors import RuleViolation


class ShownComment(NamedTuple):
    """A comment as a page shows it: its words as HTML, where it stands, whether the reader wrote it or may delete it."""

    record: CommentRecord
    html: SafeString
    address: str
    own: bool
    deletable: bool


class ShownThread(NamedTuple):
    """A remark and its answers."""

    remark: ShownComment
    answers: list[ShownComment]


def shown_threads(access: ProjectAccess, threads: list[Thread]) -> list[ShownThread]:
    """Threads as a page shows them."""
    return [
        ShownThread(shown_comment(access, thread.remark), [shown_comment(access, each) for each in thread.answers])
        for thread in threads
    ]


def shown_comment(access: ProjectAccess, record: CommentRecord) -> ShownComment:
    """A comment as a page shows it."""
    html = render(record.text, prefix=f"comment-{record.id}", lowest=4).html
    own = record.author == access.user.username
    return ShownComment(
        record,
        mark_safe(html),  # noqa: S308 - markdown-it makes it without raw HTML, and nh3 lets through what is safe
        address_of(access, record),
        own and access.may(Action.COMMENT),
        access.may(Action.COMMENT) and (own or access.may(Action.MANAGE_PROJECT)),
    )


def address_of(access: ProjectAccess, record: CommentRecord) -> str:
    """Where a comment stands."""
    slug, here = access.project.slug, f"#comment-{record.id}"
    if record.dispute is not None:
        return reverse("dispute", args=[slug, record.dispute]) + here
    about = {"article": record.article, "highlight": record.highlight, "claim": record.claim}
    name, value = next((name, value) for name, value in about.items() if value is not None)
    return f"{reverse('comments', args=[slug])}?{name}={value}{here}"


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def comments(request: HttpRequest, slug: str) -> HttpResponse:
    """The comments on one thing, or all that are not settled; a form adds one and leads back to where it stands."""
    if request.method == "POST":
        return _added(request, slug)
    access = open_project(user=request.user, slug=slug)
    about = _about(request.GET)
    wanted = CommentFilter(**about)  # type: ignore[arg-type]
    context = {
        "access": access,
        "tab": "disputes",
        "about": about,
        "thing": next(iter(about.items()), None),
        "threads": shown_threads(access, threads_on(access=access, wanted=wanted, newest=None if about else NEWEST)),
        "commenting": access.may(Action.COMMENT),
        "disputing": access.may(Action.OPEN_DISPUTE),
    }
    return render_page(request, "annotations/comments.html", context)


NEWEST = 50
"""Remarks on the page of all comments."""


def _added(request: HttpRequest, slug: str) -> HttpResponse:
    access = open_project(user=request.user, slug=slug, action=Action.COMMENT)
    try:
        comment, _made = add_comment(access=access, draft=_draft_of(request))
    except RuleViolation as refusal:
        messages.error(request, refusal.message)
        return redirect(_back(request, slug))
    return redirect(address_of(access, comment_record(access=access, uuid=comment.uuid)))


@require_POST
@login_required
def comment_change(request: HttpRequest, slug: str, uuid: UUID) -> HttpResponse:
    """Change, settle, open again or delete a comment, as the button says."""
    do = request.POST.get("do", "")
    own = do in ("edit", "delete")
    access, comment = opened_comment(user=request.user, slug=slug, uuid=uuid, action=Action.COMMENT, own=own)
    address = address_of(access, comment_record(access=access, uuid=uuid))
    version = _version(request)
    try:
        if do == "delete":
            delete_comment(access=access, comment=comment, version=version)
            messages.success(request, _("The comment is deleted."))
        elif do == "edit":
            text = request.POST.get("text", "").replace("\r\n", "\n")
            change_comment(access=access, comment=comment, version=version, text=text)
        elif do in ("settle", "reopen"):
            change_comment(access=access, comment=comment, version=version, resolved=do == "settle")
        else:
            raise RuleViolation("invalid", _("There is nothing of the kind to be done."), path="do")
    except RuleViolation as refusal:
        messages.error(request, refusal.message)
    return redirect(address)


def _draft_of(request: HttpRequest) -> CommentDraft:
    parent = _uuid(request.POST, "parent") if request.POST.get("parent") else None
    text = request.POST.get("text", "").replace("\r\n", "\n")
    return CommentDraft(text=text, parent=parent, **_about(request.POST))  # type: ignore[arg-type]


def _about(sent: QueryDict) -> dict[str, int | UUID]:
    """What comments are on, as an address or a form names it."""
    about: dict[str, int | UUID] = {}
    for name in ("article", "claim", "dispute"):
        words = sent.get(name, "")
        if words and (not words.isascii() or not words.isdigit() or len(words) > 9):
            raise RuleViolation("invalid", _("Expected a whole number."), path=name)
        if words:
            about[name] = int(words)
    if sent.get("highlight"):
        about["highlight"] = _uuid(sent, "highlight")
    return about


def _uuid(sent: QueryDict, name: str) -> UUID:
    try:
        return UUID(str(sent[name]))
    except ValueError:
        raise RuleViolation("invalid", _("Expected a UUID."), path=name) from None


def _version(request: HttpRequest) -> int:
    words = request.POST.get("version", "")
    return int(words) if words.isascii() and words.isdigit() and len(words) < 10 else 0


def _back(request: HttpRequest, slug: str) -> str:
    """The page that the form stood on, as long as it is one of the project's."""
    path = urlsplit(request.POST.get("back", "")).path
    return path if path.startswith(reverse("project", args=[slug])) else reverse("needs_me", args=[slug])
