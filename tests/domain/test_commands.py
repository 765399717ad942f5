"""Keys of commands: how they are written, and what clashes."""

import pytest

from annotations.domain.commands import COMMANDS, KeyClash, checked_key, effective, key_clashes
from annotations.domain.schemes import CLAIMS
from newsapp.errors import RuleViolation


def test_no_two_commands_have_one_key() -> None:
    keys = effective({})
    assert all(key_clashes(keys, command=command, scheme=CLAIMS) == [] for command in COMMANDS)


@pytest.mark.parametrize(
    ("key", "stored"),
    [
        ("m", "m"),
        ("M", "m"),
        ("Shift+m", "Shift+m"),
        ("+", "+"),
        ("Ctrl+Alt+Shift+ArrowUp",) * 2,
        ("ж", "ж"),
        ("F8", "F8"),
    ],
)
def test_a_key_as_it_is_stored(key: str, stored: str) -> None:
    assert checked_key(key) == stored


@pytest.mark.parametrize(
    "key",
    ["Tab", "Escape", "Ctrl+c", "Alt+m", "Shift+Ctrl+Home", "Meta+m", "F5", "Alt+ArrowLeft", "ab", "Shift+", "\0", " "],
)
def test_what_is_no_key_for_a_command_is_refused(key: str) -> None:
    with pytest.raises(RuleViolation):
        checked_key(key)


def test_clashes_by_character_and_by_place() -> None:
    assert key_clashes(effective({"undo": "n"}), command="undo") == [KeyClash("next-article", "", True)]
    assert key_clashes(effective({"undo": "т"}), command="undo") == [KeyClash("next-article", "", False)]
    assert key_clashes(effective({"undo": "с"}), command="undo", scheme=CLAIMS) == [KeyClash("", "claim", False)]
    assert key_clashes(effective({"undo": "Shift+c"}), command="undo", scheme=CLAIMS) == [KeyClash("", "claim", True)]
    assert key_clashes(effective({"undo": ""}), command="undo", scheme=CLAIMS) == []
