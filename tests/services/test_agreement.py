"""The agreement of a project: whose work counts, what is kept, and who may see it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from annotations.domain.agreement.estimates import Undefined
from annotations.domain.agreement.pooled import Statistic
from annotations.models import AgreementFigure, AgreementRun
from annotations.queries.agreement import AgreementFilter, Figure, stored_agreement
from annotations.services.agreement import compute_agreement, refresh_agreement, request_agreement
from newsapp.domain.roles import Role
from newsapp.errors import NotAllowed
from newsapp.models import Article, Assignment, Project, User
from tests.factories import TEXT, make_article, make_highlight, make_member, opened, unique

Coded = Callable[..., Article]


@pytest.fixture
def coded(project: Project, analyst: User, other_analyst: User) -> Coded:
    """Makes an article that two coded: the same claim, and another one that the second alone has unless told."""

    def make(*, same: bool = False, language: str = "en") -> Article:
        article = make_article(project=project, text=f"{TEXT}\n\n{unique('article')}", language=language)
        for by in (analyst, other_analyst):
            make_highlight(article=article, quote="About 1,000 soldiers", tags=["claim"], by=by)
        make_highlight(article=article, quote="a business daily", tags=["source"], by=other_analyst)
        if same:
            make_highlight(article=article, quote="a business daily", tags=["source"], by=analyst)
        return article

    return make


def figures(project: Project, *, user: User | None = None, **wanted: str) -> dict[Statistic, Figure]:
    """What a member sees; the manager unless told."""
    found = stored_agreement(access=opened(project=project, user=user), wanted=AgreementFilter(**wanted))
    return {figure.statistic: figure for figure in found.figures}


def value(project: Project, statistic: Statistic = Statistic.F1_EXACT, **wanted: Any) -> float | None:
    return figures(project, **wanted)[statistic].estimate.value


def test_before_anything_was_computed_every_statistic_is_undefined(project: Project) -> None:
    found = stored_agreement(access=opened(project=project), wanted=AgreementFilter())
    assert found.computed_at is None
    assert [figure.statistic for figure in found.figures] == list(Statistic)
    assert {figure.estimate.reason for figure in found.figures} == {Undefined.NOTHING}


def test_the_statistics_of_the_project_and_of_each_of_its_groups(project: Project, coded: Coded) -> None:
    coded()
    coded(language="uk", same=True)
    compute_agreement(project_id=project.pk)
    found = stored_agreement(access=opened(project=project), wanted=AgreementFilter())
    assert found.articles == 2
    assert found.tags == ["claim", "source"]
    week = timezone.now().date()
    monday = week.fromordinal(week.toordinal() - week.weekday()).isoformat()
    assert found.groups == {"language": ["en", "uk"], "pair": ["ana,bela"], "week": [monday]}
    # Of seven spans, three pairs are alike.
    assert value(project) == pytest.approx(2 * 3 / 7)
    assert value(project, tag="claim") == 1
    assert value(project, dimension="language", key="uk") == 1
    assert value(project, dimension="language", key="en") == pytest.approx(2 / 3)
    assert (
        value(project, dimension="pair", key="ana,bela")
        == value(project, dimension="week", key=monday)
        == value(project)
    )
    one = figures(project)[Statistic.F1_EXACT]
    assert (one.estimate.n, one.articles) == (7, 2)
    assert one.estimate.interval == pytest.approx((2 / 3, 1))
    matched = figures(project)[Statistic.PLACES_PERCENT].estimate
    assert (matched.value, matched.n) == (1, 3)


def test_words_count_by_the_tags_that_they_are_under(project: Project, coded: Coded) -> None:
    coded()
    compute_agreement(project_id=project.pk)
    found = figures(project)[Statistic.WORDS_PERCENT].estimate
    # 1,000, 11,000 and the text's own mark are two words each; "a business daily" is three.
    assert found.n == 37
    assert found.value == pytest.approx(34 / 37)
    assert figures(project, tag="claim")[Statistic.WORDS_COHEN].estimate.value == 1


def test_only_the_work_of_those_who_are_done_counts(
    project: Project, coded: Coded, analyst: User, other_analyst: User
) -> None:
    article = coded()
    assignment = Assignment.objects.create(project=project, article=article, user=other_analyst)
    compute_agreement(project_id=project.pk)
    assert figures(project)[Statistic.F1_EXACT].articles == 0
    assignment.done_at = timezone.now()
    assignment.save()
    compute_agreement(project_id=project.pk)
    assert figures(project)[Statistic.F1_EXACT].articles == 1


def test_somebody_who_is_done_and_found_nothing_is_a_coder(
    project: Project, analyst: User, other_analyst: User
) -> None:
    article = make_article(project=project)
    make_highlight(article=article, by=analyst)
    Assignment.objects.create(project=project, article=article, user=other_analyst, done_at=timezone.now())
    compute_agreement(project_id=project.pk)
    assert value(project) == 0


def test_suggestions_and_deleted_highlights_do_not_count(project: Project, coded: Coded, analyst: User) -> None:
    article = coded(same=True)
    make_highlight(article=article, quote="soldiers", tags=["hedge"], by=analyst, layer="suggested")
    compute_agreement(project_id=project.pk)
    assert value(project) == 1


def test_with_three_coders_a_pair_is_of_two_alone(project: Project, coded: Coded) -> None:
    article = coded(same=True)
    third = make_member(project=project, role=Role.ANALYST, username="cy")
    make_highlight(article=article, quote="a business daily", tags=["source"], by=third)
    compute_agreement(project_id=project.pk)
    assert value(project, dimension="pair", key="ana,bela") == 1
    assert value(project, dimension="pair", key="ana,cy") == pytest.approx(2 / 3)
    # Of the three pairs: 2, 1 and 1 hits, of 4, 3 and 3 spans.
    assert value(project) == pytest.approx(2 * 4 / 10)


def test_a_newer_computation_takes_the_place_of_the_older(project: Project, coded: Coded) -> None:
    coded()
    compute_agreement(project_id=project.pk)
    first = AgreementRun.objects.get()
    coded(same=True)
    compute_agreement(project_id=project.pk)
    second = AgreementRun.objects.get()
    assert second.pk != first.pk
    assert second.articles == 2
    assert not AgreementFigure.objects.exclude(run=second).exists()


def test_while_it_codes_blind_members_see_open_articles_and_reviewers_all(
    project: Project, coded: Coded, analyst: User, viewer: User, reviewer: User
) -> None:
    coded()
    opened_article = coded(same=True)
    compute_agreement(project_id=project.pk)
    Project.objects.filter(pk=project.pk).update(blind=True)
    for user in (analyst, viewer):
        assert value(project, user=user) is None, "what was computed before shows more than open articles"
    Article.objects.filter(pk=opened_article.pk).update(comparison_opened_at=timezone.now())
    compute_agreement(project_id=project.pk)
    for user in (analyst, viewer):
        assert figures(project, user=user)[Statistic.F1_EXACT].articles == 1
        assert value(project, user=user) == 1
    assert figures(project, user=reviewer)[Statistic.F1_EXACT].articles == 2
    assert value(project, user=reviewer) == pytest.approx(2 * 3 / 7)
    Project.objects.filter(pk=project.pk).update(blind=False)
    compute_agreement(project_id=project.pk)
    assert [run.audience for run in AgreementRun.objects.all()] == ["members"]
    assert figures(project, user=viewer)[Statistic.F1_EXACT].articles == 2


def test_a_reviewer_has_it_computed_once_at_a_time(project: Project, reviewer: User, analyst: User) -> None:
    assert request_agreement(access=opened(project=project, user=reviewer))
    assert not request_agreement(access=opened(project=project, user=reviewer))
    with pytest.raises(NotAllowed):
        request_agreement(access=opened(project=project, user=analyst))
    job = ProcrastinateJob.objects.get(task_name="compute_agreement")
    assert job.args == {"project_id": project.pk}


def queued() -> int:
    return ProcrastinateJob.objects.filter(task_name="compute_agreement").count()


def test_looking_at_what_changed_has_it_computed_anew_when_the_last_time_is_long_ago(
    project: Project, coded: Coded
) -> None:
    coded()
    access = opened(project=project)
    assert queued() == 0, "nobody looked"
    assert refresh_agreement(access=access)
    assert queued() == 1
    compute_agreement(project_id=project.pk)
    ProcrastinateJob.objects.all().delete()
    assert not refresh_agreement(access=access)
    coded()
    assert refresh_agreement(access=access), "it changed"
    assert queued() == 0, "it has only just been computed"
    AgreementRun.objects.update(computed_at=timezone.now() - timedelta(minutes=16))
    assert refresh_agreement(access=access)
    assert refresh_agreement(access=access)
    assert queued() == 1


def test_a_project_that_is_gone_is_passed_over(project: Project) -> None:
    Project.objects.filter(pk=project.pk).update(deleted_at=timezone.now())
    compute_agreement(project_id=project.pk)
    compute_agreement(project_id=0)
    assert not AgreementRun.objects.exists()


def test_more_articles_do_not_mean_more_statements(project: Project, coded: Coded) -> None:
    def statements() -> int:
        with CaptureQueriesContext(
            connection,
        ) as seen:
            compute_agreement(project_id=project.pk)
        return len(seen)

    coded()
    compute_agreement(project_id=project.pk)
    few = statements()
    for _article in range(3):
        coded()
    assert statements() == few
    with CaptureQueriesContext(connection) as seen:
        stored_agreement(access=opened(project=project), wanted=AgreementFilter())
    assert len(seen) <= 6


def test_the_job_computes_what_it_was_queued_for(project: Project, coded: Coded) -> None:
    coded()
    refresh_agreement(access=opened(project=project))
    job = ProcrastinateJob.objects.get(task_name="compute_agreement")
    app.tasks[job.task_name](**job.args)
    assert AgreementRun.objects.get().articles == 1
