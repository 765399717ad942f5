"""The page of agreement."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.html import strip_tags

from annotations.services.agreement import compute_agreement
from newsapp.models import Article, Project, User
from tests.factories import make_highlight

HERE = "/projects/front-pages/agreement/"


@pytest.fixture
def coded(article: Article, project: Project, analyst: User, other_analyst: User) -> Project:
    """A project whose one article two coded alike but for a source; computed."""
    for by in (analyst, other_analyst):
        make_highlight(article=article, quote="About 1,000 soldiers", tags=["claim"], by=by)
    make_highlight(article=article, quote="a business daily", tags=["source"], by=other_analyst)
    compute_agreement(project_id=project.pk)
    return project


def told(client: Client, user: User, query: str = "") -> str:
    client.force_login(user)
    answer = client.get(HERE + query)
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", strip_tags(answer.content.decode().split("<main")[1]))


def test_every_statistic_is_told_with_its_value_its_n_and_its_definition(
    client: Client, coded: Project, viewer: User
) -> None:
    said = told(client, viewer)
    assert "from 1 article that two or more coded" in said
    assert re.search(r"F1, exact spans\s?F1 of spans with start, end and tag alike.*? 0\.667 3 ", said)
    assert "undefined" not in told(client, viewer).split("Gamma")[1].split("F1, exact")[0]


def test_what_is_undefined_says_why(client: Client, coded: Project, viewer: User) -> None:
    said = told(client, viewer, "?tag=claim")
    assert re.search(r"Matched spans: Cohen’s kappa.{,200}All values are the same.{,80} undefined", said)


def test_a_group_and_a_tag_are_chosen(client: Client, coded: Project, viewer: User) -> None:
    assert re.search(r"F1, exact spans.*? 1\.000 2 ", told(client, viewer, "?tag=claim&group=pair:ana,bela"))
    assert re.search(r"F1, exact spans.*? 0\.000 1 ", told(client, viewer, "?tag=source"))
    assert "There is nothing that two coders coded." in told(client, viewer, "?group=pair:ana,nobody")


def test_before_anything_is_computed_the_page_says_so_and_a_reviewer_may_ask_for_it(
    client: Client, project: Project, viewer: User, reviewer: User
) -> None:
    said = told(client, viewer)
    assert "has not been computed yet" in said
    assert "Compute now" not in said
    assert "Compute now" in told(client, reviewer)
    answer = client.post(HERE, follow=True)
    assert "The agreement is being computed" in answer.content.decode()


def test_the_page_takes_as_many_statements_for_any_number_of_groups(
    client: Client, coded: Project, viewer: User
) -> None:
    client.force_login(viewer)
    client.get(HERE)
    with CaptureQueriesContext(connection) as seen:
        client.get(HERE)
    assert len(seen) <= 15
