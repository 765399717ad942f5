"""What becomes of one highlight's tags when those of many are changed."""

from dataclasses import replace

import pytest

from annotations.domain.retagging import Fate, Tagging, outcome_of, plan_of
from annotations.domain.schemes import CLAIMS, Attribute, Scheme
from newsapp.errors import RuleViolation

CLAIM = Tagging("claim", {"verifiable": "yes"})
HEDGE = Tagging("hedge", {})


def test_a_tag_is_added_behind_the_others() -> None:
    found = outcome_of(plan_of(CLAIMS, kind="add", tag="hedge"), [CLAIM], allowed=True)
    assert found == (Fate.CHANGED, (CLAIM, HEDGE), ())


def test_a_tag_is_not_added_twice() -> None:
    assert outcome_of(plan_of(CLAIMS, kind="add", tag="claim"), [CLAIM], allowed=True).fate is Fate.AS_IT_IS


def test_a_tag_goes_with_its_values() -> None:
    found = outcome_of(plan_of(CLAIMS, kind="remove", tag="claim"), [CLAIM, HEDGE], allowed=True)
    assert found == (Fate.CHANGED, (HEDGE,), ("claim.verifiable",))


def test_the_only_tag_stays() -> None:
    found = outcome_of(plan_of(CLAIMS, kind="remove", tag="claim"), [CLAIM], allowed=True)
    assert found == (Fate.LAST_TAG, (CLAIM,), ())


def test_another_tag_takes_the_same_place() -> None:
    plan = plan_of(CLAIMS, kind="replace", tag="claim", by="source")
    found = outcome_of(plan, [CLAIM, HEDGE], allowed=True)
    assert found == (Fate.CHANGED, (Tagging("source", {}), HEDGE), ("claim.verifiable",))


def test_a_tag_that_is_there_already_is_not_there_twice_after_replacing() -> None:
    plan = plan_of(CLAIMS, kind="replace", tag="claim", by="hedge")
    found = outcome_of(plan, [CLAIM, HEDGE], allowed=True)
    assert found == (Fate.CHANGED, (HEDGE,), ("claim.verifiable",))


def test_values_that_the_other_tag_would_take_are_kept() -> None:
    other = replace(
        CLAIMS.tags["source"],
        attributes=(
            Attribute("verifiable", "Verifiable", "choice", ("yes",)),
            Attribute("polarity", "Polarity", "number"),
        ),
    )
    scheme = Scheme(tags={**CLAIMS.tags, "source": other})
    plan = plan_of(scheme, kind="replace", tag="claim", by="source")
    found = outcome_of(plan, [Tagging("claim", {"verifiable": "yes", "polarity": "negative"})], allowed=True)
    assert found.tags == (Tagging("source", {"verifiable": "yes"}),)
    assert found.dropped == ("claim.polarity",)


@pytest.mark.parametrize("kind", ["add", "remove", "replace", "delete"])
def test_what_may_not_be_changed_stays(kind: str) -> None:
    plan = plan_of(CLAIMS, kind=kind, tag="claim", by="hedge")
    assert outcome_of(plan, [CLAIM], allowed=False) == (Fate.NOT_OWN, (CLAIM,), ())


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"kind": ""}, "unknown_action"),
        ({"kind": "paint"}, "unknown_action"),
        ({"kind": "add"}, "unknown_tag"),
        ({"kind": "add", "tag": "rumour"}, "unknown_tag"),
        ({"kind": "add", "tag": "satire"}, "wrong_scope"),
        ({"kind": "replace", "tag": "claim"}, "unknown_tag"),
        ({"kind": "replace", "tag": "claim", "by": "claim"}, "same_tag"),
        ({"kind": "add", "tag": "cue"}, "retired_tag"),
        ({"kind": "replace", "tag": "claim", "by": "cue"}, "retired_tag"),
    ],
)
def test_a_plan_that_cannot_be_is_refused(asked: dict[str, str], code: str) -> None:
    scheme = Scheme(tags={**CLAIMS.tags, "cue": replace(CLAIMS.tags["cue"], retired=True)})
    with pytest.raises(RuleViolation) as caught:
        plan_of(scheme, **asked)
    assert caught.value.code == code


def test_a_retired_tag_can_be_taken_off() -> None:
    scheme = Scheme(tags={**CLAIMS.tags, "cue": replace(CLAIMS.tags["cue"], retired=True)})
    assert plan_of(scheme, kind="remove", tag="cue").added is None
    assert plan_of(scheme, kind="replace", tag="cue", by="hedge").added == CLAIMS.tags["hedge"]
