"""Language switchers: the line by which a site offers its other editions.

A switcher is a short line near the top in which every token is a language's code or name, of two languages at least.
Codes that are words too ("it is no…") count only where marks such as ``|`` stand between the tokens, or as company
for others.
"""

import re
from collections.abc import Sequence
from typing import Final

from newsapp.domain.extraction.lines import Line
from newsapp.domain.languages import NAMES, canonical_tag, from_switcher, primary_of

TOP: Final = 8
"""How many lines from the top a switcher may stand in."""

_MAX_LENGTH = 240
_PROSE = 160

# Names of languages in themselves, as switchers say them.
_OWN_NAMES = {
    "українська": "uk", "українською": "uk", "українська мова": "uk", "русский": "ru", "русская": "ru",
    "російська": "ru",
    "російською": "ru", "по-русски": "ru", "на русском": "ru", "русский язык": "ru", "росiйська": "ru",
    "английский": "en", "англійська": "en", "англійською": "en", "украинский": "uk", "украинская": "uk",
    "беларуская": "be", "белорусский": "be", "deutsch": "de", "français": "fr", "francais": "fr", "español": "es",
    "espanol": "es", "italiano": "it", "polski": "pl", "čeština": "cs", "česky": "cs", "slovenčina": "sk",
    "română": "ro",
    "romana": "ro", "magyar": "hu", "български": "bg", "македонски": "mk", "српски": "sr", "srpski": "sr",
    "hrvatski": "hr",
    "bosanski": "bs", "slovenščina": "sl", "shqip": "sq", "ελληνικά": "el", "türkçe": "tr", "turkce": "tr",
    "azərbaycan": "az", "azərbaycanca": "az", "қазақша": "kk", "қазақ": "kk", "кыргызча": "ky", "o‘zbek": "uz",
    "o'zbek": "uz", "o‘zbekcha": "uz", "o'zbekcha": "uz", "oʻzbekcha": "uz", "ўзбекча": "uz", "тоҷикӣ": "tg",
    "türkmençe": "tk", "ქართული": "ka", "հայերեն": "hy", "עברית": "he", "العربية": "ar", "عربي": "ar", "فارسی": "fa",
    "اردو": "ur", "हिन्दी": "hi", "हिंदी": "hi", "বাংলা": "bn", "தமிழ்": "ta", "中文": "zh", "简体中文": "zh",
    "繁體中文": "zh", "繁体中文": "zh", "日本語": "ja", "한국어": "ko", "tiếng việt": "vi", "bahasa indonesia": "id",
    "indonesia": "id", "melayu": "ms", "ไทย": "th", "português": "pt", "portugues": "pt", "català": "ca",
    "euskara": "eu",
    "galego": "gl", "nederlands": "nl", "svenska": "sv", "dansk": "da", "norsk": "no", "suomi": "fi", "íslenska": "is",
    "eesti": "et", "latviešu": "lv", "lietuvių": "lt", "gaeilge": "ga", "cymraeg": "cy", "kiswahili": "sw",
    "hausa": "ha",
    "soomaali": "so", "afrikaans": "af", "татарча": "tt", "қирим": "crh", "къырымтатар": "crh", "qırımtatarca": "crh",
    "кримськотатарська": "crh",
}  # fmt: skip
_ENGLISH_NAMES = {name.lower(): code for code, name in NAMES.items()}

# Codes that are words of headlines and prose in the languages of this application's news, and
# abbreviations ("US", "IT").
_WORDS = frozenset(
    ["it", "is", "no", "to", "so", "be", "he", "am", "my", "or", "as", "an", "us", "by", "at", "in", "id", "me", "de",
    "la", "el", "se", "es", "et", "si", "mi", "ne", "na", "fi", "ha", "ho", "io", "ka", "ki", "ko", "km", "ml", "mr",
    "ms", "mt", "om", "os", "pa", "pi", "ps", "sa", "sc", "sg", "sh", "su", "ta", "ti", "tn", "tw", "ve", "vi", "wa",
    "yo", "te", "tl", "th", "to", "ty", "oc", "ie", "ia", "ff", "ee", "do", "al", "il", "cat", "geo", "arm", "rom",
    "пол", "eu", "hr", "cv", "da", "ja"]
)  # fmt: skip
_LABELS = re.compile(
    r"^(?:(?:select |choose |site )?languages?|lang|available in|read in|мова|мови|язык|языки|читати|читать|"
    r"оберіть мову|виберіть мову|выберите язык|sprache|langue|idioma|język)\s*:\s*",
    re.IGNORECASE,
)
_STRONG = re.compile(r"\s*[|/·•∙\\‖¦│]\s*|\s*,\s*|\s+[-–—]\s+|(?<=\w)[–—](?=\w)")
_DRESS = re.compile(r"[\[\](){}▼▾▽⌄↓›»→◂▸✓✔*\u200e\u200f\U0001f1e6-\U0001f1ff\U0001f310]+")
_FILLERS = frozenset(["version", "versions", "edition", "версія", "версии", "версия", "версію", "версію", "на"])


def languages_of_switcher(text: str) -> tuple[str, ...]:
    """The languages that `text` offers when all of it is a switcher, in its order, each once; else an empty tuple."""
    if len(text) > _MAX_LENGTH:
        return ()
    bare = _DRESS.sub(" ", _LABELS.sub("", text.strip())).strip(" :.-–—|/")
    if not bare or text.rstrip().endswith((".", "!", "?", "…")):
        return ()
    if bare.count("-") > 1 and " " not in bare:
        bare = bare.replace("-", "|")  # ua-en-ru; with one hyphen it may be a tag such as pt-BR
    parts = [part for part in _STRONG.split(bare) if part.strip()]
    marked = len(parts) > 1
    found: list[tuple[str, bool]] = []
    for part in parts:
        read = _tokens_of(part)
        if read is None:
            return ()
        found.extend(read)
    tokens = set(re.split(r"[^\w]+", bare.lower()))
    if {"us", "gb", "eu"} & tokens:
        found = [(language, is_word or language == "uk") for language, is_word in found]  # there UK is the country
    languages = tuple(dict.fromkeys(language for language, _ in found))
    clear = {language for language, is_word in found if not is_word}
    # One clear code beside a mark is enough ("EN | IT"), or one that is a word nowhere ("ua it"). Otherwise two must be
    # clear: "en" opens phrases in Spanish and French, and UK is a country.
    doubtful = {"en", "uk"} if "uk" in tokens else {"en"}
    enough = (marked and "," not in bare) or clear - doubtful or (bare.isupper() and "en" in clear)
    return languages if len(languages) > 1 and len(clear) >= (1 if enough else 2) else ()


def _tokens_of(part: str) -> list[tuple[str, bool]] | None:
    """(language, whether the token is a word too) for each token of `part`; None when one is no language."""
    words = part.split()
    if len(words) > 40:
        return None
    found: list[tuple[str, bool]] = []
    index = 0
    while index < len(words):
        for length in (3, 2, 1):
            token = " ".join(words[index : index + length]).lower()
            if index + length <= len(words) and (read := _token(token)):
                found.append(read)
                index += length
                break
        else:
            if words[index].lower() not in _FILLERS or len(words) == 1:
                return None
            index += 1
    return found


def _token(token: str) -> tuple[str, bool] | None:
    if own := _OWN_NAMES.get(token):
        return own, False
    if named := _ENGLISH_NAMES.get(token):
        return named, False
    if " " in token:
        return None
    if code := from_switcher(token):
        return code, token in _WORDS
    tag = canonical_tag(token)  # en-GB, zh-Hans
    primary = primary_of(tag) if tag else None
    if primary:
        return primary, False
    return None


def single_language(text: str) -> str | None:
    """The language of a line that is nothing but one code or name, as in a switcher with a line for each; else None."""
    bare = _DRESS.sub(" ", text).strip(" |/·•,-–—:")
    if not bare or len(bare) > 30 or (" " in bare and bare.lower() not in _OWN_NAMES):
        return None
    read = _token(bare.lower())
    return read[0] if read and not read[1] else None


def find_switchers(lines: Sequence[Line]) -> list[tuple[list[Line], tuple[str, ...]]]:
    """The switchers among the first `TOP` lines of an article, each with its lines and its languages.

    The search ends at the first line that is clearly prose. A switcher may have a line for each language.
    """
    found: list[tuple[list[Line], tuple[str, ...]]] = []
    index = 0
    seen = 0
    while index < len(lines) and seen < TOP:
        line = lines[index]
        seen += 1
        if len(line.text) > _PROSE and line.text.rstrip("»”\"')").endswith((".", "!", "?", "…")):
            break
        if languages := languages_of_switcher(line.text):
            found.append(([line], languages))
            index += 1
            continue
        run: list[Line] = []
        spoken: list[str] = []
        while index + len(run) < len(lines) and (code := single_language(lines[index + len(run)].text)):
            run.append(lines[index + len(run)])
            spoken.append(code)
        if len(set(spoken)) > 1:
            found.append((run, tuple(dict.fromkeys(spoken))))
        index += max(1, len(run))
    return found
