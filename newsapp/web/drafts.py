"""Adding an article: paste or upload, look at what cleaning made of it, save."""

from typing import TYPE_CHECKING, cast
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from newsapp.access import ProjectAccess, open_draft, open_project
from newsapp.domain.articles import Details, Document, NewArticle
from newsapp.domain.extraction.article import CleanedArticle
from newsapp.domain.languages import NAMES, direction_of, name_of
from newsapp.domain.roles import Action
from newsapp.errors import Conflict, RuleViolation
from newsapp.services.articles import (
    add_articles,
    article_of_document,
    article_of_text,
    clean_document,
    moment_of,
    read_document,
)
from newsapp.services.drafts import document_of_draft, drop_draft, keep_draft, keep_removals

if TYPE_CHECKING:
    from newsapp.models import ArticleDraft

RULES = {
    "switcher": gettext_lazy("Language switcher"),
    "repeated_headline": gettext_lazy("Repeated headline"),
    "boilerplate": gettext_lazy("Around the article"),
    "advertisement": gettext_lazy("Advertisement"),
    "share": gettext_lazy("Share buttons"),
    "comments": gettext_lazy("Comments"),
    "navigation": gettext_lazy("Navigation"),
    "read_also": gettext_lazy("Pointer to another article"),
    "cookies": gettext_lazy("Cookie notice"),
    "subscribe": gettext_lazy("Call to subscribe"),
    "copyright": gettext_lazy("Copyright line"),
}
"""What people read for the key of a cleaning rule; a rule that is not here is shown by its key."""


class SourceForm(forms.Form):
    """Where the article comes from: a text field or a file, not both."""

    text = forms.CharField(required=False, strip=False, widget=forms.Textarea)
    file = forms.FileField(required=False)
    exact = forms.BooleanField(required=False)

    def clean(self) -> None:
        """One of the two is needed."""
        text, file = self.cleaned_data.get("text"), self.cleaned_data.get("file")
        if not (text or "").strip() and not file:
            raise forms.ValidationError(_("Paste a text, or choose a file."))
        if (text or "").strip() and file:
            raise forms.ValidationError(_("Paste a text or choose a file, not both."))


class DetailsForm(forms.Form):
    """What is known of the article besides its text."""

    title = forms.CharField(required=False, max_length=1_000)
    language = forms.ChoiceField(required=False)
    outlet = forms.CharField(required=False, max_length=200)
    url = forms.CharField(required=False, max_length=2_000)
    published_at = forms.DateTimeField(
        required=False, widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    )
    story = forms.CharField(required=False, max_length=200)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        codes = sorted(NAMES, key=lambda code: NAMES[code])
        current = str((self.initial or {}).get("language") or "")
        choices = [("", _("Not known")), *((code, NAMES[code]) for code in codes)]
        if current and current not in NAMES:
            choices.insert(1, (current, name_of(current)))
        cast(forms.ChoiceField, self.fields["language"]).choices = choices

    def details(self) -> Details:
        """As the services want it; the form must be valid."""
        data = self.cleaned_data
        return Details(
            title=data["title"] or None,
            language=data["language"] or None,
            url=data["url"] or None,
            outlet=data["outlet"] or None,
            published_at=data["published_at"],
            story=data["story"] or None,
        )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new_article(request: HttpRequest, slug: str) -> HttpResponse:
    """Paste or upload; leads to the preview."""
    access = open_project(user=request.user, slug=slug, action=Action.ADD_ARTICLE)
    form = SourceForm(request.POST or None, request.FILES or None)
    refusal = None
    if request.method == "POST" and form.is_valid():
        try:
            if form.cleaned_data["exact"]:
                return _save_exact(request, access, _document(form))
            document = _document(form)
            clean_document(document=document)
            return redirect("article_draft", slug=slug, draft_id=keep_draft(access=access, document=document).pk)
        except RuleViolation as violation:
            refusal = violation
    context = {"access": access, "tab": "articles", "form": form, "refusal": refusal}
    return render(request, "newsapp/article_new.html", context, status=_status(form, refusal))


def _status(form: forms.Form, refusal: RuleViolation | None) -> int:
    if refusal is not None:
        return refusal.status
    return 422 if form.is_bound and not form.is_valid() else 200


def _document(form: SourceForm) -> Document:
    upload = cast("UploadedFile[bytes] | None", form.cleaned_data["file"])
    if upload is None:
        # A form turns the line feeds of a text field into CR LF; the field itself never holds one.
        content = form.cleaned_data["text"].replace("\r\n", "\n").encode()
        return read_document(content=content)
    return read_document(
        content=upload.read(), filename=upload.name or "", media_type=upload.content_type or "", charset=upload.charset
    )


def _save_exact(request: HttpRequest, access: ProjectAccess, document: Document) -> HttpResponse:
    prepared = article_of_text(text=document.text, details=Details(title=_first_line(document.text)))
    return _saved(request, access, prepared)


def _first_line(text: str) -> str:
    return next((line.strip() for line in text.splitlines() if line.strip()), "")[:200]


def _saved(request: HttpRequest, access: ProjectAccess, prepared: NewArticle) -> HttpResponse:
    article = add_articles(access=access, articles=[prepared])[0]
    messages.success(request, _("Article %(number)d was added.") % {"number": article.number})
    if request.POST.get("save") == "another":
        return redirect("article_new", slug=access.project.slug)
    return redirect("article", slug=access.project.slug, number=article.number)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def article_draft(request: HttpRequest, slug: str, draft_id: UUID) -> HttpResponse:
    """The preview: the cleaned text, what was removed (each can be taken back), the details; saves the article."""
    access = open_project(user=request.user, slug=slug, action=Action.ADD_ARTICLE)
    draft = open_draft(access=access, draft_id=draft_id)
    document = document_of_draft(draft=draft)
    if request.method == "POST" and "drop" in request.POST:
        drop_draft(draft=draft)
        return redirect("article_new", slug=slug)
    if request.method == "POST":
        keep_removals(draft=draft, kept=request.POST.getlist("keep"))
    cleaned = clean_document(document=document, keep=draft.kept)
    form = DetailsForm(request.POST if request.method == "POST" else None, initial=_initial(cleaned))
    refusal = None
    if request.method == "POST" and "save" in request.POST and form.is_valid():
        try:
            prepared = article_of_document(document=document, details=form.details(), keep=draft.kept)
            answer = _saved(request, access, prepared)
            drop_draft(draft=draft)
            return answer
        except RuleViolation as violation:
            refusal = violation
    context = _preview(access, draft, cleaned) | {"form": form, "refusal": refusal}
    if isinstance(refusal, Conflict) and isinstance(refusal.existing, int):
        context["existing"] = reverse("article", kwargs={"slug": slug, "number": refusal.existing})
    fragment = request.headers.get("HX-Request") and "save" not in request.POST
    template = "newsapp/_article_preview.html" if fragment else "newsapp/article_draft.html"
    return render(request, template, context, status=_status(form, refusal) if "save" in request.POST else 200)


def _initial(cleaned: CleanedArticle) -> dict[str, object]:
    return {
        "title": cleaned.title,
        "language": cleaned.language,
        "outlet": cleaned.outlet,
        "url": cleaned.url,
        "published_at": moment_of(cleaned.published_at) if cleaned.published_at else None,
    }


def _preview(access: ProjectAccess, draft: "ArticleDraft", cleaned: CleanedArticle) -> dict[str, object]:
    return {
        "access": access,
        "tab": "articles",
        "draft": draft,
        "cleaned": cleaned,
        "direction": direction_of(cleaned.language),
        "blocks": [(block, cleaned.text[block.start : block.end]) for block in cleaned.blocks],
        "removals": [(removal, RULES.get(removal.rule, removal.rule)) for removal in cleaned.cleaning],
        "editions": [(code, name_of(code)) for code in cleaned.editions],
    }
