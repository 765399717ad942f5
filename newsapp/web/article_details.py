"""The page about an article: what is known of it, who works on it, where its text comes from."""

from dataclasses import replace
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from newsapp.access import ArticleAccess, open_article
from newsapp.domain.articles import Details
from newsapp.domain.languages import name_of
from newsapp.domain.roles import Action
from newsapp.errors import RuleViolation, Stale
from newsapp.queries.activity import ActivityFilter
from newsapp.queries.article_details import assignments_of, coders_of, original_of, revisions_of
from newsapp.services.article_bulk import archive_articles
from newsapp.services.articles import delete_article, details_of, edit_article
from newsapp.services.assignments import assign_articles, unassign_articles
from newsapp.web.activity import latest
from newsapp.web.article_opening import comparison_state
from newsapp.web.changes import plainly
from newsapp.web.drafts import RULES, DetailsForm
from newsapp.web.sentences import FIELDS, field_words
from newsapp.web.telling import Change, Words, tag_labels

NEWEST = 10
"""Events on the page; all of them have a page of their own."""

_OTHERS: dict[str, Words] = {"author": gettext_lazy("Author"), "editions": gettext_lazy("Editions")}

ORIGINS: dict[str, Words] = {
    "data": gettext_lazy("came as data, kept as it is"),
    "raw": gettext_lazy("cleaned from a text"),
    "html": gettext_lazy("cleaned from a web page"),
}
"""How a text came in, as people say it."""


class KnownForm(DetailsForm):
    """What is known of an article that is there already; `version` is the one that the person saw."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        for name, label in FIELDS.items():
            if name in self.fields:
                self.fields[name].label = cast(str, label)
        self.fields["published_at"].label = _("Published (time of %(zone)s)") % {
            "zone": timezone.get_current_timezone_name()
        }
        self.fields["title"].widget = forms.Textarea(attrs={"rows": 2, "maxlength": 1_000})
        for name in ("title", "outlet", "story"):
            self.fields[name].widget.attrs["dir"] = "auto"
        self.fields["story"].help_text = _("Articles with the same story belong together.")
        self.fields["language"].help_text = _("“Not known” has it recognised from the text.")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def article_details(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Everything about an article but its text; a reviewer changes what is known of it."""
    action = Action.REVISE_ARTICLE if request.method == "POST" else Action.READ
    access = open_article(user=request.user, slug=slug, number=number, action=action, with_blocks=True)
    if request.method != "POST":
        form = KnownForm(initial=_initial(access), auto_id="known_%s")
        return render(request, "newsapp/article_details.html", _context(access, form))
    return _edited(request, access, KnownForm(request.POST, initial=_initial(access), auto_id="known_%s"))


def _edited(request: HttpRequest, access: ArticleAccess, form: KnownForm) -> HttpResponse:
    tags = tuple(dict.fromkeys(request.POST.getlist("tags")))
    status, more = 422, cast("dict[str, Any]", {"tags": tags})
    if form.is_valid():
        wanted = _wanted(access, form, tags)
        try:
            edit_article(access=access, version=form.cleaned_data["version"], details=wanted)
            messages.success(request, _("What is known of the article was changed."))
            return redirect("article_details", slug=access.project.slug, number=access.article.number)
        except Stale as stale:
            # Nothing that was typed is lost: the form keeps it, and saving it again is now a choice.
            now = details_of(access.article)
            status, more["both"] = stale.status, _both(access, now, wanted)
            typed = request.POST.copy()
            typed["version"] = str(access.article.version)
            form.data = typed
        except RuleViolation as refusal:
            status, more["refusal"] = refusal.status, refusal
    return render(request, "newsapp/article_details.html", _context(access, form) | more, status=status)


def _initial(access: ArticleAccess) -> dict[str, object]:
    known = details_of(access.article)
    return {
        "title": known.title,
        "language": known.language,
        "outlet": known.outlet,
        "url": known.url,
        "published_at": known.published_at,
        "story": known.story,
        "version": access.article.version,
    }


def _wanted(access: ArticleAccess, form: KnownForm, tags: tuple[str, ...]) -> Details:
    known = details_of(access.article)
    wanted = replace(form.details(), metadata=known.metadata, tags=tags)
    if known.published_at and wanted.published_at:
        # The field has no seconds: the same minute is the same moment.
        minute = known.published_at.replace(second=0, microsecond=0)
        if wanted.published_at == minute:
            wanted = replace(wanted, published_at=known.published_at)
    return wanted


def _both(access: ArticleAccess, now: Details, wanted: Details) -> list[Change]:
    """What differs between the article as it is and as the person wants it."""
    labels = tag_labels(access)

    def words(name: str, value: object) -> str:
        if name == "tags":
            return ", ".join(labels.get(key, key) for key in cast("tuple[str, ...]", value))
        if name == "published_at":
            return value.isoformat(" ", "minutes") if hasattr(value, "isoformat") else ""
        return field_words(name, value)

    sides = [
        (name, label, words(name, getattr(now, name)), words(name, getattr(wanted, name)))
        for name, label in FIELDS.items()
    ]
    return [Change(label, before, after) for _name, label, before, after in sides if before != after]


def _context(access: ArticleAccess, form: KnownForm) -> dict[str, Any]:
    article, revision = access.article, access.revision
    assignments = assignments_of(access)
    taken = {row.person.id for row in assignments}
    assigns = access.may(Action.ASSIGN)
    return {
        "access": access,
        "tab": "articles",
        "article": article,
        "form": form,
        "tags": article.tags,
        "language_name": name_of(article.language) if article.language else "",
        "link": article.url if (article.url or "").lower().startswith(("http://", "https://")) else None,
        "others": [(_OTHERS.get(name, name), plainly(name, value)) for name, value in article.metadata.items()],
        "revision": revision,
        "origins": ORIGINS,
        "revisions": [(row, ORIGINS.get(row.origin, row.origin)) for row in revisions_of(access)],
        "removals": [
            (RULES.get(removal["rule"], removal["rule"]), removal["removed"], removal.get("kept", False))
            for removal in revision.cleaning
        ],
        "assignments": assignments,
        "free": [person for person in coders_of(access) if person.id not in taken] if assigns else [],
        "may_assign": assigns,
        **comparison_state(access),
        "may_edit": access.may(Action.REVISE_ARTICLE),
        "days": latest(access, wanted=ActivityFilter(article=article.number), events=NEWEST),
    }


@login_required
@require_POST
def article_people(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Assign the article to people, or take it back from one."""
    access = open_article(user=request.user, slug=slug, number=number, action=Action.ASSIGN)
    if "take_back" in request.POST:
        gone = unassign_articles(access=access, numbers=[number], usernames=[request.POST["take_back"]])
        messages.success(request, _("Taken back; the highlights stay.") if gone else _("It was not assigned any more."))
    else:
        done = assign_articles(access=access, numbers=[number], usernames=request.POST.getlist("people"))
        messages.success(
            request,
            _("Assigned to %(names)s.") % {"names": ", ".join(done.per_person)}
            if done.made
            else _("Everybody you chose has it already."),
        )
    return redirect(reverse("article_details", args=[slug, number]) + "#people")


@login_required
@require_POST
def article_archive(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Put the article out of the way, or take it back."""
    access = open_article(user=request.user, slug=slug, number=number, action=Action.REVISE_ARTICLE)
    archived = request.POST.get("archived") == "yes"
    archive_articles(access=access, numbers=[number], archived=archived)
    messages.success(request, _("The article is archived.") if archived else _("The article is back in the list."))
    return redirect("article_details", slug=slug, number=number)


@login_required
@require_POST
def article_delete(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Take the article out of the project."""
    access = open_article(user=request.user, slug=slug, number=number, action=Action.REVISE_ARTICLE)
    version = request.POST.get("version", "")
    if not version.isascii() or not version.isdigit() or len(version) > 9:
        raise RuleViolation("invalid", _("Expected the version of the article that you saw."), path="version")
    delete_article(access=access, version=int(version))
    messages.success(request, _("Article %(number)d was deleted.") % {"number": number})
    return redirect("project", slug=slug)


@require_safe
@login_required
def article_original(request: HttpRequest, slug: str, number: int, revision: int) -> HttpResponse:
    """The document that a text was made from, to be saved and never to be shown: anything may be in it."""
    access = open_article(user=request.user, slug=slug, number=number)
    original = original_of(access=access, revision=revision)
    ending = ".html" if original.media_type.startswith("text/html") else ".txt"
    filename = original.filename or f"{slug}-{number}-{revision}{ending}"
    return HttpResponse(
        original.content,
        content_type=original.media_type,
        headers={
            "Content-Disposition": content_disposition_header(True, filename) or "attachment",
            "Content-Security-Policy": "sandbox; default-src 'none'",
            "X-Content-Type-Options": "nosniff",
        },
    )
