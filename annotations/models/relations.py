"""Relations between highlights. Composite keys in the migrations hold that nothing of them crosses projects."""

from django.db import models

from annotations.models.highlights import Highlight
from annotations.models.schemes import RelationType
from newsapp.models import Project, User


class RelationQuerySet(models.QuerySet["Relation"]):
    """Relations of whatever the filters say."""

    def present(self) -> "RelationQuerySet":
        """Those that are not deleted; an end of them may be."""
        return self.filter(deleted_at=None)


class Relation(models.Model):
    """A typed, directed link between two highlights of one project.

    Attributes:
        uuid: what everybody calls `id`; made by the client, unique within the project.
        source: the highlight that it starts from.
        target: the highlight that it leads to.
        attributes: `{attribute: value}`, as the type asks for them.
        body_sha256: digest of what its maker sent, see `annotations.domain.relations.Link.digest`.
        deleted_at: when it was deleted itself. While an end of it is deleted it is hidden, and comes back with it.
    """

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="relations")
    uuid = models.UUIDField()
    type = models.ForeignKey(RelationType, on_delete=models.PROTECT, related_name="relations")
    source = models.ForeignKey(Highlight, on_delete=models.PROTECT, related_name="relations_from")
    target = models.ForeignKey(Highlight, on_delete=models.PROTECT, related_name="relations_to")
    attributes = models.JSONField(default=dict)
    analyst = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="relations")
    layer = models.CharField(max_length=9, choices=Highlight.Layer.choices, default=Highlight.Layer.ANALYST)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)
    body_sha256 = models.CharField(max_length=64)
    deleted_at = models.DateTimeField(null=True)

    objects = RelationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project", "uuid"], name="relation_id_once_in_project"),
            models.UniqueConstraint(
                fields=["type", "source", "target", "analyst", "layer"],
                condition=models.Q(deleted_at=None),
                name="relation_said_once",
            ),
            models.CheckConstraint(condition=~models.Q(source=models.F("target")), name="relation_between_two"),
            models.CheckConstraint(
                condition=models.Q(layer__in=["analyst", "gold", "suggested"]), name="relation_layer_known"
            ),
            models.CheckConstraint(
                condition=~models.Q(layer="analyst") | models.Q(analyst__isnull=False),
                name="relation_of_an_analyst_names_her",
            ),
        ]
        indexes = [
            models.Index(fields=["project", "id"], condition=models.Q(deleted_at=None), name="relation_of_project"),
        ]

    def __str__(self) -> str:
        return str(self.uuid)
