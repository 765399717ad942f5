"""Highlights and their tags. Triggers in the migrations hold `text[start:end] == quote`."""

from django.db import models

from annotations.models.schemes import Tag
from newsapp.models import Article, Project, Revision, User


class Highlight(models.Model):
    """A stretch of a revision that an analyst marked.

    Attributes:
        uuid: what everybody calls `id`; made by the client, unique within the project.
        start: first code point in the revision's text.
        end: code point after the last.
        segments: `[[start, end], …]` when it is discontinuous, else None.
        quote: exactly `text[start:end]`.
        deleted_at: when it was deleted; a deleted highlight can be restored, never made again.
    """

    class Layer(models.TextChoices):
        """Whose reading it is."""

        ANALYST = "analyst"
        GOLD = "gold"
        SUGGESTED = "suggested"

    class State(models.TextChoices):
        """How it came to its place in the revision."""

        EXACT = "exact"
        MOVED = "moved"
        CHANGED = "changed"
        AMBIGUOUS = "ambiguous"
        ORPHANED = "orphaned"

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="highlights")
    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="highlights")
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="highlights")
    uuid = models.UUIDField()
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    segments = models.JSONField(null=True)
    quote = models.TextField()
    note = models.TextField(blank=True)
    analyst = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="highlights")
    layer = models.CharField(max_length=9, choices=Layer.choices, default=Layer.ANALYST)
    state = models.CharField(max_length=9, choices=State.choices, default=State.EXACT)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)
    deleted_at = models.DateTimeField(null=True)
    tags = models.ManyToManyField(Tag, through="HighlightTag", related_name="highlights")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project", "uuid"], name="highlight_id_once_in_project"),
            models.UniqueConstraint(fields=["project", "id"], name="highlight_in_project"),
            models.CheckConstraint(condition=models.Q(start__lt=models.F("end")), name="highlight_start_before_end"),
            models.CheckConstraint(
                condition=models.Q(layer__in=["analyst", "gold", "suggested"]), name="highlight_layer_known"
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["exact", "moved", "changed", "ambiguous", "orphaned"]),
                name="highlight_state_known",
            ),
        ]
        indexes = [
            models.Index(
                fields=["article", "start", "end", "uuid"],
                condition=models.Q(deleted_at=None),
                name="highlight_of_article",
            ),
            models.Index(fields=["project", "id"], condition=models.Q(deleted_at=None), name="highlight_of_project"),
        ]

    def __str__(self) -> str:
        return str(self.uuid)


class HighlightTag(models.Model):
    """A tag on a highlight, with the values of the attributes that the tag asks for.

    `project` stands here too, so that the database can refuse a tag of another project.
    """

    highlight = models.ForeignKey(Highlight, on_delete=models.CASCADE, related_name="tagging")
    tag = models.ForeignKey(Tag, on_delete=models.PROTECT, related_name="tagging")
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    position = models.PositiveSmallIntegerField(default=0)
    attributes = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["highlight", "tag"], name="highlight_tag_once")]

    def __str__(self) -> str:
        return f"{self.highlight_id}: {self.tag_id}"
