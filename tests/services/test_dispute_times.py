"""Until when disputes should be settled: what may be said, what is overdue, and what comes first."""

from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from annotations.domain.disputes import DisputeState
from annotations.models import Dispute
from annotations.queries.disputes import DisputeFilter, dispute_record, filtered_disputes
from annotations.queries.needs_me import needs_of
from annotations.services.dispute_steps import reopen_dispute, triage_dispute, withdraw_dispute
from annotations.services.disputes import DisputeEdit, edit_dispute
from annotations.services.rulings import resolve_dispute
from newsapp.errors import RuleViolation
from newsapp.models import Article, Project, User
from tests.disputes import bring_to, make_dispute, make_reviewers
from tests.factories import opened

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


def due(dispute: Dispute, at: datetime | None) -> Dispute:
    """The dispute as it is when its time is another: what a clock that went on would make of it."""
    Dispute.objects.filter(pk=dispute.pk).update(due_at=at)
    dispute.refresh_from_db()
    return dispute


@pytest.mark.parametrize("before", [timedelta(), DAY, 1_000 * 365 * DAY])
def test_nothing_is_due_before_it_can_be_settled(
    project: Project, article: Article, reviewer: User, before: timedelta
) -> None:
    over = timezone.now() - before
    access = opened(project=project, user=reviewer)
    with pytest.raises(RuleViolation) as on_opening:
        make_dispute(article=article, due_at=over)
    dispute = make_dispute(article=article)
    with pytest.raises(RuleViolation) as on_editing:
        edit_dispute(access=access, dispute=dispute, version=1, edit=DisputeEdit(due_at=over))
    with pytest.raises(RuleViolation) as on_triage:
        triage_dispute(access=access, dispute=dispute, due_at=over)
    assert {refused.value.path for refused in (on_opening, on_editing, on_triage)} == {"due_at"}


def test_a_time_that_passed_may_stay_as_a_form_has_it(project: Project, article: Article, reviewer: User) -> None:
    over = timezone.now() - DAY
    dispute = due(make_dispute(article=article), over)
    typed = over.replace(second=0, microsecond=0)
    triage_dispute(access=opened(project=project, user=reviewer), dispute=dispute, due_at=typed)
    dispute.refresh_from_db()
    assert (dispute.state, dispute.due_at) == ("triaged", typed)


def test_what_is_overdue_is_found_comes_first_and_says_so(project: Project, article: Article, reviewer: User) -> None:
    now = timezone.now()
    times = (None, now + DAY, now - DAY, now - 2 * DAY)
    disputes = [due(make_dispute(article=article), at) for at in times]
    access = opened(project=project, user=reviewer)
    overdue = filtered_disputes(access, DisputeFilter(overdue=True)).order_by("number")
    assert [row.number for row in overdue] == [3, 4]
    assert needs_of(access).disputes == (4, 3, 2, 1)
    client = Client()
    client.force_login(reviewer)
    page = client.get(reverse("dispute", args=[project.slug, disputes[2].number])).content.decode()
    assert "overdue since" in page


def test_what_is_settled_is_not_overdue_and_a_new_round_has_no_time_yet(
    project: Project, article: Article, reviewer: User
) -> None:
    access = opened(project=project)
    withdrawn = due(make_dispute(article=article), timezone.now() - DAY)
    withdraw_dispute(access=access, dispute=withdrawn)
    resolved = due(bring_to(make_dispute(article=article), DisputeState.PROPOSED, by=reviewer), timezone.now() - DAY)
    assert dispute_record(access=access, number=resolved.number).overdue
    resolve_dispute(access=opened(project=project, user=make_reviewers(project, 1)[0]), dispute=resolved)
    assert not filtered_disputes(access, DisputeFilter(overdue=True)).exists()
    assert not dispute_record(access=access, number=resolved.number).overdue
    reopen_dispute(access=access, dispute=resolved, reason="Nobody was heard.")
    resolved.refresh_from_db()
    assert (resolved.state, resolved.due_at) == ("triaged", None)
