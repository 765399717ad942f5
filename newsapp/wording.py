"""Sentences that travel untranslated and are told in the reader's language. Imports nothing, so that every layer may use it.

A rule that refuses knows no reader: domain, sandbox and services write `_("There is no project “{slug}”.", slug=slug)`,
with this module's `gettext` under that name, and `makemessages` finds the template. Whoever prints the sentence gets it
translated by what `translate_with` was given; without a translator it is English.
"""

import string
from collections.abc import Mapping
from typing import Any, Protocol


class Translator(Protocol):
    """What knows the language of whoever reads just now."""

    def gettext(self, message: str) -> str:
        """The template in that language."""

    def ngettext(self, singular: str, plural: str, number: int) -> str:
        """The template for so many in that language."""

    def number(self, value: int) -> str:
        """A whole number with its thousands set apart as that language does it."""


class _English:
    def gettext(self, message: str) -> str:
        return message

    def ngettext(self, singular: str, plural: str, number: int) -> str:
        return singular if number == 1 else plural

    def number(self, value: int) -> str:
        return f"{value:,}"


class _Filling(string.Formatter):
    """Fills a template; `{most:,}` is a number for a person, `{most}` is printed as it is."""

    def __init__(self, translator: Translator) -> None:
        self._translator = translator

    def format_field(self, value: Any, format_spec: str) -> str:
        return self._translator.number(value) if format_spec == "," else str(format(value, format_spec))


_ENGLISH = _English()
_translator: Translator = _ENGLISH


def translate_with(translator: Translator) -> None:
    """Tell every wording of this process by this translator from now on."""
    global _translator
    _translator = translator


class Wording(str):
    """A sentence with the template and the values that it is made of.

    As a string it compares, and is stored, as the English sentence; `str()` and formatting tell it in the reader's language.

    Attributes:
        template: the English template; the singular where there is a plural.
        plural: the English template for more than one, or None.
        number: what the plural goes by.
        values: what fills the template: strings, numbers and wordings.
    """

    template: str
    plural: str | None
    number: int
    values: Mapping[str, Any]

    __slots__ = ("number", "plural", "template", "values")

    def __new__(cls, template: str, values: Mapping[str, Any], plural: str | None = None, number: int = 1) -> "Wording":
        made = super().__new__(cls, _told(_ENGLISH, template, values, plural, number))
        made.template, made.values, made.plural, made.number = template, values, plural, number
        return made

    def __str__(self) -> str:
        return _told(_translator, self.template, self.values, self.plural, self.number)

    def __format__(self, format_spec: str) -> str:
        return format(str(self), format_spec)

    def __reduce__(self) -> tuple[Any, ...]:
        return Wording, (self.template, dict(self.values), self.plural, self.number)

    def to_json(self) -> dict[str, Any]:
        """The wording as an object of JSON, for another process to tell."""
        values = {name: value.to_json() if isinstance(value, Wording) else value for name, value in self.values.items()}
        return {"template": self.template, "values": values, "plural": self.plural, "number": self.number}

    @classmethod
    def from_json(cls, shape: Mapping[str, Any]) -> "Wording":
        """The wording that `to_json` made an object of."""
        values = {
            name: cls.from_json(value) if isinstance(value, dict) else value for name, value in shape["values"].items()
        }
        return cls(shape["template"], values, shape["plural"], shape["number"])


def _told(translator: Translator, template: str, values: Mapping[str, Any], plural: str | None, number: int) -> str:
    said = translator.gettext(template) if plural is None else translator.ngettext(template, plural, number)
    return _Filling(translator).vformat(said, (), values) if values else said


def gettext(template: str, /, **values: Any) -> Wording:
    """A sentence; imported as `_`. Fields of the template are named: `{most:,}` for a number, `{name}` for the rest."""
    return Wording(template, values)


def ngettext(singular: str, plural: str, number: int, /, **values: Any) -> Wording:
    """A sentence that goes by a number, which is also among the values where the sentence names it."""
    return Wording(singular, values, plural, number)
