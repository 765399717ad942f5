"""Refusals as pages and fragments: what happened, and what now."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from newsapp.errors import RuleViolation


def answer_refusal(request: HttpRequest, refusal: RuleViolation) -> HttpResponse:
    """The page for a refusal; a one-line alert when htmx asked, problem details below `/api/`."""
    if request.path_info.startswith("/api/"):
        problem = {
            "type": f"about:blank#{refusal.code}",
            "title": HTTPStatus(refusal.status).phrase,
            "status": refusal.status,
            "detail": refusal.message,
            "code": refusal.code,
        }
        return JsonResponse(problem, status=refusal.status, content_type="application/problem+json")
    template = "components/_alert.html" if request.headers.get("HX-Request") else "refusal.html"
    return render(request, template, {"refusal": refusal, "message": refusal.message}, status=refusal.status)
