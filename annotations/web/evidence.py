"""Adding evidence to a claim on its page, changing and deleting it."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from annotations.access import open_claim, open_evidence
from annotations.domain.evidence import StoredEvidence
from annotations.queries.claims import stored_claim
from annotations.queries.evidence import stored_evidence
from annotations.services.evidence import EvidenceDraft, add_evidence, change_evidence, delete_evidence
from annotations.web.claim_forms import EvidenceForm, form_of_evidence
from annotations.web.claim_pages import claim_page, dispute_address
from newsapp.access import ProjectAccess
from newsapp.domain.roles import Action
from newsapp.errors import NotVisible, RuleViolation, Stale


@require_POST
@login_required
def claim_evidence(request: HttpRequest, slug: str, claim: int) -> HttpResponse:
    """Add evidence about a claim; what was refused comes back in the form."""
    access, row = open_claim(user=request.user, slug=slug, number=claim, action=Action.ADD_EVIDENCE)
    form = EvidenceForm(request.POST)
    if form.is_valid():
        try:
            added, _new = add_evidence(access=access, draft=EvidenceDraft(form.source, claim=claim))
            messages.success(request, _("The evidence is added."))
            return redirect(f"{_page_of(access, added)}#evidence")
        except RuleViolation as refusal:
            form.refuse(refusal)
    stored = stored_claim(access=access, number=claim)
    if stored is None:
        raise NotVisible
    return claim_page(request, access, stored, claim_id=row.pk, evidence_form=form, status=422)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def evidence_edit(request: HttpRequest, slug: str, uuid: UUID) -> HttpResponse:
    """Change or delete a piece of evidence."""
    access, row = open_evidence(user=request.user, slug=slug, uuid=uuid, action=Action.ADD_EVIDENCE)
    stored = stored_evidence(project_id=access.project.pk, uuid=uuid)
    assert stored is not None
    page = _page_of(access, stored)
    context = {"access": access, "tab": "claims", "evidence": stored, "page": page}
    if request.method != "POST":
        return render(request, "annotations/evidence_edit.html", context | {"form": form_of_evidence(stored)})
    form, status = EvidenceForm(request.POST), 422
    try:
        version = int(request.POST.get("version", "")[:9]) if request.POST.get("version", "").isdigit() else 0
        if request.POST.get("do") == "delete":
            delete_evidence(access=access, evidence=row, version=version)
            messages.success(request, _("The evidence is deleted."))
            return redirect(f"{page}#evidence")
        if form.is_valid():
            change_evidence(access=access, evidence=row, version=version, changes=form.cleaned_data)
            messages.success(request, _("The evidence is saved."))
            return redirect(f"{page}#evidence")
    except Stale as stale:
        # Nothing that was typed is lost: the form keeps it, and saving it again is now a choice.
        context["theirs"], status = stored, stale.status
    except RuleViolation as refusal:
        form.refuse(refusal)
    return render(request, "annotations/evidence_edit.html", context | {"form": form}, status=status)


def _page_of(access: ProjectAccess, evidence: StoredEvidence) -> str:
    """The page of what it is about."""
    if evidence.claim is not None:
        return reverse("claim", args=[access.project.slug, evidence.claim])
    return dispute_address(access, evidence.dispute or 0) or reverse("claims", args=[access.project.slug])
