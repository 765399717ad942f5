"""Claims and where they appear. Composite keys in the migrations hold that nothing of them crosses projects."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from annotations.domain.verdicts import Accuracy, DatePrecision, Verdict
from annotations.models.highlights import Highlight
from newsapp.models import Project, User


class Claim(models.Model):
    """The canonical statement behind highlights in any number of articles and languages.

    Attributes:
        number: what people and the REST interface call `id`; counts within the project, never given out twice.
        text: the statement in its own words, in `language`.
        translations: `{language: text}`.
        claimants: who is said to have made it, in their usual spelling.
        claimed_on: when it was made, as far as `claimed_precision` says; None when nobody knows.
        quantities: `[{"value", "bound", "unit", "place", "time"}, …]`, as the tag `quantity` has them.
        verdict: whether it is true, "" while nobody ruled; only a ruling writes it.
        accuracy: whether it was reported accurately, which is another question.
        confidence: how sure the ruling is of its verdict, from 0 to 1.
        merged_into: the claim that stands for this one since they were merged.
    """

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="claims")
    number = models.PositiveIntegerField()
    text = models.TextField(max_length=2_000)
    language = models.CharField(max_length=35, blank=True)
    translations = models.JSONField(default=dict)
    claimants = ArrayField(models.CharField(max_length=200), default=list)
    claimed_on = models.DateField(null=True)
    claimed_precision = models.CharField(max_length=5, choices=[(p.value, p.value) for p in DatePrecision], blank=True)
    place = models.CharField(max_length=200, blank=True)
    quantities = models.JSONField(default=list)
    verdict = models.CharField(max_length=20, choices=[(v.value, v.value) for v in Verdict], blank=True)
    accuracy = models.CharField(max_length=10, choices=[(a.value, a.value) for a in Accuracy], blank=True)
    confidence = models.FloatField(null=True)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="merged")
    deleted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project", "number"], name="claim_number_once_in_project"),
            models.UniqueConstraint(fields=["project", "id"], name="claim_in_project"),
            models.CheckConstraint(condition=~models.Q(text=""), name="claim_has_words"),
            models.CheckConstraint(
                condition=models.Q(verdict__in=["", *(verdict.value for verdict in Verdict)]),
                name="claim_verdict_known",
            ),
            models.CheckConstraint(
                condition=models.Q(accuracy__in=["", *(accuracy.value for accuracy in Accuracy)]),
                name="claim_accuracy_known",
            ),
            models.CheckConstraint(
                condition=models.Q(claimed_on=None, claimed_precision="")
                | models.Q(claimed_on__isnull=False, claimed_precision__in=[p.value for p in DatePrecision]),
                name="claim_date_with_precision",
            ),
            models.CheckConstraint(
                condition=models.Q(confidence=None) | models.Q(confidence__gte=0, confidence__lte=1),
                name="claim_confidence_between",
            ),
            models.CheckConstraint(
                condition=models.Q(merged_into=None) | ~models.Q(merged_into=models.F("id")),
                name="claim_merged_into_another",
            ),
        ]

    def __str__(self) -> str:
        return str(self.number)


class Appearance(models.Model):
    """A highlight in which a claim appears; a highlight is an appearance of one claim at most."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="+")
    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="appearances")
    highlight = models.OneToOneField(Highlight, on_delete=models.PROTECT, related_name="appearance")
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.claim_id}: {self.highlight_id}"
