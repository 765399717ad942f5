"""What people say to each other about highlights, claims, disputes and articles."""

from django.db import models

from annotations.models.claims import Claim
from annotations.models.disputes import Dispute
from annotations.models.highlights import Highlight
from newsapp.models import Article, Project, User


class Comment(models.Model):
    """A remark, or an answer to one.

    Attributes:
        uuid: what the REST interface calls `id`; made by the client, unique within the project.
        article, highlight, claim, dispute: what it is about: exactly one of them; an answer has the same as its parent.
        parent: the remark that it answers; answers have no answers of their own.
        text: Markdown.
        resolved_at: since when a remark (with its answers) is settled; None while it is open, and for an answer.
    """

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="comments")
    uuid = models.UUIDField()
    article = models.ForeignKey(Article, on_delete=models.PROTECT, null=True, related_name="comments")
    highlight = models.ForeignKey(Highlight, on_delete=models.PROTECT, null=True, related_name="comments")
    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, null=True, related_name="comments")
    dispute = models.ForeignKey(Dispute, on_delete=models.PROTECT, null=True, related_name="comments")
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="answers")
    text = models.TextField(max_length=10_000)
    author = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)
    resolved_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    resolved_at = models.DateTimeField(null=True)
    deleted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project", "uuid"], name="comment_id_once_in_project"),
            models.CheckConstraint(
                condition=models.Q(article__isnull=False, highlight=None, claim=None, dispute=None)
                | models.Q(article=None, highlight__isnull=False, claim=None, dispute=None)
                | models.Q(article=None, highlight=None, claim__isnull=False, dispute=None)
                | models.Q(article=None, highlight=None, claim=None, dispute__isnull=False),
                name="comment_about_one_thing",
            ),
            models.CheckConstraint(
                condition=models.Q(parent=None) | models.Q(resolved_at=None), name="comment_answers_are_not_resolved"
            ),
        ]

    def __str__(self) -> str:
        return str(self.uuid)
