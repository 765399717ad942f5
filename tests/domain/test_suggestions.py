"""What counts as accepting a suggestion as it is."""

from dataclasses import dataclass, field
from typing import Any

import pytest

from annotations.domain.suggestions import decision_of


@dataclass(frozen=True)
class Said:
    """As much of a highlight as is compared."""

    segments: list[list[int]] = field(default_factory=lambda: [[46, 66]])
    tags: list[str] = field(default_factory=lambda: ["claim", "cue"])
    attributes: dict[str, dict[str, Any]] = field(default_factory=lambda: {"claim": {"verifiable": "yes"}})


def test_the_same_place_tags_and_values_are_accepted() -> None:
    assert decision_of(Said(), Said()) == "accepted"
    assert decision_of(Said(), Said(tags=["cue", "claim"])) == "accepted"
    assert decision_of(Said(), Said(attributes={"claim": {"verifiable": "yes"}, "cue": {}})) == "accepted"


@pytest.mark.parametrize(
    "made",
    [
        Said(segments=[[46, 65]]),
        Said(segments=[[46, 50], [52, 66]]),
        Said(tags=["claim"]),
        Said(attributes={}),
        Said(attributes={"claim": {"verifiable": "no"}}),
    ],
)
def test_anything_else_is_changed(made: Said) -> None:
    assert decision_of(Said(), made) == "changed"
