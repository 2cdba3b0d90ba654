"""Form tokens, handled messages and counters of official numbers: each is used only once."""

from __future__ import annotations

from django.db import models

from goufu import wall_clock


class FormToken(models.Model):
    """The token of a submitted form, by sender and action; a job deletes old ones. `person`: `Principal.sender`."""

    token = models.UUIDField()
    person = models.BigIntegerField()
    action = models.CharField(max_length=100)
    object_type = models.CharField(max_length=50)  # with object_id: the thing that the action changed
    object_id = models.CharField(max_length=64)
    at = models.DateTimeField(default=wall_clock.now, editable=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["token", "person", "action"], name="form_token_once")]
        indexes = [models.Index(fields=["at"], name="form_token_at")]


class Counter(models.Model):
    """The last number taken of a series in a place and year: see core.numbers."""

    series = models.CharField(max_length=50)
    place = models.CharField(max_length=12)  # its code
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["series", "place", "year"], name="counter_once")]


class HeardMessage(models.Model):
    """A message that a listener has handled: see core.messages. A job deletes old ones."""

    number = models.UUIDField(primary_key=True)
    at = models.DateTimeField(default=wall_clock.now, editable=False)

    class Meta:
        indexes = [models.Index(fields=["at"], name="heard_message_at")]
