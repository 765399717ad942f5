"""What pages call verdicts and what belongs to them."""

from django.utils.translation import gettext_lazy as _

from newsapp.web.telling import Words

VERDICT_NAMES: dict[str, Words] = {
    "supported": _("Supported"),
    "refuted": _("Refuted"),
    "not_enough_evidence": _("Not enough evidence"),
    "conflicting_evidence": _("Conflicting evidence"),
    "not_checkable": _("Not checkable"),
}
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
