"""What every REST view shares."""

from collections.abc import Callable
from typing import Any, NoReturn

from rest_framework.exceptions import ParseError, UnsupportedMediaType, ValidationError
from rest_framework.request import Request
from rest_framework.views import APIView

from newsapp.api.fields import Shape, read_shape
from newsapp.api.operations import Operation, operation
from newsapp.api.pagination import window_of
from newsapp.api.parameters import read_parameters
from newsapp.errors import NotVisible, RuleViolation
from newsapp.queries.pages import Window
from newsapp.wording import gettext as _


class ContractView(APIView):
    """A view whose methods each say what they take and answer (`newsapp.api.operations.operation`).

    Attributes:
        query: the checked parameters of the address.
    """

    metadata_class = None
    http_method_names = ["get", "head", "post", "put", "patch", "delete"]
    query: dict[str, Any]

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        for method in ("get", "post", "put", "patch", "delete"):
            handler = cls.__dict__.get(method)
            if handler is not None and not hasattr(handler, "operation"):
                raise TypeError(f"{cls.__name__}.{method} does not say what it takes and answers.")

    @classmethod
    def operation_of(cls, method: str) -> Operation | None:
        """What a method takes and answers; None when there is no such method."""
        handler = getattr(cls, "get" if method == "HEAD" else method.lower(), None)
        found: Operation | None = getattr(handler, "operation", None)
        return found

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Before the method: identity, parameters."""
        super().initial(request, *args, **kwargs)
        found = self.operation_of(request.method or "")
        if found is not None:
            self.query = read_parameters(request.query_params, found.parameters)

    @property
    def window(self) -> Window:
        """Which page of the list was asked for."""
        return window_of(self.query)

    def body_or_refusal(self, *, door: Callable[[], object]) -> Any:
        """The parsed body; when it is at fault, `door` may refuse first.

        Somebody who may not do this at all hears that, and not what is wrong with her body.
        """
        try:
            return self.request.data
        except (ParseError, UnsupportedMediaType, ValidationError, RuleViolation):
            door()
            raise

    def read(self, shape: type[Shape], *, door: Callable[[], object] = lambda: None, partial: bool = False) -> Any:
        """The checked members of the body; `door` as in `body_or_refusal`."""
        data = self.body_or_refusal(door=door)
        try:
            return read_shape(shape, data, partial=partial)
        except ValidationError:
            door()
            raise


class NoSuchRoute(ContractView):
    """Whatever else is asked for below the prefix."""

    schema = None

    def _refuse(self, request: Request, **kwargs: Any) -> NoReturn:  # noqa: ARG002 - the framework's
        raise NotVisible(_("There is no such address."))

    get = post = put = patch = delete = operation("unknown_route", {})(_refuse)
