"""What people decided about proposals for claims."""

from django.db import models

from annotations.domain.claim_proposals import ProposalDecision, ProposalKind
from annotations.models.claims import Claim
from newsapp.models import Project, User


class ClaimProposal(models.Model):
    """A proposal that somebody accepted or rejected; it is proposed no more.

    Attributes:
        claim, other: the two claims that it is about, the older one first; the same where one claim's figures disagree.
        subject: the two figures of a conflict, see `annotations.domain.claim_proposals.subject_of`; else "".
        reason: of whoever decided, in words.
        reasons: why it was proposed.
    """

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="+")
    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="+")
    other = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=8, choices=[(kind.value, kind.value) for kind in ProposalKind])
    subject = models.CharField(max_length=200, blank=True)
    decision = models.CharField(max_length=8, choices=[(each.value, each.value) for each in ProposalDecision])
    reason = models.CharField(max_length=500, blank=True)
    reasons = models.JSONField(default=dict)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["claim", "other", "kind", "subject"], name="claim_proposal_decided_once"),
            models.CheckConstraint(
                condition=models.Q(kind="same", subject="") | models.Q(kind="conflict"), name="claim_proposal_subject"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.claim_id}, {self.other_id}"
