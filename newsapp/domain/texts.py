"""Texts and places in them.

Every offset of this application is a Unicode code point, half-open, into the text of a revision. This module is the
home of `Span`, of the digest that tells two texts apart, of the limits, and of what turns uploaded bytes into text.
"""

import codecs
import hashlib
import re
import unicodedata
from dataclasses import dataclass

from newsapp.errors import RuleViolation, TooLarge
from newsapp.wording import gettext as _
from newsapp.wording import ngettext

MAX_TEXT = 2_000_000
"""Longest text that is stored, in code points."""

MAX_RAW_BYTES = 10 * 1024 * 1024
"""Largest document that is taken in, in bytes."""

_DETECTION_SAMPLE = 64 * 1024
_META_PREFIX = 4096


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of a text.

    Attributes:
        start: first code point, counted from 0.
        end: one past the last code point; larger than `start`.
    """

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise RuleViolation(
                "bad_span",
                _("A span runs forward from 0 or later: got {start} to {end}.", start=self.start, end=self.end),
            )

    def quote(self, text: str) -> str:
        """The characters of `text` that the span covers; RuleViolation when it leaves the text."""
        if self.end > len(text):
            raise RuleViolation(
                "bad_span", _("The span ends at {end}, the text at {count}.", end=self.end, count=len(text)), path="end"
            )
        return text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Decoded:
    """Bytes as text, and the name of the codec that read them (Python's, for example ``utf-8`` or ``cp1251``)."""

    text: str
    charset: str


def sha256_of(text: str) -> str:
    """Lower-case hexadecimal SHA-256 over the UTF-8 form of `text`. Lone surrogates have none: RuleViolation."""
    refuse_surrogates(text=text)
    return hashlib.sha256(text.encode()).hexdigest()


def sha256_of_bytes(raw: bytes) -> str:
    """Lower-case hexadecimal SHA-256 of a document as it arrived."""
    return hashlib.sha256(raw).hexdigest()


def refuse_surrogates(*, text: str, path: str = "") -> None:
    """RuleViolation when `text` has a lone surrogate, which no encoding can hold."""
    if not text.isascii():
        try:
            text.encode()
        except UnicodeEncodeError as fault:
            message = _("A lone surrogate at character {start} cannot be stored.", start=fault.start)
            raise RuleViolation("lone_surrogate", message, path=path) from None


def refuse_unstorable(*, text: str, path: str = "") -> None:
    """Refuse what the database cannot hold.

    Raises:
        RuleViolation: a NUL (``nul``) or a lone surrogate (``lone_surrogate``), with the character's index.
        TooLarge: more than `MAX_TEXT` code points.
    """
    if len(text) > MAX_TEXT:
        raise TooLarge(
            "text_too_long",
            ngettext(
                "The text has {count:,} character; the limit is {most:,}.",
                "The text has {count:,} characters; the limit is {most:,}.",
                len(text),
                count=len(text),
                most=MAX_TEXT,
            ),
            path=path,
        )
    place = text.find("\0")
    if place >= 0:
        raise RuleViolation("nul", _("A NUL at character {place} cannot be stored.", place=place), path=path)
    refuse_surrogates(text=text, path=path)


def nfc(text: str) -> str:
    """`text` in Unicode normal form C, unchanged (and unscanned) where it already is."""
    return text if unicodedata.is_normalized("NFC", text) else unicodedata.normalize("NFC", text)


# Names that a document may declare -> the codec that reads them. The left side is written without "-" and "_". Where
# the WHATWG Encoding Standard (https://encoding.spec.whatwg.org/#names-and-labels) reads a label with a larger set,
# so do we.
_CODECS: dict[str, str] = {
    **dict.fromkeys(("utf8", "unicode11utf8", "utf8sig"), "utf-8"),
    **dict.fromkeys(("utf16", "utf16le", "unicode", "ucs2"), "utf-16-le"),
    "utf16be": "utf-16-be",
    **dict.fromkeys(("ascii", "usascii", "latin1", "iso88591", "l1", "cp1252", "windows1252", "xcp1252"), "cp1252"),
    **{f"{prefix}125{n}": f"cp125{n}" for prefix in ("cp", "windows", "xcp") for n in "01345678"},
    **{f"iso8859{n}": f"iso8859-{n}" for n in (2, 3, 4, 5, 6, 7, 8, 10, 13, 14, 15, 16)},
    **{f"latin{n}": codec for n, codec in ((2, "iso8859-2"), (3, "iso8859-3"), (4, "iso8859-4"), (9, "iso8859-15"))},
    **dict.fromkeys(("iso88599", "latin5"), "cp1254"),
    **dict.fromkeys(("iso885911", "tis620", "windows874", "cp874"), "cp874"),
    **dict.fromkeys(("koi8r", "koi8"), "koi8-r"),
    **dict.fromkeys(("koi8u", "koi8ru"), "koi8-u"),
    **dict.fromkeys(("ibm866", "cp866"), "cp866"),
    **dict.fromkeys(("macintosh", "macroman"), "mac-roman"),
    **dict.fromkeys(("xmaccyrillic", "maccyrillic"), "mac-cyrillic"),
    **dict.fromkeys(("gb2312", "gbk", "gb18030", "xgbk", "cp936"), "gb18030"),
    **dict.fromkeys(("big5", "big5hkscs"), "big5hkscs"),
    **dict.fromkeys(("shiftjis", "sjis", "xsjis", "windows31j", "cp932"), "cp932"),
    "eucjp": "euc_jp",
    "iso2022jp": "iso2022_jp",
    **dict.fromkeys(("euckr", "ksc56011987", "windows949", "cp949"), "cp949"),
}

_GUESSES = [
    "utf_8", "cp1251", "koi8_r", "koi8_u", "cp866", "iso8859_5", "mac_cyrillic", "cp1252", "cp1250", "iso8859_2",
    "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp1258", "cp874", "cp932", "euc_jp", "gb18030", "big5hkscs",
    "cp949",
]  # fmt: skip

_MARKS: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)  # fmt: skip

_FOREIGN_KINDS: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", _("a PDF")),
    (b"PK\x03\x04", _("a ZIP archive or an office document")),
    (b"\x1f\x8b", _("a gzip archive")),
    (b"\x89PNG", _("an image")),
    (b"GIF8", _("an image")),
    (b"\xff\xd8\xff", _("an image")),
    (b"\xd0\xcf\x11\xe0", _("an old office document")),
)

_META_CHARSET = re.compile(rb"<(?:meta|\?xml)\b[^>]*?(?:charset|encoding)\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)


def codec_of(charset: str) -> str | None:
    """The Python codec for a declared charset, or None when the name is none of a text encoding that we read."""
    return _CODECS.get(re.sub(r"[-_\s]|:\d{4}$", "", charset.strip().strip("\"'").lower()))


def decode(*, raw: bytes, declared: str | None = None) -> Decoded:
    """Read an uploaded document as text, without ever replacing a character.

    Tried in this order: a byte-order mark; `declared` (a Content-Type's charset); UTF-8; what an HTML or XML head says;
    the guess of charset-normalizer. The mark itself is no part of the text.

    Raises:
        TooLarge: more than `MAX_RAW_BYTES`.
        RuleViolation: ``not_text`` for a known binary kind, ``unknown_charset`` when `declared` names no text encoding
            (``bz2``, ``rot13``, ``idna`` are codecs of Python, but no charsets), ``undecodable`` when nothing reads
            all bytes.
    """
    if len(raw) > MAX_RAW_BYTES:
        raise TooLarge(
            "too_large",
            ngettext(
                "The document has {count:,} byte; the limit is {most:,}.",
                "The document has {count:,} bytes; the limit is {most:,}.",
                len(raw),
                count=len(raw),
                most=MAX_RAW_BYTES,
            ),
        )
    for magic, kind in _FOREIGN_KINDS:
        if raw.startswith(magic):
            raise RuleViolation("not_text", _("This file is {kind}, neither a page nor plain text.", kind=kind))
    for mark, codec in _MARKS:
        if raw.startswith(mark):
            return Decoded(_read(raw[len(mark) :], codec), codec)
    if declared:
        declared_codec = codec_of(declared)
        if declared_codec is None:
            raise RuleViolation(
                "unknown_charset",
                _("“{declared}” is no charset that can be read.", declared=declared[:40]),
                path="charset",
            )
        return Decoded(_read(raw, declared_codec), declared_codec)
    return _sniff(raw)


def _sniff(raw: bytes) -> Decoded:
    candidates = ["utf-8"]
    head = _META_CHARSET.search(raw[:_META_PREFIX])
    # A page whose head reads as ASCII cannot be UTF-16, whatever it claims: the standard reads such a claim as UTF-8.
    if head and (named := codec_of(head[1].decode("ascii", "ignore"))) and not named.startswith("utf-16"):
        # Many templates are wrong about their charset, and hardly anything else happens to be UTF-8 beyond ASCII.
        candidates.insert(0 if raw.isascii() else 1, named)
    for codec in candidates:
        try:
            return Decoded(raw.decode(codec), codec)
        except UnicodeDecodeError:
            continue
    from charset_normalizer import from_bytes  # slow to import, and seldom needed

    guess = from_bytes(_telling_sample(raw), cp_isolation=_GUESSES).best()
    if guess is None:
        raise RuleViolation("undecodable", _("No charset reads this document: save it as UTF-8 and try again."))
    return Decoded(_read(raw, guess.encoding), guess.encoding)


def _telling_sample(raw: bytes) -> bytes:
    """The part to guess by: from the line of the first byte outside ASCII on, since a long ASCII head says nothing."""
    first = next((m.start() for m in [re.search(rb"[\x80-\xff]", raw)] if m), 0)
    start = raw.rfind(b"\n", 0, first) + 1
    if len(raw) - start < 1024:
        start = max(0, len(raw) - _DETECTION_SAMPLE)
    return raw[start : start + _DETECTION_SAMPLE]


def _read(raw: bytes, codec: str) -> str:
    try:
        return raw.decode(codec)
    except UnicodeDecodeError as fault:
        message = _(
            "Byte {start} is no {codec}: the document is damaged or names the wrong charset.",
            start=fault.start,
            codec=codec,
        )
        raise RuleViolation("undecodable", message, path="charset") from None
