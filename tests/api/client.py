"""A client of the REST interface that holds every answer to the OpenAPI document."""

import json
import re
from functools import cache
from typing import Any

from django.test import Client
from jsonschema import Draft202012Validator

from newsapp.api.documentation import openapi_document

PREFIX = "/api/v1/"
OPEN = {"CleaningJSON", "ProblemJSON", "FaultJSON"}
"""Components that may have further members."""
UNDOCUMENTED = {405}
"""A method that a route has not is no operation of it."""


def _closed(schema: Any, *, name: str = "") -> Any:
    """A schema of OpenAPI 3.0 as JSON schema: `nullable` said with types, no members but the named ones."""
    if isinstance(schema, list):
        return [_closed(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    made = {key: _closed(value) for key, value in schema.items() if key != "nullable"}
    if "properties" in made and name not in OPEN:
        made["additionalProperties"] = False
    return {"anyOf": [made, {"type": "null"}]} if schema.get("nullable") is True else made


@cache
def _components() -> dict[str, Any]:
    schemas = openapi_document()["components"]["schemas"]
    return {"schemas": {name: _closed(schema, name=name) for name, schema in schemas.items()}}


@cache
def _validator(schema: str) -> Draft202012Validator:
    return Draft202012Validator({**_closed(json.loads(schema)), "components": _components()})


@cache
def _routes() -> list[tuple[re.Pattern[str], dict[str, Any]]]:
    # A path with fewer arguments is meant where several fit, as the document's own standard has it.
    paths = sorted(openapi_document()["paths"].items(), key=lambda pair: str(pair[0]).count("{"))
    return [(re.compile(re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(path))), operations) for path, operations in paths]


def hold_to_document(method: str, path: str, response: Any) -> None:
    """Fail unless the document has this answer to this request."""
    operations = next((found for pattern, found in _routes() if pattern.fullmatch(path)), None)
    if operations is None or response.status_code in UNDOCUMENTED:
        return
    operation = operations[method.lower()]
    status = str(response.status_code)
    assert status in operation["responses"], f"{method} {path} answers {status}, which is not in the document"
    said = operation["responses"][status]
    if "content" not in said:
        assert not response.content
        return
    ((media_type, content),) = said["content"].items()
    assert response["Content-Type"].split(";")[0] == media_type
    for header in said.get("headers", {}):
        if not isinstance(response.json(), list):
            assert header in response, f"{method} {path} answers without {header}"
    _validator(json.dumps(content["schema"])).validate(response.json())


class Api:
    """Requests of one person."""

    def __init__(self, *, key: str | None = None, client: Client | None = None) -> None:
        self.client = client or Client()
        self.headers = {"Authorization": f"Token {key}"} if key else {}

    def send(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        content: bytes | str | None = None,
        content_type: str = "application/json",
        version: object = None,
        **headers: str,
    ) -> Any:
        """One request; `version` becomes `If-Match`."""
        sent = {**self.headers, **{name.replace("_", "-"): value for name, value in headers.items()}}
        if version is not None:
            sent["If-Match"] = f'"{version}"' if isinstance(version, int) else str(version)
        if content is None and body is not None:
            content = json.dumps(body)
        address = path if path.startswith(("/", "http")) else PREFIX + path
        response = self.client.generic(
            method, address, content or b"", content_type=content_type if content is not None else "", headers=sent
        )
        if method != "HEAD":
            hold_to_document(method, re.sub(r"^https?://[^/]+", "", address).split("?")[0], response)
        return response

    def get(self, path: str, **more: Any) -> Any:
        """GET."""
        return self.send("GET", path, **more)

    def post(self, path: str, body: Any = None, **more: Any) -> Any:
        """POST."""
        return self.send("POST", path, body, **more)

    def put(self, path: str, body: Any = None, **more: Any) -> Any:
        """PUT."""
        return self.send("PUT", path, body, **more)

    def patch(self, path: str, body: Any = None, **more: Any) -> Any:
        """PATCH."""
        return self.send("PATCH", path, body, **more)

    def delete(self, path: str, **more: Any) -> Any:
        """DELETE."""
        return self.send("DELETE", path, **more)

    def upload(self, path: str, **fields: Any) -> Any:
        """POST of a form with files."""
        address = PREFIX + path
        response = self.client.post(address, fields, headers=self.headers)
        hold_to_document("POST", address, response)
        return response


def faults(response: Any) -> list[str]:
    """The paths that a problem names."""
    problem = response.json()
    assert response["Content-Type"] == "application/problem+json"
    assert {"type", "title", "status", "detail"} <= problem.keys()
    assert problem["status"] == response.status_code
    return [fault["path"] for fault in problem.get("errors", [])]
