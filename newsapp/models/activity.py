"""What happened: one append-only log that is audit trail and live feed."""

from django.db import models
from django.db.models.functions import Now

from newsapp.models.articles import Article
from newsapp.models.people import User
from newsapp.models.projects import Project

CURRENT_TRANSACTION = models.Func(
    template="((pg_current_xact_id())::text)::bigint", output_field=models.BigIntegerField()
)
"""The number of the transaction that writes."""


class Event(models.Model):
    """One thing that somebody did. A trigger refuses to change or remove it.

    Attributes:
        verb: topic and past participle, `highlight.created`.
        object_id: what it was done to: a UUID, a number, a key.
        data: ids, offsets, keys and versions; never words that somebody wrote (those are in `EventDetail`).
        transaction_id: in which transaction it was written. Ids are given out before they commit, so a reader who has
            seen number 7 may still miss number 6; by transactions she can tell (`newsapp.queries.live`).
    """

    project = models.ForeignKey(Project, on_delete=models.DO_NOTHING, related_name="events", null=True)
    article = models.ForeignKey(Article, on_delete=models.DO_NOTHING, related_name="events", null=True)
    actor = models.ForeignKey(User, on_delete=models.DO_NOTHING, related_name="events", null=True)
    verb = models.CharField(max_length=60)
    object_id = models.CharField(max_length=64, blank=True)
    data = models.JSONField(default=dict)
    created_at = models.DateTimeField(db_default=Now())
    transaction_id = models.BigIntegerField(db_default=CURRENT_TRANSACTION)

    class Meta:
        indexes = [
            models.Index(fields=["project", "-id"], name="event_of_project"),
            models.Index(fields=["article", "-id"], name="event_of_article"),
            models.Index(fields=["project", "actor", "-id"], name="event_of_actor"),
            models.Index(fields=["project", "transaction_id"], name="event_of_transaction"),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.object_id}"


class EventDetail(models.Model):
    """The words that belong to an event: notes, names, attribute texts. May be erased, the event stays."""

    event = models.OneToOneField(Event, on_delete=models.DO_NOTHING, primary_key=True, related_name="detail")
    data = models.JSONField()

    def __str__(self) -> str:
        return str(self.pk)
