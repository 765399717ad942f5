"""Reading projects."""

from django.db.models import Count, Max, Q, QuerySet

from newsapp.access import Person, visible_projects
from newsapp.models import Project


def projects_with_counts(*, user: Person) -> QuerySet[Project]:
    """A person's projects by name, each with `articles_count` and `last_event_at`."""
    projects = Project.objects.filter(pk__in=visible_projects(user).values("pk")).select_related("team")
    return projects.annotate(
        articles_count=Count("articles", filter=Q(articles__deleted_at=None), distinct=True),
        last_article_at=Max("articles__created_at"),
    ).order_by("name", "pk")
