"""What a form sent twice is told: it was done, and where."""

from __future__ import annotations

from django.db import models


class Done(models.Model):
    """One sending of one form, by the token that its page carried. Old ones are swept by a job."""

    token = models.UUIDField(primary_key=True)
    person = models.BigIntegerField()
    object_type = models.CharField(max_length=50)
    object_id = models.CharField(max_length=64)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["at"], name="done_at")]
