"""The keys of tags beside those of the workbench, on a Latin and on a Cyrillic keyboard."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from annotations.domain.commands import COMMANDS
from annotations.domain.keyboards import place_of
from annotations.domain.schemes import CLAIMS, Scheme, TagSpec
from annotations.domain.shortcuts import WORKBENCH_KEYS, Clash, clashes_of, free_shortcuts

STATIC = Path(__file__).resolve().parents[2] / "static" / "js"


def test_the_workbench_and_the_list_of_commands_know_the_same_commands() -> None:
    source = (STATIC / "workbench.js").read_text()
    registered = re.findall(r'commands\.on\("([a-z-]+)"', source)
    for unit in re.findall(r'moves\("([a-z-]+)"', source):
        registered += [unit, f"extend-{unit}"]
    assert sorted(registered) == sorted(COMMANDS)


def test_no_tag_can_take_a_key_that_a_command_has() -> None:
    keys = {key for command in COMMANDS.values() for key in command.keys if len(key) == 1}
    assert keys <= set(WORKBENCH_KEYS)


@pytest.mark.parametrize(
    ("character", "place"), [("с", "c"), ("С", "c"), ("і", "s"), ("ы", "s"), ("х", "["), ("c", "c"), ("é", "é")]
)
def test_a_character_has_a_place_on_the_keyboard(character: str, place: str) -> None:
    assert place_of(character) == place


def test_what_clashes_is_said_with_how() -> None:
    assert clashes_of(CLAIMS, key="", shortcut="C") == [Clash("claim", True)]
    assert clashes_of(CLAIMS, key="", shortcut="с") == [Clash("claim", False)]
    assert clashes_of(CLAIMS, key="claim", shortcut="c") == []
    assert clashes_of(CLAIMS, key="", shortcut="n") == [Clash("", True)]
    assert clashes_of(CLAIMS, key="", shortcut="т") == [Clash("", False)]
    assert clashes_of(CLAIMS, key="", shortcut="") == []
    assert clashes_of(CLAIMS, key="", shortcut="m") == []


def test_a_retired_tag_holds_no_key() -> None:
    scheme = Scheme({**CLAIMS.tags, "claim": replace(CLAIMS.tags["claim"], retired=True)})
    assert clashes_of(scheme, key="", shortcut="c") == []


def test_free_keys_come_from_the_label_first() -> None:
    assert free_shortcuts(CLAIMS, words=["Prediction"])[:3] == ["e", "i", "t"]
    assert free_shortcuts(CLAIMS, words=["Тема"])[:2] == ["t", "a"]
    taken = Scheme(
        {
            str(n): TagSpec(f"t{n}", "T", "red", "thin", letter)
            for n, letter in enumerate("abcdefghijklmnopqrstuvwxyz567890")
        }
    )
    assert free_shortcuts(taken) == []
