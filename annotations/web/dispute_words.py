"""What pages call what is known of disputes."""

from django.utils.translation import gettext_lazy as _

from newsapp.web.telling import Words

KIND_NAMES: dict[str, Words] = {
    "boundary": _("Boundary"),
    "tag": _("Tag"),
    "attribution": _("Attribution"),
    "factuality": _("Factuality"),
    "grouping": _("Grouping"),
    "verdict": _("Verdict"),
}
KIND_HINTS: dict[str, Words] = {
    "boundary": _("where it begins and ends"),
    "tag": _("what it is, or whether it is anything"),
    "attribution": _("who said it"),
    "factuality": _("how certain the text makes it, or what it says of figures"),
    "grouping": _("whether two statements are one claim"),
    "verdict": _("whether the claim is true"),
}
STATE_NAMES: dict[str, Words] = {
    "open": _("Open"),
    "triaged": _("Triaged"),
    "evidence": _("Collecting evidence"),
    "voting": _("Voting"),
    "proposed": _("Ruling proposed"),
    "escalated": _("Escalated"),
    "needs_info": _("Needs information"),
    "resolved": _("Resolved"),
    "withdrawn": _("Withdrawn"),
}
STATE_LOOKS = {"resolved": "good", "escalated": "danger", "needs_info": "attention", "voting": "accent"}
"""Class of the badge that shows a state."""

ORIGIN_NAMES: dict[str, Words] = {"person": _("opened by a person"), "comparison": _("proposed by comparison")}

WAIVER_NAMES: dict[str, Words] = {
    "opened": _("who resolved it opened the dispute"),
    "coded": _("who resolved it coded what is disputed"),
    "wrote_claim": _("who resolved it wrote the claim"),
    "proposed": _("who resolved it proposed the ruling"),
    "proposed_before": _("who proposed it proposed the ruling that was escalated"),
    "heard_before": _("the same reviewer heard it again after it was reopened"),
}
"""What a small team waived, as its ruling tells it."""

TRANSITION_NAMES: dict[str, Words] = {
    "triage": _("Triage"),
    "collect": _("Collect evidence"),
    "vote": _("Open voting"),
    "propose": _("Propose a ruling"),
    "resolve": _("Resolve"),
    "escalate": _("Escalate"),
    "ask": _("Ask for information"),
    "answer": _("Answer"),
    "withdraw": _("Withdraw"),
    "reopen": _("Reopen"),
}
