"""The corpus: outlets, stories, articles and the immutable states of their texts."""

import uuid
from datetime import UTC, datetime

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from newsapp.domain.articles import MAX_TAGS
from newsapp.models.people import User
from newsapp.models.projects import Project


class Outlet(models.Model):
    """Who published an article."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="outlets")
    name = models.CharField(max_length=200)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["project", "name"], name="outlet_once_in_project")]

    def __str__(self) -> str:
        return self.name


class Story(models.Model):
    """Articles that tell the same thing: editions in other languages, other outlets' coverage."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="stories")
    name = models.CharField(max_length=200)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name_plural = "stories"
        constraints = [models.UniqueConstraint(fields=["project", "name"], name="story_once_in_project")]

    def __str__(self) -> str:
        return self.name


UNDATED = datetime(1, 1, 1, tzinfo=UTC)
"""Where articles without a date stand among the others: at the end."""

_PRESENT = models.Q(deleted_at=None, archived_at=None)
_SHOWN = ("id", "language", "status", "outlet", "story", "tags")


class Article(models.Model):
    """One text in one language at one address.

    Attributes:
        number: what people and the REST interface call `id`; counts within the project.
        tags: keys of the scheme's tags with scope `article`; the annotations app keeps them to the scheme.
        text_sha256: digest of the current revision's text; no two living articles of a project share one.
        status: how far the work on it is; follows its assignments, see `newsapp.services.assignments`.
        comparison_opened_at: since when its coders' readings are compared and seen by everybody; None before.
        archived_at: since when it is out of the way: not in the list nor the queue unless asked for; still there.
    """

    class Status(models.TextChoices):
        """How far the work on an article is."""

        NEW = "new", _("new")
        ASSIGNED = "assigned", _("assigned")
        DONE = "done", _("done")

    # No index of its own: several begin with the project.
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="articles", db_index=False)
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=1_000, blank=True)
    language = models.CharField(max_length=35, blank=True)
    url = models.CharField(max_length=2_000, null=True)
    outlet = models.ForeignKey(Outlet, on_delete=models.SET_NULL, null=True, related_name="articles")
    story = models.ForeignKey(Story, on_delete=models.SET_NULL, null=True, related_name="articles")
    published_at = models.DateTimeField(null=True)
    metadata = models.JSONField(default=dict)
    tags = ArrayField(models.CharField(max_length=60), default=list)
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.NEW)
    current_revision = models.ForeignKey("Revision", on_delete=models.PROTECT, null=True, related_name="+")
    text_sha256 = models.CharField(max_length=64)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    version = models.PositiveIntegerField(default=1)
    comparison_opened_at = models.DateTimeField(null=True)
    archived_at = models.DateTimeField(null=True)
    deleted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(status__in=["new", "assigned", "done"]), name="article_status_known"
            ),
            models.UniqueConstraint(fields=["project", "number"], name="article_number_once_in_project"),
            models.UniqueConstraint(
                fields=["project", "text_sha256"],
                condition=models.Q(deleted_at=None),
                name="article_text_once_in_project",
            ),
            models.UniqueConstraint(
                fields=["project", "url"],
                condition=models.Q(deleted_at=None, url__isnull=False),
                name="article_url_once_in_project",
            ),
            # So that the tags have room in the indexes below.
            models.CheckConstraint(condition=models.Q(tags__len__lte=MAX_TAGS), name="article_tags_few"),
        ]
        # The list finds its rows in these alone: each holds all that filters ask for.
        indexes = [
            models.Index(
                fields=["project", "number"],
                include=[*_SHOWN, "published_at"],
                condition=_PRESENT,
                name="article_added",
            ),
            models.Index(
                "project",
                Coalesce("published_at", models.Value(UNDATED)),
                "number",
                include=[*_SHOWN, "published_at"],
                condition=_PRESENT,
                name="article_published",
            ),
            models.Index(
                fields=["id"],
                include=["project", "number", *_SHOWN[1:], "published_at", "archived_at"],
                condition=models.Q(deleted_at=None),
                name="article_looked_up",
            ),
            models.Index(
                fields=["outlet", "number"],
                include=["project", *(n for n in _SHOWN if n != "outlet"), "published_at", "archived_at"],
                condition=models.Q(deleted_at=None, outlet__isnull=False),
                name="article_of_outlet",
            ),
            models.Index(
                fields=["story", "number"],
                include=["project", *(n for n in _SHOWN if n != "story"), "published_at", "archived_at"],
                condition=models.Q(deleted_at=None, story__isnull=False),
                name="article_of_story",
            ),
            models.Index(
                fields=["project", "number"],
                include=[*_SHOWN, "published_at"],
                condition=models.Q(deleted_at=None, archived_at__isnull=False),
                name="article_archived",
            ),
        ]

    def __str__(self) -> str:
        return self.title or f"{self.number}"


class ArticleSearch(models.Model):
    """The words of an article, for full-text search; apart from it, so that a change of the article leaves them alone.

    Attributes:
        vector: see `newsapp.queries.article_search.words_of`.
    """

    article = models.OneToOneField(Article, on_delete=models.CASCADE, primary_key=True, related_name="words")
    vector = SearchVectorField()

    class Meta:
        verbose_name_plural = "article searches"
        indexes = [GinIndex(fields=["vector"], name="article_words")]

    def __str__(self) -> str:
        return str(self.pk)


class Revision(models.Model):
    """One immutable state of an article's text; a trigger refuses to change it.

    Attributes:
        number: counts from 1 within the article.
        length: code points in `text`.
        blocks: `[{"kind", "start", "end"}, …]`, see `newsapp.domain.blocks`.
        cleaning: rules that fired and what each removed, see `newsapp.domain.extraction`.
        origin: how the text came: `data` is kept to the code point, the others were cleaned.
    """

    class Origin(models.TextChoices):
        """How a text came in."""

        DATA = "data"
        RAW = "raw"
        HTML = "html"

    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField()
    text = models.TextField()
    length = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    blocks = models.JSONField(default=list)
    cleaning = models.JSONField(default=list)
    origin = models.CharField(max_length=5, choices=Origin.choices, default=Origin.DATA)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["article", "number"], name="revision_number_once_in_article"),
            models.CheckConstraint(condition=models.Q(length__gt=0), name="revision_text_not_empty"),
        ]

    def __str__(self) -> str:
        return f"{self.article_id}/{self.number}"


class RawDocument(models.Model):
    """The bytes that a cleaned revision was made from, as they came."""

    revision = models.OneToOneField(Revision, on_delete=models.PROTECT, related_name="raw_document")
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    media_type = models.CharField(max_length=100)
    filename = models.CharField(max_length=255, blank=True)

    def __str__(self) -> str:
        return self.filename or self.sha256


class ArticleDraft(models.Model):
    """A pasted or uploaded document between its preview and its saving; thrown away after a day.

    Attributes:
        kept: ids of the cleaning rules' removals that the person took back.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="article_drafts")
    created_by = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    content = models.BinaryField()
    kind = models.CharField(max_length=5, choices=Revision.Origin.choices)
    media_type = models.CharField(max_length=100)
    filename = models.CharField(max_length=255, blank=True)
    kept = ArrayField(models.CharField(max_length=60), default=list)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return str(self.pk)
