"""Invitations: who may make one, what becomes of it, and who gets in by it."""

from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.utils import timezone

from newsapp.access import open_team
from newsapp.domain.addresses import split_people
from newsapp.domain.roles import Action, Role
from newsapp.errors import Conflict, NotAllowed, NotVisible, RuleViolation
from newsapp.models import Event, EventDetail, Invitation, Membership, Project, TeamMember, User
from newsapp.queries.invitations import find_invitation, pending_invitations
from newsapp.services import invitation_mail
from newsapp.services.invitations import (
    MAX_AT_ONCE,
    Outcome,
    accept_invitation,
    invite,
    invite_people,
    revoke_invitation,
    sign_up_by_invitation,
)
from newsapp.services.members import add_member, change_role
from newsapp.services.one_time import SENT_TWICE
from tests.conftest import AtOnce
from tests.factories import PASSWORD, make_project, make_user, opened

pytestmark = pytest.mark.django_db


def managing(project: Project, user: User | None = None) -> Any:
    return opened(project=project, user=user, action=Action.MANAGE_MEMBERS)


def link_into(project: Project, **more: Any) -> str:
    return invite(access=managing(project), **{"role": Role.ANALYST, **more}).secret


def role_of(project: Project, user: User) -> str | None:
    return Membership.objects.filter(project=project, user=user).values_list("role", flat=True).first()


def asked(project: Project, people: str, **more: Any) -> Outcome:
    return invite_people(
        access=managing(project),
        people=people,
        **{"role": Role.ANALYST, "address_of": lambda secret: f"https://desk.example/{secret}/", **more},
    )


def test_whoever_accepts_is_a_member_and_one_of_the_team(project: Project, stranger: User) -> None:
    assert accept_invitation(secret=link_into(project), user=stranger) == project
    assert role_of(project, stranger) == "analyst"
    assert TeamMember.objects.filter(team=project.team, user=stranger, owner=False).exists()
    verbs = list(Event.objects.filter(project=project).order_by("pk").values_list("verb", flat=True))
    assert verbs[-3:] == ["invitation.made", "member.added", "invitation.accepted"]


def test_a_secret_is_stored_nowhere(project: Project) -> None:
    secret = link_into(project, nonce="from a form")
    stored = str([list(model.objects.values()) for model in (Invitation, Event, EventDetail)])
    assert secret not in stored


def test_a_link_for_one_lets_one_in(project: Project, stranger: User) -> None:
    secret = link_into(project)
    accept_invitation(secret=secret, user=stranger)
    other = make_user()
    with pytest.raises(NotVisible):
        accept_invitation(secret=secret, user=other)
    assert role_of(project, other) is None


def test_unknown_used_revoked_expired_and_orphaned_invitations_answer_alike(
    project: Project, manager: User, analyst: User, stranger: User
) -> None:
    used, revoked, expired, orphaned = (link_into(project) for _ in range(4))
    by_digest = list(Invitation.objects.order_by("pk"))
    accept_invitation(secret=used, user=make_user())
    revoke_invitation(access=managing(project), invitation_id=by_digest[1].pk)
    Invitation.objects.filter(pk=by_digest[2].pk).update(expires_at=timezone.now() - timedelta(seconds=1))
    closed = make_user()
    Invitation.objects.filter(pk=by_digest[3].pk).update(invited_by=closed)
    answers = set()
    for secret in ("unknown", used, revoked, expired, orphaned):
        for attempt in (
            lambda secret=secret: accept_invitation(secret=secret, user=stranger),
            lambda secret=secret: find_invitation(secret=secret, user=stranger),
            lambda secret=secret: sign_up_by_invitation(
                secret=secret, username="new", name="", email="n@news.example", password=PASSWORD
            ),
        ):
            with pytest.raises(NotVisible) as caught:
                attempt()
            answers.add((caught.value.code, caught.value.message))
    assert len(answers) == 1
    assert role_of(project, stranger) is None
    assert not User.objects.filter(username="new").exists()


@pytest.mark.parametrize("what", ["demoted", "closed", "deleted project"])
def test_an_invitation_is_worth_what_its_maker_still_may(
    project: Project, manager: User, analyst: User, stranger: User, what: str
) -> None:
    add_member(project=project, user=analyst, role=Role.MANAGER, by=manager)
    secret = invite(access=managing(project, analyst), role=Role.VIEWER).secret
    if what == "demoted":
        change_role(access=managing(project, manager), username="ana", role=Role.REVIEWER)
    elif what == "closed":
        User.objects.filter(pk=analyst.pk).update(is_active=False)
    else:
        Project.objects.update(deleted_at=timezone.now())
    with pytest.raises(NotVisible):
        accept_invitation(secret=secret, user=stranger)


def test_one_can_join_an_archived_project_to_read_it(project: Project, stranger: User) -> None:
    secret = link_into(project)
    Project.objects.update(archived_at=timezone.now())
    assert find_invitation(secret=secret, user=stranger).archived
    accept_invitation(secret=secret, user=stranger)
    assert role_of(project, stranger) == "analyst"


@pytest.mark.django_db(transaction=True)
def test_of_two_who_race_for_the_last_use_one_gets_in(project: Project, at_once: AtOnce) -> None:
    secret = link_into(project)
    first, second = make_user(), make_user()
    answers = at_once(
        lambda: accept_invitation(secret=secret, user=first), lambda: accept_invitation(secret=secret, user=second)
    )
    assert [type(answer) for answer in answers if isinstance(answer, Exception)] == [NotVisible]
    assert Membership.objects.filter(project=project, user__in=[first, second]).count() == 1
    assert Invitation.objects.get().uses_left == 0


@pytest.mark.django_db(transaction=True)
def test_one_person_who_clicks_twice_spends_one_use(project: Project, stranger: User, at_once: AtOnce) -> None:
    secret = link_into(project, uses=5)
    at_once(*[lambda: accept_invitation(secret=secret, user=stranger)] * 2)
    assert Invitation.objects.get().uses_left == 4


def test_a_link_never_lowers_a_role_and_spends_no_use_on_members(project: Project, reviewer: User) -> None:
    secret = link_into(project, role=Role.VIEWER)
    assert accept_invitation(secret=secret, user=reviewer) == project
    assert role_of(project, reviewer) == "reviewer"
    assert Invitation.objects.get().uses_left == 1
    assert find_invitation(secret=secret, user=reviewer).nothing_new


def test_a_link_may_raise_a_role(project: Project, viewer: User) -> None:
    secret = link_into(project, role=Role.REVIEWER)
    assert not find_invitation(secret=secret, user=viewer).nothing_new
    accept_invitation(secret=secret, user=viewer)
    assert role_of(project, viewer) == "reviewer"


@pytest.mark.parametrize(("field", "value"), [("uses", 0), ("uses", 101), ("days", 0), ("days", 91)])
def test_links_have_bounds(project: Project, field: str, value: int) -> None:
    with pytest.raises(RuleViolation) as caught:
        link_into(project, **{field: value})
    assert caught.value.path == field


def test_a_form_that_is_sent_twice_makes_one_invitation(project: Project) -> None:
    first, again = link_into(project, nonce="n" * 20), link_into(project, nonce="n" * 20)
    assert first == again
    assert Invitation.objects.count() == 1
    assert link_into(project, nonce="other") != first
    Invitation.objects.update(created_at=timezone.now() - SENT_TWICE - timedelta(seconds=1))
    with pytest.raises(Conflict):
        link_into(project, nonce="n" * 20)


def test_a_nonce_is_worth_nothing_to_somebody_else(project: Project, strangers_project: Project) -> None:
    assert link_into(project, nonce="same") != link_into(strangers_project, nonce="same")


def test_another_projects_and_teams_invitations_cannot_be_revoked(
    project: Project, strangers_project: Project, stranger: User
) -> None:
    link_into(project)
    invitation_id = Invitation.objects.get().pk
    team = open_team(user=stranger, slug=strangers_project.team.slug, owner=True)
    for access in (managing(strangers_project), team):
        with pytest.raises(NotVisible):
            revoke_invitation(access=access, invitation_id=invitation_id)
    assert pending_invitations(managing(project)).count() == 1


def test_an_invitation_into_a_team_alone_takes_an_owner(project: Project, manager: User, analyst: User) -> None:
    with pytest.raises(NotAllowed):
        invite(access=open_team(user=analyst, slug=project.team.slug))
    access = open_team(user=manager, slug=project.team.slug)
    secret = invite(access=access).secret
    person = make_user()
    assert accept_invitation(secret=secret, user=person) is None
    assert TeamMember.objects.filter(team=project.team, user=person).exists()
    assert not Membership.objects.filter(user=person).exists()
    assert pending_invitations(access).count() == 0


def test_by_invitation_one_makes_an_account(project: Project) -> None:
    user, joined = sign_up_by_invitation(
        secret=link_into(project), username="Ｏlena", name=" Олена  Коваль ", email="o@News.Example", password=PASSWORD
    )
    assert joined == project
    stored = User.objects.get(pk=user.pk)
    assert (stored.username, stored.display_name, stored.email) == ("Olena", "Олена Коваль", "o@news.example")
    assert stored.check_password(PASSWORD)
    assert not stored.is_staff
    assert role_of(project, user) == "analyst"
    address = EmailAddress.objects.get()
    assert (address.email, address.verified, address.primary) == ("o@news.example", False, True)


@pytest.mark.parametrize(
    ("fields", "path"),
    [
        ({"username": "MIRA"}, "username"),
        ({"username": "has space"}, "username"),
        ({"username": "mіra"}, "username"),  # a Cyrillic і
        ({"username": ".."}, "username"),
        ({"username": "mi\u202era"}, "username"),
        ({"name": "Mi\u202era"}, "name"),
        ({"name": "x" * 151}, "name"),
        ({"email": "nowhere"}, "email"),
        ({"email": "Known@News.Example"}, "email"),
        ({"password": "short"}, "password"),
        ({"password": "olena-olena"}, "password"),
    ],
)
def test_an_account_that_is_refused_spends_nothing(project: Project, fields: dict[str, str], path: str) -> None:
    known = make_user()
    EmailAddress.objects.create(user=known, email="known@news.example", primary=True)
    secret = link_into(project)
    wanted = {"username": "olena-olena", "name": "", "email": "o@news.example", "password": PASSWORD, **fields}
    with pytest.raises(RuleViolation) as caught:
        sign_up_by_invitation(secret=secret, **wanted)
    assert caught.value.path == path
    assert Invitation.objects.get().uses_left == 1
    assert not User.objects.filter(email="o@news.example").exists()


def test_whoever_is_in_the_team_is_added_at_once(project: Project, manager: User, viewer: User) -> None:
    second = make_project(owner=manager)
    outcome = asked(second, "VERA")
    assert (outcome.added, outcome.links, outcome.unknown) == (["vera"], [], [])
    assert role_of(second, viewer) == "analyst"
    assert asked(second, "@vera").already == ["vera"]


def test_a_proven_address_of_the_team_is_as_good_as_a_name_and_a_typed_one_is_not(
    project: Project, manager: User, viewer: User, analyst: User
) -> None:
    second = make_project(owner=manager)
    EmailAddress.objects.create(user=viewer, email="vera@news.example", verified=True, primary=True)
    EmailAddress.objects.create(user=analyst, email="boss@news.example", verified=False, primary=True)
    User.objects.filter(pk=analyst.pk).update(email="boss@news.example")
    outcome = asked(second, "Vera@news.example; boss@news.example")
    assert outcome.added == ["vera"]
    assert [email for email, _ in outcome.links] == ["boss@news.example"]
    assert role_of(second, analyst) is None


def test_names_from_elsewhere_are_as_unknown_as_names_that_there_are_not(project: Project, stranger: User) -> None:
    outcome = asked(project, "stella, nobody\nnot an address@")
    assert outcome.unknown == ["stella", "nobody", "not an address@"]
    assert role_of(project, stranger) is None


@pytest.mark.parametrize("people", ["", " , ;\n", ",".join(f"p{n}@news.example" for n in range(MAX_AT_ONCE + 1))])
def test_nobody_and_too_many_are_refused(project: Project, people: str) -> None:
    with pytest.raises(RuleViolation) as caught:
        asked(project, people)
    assert caught.value.path == "people"
    assert not Invitation.objects.exists()


def test_without_mail_links_are_handed_over_and_prove_no_address(project: Project, settings: Any) -> None:
    settings.HAS_MAIL = False
    outcome = asked(project, "olena@news.example", nonce="one form")
    assert not mail.outbox
    assert not outcome.mail_failed
    ((email, link),) = outcome.links
    assert email == "olena@news.example"
    assert asked(project, "olena@news.example", nonce="one form").links == outcome.links
    assert Invitation.objects.get().email == ""
    secret = link.rstrip("/").split("/")[-1]
    user, _ = sign_up_by_invitation(secret=secret, username="o", name="", email=email, password=PASSWORD)
    assert not EmailAddress.objects.get(user=user).verified


def test_with_mail_each_gets_a_letter_that_proves_her_address(project: Project, manager: User, settings: Any) -> None:
    settings.HAS_MAIL = True
    Project.objects.update(name="Front\r\nBcc: all@news.example <b>pages</b>")
    outcome = asked(project, "Olena <olena@news.example>, petro@news.example", nonce="one form")
    assert (outcome.sent, outcome.links) == (["olena@news.example", "petro@news.example"], [])
    first = mail.outbox[0]
    assert (first.to, first.bcc, first.content_subtype) == (["olena@news.example"], [], "plain")
    assert "\n" not in first.subject
    assert "<b>pages</b>" in first.body
    assert first.body.count("https://desk.example/") == 1
    secret = next(line for line in str(first.body).splitlines() if "desk.example" in line).strip("/").split("/")[-1]
    user, _ = sign_up_by_invitation(
        secret=secret, username="o", name="", email="another@news.example", password=PASSWORD
    )
    address = EmailAddress.objects.get(user=user)
    assert (address.email, address.verified) == ("olena@news.example", True)


def test_a_form_that_is_sent_twice_sends_one_letter(project: Project, settings: Any) -> None:
    settings.HAS_MAIL = True
    for _ in range(2):
        assert asked(project, "olena@news.example", nonce="one form").sent == ["olena@news.example"]
    assert len(mail.outbox) == 1


def test_what_a_mail_server_refuses_is_shown_to_be_handed_over(project: Project, settings: Any) -> None:
    settings.HAS_MAIL = True
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", 9, 2  # nobody listens there
    outcome = asked(project, "olena@news.example")
    assert outcome.mail_failed
    assert outcome.sent == []
    assert [email for email, _ in outcome.links] == ["olena@news.example"]
    assert Invitation.objects.get().email == ""


def test_nobody_waits_long_for_her_letters(project: Project, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.HAS_MAIL = True
    monkeypatch.setattr(invitation_mail, "PATIENCE_SECONDS", -1)
    outcome = asked(project, "olena@news.example")
    assert (outcome.sent, len(outcome.links), len(mail.outbox)) == ([], 1, 0)


def test_addresses_are_read_as_people_write_them() -> None:
    text = 'Ana B. <ana@news.example>, "Petro, K." <petro@news.example>;\r\n@olena\n OLENA \n\n'
    assert split_people(text) == ["ana@news.example", '"Petro', "petro@news.example", "olena"]
