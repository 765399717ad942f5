"""Highlights and their tags. Triggers in the migrations hold `text[start:end] == quote`."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection, models

from annotations.models.schemes import Tag
from newsapp.models import Article, Project, Revision, User

# One statement for one highlight or a thousand. An article that was deleted, or that got a newer revision than the
# drafts', takes none of them; FOR SHARE keeps it from getting one until the caller's transaction ends.
_INSERT = """
WITH target AS (
    SELECT id, current_revision_id FROM newsapp_article
    WHERE project_id = %(project)s AND id = ANY (%(articles)s) AND deleted_at IS NULL
    FOR SHARE
), made AS (
    INSERT INTO annotations_highlight
        (project_id, article_id, revision_id, uuid, start, "end", segments, quote, note, analyst_id, layer, state,
         body_sha256, score, created_at, updated_at, version, guidelines)
    SELECT %(project)s, d.article_id, d.revision_id, d.uuid, d.start, d."end", d.segments, d.quote, d.note, d.analyst_id,
           d.layer, d.state, d.body_sha256, d.score, now(), now(), 1,
           (SELECT NULLIF(guidelines_version, 0) FROM newsapp_project WHERE id = %(project)s)
    FROM jsonb_to_recordset(%(drafts)s::jsonb) AS d (
        uuid uuid, article_id bigint, revision_id bigint, start integer, "end" integer, segments jsonb, quote text,
        note text, analyst_id bigint, layer text, state text, body_sha256 text,
        score double precision)
    JOIN target ON target.id = d.article_id AND target.current_revision_id = d.revision_id
    ON CONFLICT (project_id, uuid) DO NOTHING
    RETURNING id, uuid, created_at, guidelines, article_id, analyst_id, layer
), started AS (
    UPDATE newsapp_assignment a SET started_at = now()
    FROM (SELECT DISTINCT article_id, analyst_id FROM made WHERE layer <> 'suggested') m
    WHERE a.article_id = m.article_id AND a.user_id = m.analyst_id AND a.started_at IS NULL
), tagged AS (
    INSERT INTO annotations_highlighttag (highlight_id, tag_id, project_id, position, attributes)
    SELECT made.id, t.tag_id, %(project)s, t.position, t.attributes
    FROM jsonb_to_recordset(%(taggings)s::jsonb) AS t (uuid uuid, tag_id bigint, position smallint, attributes jsonb)
    JOIN made USING (uuid)
)
SELECT uuid, created_at, guidelines FROM made
"""


class Made(NamedTuple):
    """What the database says of a highlight that was made; `guidelines` is None while there were none."""

    at: datetime
    guidelines: int | None


class HighlightQuerySet(models.QuerySet["Highlight"]):
    """Highlights of whatever the filters say."""

    def present(self) -> "HighlightQuerySet":
        """Those that are not deleted."""
        return self.filter(deleted_at=None)

    def readings(self) -> "HighlightQuerySet":
        """Those that somebody stands for: no suggestions."""
        return self.exclude(layer=Highlight.Layer.SUGGESTED)

    def insert_drafts(self, *, project_id: int, drafts: Sequence[dict[str, Any]]) -> dict[UUID, Made]:
        """Insert highlights with their tags in one statement.

        Args:
            project_id: the project of them all.
            drafts: the columns, and `tags`: `[{"tag_id", "attributes"}, …]` in order.

        Returns:
            When, and under which guidelines, by UUID, of those that were made. Missing are the ones whose UUID is taken in the
            project, and those whose revision is no longer the current one.

        Raises:
            IntegrityError: a quote that is not the text at its place, or a tag of another project.
        """
        taggings = [
            {"uuid": str(draft["uuid"]), "position": position, **tag}
            for draft in drafts
            for position, tag in enumerate(draft["tags"])
        ]
        rows = [{**draft, "uuid": str(draft["uuid"]), "tags": None} for draft in drafts]
        with connection.cursor() as cursor:
            cursor.execute(
                _INSERT,
                {
                    "project": project_id,
                    "articles": sorted({draft["article_id"] for draft in drafts}),
                    "drafts": json.dumps(rows, ensure_ascii=False),
                    "taggings": json.dumps(taggings, ensure_ascii=False),
                },
            )
            return {uuid: Made(at, guidelines) for uuid, at, guidelines in cursor.fetchall()}


class Highlight(models.Model):
    """A stretch of a revision that an analyst marked.

    Attributes:
        uuid: what everybody calls `id`; made by the client, unique within the project.
        start: first code point in the revision's text.
        end: code point after the last.
        segments: `[[start, end], …]` when it is discontinuous, else None.
        quote: exactly `text[start:end]`.
        body_sha256: digest of what its maker sent, see `annotations.domain.highlighting.Marking.digest`.
        guidelines: number of the guidelines that counted when it was made, None while there were none.
        score: how sure whoever suggested it was, from 0 to 1; None when nobody said, and of what is no suggestion.
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
    body_sha256 = models.CharField(max_length=64)
    guidelines = models.PositiveIntegerField(null=True)
    score = models.FloatField(null=True)
    deleted_at = models.DateTimeField(null=True)
    tags = models.ManyToManyField(Tag, through="HighlightTag", related_name="highlights")

    objects = HighlightQuerySet.as_manager()

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
            models.CheckConstraint(
                condition=models.Q(score=None) | models.Q(layer="suggested", score__gte=0, score__lte=1),
                name="highlight_score_of_suggestion",
            ),
        ]
        indexes = [
            models.Index(
                fields=["project", "article", "start", "end", "uuid"],
                condition=models.Q(deleted_at=None),
                name="highlight_by_place",
            ),
            models.Index(fields=["project", "id"], condition=models.Q(deleted_at=None), name="highlight_of_project"),
            models.Index(
                fields=["project", "state", "id"],
                condition=models.Q(deleted_at=None) & ~models.Q(state="exact"),
                name="highlight_needs_attention",
            ),
        ]

    def __str__(self) -> str:
        return str(self.uuid)


class HighlightTag(models.Model):
    """A tag on a highlight, with the values of the attributes that the tag asks for.

    Attributes:
        project: stands here too, so that the database can refuse a tag of another project.
        definition: the tag's when it was put here; a trigger fills it in.
    """

    highlight = models.ForeignKey(Highlight, on_delete=models.CASCADE, related_name="tagging")
    tag = models.ForeignKey(Tag, on_delete=models.PROTECT, related_name="tagging")
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    position = models.PositiveSmallIntegerField(default=0)
    attributes = models.JSONField(default=dict)
    definition = models.PositiveIntegerField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["highlight", "tag"], name="highlight_tag_once")]

    def __str__(self) -> str:
        return f"{self.highlight_id}: {self.tag_id}"
