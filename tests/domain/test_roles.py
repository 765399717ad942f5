"""The table of permissions, against the table that people read."""

import pytest

from newsapp.domain.roles import ALLOWED, Action, Role, least_role, may

LEAST = {
    Action.READ: Role.VIEWER,
    Action.EXPORT: Role.VIEWER,
    Action.ADD_ARTICLE: Role.ANALYST,
    Action.HIGHLIGHT: Role.ANALYST,
    Action.REVISE_ARTICLE: Role.REVIEWER,
    Action.EDIT_ANY_HIGHLIGHT: Role.REVIEWER,
    Action.WRITE_CLAIM: Role.ANALYST,
    Action.ADD_EVIDENCE: Role.ANALYST,
    Action.COMMENT: Role.ANALYST,
    Action.OPEN_DISPUTE: Role.ANALYST,
    Action.REVIEW: Role.REVIEWER,
    Action.ASSIGN: Role.MANAGER,
    Action.MANAGE_SCHEME: Role.MANAGER,
    Action.MANAGE_MEMBERS: Role.MANAGER,
    Action.MANAGE_PROJECT: Role.MANAGER,
}


def test_every_action_stands_in_the_table() -> None:
    assert set(LEAST) == set(Action)
    assert set(ALLOWED) == set(Role)


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("action", Action)
def test_a_role_may_do_what_the_table_says(action: Action, role: Role) -> None:
    order = list(Role)
    assert may(role, action) == (order.index(role) >= order.index(LEAST[action]))


@pytest.mark.parametrize("action", Action)
def test_the_least_role_is_the_one_that_messages_name(action: Action) -> None:
    assert least_role(action) is LEAST[action]


def test_a_higher_role_may_do_all_that_a_lower_one_may() -> None:
    for lower, higher in zip(list(Role), list(Role)[1:], strict=False):
        assert ALLOWED[lower] < ALLOWED[higher]
