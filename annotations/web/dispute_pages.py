"""The screen of a dispute: the question, the statement everywhere it appears, positions, evidence, what one may do, the log."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from annotations.domain.dispute_records import DisputeRecord, PositionRecord, RulingRecord
from annotations.domain.disputes import Transition
from annotations.domain.evidence import StoredEvidence, sources_apart
from annotations.queries.activity import log_of_dispute, way_of_dispute
from annotations.queries.dispute_contexts import appearances_of, letter_of, ruled_words
from annotations.queries.disputes import dispute_record
from annotations.queries.evidence import EvidenceFilter, evidence_for, warnings_for
from annotations.queries.needs_me import needs_of
from annotations.web.claim_words import (
    ACCURACY_NAMES,
    DIRECTNESS_NAMES,
    STANCE_LOOKS,
    STANCE_NAMES,
    VERDICT_NAMES,
    WARNING_NAMES,
)
from annotations.web.comments import discussion
from annotations.web.dispute_forms import FORMS, BroughtForm, StepForm
from annotations.web.dispute_words import (
    KIND_NAMES,
    ORIGIN_NAMES,
    STATE_LOOKS,
    STATE_NAMES,
    TRANSITION_NAMES,
    WAIVER_NAMES,
)
from annotations.web.live_pages import live_page
from newsapp.access import ProjectAccess
from newsapp.domain.roles import Action
from newsapp.queries.activity import members_by_name, names_of
from newsapp.queries.live import place_now
from newsapp.web.telling import Words, tell


class Step(NamedTuple):
    """A step in the row above the page: `done`, `skipped`, `now` or still to come (``""``)."""

    name: Words
    look: str


@dataclass(frozen=True, slots=True)
class Doing:
    """What somebody may do, or why not.

    Attributes:
        name: of the step, as its address has it.
        label: as its button has it.
        key: the single key that leads to it.
        form: what it asks for; None when she may not do it.
        reasons: why she may not.
        waivers: rules that are waived when she does it.
        opened: whether its form is open.
    """

    name: str
    label: Words
    key: str
    form: StepForm | None
    reasons: Sequence[str] = ()
    waivers: Sequence[Words] = ()
    opened: bool = False


class ShownPosition(NamedTuple):
    """A position with its letter, and the votes for it once they are shown."""

    letter: str
    record: PositionRecord
    author: str
    votes: int | None
    ruled: bool


class ShownEvidence(NamedTuple):
    """A piece of evidence as a row of the table; `repeats` names the source that it counts as one with."""

    record: StoredEvidence
    stance: Words
    look: str
    letter: str
    directness: Words
    warnings: list[Words]
    repeats: str
    editable: bool


_ROW = ("open", "triaged", "evidence", "voting", "proposed", "resolved")
_ROW_NAMES: dict[str, Words] = {
    "open": _("Opened"),
    "triaged": _("Triaged"),
    "evidence": _("Evidence"),
    "voting": _("Voting"),
    "proposed": _("Proposed"),
    "resolved": _("Resolved"),
}
_FIRST = ("resolve", "answer", "triage", "propose", "vote", "collect", "ask", "escalate", "reopen", "withdraw")
"""What a person sees first of what she may do."""

KEYS: Mapping[str, str] = {
    "triage": "t", "collect": "c", "vote": "v", "propose": "p", "resolve": "r", "escalate": "x", "ask": "q", "answer": "a",
    "withdraw": "w", "reopen": "o",
}  # fmt: skip
"""The single key of each step, for `static/js/disputes.js`; `v` leads to the ballot once the voting is open."""

_LAST = frozenset({"ask", "escalate", "withdraw", "reopen"})
"""Steps off the straight way: folded until somebody wants them."""


def dispute_page(
    request: HttpRequest,
    access: ProjectAccess,
    number: int,
    *,
    refused: tuple[str, StepForm] | None = None,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    """The page of a dispute.

    Args:
        request: for whom.
        access: the project.
        number: the dispute's.
        refused: the step that was refused, with its form.
        status: of the answer.
        **more: further context.
    """
    place = place_now()  # before anything is read: what is missing in the page follows in the stream
    record = dispute_record(access=access, number=number)
    evidence = _evidence(access, record)
    needs = needs_of(access)
    doings = _doings(access, record, refused)
    ballot, adding = _ballot(access, record, refused), _adding(access, record, refused)
    context = {
        "access": access,
        "tab": "disputes",
        "dispute": record,
        "state": STATE_NAMES[record.state],
        "state_look": STATE_LOOKS.get(record.state, ""),
        "kind": KIND_NAMES[record.kind],
        "origin": ORIGIN_NAMES[record.origin],
        "aged": timezone.now() - record.created_at >= timedelta(hours=1),
        "steps": _steps(record.state, way_of_dispute(access=access, number=number)),
        "beside": record.state not in _ROW,
        "names": names_of(_people(record)),
        "appearances": appearances_of(access=access, dispute=record),
        "positions": _positions(record),
        "cannot_tell": _votes_for(record, None),
        "evidence": evidence,
        "sources": len({row.record.id for row in evidence if not row.repeats}),
        "doings": doings,
        "key_names": [(key.upper(), TRANSITION_NAMES[Transition(name)]) for name, key in KEYS.items()],
        "ballot": ballot,
        "adding": adding,
        "too_late": refused[1]
        if refused and refused[1] not in [ballot, adding, *(each.form for each in doings)]
        else None,
        "rulings": _shown_rulings(access, record),
        "days": tell(
            access,
            log_of_dispute(access=access, number=number),
            zone=timezone.get_current_timezone(),
            now=timezone.now(),
        ),
        **discussion(access, {"dispute": number}),
        "bringing": access.may(Action.ADD_EVIDENCE) and record.state != "withdrawn",
        "evidence_form": BroughtForm(dispute=record, auto_id="evidence_%s"),
        "needs": needs,
        "place": needs.place_of(number),
        **live_page(access, place, dispute=number, claim=record.claim),
        **more,
    }
    return render(request, "annotations/dispute.html", context, status=status)


def _steps(state: str, way: Sequence[str]) -> list[Step]:
    """The straight way, as far as it was gone; what lies beside it stands where it came from.

    Args:
        state: the dispute's.
        way: the states it has been in since it was opened or reopened.
    """
    here = _ROW.index(next((each for each in (state, *reversed(way)) if each in _ROW), "open"))
    been = {"open", *way}

    def look(place: int, name: str) -> str:
        if place == here and state != "resolved":
            return "now"
        return "" if place > here else "done" if name in been else "skipped"

    return [Step(_ROW_NAMES[name], look(place, name)) for place, name in enumerate(_ROW)]


def _people(record: DisputeRecord) -> list[str | None]:
    """The usernames of those whom the page names."""
    ruled = [name for each in record.rulings for name in (each.proposed_by, each.resolved_by)]
    return [record.opened_by, *(each.author for each in record.positions), *ruled]


def _positions(record: DisputeRecord) -> list[ShownPosition]:
    ruling = record.ruling
    return [
        ShownPosition(
            letter=letter_of(each.place),
            record=each,
            author=each.author or "",
            votes=_votes_for(record, each.place),
            ruled=ruling is not None and ruling.position == each.place,
        )
        for each in record.positions
    ]


def _votes_for(record: DisputeRecord, place: int | None) -> int | None:
    """How many voted for a position; None while nobody may know."""
    if record.voting is None or record.voting.closed_at is None:
        return None
    return sum(vote.position == place and bool(vote.counted) for vote in record.voting.votes)


def _evidence(access: ProjectAccess, record: DisputeRecord) -> list[ShownEvidence]:
    found = evidence_for(access=access, wanted=EvidenceFilter(dispute=record.number))
    if record.claim is not None:
        there = {each.id for each in found}
        of_claim = evidence_for(access=access, wanted=EvidenceFilter(claim=record.claim))
        found += [each for each in of_claim if each.id not in there]
    warnings = warnings_for(access=access, evidence=found)
    may_add, reviews = access.may(Action.ADD_EVIDENCE), access.may(Action.REVIEW)
    firsts = sources_apart(each.source for each in found)
    return [
        ShownEvidence(
            record=each,
            stance=STANCE_NAMES[each.stance],
            look=STANCE_LOOKS[each.stance],
            letter=letter_of(each.position) if each.position is not None and each.dispute == record.number else "",
            directness=DIRECTNESS_NAMES[each.directness],
            warnings=[WARNING_NAMES[warning] for warning in warnings[each.id]],
            repeats=(found[first].title or found[first].url or found[first].quote) if first != index else "",
            editable=may_add and (reviews or each.added_by == access.user.username),
        )
        for index, (each, first) in enumerate(zip(found, firsts, strict=True))
    ]


def _doings(access: ProjectAccess, record: DisputeRecord, refused: tuple[str, StepForm] | None) -> list[Doing]:
    people = [(person.username, person.name) for person in members_by_name(access)]
    found = []
    for transition, standing in sorted(record.standings.items(), key=lambda pair: _FIRST.index(pair[0])):
        may = standing.lawful
        form = _form(transition, record, people, refused) if may else None
        found.append(
            Doing(
                name=transition.value,
                label=TRANSITION_NAMES[transition],
                key=KEYS[transition],
                form=form,
                reasons=[str(refusal.wording) for refusal in standing.refusals],
                waivers=[WAIVER_NAMES[rule] for rule in standing.waivers] if may else (),
                opened=bool(refused and refused[0] == transition),
            )
        )
    first = next((doing for doing in found if doing.form is not None and doing.name not in _LAST), None)
    voting = record.voting is not None and record.state == "voting" and record.voting.closed_at is None
    if first is None or voting or any(doing.opened for doing in found):
        return found
    return [_opened(doing) if doing is first else doing for doing in found]


def _opened(doing: Doing) -> Doing:
    return replace(doing, opened=True)


def _form(
    step: Transition | str,
    record: DisputeRecord,
    people: Sequence[tuple[str, str]],
    refused: tuple[str, StepForm] | None,
) -> StepForm:
    if refused and refused[0] == step:
        return refused[1]
    return FORMS.get(step, StepForm)(dispute=record, people=people, auto_id=f"{step}_%s")


def _ballot(access: ProjectAccess, record: DisputeRecord, refused: tuple[str, StepForm] | None) -> StepForm | None:
    open_now = record.state == "voting" and record.voting is not None and record.voting.closed_at is None
    return _form("ballot", record, (), refused) if open_now and access.may(Action.REVIEW) else None


def _adding(access: ProjectAccess, record: DisputeRecord, refused: tuple[str, StepForm] | None) -> StepForm | None:
    early = record.state in ("open", "triaged", "evidence", "escalated")
    return _form("position", record, (), refused) if early and access.may(Action.OPEN_DISPUTE) else None


def _shown_rulings(access: ProjectAccess, record: DisputeRecord) -> list[dict[str, Any]]:
    words = ruled_words(access=access, dispute=record)
    return [_shown_ruling(*pair) for pair in reversed(list(zip(record.rulings, words, strict=True)))]


def _shown_ruling(ruling: RulingRecord, words: str) -> dict[str, Any]:
    return {
        "record": ruling,
        "words": "" if ruling.position is not None else words,
        "letter": letter_of(ruling.position) if ruling.position is not None else "",
        "nothing": ruling.reading == {},
        "verdict": VERDICT_NAMES.get(ruling.verdict, ""),
        "accuracy": ACCURACY_NAMES.get(ruling.accuracy, ""),
        "waivers": [WAIVER_NAMES.get(waiver, waiver) for waiver in ruling.waivers],
    }
