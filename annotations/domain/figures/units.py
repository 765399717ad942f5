"""What figures count or measure, and how units convert."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache
from pathlib import Path
from typing import Literal

from annotations.domain.figures.vocabulary import folded, known_languages, primary
from annotations.domain.lemmas import base_form

_FILE = Path(__file__).resolve().parent / "units.toml"

Kind = Literal["person", "group", "thing", "measure", "amount", "time", "money", "share", ""]


@dataclass(frozen=True, slots=True)
class Unit:
    """What is counted or measured.

    Attributes:
        words: as the text has them: "soldiers", "тонн зерна", "$".
        lemma: the noun as a dictionary has it.
        key: what two units of the same thing share in every language: `soldier`, `USD`, `percent`; a noun that the
            table does not have is known by its language and lemma, `en:locomotive`.
        of: key of the substance ("barrels of oil"), "" when there is none.
        per: key of the time that it is counted by ("crowns a month"), "" when there is none.
    """

    words: str
    lemma: str
    key: str
    of: str = ""
    per: str = ""

    @property
    def kind(self) -> Kind:
        """What kind of thing the unit is; "" for what the table does not have."""
        entry = _table().get(self.key)
        return entry.kind if entry else ""

    @property
    def base(self) -> tuple[str, Decimal]:
        """The unit that it converts to and how many of it one is; itself and 1 where there is no such unit."""
        entry = _table().get(self.key)
        return (entry.base, entry.factor) if entry else (self.key, Decimal(1))

    @property
    def dimension(self) -> tuple[str, str, str]:
        """Figures can be compared where this is the same."""
        return (self.base[0], self.of, self.per)


@dataclass(frozen=True, slots=True)
class _Entry:
    kind: Kind
    base: str
    factor: Decimal


SHARE = Unit("", "", "share")
"""What halves and thirds are counted in."""


@cache
def _file() -> Mapping[str, Mapping[str, str]]:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))


@cache
def _table() -> dict[str, _Entry]:
    return {
        key: _Entry(fields["kind"], fields.get("base", key), Decimal(fields.get("factor", "1")))  # type: ignore[arg-type]
        for key, fields in _file().items()
    }


@cache
def _words(language: str) -> dict[str, str]:
    """Words and signs of a language -> key of the unit."""
    return {
        folded(word).replace("_", " "): key
        for key, fields in _file().items()
        for word in f"{fields.get('any', '')} {fields.get(language, '')}".split()
    }


@lru_cache(maxsize=20_000)
def unit_key(word: str, language: str) -> str | None:
    """The key of the unit that a word or sign is a form of, in its language; None when the table has none."""
    code = primary(language)
    table = _words(code if code in known_languages() else "")
    return table.get(folded(word)) or table.get(_lemma(word, code))


def unit_of(words: Sequence[str], language: str, *, shown: str = "", of: str = "", per: str = "") -> Unit:
    """The unit that a noun is, known or not.

    Args:
        words: the noun, or an adjective and its noun ("square kilometres").
        language: of the words.
        shown: how the text has it, where that is more than the noun.
        of: key of the substance.
        per: key of the time.
    """
    code = primary(language)
    lemma = " ".join(_lemma(word, code) if word[0].isalpha() else word for word in words)
    key = unit_key(words[-1], language) if len(words) == 1 else _words(code).get(lemma)
    return Unit(shown or " ".join(words), lemma, key or f"{code}:{lemma}", of, per)


def substance_key(word: str, language: str) -> str:
    """What tells substances apart: "oil" of "barrels of oil"."""
    return unit_key(word, language) or f"{primary(language)}:{_lemma(word, primary(language))}"


def _lemma(word: str, code: str) -> str:
    return folded(base_form(word, code))
