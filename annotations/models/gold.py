"""Where the gold layer comes from. Composite keys in the migrations hold that nothing of it crosses projects."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from annotations.domain.gold import GoldKind
from annotations.models.disputes import Dispute
from annotations.models.highlights import Highlight
from annotations.models.relations import Relation
from newsapp.models import Article, Project, User


class GoldOriginQuerySet(models.QuerySet["GoldOrigin"]):
    """Decisions of whatever the filters say."""

    def in_force(self) -> "GoldOriginQuerySet":
        """Those that no later decision took the place of."""
        return self.filter(replaced_at=None)


class GoldOrigin(models.Model):
    """One decision about what holds at a place; a later one takes its place, and this one stays in the record.

    Attributes:
        uuid: what the log and the REST interface call it.
        highlight: the highlight of the layer `gold` that it made; None when it is about a relation, or nothing is there.
        relation: the relation of the layer `gold` that it made; None when it is about a highlight, or nothing is there.
        dispute: the dispute whose ruling it carries out.
        waivers: the rules about persons that a small team waived.
        decided_by: None when nobody did: the coders agree.
        replaced_at: since when a later decision holds instead.
    """

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="+")
    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="gold")
    uuid = models.UUIDField()
    highlight = models.OneToOneField(Highlight, on_delete=models.PROTECT, null=True, related_name="gold_origin")
    relation = models.OneToOneField(Relation, on_delete=models.PROTECT, null=True, related_name="gold_origin")
    kind = models.CharField(max_length=9, choices=[(kind.value, kind.value) for kind in GoldKind])
    dispute = models.ForeignKey(Dispute, on_delete=models.PROTECT, null=True, related_name="gold")
    waivers = ArrayField(models.CharField(max_length=40), default=list)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()
    replaced_at = models.DateTimeField(null=True)

    objects = GoldOriginQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project", "uuid"], name="gold_id_once_in_project"),
            models.UniqueConstraint(fields=["project", "id"], name="gold_in_project"),
            models.CheckConstraint(
                condition=models.Q(kind__in=[kind.value for kind in GoldKind]), name="gold_kind_known"
            ),
            models.CheckConstraint(
                condition=models.Q(highlight=None) | models.Q(relation=None), name="gold_is_one_thing"
            ),
            models.CheckConstraint(
                condition=models.Q(kind="agreement", decided_by=None)
                | (~models.Q(kind="agreement") & models.Q(decided_by__isnull=False)),
                name="gold_decided_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return str(self.uuid)


class GoldReading(models.Model):
    """A coder's highlight or relation that a decision settles, as it was then.

    Attributes:
        highlight: the coder's; None when it is a relation.
        relation: the coder's; None when it is a highlight.
        reading: what it said when it was settled: see `annotations.domain.gold.Reading`; of a relation `{"type", "from",
            "to", "attributes"}` with the ids of the coder's own highlights.
        changed_at: since when the coder says something else; it is open again, and gold stays as it is.
        replaced_at: as its decision has it.
    """

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="+")
    origin = models.ForeignKey(GoldOrigin, on_delete=models.CASCADE, related_name="readings")
    highlight = models.ForeignKey(Highlight, on_delete=models.PROTECT, null=True, related_name="settled")
    relation = models.ForeignKey(Relation, on_delete=models.PROTECT, null=True, related_name="settled")
    reading = models.JSONField()
    changed_at = models.DateTimeField(null=True)
    replaced_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(highlight=None) ^ models.Q(relation=None), name="gold_reading_is_one_thing"
            ),
            models.UniqueConstraint(
                fields=["highlight"], condition=models.Q(replaced_at=None), name="gold_settles_highlight_once"
            ),
            models.UniqueConstraint(
                fields=["relation"], condition=models.Q(replaced_at=None), name="gold_settles_relation_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.origin_id}: {self.highlight_id or self.relation_id}"
