"""What people change about their own account: profile, tokens, sessions."""

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from allauth.usersessions.models import UserSession
from django.test import Client
from django.utils import timezone

from newsapp.domain.devices import device_of
from newsapp.domain.people import time_zones
from newsapp.errors import Conflict, NotVisible, RuleViolation
from newsapp.models import ApiToken, User
from newsapp.queries.sessions import link_events_of, sessions_of
from newsapp.queries.tokens import living_tokens
from newsapp.services.one_time import SENT_TWICE
from newsapp.services.people import (
    change_profile,
    create_token,
    create_user,
    make_sign_in_link,
    revoke_token,
    use_sign_in_link,
    use_token,
)
from newsapp.services.sessions import end_sessions, note_session
from tests.conftest import AtOnce
from tests.factories import PASSWORD, make_user

pytestmark = pytest.mark.django_db


def test_a_profile_changes_name_theme_and_zone() -> None:
    user = make_user()
    change_profile(user=user, name="  Олена  Коваль ", theme="dark", time_zone="Europe/Kyiv")
    stored = User.objects.get(pk=user.pk)
    assert (stored.display_name, stored.theme, stored.time_zone) == ("Олена Коваль", "dark", "Europe/Kyiv")
    change_profile(user=user, name="", theme="system", time_zone="UTC")
    assert User.objects.get(pk=user.pk).display_name == user.username


@pytest.mark.parametrize(
    ("fields", "path"),
    [
        ({"name": "a\u2066b"}, "name"),
        ({"name": "a\0b"}, "name"),
        ({"name": "x" * 151}, "name"),
        ({"theme": "pink"}, "theme"),
        ({"time_zone": "../../etc/passwd"}, "time_zone"),
        ({"time_zone": "Mars/Olympus"}, "time_zone"),
    ],
)
def test_a_profile_that_is_refused_changes_nothing(fields: dict[str, str], path: str) -> None:
    user = make_user()
    with pytest.raises(RuleViolation) as caught:
        change_profile(user=user, **{"name": "N", "theme": "dark", "time_zone": "UTC", **fields})
    assert caught.value.path == path
    assert User.objects.get(pk=user.pk).theme == "system"


def test_every_zone_that_is_offered_exists() -> None:
    assert next(iter(time_zones())) == "UTC"
    assert {"Europe/Kyiv", "America/New_York", "Asia/Tbilisi"} <= time_zones().keys()
    for name in time_zones():
        ZoneInfo(name)


def test_persian_and_hindi_names_keep_their_joiners() -> None:
    assert create_user(username="a", email="", name="می\u200cخواهم").display_name == "می\u200cخواهم"


@pytest.mark.parametrize("username", ["mіra", "Оlena", "αna", "...", "@"])
def test_a_name_that_passes_for_another_makes_no_account(username: str) -> None:
    with pytest.raises(RuleViolation) as caught:
        create_user(username=username, email="")
    assert caught.value.path == "username"


def test_a_revoked_token_ends_at_once_and_only_ones_own_can_be() -> None:
    user, other = make_user(), make_user()
    key = create_token(user=user, label="mine")
    token_id = ApiToken.objects.get().pk
    with pytest.raises(NotVisible):
        revoke_token(user=other, token_id=token_id)
    assert use_token(key=key, now=timezone.now()) is not None
    revoke_token(user=user, token_id=token_id)
    revoke_token(user=user, token_id=token_id)
    assert use_token(key=key, now=timezone.now()) is None
    assert not living_tokens(user).exists()


def test_expired_tokens_are_not_listed() -> None:
    user = make_user()
    create_token(user=user, expires_in=timedelta(seconds=-1))
    create_token(user=user, label="lives", expires_in=timedelta(days=1))
    assert [token.label for token in living_tokens(user)] == ["lives"]


@pytest.mark.parametrize("fields", [{"label": "x" * 121}, {"label": "a\0b"}, {"scope": "admin"}])
def test_a_token_that_is_refused_is_not_made(fields: dict[str, str]) -> None:
    with pytest.raises(RuleViolation):
        create_token(user=make_user(), **fields)  # type: ignore[arg-type]
    assert not ApiToken.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_form_that_is_sent_twice_makes_one_token_even_at_once(at_once: AtOnce) -> None:
    user = make_user()
    keys = at_once(*[lambda: create_token(user=user, label="one", nonce="n" * 20)] * 2)
    assert keys[0] == keys[1]
    assert ApiToken.objects.count() == 1
    assert create_token(user=make_user(), nonce="n" * 20) != keys[0]
    ApiToken.objects.update(created_at=timezone.now() - SENT_TWICE - timedelta(seconds=1))
    with pytest.raises(Conflict):
        create_token(user=user, label="one", nonce="n" * 20)


def signed_in(user: User, agent: str = "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0") -> Client:
    client = Client(headers={"user-agent": agent})
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_every_sign_in_is_a_session_and_the_own_one_comes_first() -> None:
    user = make_user()
    first, second = signed_in(user), signed_in(user)
    rows = sessions_of(user, current=first.session.session_key)
    assert [row.current for row in rows] == [True, False]
    assert sessions_of(make_user(), current=None) == []
    second.logout()
    assert len(sessions_of(user, current=None)) == 1


def test_a_new_password_takes_the_other_sessions_off_the_list() -> None:
    user = make_user(password=PASSWORD)
    signed_in(user)
    user.set_password("another " + PASSWORD)
    user.save()
    assert sessions_of(user, current=None) == []


def test_ending_all_others_keeps_this_one_and_other_people() -> None:
    user, other = make_user(), make_user()
    here, there, elsewhere = signed_in(user), signed_in(user), signed_in(other)
    assert end_sessions(user=user, keep=here.session.session_key) == 1
    assert here.get("/").status_code == 200
    assert there.get("/").status_code == 302
    assert elsewhere.get("/").status_code == 200


def test_one_session_is_ended_and_never_another_persons_or_the_own() -> None:
    user, other = make_user(), make_user()
    here, there, elsewhere = signed_in(user), signed_in(user), signed_in(other)
    ids = {row.session_key: row.pk for row in UserSession.objects.all()}
    for session in (here, elsewhere):
        with pytest.raises(NotVisible):
            end_sessions(user=user, keep=here.session.session_key, only=ids[session.session.session_key])
    assert end_sessions(user=user, keep=here.session.session_key, only=ids[there.session.session_key]) == 1
    assert there.get("/").status_code == 302
    assert elsewhere.get("/").status_code == 200


def test_a_session_is_noted_again_after_ten_minutes_and_not_before() -> None:
    user = make_user()
    note = {"user_id": user.pk, "session_key": "k" * 32, "user_agent": "x" * 9_000}
    note_session(**note, ip=None)  # type: ignore[arg-type]
    minute = timedelta(minutes=1)
    for ago, ip, noted in ((9 * minute, "10.0.0.1", False), (11 * minute, "10.0.0.2", True)):
        UserSession.objects.update(last_seen_at=timezone.now() - ago)
        note_session(**note, ip=ip)  # type: ignore[arg-type]
        row = UserSession.objects.get()
        assert (row.ip == ip, timezone.now() - row.last_seen_at < minute) == (noted, noted)


def test_a_person_reads_which_links_were_made_for_her() -> None:
    user, owner = make_user(), make_user(username="owner")
    use_sign_in_link(secret=make_sign_in_link(user=user, by=owner))
    make_sign_in_link(user=make_user(), by=owner)
    assert [(row.made, row.by) for row in link_events_of(user)] == [(False, user.username), (True, "owner")]
    assert link_events_of(owner) == []


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/131.0 Safari/537.36",
            ("Chrome", "Windows"),
        ),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/131.0 Safari/537.36 Edg/131.0", ("Edge", "Windows")),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 14_5) Version/18.1 Safari/605.1.15", ("Safari", "macOS")),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_1) CriOS/131.0 Mobile Safari/604.1", ("Chrome", "iPhone")),
        ("Mozilla/5.0 (Linux; Android 15) Chrome/131.0 Mobile Safari/537.36", ("Chrome", "Android")),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0", ("Firefox", "Linux")),
        ("curl/8.5.0", ("curl", "")),
        ("", ("", "")),
    ],
)
def test_a_device_is_named_as_people_name_it(agent: str, words: tuple[str, str]) -> None:
    assert device_of(agent) == words


def test_a_statement_is_spent_on_a_session_only_now_and_then(django_assert_num_queries: Any) -> None:
    client = signed_in(make_user())
    with django_assert_num_queries(3):  # session, account, the projects of the front page
        client.get("/")
