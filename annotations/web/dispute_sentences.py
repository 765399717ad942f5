"""The sentences for what people do in disputes and comments."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy as n_

from annotations.queries.dispute_contexts import letter_of
from annotations.web.dispute_words import KIND_NAMES, WAIVER_NAMES
from newsapp.access import ProjectAccess
from newsapp.queries.activity import EventRow, people_by_id
from newsapp.web.telling import Sentence, Told, person_html

DISPUTES: dict[str, Sentence] = {
    "dispute.opened": Sentence(_("%(who)s opened %(dispute)s")),
    "dispute.changed": Sentence(_("%(who)s changed %(dispute)s")),
    "dispute.position_added": Sentence(_("%(who)s added position %(position)s to %(dispute)s")),
    "dispute.triaged": Sentence(_("%(who)s triaged %(dispute)s as %(kind)s")),
    "dispute.collecting": Sentence(_("%(who)s asked for evidence in %(dispute)s")),
    "dispute.voting_opened": Sentence(_("%(who)s opened the voting in %(dispute)s")),
    "dispute.voted": Sentence(_("%(who)s voted in %(dispute)s")),
    "dispute.vote_changed": Sentence(_("%(who)s voted again in %(dispute)s")),
    "dispute.voting_closed": Sentence(_("%(who)s closed the voting in %(dispute)s: %(outcome)s")),
    "dispute.proposed": Sentence(_("%(who)s proposed a ruling in %(dispute)s")),
    "dispute.resolved": Sentence(_("%(who)s resolved %(dispute)s")),
    "dispute.escalated": Sentence(_("%(who)s escalated %(dispute)s")),
    "dispute.asked": Sentence(_("%(who)s asked for information in %(dispute)s")),
    "dispute.answered": Sentence(_("%(who)s answered what was asked in %(dispute)s")),
    "dispute.withdrawn": Sentence(_("%(who)s withdrew %(dispute)s")),
    "dispute.reopened": Sentence(_("%(who)s reopened %(dispute)s")),
}

COMMENTS: dict[str, Sentence] = {
    "comment.added": Sentence(
        _("%(who)s commented on %(about)s"),
        n_("%(who)s wrote a comment", "%(who)s wrote %(count)d comments", "count"),
    ),
    "comment.changed": Sentence(_("%(who)s changed a comment on %(about)s")),
    "comment.settled": Sentence(_("%(who)s settled a comment on %(about)s")),
    "comment.reopened": Sentence(_("%(who)s opened a settled comment on %(about)s again")),
    "comment.deleted": Sentence(_("%(who)s deleted a comment on %(about)s")),
}

_COMPARED = Sentence(_("%(who)s opened %(dispute)s out of a comparison"))
_ASKED = Sentence(_("%(who)s asked %(person)s for information in %(dispute)s"))
_TIED = Sentence(_("%(dispute)s is escalated: the vote is a tie"))
_OPEN_AGAIN = {
    "highlight": Sentence(_("%(dispute)s is open again: a highlight that its ruling settled was changed")),
    "gold": Sentence(_("%(dispute)s is open again: %(who)s settled otherwise what its ruling settled")),
    "claim": Sentence(_("%(dispute)s is open again: %(who)s changed the claim that its ruling is about")),
    "evidence": Sentence(_("%(dispute)s is open again: %(who)s changed or deleted evidence that its ruling rests on")),
}
_OVER = Sentence(_("The voting in %(dispute)s closed: %(outcome)s"))


def read_disputes(access: ProjectAccess, rows: Sequence[EventRow]) -> dict[int, Told]:
    """What is to be known of events of disputes: which one, its kind, how a vote came out, what was written."""
    people = people_by_id(row.data["asked"] for row in rows if isinstance(row.data.get("asked"), int))
    return {row.id: _told(access, row, person=people.get(row.data.get("asked") or 0)) for row in rows}


def _told(access: ProjectAccess, row: EventRow, *, person: Any) -> Told:
    data = row.data
    position = data.get("position")
    words = {
        "dispute": dispute_html(access, row.object_id),
        "kind": str(KIND_NAMES.get(str(data.get("kind")), data.get("kind", ""))).lower(),
        "position": letter_of(position) if isinstance(position, int) else "",
        "outcome": _outcome(data),
        "person": person_html(access, person) if person else "",
    }
    return Told(words, sentence=_sentence(row), remark=_remark(row))


def _sentence(row: EventRow) -> Sentence | None:
    if row.verb == "dispute.opened" and row.data.get("origin") == "comparison":
        return _COMPARED
    if row.verb == "dispute.asked" and row.data.get("asked"):
        return _ASKED
    if row.verb == "dispute.escalated" and row.data.get("why") == "tie":
        return _TIED
    if row.verb == "dispute.reopened":
        return _OPEN_AGAIN.get(str(row.data.get("why")))
    # It closed by itself, whoever gave the last vote.
    if row.verb == "dispute.voting_closed" and row.data.get("why") in ("all", "time"):
        return _OVER
    return None


def _outcome(data: Mapping[str, Any]) -> str:
    """The votes for each position, `A 2, B 1`."""
    counts = data.get("counts")
    if not isinstance(counts, list):
        return ""
    parts = [
        f"{now_('cannot be told') if count['position'] is None else letter_of(count['position'])} {count['votes']}"
        for count in counts
    ]
    return ", ".join(parts) or now_("nobody voted")


def _remark(row: EventRow) -> str:
    names = ("question", "words", "reason", "answer", "justification", "title")
    said = [str(row.detail[name]) for name in names if row.detail.get(name)]
    waivers = row.data.get("waivers")
    if isinstance(waivers, list) and waivers:
        named = "; ".join(str(WAIVER_NAMES.get(waiver, waiver)) for waiver in waivers)
        said.append(now_("Waived, since the project is a small team: %(rules)s.") % {"rules": named})
    return " · ".join(said)


def dispute_html(access: ProjectAccess, number: object) -> str:
    """A dispute by its number, leading to it."""
    words = now_("dispute %(number)s") % {"number": number}
    if not str(number).isdigit():
        return words
    return format_html('<a href="{}">{}</a>', reverse("dispute", args=[access.project.slug, int(str(number))]), words)


def read_comments(access: ProjectAccess, rows: Sequence[EventRow]) -> dict[int, Told]:
    """What is to be known of events of comments: what they are on, what was written."""
    return {row.id: Told({"about": _about(access, row)}, remark=str(row.detail.get("text", ""))) for row in rows}


def _about(access: ProjectAccess, row: EventRow) -> str:
    if isinstance(row.data.get("dispute"), int):
        return dispute_html(access, row.data["dispute"])
    if isinstance(row.data.get("claim"), int):
        return now_("claim %(number)d") % {"number": row.data["claim"]}
    if row.article is None:
        return now_("something")
    address = reverse("article", args=[access.project.slug, row.article.number])
    if row.data.get("highlight"):
        words = now_("a highlight in article %(number)d") % {"number": row.article.number}
        return format_html('<a href="{}#mark-{}">{}</a>', address, row.data["highlight"], words)
    return format_html('<a href="{}">{}</a>', address, now_("article %(number)d") % {"number": row.article.number})
