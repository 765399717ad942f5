"""Locking articles for what is done to many of them."""

from collections.abc import Iterable

from newsapp.models import Article


def locked_articles(*, project_id: int, numbers: Iterable[int], fields: Iterable[str] = ()) -> list[Article]:
    """Living articles by number, their rows locked in one order, so that two changes of many never wait for each other.

    Args:
        project_id: of which project.
        numbers: unknown ones are left out.
        fields: what to read of them besides row, number and status.
    """
    rows = Article.objects.select_for_update(no_key=True).filter(
        project_id=project_id, number__in=set(numbers), deleted_at=None
    )
    return list(rows.only("pk", "number", "status", *fields).order_by("pk"))
