"""The built-in scheme and the values that tags ask for."""

import re
from dataclasses import replace
from typing import Any

import pytest

from annotations.domain.schemes import (
    CLAIMS,
    COLOURS,
    EMPTY,
    MAX_ATTRIBUTE_TEXT,
    PATTERNS,
    Attribute,
    Scheme,
    check_attributes,
)
from newsapp.errors import RuleViolation


def refusal(*, tags: list[str], attributes: dict[str, Any]) -> tuple[str, str]:
    with pytest.raises(RuleViolation) as caught:
        check_attributes(CLAIMS, tags=tags, attributes=attributes)
    return caught.value.code, caught.value.path


def test_the_built_in_scheme_has_the_documented_tags() -> None:
    spans = {key: [attribute.key for attribute in tag.attributes] for key, tag in CLAIMS.tags.items()}
    assert spans == {
        "claim": ["check_worthiness", "verifiable", "factuality", "polarity"],
        "source": ["kind", "name"],
        "cue": [],
        "hedge": [],
        "quantity": ["value", "bound", "unit", "place", "time"],
        "quotation": ["directness"],
        "opinion": [],
        "not-news": [],
        "incomplete": [],
        "satire": [],
    }
    assert [tag.key for tag in CLAIMS.span_tags] == ["claim", "source", "cue", "hedge", "quantity", "quotation"]
    assert {tag.scope for tag in list(CLAIMS.tags.values())[6:]} == {"article"}


def test_the_built_in_scheme_has_the_documented_relations() -> None:
    assert list(CLAIMS.relations) == [
        "attributed_to", "part_of", "same_claim", "contradicts", "updates", "translation_of", "supports", "refutes",
    ]  # fmt: skip
    assert CLAIMS.relations["attributed_to"].acyclic
    assert CLAIMS.relations["attributed_to"].to_tags == ("source",)


def test_tags_of_spans_can_be_told_apart_by_key_colour_and_pattern() -> None:
    for look in ("shortcut", "colour", "pattern"):
        values = [getattr(tag, look) for tag in CLAIMS.span_tags]
        assert len(set(values)) == len(values), look
    for tag in CLAIMS.tags.values():
        assert tag.colour in COLOURS
        assert tag.pattern in PATTERNS
        assert re.fullmatch(r"[a-z0-9][a-z0-9_-]*", tag.key)


def test_the_empty_scheme_has_nothing() -> None:
    assert (EMPTY.span_tags, dict(EMPTY.relations)) == ([], {})


def test_an_attribute_survives_its_json_form() -> None:
    for tag in CLAIMS.tags.values():
        for attribute in tag.attributes:
            assert Attribute.from_json(attribute.as_json()) == attribute


def test_a_retired_tag_is_not_offered() -> None:
    scheme = Scheme({**CLAIMS.tags, "claim": replace(CLAIMS.tags["claim"], retired=True)})
    assert "claim" not in {tag.key for tag in scheme.span_tags}


@pytest.mark.parametrize(
    ("tag", "values"),
    [
        ("claim", {"verifiable": "prediction", "polarity": "negative"}),
        ("source", {"name": "Анна 😀", "kind": "person"}),
        ("quantity", {"value": 0}),
        ("quantity", {"value": -1.5, "bound": "at_most"}),
        ("quantity", {"value": 10**299}),
        ("source", {"name": "x" * MAX_ATTRIBUTE_TEXT}),
        ("hedge", {}),
    ],
)
def test_values_that_a_tag_asks_for_are_taken(tag: str, values: dict[str, Any]) -> None:
    check_attributes(CLAIMS, tags=["hedge", tag], attributes={tag: values})


@pytest.mark.parametrize("value", ["12", True, None, [1], float("nan"), float("inf"), float("-inf"), 10**301])
def test_a_number_is_a_finite_json_number(value: object) -> None:
    assert refusal(tags=["quantity"], attributes={"quantity": {"value": value}}) == (
        "invalid_attribute",
        "attributes.quantity.value",
    )


@pytest.mark.parametrize("value", ["maybe", "", "YES", None, True, 1, ["yes"], {"yes": 1}])
def test_a_choice_is_one_of_its_values(value: object) -> None:
    assert refusal(tags=["claim"], attributes={"claim": {"verifiable": value}}) == (
        "invalid_attribute",
        "attributes.claim.verifiable",
    )


@pytest.mark.parametrize("value", ["", "x" * (MAX_ATTRIBUTE_TEXT + 1), 1, None, ["a"]])
def test_a_text_is_a_string_of_some_length(value: object) -> None:
    assert refusal(tags=["source"], attributes={"source": {"name": value}})[0] == "invalid_attribute"


@pytest.mark.parametrize(("value", "code"), [("a\0b", "nul"), ("\ud800", "lone_surrogate")])
def test_a_text_that_no_database_holds_is_refused(value: str, code: str) -> None:
    assert refusal(tags=["source"], attributes={"source": {"name": value}}) == (code, "attributes.source.name")


def test_what_a_tag_does_not_ask_for_is_refused() -> None:
    assert refusal(tags=["hedge"], attributes={"hedge": {"kind": "person"}}) == (
        "unknown_attribute",
        "attributes.hedge.kind",
    )


def test_values_for_a_tag_that_the_highlight_has_not_are_refused() -> None:
    assert refusal(tags=["hedge"], attributes={"claim": {}}) == ("unknown_attribute", "attributes.claim")


@pytest.mark.parametrize("values", [None, "yes", ["verifiable"], 3])
def test_values_are_an_object(values: object) -> None:
    assert refusal(tags=["claim"], attributes={"claim": values}) == ("invalid_attribute", "attributes.claim")
