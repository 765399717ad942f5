"""Refusals come in the language of whoever reads."""

from django.test import Client
from django.utils import translation

from newsapp.errors import RuleViolation
from newsapp.wording import gettext as _
from newsapp.wording import ngettext


def test_a_refusal_is_told_in_the_active_language() -> None:
    refusal = RuleViolation("code", _("This field is required."))
    with translation.override("uk"):
        assert refusal.message == "Це поле обов'язкове."
    with translation.override("en"):
        assert refusal.message == "This field is required."


def test_a_plural_goes_by_the_rules_of_the_language() -> None:
    def said(number: int) -> str:
        wording = ngettext("%(num)d minute", "%(num)d minutes", number)
        with translation.override("uk"):
            return str(wording)

    assert len({said(1), said(2), said(5)}) == 3
    assert said(1) == said(21)


def test_numbers_are_written_as_the_language_writes_them() -> None:
    refusal = RuleViolation("code", ngettext("At most {most:,} tag.", "At most {most:,} tags.", 1000, most=1000))
    with translation.override("en"):
        assert refusal.message == "At most 1,000 tags."
    with translation.override("uk"):
        assert "1\xa0000" in refusal.message


def test_a_request_that_is_turned_away_at_once_is_answered_in_its_own_language(client: Client) -> None:
    answer = client.get("/projects/%00/", headers={"accept-language": "uk"})
    assert (answer.status_code, answer.headers["Content-Language"]) == (400, "uk")
