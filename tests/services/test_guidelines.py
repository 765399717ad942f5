"""Publishing guidelines."""

import pytest
from django.db import IntegrityError, transaction

from newsapp.errors import NotAllowed, RuleViolation, Stale
from newsapp.models import Event, Guidelines, Project, User
from newsapp.services.guidelines import publish_guidelines
from tests.conftest import AtOnce
from tests.factories import opened

pytestmark = pytest.mark.django_db


def test_each_state_gets_the_next_number(project: Project) -> None:
    first = publish_guidelines(access=opened(project=project), text="# Claims\r\n\r\nMark them.\n\n", version=0)
    second = publish_guidelines(access=opened(project=project), text="# Claims", version=1, summary="Shorter")
    assert (first.number, first.text) == (1, "# Claims\n\nMark them.")
    assert (second.number, second.summary) == (2, "Shorter")
    assert Project.objects.get(pk=project.pk).guidelines_version == 2
    events = Event.objects.filter(verb="guidelines.published").select_related("detail").order_by("pk")
    assert [event.data for event in events] == [{"version": 1}, {"version": 2}]
    assert events[1].detail.data == {"summary": "Shorter"}


def test_the_same_text_again_is_no_new_state(project: Project) -> None:
    publish_guidelines(access=opened(project=project), text="Same", version=0)
    assert publish_guidelines(access=opened(project=project), text="Same\n", version=1).number == 1


def test_a_state_written_from_an_older_one_is_refused(project: Project) -> None:
    publish_guidelines(access=opened(project=project), text="One", version=0)
    with pytest.raises(Stale) as caught:
        publish_guidelines(access=opened(project=project), text="Other", version=0)
    assert caught.value.current == 1


@pytest.mark.parametrize(
    ("text", "summary", "path"),
    [("x" * 200_001, "", "text"), ("a\0", "", "text"), ("a", "x" * 301, "summary"), ("a", "b\ud800", "summary")],
)
def test_what_cannot_be_stored_is_refused(project: Project, text: str, summary: str, path: str) -> None:
    with pytest.raises(RuleViolation) as caught:
        publish_guidelines(access=opened(project=project), text=text, version=0, summary=summary)
    assert caught.value.path == path


def test_only_a_manager_publishes(project: Project, reviewer: User) -> None:
    with pytest.raises(NotAllowed):
        publish_guidelines(access=opened(project=project, user=reviewer), text="x", version=0)


def test_a_published_state_is_never_changed(project: Project) -> None:
    publish_guidelines(access=opened(project=project), text="One", version=0)
    with pytest.raises(IntegrityError), transaction.atomic():
        Guidelines.objects.update(text="Other")


@pytest.mark.django_db(transaction=True)
def test_of_two_at_once_one_is_told(project: Project, at_once: AtOnce) -> None:
    def publish(text: str) -> object:
        return publish_guidelines(access=opened(project=project), text=text, version=0)

    answers = at_once(lambda: publish("One"), lambda: publish("Other"))
    assert sorted(type(answer).__name__ for answer in answers) == ["Guidelines", "Stale"]
