"""Addresses made from names."""

import pytest

from newsapp.domain.slugs import MAX_SLUG, free_slug, slug_of


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Front pages", "front-pages"),
        ("  A/B   test!  ", "a-b-test"),
        ("Фронтові новини", "frontovi-novyny"),
        ("Об'єкти та м’яч", "obyekty-ta-myach"),
        ("Новости и слухи", "novosti-i-slukhi"),
        ("Straße Ångström Łódź", "strasse-angstrom-lodz"),
        ("a\u202eb", "a-b"),
        ("العربية", "project"),
        ("---", "project"),
        ("new", "project"),
        ("", "project"),
        ("x" * 99, "x" * MAX_SLUG),
        ("x" * 59 + " y", "x" * 59),
    ],
)
def test_a_name_becomes_an_address(name: str, slug: str) -> None:
    assert slug_of(name) == slug


@pytest.mark.parametrize(
    ("slug", "taken", "free"),
    [
        ("a", [], "a"),
        ("a", ["a"], "a-2"),
        ("a", ["a", "a-2", "a-3"], "a-4"),
        ("new", [], "new-2"),
        ("x" * 60, ["x" * 60], "x" * 58 + "-2"),
    ],
)
def test_a_taken_address_gets_the_next_number(slug: str, taken: list[str], free: str) -> None:
    assert free_slug(slug, taken=taken) == free
    assert len(free) <= MAX_SLUG
