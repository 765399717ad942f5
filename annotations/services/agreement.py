"""Computing how far the coders of a project agree, and keeping it."""

import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from math import ceil

from django.db import transaction
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from annotations.domain.agreement.drift import DRIFTING
from annotations.domain.agreement.estimates import Estimate
from annotations.domain.agreement.parts import ArticleParts, parts_of
from annotations.domain.agreement.pooled import Statistic, pooled
from annotations.domain.agreement.readings import Reading
from annotations.models import AgreementCell, AgreementFigure, AgreementRun
from annotations.queries.agreement import run_for
from annotations.queries.agreement_readings import GOLD_CODER, coded_articles
from newsapp.access import ProjectAccess, open_project_as_operator
from newsapp.domain.roles import Action
from newsapp.errors import NotVisible, RuleViolation
from newsapp.models import Event, Project

JOB = "compute_agreement"
_SAMPLES = 200
"""Random texts that gamma's expected disorder comes from, of all articles together."""
_REST = 100
"""A computation is not begun anew by itself before this many times as long as the last one took."""
_LEAST_REST = timedelta(minutes=15)

Key = tuple[str, str]
Groups = dict[Key, list[ArticleParts]]
Dimension = AgreementFigure.Dimension
Audience = AgreementRun.Audience


def request_agreement(*, access: ProjectAccess) -> bool:
    """Have the agreement of a project computed by a background job.

    Returns:
        Whether a job was queued; False when one is waiting already.

    Raises:
        NotAllowed: the member reviews nothing here.
    """
    access.require(Action.REVIEW)
    return _queue(access.project.pk)


def refresh_agreement(*, access: ProjectAccess) -> bool:
    """Queue a job for what somebody looks at, when something happened in the project since and it is old enough.

    Nothing is computed for a project at whose agreement nobody looks, nor more often than every quarter of an hour for one
    that is coded all day.

    Returns:
        Whether the project changed since the newest computation that the member sees, or there is none.
    """
    run = run_for(access)
    if run and _last_event(access.project.pk) == run.last_event:
        return False
    if run is None or timezone.now() - run.computed_at >= max(_LEAST_REST, timedelta(seconds=run.seconds * _REST)):
        _queue(access.project.pk)
    return True


def _queue(project_id: int) -> bool:
    try:
        with transaction.atomic():
            app.configure_task(JOB, queueing_lock=f"{JOB}:{project_id}").defer(project_id=project_id)
    except AlreadyEnqueued:
        return False
    return True


def compute_agreement(*, project_id: int) -> None:
    """Compute and keep the agreement of a project; nothing happens when it is gone, or nobody manages it."""
    project = Project.objects.filter(pk=project_id, deleted_at=None).only("slug").first()
    if project is None:
        return
    try:
        access = open_project_as_operator(slug=project.slug)
    except (NotVisible, RuleViolation):
        return
    last_event = _last_event(project_id)
    blind = access.project.blind
    _compute(access, Audience.MEMBERS, last_event, opened_only=blind)
    if blind:
        _compute(access, Audience.REVIEWERS, last_event, opened_only=False)
    else:
        AgreementRun.objects.filter(project=project, audience=Audience.REVIEWERS).delete()


def _last_event(project_id: int) -> int:
    return Event.objects.filter(project_id=project_id).order_by("-id").values_list("id", flat=True).first() or 0


def _compute(access: ProjectAccess, audience: Audience, last_event: int, *, opened_only: bool) -> None:
    begin = time.monotonic()
    coded = coded_articles(access=access, opened_only=opened_only)
    groups = _groups(coded.together)
    figures = [*_figures(groups), *_gold_figures(coded.against_gold)]
    _keep(
        AgreementRun(
            project=access.project, audience=audience, blind=opened_only, computed_at=timezone.now(),
            seconds=time.monotonic() - begin, last_event=last_event, articles=len(coded.together),
        ),
        figures,
        list(_cells(groups[Dimension.PROJECT, ""])),
    )  # fmt: skip


@transaction.atomic
def _keep(run: AgreementRun, figures: Sequence[AgreementFigure], cells: Sequence[AgreementCell]) -> None:
    # One after the other: the row of the project is what two computations would meet at.
    Project.objects.select_for_update().get(pk=run.project_id)
    AgreementRun.objects.filter(project_id=run.project_id, audience=run.audience).delete()
    run.save()
    for figure in figures:
        figure.run = run
    for cell in cells:
        cell.run = run
    AgreementFigure.objects.bulk_create(figures, batch_size=1_000)
    AgreementCell.objects.bulk_create(cells, batch_size=5_000)


def _figures(groups: Groups) -> Iterator[AgreementFigure]:
    # Where there is one language, or one pair, its articles are all of them.
    known: dict[tuple[int, ...], dict[str, dict[Statistic, Estimate]]] = {}
    for (dimension, key), articles in groups.items():
        same = tuple(map(id, articles))
        if same not in known:
            known[same] = pooled(articles, _tags(articles))
        for tag, statistics in known[same].items():
            for name, found in statistics.items():
                yield _figure(dimension, key, tag, name, found, len(articles))


def _tags(articles: Iterable[ArticleParts]) -> list[str]:
    return sorted({"", *(tag for one in articles for tag in one.spans)})


def _groups(readings: Sequence[Reading]) -> Groups:
    """The articles of the project, of each two coders, of each language and of each week."""
    groups: Groups = defaultdict(list)
    samples = ceil(_SAMPLES / max(1, len(readings)))
    for reading in readings:
        whole = parts_of(reading, samples=samples)
        groups[Dimension.PROJECT, ""].append(whole)
        groups[Dimension.LANGUAGE, reading.language].append(whole)
        groups[Dimension.WEEK, reading.week.isoformat()].append(whole)
        for pair in reading.pairs():
            own = whole if len(reading.coders) == 2 else parts_of(reading.of(pair), samples=samples)
            groups[Dimension.PAIR, ",".join(pair)].append(own)
    return groups


def _gold_figures(readings: Sequence[Reading]) -> Iterator[AgreementFigure]:
    """Every coder against gold, in all and week by week."""
    groups: dict[str, list[ArticleParts]] = defaultdict(list)
    for reading in readings:
        coder = next(name for name in reading.coders if name != GOLD_CODER)
        parts = parts_of(reading, samples=0)
        for key in (coder, f"{coder},{reading.week.isoformat()}"):
            groups[key].append(parts)
    for key, articles in groups.items():
        for tag, statistics in pooled(articles, _tags(articles)).items():
            for name in DRIFTING:
                yield _figure(Dimension.GOLD, key, tag, name, statistics[name], len(articles))


def _cells(articles: Iterable[ArticleParts]) -> Iterator[AgreementCell]:
    for one in articles:
        for (first, second), crossed in one.crossed.items():
            for (row, column), count in sorted(crossed.items()):
                yield AgreementCell(
                    article=one.reading.article, language=one.reading.language, week=one.reading.week,
                    first=first, second=second, row=row, column=column, count=count,
                )  # fmt: skip


def _figure(dimension: str, key: str, tag: str, name: Statistic, found: Estimate, articles: int) -> AgreementFigure:
    low, high = found.interval or (None, None)
    return AgreementFigure(
        dimension=dimension, key=key, tag=tag, statistic=name, value=found.value, n=found.n,
        reason=found.reason or "", low=low, high=high, articles=articles,
    )  # fmt: skip
