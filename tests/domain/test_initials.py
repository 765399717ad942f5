"""Two letters that stand for a person."""

import pytest

from newsapp.domain.initials import initials_of


@pytest.mark.parametrize(
    ("name", "initials"),
    [("Olena Koval", "OK"), ("Ганна Марія Шевчук", "ГШ"), ("demo", "DE"), ("x", "X"), ("", ""), ("  ", "  ")],
)
def test_first_and_last_name_give_a_letter_each(name: str, initials: str) -> None:
    assert initials_of(name) == initials
