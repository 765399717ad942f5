"""Sentences that travel untranslated."""

import copy
import json
import pickle
from collections.abc import Iterator

import pytest

from newsapp import wording
from newsapp.domain.texts import decode
from newsapp.errors import RuleViolation, Several
from newsapp.wording import Wording, ngettext, translate_with
from newsapp.wording import gettext as _


class Ukrainian:
    """A translator of three sentences."""

    def gettext(self, message: str) -> str:
        return {"There is no “{name}”.": "Немає «{name}».", "a tag": "тегу"}.get(message, message)

    def ngettext(self, singular: str, plural: str, number: int) -> str:
        assert singular == "At most {most:,} tag."
        last = number % 10
        form = "тег" if last == 1 and number % 100 != 11 else "теги" if 2 <= last <= 4 else "тегів"
        return "Щонайбільше {most:,} " + form + "."

    def number(self, value: int) -> str:
        return f"{value:,}".replace(",", " ")


@pytest.fixture
def ukrainian() -> Iterator[None]:
    before = wording._translator
    translate_with(Ukrainian())
    yield
    translate_with(before)


def _most(most: int) -> Wording:
    return ngettext("At most {most:,} tag.", "At most {most:,} tags.", most, most=most)


def test_without_a_translation_a_wording_is_its_english_sentence() -> None:
    assert _("There is no “{name}”.", name="x") == "There is no “x”."
    assert str(_most(1)) == "At most 1 tag."
    assert str(_most(1000)) == "At most 1,000 tags."
    assert str(_("100 % of {nothing}")) == "100 % of {nothing}"


def test_values_are_never_read_as_templates() -> None:
    assert str(_("There is no “{name}”.", name="{name.__class__}")) == "There is no “{name.__class__}”."


@pytest.mark.usefixtures("ukrainian")
def test_a_wording_is_told_in_the_readers_language_with_its_plural_and_its_numbers() -> None:
    assert str(_("There is no “{name}”.", name="x")) == "Немає «x»."
    assert f"{_most(1)} {_most(3)}" == "Щонайбільше 1 тег. Щонайбільше 3 теги."
    assert str(_most(11000)) == "Щонайбільше 11 000 тегів."
    assert str(_("There is no “{name}”.", name=_("a tag"))) == "Немає «тегу»."


def test_a_refusal_is_translated_when_it_is_read_and_not_when_it_is_raised(ukrainian: None) -> None:
    refusal = RuleViolation("too_many", _most(60))
    assert refusal.message == "Щонайбільше 60 тегів."
    assert type(refusal.message) is str
    translate_with(wording._ENGLISH)
    assert refusal.message == "At most 60 tags."
    assert str(refusal) == "At most 60 tags."


def test_several_refusals_are_counted() -> None:
    refusals = [RuleViolation("one", _("One.")), RuleViolation("two", _("Two."))]
    assert Several(refusals).message == "2 faults."


def test_a_wording_reaches_another_process_whole(ukrainian: None) -> None:
    nested = _("There is no “{name}”.", name=_("a tag"))
    for made in (_most(5), nested):
        for sent in (
            pickle.loads(pickle.dumps(made)),
            copy.deepcopy(made),
            Wording.from_json(json.loads(json.dumps(made.to_json()))),
        ):
            assert (sent, str(sent)) == (made, str(made))


def test_a_kind_of_file_is_part_of_the_sentence() -> None:
    with pytest.raises(RuleViolation) as caught:
        decode(raw=b"%PDF-1.7")
    assert caught.value.message == "This file is a PDF, neither a page nor plain text."
    assert isinstance(caught.value.wording, Wording)
    assert isinstance(caught.value.wording.values["kind"], Wording)
