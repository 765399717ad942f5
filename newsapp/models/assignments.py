"""Who works on which article, and the ways in which people look at the list."""

from django.db import models
from django.utils import timezone

from newsapp.models.articles import Article
from newsapp.models.people import User
from newsapp.models.projects import Project


class Assignment(models.Model):
    """An article that one person is to code.

    Attributes:
        created_at: when it was handed out; the same moment for all of one hand-out.
        started_at: when she made her first highlight in it.
        done_at: when she said that she is done; None again when she takes that back.
        skipped_at: when she passed it over; None again when she takes it up after all. Never set beside `done_at`.
        skip_reason: why, in her words; "" while it is not skipped.
        sent_back_at: when it was given back to her after she was done; None again when she is done anew.
        sent_back_reason: why, in the words of whoever sent it back.
    """

    # These two have no index of their own: others begin with them.
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="assignments", db_index=False)
    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="assignments", db_index=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="assignments")
    assigned_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    skipped_at = models.DateTimeField(null=True)
    skip_reason = models.CharField(max_length=300, blank=True)
    sent_back_at = models.DateTimeField(null=True)
    sent_back_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["article", "user"],
                include=["project", "started_at", "done_at", "skipped_at"],
                name="assignment_once",
            ),
            models.CheckConstraint(
                condition=models.Q(done_at=None) | models.Q(skipped_at=None), name="assignment_done_or_skipped"
            ),
            models.CheckConstraint(
                condition=models.Q(skipped_at=None, skip_reason="")
                | (models.Q(skipped_at__isnull=False) & ~models.Q(skip_reason="")),
                name="assignment_skipped_with_reason",
            ),
            models.CheckConstraint(
                condition=models.Q(sent_back_at=None, sent_back_reason="")
                | (models.Q(sent_back_at__isnull=False, done_at=None) & ~models.Q(sent_back_reason="")),
                name="assignment_sent_back_with_reason",
            ),
        ]
        indexes = [
            models.Index(
                fields=["project", "user", "article"],
                include=["started_at", "done_at", "skipped_at"],
                name="assignment_in_hand",
            ),
            models.Index(
                fields=["project", "article"],
                condition=models.Q(started_at__isnull=False, done_at=None, skipped_at=None),
                name="assignment_started",
            ),
            models.Index(
                fields=["project", "article"],
                condition=models.Q(skipped_at__isnull=False),
                name="assignment_skipped",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.article_id}"


class SavedView(models.Model):
    """A way of looking at a project's list of articles, under a name.

    Attributes:
        query: the filters and the order, as they stand in the page's address, without a leading `?`.
        shared: whether every member of the project sees it; only its maker (and a manager) changes it.
    """

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="saved_views")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="saved_views")
    name = models.CharField(max_length=80)
    query = models.CharField(max_length=1_000, blank=True)
    shared = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["project", "user", "name"], name="saved_view_name_once")]

    def __str__(self) -> str:
        return self.name
