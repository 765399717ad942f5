"""The forms of claims and evidence."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from annotations.domain.claims import BOUNDS, Statement
from annotations.domain.evidence import LIMITS, Source, StoredEvidence
from annotations.web.claim_words import BOUND_NAMES, DIRECTNESS_NAMES, STANCE_NAMES, day_typed
from newsapp.domain.languages import NAMES, name_of
from newsapp.errors import RuleViolation

_DAY = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?", re.ASCII)
_PRECISIONS = {1: "year", 2: "month", 3: "day"}
_QUANTITY = ("value", "bound", "unit", "place", "time")

SPARE_ROWS = 1
"""Empty rows for further translations and figures."""


def language_choices(current: Iterable[str] = ()) -> list[tuple[str, Any]]:
    """Languages by name, with those regions and scripts that are in use already."""
    codes = sorted(NAMES, key=lambda code: NAMES[code])
    others = sorted({tag for tag in current if tag and tag not in NAMES})
    return [("", _("Not known")), *((tag, name_of(tag)) for tag in others), *((code, NAMES[code]) for code in codes)]


@dataclass(slots=True)
class ClaimForm:
    """A claim as somebody types it: strings, and what was wrong with each by its path.

    Attributes:
        values: `text`, `language`, `claimants` (a line each), `claimed` (`2024`, `2024-10` or `2024-10-31`), `place`.
        translations: rows of (language, text).
        quantities: rows of strings by name.
        appearances: ids of highlights, as they were sent.
        faults: sentences by path.
    """

    values: dict[str, str]
    translations: list[tuple[str, str]] = field(default_factory=list)
    quantities: list[dict[str, str]] = field(default_factory=list)
    appearances: list[str] = field(default_factory=list)
    faults: dict[str, str] = field(default_factory=dict)

    def refuse(self, refusal: RuleViolation) -> None:
        """Put what was refused to its field."""
        self.faults[refusal.path] = refusal.message

    def fault(self, *beginnings: str) -> str:
        """What is wrong with a field, or with anything in it."""
        return next((words for path, words in self.faults.items() if path.split(".")[0] in beginnings), "")

    @property
    def faults_by_field(self) -> dict[str, str]:
        """What is wrong with each field of the page; "" for nothing."""
        fields = ("text", "language", "translations", "claimants", "place", "quantities", "appearances", "")
        return {(name or "whole"): self.fault(name) for name in fields} | {
            "claimed": self.fault("claimed_on", "claimed_precision")
        }

    @property
    def languages(self) -> list[tuple[str, Any]]:
        """What the choice of a language offers."""
        return language_choices([self.values["language"], *(tag for tag, _text in self.translations)])

    @property
    def translation_rows(self) -> list[tuple[str, str]]:
        """The translations, and an empty row."""
        return [*self.translations, *[("", "")] * SPARE_ROWS]

    @property
    def quantity_rows(self) -> list[dict[str, str]]:
        """The figures, and an empty row."""
        return [*self.quantities, *(dict.fromkeys(_QUANTITY, "") for _row in range(SPARE_ROWS))]

    @property
    def bounds(self) -> list[tuple[str, Any]]:
        """What the choice of a bound offers."""
        return [(bound, BOUND_NAMES[bound]) for bound in BOUNDS]

    @property
    def statement(self) -> Statement:
        """What the claim says.

        Raises:
            RuleViolation: something that is no date or no number.
        """
        claimed_on, precision = _day_of(self.values["claimed"])
        return Statement(
            text=self.values["text"],
            language=self.values["language"],
            translations={tag: text for tag, text in self.translations if tag},
            claimants=self.values["claimants"].splitlines(),
            claimed_on=claimed_on,
            claimed_precision=precision,
            place=self.values["place"],
            quantities=[_quantity_of(row, f"quantities.{index}") for index, row in enumerate(self.quantities)],
        )


def form_of_claim(statement: Statement, *, appearances: Sequence[str] = ()) -> ClaimForm:
    """The form of a claim that is there, or of one to begin with."""
    return ClaimForm(
        values={
            "text": statement.text,
            "language": statement.language,
            "claimants": "\n".join(statement.claimants),
            "claimed": day_typed(statement.claimed_on, precision=statement.claimed_precision),
            "place": statement.place,
        },
        translations=list((statement.translations or {}).items()),
        quantities=[{name: _typed(quantity.get(name, "")) for name in _QUANTITY} for quantity in statement.quantities],
        appearances=list(appearances),
    )


def typed_claim_form(sent: QueryDict) -> ClaimForm:
    """The form as it was sent; rows without a number or a text are left out."""
    names = ("text", "language", "claimants", "claimed", "place")
    pairs = zip(sent.getlist("translation_language"), sent.getlist("translation_text"), strict=False)
    columns = [sent.getlist(f"quantity_{name}") for name in _QUANTITY]
    rows = [dict(zip(_QUANTITY, row, strict=True)) for row in zip(*columns, strict=False)]
    return ClaimForm(
        values={name: sent.get(name, "").replace("\r\n", "\n") for name in names},
        translations=[(tag, text.strip()) for tag, text in pairs if text.strip()],
        quantities=[row for row in rows if row["value"].strip()],
        appearances=sent.getlist("appearance"),
    )


def _typed(value: Any) -> str:
    return f"{value:,}" if isinstance(value, int | float) else str(value)


def _day_of(typed: str) -> tuple[date | None, str]:
    words = typed.strip()
    if not words:
        return None, ""
    match = _DAY.fullmatch(words)
    parts = [int(part) for part in match.groups() if part] if match else []
    try:
        return date(*[*parts, 1, 1][:3]), _PRECISIONS[len(parts)]
    except (ValueError, TypeError, KeyError):
        message = gettext("Expected a year, a month or a day: 2024, 2024-10 or 2024-10-31.")
        raise RuleViolation("not_a_day", message, path="claimed_on") from None


def _quantity_of(row: Mapping[str, str], path: str) -> dict[str, Any]:
    digits = re.sub(r"[\s\u202f,']", "", row["value"])
    try:
        value = int(digits) if re.fullmatch(r"-?\d{1,30}", digits, re.ASCII) else float(digits)
    except ValueError:
        raise RuleViolation("not_a_number", gettext("Expected a number."), path=f"{path}.value") from None
    return {**row, "value": value, "bound": row["bound"] or BOUNDS[0]}


class EvidenceForm(forms.Form):
    """A source, with the words in it that count."""

    stance = forms.ChoiceField(label=_("What it says about the claim"), choices=list(STANCE_NAMES.items()))
    directness = forms.ChoiceField(
        label=_("How it knows"),
        choices=list(DIRECTNESS_NAMES.items()),
        help_text=_("Primary knows at first hand: the document, the witness, the count itself."),
    )
    quote = forms.CharField(
        label=_("Exact quote"), max_length=LIMITS["quote"], widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"})
    )
    title = forms.CharField(
        label=_("Title"), required=False, max_length=LIMITS["title"], widget=forms.TextInput(attrs={"dir": "auto"})
    )
    url = forms.CharField(label=_("Address"), required=False, max_length=LIMITS["url"])
    archived_url = forms.CharField(
        label=_("Archived copy"),
        required=False,
        max_length=LIMITS["archived_url"],
        help_text=_("An address that stays, such as one of web.archive.org."),
    )
    published_at = forms.DateTimeField(
        label=_("Published"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    retrieved_at = forms.DateTimeField(
        label=_("Retrieved"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    language = forms.ChoiceField(label=_("Language"), required=False)
    independence_group = forms.CharField(
        label=_("Independence group"),
        required=False,
        max_length=LIMITS["independence_group"],
        help_text=_("Sources that repeat one another, such as those of one agency: write the same name for all."),
    )
    answers = forms.CharField(label=_("Question that it answers"), required=False, max_length=LIMITS["answers"])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        current = str((self.initial or {}).get("language") or "")
        self.fields["language"] = forms.ChoiceField(
            label=_("Language"), required=False, choices=language_choices([current])
        )

    def refuse(self, refusal: RuleViolation) -> None:
        """Put what was refused to its field."""
        self.add_error(refusal.path if refusal.path in self.fields else None, refusal.message)

    @property
    def source(self) -> Source:
        """What is said of the source; the form must be valid."""
        return Source(**self.cleaned_data)


def form_of_evidence(evidence: StoredEvidence) -> EvidenceForm:
    """The form of a piece of evidence that is there."""
    return EvidenceForm(initial={name: getattr(evidence, name) for name in EvidenceForm.base_fields})
