"""The daily letter: to whom it goes, what it says, and how it ends."""

import re
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from annotations.models import DigestChoice
from annotations.services.comments import CommentDraft, add_comment
from annotations.services.digests import send_digests
from newsapp.models import Article, Project, User
from tests.disputes import make_dispute
from tests.factories import opened

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def with_mail(settings: Any) -> None:
    """A site that sends mail and knows its address."""
    settings.HAS_MAIL = True
    settings.PUBLIC_ADDRESS = "https://claims.example"


@pytest.fixture
def waiting(project: Project, article: Article, reviewer: User) -> None:
    """A dispute that waits for the reviewers, with a comment that calls `reviewer`."""
    dispute = make_dispute(article=article)
    add_comment(access=opened(project=project), draft=CommentDraft("What says @rita?", dispute=dispute.number))


def letters_to(user: User) -> list[Any]:
    return [letter for letter in mail.outbox if letter.to == [user.email]]


def test_it_goes_once_a_day_to_whom_something_needs(
    waiting: None, reviewer: User, analyst: User, viewer: User, manager: User
) -> None:
    assert send_digests() == 2
    (letter,) = letters_to(reviewer)
    assert letter.subject == "2 things need you on Claimdesk"
    assert "1 dispute waits for you" in letter.body
    assert "1 comment calls you by name" in letter.body
    assert "https://claims.example/projects/front-pages/needs-me/" in letter.body
    assert "What says" not in letter.body
    assert letters_to(manager)[0].subject == "1 thing needs you on Claimdesk"
    assert not letters_to(analyst)
    assert send_digests() == 0


def test_one_press_in_the_mail_program_ends_it(waiting: None, reviewer: User) -> None:
    send_digests()
    headers = letters_to(reviewer)[0].extra_headers
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    match = re.fullmatch(r"<https://claims\.example(/.+)>", headers["List-Unsubscribe"])
    assert match
    client = Client(enforce_csrf_checks=True)
    assert client.get(match[1]).status_code == 200
    assert not DigestChoice.objects.filter(user=reviewer, wanted=False).exists()
    assert client.post(match[1], {"List-Unsubscribe": "One-Click"}).status_code == 200
    DigestChoice.objects.update(sent_at=None)
    mail.outbox.clear()
    send_digests()
    assert not letters_to(reviewer)
    assert client.post(match[1].replace("/stop/", "x/stop/")).status_code == 404


def test_it_is_chosen_again_on_the_page(waiting: None, reviewer: User) -> None:
    client = Client()
    client.force_login(reviewer)
    address = "/projects/front-pages/needs-me/"
    client.post(f"{address}letter/", {"wanted": "no"})
    assert "Send me one a day" in client.get(address).content.decode()
    client.post(f"{address}letter/", {"wanted": "yes"})
    assert "Send me none" in client.get(address).content.decode()


def test_without_mail_or_an_address_nothing_is_sent(waiting: None, settings: Any) -> None:
    settings.PUBLIC_ADDRESS = ""
    assert send_digests() == 0
    settings.PUBLIC_ADDRESS, settings.HAS_MAIL = "https://claims.example", False
    assert send_digests() == 0


def test_an_archived_project_sends_nobody_a_letter(waiting: None, project: Project) -> None:
    Project.objects.filter(pk=project.pk).update(archived_at=timezone.now())
    assert send_digests() == 0
    assert not mail.outbox
