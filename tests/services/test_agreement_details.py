"""What is behind the agreement of a project: the confusion matrix, its spans, weeks and gold; and who sees which."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.utils import timezone

from annotations.domain.agreement.pooled import Statistic
from annotations.models import Highlight
from annotations.queries.agreement import AgreementFilter, confusion_of, drift_of, stored_agreement, trend_of
from annotations.queries.agreement_differences import ArticleDifferences, page_of_differences
from annotations.services.agreement import compute_agreement
from newsapp.domain.roles import Role
from newsapp.models import Article, Assignment, Project, User
from newsapp.queries.pages import Window
from tests.factories import TEXT, make_article, make_highlight, make_member, opened, unique

CLAIM, OTHER = "About 1,000 soldiers", "a business daily"


@pytest.fixture
def coded(project: Project, analyst: User, other_analyst: User) -> Article:
    """Two coders: a claim of both, a span that is a source for the one and a cue for the other, a hedge of one alone."""
    article = make_article(project=project, text=f"{TEXT}\n\n{unique('article')}", language="en")
    for by, tag in ((analyst, "source"), (other_analyst, "cue")):
        make_highlight(article=article, quote=CLAIM, tags=["claim"], by=by)
        make_highlight(article=article, quote=OTHER, tags=[tag], by=by)
    make_highlight(article=article, quote="soldiers", nth=1, tags=["hedge"], by=analyst)
    compute_agreement(project_id=project.pk)
    return article


def cells(project: Project, user: User | None = None, **wanted: str) -> dict[tuple[str, str], int]:
    return confusion_of(access=opened(project=project, user=user), wanted=AgreementFilter(**wanted)).cells


def behind(
    project: Project, cell: tuple[str, str] | None = None, user: User | None = None, **wanted: str
) -> list[ArticleDifferences]:
    access = opened(project=project, user=user)
    page = page_of_differences(access=access, wanted=AgreementFilter(**wanted), cell=cell, window=Window(10))
    return page.rows


def test_the_matrix_of_a_pair_has_a_side_for_each_and_that_of_the_project_is_symmetric(
    project: Project, coded: Article
) -> None:
    pair: dict[str, Any] = {"dimension": "pair", "key": "ana,bela"}
    assert cells(project, **pair) == {("claim", "claim"): 1, ("source", "cue"): 1, ("hedge", ""): 1}
    both = {("source", "cue"): 1, ("cue", "source"): 1, ("hedge", ""): 1, ("", "hedge"): 1}
    assert cells(project) == {("claim", "claim"): 1, **both}
    found = confusion_of(access=opened(project=project), wanted=AgreementFilter())
    assert (found.n, found.alike, found.tags) == (3, 1, ["claim", "cue", "hedge", "source", ""])
    assert set(cells(project, tag="hedge")) == {("hedge", ""), ("", "hedge")}
    assert cells(project, dimension="language", key="en") == cells(project)
    assert cells(project, dimension="language", key="uk") == {}
    for dimension, key in (("week", "soon"), ("pair", "ana")):
        assert cells(project, dimension=dimension, key=key) == {}


def test_the_spans_behind_a_cell_are_told_in_their_context(project: Project, coded: Article) -> None:
    (article,) = behind(project, ("source", "cue"))
    (difference,) = article.differences
    assert (article.number, article.opened) == (coded.number, False)
    assert [(side.coder, side.tags) for side in difference[:2]] == [("ana", ["source"]), ("bela", ["cue"])]
    assert [piece.words for piece in difference.context.pieces if piece.marks] == [OTHER]
    assert len(behind(project, ("cue", "source"))[0].differences) == 1, "either way round"
    assert behind(project, ("cue", "source"), dimension="pair", key="ana,bela") == []
    (alone,) = behind(project, ("hedge", ""))[0].differences
    assert (alone.second.tags, alone.second.segments) == ([], [])
    assert len(behind(project)[0].differences) == 2
    assert len(behind(project, tag="hedge")[0].differences) == 1


def test_what_was_changed_since_is_no_longer_behind_a_cell(project: Project, coded: Article) -> None:
    Highlight.objects.filter(tags__key="hedge").update(deleted_at=timezone.now())
    assert behind(project, ("hedge", ""))[0].differences == []


def test_while_it_codes_blind_the_spans_show_where_the_comparison_is_open(
    project: Project, coded: Article, analyst: User, reviewer: User
) -> None:
    Project.objects.filter(pk=project.pk).update(blind=True)
    compute_agreement(project_id=project.pk)
    for user in (analyst, make_member(project=project, role=Role.VIEWER)):
        assert behind(project, user=user) == []
        assert cells(project, user) == {}
    assert len(behind(project, user=reviewer)) == 1
    Article.objects.filter(pk=coded.pk).update(comparison_opened_at=timezone.now())
    compute_agreement(project_id=project.pk)
    assert len(behind(project, user=analyst)[0].differences) == 2


def test_a_reviewer_who_codes_what_is_hidden_from_her_sees_what_the_others_see(
    project: Project, coded: Article, reviewer: User
) -> None:
    Project.objects.filter(pk=project.pk).update(blind=True)
    compute_agreement(project_id=project.pk)
    assert cells(project, reviewer)
    Assignment.objects.create(project=project, article=coded, user=reviewer)
    assert cells(project, reviewer) == {}
    assert behind(project, user=reviewer) == []
    access = opened(project=project, user=reviewer)
    assert stored_agreement(access=access, wanted=AgreementFilter()).articles == 0


def test_where_coders_are_anonymous_managers_alone_see_pairs_and_nobody_is_named_beside_a_span(
    project: Project, coded: Article, reviewer: User
) -> None:
    Project.objects.filter(pk=project.pk).update(coders_anonymous=True)
    pair: dict[str, Any] = {"dimension": "pair", "key": "ana,bela"}
    assert cells(project, reviewer, **pair) == {}
    assert behind(project, user=reviewer, **pair) == []
    access = opened(project=project, user=reviewer)
    assert "pair" not in stored_agreement(access=access, wanted=AgreementFilter()).groups
    found = stored_agreement(access=access, wanted=AgreementFilter(**pair))
    assert all(figure.estimate.value is None for figure in found.figures)
    assert cells(project, **pair)
    for user in (reviewer, None):
        assert {side.coder for one in behind(project, user=user)[0].differences for side in one[:2]} == {None}


def gold(article: Article, quote: str, tag: str) -> None:
    """A highlight of the layer `gold`, as whatever settles readings makes it."""
    record = make_highlight(article=article, quote=quote, tags=[tag])
    Highlight.objects.filter(uuid=record.id).update(layer="gold", analyst=None)


def drifts(project: Project, user: User | None = None, **more: Any) -> dict[str, tuple[float | None, int]]:
    access = opened(project=project, user=user)
    found = drift_of(access=access, statistic=Statistic.F1_EXACT, **more)
    return {one.coder: (one.whole.estimate.value, one.whole.estimate.n) for one in found}


def test_coders_are_told_of_against_gold_without_what_nobody_decided(project: Project, coded: Article) -> None:
    gold(coded, CLAIM, "claim")
    gold(coded, OTHER, "cue")
    compute_agreement(project_id=project.pk)
    # The hedge of ana alone is not decided; her source is a cue in gold.
    assert drifts(project) == {"ana": (0.5, 4), "bela": (1, 4)}
    assert drifts(project, tag="claim") == {"ana": (1, 2), "bela": (1, 2)}


def test_who_sees_whom_against_gold(project: Project, coded: Article, analyst: User, reviewer: User) -> None:
    gold(coded, CLAIM, "claim")
    compute_agreement(project_id=project.pk)
    viewer = make_member(project=project, role=Role.VIEWER)
    assert [list(drifts(project, user)) for user in (analyst, reviewer, viewer, None)] == [
        ["ana"], ["ana", "bela"], [], ["ana", "bela"]
    ]  # fmt: skip
    Project.objects.filter(pk=project.pk).update(coders_anonymous=True)
    assert [list(drifts(project, user)) for user in (analyst, reviewer, None)] == [["ana"], [], ["ana", "bela"]]


def test_while_it_codes_blind_gold_counts_where_the_comparison_is_open(project: Project, coded: Article) -> None:
    gold(coded, CLAIM, "claim")
    Project.objects.filter(pk=project.pk).update(blind=True)
    compute_agreement(project_id=project.pk)
    assert drifts(project) == {}
    Article.objects.filter(pk=coded.pk).update(comparison_opened_at=timezone.now())
    compute_agreement(project_id=project.pk)
    assert set(drifts(project)) == {"ana", "bela"}


def test_weeks_come_in_order_each_with_its_n(project: Project, coded: Article, other_analyst: User) -> None:
    gold(coded, CLAIM, "claim")
    Highlight.objects.update(created_at=datetime(2026, 3, 4, 12, tzinfo=UTC))
    second = make_article(project=project, text=f"{TEXT}\n\n{unique('article')}")
    for by in (other_analyst, make_member(project=project, role=Role.ANALYST, username="cy")):
        make_highlight(article=second, quote=CLAIM, tags=["claim"], by=by)
    Highlight.objects.filter(article=second).update(created_at=datetime(2026, 3, 12, 12, tzinfo=UTC))
    gold(second, CLAIM, "claim")
    compute_agreement(project_id=project.pk)
    access = opened(project=project)
    weeks = trend_of(access=access, statistic=Statistic.F1_EXACT)
    assert [(one.week.isoformat(), one.figure.estimate.n, one.figure.articles) for one in weeks] == [
        ("2026-03-02", 5, 1), ("2026-03-09", 2, 1)
    ]  # fmt: skip
    bela = drift_of(access=access, statistic=Statistic.F1_EXACT)[1]
    assert [one.week.isoformat() for one in bela.weeks] == ["2026-03-02", "2026-03-09"]
    assert bela.whole.articles == 2
