"""The OpenAPI document, written from what the operations say of themselves."""

from http import HTTPStatus
from typing import Any, cast

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import (
    OpenApiParameter,
    OpenApiResponse,
    PolymorphicProxySerializer,
    inline_serializer,
)
from rest_framework import serializers

from newsapp.api.operations import Answer, Operation
from newsapp.api.problems import MEDIA_TYPE
from newsapp.api.shapes import ProblemJSON

JSON = "application/json"
MEANINGS = {
    400: "The address or the body is at fault; `errors` names the fields.",
    401: "No token or session, or one that is no longer good.",
    403: "The role is too low, the token can only read, or the CSRF token is missing.",
    404: "Unknown, or not visible to the caller.",
    409: "What is there already stands in the way; `existing` shows it.",
    410: "It was deleted. A retry does not bring it back.",
    412: "Somebody changed it meanwhile; `current` shows what is stored now.",
    413: "The body, the document or the list is over the limit.",
    415: "The body is of another media type.",
    428: "If-Match is missing.",
}


class TokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """How a token is sent."""

    target_class = "newsapp.api.authentication.TokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, str]:  # noqa: ARG002 - the library's
        """For the document."""
        return {
            "type": "apiKey",
            "in": "header",
            "name": "Authorization",
            "description": "`Token KEY`; a key is made by `manage.py create_token NAME`.",
        }


class SessionScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """How a browser says who it is."""

    target_class = "newsapp.api.authentication.BrowserSession"
    name = "session"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, str]:  # noqa: ARG002 - the library's
        """For the document."""
        return {
            "type": "apiKey",
            "in": "cookie",
            "name": "sessionid",
            "description": "A browser's session; what changes something also sends the header `X-CSRFToken`.",
        }


class ContractSchema(AutoSchema):
    """One operation of the document."""

    @property
    def said(self) -> Operation:
        """What the operation says of itself."""
        found: Operation | None = cast(Any, self.view).operation_of(self.method)
        assert found is not None, f"{self.method} {self.path}"
        return found

    def get_operation_id(self) -> str:
        """Its name."""
        return self.said.name

    def get_summary(self) -> str:
        """The docstring's first line."""
        return str(getattr(self.view, self.method.lower()).__doc__ or "").split("\n")[0].rstrip(".")

    def get_tags(self) -> list[str]:
        """The collection that it belongs to."""
        parts = [part for part in self.path.removeprefix("/api/v1/").split("/") if part and not part.startswith("{")]
        return [parts[1] if parts[0] == "projects" and len(parts) > 1 else parts[0]]

    def get_override_parameters(self) -> list[Any]:
        """Of the address, and the headers."""
        parameters = [
            OpenApiParameter(item.name, dict(item.schema), OpenApiParameter.QUERY, description=item.description)
            for item in self.said.parameters
        ]
        if self.said.if_match:
            parameters.append(
                OpenApiParameter(
                    "If-Match",
                    str,
                    OpenApiParameter.HEADER,
                    # Left out it is a 428, which a client has to be able to ask for.
                    required=False,
                    description='The version that was changed, as its ETag: `"3"`. Without it the answer is 428.',
                )
            )
        if self.said.versioned:
            parameters.append(
                OpenApiParameter(
                    "ETag",
                    str,
                    OpenApiParameter.HEADER,
                    response=list(self.said.answers),
                    description="The version.",
                )
            )
        return parameters

    def get_request_serializer(self) -> Any:
        """What the body may hold, by media type."""
        said = self.said
        if said.body is None:
            return {}
        body: Any = said.body
        if said.bulk:
            body = PolymorphicProxySerializer(
                component_name=f"{said.body.__name__}OrList",
                serializers=[said.body, said.body(many=True)],
                resource_type_field_name=None,
                many=False,
            )
        return {JSON: body, **({"multipart/form-data": said.upload} if said.upload else {})}

    def get_response_serializers(self) -> Any:
        """What comes back, by status."""
        said = self.said
        answers: dict[Any, Any] = {}
        for status, answer in said.answers.items():
            if answer is None:
                answers[status] = OpenApiResponse(description="Done.")
            else:
                answers[status, JSON] = OpenApiResponse(self._answer(answer), description=HTTPStatus(status).phrase)
        refusals = {400, 401, 403, *said.refusals}
        if "{" in self.path:
            refusals.add(404)
        if said.if_match:
            refusals |= {412, 428}
        for status in sorted(refusals):
            answers[status, MEDIA_TYPE] = OpenApiResponse(ProblemJSON, description=MEANINGS[status])
        return answers

    def _answer(self, answer: Answer) -> Any:
        said = self.said
        name = answer.__name__.removesuffix("JSON")
        if said.page:
            return inline_serializer(
                f"{name}Page",
                {
                    "next": serializers.CharField(allow_null=True),
                    "previous": serializers.CharField(allow_null=True),
                    "results": answer(many=True),
                },
            )
        if said.bulk:
            return PolymorphicProxySerializer(
                component_name=f"{name}OrList",
                serializers=[answer, answer(many=True)],
                resource_type_field_name=None,
                many=False,
            )
        return answer

    def _is_list_view(self, serializer: Any = None) -> bool:  # noqa: ARG002 - the library's
        return False
