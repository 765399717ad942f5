"""What an operation takes and answers, said once: the views act on it, the OpenAPI document shows it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from rest_framework import serializers

from newsapp.api.fields import Shape
from newsapp.api.pagination import PAGING
from newsapp.api.parameters import Parameter

Handler = TypeVar("Handler", bound=Callable[..., Any])
Answer = type[serializers.Serializer[Any]]


@dataclass(frozen=True)
class Operation:
    """One method of one route.

    Attributes:
        name: its id in the OpenAPI document.
        answers: JSON by status of success; None has no body.
        body: what it takes; None takes nothing.
        upload: what it takes as `multipart/form-data` instead.
        bulk: it also takes a list, and answers one then.
        page: the answer is a page of what `answers` names.
        versioned: the answer carries an ETag.
        if_match: it wants `If-Match`.
        parameters: of its address.
        refusals: statuses besides 400, 401, 403 and 404.
    """

    name: str
    answers: Mapping[int, Answer | None]
    body: type[Shape] | None = None
    upload: type[Shape] | None = None
    bulk: bool = False
    page: bool = False
    versioned: bool = False
    if_match: bool = False
    parameters: Sequence[Parameter] = ()
    refusals: Sequence[int] = ()


def operation(
    name: str,
    answers: Answer | Mapping[int, Answer | None],
    *,
    page: bool = False,
    parameters: Sequence[Parameter] = (),
    **more: Any,
) -> Callable[[Handler], Handler]:
    """Say of a view's method what it takes and answers; see `Operation`."""
    said = Operation(
        name,
        answers if isinstance(answers, Mapping) else {200: answers},
        page=page,
        parameters=(*parameters, *PAGING) if page else tuple(parameters),
        **more,
    )

    def say(handler: Handler) -> Handler:
        handler.operation = said  # type: ignore[attr-defined]
        return handler

    return say
