"""What a scheme may be, and what is different between two."""

from dataclasses import replace
from typing import Any

import pytest

from annotations.domain.merging import carried, follow_merged
from annotations.domain.persuasion import PARENT, persuasion_pack
from annotations.domain.scheme_changes import differences, key_from, moved, narrowed, reordered
from annotations.domain.scheme_rules import MAX_DEPTH, MAX_VALUES, check_key, check_scheme
from annotations.domain.schemes import CLAIMS, EMPTY, Attribute, RelationSpec, Scheme, TagSpec
from newsapp.errors import RuleViolation, Several

PLAIN = TagSpec("rumour", "Rumour", "red", "wavy")


def faults(scheme: Scheme, before: Scheme = EMPTY) -> list[tuple[str, str]]:
    try:
        check_scheme(scheme, before=before)
    except RuleViolation as refusal:
        found = refusal.violations if isinstance(refusal, Several) else [refusal]
        return [(fault.code, fault.path) for fault in found]
    return []


def with_tags(*tags: TagSpec) -> Scheme:
    return Scheme({tag.key: tag for tag in tags})


def test_the_built_in_scheme_breaks_no_rule() -> None:
    assert faults(CLAIMS) == []


@pytest.mark.parametrize("key", ["", "__proto__", "-a", "A", "a b", "ключ", "a" * 61, "a\n", "а", "a.b", "a/b"])
def test_a_key_of_another_form_is_refused(key: str) -> None:
    with pytest.raises(RuleViolation):
        check_key(key)


@pytest.mark.parametrize("key", ["a", "0", "constructor", "not-news", "a_b", "a" * 60])
def test_a_key_of_this_form_is_taken(key: str) -> None:
    check_key(key)


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"label": ""}, ("required", "label")),
        ({"label": " \t"}, ("required", "label")),
        ({"label": "x" * 121}, ("too_long", "label")),
        ({"label": "a\u2028b"}, ("line_end", "label")),
        ({"label": "a\0b"}, ("nul", "label")),
        ({"label": "\ud800"}, ("lone_surrogate", "label")),
        ({"colour": "mauve"}, ("unknown_colour", "colour")),
        ({"pattern": "zigzag"}, ("unknown_pattern", "pattern")),
        ({"scope": "word"}, ("unknown_scope", "scope")),
        ({"shortcut": "ab"}, ("invalid_shortcut", "shortcut")),
        ({"shortcut": " "}, ("invalid_shortcut", "shortcut")),
        ({"shortcut": "\u202e"}, ("invalid_shortcut", "shortcut")),
        ({"shortcut": "N"}, ("shortcut_taken", "shortcut")),
        ({"parent": "nobody"}, ("unknown_tag", "parent")),
        ({"parent": "rumour"}, ("circle", "parent")),
        ({"merged_into": "rumour", "retired": True}, ("circle", "merged_into")),
        ({"merged_into": "nobody", "retired": True}, ("unknown_tag", "merged_into")),
        ({"description": "x" * 4_001}, ("too_long", "description")),
    ],
)
def test_a_fault_of_a_tag_is_named(change: dict[str, Any], fault: tuple[str, str]) -> None:
    assert (fault[0], f"tags.0.{fault[1]}") in faults(with_tags(replace(PLAIN, **change)))


@pytest.mark.parametrize("label", ["x" * 120, "Заява 🗣️", "‮drawkcab", "ادعاء", "<b>Claim</b>", "{{ 7*7 }}"])
def test_any_line_of_words_is_a_label(label: str) -> None:
    assert faults(with_tags(replace(PLAIN, label=label))) == []


def choice(*values: str) -> tuple[Attribute, ...]:
    return (Attribute("kind", "Kind", "choice", values),)


@pytest.mark.parametrize(
    ("attributes", "path"),
    [
        (choice(), "values"),
        (choice("a", "a"), "values.1"),
        (choice(" a"), "values.0"),
        (choice("a\nb"), "values.0"),
        (choice("x" * 61), "values.0"),
        (choice(*map(str, range(MAX_VALUES + 1))), "values"),
        ((Attribute("__proto__", "P", "text"),), "key"),
        ((Attribute("p", "", "text"),), "label"),
        ((Attribute("p", "P", "text", ("a",)),), "values"),
    ],
)
def test_a_fault_of_an_attribute_is_named(attributes: tuple[Attribute, ...], path: str) -> None:
    assert faults(with_tags(replace(PLAIN, attributes=attributes)))[0][1] == f"tags.0.attributes.0.{path}"


def test_two_hundred_values_are_taken() -> None:
    assert faults(with_tags(replace(PLAIN, attributes=choice(*map(str, range(MAX_VALUES)))))) == []


def test_a_circle_of_parents_is_found_wherever_it_is_closed() -> None:
    ring = [replace(PLAIN, key=f"t{n}", parent=f"t{(n + 1) % 3}") for n in range(3)]
    assert {code for code, _ in faults(with_tags(*ring))} == {"circle"}


def test_tags_stand_only_so_deep_below_each_other() -> None:
    chain = [replace(PLAIN, key=f"t{n}", parent=f"t{n - 1}" if n else None) for n in range(MAX_DEPTH)]
    assert faults(with_tags(*chain)) == []
    deeper = [*chain, replace(PLAIN, key="last", parent=f"t{MAX_DEPTH - 1}")]
    assert "too_deep" in {code for code, _ in faults(with_tags(*deeper))}


def test_of_two_tags_with_one_key_the_new_one_is_at_fault() -> None:
    before = with_tags(replace(PLAIN, shortcut="m"))
    after = with_tags(replace(PLAIN, shortcut="m"), replace(PLAIN, key="other", shortcut="M"))
    assert faults(after, before) == [("shortcut_taken", "tags.1.shortcut")]
    # What is so already does not keep anybody from changing something else.
    assert faults(with_tags(*(replace(tag, label="New") for tag in after.tags.values())), after) == []


def test_what_a_relation_names_is_a_span_tag_of_the_scheme() -> None:
    relation = RelationSpec("leads", "Leads", "", ("claim", "opinion"), ("nobody", "claim", "claim"))
    found = faults(Scheme(CLAIMS.tags, {"leads": relation}), CLAIMS)
    assert found == [
        ("wrong_scope", "relations.0.from_tags.1"),
        ("unknown_tag", "relations.0.to_tags.0"),
        ("duplicate", "relations.0.to_tags.2"),
    ]


def test_the_pack_is_a_parent_with_fourteen_below_it() -> None:
    pack = persuasion_pack()
    assert (pack[0].key, len(pack)) == (PARENT, 15)
    assert {tag.parent for tag in pack[1:]} == {PARENT}
    assert all(tag.description for tag in pack)
    dressed = [replace(tag, colour="red", pattern="thin") for tag in pack]
    assert faults(Scheme({**CLAIMS.tags, **{tag.key: tag for tag in dressed}}), CLAIMS) == []


def test_differences_say_what_was_done() -> None:
    tags = dict(CLAIMS.tags)
    tags["claim"] = replace(tags["claim"], label="Statement", shortcut="m")
    tags["cue"] = replace(tags["cue"], retired=True)
    del tags["hedge"]
    tags["rumour"] = PLAIN
    found = differences(CLAIMS, Scheme(tags, CLAIMS.relations))
    assert [(one.verb, one.spec.key) for one in found] == [
        ("changed", "claim"), ("retired", "cue"), ("created", "rumour"), ("deleted", "hedge"),
    ]  # fmt: skip
    data, words = found[0].logged()
    assert data == {"before": {"shortcut": "c"}, "after": {"shortcut": "m"}}
    assert words == {"before": {"label": "Claim"}, "after": {"label": "Statement"}}
    assert found[1].logged() == ({}, None)
    assert not moved(CLAIMS.tags, tags)
    assert moved(CLAIMS.tags, dict(reversed(list(CLAIMS.tags.items()))))


def test_words_never_stand_among_the_facts() -> None:
    data, words = differences(EMPTY, with_tags(replace(PLAIN, description="Said to be so", attributes=choice("a"))))[
        0
    ].logged()
    assert "Rumour" not in str(data)
    assert "Said to be so" not in str(data)
    assert "Kind" not in str(data)
    assert words is not None
    assert words["after"]["attributes"] == {"kind": {"label": "Kind", "description": ""}}


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        (choice("a", "b"), False),
        (choice("b", "a", "c"), False),
        (choice("a"), True),
        ((), True),
        ((Attribute("kind", "Kind", "text"),), False),
        ((Attribute("kind", "Kind", "number"),), True),
        ((Attribute("kind", "Sort", "choice", ("a", "b")),), False),
    ],
)
def test_what_a_tag_takes_no_more_is_known(after: tuple[Attribute, ...], expected: bool) -> None:
    before = replace(PLAIN, attributes=choice("a", "b"))
    assert narrowed(before, replace(before, attributes=after)) == expected


@pytest.mark.parametrize(
    ("key", "by", "expected"), [("a", -1, "abc"), ("a", 1, "bac"), ("c", 1, "abc"), ("c", -9, "cab"), ("b", 9, "acb")]
)
def test_a_key_is_moved_as_far_as_there_are_places(key: str, by: int, expected: str) -> None:
    assert "".join(reordered("abc", key=key, by=by)) == expected


@pytest.mark.parametrize(
    ("label", "key"),
    [
        ("Loaded language", "loaded_language"),
        ("Передбачення", "peredbachennia"),
        ("Щедрий їжак", "shchedryi_izhak"),
        ("Опровержение", "oproverzhenye"),
        ("Prédiction élevée", "prediction_elevee"),
        ("__proto__", "proto"),
        ("مرحبا", "tag"),
        ("😀", "tag"),
        ("Claim", "claim_2"),
    ],
)
def test_a_key_is_made_from_a_label_in_any_script(label: str, key: str) -> None:
    assert key_from(label, taken={"claim": 1}) == key
    check_key(key)


def test_the_values_of_a_merged_tag_go_where_they_are_taken_and_do_not_win() -> None:
    scheme = with_tags(
        replace(PLAIN, key="old", retired=True, merged_into="middle"),
        replace(PLAIN, key="middle", retired=True, merged_into="new"),
        replace(PLAIN, key="new", attributes=(*choice("a", "b"), Attribute("n", "N", "number"))),
    )
    values = {"old": {"kind": "a", "n": 3, "x": 1}, "new": {"kind": "b"}}
    for tags in (["old", "new"], ["new", "old"]):
        assert follow_merged(scheme, tags=tags, attributes=values) == (["new"], {"new": {"kind": "b", "n": 3}})
    assert follow_merged(scheme, tags=["middle"], attributes={}) == (["new"], {})
    assert carried({"kind": "c"}, asked=scheme.tags["new"].attributes) == {}
