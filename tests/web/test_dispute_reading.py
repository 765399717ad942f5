"""Ruling with a reading that is none of the positions, on its page."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from annotations.domain.disputes import DisputeKind, DisputeState
from annotations.models import Dispute, Ruling
from newsapp.models import Article, Project, User
from tests.disputes import bring_to, claim_row, make_dispute, make_reviewers
from tests.factories import make_revision

pytestmark = pytest.mark.django_db


def address(dispute: Dispute) -> str:
    return reverse("dispute_reading", args=[dispute.project.slug, dispute.number])


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def dispute(article: Article, analyst: User, other_analyst: User, reviewer: User) -> Dispute:
    """A triaged dispute about a boundary: two readings, “About 1,000 soldiers” and “1,000 soldiers”."""
    made = make_dispute(article=article, coders=[analyst, other_analyst], kind=DisputeKind.BOUNDARY)
    return bring_to(made, DisputeState.TRIAGED, by=make_reviewers(article.project, 1)[0])


def test_the_form_begins_with_the_first_position(dispute: Dispute, reviewer: User) -> None:
    client = client_of(reviewer)
    page = client.get(address(dispute)).content.decode()
    assert 'value="46–66"' in page
    assert 'value="claim" checked' in page
    assert (
        address(dispute) in client.get(reverse("dispute", args=[dispute.project.slug, dispute.number])).content.decode()
    )


def test_another_place_tags_and_values_are_proposed(dispute: Dispute, reviewer: User) -> None:
    typed = {
        "place": "46–51, 52-57", "tags": ["quantity"], "quantity.value": "1000", "quantity.bound": "approximate",
        "justification": "Not the soldiers.",
    }  # fmt: skip
    answer = client_of(reviewer).post(address(dispute), typed)
    assert (answer.status_code, answer["Location"]) == (302, f"/projects/front-pages/disputes/{dispute.number}/")
    ruling = Ruling.objects.get()
    assert (ruling.position, ruling.justification) == (None, "Not the soldiers.")
    assert ruling.reading is not None
    page = client_of(reviewer).get(answer["Location"]).content.decode()
    assert "About … 1,000" in page
    assert ruling.reading["segments"] == [[46, 51], [52, 57]]
    assert ruling.reading["attributes"] == {"quantity": {"value": 1000, "bound": "approximate"}}


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"place": "here", "tags": ["claim"]}, "Write where it begins and ends"),
        ({"place": "46-9999999", "tags": ["claim"]}, "46–9999999"),
        ({"place": "66-46", "tags": ["claim"]}, "66"),
        ({"place": "46-66", "tags": []}, "tag"),
        ({"place": "46-66", "tags": ["quantity"], "quantity.value": "many"}, "Expected a number"),
        ({"place": "46-66", "tags": ["claim"], "justification": "x" * 5_001}, "5000"),
    ],
)
def test_what_is_no_reading_comes_back_with_what_was_typed(
    dispute: Dispute, reviewer: User, typed: dict[str, Any], said: str
) -> None:
    answer = client_of(reviewer).post(address(dispute), typed)
    assert answer.status_code in (400, 422)
    assert said in answer.content.decode()
    assert not Ruling.objects.exists()


def test_who_may_not_rule_now_reads_why_and_sees_no_form(dispute: Dispute, reviewer: User, analyst: User) -> None:
    client = client_of(reviewer)
    reading = {"place": "46-66", "tags": ["claim"]}
    client.post(address(dispute), reading)
    page = client.get(address(dispute)).content.decode()
    assert "You cannot propose a ruling now." in page
    assert "data-edit" not in page
    assert client.post(address(dispute), reading).status_code == 409
    assert client_of(analyst).get(address(dispute)).status_code == 403


def test_a_reading_of_an_older_text_is_no_beginning(article: Article, dispute: Dispute, reviewer: User) -> None:
    make_revision(article=article, text="About nothing.")
    assert 'name="place" value=""' in client_of(reviewer).get(address(dispute)).content.decode()


def test_a_claim_alone_has_no_text_to_read(project: Project, reviewer: User, article: Article) -> None:
    made = make_dispute(article=article, claim=claim_row(project=project), kind=DisputeKind.VERDICT)
    Dispute.objects.filter(pk=made.pk).update(article=None, highlight=None)
    assert client_of(reviewer).get(address(made)).status_code == 404
