"""A project's tag scheme: tags with their attributes, and the types that relations may have."""

from django.db import models

from newsapp.models import Project


class Tag(models.Model):
    """An entry of a project's scheme.

    Attributes:
        key: immutable name in data, `[a-z0-9][a-z0-9_-]*`.
        colour: one of the palette's hue names, see `annotations.domain.schemes.COLOURS`.
        pattern: how its underline is drawn, so that it can be told without its colour.
        shortcut: one typed character, or "".
        attributes: what the tag asks for, see `annotations.domain.schemes.Attribute`.
        definition: grows when it means something else than before, see `annotations.services.tag_definitions`.
        merged_into: the tag that took this one's place; whatever is saved with this one gets that one (a trigger).
    """

    class Scope(models.TextChoices):
        """What the tag is put on."""

        SPAN = "span"
        ARTICLE = "article"

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="scheme_tags")
    key = models.CharField(max_length=60)
    label = models.CharField(max_length=120)
    colour = models.CharField(max_length=20)
    pattern = models.CharField(max_length=10)
    shortcut = models.CharField(max_length=1, blank=True)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="children")
    description = models.TextField(blank=True)
    scope = models.CharField(max_length=7, choices=Scope.choices, default=Scope.SPAN)
    position = models.PositiveSmallIntegerField(default=0)
    attributes = models.JSONField(default=list)
    retired_at = models.DateTimeField(null=True)
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="merged")
    version = models.PositiveIntegerField(default=1)
    definition = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project", "key"], name="tag_key_once_in_project"),
            models.UniqueConstraint(fields=["project", "id"], name="tag_id_in_project"),
            models.CheckConstraint(condition=models.Q(key__regex=r"^[a-z0-9][a-z0-9_-]*$"), name="tag_key_form"),
            models.CheckConstraint(condition=models.Q(scope__in=["span", "article"]), name="tag_scope_known"),
            models.CheckConstraint(
                condition=models.Q(merged_into=None) | models.Q(retired_at__isnull=False), name="tag_merged_is_retired"
            ),
        ]

    def __str__(self) -> str:
        return self.key


class RelationType(models.Model):
    """A type that a relation between two highlights may have.

    Attributes:
        from_tags: keys of the tags that the relation may start from; empty means any.
        to_tags: keys of the tags that it may lead to; empty means any.
        attributes: as for a tag.
        acyclic: whether relations of this type may never form a circle.
    """

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="relation_types")
    key = models.CharField(max_length=60)
    label = models.CharField(max_length=120)
    description = models.TextField(blank=True)
    from_tags = models.JSONField(default=list)
    to_tags = models.JSONField(default=list)
    attributes = models.JSONField(default=list)
    acyclic = models.BooleanField(default=False)
    position = models.PositiveSmallIntegerField(default=0)
    retired_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project", "key"], name="relation_type_once_in_project"),
            models.UniqueConstraint(fields=["project", "id"], name="relation_type_id_in_project"),
        ]

    def __str__(self) -> str:
        return self.key
