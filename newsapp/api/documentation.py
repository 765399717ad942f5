"""The OpenAPI document, and the page that shows it."""

from functools import cache
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_safe
from drf_spectacular.generators import SchemaGenerator
from rest_framework.request import Request
from rest_framework.response import Response

from newsapp.api.operations import operation
from newsapp.api.views import ContractView


@cache
def openapi_document() -> dict[str, Any]:
    """The document; it changes only with the code."""
    document: dict[str, Any] = SchemaGenerator().get_schema(request=None, public=True)  # type: ignore[no-untyped-call]
    return document


class Schema(ContractView):
    """The OpenAPI document."""

    schema = None

    @operation("read_schema", {})
    def get(self, request: Request) -> Response:  # noqa: ARG002 - the framework's
        """The OpenAPI document of this interface."""
        return Response(openapi_document())


@require_safe
@login_required
@ensure_csrf_cookie
def docs_page(request: HttpRequest) -> HttpResponse:
    """The page that shows the document and tries things out."""
    return render(request, "newsapp/api_docs.html")
