"""The pages of disputes: the list, the screen, every step, what needs somebody."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from annotations.domain.disputes import DisputeKind, DisputeState
from annotations.models import Comment, Dispute, Evidence, Mention, Vote
from annotations.services.comments import CommentDraft, add_comment
from annotations.services.voting import cast_vote
from newsapp.models import Article, Project, User
from tests.disputes import bring_to, claim_row, make_dispute, make_reviewers
from tests.factories import make_evidence, make_highlight, opened

pytestmark = pytest.mark.django_db


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def page_of(dispute: Dispute, user: User) -> str:
    answer = signed_in(user).get(reverse("dispute", args=[dispute.project.slug, dispute.number]))
    assert answer.status_code == 200
    return str(answer.content.decode())


def step(dispute: Dispute, user: User, name: str, **data: Any) -> Any:
    return signed_in(user).post(reverse("dispute_step", args=[dispute.project.slug, dispute.number, name]), data)


def state_of(dispute: Dispute) -> str:
    return Dispute.objects.get(pk=dispute.pk).state


def test_a_dispute_runs_from_a_highlight_to_its_ruling_by_the_forms_alone(
    project: Project, article: Article, analyst: User, reviewer: User, manager: User
) -> None:
    marked = make_highlight(article=article, by=analyst)
    address = reverse("dispute_new", args=[project.slug]) + f"?highlight={marked.id}"
    client = signed_in(analyst)
    assert "About 1,000 soldiers" in client.get(address).content.decode()
    sent = {"question": "Is it exact?", "kind": "tag", "words": "It hedges.", "positions": "It is a hedge\n\nNeither"}
    opened_page = client.post(address, sent, follow=True)
    assert opened_page.status_code == 200
    dispute = Dispute.objects.get()
    assert list(dispute.positions.order_by("place").values_list("title", flat=True)) == [
        "As it is marked",
        "It is a hedge",
        "Neither",
    ]
    assert step(dispute, reviewer, "triage", kind="tag", due_at="2030-01-31T12:00").status_code == 302
    assert step(dispute, reviewer, "vote").status_code == 302
    assert step(dispute, reviewer, "ballot", position="0", reason="Plain.").status_code == 302
    assert step(dispute, manager, "ballot", position="none").status_code == 302
    assert state_of(dispute) == "escalated"
    assert step(dispute, reviewer, "propose", position="0", justification="By the guidelines.").status_code == 302
    assert step(dispute, manager, "resolve").status_code == 302
    assert state_of(dispute) == "resolved"
    page = page_of(dispute, analyst)
    assert "By the guidelines." in page
    assert 'class="reading reading-a"' in page


def test_the_screen_shows_every_reading_in_its_place_with_its_letter(
    project: Project, article: Article, analyst: User, other_analyst: User, reviewer: User
) -> None:
    dispute = make_dispute(article=article, coders=[analyst, other_analyst])
    page = page_of(dispute, reviewer)
    both = '<mark class="reading reading-a"><mark class="reading reading-b">1,000 soldiers</mark></mark>'
    assert '<mark class="reading reading-a">About </mark>' + both in page


def test_the_screen_says_why_not(project: Project, article: Article, reviewer: User) -> None:
    dispute = bring_to(make_dispute(article=article, by=reviewer), DisputeState.PROPOSED, by=reviewer)
    page = page_of(dispute, reviewer)
    assert "You opened this dispute: somebody else resolves it." in page
    assert "You proposed this ruling: somebody else resolves it." in page
    Project.objects.filter(pk=project.pk).update(small_team=True)
    assert "who resolved it opened the dispute" in page_of(dispute, reviewer)


def steps_shown(page: str) -> dict[str, str]:
    row = page[page.index('<ol class="dispute-steps"') : page.index("</ol>", page.index('<ol class="dispute-steps"'))]
    return {name: look for look, name in re.findall(r'<li class="(\w*)"[^>]*>(\w+)', row)}


def test_steps_that_were_left_out_are_shown_as_skipped(article: Article, reviewer: User, analyst: User) -> None:
    (second,) = make_reviewers(article.project, 1)
    dispute = bring_to(make_dispute(article=article, by=analyst), DisputeState.PROPOSED, by=reviewer)
    looks = {"Opened": "done", "Triaged": "done", "Evidence": "skipped", "Voting": "skipped"}
    assert steps_shown(page_of(dispute, reviewer)) == {**looks, "Proposed": "now", "Resolved": ""}
    step(dispute, reviewer, "ask", question="Who says so?")
    assert steps_shown(page_of(dispute, reviewer))["Proposed"] == "now", "it stands where it came from"
    step(dispute, reviewer, "answer", answer="The ministry.")
    step(dispute, second, "resolve")
    assert steps_shown(page_of(dispute, reviewer)) == {**looks, "Proposed": "done", "Resolved": "done"}
    step(dispute, second, "reopen", reason="The briefing was misread.")
    again = {"Opened": "done", "Triaged": "now", "Evidence": "", "Voting": "", "Proposed": "", "Resolved": ""}
    assert steps_shown(page_of(dispute, reviewer)) == again


def test_people_are_called_by_their_names_everywhere(
    project: Project, article: Article, reviewer: User, analyst: User
) -> None:
    User.objects.filter(pk=analyst.pk).update(first_name="Ana", last_name="Kovač")
    User.objects.filter(pk=reviewer.pk).update(first_name="Rita", last_name="Moss")
    dispute = bring_to(make_dispute(article=article, by=analyst), DisputeState.PROPOSED, by=reviewer)
    page = page_of(dispute, reviewer)
    assert "<bdi>Ana Kovač</bdi>" in page
    assert "proposed by Rita Moss" in page
    assert f"<bdi>{analyst.username}</bdi>" not in page
    client = signed_in(make_reviewers(project, 1)[0])
    for name in ("disputes", "needs_me"):
        assert "<bdi>Ana Kovač</bdi>" in client.get(reverse(name, args=[project.slug])).content.decode()


def test_nobody_elses_page_shows_a_vote_before_the_voting_closes(
    project: Project, article: Article, reviewer: User, analyst: User, manager: User
) -> None:
    dispute = bring_to(make_dispute(article=article), DisputeState.VOTING, by=reviewer)
    cast_vote(access=opened(project=project, user=reviewer), dispute=dispute, position=1, reason="Plain as day.")
    assert "Plain as day." in page_of(dispute, reviewer)
    for other in (manager, analyst):
        page = page_of(dispute, other)
        assert "Plain as day." not in page
        assert "1 of 2 have voted" in page
        assert "1 vote<" not in page
    step(dispute, manager, "close")
    assert "1 vote<" in page_of(dispute, analyst)


def test_a_refused_step_comes_back_with_what_was_typed_and_the_reason(
    project: Project, article: Article, reviewer: User
) -> None:
    claim = claim_row(project=project)
    dispute = make_dispute(article=article, claim=claim, kind=DisputeKind.VERDICT)
    bring_to(dispute, DisputeState.EVIDENCE, by=reviewer)
    answer = step(dispute, reviewer, "propose", verdict="supported", justification="The briefing says so.")
    assert answer.status_code == 400
    page = answer.content.decode()
    assert "This verdict needs at least one piece of evidence." in page
    assert "The briefing says so." in page
    make_evidence(project=project, dispute=dispute, quote="eleven thousand at most")
    assert step(dispute, reviewer, "propose", verdict="supported", justification="It does.").status_code == 302
    assert "eleven thousand at most" in page_of(dispute, reviewer)


def test_a_step_that_is_not_lawful_now_is_refused_on_the_page(
    project: Project, article: Article, reviewer: User, analyst: User
) -> None:
    dispute = make_dispute(article=article)
    assert step(dispute, reviewer, "collect").status_code == 409
    assert step(dispute, analyst, "triage", kind="tag").status_code == 403
    assert step(dispute, reviewer, "nothing").status_code == 404
    assert state_of(dispute) == "open"


def test_evidence_says_whom_it_supports_and_what_repeats_what(
    project: Project, article: Article, reviewer: User
) -> None:
    dispute = make_dispute(article=article)
    shared: dict[str, Any] = {"independence_group": "briefing", "dispute": dispute}
    make_evidence(project=project, position=1, title="Ministry briefing", stance="supports", **shared)
    make_evidence(project=project, title="Delta Wire", quote="11,000 soldiers", **shared)
    page = page_of(dispute, reviewer)
    assert "supports B" in page
    assert "repeats “Ministry briefing”: counts as the same source" in page
    assert "1 independent source" in page


def test_the_list_is_filtered(project: Project, article: Article, analyst: User, reviewer: User) -> None:
    first = make_dispute(article=article, by=analyst, question="First?")
    make_dispute(article=article, coders=[reviewer], by=reviewer, question="Second?", kind=DisputeKind.BOUNDARY)
    bring_to(first, DisputeState.TRIAGED, by=reviewer)
    client = signed_in(analyst)
    address = reverse("disputes", args=[project.slug])

    def shown(query: str) -> list[str]:
        page = client.get(address + query).content.decode()
        return [question for question in ("First?", "Second?") if question in page]

    assert shown("") == ["First?", "Second?"]
    assert shown("?state=triaged") == ["First?"]
    assert shown("?kind=boundary") == ["Second?"]
    assert shown("?mine=1") == ["First?"]
    assert shown("?tag=claim") == ["Second?"]
    assert shown("?overdue=1") == []
    assert shown("?state=resolved") == []
    assert client.get(address + "?state=odd").status_code == 400
    assert client.get(address + "?article=x").status_code == 400


def test_what_needs_somebody_stands_in_one_list_and_the_next_is_a_link_away(
    project: Project, article: Article, reviewer: User, analyst: User, manager: User
) -> None:
    waiting = make_dispute(article=article, by=manager, question="Untouched?")
    voting = bring_to(make_dispute(article=article, question="Vote?"), DisputeState.VOTING, by=reviewer)
    proposed = bring_to(make_dispute(article=article, question="Mine?"), DisputeState.PROPOSED, by=reviewer)
    add_comment(
        access=opened(project=project), draft=CommentDraft("What says @rita, or @nobody?", dispute=waiting.number)
    )
    client = signed_in(reviewer)
    page = client.get(reverse("needs_me", args=[project.slug])).content.decode()
    assert "Untouched?" in page
    assert "Vote?" in page
    assert "Mine?" not in page
    assert "What says @rita" in page
    following = reverse("needs_me_next", args=[project.slug])
    assert client.get(following)["Location"].endswith(f"/disputes/{waiting.number}/")
    assert client.get(f"{following}?after={waiting.number}")["Location"].endswith(f"/disputes/{voting.number}/")
    client.post(reverse("mention_seen", args=[project.slug, Comment.objects.get().uuid]))
    cast_vote(access=opened(project=project, user=reviewer), dispute=voting, position=0)
    page = client.get(reverse("needs_me", args=[project.slug])).content.decode()
    assert "What says" not in page
    assert "Vote?" not in page
    assert (
        "Mine?"
        in signed_in(make_reviewers(project, 1)[0]).get(reverse("needs_me", args=[project.slug])).content.decode()
    )
    assert "Nothing needs you" in signed_in(analyst).get(reverse("needs_me", args=[project.slug])).content.decode()
    assert proposed.number


def test_comments_are_written_answered_settled_and_deleted_on_the_page(
    project: Project, article: Article, reviewer: User, analyst: User, other_analyst: User
) -> None:
    dispute = make_dispute(article=article)
    address = reverse("comments", args=[project.slug])
    said = signed_in(analyst).post(address, {"dispute": dispute.number, "text": "**No** <script>x</script>, @rita"})
    assert said.status_code == 302
    page = page_of(dispute, reviewer)
    assert "<strong>No</strong>" in page
    assert "<script>x" not in page
    remark = Comment.objects.get()
    signed_in(reviewer).post(address, {"parent": remark.uuid, "text": "Why?"})
    assert not Mention.objects.filter(seen_at=None).exists()
    change = reverse("comment_change", args=[project.slug, remark.uuid])
    assert signed_in(other_analyst).post(change, {"do": "delete", "version": 1}).status_code == 403
    signed_in(reviewer).post(change, {"do": "settle", "version": 1})
    assert "settled by rita" in page_of(dispute, analyst)
    signed_in(analyst).post(change, {"do": "delete", "version": 2})
    page = page_of(dispute, analyst)
    assert "This comment was deleted." in page
    assert "Why?" in page


def test_a_highlight_has_a_page_of_its_comments(project: Project, article: Article, analyst: User) -> None:
    marked = make_highlight(article=article, by=analyst)
    client = signed_in(analyst)
    address = reverse("comments", args=[project.slug])
    answer = client.post(address, {"highlight": str(marked.id), "text": "Too long?"}, follow=True)
    assert "Too long?" in answer.content.decode()
    assert "Open a dispute" in answer.content.decode()
    assert "Too long?" in client.get(address).content.decode()
    assert client.get(address + "?highlight=x").status_code == 400


def test_the_pages_take_a_fixed_number_of_statements(
    project: Project, article: Article, reviewer: User, django_assert_max_num_queries: Any
) -> None:
    client = signed_in(reviewer)
    disputes = [bring_to(make_dispute(article=article), DisputeState.VOTING, by=reviewer) for _ in range(2)]
    for dispute in disputes:
        make_evidence(project=project, dispute=dispute)
    assert Evidence.objects.count() == 2
    assert not Vote.objects.exists()
    with django_assert_max_num_queries(18):
        client.get(reverse("disputes", args=[project.slug]))
    with django_assert_max_num_queries(19):
        client.get(reverse("needs_me", args=[project.slug]))
    with django_assert_max_num_queries(33):
        client.get(reverse("dispute", args=[project.slug, disputes[0].number]))


def test_a_vote_that_comes_too_late_says_so_and_gives_back_what_was_typed(article: Article, manager: User) -> None:
    first, second = make_reviewers(article.project, 2)
    dispute = bring_to(make_dispute(article=article, by=manager), DisputeState.VOTING, by=first)
    step(dispute, first, "close")
    answer = step(dispute, second, "ballot", position="0", reason="The log is the primary source.")
    assert answer.status_code == 409
    words = answer.content.decode()
    assert 'role="alert"' in words
    assert "The voting is not open" in words
    assert "The log is the primary source." in words
