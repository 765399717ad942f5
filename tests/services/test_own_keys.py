"""Keys that a person chooses for herself."""

import pytest

from annotations.queries.own_keys import chosen_keys, keys_of
from annotations.services.own_keys import reset_key, reset_keys, set_key
from newsapp.errors import Conflict, RuleViolation
from tests.factories import make_user

pytestmark = pytest.mark.django_db


def test_a_key_is_kept_for_one_person_alone() -> None:
    one, other = make_user(username="one"), make_user(username="other")
    set_key(user=one, command="undo", key="M")
    assert keys_of(one)["undo"] == ("m",)
    assert keys_of(other)["undo"] == ("u",)
    set_key(user=one, command="undo", key="")
    assert keys_of(one)["undo"] == ()
    reset_key(user=one, command="undo")
    assert chosen_keys(one) == {}


def test_the_key_of_another_command_is_refused_until_that_one_gives_it_up() -> None:
    user = make_user()
    with pytest.raises(Conflict) as caught:
        set_key(user=user, command="undo", key="n")
    assert caught.value.path == "key.next-article"
    set_key(user=user, command="next-article", key="m")
    set_key(user=user, command="undo", key="n")
    with pytest.raises(Conflict):
        reset_key(user=user, command="next-article")
    reset_keys(user=user)
    assert chosen_keys(user) == {}


def test_the_usual_key_is_no_choice() -> None:
    user = make_user()
    set_key(user=user, command="undo", key="u")
    assert chosen_keys(user) == {}


@pytest.mark.parametrize(("command", "key"), [("out", "m"), ("tab-on", ""), ("nothing", "m"), ("undo", "Ctrl+c")])
def test_what_cannot_be_is_refused(command: str, key: str) -> None:
    user = make_user()
    with pytest.raises(RuleViolation):
        set_key(user=user, command=command, key=key)
    assert chosen_keys(user) == {}
