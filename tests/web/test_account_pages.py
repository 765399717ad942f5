"""One's own account: profile, tokens, sessions, letters, and the pages of the sign-in package."""

import re
from datetime import timedelta
from typing import Any

import pytest
from allauth.account.urls import urlpatterns as sign_in_urls
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from newsapp.logs import hide_secrets
from newsapp.models import ApiToken, Event, Project, User
from newsapp.services.people import make_sign_in_link
from newsapp.web import accounts
from tests.factories import PASSWORD, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def user(db: None) -> User:
    return make_user(username="olena", password=PASSWORD)


@pytest.fixture
def signed_in(client: Client, user: User) -> Client:
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_a_profile_is_changed_and_pages_follow(signed_in: Client, user: User) -> None:
    fields = {"name": "Олена", "theme": "dark", "time_zone": "Asia/Tokyo"}
    assert signed_in.post("/account/", fields).status_code == 302
    page = signed_in.get("/account/").content.decode()
    assert 'data-theme="dark"' in page
    assert '<option value="Asia/Tokyo" selected>' in page
    assert "Saved." in page


def test_what_is_wrong_with_a_profile_is_said_and_what_was_typed_stays(signed_in: Client) -> None:
    answer = signed_in.post("/account/", {"name": "Still here", "theme": "dark", "time_zone": "Mars"})
    assert answer.status_code == 400
    page = answer.content.decode()
    assert "There is no such time zone" in page
    assert 'value="Still here"' in page


def test_pages_show_times_in_the_persons_zone_and_the_interface_in_utc(
    client: Client, project: Project, manager: User
) -> None:
    client.force_login(manager)
    at = Event.objects.latest("pk").created_at
    zones = {"UTC": 0, "Asia/Kolkata": 330, "America/St_Johns": None}
    shown = {}
    for zone in zones:
        User.objects.filter(pk=manager.pk).update(time_zone=zone)
        page = client.get("/projects/front-pages/activity/").content.decode()
        shown[zone] = re.findall(r"\d\d:\d\d</time>", page)[0][:5]
    assert shown["Asia/Kolkata"] == (at + timedelta(minutes=330)).strftime("%H:%M")
    assert len(set(shown.values())) == 3
    events = client.get("/api/v1/projects/front-pages/events/").json()["results"]
    assert events[0]["created_at"].endswith("Z")
    assert timezone.get_current_timezone_name() == "UTC"


def test_a_zone_that_no_longer_exists_is_utc(signed_in: Client, user: User) -> None:
    User.objects.filter(pk=user.pk).update(time_zone="Gone/Away")
    assert signed_in.get("/account/").status_code == 200


def test_a_token_is_shown_once_with_the_line_that_tries_it(signed_in: Client, user: User) -> None:
    fields = {"label": "nightly <export>", "scope": "read", "expires": "30", "nonce": "n" * 20}
    page = signed_in.post("/account/tokens/", fields)
    key = re.search(r'id="new-token" value="([^"]+)"', page.content.decode())
    assert key is not None
    assert f"Authorization: Token {key[1]}&quot; http://testserver/api/v1/projects/" in page.content.decode() or (
        f'Authorization: Token {key[1]}" http://testserver/api/v1/projects/' in page.content.decode()
    )
    assert "no-store" in page["Cache-Control"]
    again = signed_in.post("/account/tokens/", fields).content.decode()
    assert key[1] in again
    token = ApiToken.objects.get()
    assert token.expires_at is not None
    assert abs(token.expires_at - timezone.now() - timedelta(days=30)) < timedelta(minutes=1)
    listed = signed_in.get("/account/tokens/").content.decode()
    assert key[1] not in listed
    assert "nightly &lt;export&gt;" in listed
    headers = {"Authorization": f"Token {key[1]}"}
    assert Client().get("/api/v1/me/", headers=headers).status_code == 200
    assert (
        Client().post("/api/v1/projects/", b"{}", content_type="application/json", headers=headers).status_code == 403
    )
    assert signed_in.post(f"/account/tokens/{token.pk}/revocation/").status_code == 302
    assert Client().get("/api/v1/me/", headers=headers).status_code == 401


@pytest.mark.parametrize(
    "fields",
    [{"label": ""}, {"label": "  "}, {"scope": "admin"}, {"expires": "0"}, {"expires": "-5"}, {"label": "x" * 121}],
)
def test_a_token_that_is_refused_is_not_made(signed_in: Client, fields: dict[str, str]) -> None:
    answer = signed_in.post("/account/tokens/", {"label": "one", "scope": "read", "expires": "never", **fields})
    assert answer.status_code == 400
    assert not ApiToken.objects.exists()


def test_another_persons_token_is_not_there(signed_in: Client) -> None:
    from newsapp.services.people import create_token

    create_token(user=make_user())
    assert signed_in.post(f"/account/tokens/{ApiToken.objects.get().pk}/revocation/").status_code == 404
    assert ApiToken.objects.get().revoked_at is None


def test_sessions_are_ended_from_the_page(signed_in: Client, user: User) -> None:
    other = Client(headers={"user-agent": "Mozilla/5.0 (iPhone) Safari/605"})
    other.get(f"/sign-in/{make_sign_in_link(user=user)}/")
    page = signed_in.get("/account/sessions/").content.decode()
    assert "Safari on iPhone" in page
    assert signed_in.post("/account/sessions/").status_code == 302
    assert other.get("/account/").status_code == 302
    assert signed_in.get("/account/").status_code == 200
    assert signed_in.post("/account/sessions/", {"session": "9999"}).status_code == 404
    assert signed_in.post("/account/sessions/", {"session": "x"}).status_code == 400


def test_signing_in_by_password_or_link_is_a_session_with_its_address(user: User) -> None:
    by_password, by_link = Client(REMOTE_ADDR="10.1.2.3"), Client(REMOTE_ADDR="10.4.5.6")
    by_password.post("/accounts/login/", {"login": "olena", "password": PASSWORD})
    by_link.get(f"/sign-in/{make_sign_in_link(user=user)}/")
    page = by_link.get("/account/sessions/").content.decode()
    assert page.count('class="waiting"') == 2
    assert "10.1.2.3" in page
    assert "10.4.5.6" in page


def test_a_link_that_was_made_for_somebody_waits_for_a_button(client: Client, user: User) -> None:
    address = f"/sign-in/{make_sign_in_link(user=user, by=make_user(username='owner'))}/confirm/"
    for _ in range(2):
        page = client.get(address)
        assert "olena" in page.content.decode()
        assert "no-store" in page["Cache-Control"]
        assert client.get("/").status_code == 302
    forged = Client(enforce_csrf_checks=True)
    assert forged.post(address).status_code == 403
    assert client.post(address)["Location"] == "/"
    assert client.get("/").context["user"] == user
    assert "owner" in client.get("/account/sessions/").content.decode()
    for ask in (Client().get, Client().post):
        answer = ask(address)
        assert answer.status_code == 400
        assert "Ask for a new one" in answer.content.decode()


def test_a_new_password_ends_the_other_sessions(signed_in: Client, user: User) -> None:
    other = Client()
    other.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    new = "another " + PASSWORD
    fields = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    assert signed_in.post("/accounts/password/change/", fields).status_code == 302
    assert signed_in.get("/account/").status_code == 200
    assert other.get("/account/").status_code == 302
    assert signed_in.get("/account/sessions/").content.decode().count('class="waiting"') == 1


def test_whoever_came_by_a_link_sets_her_first_password(client: Client) -> None:
    client.force_login(make_user(), backend="django.contrib.auth.backends.ModelBackend")
    assert client.get("/accounts/password/change/")["Location"] == "/accounts/password/set/"
    new = "another " + PASSWORD
    assert client.post("/accounts/password/set/", {"password1": new, "password2": new}).status_code == 302


def test_whoever_forgot_her_password_and_came_by_a_link_sets_another_for_half_an_hour(
    client: Client, user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    new = "another " + PASSWORD
    fields = {"password1": new, "password2": new}
    client.get(f"/sign-in/{make_sign_in_link(user=user)}/")
    with monkeypatch.context() as later:
        later.setattr(accounts, "LINK_COUNTS_SECONDS", -1)
        assert client.post("/accounts/password/change/", fields).status_code == 200
        assert User.objects.get(pk=user.pk).check_password(PASSWORD)
    assert "need not know" in client.get("/accounts/password/change/").content.decode()
    assert client.post("/accounts/password/change/", fields).status_code == 302
    assert User.objects.get(pk=user.pk).check_password(new)
    assert "that you have now" in client.get("/accounts/password/change/").content.decode()


def test_without_mail_a_forgotten_password_is_no_dead_end(client: Client, user: User, settings: Any) -> None:
    settings.HAS_MAIL = False
    page = client.get("/accounts/password/reset/").content.decode()
    assert "owner of your team can make you a link" in page
    client.post("/accounts/password/reset/", {"email": user.email})
    assert not mail.outbox


def test_with_mail_a_letter_brings_a_new_password(client: Client, user: User, settings: Any) -> None:
    settings.HAS_MAIL = True
    assert client.post("/accounts/password/reset/", {"email": user.email}).status_code == 302
    link = re.search(r"http://testserver(/accounts/password/reset/key/\S+)", str(mail.outbox[0].body))
    assert link is not None
    page = client.get(link[1], follow=True)
    assert "A new password" in page.content.decode()
    new = "another " + PASSWORD
    path = page.redirect_chain[-1][0]
    assert client.post(path, {"password1": new, "password2": new}).status_code == 302
    assert User.objects.get(pk=user.pk).check_password(new)
    assert "used already" in Client().get(link[1], follow=True).content.decode()


def test_known_and_unknown_addresses_get_the_same_answer(client: Client, user: User, settings: Any) -> None:
    settings.HAS_MAIL = True
    answers = {
        (answer.status_code, answer["Location"])
        for email in (user.email, "nobody@news.example")
        for answer in [client.post("/accounts/password/reset/", {"email": email})]
    }
    assert len(answers) == 1


def test_a_mail_server_that_is_away_is_said_to_be(client: Client, user: User, settings: Any) -> None:
    settings.HAS_MAIL = True
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    answer = client.post("/accounts/password/reset/", {"email": user.email})
    assert answer.status_code == 503
    assert "could not be sent" in answer.content.decode()


def test_addresses_are_added_confirmed_and_removed(signed_in: Client, user: User, settings: Any) -> None:
    settings.HAS_MAIL = True
    assert signed_in.post("/accounts/email/", {"email": "second@news.example", "action_add": ""}).status_code == 302
    page = signed_in.get("/accounts/email/").content.decode()
    assert "second@news.example" in page
    assert "Send a letter to confirm it" in page
    link = re.search(r"http://testserver(/accounts/confirm-email/\S+)", str(mail.outbox[-1].body))
    assert link is not None
    assert "second@news.example" in signed_in.get(link[1]).content.decode()
    assert "Confirmed" not in signed_in.get("/accounts/email/").content.decode()
    signed_in.post(link[1])
    assert "Confirmed" in signed_in.get("/accounts/email/").content.decode()
    # What is proven is the first, as long as nothing else is.
    assert User.objects.get(pk=user.pk).email == "second@news.example"
    for email, stays in (("second@news.example", True), (user.email, False)):
        signed_in.post("/accounts/email/", {"email": email, "action_remove": ""})
        assert (f"{email}</bdi>" in signed_in.get("/accounts/email/").content.decode()) == stays


def test_without_mail_addresses_are_kept_and_nothing_is_sent(signed_in: Client, settings: Any) -> None:
    settings.HAS_MAIL = False
    signed_in.post("/accounts/email/", {"email": "second@news.example", "action_add": ""})
    assert not mail.outbox
    page = signed_in.get("/accounts/email/").content.decode()
    assert "second@news.example" in page
    assert "Send a letter" not in page


ARGUMENTS = {
    "account_confirm_email": {"key": "x"},
    "account_reset_password_from_key": {"uidb36": "1", "key": "x"},
}


@pytest.mark.parametrize("name", sorted(str(pattern.name) for pattern in sign_in_urls))
@pytest.mark.parametrize("who", ["somebody", "nobody", "somebody without a password"])
@pytest.mark.parametrize("has_mail", [True, False])
def test_every_page_of_the_sign_in_package_looks_like_ours(
    client: Client, settings: Any, name: str, who: str, has_mail: bool
) -> None:
    settings.HAS_MAIL = has_mail
    if who != "nobody":
        client.force_login(
            make_user(password=PASSWORD if who == "somebody" else None),
            backend="django.contrib.auth.backends.ModelBackend",
        )
    answer = client.get(reverse(name, kwargs=ARGUMENTS.get(name)), follow=True)
    assert answer.status_code in {200, 403}, name
    page = answer.content.decode()
    assert 'class="site-header"' in page
    for foreign in ("<table", "Menu:", "account/js", "placeholder=", "<style"):
        assert foreign not in page.split("<main")[1], name
    assert len(re.findall(r"<h1\b", page)) == 1


def test_the_log_hides_what_opens_something() -> None:
    for path in ("/sign-in/SECRET/", "/sign-in/SECRET/confirm/", "/invitations/SECRET/",
                 "/accounts/login/?next=%2Finvitations%2FSECRET%2F", "/accounts/password/reset/key/3-SECRET/"):  # fmt: skip
        said = hide_secrets(None, "info", {"event": "request_started", "request": f"GET {path}"})
        assert "SECRET" not in said["request"], path
    harmless = {"event": "x", "request": "GET /projects/a/invitations/"}
    assert hide_secrets(None, "info", dict(harmless)) == harmless
