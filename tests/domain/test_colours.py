"""Hues are readable in both themes, and what can be confused is said."""

import re
from pathlib import Path

import pytest

from annotations.domain.colours import (
    ENOUGH,
    HUES,
    SURFACES,
    Look,
    confusable_pairs,
    contrast,
    contrast_of,
    distance,
    dressed,
    likeness,
    looks_of,
    suggest_look,
    warnings_of,
)
from annotations.domain.schemes import CLAIMS, COLOURS, PATTERNS, Scheme, TagSpec

CSS = Path(__file__).resolve().parents[2] / "static" / "css"


def token(name: str) -> tuple[str, str]:
    found = re.search(rf"--{name}: light-dark\((#[0-9a-f]{{6}}), (#[0-9a-f]{{6}})\)", (CSS / "tokens.css").read_text())
    assert found, name
    return found[1], found[2]


def test_the_hues_are_those_of_the_style_sheet() -> None:
    assert tuple(HUES) == COLOURS
    assert {name: token(f"hue-{name}") for name in COLOURS} == dict(HUES)
    assert {name: token(name) for name in SURFACES} == dict(SURFACES)


@pytest.mark.parametrize("colour", COLOURS)
def test_every_hue_can_be_read_on_every_surface_in_both_themes(colour: str) -> None:
    assert min(contrast_of(colour)) >= ENOUGH


@pytest.mark.parametrize("pattern", PATTERNS)
def test_every_pattern_is_drawn_in_samples(pattern: str) -> None:
    sheets = (CSS / "components.css").read_text() + (CSS / "scheme.css").read_text()
    assert pattern == "thick" or f".pattern-{pattern}" in sheets


def test_contrast_is_that_of_the_guidelines() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.478, abs=0.001)
    assert contrast("#ffffff", "#777777") == contrast("#777777", "#ffffff")


def test_distances_are_those_of_oklab() -> None:
    # Ottosson's own table: white is L = 1, a = b = 0; black is 0.
    assert distance("#000000", "#ffffff") == pytest.approx(1, abs=1e-4)
    assert distance("#ff0000", "#ff0000") == 0
    assert distance("#ff0000", "#00ff00") == pytest.approx(0.5196, abs=0.001)


def test_red_and_green_come_close_for_those_who_lack_a_cone() -> None:
    for vision in ("protanopia", "deuteranopia"):
        assert distance("#b3402a", "#3d7024", vision=vision) < distance("#b3402a", "#3d7024") / 2
    found = likeness("red", "green")
    assert found is not None
    assert found.vision == "deuteranopia"
    assert likeness("amber", "blue") is None
    assert ("red", "green") in [pair[:2] for pair in confusable_pairs()]


def test_no_two_hues_are_confused_by_everybody() -> None:
    assert [pair for pair in confusable_pairs() if pair[2].vision == "usual"] == []


def test_the_suggested_look_is_free_while_one_is() -> None:
    used: list[Look] = []
    for _ in range(len(COLOURS) * len(PATTERNS)):
        look = suggest_look(used)
        assert look not in used
        used.append(look)
    assert suggest_look(used) in used
    assert suggest_look([], colour="teal") == Look("teal", PATTERNS[0])
    assert suggest_look(looks_of(CLAIMS), pattern="thin").pattern == "thin"


def test_the_first_suggestions_are_told_apart_by_hue_and_by_underline() -> None:
    used = looks_of(CLAIMS)
    look = suggest_look(used)
    assert look.pattern not in {other.pattern for other in used}
    assert warnings_of(CLAIMS, key="", look=look) == [
        w for w in warnings_of(CLAIMS, key="", look=look) if w.kind == "pattern"
    ]


def test_a_look_that_another_tag_has_is_warned_of_first() -> None:
    found = warnings_of(CLAIMS, key="", look=Look("green", "thick"))
    assert [(warning.kind, warning.other.key, warning.vision) for warning in found[:1]] == [
        ("hard", "claim", "deuteranopia")
    ]
    assert warnings_of(CLAIMS, key="", look=Look("red", "thick"))[0].kind == "same"
    assert warnings_of(CLAIMS, key="claim", look=Look("red", "thick"))[0].kind == "pattern"
    retired = Scheme({"claim": TagSpec("claim", "Claim", "red", "thick", retired=True)})
    assert warnings_of(retired, key="", look=Look("red", "thick")) == []


def test_the_built_in_scheme_warns_of_nothing() -> None:
    for tag in CLAIMS.span_tags:
        found = warnings_of(CLAIMS, key=tag.key, look=Look(tag.colour, tag.pattern))
        assert {warning.kind for warning in found} <= {"pattern"}, tag.key


def test_a_tag_without_a_look_gets_one_and_an_unknown_one_is_left_to_the_rules() -> None:
    assert dressed(TagSpec("a", "A", "", "wavy"), used=looks_of(CLAIMS)).pattern == "wavy"
    assert dressed(TagSpec("a", "A", "mauve", ""), used=[]).colour == "mauve"
