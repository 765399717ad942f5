"""The words with which a language says figures, from `words/<language>.toml`.

Another language is another file. Every field but `decimal` may be absent. Words are in small letters, with spaces
between them; cues, which may have several words, with `|`. What a file says:

- `decimal`: the sign before decimals. `numbers`: value -> its forms. `words`: value -> words that are whole figures.
  `minus`, `and` (within a number), `and_half`, `article`, `vague` (several, a few), `cardinal_endings` («5-ти»).
- `scale`: what a number is multiplied by: forms that mean one of it (`one`), several (`many`), one or several
  (`either`), abbreviations (`short`), and what only counts glued to digits (`glued`). `fraction`: `one` and `many`;
  `fractions_alone`: those that are no ordinals; `half`, and words before it that make it a half of a match (`not_half`).
- `before`, `after`: cues of a bound; `cue_gap`: prepositions that may stand behind one («приблизно у 2 тис.»).
- `ranges`: what opens a range (`open`), what then stands between its ends (`from`, `between`), and what does so without
  an opening (`bare`). `changes`: beginnings of words that say that a figure moved (`stems`), after which two figures are
  no range and the `cues` mean “to” and not “up to”.
- `products`: what stands between a number of groups and the size of each: after a word for a group (`of`), after any
  noun (`any_noun`), or when one of `each` is said as well (`with`).
- `label`, `label_short` (with a point): what is numbered and not counted; `strong`: as in “500-strong”.
- `stops`: words behind which no noun of a figure is; `skipped`: words that may be before it; `noun`: whether it is known
  by its `plural` or its `case`; `adjective_endings`, `verb_endings`: of lemmas.
- `times`: `months` (`months_of`, `months_in`: in other cases; `months_short` with `month_of_short`, their numbers;
  `months_ambiguous`: other words too), `weekdays`, `day_endings`, `year_in` (what is behind it is a year), `year_before`
  (may be), `year_after`, `clock` and `clock_before`, `now`, `words`, `ordinals` with `phases` (the first wave), `rate`
  (a, per). `capitals`: “months” where they have them.
- `places`: prepositions (`in`; after those of `any_case` a name has any), `endings` that say “there” and not “to
  there”, `article`, `kinds` (region).
"""

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, Literal

FOLDER = Path(__file__).resolve().parent / "words"

Bound = Literal["exact", "approximate", "at_most", "at_least"]
"""The values of the attribute `bound` in the claim scheme."""

Cue = tuple[str, ...]

# Languages without a file here that write decimals with a point (CLDR 46, `numbers/symbols/decimal`).
_POINT = frozenset("am bn cy en ga gu he hi ja kn ko ml mr ms my ne pa si sw ta te th tl ur zh".split())
_PIECE = re.compile(r"\w+(?:'\w+)*|[^\w\s]")
_PLAIN = str.maketrans({"’": "'", "ʼ": "'", "`": "'", "ё": "е", "\u0301": None})


def folded(words: str) -> str:
    """Words as they are compared: composed, small letters, one kind of apostrophe, no stress marks, ``ё`` as ``е``."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", words).lower().translate(_PLAIN))


def primary(language: str) -> str:
    """The language of a tag, without its region or script."""
    return language.split("-")[0].lower()


@dataclass(frozen=True, slots=True)
class Scale:
    """What a number is multiplied by: thousand, dozen, million.

    Attributes:
        value: how many it is.
        alone: what the form means without a number before it; `either` is one of it behind a cue, and else several.
        glued: whether it counts only right behind digits.
    """

    value: int
    alone: Literal["one", "many", "either"] = "many"
    glued: bool = False


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """A language's words; the fields are those of the file, in the forms in which they are looked up."""

    language: str
    decimal: str
    numbers: Mapping[str, Decimal]
    words: Mapping[str, Decimal]
    scales: Mapping[str, Scale]
    fractions: Mapping[str, tuple[int, bool]]
    before: Mapping[Cue, Bound]
    after: Mapping[Cue, Bound]
    cues: Mapping[str, frozenset[Cue]]
    sets: Mapping[str, frozenset[str]]
    months: Mapping[str, int]

    def said(self, name: str) -> frozenset[Cue]:
        """The cues called `name` (`ranges.open`, `times.now`, …)."""
        return self.cues.get(name, frozenset())

    def has(self, name: str, word: str) -> bool:
        """Whether a word is one of the list called `name` (`stops`, `times.year`, …)."""
        return word in self.sets.get(name, frozenset())

    def ends(self, name: str, word: str) -> bool:
        """Whether a word ends in one of the list."""
        return word.endswith(tuple(self.sets.get(name, ())))

    def starts(self, name: str, word: str) -> bool:
        """Whether a word begins with one of the list."""
        return word.startswith(tuple(self.sets.get(name, ())))


@cache
def known_languages() -> frozenset[str]:
    """The languages that have a file."""
    return frozenset(path.stem for path in FOLDER.glob("*.toml"))


def vocabulary_of(language: str) -> Vocabulary:
    """A language's words (a BCP 47 tag); one that has no file reads digits alone."""
    return _vocabulary(primary(language))


@cache
def _vocabulary(code: str) -> Vocabulary:
    if code in known_languages():
        return _read(code, tomllib.loads((FOLDER / f"{code}.toml").read_text(encoding="utf-8")))
    return _read(code, {"decimal": "." if code in _POINT else ","})


def _read(code: str, file: Mapping[str, Any]) -> Vocabulary:
    return Vocabulary(
        language=code,
        decimal=file["decimal"],
        numbers=_values(file.get("numbers", {})),
        words=_values(file.get("words", {})),
        scales=_scales(file.get("scale", [])),
        fractions={
            folded(form): (entry["of"], kind == "many")
            for entry in file.get("fraction", [])
            for kind in ("one", "many")
            for form in entry[kind].split()
        },
        before=_bounds(file.get("before", {})),
        after=_bounds(file.get("after", {})),
        cues={name: frozenset(_cues(words)) for name, words in _texts(file)},
        sets={name: frozenset(folded(words).split()) for name, words in _texts(file)},
        months=_months(file.get("times", {})),
    )


def _texts(file: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    for name, value in file.items():
        if isinstance(value, str):
            yield name, value
        elif name in ("ranges", "products", "changes", "times", "places"):
            yield from ((f"{name}.{field}", words) for field, words in value.items())


def _values(entries: Mapping[str, str]) -> dict[str, Decimal]:
    return {folded(form): Decimal(value) for value, forms in entries.items() for form in forms.split()}


def _scales(entries: Iterable[Mapping[str, Any]]) -> dict[str, Scale]:
    scales: dict[str, Scale] = {}
    for entry in entries:
        value = entry["value"]
        scales |= {folded(form): Scale(value, "many") for form in f"{entry['many']} {entry.get('short', '')}".split()}
        scales |= {folded(form): Scale(value, "one") for form in entry.get("one", "").split()}
        scales |= {folded(form): Scale(value, "either") for form in entry.get("either", "").split()}
        scales |= {folded(form): Scale(value, "many", glued=True) for form in entry.get("glued", "").split()}
    return scales


def _cues(words: str) -> list[Cue]:
    return [tuple(_PIECE.findall(folded(cue))) for cue in words.split("|") if cue.strip()]


def _bounds(lists: Mapping[Bound, str]) -> dict[Cue, Bound]:
    return {cue: bound for bound, words in lists.items() for cue in _cues(words)}


def _months(times: Mapping[str, str]) -> dict[str, int]:
    numbered = {
        folded(form): number
        for field in ("months", "months_of", "months_in")
        for number, form in enumerate(times.get(field, "").split(), 1)
    }
    short = zip(times.get("months_short", "").split(), times.get("month_of_short", "").split(), strict=True)
    return {name: int(number) for name, number in short} | numbered
