"""The forms of disputes: one for each step, and for opening one."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from annotations.domain.dispute_records import DisputeRecord
from annotations.domain.disputes import DisputeKind, Transition
from annotations.domain.evidence import Source
from annotations.domain.rulings import RulingDraft
from annotations.domain.verdicts import Accuracy, Verdict
from annotations.queries.dispute_contexts import letter_of
from annotations.web.claim_forms import EvidenceForm
from annotations.web.claim_words import ACCURACY_NAMES, VERDICT_NAMES
from annotations.web.dispute_words import KIND_HINTS, KIND_NAMES
from newsapp.errors import RuleViolation, Several

CANNOT_TELL = "none"
"""As a position in a ballot: it cannot be told."""


class _Moment(forms.DateTimeField):
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")


def _words(label: Any, *, rows: int = 2, required: bool = False, **more: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows, "dir": "auto"})
    return forms.CharField(label=label, required=required, widget=widget, max_length=5_000, **more)


def _kinds(*, about_claim: bool) -> list[tuple[str, str]]:
    known = [kind for kind in DisputeKind if about_claim or kind is not DisputeKind.VERDICT]
    return [(kind.value, f"{KIND_NAMES[kind]}: {KIND_HINTS[kind]}") for kind in known]


class StepForm(forms.Form):
    """What a step asks for; `arguments` is what its service takes."""

    reason = _words(_("Reason"))

    def __init__(self, *args: Any, dispute: DisputeRecord, people: Sequence[tuple[str, str]] = (), **more: Any) -> None:
        super().__init__(*args, **more)
        self.dispute, self.people = dispute, people
        self.prepare()

    def prepare(self) -> None:
        """Fill in the choices that go by the dispute or by who there is."""

    @property
    def arguments(self) -> dict[str, Any]:
        """The checked values."""
        return dict(self.cleaned_data)

    def refuse(self, refusal: RuleViolation) -> None:
        """Put what was refused to its field, or above them all."""
        for fault in refusal.violations if isinstance(refusal, Several) else [refusal]:
            self.add_error(fault.path if fault.path in self.fields else None, fault.message)

    def typed(self) -> list[str]:
        """What somebody wrote in it in words of her own."""
        texts = (name for name, field in self.fields.items() if isinstance(field.widget, forms.Textarea))
        return [words for name in texts if (words := self.data.get(name, "").strip())]

    def positions(self) -> list[tuple[str, str]]:
        """The positions to choose from."""
        return [(str(each.place), f"{letter_of(each.place)}. {each.title}") for each in self.dispute.positions]


class TriageForm(StepForm):
    """What kind of dispute it is, and until when it should be settled."""

    kind = forms.ChoiceField(label=_("Kind"))
    due_at = _Moment(label=_("Settle it by"), required=False)
    field_order = ("kind", "due_at", "reason")

    def prepare(self) -> None:
        """The kinds."""
        field = self.fields["kind"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = _kinds(about_claim=self.dispute.claim is not None)
        self.initial = {"kind": self.dispute.kind, "due_at": self.dispute.due_at, **self.initial}

    @property
    def arguments(self) -> dict[str, Any]:
        """With the kind as one."""
        return {**self.cleaned_data, "kind": DisputeKind(self.cleaned_data["kind"])}


class VotingForm(StepForm):
    """Until when the voting is open."""

    closes_at = _Moment(label=_("Closes"), required=False, help_text=_("In three days, when you leave it empty."))
    field_order = ("closes_at", "reason")


class BallotForm(StepForm):
    """One's vote."""

    position = forms.ChoiceField(label=_("Position"), widget=forms.RadioSelect)
    field_order = ("position", "reason")

    def prepare(self) -> None:
        """The positions, and her own vote."""
        field = self.fields["position"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [*self.positions(), (CANNOT_TELL, _("Cannot be told"))]
        own = self.dispute.voting.own if self.dispute.voting else None
        if own is not None:
            chosen = CANNOT_TELL if own.position is None else str(own.position)
            self.initial = {"position": chosen, "reason": own.reason}

    @property
    def arguments(self) -> dict[str, Any]:
        """With the position as its place."""
        chosen = self.cleaned_data["position"]
        return {**self.cleaned_data, "position": None if chosen == CANNOT_TELL else int(chosen)}


class RulingForm(StepForm):
    """How the dispute is to be settled."""

    position = forms.ChoiceField(label=_("What holds"), required=False)
    verdict = forms.ChoiceField(label=_("Verdict on the claim"), required=False)
    accuracy = forms.ChoiceField(label=_("How it was reported"), required=False)
    confidence = forms.FloatField(
        label=_("Confidence in the verdict"),
        required=False,
        help_text=_("From 0 to 1."),
        widget=forms.NumberInput(attrs={"min": 0, "max": 1, "step": "any"}),
    )
    justification = _words(_("Justification"), rows=4)
    searched = _words(_("Where you looked"), help_text=_("Needed when there is not enough evidence."))
    field_order = ("position", "verdict", "accuracy", "confidence", "justification", "searched")

    def prepare(self) -> None:
        """The positions; what is asked about claims alone goes when none is disputed."""
        del self.fields["reason"]
        self._choose("position", [("", _("None of the positions")), *self.positions()])
        if self.dispute.claim is None:
            for name in ("verdict", "accuracy", "confidence", "searched"):
                del self.fields[name]
            return
        self._choose("verdict", [("", _("No verdict")), *VERDICT_NAMES.items()])
        self._choose("accuracy", [("", _("Not said")), *ACCURACY_NAMES.items()])

    def _choose(self, name: str, choices: list[tuple[str, Any]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    @property
    def arguments(self) -> dict[str, Any]:
        """The ruling."""
        return {"draft": self.ruling()}

    def ruling(self) -> RulingDraft:
        """What was typed; the form must be valid."""
        said = self.cleaned_data
        return RulingDraft(
            position=int(said["position"]) if said.get("position") else None,
            verdict=Verdict(said["verdict"]) if said.get("verdict") else None,
            accuracy=Accuracy(said["accuracy"]) if said.get("accuracy") else None,
            confidence=said.get("confidence"),
            justification=said["justification"],
            searched=said.get("searched", ""),
        )


class ReadingForm(RulingForm):
    """A ruling with a reading of its own, whose place and tags are typed beside it."""

    def prepare(self) -> None:
        """No position holds."""
        super().prepare()
        del self.fields["position"]

    def draft(self, reading: Mapping[str, Any]) -> RulingDraft:
        """The ruling with its reading; the form must be valid."""
        return replace(self.ruling(), reading=reading)


class AskForm(StepForm):
    """What is asked, and whom."""

    question = _words(_("Question"), required=True)
    asked = forms.ChoiceField(label=_("Whom"), required=False)

    def prepare(self) -> None:
        """The members."""
        del self.fields["reason"]
        field = self.fields["asked"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("Anyone")), *self.people]

    @property
    def arguments(self) -> dict[str, Any]:
        """With the member's name, or None for anyone."""
        return {"question": self.cleaned_data["question"], "username": self.cleaned_data["asked"] or None}


class AnswerForm(StepForm):
    """The answer to what was asked."""

    answer = _words(_("Answer"), rows=3, required=True)

    def prepare(self) -> None:
        """An answer needs no reason."""
        del self.fields["reason"]


class ReopeningForm(StepForm):
    """Why it is heard again."""

    reason = _words(
        _("Procedural ground"), help_text=_("May be empty when evidence was added after the ruling."), rows=3
    )


class PositionForm(StepForm):
    """Another way to settle it."""

    title = forms.CharField(label=_("In a few words"), max_length=300, widget=forms.TextInput(attrs={"dir": "auto"}))
    words = _words(_("Reasons"))

    def prepare(self) -> None:
        """A position has reasons of its own."""
        del self.fields["reason"]


FORMS: Mapping[str, type[StepForm]] = {
    Transition.TRIAGE: TriageForm,
    Transition.VOTE: VotingForm,
    Transition.PROPOSE: RulingForm,
    Transition.ASK: AskForm,
    Transition.ANSWER: AnswerForm,
    Transition.REOPEN: ReopeningForm,
    "ballot": BallotForm,
    "position": PositionForm,
}
"""The form of each step; of those that are not here, a reason."""


class BroughtForm(EvidenceForm):
    """A source that is brought in a dispute, for one of the positions or for none."""

    position = forms.ChoiceField(label=_("Whom it speaks to"), required=False)

    def __init__(self, *args: Any, dispute: DisputeRecord, **more: Any) -> None:
        super().__init__(*args, **more)
        field = self.fields["position"]
        assert isinstance(field, forms.ChoiceField)
        named = [(str(each.place), f"{letter_of(each.place)}. {each.title}") for each in dispute.positions]
        field.choices = [("", _("The question as a whole")), *named]
        self.fields["stance"].label = _("What it says")

    @property
    def source(self) -> Source:
        """What is said of the source; the form must be valid."""
        return Source(**{name: value for name, value in self.cleaned_data.items() if name != "position"})

    @property
    def place(self) -> int | None:
        """The place of the position."""
        chosen = self.cleaned_data["position"]
        return int(chosen) if chosen else None


class OpeningForm(forms.Form):
    """A new dispute; what it is about came with the address."""

    question = forms.CharField(
        label=_("What is to be settled?"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
        help_text=_("A question that has an answer: “Does “about” belong to it?”"),
    )
    kind = forms.ChoiceField(label=_("Kind"))
    words = _words(_("Why"), rows=3)
    positions = _words(
        _("Possible answers"),
        rows=3,
        help_text=_("One on a line. The reading that is there stands as the first; others can be added later."),
    )
    due_at = _Moment(label=_("Settle it by"), required=False)

    def __init__(self, *args: Any, about_claim: bool, **more: Any) -> None:
        super().__init__(*args, **more)
        field = self.fields["kind"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = _kinds(about_claim=about_claim)

    def refuse(self, refusal: RuleViolation) -> None:
        """Put what was refused to its field, or above them all."""
        path = refusal.path.split(".")[0]
        self.add_error(path if path in self.fields else None, refusal.message)
