"""Disputes."""

from collections.abc import Callable, Mapping
from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response

from annotations.access import opened_dispute
from annotations.api.dispute_shapes import (
    BODIES,
    STATES,
    DisputeBody,
    DisputeChange,
    DisputeJSON,
    PositionBody,
    ReasonBody,
    TransitionBody,
    VoteBody,
    VotingJSON,
    dispute_json,
    voting_json,
)
from annotations.domain.disputes import KINDS, STEPS, TRANSITIONS, DisputeKind, Transition
from annotations.domain.rulings import RulingDraft
from annotations.domain.verdicts import Accuracy, Verdict
from annotations.queries.disputes import UNSETTLED, DisputeFilter, dispute_record, page_of_disputes, records_by_number
from annotations.services import dispute_steps as steps
from annotations.services import disputes as services
from annotations.services import rulings, voting
from annotations.services.dispute_drafts import DisputeDraft, faults_of, open_all_drafted, open_drafted
from newsapp.access import ProjectAccess, open_project
from newsapp.api import bulk
from newsapp.api.fields import read_shape
from newsapp.api.operations import operation
from newsapp.api.pagination import answer_page
from newsapp.api.parameters import choice, number, uuid_of, word
from newsapp.api.preconditions import expected_version, versioned
from newsapp.api.views import ContractView
from newsapp.domain.roles import Action
from newsapp.errors import NotVisible, Stale
from newsapp.wording import gettext as _

FILTERS = (
    choice("state", "How far it is; `unsettled` is neither resolved nor withdrawn.", *STATES, UNSETTLED),
    choice("kind", "What is disputed.", *KINDS),
    number("article", "Id of the article."),
    number("claim", "Id of the claim."),
    uuid_of("highlight", "Id of a highlight that is disputed, or that a position takes for right."),
    word("tag", "Key of a tag that one of these highlights has."),
    word("opened_by", "Username of who opened it."),
    choice("mine", "`true`: those that the caller opened or coded.", "true", "false"),
    choice("overdue", "`true`: those that should have been settled by now.", "true", "false"),
    choice("needs_me", "`true`: those in which the next step is the caller's.", "true", "false"),
)
_YES_OR_NO = ("mine", "overdue", "needs_me")


class Disputes(ContractView):
    """The disputes of a project."""

    @operation("list_disputes", DisputeJSON, page=True, parameters=FILTERS)
    def get(self, request: Request, slug: str) -> Response:
        """The disputes of a project, the newest first."""
        access = open_project(user=request.user, slug=slug)
        sent = {name: self.query[name] for name in self.query.keys() - {"limit", "cursor"}}
        wanted = DisputeFilter(**{name: v == "true" if name in _YES_OR_NO else v for name, v in sent.items()})
        page = page_of_disputes(access=access, wanted=wanted, window=self.window)
        return answer_page(request, page, lambda record: dispute_json(record, slug=slug))

    @operation(
        "open_dispute", {201: DisputeJSON}, body=DisputeBody, bulk=True, versioned=True, refusals=(409, 413, 415)
    )
    def post(self, request: Request, slug: str) -> Response:
        """Open a dispute about a highlight, a claim or a place in an article, or a list of them: all or none."""

        def door() -> ProjectAccess:
            return open_project(user=request.user, slug=slug, action=Action.OPEN_DISPUTE)

        data = self.body_or_refusal(door=door)
        if isinstance(data, list):
            return _open_all(door(), data)
        draft = _draft_of(self.read(DisputeBody, door=door))
        access = door()
        return _answer(access, open_drafted(access=access, draft=draft).number, status=201)


class Dispute(ContractView):
    """One dispute."""

    @operation("read_dispute", DisputeJSON, versioned=True)
    def get(self, request: Request, slug: str, number: int) -> Response:
        """A dispute: positions, voting, rulings, and what the caller may do now."""
        access, dispute = opened_dispute(user=request.user, slug=slug, number=number)
        return _answer(access, dispute.number)

    @operation("change_dispute", DisputeJSON, body=DisputeChange, versioned=True, if_match=True, refusals=(409, 415))
    def patch(self, request: Request, slug: str, number: int) -> Response:
        """Change question, kind or due time: a reviewer does, and who opened it while nobody has taken it up."""
        access, dispute = opened_dispute(user=request.user, slug=slug, number=number, action=Action.OPEN_DISPUTE)
        services.require_edit(access=access, dispute=dispute)
        version = expected_version(request, stored=dispute.version, current=lambda: _json(access, number))
        values = self.read(DisputeChange, partial=True)
        if values.get("due_at", True) is None:
            values["due_at"] = services.NEVER
        if "kind" in values:
            values["kind"] = DisputeKind(values["kind"])
        edit = services.DisputeEdit(**values)
        try:
            services.edit_dispute(access=access, dispute=dispute, version=version, edit=edit)
        except Stale as stale:
            raise Stale(stale.wording, current=_json(access, number)) from stale
        return _answer(access, number)


class Step(ContractView):
    """A transition of a dispute."""

    @operation("move_dispute", DisputeJSON, body=TransitionBody, versioned=True, refusals=(409, 413, 415))
    def post(self, request: Request, slug: str, number: int, transition: str) -> Response:
        """Make a transition: triage, collect, vote, propose, resolve, escalate, ask, answer, withdraw or reopen.

        409 when it is not lawful now for the caller; `lawful` names the transitions that are, `reasons` say why not this one.
        """
        if transition not in TRANSITIONS:
            raise NotVisible(_("There is no such transition."))
        step = Transition(transition)

        def door() -> tuple[ProjectAccess, Any]:
            return opened_dispute(user=request.user, slug=slug, number=number, action=STEPS[step].action)

        values = self.read(BODIES.get(step, ReasonBody), door=door) if request.body else {}
        access, dispute = door()
        _MOVES[step](access=access, dispute=dispute, **_arguments(step, values))
        return _answer(access, number)


class Positions(ContractView):
    """The positions in a dispute."""

    @operation("add_position", {201: DisputeJSON}, body=PositionBody, versioned=True, refusals=(409, 413, 415))
    def post(self, request: Request, slug: str, number: int) -> Response:
        """Add a way to settle a dispute, before anybody votes or rules."""

        def door() -> tuple[ProjectAccess, Any]:
            return opened_dispute(user=request.user, slug=slug, number=number, action=Action.OPEN_DISPUTE)

        values = self.read(PositionBody, door=door)
        access, dispute = door()
        services.add_position(access=access, dispute=dispute, draft=services.PositionDraft(**values))
        return _answer(access, number, status=201)


class Votes(ContractView):
    """The voting of a dispute."""

    @operation("read_votes", VotingJSON)
    def get(self, request: Request, slug: str, number: int) -> Response:
        """The voting of the newest round: one's own vote, how many have voted, and everybody's votes once it closed."""
        access, _dispute = opened_dispute(user=request.user, slug=slug, number=number)
        found = dispute_record(access=access, number=number).voting
        if found is None:
            raise NotVisible(_("Nobody has been asked to vote yet."))
        return Response(voting_json(found))

    @operation("cast_vote", DisputeJSON, body=VoteBody, versioned=True, refusals=(409, 413, 415))
    def put(self, request: Request, slug: str, number: int) -> Response:
        """Vote, or change one's vote, while the voting is open."""

        def door() -> tuple[ProjectAccess, Any]:
            return opened_dispute(user=request.user, slug=slug, number=number, action=Action.REVIEW)

        values = self.read(VoteBody, door=door)
        access, dispute = door()
        voting.cast_vote(access=access, dispute=dispute, **values)
        return _answer(access, number)


class Closing(ContractView):
    """Closing a voting."""

    @operation("close_voting", DisputeJSON, versioned=True, refusals=(409,))
    def post(self, request: Request, slug: str, number: int) -> Response:
        """Close a voting before its time: the votes are counted and shown, and a tie escalates the dispute."""
        access, dispute = opened_dispute(user=request.user, slug=slug, number=number, action=Action.REVIEW)
        voting.close_voting(access=access, dispute=dispute)
        return _answer(access, number)


_MOVES: Mapping[Transition, Callable[..., Any]] = {
    Transition.TRIAGE: steps.triage_dispute,
    Transition.COLLECT: steps.collect_evidence,
    Transition.VOTE: voting.open_voting,
    Transition.PROPOSE: rulings.propose_ruling,
    Transition.RESOLVE: rulings.resolve_dispute,
    Transition.ESCALATE: steps.escalate_dispute,
    Transition.ASK: steps.ask_for_information,
    Transition.ANSWER: steps.answer_question,
    Transition.WITHDRAW: steps.withdraw_dispute,
    Transition.REOPEN: steps.reopen_dispute,
}


def _arguments(step: Transition, values: Mapping[str, Any]) -> dict[str, Any]:
    said = dict(values)
    if step is Transition.PROPOSE:
        if said.get("verdict") is not None:
            said["verdict"] = Verdict(said["verdict"])
        if said.get("accuracy") is not None:
            said["accuracy"] = Accuracy(said["accuracy"])
        return {"draft": RulingDraft(**said)}
    if step is Transition.ASK and "asked" in said:
        said["username"] = said.pop("asked")
    if said.get("kind") is not None:
        said["kind"] = DisputeKind(said["kind"])
    return said


def _draft_of(values: Mapping[str, Any]) -> DisputeDraft:
    said = {**values, "kind": DisputeKind(values["kind"])}
    said["positions"] = tuple(services.PositionDraft(**position) for position in values.get("positions", ()))
    return DisputeDraft(**said)


def _open_all(access: ProjectAccess, items: list[Any]) -> Response:
    bulk.check_list(items)
    drafts, faults = bulk.each(items, lambda item: _draft_of(read_shape(DisputeBody, item)))
    if faults:
        bulk.refuse(faults + faults_of(access=access, drafts=drafts))
    opened = open_all_drafted(access=access, drafts=drafts)
    made = records_by_number(access=access, numbers=[dispute.number for dispute in opened])
    return Response([dispute_json(record, slug=access.project.slug) for record in made], status=201)


def _json(access: ProjectAccess, number: int) -> dict[str, Any]:
    return dispute_json(dispute_record(access=access, number=number), slug=access.project.slug)


def _answer(access: ProjectAccess, number: int, *, status: int = 200) -> Response:
    record = dispute_record(access=access, number=number)
    return versioned(Response(dispute_json(record, slug=access.project.slug), status=status), record.version)
