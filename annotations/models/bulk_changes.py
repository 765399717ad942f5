"""Changes of many highlights at once, or the making of them, so that each can be taken back."""

import uuid

from django.db import models

from newsapp.models import Project, User


class BulkChange(models.Model):
    """One change of many highlights.

    Attributes:
        kind: what was done to them.
        data: the keys of the tags concerned.
        items: for each highlight its row, its version after the change, and (re-tagging) its tags before, with their
            attributes: `[{"id", "version", "tags": [{"tag_id", "position", "attributes"}, …]}, …]`.
        undone_at: when it was taken back.
    """

    class Kind(models.TextChoices):
        """What was done."""

        RETAG = "retag"
        DELETE = "delete"
        MARK = "mark"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="bulk_changes")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=6, choices=Kind.choices)
    data = models.JSONField(default=dict)
    items = models.JSONField(default=list)
    created_at = models.DateTimeField(auto_now_add=True)
    undone_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return str(self.pk)
