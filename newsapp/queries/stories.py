"""Reading stories."""

from datetime import datetime
from typing import NamedTuple

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Q

from newsapp.access import ProjectAccess
from newsapp.models import Story
from newsapp.queries.pages import Page, Window, page_of


class StoryRecord(NamedTuple):
    """Articles that tell the same thing; `articles` are numbers within the project."""

    name: str
    articles: list[int]
    created_at: datetime


def page_of_stories(*, access: ProjectAccess, window: Window) -> Page[StoryRecord]:
    """A page of a project's stories, the oldest first."""
    numbers = ArrayAgg(
        "articles__number", filter=Q(articles__deleted_at=None), order_by=["articles__number"], default=[]
    )
    return page_of(
        Story.objects.filter(project=access.project).annotate(numbers=numbers),
        window,
        key="pk",
        read=lambda rows: [
            (key, StoryRecord(name, [number for number in found if number is not None], made))
            for key, name, found, made in rows.values_list("pk", "name", "numbers", "created_at")
        ],
    )
