"""Disputes, the positions in them, votes and rulings. Their log is the events of the project."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from annotations.domain.disputes import DisputeKind, DisputeOrigin, DisputeState
from annotations.domain.verdicts import Accuracy, Verdict
from annotations.models.claims import Claim
from annotations.models.highlights import Highlight
from newsapp.models import Article, Project, User


class Dispute(models.Model):
    """An open question about a highlight or a claim.

    Attributes:
        number: what people and the REST interface call `id`; counts within the project.
        question: what is to be settled, in words.
        article: where the disputed highlights are; None when it is about a claim alone.
        highlight: the disputed one; None when it is about a claim, or about what only one coder marked elsewhere.
        claim: the disputed claim.
        round: counts from 1; a reopened dispute starts another one, and its votes are new.
        answer_state: while information is asked for, the state to which the answer leads back; else "".
        asked: who is asked for information; None stands for anyone.
        coders: who coded what is disputed; none of them may resolve it.
        due_at: until when it should be settled.
    """

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="disputes")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=11, choices=[(kind.value, kind.value) for kind in DisputeKind])
    state = models.CharField(max_length=10, choices=[(state.value, state.value) for state in DisputeState])
    origin = models.CharField(max_length=10, choices=[(origin.value, origin.value) for origin in DisputeOrigin])
    question = models.CharField(max_length=500)
    article = models.ForeignKey(Article, on_delete=models.PROTECT, null=True, related_name="disputes")
    highlight = models.ForeignKey(Highlight, on_delete=models.PROTECT, null=True, related_name="disputes")
    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, null=True, related_name="disputes")
    round = models.PositiveSmallIntegerField(default=1)
    answer_state = models.CharField(max_length=10, blank=True)
    asked = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    coders = models.ManyToManyField(User, related_name="+")
    opened_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    resolved_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project", "number"], name="dispute_number_once_in_project"),
            models.UniqueConstraint(fields=["project", "id"], name="dispute_in_project"),
            models.CheckConstraint(
                condition=models.Q(article__isnull=False) | models.Q(claim__isnull=False),
                name="dispute_about_something",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=[state.value for state in DisputeState]), name="dispute_state_known"
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=[kind.value for kind in DisputeKind]), name="dispute_kind_known"
            ),
            models.CheckConstraint(
                condition=models.Q(state="needs_info") ^ models.Q(answer_state=""), name="dispute_asks_from_a_state"
            ),
        ]
        indexes = [models.Index(fields=["project", "state", "due_at"], name="dispute_by_state")]

    def __str__(self) -> str:
        return str(self.number)


class Position(models.Model):
    """One way to settle a dispute.

    Attributes:
        place: its order in the dispute, from 0; shown as A, B, C.
        title: the answer in a few words.
        words: the reasons for it.
        highlight: the coder's highlight that it takes for right; None for an answer in words, or for "nothing there".
        reading: what a ruling for it writes into the gold layer: `{"start", "end", "segments", "tags", "attributes"}`, `{}`
            for nothing; None for an answer in words alone.
        author: who holds it; None when several do, or the comparison made it.
    """

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="+")
    dispute = models.ForeignKey(Dispute, on_delete=models.CASCADE, related_name="positions")
    place = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=300)
    words = models.TextField(max_length=5_000, blank=True)
    highlight = models.ForeignKey(Highlight, on_delete=models.PROTECT, null=True, related_name="+")
    reading = models.JSONField(null=True)
    author = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["dispute", "place"], name="position_place_once")]

    def __str__(self) -> str:
        return f"{self.dispute_id}/{self.place}"


class Vote(models.Model):
    """What one person holds in one round; hidden from everybody else until voting closes.

    Attributes:
        position: None says that it cannot be told.
    """

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="+")
    dispute = models.ForeignKey(Dispute, on_delete=models.CASCADE, related_name="votes")
    round = models.PositiveSmallIntegerField()
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    position = models.ForeignKey(Position, on_delete=models.PROTECT, null=True, related_name="votes")
    reason = models.TextField(max_length=5_000, blank=True)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["dispute", "round", "user"], name="vote_once_a_round")]

    def __str__(self) -> str:
        return f"{self.dispute_id}/{self.round}: {self.user_id}"


class Ruling(models.Model):
    """How a dispute is to be settled: proposed by one reviewer, resolved by another.

    Attributes:
        position: the one that it takes; None when it is none of them (then `reading` or the verdict says what).
        reading: what it writes into the gold layer, as `Position.reading`; a merged or edited one may differ.
        verdict: of the claim; "" when it is about something else.
        searched: where one looked, which `not_enough_evidence` needs.
        waivers: the rules about persons that a small team waived: `["resolved_own", …]`.
        guidelines: number of the guidelines that counted.
        resolved_at: None while it is only proposed.
        withdrawn_at: when it was taken back by escalation, a question or a reopening.
    """

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="+")
    dispute = models.ForeignKey(Dispute, on_delete=models.CASCADE, related_name="rulings")
    round = models.PositiveSmallIntegerField()
    position = models.ForeignKey(Position, on_delete=models.PROTECT, null=True, related_name="rulings")
    reading = models.JSONField(null=True)
    verdict = models.CharField(
        max_length=20, choices=[(verdict.value, verdict.value) for verdict in Verdict], blank=True
    )
    accuracy = models.CharField(max_length=10, choices=[(each.value, each.value) for each in Accuracy], blank=True)
    confidence = models.FloatField(null=True)
    justification = models.TextField(max_length=10_000, blank=True)
    searched = models.TextField(max_length=5_000, blank=True)
    waivers = ArrayField(models.CharField(max_length=40), default=list)
    guidelines = models.PositiveIntegerField(null=True)
    proposed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    resolved_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    resolved_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["dispute"],
                condition=models.Q(withdrawn_at=None),
                name="ruling_one_in_force",
            ),
            models.CheckConstraint(
                condition=models.Q(resolved_at=None, resolved_by=None)
                | models.Q(resolved_at__isnull=False, resolved_by__isnull=False),
                name="ruling_resolved_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dispute_id}/{self.round}"
