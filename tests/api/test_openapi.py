"""The document and the interface agree. (Every answer of the other tests is held to it as well.)"""

import re
from typing import Any

import pytest
from django.core.management import call_command
from django.urls import get_resolver

from annotations.api.shapes import HighlightBody, HighlightJSON
from annotations.domain.highlighting import HighlightRecord
from newsapp.api.documentation import openapi_document
from newsapp.api.shapes import ArticleBody, ArticleJSON
from newsapp.api.views import ContractView
from tests.api.client import Api
from tests.architecture.routes import addresses


def test_the_document_is_valid_and_without_warnings(tmp_path: Any) -> None:
    call_command("spectacular", "--validate", "--fail-on-warn", "--file", str(tmp_path / "schema.yaml"))


def test_every_route_of_the_interface_is_in_the_document() -> None:
    documented = {
        (method.upper(), path) for path, operations in openapi_document()["paths"].items() for method in operations
    }
    there = {
        (method.upper(), "/" + address.template)
        for address in addresses(get_resolver())
        if isinstance(view := getattr(address.callback, "cls", None), type)
        and issubclass(view, ContractView)
        and view.schema is not None
        for method in ("get", "post", "put", "patch", "delete")
        if hasattr(view, method)
    }
    assert documented == there


def test_operations_have_names_of_their_own() -> None:
    names = [
        operation["operationId"]
        for operations in openapi_document()["paths"].values()
        for operation in operations.values()
    ]
    assert len(names) == len(set(names))


def test_whatever_wants_a_version_says_412_and_428() -> None:
    for path, operations in openapi_document()["paths"].items():
        # One's own decision about a suggestion has no version: nobody else changes it.
        if path.endswith("/decision/"):
            continue
        for method in operations.keys() & {"patch", "delete"}:
            operation = operations[method]
            assert {"400", "401", "403", "404", "412", "428"} <= operation["responses"].keys(), (method, path)
            assert "If-Match" in [parameter["name"] for parameter in operation["parameters"]]


def test_the_json_is_what_the_document_says() -> None:
    assert tuple(HighlightJSON().fields) == HighlightRecord._fields
    assert set(HighlightJSON().fields) | {"suggestion"} == set(HighlightBody().fields) | HighlightBody.also
    assert set(ArticleJSON().fields) == (set(ArticleBody().fields) | ArticleBody.also) - {"html", "raw"}


def test_the_document_needs_sign_in(as_viewer: Api, client: Any) -> None:
    assert client.get("/api/v1/schema/").status_code == 401
    assert client.get("/api/v1/docs/").status_code == 302
    assert as_viewer.get("schema/").json()["openapi"].startswith("3.")


@pytest.mark.parametrize("path", ["projects/", "me/"])
def test_security_is_said(path: str) -> None:
    assert openapi_document()["paths"][f"/api/v1/{path}"]["get"]["security"] == [{"token": []}, {"session": []}]


def test_the_page_has_nothing_inline_which_the_policy_would_refuse(client: Any, viewer: Any) -> None:
    client.force_login(viewer)
    response = client.get("/api/v1/docs/")
    assert "script-src 'self'; style-src 'self'" in response["Content-Security-Policy"]
    page = response.content.decode()
    assert re.findall(r"<script(?![^>]* src=)|<style|\sstyle=|\son\w+=|https?://", page) == []
    assert "csrftoken" in response.cookies  # for what is tried out on the page
