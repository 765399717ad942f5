"""What pages call what is known of claims and evidence."""

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from newsapp.web.telling import Words

STATUS_NAMES: dict[str, Words] = {
    "new": _("New"),
    "checking": _("Being checked"),
    "disputed": _("Disputed"),
    "settled": _("Settled"),
}
STATUS_HINTS: dict[str, Words] = {
    "new": _("no evidence yet"),
    "checking": _("evidence, no verdict"),
    "disputed": _("a dispute is open"),
    "settled": _("a verdict stands"),
}
VERDICT_NAMES: dict[str, Words] = {
    "supported": _("Supported"),
    "refuted": _("Refuted"),
    "not_enough_evidence": _("Not enough evidence"),
    "conflicting_evidence": _("Conflicting evidence"),
    "not_checkable": _("Not checkable"),
}
VERDICT_LOOKS = {
    "supported": "good",
    "refuted": "danger",
    "not_enough_evidence": "",
    "conflicting_evidence": "attention",
    "not_checkable": "",
}
"""Class of the badge that shows a verdict."""

ACCURACY_NAMES: dict[str, Words] = {
    "accurate": _("reported accurately"),
    "inaccurate": _("not reported accurately"),
    "unknown": _("whether it was reported accurately is not known"),
}
STANCE_NAMES: dict[str, Words] = {"supports": _("supports"), "refutes": _("refutes"), "context": _("context")}
STANCE_LOOKS = {"supports": "good", "refutes": "danger", "context": ""}
DIRECTNESS_NAMES: dict[str, Words] = {"primary": _("primary"), "secondary": _("secondary")}
WARNING_NAMES: dict[str, Words] = {
    "later_than_claim": _("later than the claim"),
    "undated": _("nobody knows when it was published"),
    "no_address": _("no address"),
    "not_archived": _("no archived copy"),
}
BOUND_NAMES: dict[str, Words] = {
    "exact": _("exactly"),
    "approximate": _("about"),
    "at_most": _("at most"),
    "at_least": _("at least"),
}


def day_words(day: date | None, *, precision: str) -> str:
    """A date with as much of it as is known."""
    if day is None:
        return ""
    return date_format(day, {"year": "Y", "month": "F Y"}.get(precision, "j F Y"))


def day_typed(day: date | None, *, precision: str) -> str:
    """A date as somebody types it: a year, a month or a day of ISO 8601."""
    return day.isoformat()[: {"year": 4, "month": 7}.get(precision, 10)] if day else ""
