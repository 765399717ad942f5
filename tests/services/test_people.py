"""Accounts, one-time sign-in links and API tokens."""

from datetime import timedelta

import pytest
from django.utils import timezone

from newsapp.errors import NotVisible, RuleViolation
from newsapp.models import ApiToken, Event, SignInLink, User
from newsapp.services.people import (
    DEMO_USERNAME,
    LAST_USE_PRECISION,
    create_token,
    create_user,
    find_user,
    make_sign_in_link,
    use_sign_in_link,
    use_token,
    whom_to_sign_in_locally,
)
from tests.conftest import AtOnce
from tests.factories import PASSWORD, make_user

pytestmark = pytest.mark.django_db


def test_an_account_with_a_password_can_prove_it() -> None:
    user = create_user(username="ana", email="ana@News.Example", password=PASSWORD)
    stored = User.objects.get(pk=user.pk)
    assert stored.check_password(PASSWORD)
    assert PASSWORD not in stored.password
    assert stored.email == "ana@news.example"
    assert not stored.is_superuser


def test_an_account_without_a_password_has_none_that_works() -> None:
    user = create_user(username="ana", email="ana@news.example")
    assert not user.has_usable_password()
    assert not user.check_password("")


def test_a_superuser_is_staff_too() -> None:
    user = make_user(superuser=True)
    assert user.is_staff
    assert user.is_superuser


@pytest.mark.parametrize("again", ["Анна", "АННА", "анна"])
def test_a_name_is_taken_in_any_case(again: str) -> None:
    make_user(username="Анна")
    with pytest.raises(RuleViolation) as caught:
        create_user(username=again, email="other@news.example")
    assert (caught.value.code, caught.value.path) == ("name_taken", "username")
    assert User.objects.filter(username__iexact="анна").count() == 1


@pytest.mark.parametrize("password", ["short", "1234567890123", "password1234", "anastasia-petrova"])
def test_a_weak_password_makes_no_account(password: str) -> None:
    with pytest.raises(RuleViolation):
        create_user(username="anastasia-petrova", email="a@news.example", password=password)
    assert not User.objects.exists()


@pytest.mark.parametrize("username", ["", "has space", "a/b", "a\0b", "x" * 151])
def test_a_name_that_is_none_makes_no_account(username: str) -> None:
    with pytest.raises(RuleViolation):
        create_user(username=username, email="a@news.example")
    assert not User.objects.exists()


def test_an_address_that_is_none_makes_no_account() -> None:
    with pytest.raises(RuleViolation):
        create_user(username="ana", email="nowhere")
    assert not User.objects.exists()


def test_an_account_is_found_in_any_case_while_it_is_active() -> None:
    user = make_user(username="Ana")
    assert find_user(username="aNA") == user
    User.objects.filter(pk=user.pk).update(is_active=False)
    with pytest.raises(NotVisible):
        find_user(username="Ana")


def test_a_laptop_signs_in_the_demo_owner_before_the_first_administrator() -> None:
    assert whom_to_sign_in_locally() is None
    make_user()
    assert whom_to_sign_in_locally() is None
    administrator = make_user(superuser=True)
    assert whom_to_sign_in_locally() == administrator
    demo = make_user(username=DEMO_USERNAME)
    assert whom_to_sign_in_locally() == demo


def test_a_sign_in_link_works_once() -> None:
    user = make_user()
    secret = make_sign_in_link(user=user)
    assert use_sign_in_link(secret=secret) == user
    with pytest.raises(RuleViolation) as caught:
        use_sign_in_link(secret=secret)
    assert caught.value.code == "link_used"


def test_unknown_used_and_expired_links_answer_alike() -> None:
    used, expired = make_sign_in_link(user=make_user()), make_sign_in_link(user=make_user())
    use_sign_in_link(secret=used)
    SignInLink.objects.filter(used_at=None).update(expires_at=timezone.now() - timedelta(seconds=1))
    answers = set()
    for secret in ("unknown", used, expired):
        with pytest.raises(RuleViolation) as caught:
            use_sign_in_link(secret=secret)
        answers.add((caught.value.code, caught.value.message))
    assert len(answers) == 1


def test_a_sign_in_link_of_a_closed_account_does_nothing() -> None:
    user = make_user()
    secret = make_sign_in_link(user=user)
    User.objects.filter(pk=user.pk).update(is_active=False)
    with pytest.raises(RuleViolation):
        use_sign_in_link(secret=secret)
    assert SignInLink.objects.get().used_at is None


def test_of_two_who_follow_a_link_at_once_one_gets_in(at_once: AtOnce) -> None:
    user = make_user()
    secret = make_sign_in_link(user=user)
    answers = at_once(lambda: use_sign_in_link(secret=secret), lambda: use_sign_in_link(secret=secret))
    assert sorted(isinstance(answer, RuleViolation) for answer in answers) == [False, True]
    assert user in answers


def test_the_secrets_of_links_and_tokens_are_stored_nowhere() -> None:
    user = make_user()
    secrets = [make_sign_in_link(user=user), create_token(user=user, label="for scripts")]
    stored = str([list(model.objects.values()) for model in (SignInLink, ApiToken, Event)])
    for secret in secrets:
        assert secret not in stored
    digest = ApiToken.objects.get().digest
    assert len(digest) == 64


def test_two_tokens_of_one_person_are_two_keys() -> None:
    user = make_user()
    assert create_token(user=user) != create_token(user=user)
    assert ApiToken.objects.filter(user=user).count() == 2


def test_a_token_leads_to_its_person_and_scope() -> None:
    user = make_user()
    key = create_token(user=user, scope="read")
    token = use_token(key=key, now=timezone.now())
    assert token is not None
    assert (token.user, token.scope) == (user, "read")


def test_a_token_writes_and_never_ends_unless_told() -> None:
    key = create_token(user=make_user())
    token = use_token(key=key, now=timezone.now() + timedelta(days=36_500))
    assert token is not None
    assert (token.scope, token.expires_at) == ("write", None)


def test_a_token_ends_when_it_was_told_to() -> None:
    key = create_token(user=make_user(), expires_in=timedelta(days=2))
    assert use_token(key=key, now=timezone.now() + timedelta(days=1, hours=23)) is not None
    assert use_token(key=key, now=timezone.now() + timedelta(days=2, seconds=1)) is None


def test_revoked_unknown_and_closed_accounts_tokens_lead_to_nobody() -> None:
    user = make_user()
    key, revoked = create_token(user=user), create_token(user=make_user(), label="revoked")
    ApiToken.objects.filter(label="revoked").update(revoked_at=timezone.now())
    assert use_token(key=revoked, now=timezone.now()) is None
    assert use_token(key="unknown", now=timezone.now()) is None
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert use_token(key=key, now=timezone.now()) is None


def test_the_last_use_of_a_token_is_noted_to_ten_minutes() -> None:
    key = create_token(user=make_user())
    first = timezone.now()
    use_token(key=key, now=first)
    use_token(key=key, now=first + LAST_USE_PRECISION)
    assert ApiToken.objects.get().last_used_at == first
    later = first + LAST_USE_PRECISION + timedelta(seconds=1)
    use_token(key=key, now=later)
    assert ApiToken.objects.get().last_used_at == later
