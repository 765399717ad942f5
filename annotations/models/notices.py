"""Whether people hear by mail of what needs them, and when they last did."""

from django.db import models

from newsapp.models import User


class DigestChoice(models.Model):
    """What somebody chose about the daily digest; who chose nothing gets it.

    Attributes:
        wanted: whether she gets it.
        sent_at: when the last one went to her.
    """

    user = models.OneToOneField(User, on_delete=models.CASCADE, primary_key=True, related_name="digest_choice")
    wanted = models.BooleanField(default=True)
    sent_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.user_id}: {self.wanted}"
