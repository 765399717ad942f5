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

from annotations.domain.agreement.estimates import Estimate
from annotations.domain.agreement.parts import ArticleParts, parts_of
from annotations.domain.agreement.pooled import Statistic, pooled
from annotations.domain.agreement.readings import Reading
from annotations.models import AgreementFigure, AgreementRun
from annotations.queries.agreement import readings_of
from newsapp.access import ProjectAccess, open_project_as_operator
from newsapp.domain.roles import Action
from newsapp.errors import NotVisible, RuleViolation
from newsapp.models import Event, Project

JOB = "compute_agreement"
_SAMPLES = 200
"""Random texts that gamma's expected disorder comes from, of all articles together."""
_REST = 20
"""A computation is not begun anew before this many times as long as the last one took."""
_LEAST_REST = timedelta(seconds=30)

Key = tuple[str, str]
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


def request_changed() -> int:
    """Queue a job for every project in which something happened since its agreement was computed; says for how many."""
    now = timezone.now()
    newest = {run.project_id: run for run in AgreementRun.objects.filter(audience=Audience.MEMBERS)}
    queued = 0
    for project in Project.objects.filter(deleted_at=None, archived_at=None).only("pk"):
        run = newest.get(project.pk)
        if run and now - run.computed_at < max(_LEAST_REST, timedelta(seconds=run.seconds * _REST)):
            continue
        if _last_event(project.pk) != (run.last_event if run else 0):
            queued += _queue(project.pk)
    return queued


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
    readings = readings_of(access=access, opened_only=opened_only)
    figures = list(_figures(readings))
    _keep(
        AgreementRun(
            project=access.project, audience=audience, blind=opened_only, computed_at=timezone.now(),
            seconds=time.monotonic() - begin, last_event=last_event, articles=len(readings),
        ),
        figures,
    )  # fmt: skip


@transaction.atomic
def _keep(run: AgreementRun, figures: Iterable[AgreementFigure]) -> None:
    # One after the other: the row of the project is what two computations would meet at.
    Project.objects.select_for_update().get(pk=run.project_id)
    AgreementRun.objects.filter(project_id=run.project_id, audience=run.audience).delete()
    run.save()
    for figure in figures:
        figure.run = run
    AgreementFigure.objects.bulk_create(figures, batch_size=1_000)


def _figures(readings: Sequence[Reading]) -> Iterator[AgreementFigure]:
    if not readings:
        return
    samples = ceil(_SAMPLES / len(readings))
    # Where there is one language, or one pair, its articles are all of them.
    known: dict[tuple[int, ...], dict[str, dict[Statistic, Estimate]]] = {}
    for (dimension, key), articles in _groups(readings, samples).items():
        same = tuple(map(id, articles))
        if same not in known:
            known[same] = pooled(articles, sorted({tag for one in articles for tag in one.spans}))
        for tag, statistics in known[same].items():
            for name, found in statistics.items():
                yield _figure(dimension, key, tag, name, found, len(articles))


def _groups(readings: Sequence[Reading], samples: int) -> dict[Key, list[ArticleParts]]:
    """The articles of the project, of each two coders, of each language and of each week."""
    groups: dict[Key, list[ArticleParts]] = defaultdict(list)
    for reading in readings:
        whole = parts_of(reading, samples=samples)
        groups[Dimension.PROJECT, ""].append(whole)
        groups[Dimension.LANGUAGE, reading.language].append(whole)
        groups[Dimension.WEEK, reading.week.isoformat()].append(whole)
        for pair in reading.pairs():
            own = whole if len(reading.coders) == 2 else parts_of(reading.of(pair), samples=samples)
            groups[Dimension.PAIR, ",".join(pair)].append(own)
    return groups


def _figure(dimension: str, key: str, tag: str, name: Statistic, found: Estimate, articles: int) -> AgreementFigure:
    low, high = found.interval or (None, None)
    return AgreementFigure(
        dimension=dimension, key=key, tag=tag, statistic=name, value=found.value, n=found.n,
        reason=found.reason or "", low=low, high=high, articles=articles,
    )  # fmt: skip
