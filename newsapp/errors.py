"""Refusals: what a rule of the house says no to. Imports wordings alone, so that every layer may raise them."""

from collections.abc import Mapping

from newsapp.wording import gettext as _
from newsapp.wording import ngettext


class RuleViolation(Exception):
    """A request that is understood and refused.

    Raised by domain and services, mapped once for pages (`newsapp.web.refusals`) and once for REST (`newsapp.api.problems`).

    Attributes:
        code: stable, machine-readable name of the rule, snake_case.
        message: one sentence for a person, in the language of whoever reads it.
        wording: the sentence as it was raised.
        path: the field at fault as a dotted path (``"segments.0"``), or ``""`` when it is the whole request.
    """

    status = 400

    def __init__(self, code: str, message: str, *, path: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.wording = message
        self.path = path

    @property
    def message(self) -> str:
        return str(self.wording)


class NotVisible(RuleViolation):
    """The thing is unknown, or the person may not know of it: both answer alike."""

    status = 404

    def __init__(self, message: str = _("There is nothing here, or nothing that you may see.")) -> None:
        super().__init__("not_found", message)


class NotAllowed(RuleViolation):
    """The person sees the thing, but her role is too low for this action."""

    status = 403

    def __init__(self, message: str) -> None:
        super().__init__("forbidden", message)


class Conflict(RuleViolation):
    """The state of the thing stands in the way.

    Attributes:
        existing: what stands there, ready to be sent back (JSON-compatible), or None.
        members: what else is to be sent back, by name (JSON-compatible).
    """

    status = 409

    def __init__(
        self,
        code: str,
        message: str,
        *,
        existing: object = None,
        path: str = "",
        members: Mapping[str, object] | None = None,
    ) -> None:
        super().__init__(code, message, path=path)
        self.existing = existing
        self.members = members or {}


class Gone(RuleViolation):
    """The thing was deleted; a retry never brings it back."""

    status = 410


class Stale(RuleViolation):
    """The caller edited an older version than the one that is stored.

    Attributes:
        current: the state that is stored now, ready to be sent back (JSON-compatible).
    """

    status = 412

    def __init__(self, message: str, *, current: object) -> None:
        super().__init__("stale_version", message)
        self.current = current


class TooLarge(RuleViolation):
    """A body, document or text over the limit."""

    status = 413


class Several(RuleViolation):
    """Several refusals of one request, each with its own path."""

    def __init__(self, violations: list[RuleViolation]) -> None:
        count = len(violations)
        super().__init__("invalid", ngettext("{count} fault.", "{count} faults.", count, count=count))
        self.violations = violations
