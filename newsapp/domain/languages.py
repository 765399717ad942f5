"""Languages: their codes, names and direction, and which one a text is written in.

A language is named by its BCP 47 tag. Where a site says only a country (``ua``, ``cz``), `from_switcher` knows the
language that news sites mean by it.
"""

import re
from functools import cache
from typing import TYPE_CHECKING, Final, Literal

from newsapp.errors import RuleViolation
from newsapp.wording import gettext as _

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

# ISO 639-1 (https://www.loc.gov/standards/iso639-2/php/code_list.php) with English names, and `fil`, which has no
# short code.
_TABLE = """
aa Afar|ab Abkhazian|ae Avestan|af Afrikaans|ak Akan|am Amharic|an Aragonese|ar Arabic|as Assamese|av Avaric|ay Aymara
az Azerbaijani|ba Bashkir|be Belarusian|bg Bulgarian|bi Bislama|bm Bambara|bn Bangla|bo Tibetan|br Breton|bs Bosnian
ca Catalan|ce Chechen|ch Chamorro|co Corsican|cr Cree|cs Czech|cu Church Slavic|cv Chuvash|cy Welsh|da Danish|de German
dv Divehi|dz Dzongkha|ee Ewe|el Greek|en English|eo Esperanto|es Spanish|et Estonian|eu Basque|fa Persian|ff Fula
fi Finnish|fil Filipino|fj Fijian|fo Faroese|fr French|fy Western Frisian|ga Irish|gd Scottish Gaelic|gl Galician
gn Guarani|gu Gujarati|gv Manx|ha Hausa|he Hebrew|hi Hindi|ho Hiri Motu|hr Croatian|ht Haitian Creole|hu Hungarian
hy Armenian|hz Herero|ia Interlingua|id Indonesian|ie Interlingue|ig Igbo|ii Sichuan Yi|ik Inupiaq|io Ido|is Icelandic
it Italian|iu Inuktitut|ja Japanese|jv Javanese|ka Georgian|kg Kongo|ki Kikuyu|kj Kuanyama|kk Kazakh|kl Kalaallisut
km Khmer|kn Kannada|ko Korean|kr Kanuri|ks Kashmiri|ku Kurdish|kv Komi|kw Cornish|ky Kyrgyz|la Latin|lb Luxembourgish
lg Ganda|li Limburgish|ln Lingala|lo Lao|lt Lithuanian|lu Luba-Katanga|lv Latvian|mg Malagasy|mh Marshallese|mi Māori
mk Macedonian|ml Malayalam|mn Mongolian|mr Marathi|ms Malay|mt Maltese|my Burmese|na Nauru|nb Norwegian Bokmål
nd North Ndebele|ne Nepali|ng Ndonga|nl Dutch|nn Norwegian Nynorsk|no Norwegian|nr South Ndebele|nv Navajo|ny Nyanja
oc Occitan|oj Ojibwa|om Oromo|or Odia|os Ossetic|pa Punjabi|pi Pali|pl Polish|ps Pashto|pt Portuguese|qu Quechua
rm Romansh|rn Rundi|ro Romanian|ru Russian|rw Kinyarwanda|sa Sanskrit|sc Sardinian|sd Sindhi|se Northern Sami|sg Sango
sh Serbo-Croatian|si Sinhala|sk Slovak|sl Slovenian|sm Samoan|sn Shona|so Somali|sq Albanian|sr Serbian|ss Swati
st Southern Sotho|su Sundanese|sv Swedish|sw Swahili|ta Tamil|te Telugu|tg Tajik|th Thai|ti Tigrinya|tk Turkmen
tl Tagalog|tn Tswana|to Tongan|tr Turkish|ts Tsonga|tt Tatar|tw Twi|ty Tahitian|ug Uyghur|uk Ukrainian|ur Urdu|uz Uzbek
ve Venda|vi Vietnamese|vo Volapük|wa Walloon|wo Wolof|xh Xhosa|yi Yiddish|yo Yoruba|za Zhuang|zh Chinese|zu Zulu
"""
NAMES: Final[dict[str, str]] = {
    code: name for entry in re.split(r"[|\n]", _TABLE.strip()) for code, _, name in [entry.strip().partition(" ")]
}
"""English names by primary language code."""

_RTL = frozenset(["ar", "dv", "fa", "he", "ks", "ps", "sd", "ug", "ur", "yi"])
_RTL_SCRIPTS = frozenset(["adlm", "arab", "hebr", "mand", "nkoo", "rohg", "samr", "syrc", "thaa"])

# What a language switcher may say instead of a language: a country, an old code, an abbreviation.
SWITCHER_CODES: Final[dict[str, str]] = {
    "ua": "uk", "ukr": "uk", "eng": "en", "gb": "en", "us": "en", "rus": "ru", "by": "be", "bel": "be", "cz": "cs",
    "ger": "de", "deu": "de", "fra": "fr", "fre": "fr", "esp": "es", "spa": "es", "ita": "it", "pol": "pl", "por": "pt",
    "br": "pt", "gr": "el", "dk": "da", "se": "sv", "ee": "et", "si": "sl", "rs": "sr", "srb": "sr", "al": "sq",
    "ge": "ka", "geo": "ka", "am": "hy", "arm": "hy", "kz": "kk", "kaz": "kk", "kg": "ky", "jp": "ja", "kr": "ko",
    "cn": "zh", "chn": "zh", "tw": "zh", "vn": "vi", "il": "he", "iw": "he", "ir": "fa", "ara": "ar", "tur": "tr",
    "md": "ro", "mk": "mk", "rom": "ro", "hun": "hu", "cat": "ca", "in": "id",
    "укр": "uk", "ук": "uk", "уа": "uk", "рус": "ru", "ру": "ru", "рос": "ru", "англ": "en", "анг": "en", "ен": "en",
    "бел": "be", "бы": "be", "каз": "kk", "қаз": "kk", "кыр": "ky", "пол": "pl", "нем": "de", "нім": "de", "бг": "bg",
    "срп": "sr", "мкд": "mk", "ქარ": "ka", "рум": "ro", "中": "zh", "中文": "zh", "日": "ja", "한": "ko", "عر": "ar",
}  # fmt: skip
"""Lower-case codes of switchers -> the language that is meant, where that is not simply ISO 639-1."""

# Kin that detection mixes up: when a page states one of a family and detection says another, the page is believed.
_FAMILIES = tuple(
    frozenset(family.split())
    for family in ("no nb nn da", "hr sr bs sh sl", "cs sk", "id ms jv", "es gl ca pt", "uk ru be bg mk", "hi mr ne")
)

_DETECTABLE = [
    "af", "am", "ar", "az", "be", "bg", "bn", "bs", "ca", "cs", "cy", "da", "de", "el", "en", "eo", "es", "et",
    "eu", "fa", "fi", "fr", "ga", "gl", "gu", "he", "hi", "hr", "ht", "hu", "hy", "id", "is", "it", "ja", "ka",
    "kk", "km", "kn", "ko", "ku", "ky", "lb", "lo", "lt", "lv", "mg", "mk", "ml", "mn", "mr", "ms", "mt", "ne",
    "nl", "nn", "no", "or", "pa", "pl", "ps", "pt", "ro", "ru", "rw", "si", "sk", "sl", "sq", "sr", "sv", "sw",
    "ta", "te", "tg", "th", "tl", "tr", "ug", "uk", "ur", "uz", "vi", "zh",
]  # fmt: skip

MAX_LANGUAGE = 35
"""Longest language tag that is stored; what BCP 47 advises to make room for."""

_TAG = re.compile(r"[a-z]{2,3}(-[a-z]{4})?(-([a-z]{2}|\d{3}))?(-([a-z\d]{5,8}|\d[a-z\d]{3}))*")
_LETTER = re.compile(r"[^\W\d_]")
_WIDE_SCRIPT = re.compile(r"[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")

_MIN_LETTERS = 16
_MIN_WIDE = 6
_MIN_CONFIDENCE = 0.6
_DETECTION_SAMPLE = 20_000


def check_language(*, tag: str, path: str = "language") -> str:
    """`tag` in its canonical case (``pt-BR``, ``sr-Latn``), deprecated codes replaced.

    Raises:
        RuleViolation: ``bad_language`` when it is no well-formed BCP 47 tag or its language is not in ISO 639-1.
    """
    canonical = canonical_tag(tag)
    if canonical is None:
        raise RuleViolation(
            "bad_language", _("“{tag}” is no language tag such as uk, en or pt-BR.", tag=tag[:40]), path=path
        )
    return canonical


def canonical_tag(tag: str) -> str | None:
    """As `check_language`, but None for what is no language tag. ``_`` is read as ``-`` (``fr_FR``)."""
    lowered = tag.strip().lower().replace("_", "-")
    if len(lowered) > MAX_LANGUAGE or not _TAG.fullmatch(lowered):
        return None
    primary, *rest = lowered.split("-")
    primary = {"iw": "he", "in": "id", "ji": "yi", "jw": "jv", "mo": "ro"}.get(primary, primary)
    if primary not in NAMES:
        return None
    shaped = [
        part.title() if len(part) == 4 and part.isalpha() else part.upper() if len(part) == 2 else part for part in rest
    ]
    return "-".join([primary, *shaped])


def primary_of(tag: str) -> str | None:
    """The language of a tag without region and script: ``pt-BR`` -> ``pt``; None for what is no tag."""
    canonical = canonical_tag(tag)
    return canonical.split("-")[0] if canonical else None


def name_of(tag: str) -> str:
    """English name of a tag's language, with region or script in brackets; the tag itself when it is unknown."""
    primary, _, rest = (canonical_tag(tag) or tag).partition("-")
    name = NAMES.get(primary)
    if name is None:
        return tag
    return f"{name} ({rest})" if rest else name


def direction_of(tag: str | None) -> Literal["ltr", "rtl"]:
    """Which way a language is written; left to right when it is unknown."""
    parts = (tag or "").lower().replace("_", "-").split("-")
    scripts = [part for part in parts[1:] if len(part) == 4 and part.isalpha()]
    if scripts:
        return "rtl" if scripts[0] in _RTL_SCRIPTS else "ltr"
    return "rtl" if parts[0] in _RTL else "ltr"


def from_switcher(code: str) -> str | None:
    """The language that a switcher's code means: ``ua`` -> ``uk``, ``gb`` -> ``en``; None for anything else."""
    lowered = code.strip().lower()
    return SWITCHER_CODES.get(lowered) or primary_of(lowered)


def detect_language(*, text: str, stated: str | None = None) -> str | None:
    """The primary code of the language that `text` is written in; None when it is too short or not clear.

    `stated` is what the page says of itself. Templates are often wrong about it, so a clear detection wins, unless
    the two are close kin (Norwegian and Danish, Ukrainian and Russian in a short text); where detection abstains,
    `stated` stands.
    """
    claim = primary_of(stated) if stated else None
    found, sure = _detect(text)
    if found is None:
        return claim
    if claim and claim != found and not sure and any(claim in family and found in family for family in _FAMILIES):
        return claim
    if claim in ("nb", "nn") and found in ("no", "nn", "da"):
        return claim
    return found


def _detect(text: str) -> tuple[str | None, bool]:
    """(language, whether the sample is long and the answer nearly certain)."""
    sample = text[:_DETECTION_SAMPLE]
    letters = len(_LETTER.findall(sample))
    wide = len(_WIDE_SCRIPT.findall(sample))
    if letters < _MIN_LETTERS and wide < _MIN_WIDE:
        return None, False
    code, confidence = _identifier().classify(sample)
    if confidence < _MIN_CONFIDENCE:
        return None, False
    return str(code), confidence > 0.99 and letters > 200


@cache
def _identifier() -> "LanguageIdentifier":
    from py3langid.langid import (
        MODEL_FILE,
        LanguageIdentifier,
    )  # half a second to load: only where something is detected

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages([code for code in _DETECTABLE if code in set(identifier.labels)])
    return identifier
