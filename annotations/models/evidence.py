"""Sources for or against a claim, or for a position in a dispute."""

from django.db import models

from annotations.domain.verdicts import Directness, Stance
from annotations.models.claims import Claim
from annotations.models.disputes import Dispute, Position
from newsapp.models import Project, User


class Evidence(models.Model):
    """One source, with the words in it that count.

    Attributes:
        uuid: what the REST interface calls `id`; made by the client, unique within the project.
        claim: what it is about; None when it was brought to a dispute about a highlight alone.
        dispute: in which dispute it was brought; None when it was added to the claim itself.
        position: the position that it supports, in a dispute that has some.
        url: where it was read; "" for what has no address (a letter, an interview of one's own).
        archived_url: a copy that stays.
        quote: the exact words.
        independence_group: sources of one group repeat one another and count as one; "" stands for a group of its own.
        answers: the question that it answers.
    """

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="evidence")
    uuid = models.UUIDField()
    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, null=True, related_name="evidence")
    dispute = models.ForeignKey(Dispute, on_delete=models.PROTECT, null=True, related_name="evidence")
    position = models.ForeignKey(Position, on_delete=models.PROTECT, null=True, related_name="evidence")
    title = models.CharField(max_length=300, blank=True)
    url = models.CharField(max_length=2_000, blank=True)
    archived_url = models.CharField(max_length=2_000, blank=True)
    retrieved_at = models.DateTimeField(null=True)
    published_at = models.DateTimeField(null=True)
    quote = models.TextField(max_length=5_000)
    language = models.CharField(max_length=35, blank=True)
    stance = models.CharField(max_length=8, choices=[(s.value, s.value) for s in Stance])
    directness = models.CharField(max_length=9, choices=[(d.value, d.value) for d in Directness])
    independence_group = models.CharField(max_length=120, blank=True)
    answers = models.CharField(max_length=500, blank=True)
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)
    deleted_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name_plural = "evidence"
        constraints = [
            models.UniqueConstraint(fields=["project", "uuid"], name="evidence_id_once_in_project"),
            models.CheckConstraint(
                condition=models.Q(claim__isnull=False) | models.Q(dispute__isnull=False),
                name="evidence_about_something",
            ),
            models.CheckConstraint(condition=~models.Q(quote=""), name="evidence_has_words"),
            models.CheckConstraint(
                condition=models.Q(stance__in=[stance.value for stance in Stance]), name="evidence_stance_known"
            ),
            models.CheckConstraint(
                condition=models.Q(directness__in=[each.value for each in Directness]),
                name="evidence_directness_known",
            ),
        ]

    def __str__(self) -> str:
        return str(self.uuid)
