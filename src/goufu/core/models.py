"""Forms that were sent, messages that were heard, and official numbers that were given: each counts once."""

from __future__ import annotations

from django.db import models


class FormToken(models.Model):
    """The token that one page carried, once its form was sent: it belongs to that person and that action.

    Old ones are swept by a job.
    """

    token = models.UUIDField()
    person = models.BigIntegerField()
    action = models.CharField(max_length=100)
    object_type = models.CharField(max_length=50)  # with object_id: what came of it
    object_id = models.CharField(max_length=64)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["token", "person", "action"], name="form_token_once")]
        indexes = [models.Index(fields=["at"], name="form_token_at")]


class Counter(models.Model):
    """The last number that was taken of a series in a place and year: see core.numbers."""

    series = models.CharField(max_length=50)
    place = models.CharField(max_length=12)  # its code
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["series", "place", "year"], name="counter_once")]


class HeardMessage(models.Model):
    """A message that a room has heard: see core.messages. Old ones are swept by a job."""

    number = models.UUIDField(primary_key=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["at"], name="heard_message_at")]
