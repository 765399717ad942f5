"""Review beside the text: what cards say of it, threads without leaving the page, and whoever was faster."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from annotations.domain.highlighting import HighlightRecord
from annotations.models import Comment, Dispute, Highlight
from annotations.services.comments import CommentDraft, add_comment
from newsapp.models import Article, Project, User
from tests.disputes import make_dispute
from tests.factories import make_claim, make_highlight, opened

pytestmark = pytest.mark.django_db

SCRIPT = {"HX-Request": "true"}


@pytest.fixture
def signed_in(client: Client, analyst: User) -> Client:
    client.force_login(analyst)
    return client


@pytest.fixture
def mark(article: Article, analyst: User) -> HighlightRecord:
    """The analyst's highlight."""
    return make_highlight(article=article, by=analyst)


@pytest.fixture
def threads(project: Project) -> str:
    """Address of the comments."""
    return reverse("comments", args=[project.slug])


def say(project: Project, user: User, text: str = "Hm.", **about: Any) -> Comment:
    return add_comment(access=opened(project=project, user=user), draft=CommentDraft(text=text, **about))[0]


def page_of(client: Client, project: Project, name: str = "article") -> str:
    return str(client.get(reverse(name, args=[project.slug, 1])).content.decode())


def test_a_card_tells_of_remarks_disputes_and_the_claim(
    signed_in: Client, project: Project, analyst: User, reviewer: User, mark: HighlightRecord
) -> None:
    assert "data-review=" not in page_of(signed_in, project)
    say(project, reviewer, highlight=mark.id)
    done = say(project, reviewer, highlight=mark.id)
    Comment.objects.filter(pk=done.pk).update(resolved_at=done.created_at)
    say(project, reviewer, article=1)
    make_claim(project=project, appearances=[mark])
    make_dispute(article=Article.objects.get(), highlight=Highlight.objects.get())
    for name in ("article", "article_reviews"):
        page = page_of(signed_in, project, name)
        assert f'data-review="{mark.id}"' in page
        assert "1 open remark<" in page
        assert reverse("dispute", args=[project.slug, 1]) in page
        assert reverse("claim", args=[project.slug, 1]) in page
    assert 'data-remarks="1"' in page_of(signed_in, project, "article_reviews")


def test_a_withdrawn_dispute_is_told_on_no_card(signed_in: Client, project: Project, mark: HighlightRecord) -> None:
    make_dispute(article=Article.objects.get(), highlight=Highlight.objects.get())
    Dispute.objects.update(state="withdrawn")
    assert "data-dispute>" not in page_of(signed_in, project)


def test_a_script_gets_the_threads_and_says_something_without_a_page(
    signed_in: Client, threads: str, mark: HighlightRecord
) -> None:
    sent = {"highlight": str(mark.id), "text": "Why?", "id": "018f0000-0000-7000-8000-000000000001"}
    for _ in range(2):
        assert signed_in.post(threads, sent, headers=SCRIPT).status_code == 204
    assert Comment.objects.count() == 1, "the same again is not said twice"
    answer = signed_in.get(threads, {"highlight": str(mark.id)}, headers=SCRIPT).content.decode()
    assert answer.lstrip().startswith("<section")
    assert "Why?" in answer


def test_what_is_said_about_a_highlight_that_was_deleted_meanwhile_is_not_lost(
    signed_in: Client, threads: str, mark: HighlightRecord, article: Article
) -> None:
    Highlight.objects.update(deleted_at=article.created_at)
    sent = {"highlight": str(mark.id), "text": "My long thought"}
    refused = signed_in.post(threads, sent, headers=SCRIPT)
    assert (refused.status_code, b"deleted meanwhile" in refused.content) == (410, True)
    page = signed_in.post(threads, sent)
    assert page.status_code == 410
    assert "deleted meanwhile" in page.content.decode()
    assert "My long thought</textarea>" in page.content.decode()


def test_a_remark_that_two_settle_is_settled_once_and_both_see_it(
    signed_in: Client, project: Project, reviewer: User, article: Article
) -> None:
    remark = say(project, reviewer, article=1)
    address = reverse("comment_change", args=[project.slug, remark.uuid])
    assert signed_in.post(address, {"do": "settle", "version": 1}, headers=SCRIPT).status_code == 204
    assert signed_in.post(address, {"do": "settle", "version": 1}, headers=SCRIPT).status_code == 204
    told = signed_in.post(address, {"do": "settle", "version": 1}, follow=True).content.decode()
    assert "has settled it already" in told
    remark.refresh_from_db()
    assert remark.version == 2
    stale = signed_in.post(address, {"do": "reopen", "version": 1}, headers=SCRIPT)
    assert stale.status_code == 412


def test_what_is_changed_after_somebody_else_changed_it_stays_in_the_form(
    signed_in: Client, project: Project, analyst: User, article: Article
) -> None:
    remark = say(project, analyst, article=1)
    Comment.objects.update(version=2)
    address = reverse("comment_change", args=[project.slug, remark.uuid])
    page = signed_in.post(address, {"do": "edit", "version": 1, "text": "Other words"})
    assert (page.status_code, "Other words</textarea>" in page.content.decode()) == (412, True)


def test_a_second_dispute_of_a_kind_leads_to_the_first(
    signed_in: Client, project: Project, mark: HighlightRecord
) -> None:
    make_dispute(article=Article.objects.get(), highlight=Highlight.objects.get())
    address = f"{reverse('dispute_new', args=[project.slug])}?highlight={mark.id}"
    assert reverse("dispute", args=[project.slug, 1]) in signed_in.get(address).content.decode()
    kind = Dispute.objects.get().kind
    sent = {"kind": kind, "question": "Is it?", "positions": "No", "words": "My reasons"}
    page = signed_in.post(address, sent)
    assert page.status_code == 409
    assert "Dispute 1 of this kind" in page.content.decode()
    assert "My reasons</textarea>" in page.content.decode()
    assert Dispute.objects.count() == 1


def test_a_claim_and_an_article_have_their_discussion(signed_in: Client, project: Project, article: Article) -> None:
    make_claim(project=project)
    page = page_of(signed_in, project, "claim")
    assert "data-discussion" in page
    answer = signed_in.post(reverse("comments", args=[project.slug]), {"claim": 1, "text": "Which day?"})
    assert answer["Location"].startswith(reverse("claim", args=[project.slug, 1]))
    assert "Which day?" in page_of(signed_in, project, "claim")
    assert f"{reverse('comments', args=[project.slug])}?article=1" in page_of(signed_in, project, "article_details")
