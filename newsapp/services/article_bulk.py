"""Changing many articles at once: tagging, filing, archiving. Each service answers which articles it changed."""

from collections.abc import Callable, Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F, Func, Value
from django.utils import timezone

from newsapp.access import ProjectAccess
from newsapp.domain.articles import MAX_NAME, MAX_TAGS
from newsapp.domain.roles import Action
from newsapp.domain.texts import refuse_unstorable
from newsapp.errors import RuleViolation
from newsapp.models import Article, Outlet, Story
from newsapp.services.activity import Happening, record
from newsapp.services.article_locks import locked_articles
from newsapp.wording import gettext as _
from newsapp.wording import ngettext

MOST = 5_000
"""Most articles that one action changes."""


def _opened(access: ProjectAccess, numbers: Sequence[int], *fields: str) -> list[Article]:
    access.require(Action.REVISE_ARTICLE)
    if not numbers:
        raise RuleViolation("nothing", _("Choose at least one article."), path="number")
    if len(numbers) > MOST:
        raise RuleViolation(
            "too_many",
            ngettext("At most {most:,} article at once.", "At most {most:,} articles at once.", MOST, most=MOST),
            path="number",
        )
    return locked_articles(project_id=access.project.pk, numbers=numbers, fields=("version", *fields))


def _write(
    access: ProjectAccess,
    articles: Sequence[Article],
    happening: Callable[[Article], Happening],
    **values: Any,
) -> list[int]:
    if articles:
        Article.objects.filter(pk__in=[article.pk for article in articles]).update(
            version=F("version") + 1, updated_at=timezone.now(), **values
        )
        record(
            project_id=access.project.pk,
            actor_id=access.user.pk,
            happenings=[happening(article) for article in articles],
        )
    return sorted(article.number for article in articles)


@transaction.atomic
def tag_articles(*, access: ProjectAccess, numbers: Sequence[int], tag: str, on: bool) -> list[int]:
    """Put an article tag on articles, or take it off.

    Args:
        access: the project, opened for `REVISE_ARTICLE`.
        numbers: the articles'; unknown ones are left out.
        tag: key of the tag.
        on: whether to put it on.

    Returns:
        The numbers of those that were changed: the others had it (or had it not), or have `MAX_TAGS` already.

    Raises:
        RuleViolation: the scheme has no such tag, no article or more than `MOST` are named.
    """
    articles = [
        article
        for article in _opened(access, numbers, "tags")
        if (tag in article.tags) != on and (not on or len(article.tags) < MAX_TAGS)
    ]

    def happening(article: Article) -> Happening:
        after = [*article.tags, tag] if on else [key for key in article.tags if key != tag]
        data = {"version": article.version + 1, "before": {"tags": article.tags}, "after": {"tags": after}}
        return Happening("article.tagged", str(article.number), article.pk, data)

    tags = Func(F("tags"), Value(tag), function="array_append" if on else "array_remove")
    try:
        with transaction.atomic():
            return _write(access, articles, happening, tags=tags)
    except IntegrityError as error:
        # The only rule that tags are under; the scheme belongs to another app.
        raise RuleViolation("unknown_tag", _("The scheme has no such article tag."), path="tag") from error


@transaction.atomic
def archive_articles(*, access: ProjectAccess, numbers: Sequence[int], archived: bool) -> list[int]:
    """Put articles out of the way, or take them back; what was made of them stays as it is.

    Args:
        access: the project, opened for `REVISE_ARTICLE`.
        numbers: the articles'; unknown ones are left out.
        archived: whether to put them away.

    Returns:
        The numbers of those that were changed.

    Raises:
        RuleViolation: no article or more than `MOST` are named.
    """
    articles = [
        article for article in _opened(access, numbers, "archived_at") if (article.archived_at is not None) != archived
    ]
    verb = "article.archived" if archived else "article.unarchived"
    return _write(
        access,
        articles,
        lambda article: Happening(verb, str(article.number), article.pk, {"version": article.version + 1}),
        archived_at=timezone.now() if archived else None,
    )


@transaction.atomic
def file_articles(*, access: ProjectAccess, numbers: Sequence[int], field: str, name: str) -> list[int]:
    """Say of articles which story they tell, or which outlet published them.

    Args:
        access: the project, opened for `REVISE_ARTICLE`.
        numbers: the articles'; unknown ones are left out.
        field: `story` or `outlet`.
        name: its name; "" takes them out of it.

    Returns:
        The numbers of those that were changed.

    Raises:
        RuleViolation: a name that is too long, no article or more than `MOST` are named.
    """
    name = name.strip()
    refuse_unstorable(text=name, path=field)
    if len(name) > MAX_NAME:
        raise RuleViolation(
            "too_long",
            ngettext("At most {most} character.", "At most {most} characters.", MAX_NAME, most=MAX_NAME),
            path=field,
        )
    named = _row(access, Story if field == "story" else Outlet, name)
    articles = [
        article
        for article in _opened(access, numbers, "story_id", "outlet_id")
        if getattr(article, f"{field}_id") != (named.pk if named else None)
    ]
    table = Story if field == "story" else Outlet
    ids = {getattr(article, f"{field}_id") for article in articles} - {None}
    before = dict(table._default_manager.filter(pk__in=ids).values_list("pk", "name"))

    def happening(article: Article) -> Happening:
        words = {"before": {field: before.get(getattr(article, f"{field}_id"))}, "after": {field: name or None}}
        data = {"version": article.version + 1, "before": {}, "after": {}}
        return Happening("article.changed", str(article.number), article.pk, data, words)

    return _write(access, articles, happening, **{field: named})


def _row(access: ProjectAccess, table: type[Story] | type[Outlet], name: str) -> Story | Outlet | None:
    if not name:
        return None
    return table._default_manager.get_or_create(project=access.project, name=name)[0]
