"""What somebody takes to be right at a place of an article, as positions and rulings keep it."""

from collections.abc import Sequence
from typing import Any

from annotations.domain.anchoring import same_words_in
from annotations.domain.gold import Reading, reading_of
from annotations.domain.highlighting import HighlightRecord, marking_on, place_in
from annotations.domain.schemes import Scheme
from newsapp.domain.texts import refuse_unstorable
from newsapp.errors import Conflict, RuleViolation
from newsapp.wording import gettext as _
from newsapp.wording import ngettext

FIELDS = ("start", "end", "segments", "tags", "attributes", "revision")


def checked_reading(
    reading: Reading, *, text: str, revision: int, scheme: Scheme, already: Sequence[str] = ()
) -> dict[str, Any]:
    """A reading in its one form, with the revision whose text its place counts into.

    Args:
        reading: `start` and `end`, or `segments`; `tags`; `attributes` may be left out. `{}` says that nothing is there.
        text: of the revision.
        revision: its number.
        scheme: the project's.
        already: tags that stand there already; a retired one among them may stay.

    Raises:
        RuleViolation: with the field at fault as path.
    """
    if not reading:
        return {}
    if unknown := sorted(set(reading) - set(FIELDS)):
        raise RuleViolation("unknown_field", _("There is no such field."), path=unknown[0])
    if reading.get("revision", revision) != revision:
        message = _("The article has a newer revision, {number}.", number=revision)
        raise Conflict("stale_revision", message, path="revision")
    place = place_in(text, start=reading.get("start"), end=reading.get("end"), segments=reading.get("segments"))
    marking = marking_on(
        text,
        scheme,
        place=place,
        tags=reading.get("tags") or (),
        attributes=reading.get("attributes"),
        already=already,
    )
    return {**reading_of(marking), "revision": revision}


def stated(there: HighlightRecord) -> dict[str, Any]:
    """What a highlight says, as a reading; its place counts into the revision that it stands in."""
    return {
        "start": there.start,
        "end": there.end,
        "segments": there.segments if len(there.segments) > 1 else None,
        "tags": there.tags,
        "attributes": there.attributes,
        "revision": there.revision,
    }


def moved_reading(reading: Reading, *, old: str, new: str, revision: int) -> dict[str, Any]:
    """A reading of an earlier text in a newer one, where the same words stand.

    Args:
        reading: of `old`; not empty.
        old: the text that its place counts into.
        new: the text of the newer revision.
        revision: the number of that.

    Raises:
        Conflict: the words are not there any more.
    """
    place = place_in(old, start=reading["start"], end=reading["end"], segments=reading["segments"])
    found = same_words_in(old=old, new=new, place=place)
    if found is None:
        message = _("The words that this ruling is about are not in the article any more: propose another.")
        raise Conflict("words_gone", message)
    return {
        **reading,
        "start": found.start,
        "end": found.end,
        "segments": found.stored_segments,
        "revision": revision,
    }


def checked_words(words: str, *, most: int, path: str, needed: bool = False) -> str:
    """Words that can be stored, without white space around them.

    Args:
        words: as they were sent.
        most: how many code points at most.
        path: the field.
        needed: whether there must be some.

    Raises:
        RuleViolation: none where some are needed, too many, or what cannot be stored.
    """
    said = words.strip()
    refuse_unstorable(text=said, path=path)
    if needed and not said:
        raise RuleViolation("required", _("This field is required."), path=path)
    if len(said) > most:
        message = ngettext("At most {most:,} character.", "At most {most:,} characters.", most, most=most)
        raise RuleViolation("too_long", message, path=path)
    return said
