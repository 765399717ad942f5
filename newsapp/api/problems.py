"""Every refusal and every fault as problem details (RFC 9457)."""

import logging
from collections.abc import Iterator, Mapping
from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.core.signals import got_request_exception
from django.db import OperationalError
from django.http import Http404
from rest_framework import exceptions
from rest_framework.response import Response

from newsapp.errors import Conflict, NotAllowed, NotVisible, RuleViolation, Several, Stale, TooLarge
from newsapp.wording import gettext as _
from newsapp.wording import ngettext

MEDIA_TYPE = "application/problem+json"
_log = logging.getLogger(__name__)


class PreconditionRequired(RuleViolation):
    """A change that does not say which version it was made from."""

    status = 428


def problem(status: int, code: str, detail: str, **more: Any) -> Response:
    """An answer that says what is wrong.

    Args:
        status: of HTTP.
        code: the rule's stable name.
        detail: one sentence for a person.
        **more: further members of the object.
    """
    body = {
        "type": f"about:blank#{code}",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "code": code,
        **more,
    }
    return Response(body, status=status, content_type=MEDIA_TYPE)


def answer_exception(exception: Exception, context: Mapping[str, Any]) -> Response:
    """The answer to whatever a view raised; named by `EXCEPTION_HANDLER`."""
    if isinstance(exception, RuleViolation):
        return _answer_violation(exception)
    if isinstance(exception, exceptions.ValidationError):
        faults = list(faults_of(exception.detail))
        return problem(400, "invalid", _summary(faults), errors=faults)
    if isinstance(exception, Http404):
        return _answer_violation(NotVisible())
    if isinstance(exception, PermissionDenied):
        return _answer_violation(NotAllowed(_("This is not allowed.")))
    if isinstance(exception, RequestDataTooBig):
        return _answer_violation(TooLarge("body_too_large", _("The body is over the limit.")))
    if isinstance(exception, SuspiciousOperation):
        return problem(400, "bad_request", str(_("The request is malformed.")))
    if isinstance(exception, exceptions.APIException):
        return _answer_framework(exception)
    return _answer_fault(exception, context)


def _answer_violation(violation: RuleViolation) -> Response:
    more: dict[str, Any] = {}
    faults = violation.violations if isinstance(violation, Several) else [violation] if violation.path else []
    if faults:
        more["errors"] = [_fault(fault) for fault in faults]
    if isinstance(violation, Several):
        for fault, shown in zip(faults, more["errors"], strict=True):
            if isinstance(fault, Conflict) and fault.existing is not None:
                shown["existing"] = fault.existing
    if isinstance(violation, Conflict) and violation.existing is not None:
        if violation.code == "stale_revision" and isinstance(violation.existing, Mapping):
            more.update(violation.existing)
        else:
            more["existing"] = violation.existing
    if isinstance(violation, Conflict):
        more.update(violation.members)
    if isinstance(violation, Stale):
        more["current"] = violation.current
    response = problem(violation.status, violation.code, violation.message, **more)
    if isinstance(violation, Stale) and isinstance(violation.current, Mapping) and "version" in violation.current:
        response["ETag"] = f'"{violation.current["version"]}"'
    return response


def _fault(violation: RuleViolation) -> dict[str, Any]:
    return {"path": violation.path, "detail": violation.message, "code": violation.code}


def faults_of(detail: Any, path: str = "") -> Iterator[dict[str, str]]:
    """The framework's nested faults as a flat list of `{"path", "detail"}`."""
    if isinstance(detail, Mapping):
        for name, inner in detail.items():
            here = "" if name == "non_field_errors" else str(name)
            yield from faults_of(inner, ".".join(part for part in (path, here) if part))
    elif isinstance(detail, list):
        for inner in detail:
            yield from faults_of(inner, path)
    else:
        yield {"path": path, "detail": str(detail), "code": getattr(detail, "code", "invalid")}


def _summary(faults: list[dict[str, str]]) -> str:
    if len(faults) == 1:
        return f"{faults[0]['path']}: {faults[0]['detail']}" if faults[0]["path"] else faults[0]["detail"]
    count = len(faults)
    return str(ngettext("{count} fault.", "{count} faults.", count, count=count))


def _answer_framework(exception: exceptions.APIException) -> Response:
    codes = exception.get_codes()
    code = codes if isinstance(codes, str) else "error"
    response = problem(exception.status_code, code, str(exception.detail))
    if challenge := getattr(exception, "auth_header", None):
        response["WWW-Authenticate"] = challenge
    if wait := getattr(exception, "wait", None):
        response["Retry-After"] = str(int(wait))
    return response


def _answer_fault(exception: Exception, context: Mapping[str, Any]) -> Response:
    """Nothing of the inside goes out; the log and whoever listens for faults get it all."""
    request = context.get("request")
    _log.error("A request failed.", exc_info=exception, extra={"path": getattr(request, "path", "")})
    got_request_exception.send(sender=None, request=getattr(request, "_request", request))
    if isinstance(exception, OperationalError):
        response = problem(503, "unavailable", str(_("The database does not answer. Try again.")))
        response["Retry-After"] = "2"
        return response
    return problem(500, "fault", str(_("Something went wrong on the server. It has been noted.")))
