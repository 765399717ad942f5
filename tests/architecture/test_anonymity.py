"""Every route where coders are anonymous: whose a reading is shows to managers and to herself, and to nobody else."""

import json
import re
from dataclasses import dataclass
from uuid import UUID

import pytest
from django.test import Client
from django.utils import timezone

from newsapp.domain.roles import Role
from newsapp.models import Article, Membership, Project, User
from newsapp.queries.live import place_now, ticket_for
from newsapp.web.live.rounds import Reader, play_round
from tests.architecture.test_blindness import _read, _signed_in
from tests.blind_world import SECRET, BlindWorld, blind_world, coding_of_the_first
from tests.factories import make_highlight, make_member, opened

pytestmark = pytest.mark.django_db(transaction=True)

API = "/api/v1/projects/blind-pages/"
PAGES = "/projects/blind-pages/"
CODER = re.compile(r"coder-[0-9a-f]{10}")
NAMES = re.compile(r"\bbela\b|Ottoline|Quillfeather")
"""All that the first coder is called."""

JOINED = re.compile(r"added .{0,200}?Quillfeather|Quillfeather.{0,40}?</a> +as analyst", re.DOTALL)
"""That she was a member once is no secret."""


@dataclass(frozen=True)
class Coded:
    """The world after the first coder has done all that coders do, and said nothing as herself; comparisons are open.

    She has left, so that no list of members has her name.
    """

    world: BlindWorld
    judge: User
    change: UUID


@pytest.fixture
def coded() -> Coded:
    """In a project with anonymous coders."""
    world = blind_world()
    Project.objects.filter(pk=world.project.pk).update(coders_anonymous=True, blind=False)
    world.project.refresh_from_db()
    User.objects.filter(pk=world.first.pk).update(first_name="Ottoline", last_name="Quillfeather")
    judge = make_member(project=world.project, role=Role.REVIEWER, username="judith")
    change = coding_of_the_first(world)
    Article.objects.filter(project=world.project).update(comparison_opened_at=timezone.now())
    Membership.objects.filter(project=world.project, user=world.first).delete()
    return Coded(world, judge, change)


def _watcher(coded: Coded, name: str) -> Client:
    return _signed_in(coded.judge if name == "judge" else getattr(coded.world, name))


@pytest.mark.parametrize("watcher", ["judge", "second", "viewer"])
def test_no_answer_names_a_coder_beside_her_reading(coded: Coded, watcher: str) -> None:
    answers = _read(coded.world, _watcher(coded, watcher), coded.change)
    shown = {
        path: found.group()
        for path, answer in answers.items()
        if (found := NAMES.search(JOINED.sub("", answer.body.replace("bela", "") if "bela" in path else answer.body)))
    }
    assert shown == {}
    told = [f"{API}highlights/", f"{API}relations/", f"{API}events/", f"{API}assignments/", f"{API}export/jsonl/"]
    told += [f"{PAGES}highlights/", f"{PAGES}articles/1/", f"{PAGES}activity/", f"{PAGES}progress/", PAGES]
    pseudonyms = [{*CODER.findall(answers[path].body)} for path in told]
    assert all(pseudonyms)
    assert len(set.intersection(*pseudonyms)) >= 1, "the same everywhere"
