"""Documents between their preview and their saving, and what is thrown away in time."""

from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.utils import timezone

from newsapp.access import open_draft
from newsapp.domain.articles import Document
from newsapp.domain.roles import Action, Role
from newsapp.errors import NotVisible
from newsapp.models import ArticleDraft, Event, Invitation, Project, SignInLink, User
from newsapp.services.articles import read_document
from newsapp.services.drafts import (
    KEPT_FOR,
    document_of_draft,
    drop_draft,
    drop_old_drafts,
    keep_draft,
    keep_removals,
)
from newsapp.services.housekeeping import drop_expired_sign_ins
from newsapp.services.invitations import invite
from newsapp.services.people import make_sign_in_link
from newsapp.services.sessions import note_session
from tests.factories import make_user, opened

pytestmark = pytest.mark.django_db

WORDS = "en | uk\n\nПрезидент заявив, що угоду буде підписано завтра вранці у столиці.\r\n"


def draft(project: Project, user: User, *, document: Document | None = None) -> ArticleDraft:
    document = document or read_document(content=WORDS.encode(), filename="сторінка.txt")
    return keep_draft(access=opened(project=project, user=user), document=document)


@pytest.mark.parametrize(
    "document",
    [
        read_document(content=WORDS.encode(), filename="сторінка.txt"),
        read_document(content=b"<html><p>Words</p></html>", filename="a.html"),
        read_document(content=b"<html><p>Words</p></html>", filename="a.html").as_raw(),
        read_document(content=WORDS.encode("utf-16"), filename="a.txt"),
        read_document(content=WORDS.encode("cp1251"), filename="a.txt", charset="windows-1251"),
        read_document(content="d\xe9j\xe0 vu".encode("cp1252"), filename="a.txt", charset="windows-1252"),
        read_document(content="ж".encode("koi8-r"), filename="a.txt", charset="koi8-r"),
    ],
)
def test_a_document_that_was_put_aside_comes_back_as_it_was(
    project: Project, analyst: User, document: Document
) -> None:
    kept = draft(project, analyst, document=document)
    loaded = open_draft(access=opened(project=project, user=analyst), draft_id=kept.pk)
    assert document_of_draft(draft=loaded) == document


def test_a_draft_is_seen_by_whoever_made_it(project: Project, analyst: User, manager: User) -> None:
    kept = draft(project, analyst)
    with pytest.raises(NotVisible):
        open_draft(access=opened(project=project, user=manager), draft_id=kept.pk)


def test_a_draft_is_seen_in_its_project_only(project: Project, strangers_project: Project, manager: User) -> None:
    kept = draft(project, manager)
    strangers_project.memberships.create(user=manager, role="manager")
    with pytest.raises(NotVisible):
        open_draft(access=opened(project=strangers_project, user=manager), draft_id=kept.pk)


def test_a_draft_leaves_no_trace_in_the_log(project: Project, analyst: User) -> None:
    before = Event.objects.count()
    kept = draft(project, analyst)
    keep_removals(draft=kept, kept=["switcher-0"])
    drop_draft(draft=kept)
    assert Event.objects.count() == before
    assert not ArticleDraft.objects.exists()


def test_removals_that_were_taken_back_are_remembered_once_each(project: Project, analyst: User) -> None:
    kept = draft(project, analyst)
    keep_removals(draft=kept, kept=["b", "a", "b"])
    assert ArticleDraft.objects.get().kept == kept.kept == ["a", "b"]
    keep_removals(draft=kept, kept=[])
    assert ArticleDraft.objects.get().kept == []


def test_drafts_are_thrown_away_after_a_day(project: Project, analyst: User) -> None:
    old, young = draft(project, analyst), draft(project, analyst)
    ArticleDraft.objects.filter(pk=old.pk).update(created_at=timezone.now() - KEPT_FOR - timedelta(seconds=1))
    ArticleDraft.objects.filter(pk=young.pk).update(created_at=timezone.now() - KEPT_FOR + timedelta(minutes=1))
    assert drop_old_drafts() == 1
    assert ArticleDraft.objects.get() == young


def test_sessions_and_links_past_their_time_are_thrown_away() -> None:
    for name, seconds in (("old", -60), ("young", 60)):
        session = SessionStore()
        session["name"] = name
        session.set_expiry(timezone.now() + timedelta(seconds=seconds))
        session.save()
        make_sign_in_link(user=make_user(username=name))
    SignInLink.objects.filter(user__username="old").update(expires_at=timezone.now() - timedelta(seconds=1))
    drop_expired_sign_ins()
    assert [session.get_decoded()["name"] for session in Session.objects.all()] == ["young"]
    assert [link.user.username for link in SignInLink.objects.select_related("user")] == ["young"]


def test_ended_invitations_and_sessions_that_are_gone_leave_nothing_behind(project: Project) -> None:
    user = make_user()
    for key in ("gone", "there"):
        note_session(user_id=user.pk, session_key=key, ip=None, user_agent="")
    Session.objects.create(session_key="there", session_data="", expire_date=timezone.now() + timedelta(days=1))
    access = opened(project=project, action=Action.MANAGE_MEMBERS)
    for days_ago in (31, 29):
        invite(access=access, role=Role.VIEWER, email=f"{days_ago}@news.example")
        Invitation.objects.filter(email=f"{days_ago}@news.example").update(
            expires_at=timezone.now() - timedelta(days=days_ago)
        )
    drop_expired_sign_ins()
    assert [row.session_key for row in UserSession.objects.filter(user=user)] == ["there"]
    assert [row.email for row in Invitation.objects.all()] == ["29@news.example"]
