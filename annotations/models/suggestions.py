"""What people decided about suggested highlights; the suggestions themselves are highlights."""

from django.db import models

from annotations.models.highlights import Highlight
from newsapp.models import Project, User


class SuggestionDecisionQuerySet(models.QuerySet["SuggestionDecision"]):
    """Decisions of whatever the filters say."""

    def in_force(self) -> "SuggestionDecisionQuerySet":
        """Those that hold: whoever deletes what she made of a suggestion takes her acceptance back with it."""
        return self.filter(highlight__deleted_at=None)


class SuggestionDecision(models.Model):
    """What one person decided about one suggestion.

    Attributes:
        suggestion: the highlight of the layer `suggested`.
        decision: `changed` is an acceptance whose highlight differs from the suggestion.
        highlight: the one that she made of it; None when she rejected it.
        created_at: when she decided so.
    """

    class Decision(models.TextChoices):
        """What was decided."""

        ACCEPTED = "accepted"
        CHANGED = "changed"
        REJECTED = "rejected"

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="+")
    suggestion = models.ForeignKey(Highlight, on_delete=models.CASCADE, related_name="decisions")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    decision = models.CharField(max_length=8, choices=Decision.choices)
    highlight = models.ForeignKey(Highlight, on_delete=models.CASCADE, null=True, related_name="decided")
    created_at = models.DateTimeField()

    objects = SuggestionDecisionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["suggestion", "user"], name="suggestion_decided_once"),
            models.CheckConstraint(
                condition=models.Q(decision="rejected", highlight=None)
                | models.Q(decision__in=["accepted", "changed"], highlight__isnull=False),
                name="suggestion_decision_with_highlight",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.suggestion_id}: {self.decision}"
