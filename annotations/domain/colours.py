"""The hues of tags: can they be read on paper, can they be told apart, and which look is still free?

Sources: contrast after WCAG 2.2, “relative luminance” and “contrast ratio”; distances in OKLab (B. Ottosson, “A
perceptual color space for image processing”, 2020); what people with little colour vision see after G. M. Machado,
M. M. Oliveira and L. A. F. Fernandes, “A physiologically-based model for simulation of color vision deficiency”, IEEE
TVCG 15(6), 2009, with their matrices for severity 1.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from itertools import combinations, product
from math import dist
from typing import Literal, NamedTuple

from annotations.domain.schemes import COLOURS, PATTERNS, Scheme, TagSpec

Theme = Literal["light", "dark"]
Vision = Literal["usual", "protanopia", "deuteranopia"]
Rgb = tuple[float, float, float]
Matrix = tuple[Rgb, Rgb, Rgb]

HUES: Mapping[str, tuple[str, str]] = {
    "red": ("#b3402a", "#f08f77"),
    "blue": ("#1d5fa8", "#82b5ee"),
    "violet": ("#6655a6", "#b3a4ea"),
    "amber": ("#836400", "#e0bf5a"),
    "teal": ("#0f716a", "#5fcabf"),
    "pink": ("#9a3c7f", "#e592ca"),
    "green": ("#3d7024", "#94cd78"),
    "orange": ("#a8500c", "#f2a463"),
    "slate": ("#55606c", "#a7b2bd"),
}
"""Each hue in the light theme and in the dark one; a test holds them to `static/css/tokens.css`."""

SURFACES: Mapping[str, tuple[str, str]] = {"paper": ("#fbfaf7", "#16181b"), "sheet": ("#ffffff", "#1d2024")}
"""What the hues are drawn on."""

ENOUGH = 4.5
"""The contrast that WCAG 2.2 AA asks of text (1.4.3); a line needs 3."""

HARD_TO_TELL = 0.04
"""Distance in OKLab below which two hues can pass for one another: two just noticeable differences (0.02 each)."""

_THEMES: tuple[Theme, ...] = ("light", "dark")
_MATRICES: Mapping[Vision, Matrix] = {
    "usual": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
}

_ANOTHER_PATTERN = 0.12
"""What another pattern counts for beside the distance of two hues: as much as two quite different hues."""


class Contrast(NamedTuple):
    """A hue's contrast, the lowest over all surfaces of a theme."""

    light: float
    dark: float


@dataclass(frozen=True, slots=True)
class Look:
    """A hue and a pattern."""

    colour: str
    pattern: str


class Likeness(NamedTuple):
    """Two hues that can pass for one another.

    Attributes:
        distance: in OKLab, the smallest over both themes.
        vision: for whom; `usual` when for everybody.
    """

    distance: float
    vision: Vision


class LookWarning(NamedTuple):
    """Another tag that looks much the same.

    Attributes:
        kind: `same` (hue and pattern), `hard` (hues that somebody confuses, same pattern), `pattern` (such hues, told
            apart by the pattern alone).
        other: that tag.
        vision: who confuses the hues; `usual` is everybody.
    """

    kind: str
    other: TagSpec
    vision: Vision


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours (`#rrggbb`), 1 to 21."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@cache
def contrast_of(colour: str) -> Contrast:
    """What the hue of this name comes to on every surface."""
    light, dark = (
        min(contrast(HUES[colour][theme], surface[theme]) for surface in SURFACES.values()) for theme in (0, 1)
    )
    return Contrast(light, dark)


def distance(one: str, other: str, *, vision: Vision = "usual") -> float:
    """How far two colours (`#rrggbb`) are apart in OKLab, as somebody with this vision sees them."""
    return dist(_oklab(one, vision), _oklab(other, vision))


@cache
def likeness(one: str, other: str) -> Likeness | None:
    """Whether two hues can pass for one another, and for whom; None when nobody confuses them."""
    for vision in _MATRICES:
        nearest = _nearest(one, other, vision)
        if nearest < HARD_TO_TELL:
            return Likeness(nearest, vision)
    return None


def looks_of(scheme: Scheme) -> list[Look]:
    """The looks of the tags that are marked in texts now."""
    return [look for look in (Look(tag.colour, tag.pattern) for tag in scheme.span_tags) if known_look(look)]


def known_look(look: Look) -> bool:
    """Whether both are of the palette, or left open."""
    return look.colour in ("", *COLOURS) and look.pattern in ("", *PATTERNS)


def dressed(tag: TagSpec, *, used: Iterable[Look]) -> TagSpec:
    """The tag with a colour and a pattern far from those in use, where it has none; unknown ones stay for the rules."""
    look = Look(tag.colour, tag.pattern)
    if (look.colour and look.pattern) or not known_look(look):
        return tag
    look = suggest_look(used, colour=look.colour, pattern=look.pattern)
    return replace(tag, colour=look.colour, pattern=look.pattern)


def warnings_of(scheme: Scheme, *, key: str, look: Look) -> list[LookWarning]:
    """Which living tags a tag with this look could be taken for, the worst first.

    Args:
        scheme: the project's scheme.
        key: the tag's, "" while it has none.
        look: that it has or is to have.
    """
    found = []
    for tag in scheme.span_tags:
        if tag.key == key or tag.colour not in HUES or look.colour not in HUES:
            continue
        same_pattern = tag.pattern == look.pattern
        like = Likeness(0.0, "usual") if tag.colour == look.colour else likeness(tag.colour, look.colour)
        if like is not None:
            kind = ("same" if tag.colour == look.colour else "hard") if same_pattern else "pattern"
            found.append(LookWarning(kind, tag, like.vision))
    return sorted(found, key=lambda warning: ("same", "hard", "pattern").index(warning.kind))


def suggest_look(used: Iterable[Look], *, colour: str = "", pattern: str = "") -> Look:
    """The look that is farthest from those in use, by hue and pattern; the first of the palette when there are none.

    Args:
        used: looks that other tags have.
        colour, pattern: what is chosen already.
    """
    taken = list(used)
    looks = [Look(*pair) for pair in product([colour] if colour else COLOURS, [pattern] if pattern else PATTERNS)]
    if not taken:
        return looks[0]
    counts = {name: sum(look.pattern == name for look in taken) for name in PATTERNS}
    return max(looks, key=lambda look: (round(min(_apart(look, other) for other in taken), 6), -counts[look.pattern]))


def confusable_pairs() -> list[tuple[str, str, Likeness]]:
    """All pairs of the palette that somebody can take for one another."""
    pairs = ((one, other, likeness(one, other)) for one, other in combinations(COLOURS, 2))
    return [(one, other, found) for one, other, found in pairs if found]


@cache
def _apart(one: Look, other: Look) -> float:
    hues = min(_nearest(one.colour, other.colour, vision) for vision in _MATRICES)
    return hues + (_ANOTHER_PATTERN if one.pattern != other.pattern else 0.0)


@cache
def _nearest(one: str, other: str, vision: Vision) -> float:
    return min(distance(HUES[one][theme], HUES[other][theme], vision=vision) for theme in range(len(_THEMES)))


def _linear(colour: str) -> Rgb:
    channels = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return red, green, blue


def _luminance(colour: str) -> float:
    red, green, blue = _linear(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _times(matrix: Matrix, vector: Rgb) -> Rgb:
    first, second, third = (sum(a * b for a, b in zip(row, vector, strict=True)) for row in matrix)
    return first, second, third


def _oklab(colour: str, vision: Vision) -> Rgb:
    red, green, blue = (min(max(channel, 0.0), 1.0) for channel in _times(_MATRICES[vision], _linear(colour)))
    cones = _times(
        (
            (0.4122214708, 0.5363325363, 0.0514459929),
            (0.2119034982, 0.6806995451, 0.1073969566),
            (0.0883024619, 0.2817188376, 0.6299787005),
        ),
        (red, green, blue),
    )
    long, middle, short = (cone ** (1 / 3) for cone in cones)
    return _times(
        (
            (0.2104542553, 0.7936177850, -0.0040720468),
            (1.9779984951, -2.4285922050, 0.4505937099),
            (0.0259040371, 0.7827717662, -0.8086757660),
        ),
        (long, middle, short),
    )
