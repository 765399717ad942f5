"""Comments on pages: threads as they are shown, and the forms that add to them."""

from typing import Any, NamedTuple
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
from annotations.web.live_pages import live_page
from newsapp.access import ProjectAccess, open_project
from newsapp.domain.markdown import render
from newsapp.domain.roles import Action
from newsapp.errors import RuleViolation, Stale
from newsapp.queries.live import place_now

About = dict[str, int | UUID]
"""What comments are on: its name in an address, and its number or id."""
ABOUT = ("article", "highlight", "claim", "dispute")


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


def about_of(record: CommentRecord) -> About:
    """What a comment is on."""
    return {name: value for name in ABOUT if (value := getattr(record, name)) is not None}


def address_of(access: ProjectAccess, record: CommentRecord) -> str:
    """Where a comment stands."""
    slug, here = access.project.slug, f"#comment-{record.id}"
    if record.dispute is not None:
        return reverse("dispute", args=[slug, record.dispute]) + here
    if record.claim is not None:
        return reverse("claim", args=[slug, record.claim]) + here
    ((name, value),) = about_of(record).items()
    return f"{reverse('comments', args=[slug])}?{name}={value}{here}"


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def comments(request: HttpRequest, slug: str) -> HttpResponse:
    """The comments on one thing, or all that are not settled; a form adds one and leads back to where it stands.

    For a script it answers the threads alone, and a refusal as one line.
    """
    if request.method == "POST":
        return _added(request, slug)
    access = open_project(user=request.user, slug=slug)
    return _page(request, access, _about(request.GET))


NEWEST = 50
"""Remarks on the page of all comments."""


def _page(
    request: HttpRequest, access: ProjectAccess, about: About, *, refusal: RuleViolation | None = None
) -> HttpResponse:
    """The page, or its threads alone; what was typed and refused stands in its form."""
    place = place_now()
    context = {
        "access": access,
        "tab": "disputes",
        "about": about,
        "typed": request.POST.get("text", "") if refusal else "",
        "refusal": refusal,
        "disputing": access.may(Action.OPEN_DISPUTE),
        **live_page(access, place, topics=("comment",)),
        **discussion(access, about),
    }
    template = "annotations/_comments.html" if _for_script(request) else "annotations/comments.html"
    status = 200 if refusal is None else 422 if refusal.status == 400 else refusal.status
    return render_page(request, template, context, status=status)


def discussion(access: ProjectAccess, about: About) -> dict[str, object]:
    """What `annotations/_comments.html` needs besides `access`.

    Args:
        access: the project.
        about: what the comments are on: a name and its number or id; empty for all that are not settled.
    """
    wanted = CommentFilter(**about)  # type: ignore[arg-type]
    name, value = next(iter(about.items()), ("", ""))
    address = reverse("comments", args=[access.project.slug])
    return {
        "threads": shown_threads(access, threads_on(access=access, wanted=wanted, newest=None if about else NEWEST)),
        "commenting": access.may(Action.COMMENT),
        "about_name": name,
        "about_value": value,
        "threads_address": f"{address}?{name}={value}" if name else address,
    }


def _for_script(request: HttpRequest) -> bool:
    return bool(request.headers.get("HX-Request"))


def _added(request: HttpRequest, slug: str) -> HttpResponse:
    access = open_project(user=request.user, slug=slug, action=Action.COMMENT)
    draft = _draft_of(request)
    try:
        comment, _made = add_comment(access=access, draft=draft)
    except RuleViolation as refusal:
        if _for_script(request):
            raise
        return _page(request, access, _about(request.POST), refusal=refusal)
    return _answer(request, access, comment_record(access=access, uuid=comment.uuid))


def _answer(request: HttpRequest, access: ProjectAccess, record: CommentRecord) -> HttpResponse:
    """The way to where a comment stands; a script looks at the threads itself."""
    return HttpResponse(status=204) if _for_script(request) else redirect(address_of(access, record))


@require_POST
@login_required
def comment_change(request: HttpRequest, slug: str, uuid: UUID) -> HttpResponse:
    """Change, settle, open again or delete a comment, as the button says."""
    do = request.POST.get("do", "")
    own = do in ("edit", "delete")
    access, comment = opened_comment(user=request.user, slug=slug, uuid=uuid, action=Action.COMMENT, own=own)
    record = comment_record(access=access, uuid=uuid)
    try:
        said = _change(request, access, comment, do)
    except Stale as stale:
        return _met(request, access, comment_record(access=access, uuid=uuid), do, stale)
    except RuleViolation as refusal:
        return _refused(request, access, record, refusal)
    if said and not _for_script(request):
        messages.success(request, said)
    return _answer(request, access, record)


def _change(request: HttpRequest, access: ProjectAccess, comment: Any, do: str) -> str:
    """Do what the button says; answers what is to be said of it."""
    version = _version(request)
    if do == "delete":
        delete_comment(access=access, comment=comment, version=version)
        return _("The comment is deleted.")
    if do == "edit":
        text = request.POST.get("text", "").replace("\r\n", "\n")
        change_comment(access=access, comment=comment, version=version, text=text)
    elif do in ("settle", "reopen"):
        change_comment(access=access, comment=comment, version=version, resolved=do == "settle")
    else:
        raise RuleViolation("invalid", _("There is nothing of the kind to be done."), path="do")
    return ""


def _met(
    request: HttpRequest, access: ProjectAccess, now: CommentRecord, do: str, stale: RuleViolation
) -> HttpResponse:
    """Somebody was faster: what she did is said, and it is no refusal when it is what was wanted."""
    settled = now.resolved_at is not None
    if (do == "settle" and settled) or (do == "reopen" and not settled):
        if not _for_script(request):
            words = _("%(name)s has settled it already.") % {"name": now.resolved_by_name}
            messages.info(request, words if settled else _("It has been opened again already."))
        return _answer(request, access, now)
    return _refused(request, access, now, stale)


def _refused(
    request: HttpRequest, access: ProjectAccess, record: CommentRecord, refusal: RuleViolation
) -> HttpResponse:
    if _for_script(request):
        raise refusal
    if request.POST.get("do") == "edit":
        return _page(request, access, about_of(record), refusal=refusal)
    messages.error(request, refusal.message)
    return redirect(address_of(access, record))


def _draft_of(request: HttpRequest) -> CommentDraft:
    parent = _uuid(request.POST, "parent") if request.POST.get("parent") else None
    text = request.POST.get("text", "").replace("\r\n", "\n")
    about: About = {} if parent else _about(request.POST)
    made = _uuid(request.POST, "id") if request.POST.get("id") else None
    return CommentDraft(text=text, parent=parent, id=made, **about)  # type: ignore[arg-type]


def _about(sent: QueryDict) -> About:
    """What comments are on, as an address or a form names it."""
    about: About = {}
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
