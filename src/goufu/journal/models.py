"""The journal's tables. All but `Waiting` are append-only; the database refuses changes and deletions."""

from __future__ import annotations

import pgtrigger
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from goufu.journal.append_only import append_only

REFUSAL = "存证日志只能添加，不能修改、删除"


class Entry(models.Model):
    """A log entry. Names are stored beside numbers, so that an entry depends on no other table."""

    at = models.DateTimeField()
    action = models.CharField(max_length=100)  # dotted: planning.project.submitted
    person = models.BigIntegerField(null=True)  # None: the system itself
    person_name = models.CharField(max_length=100)
    body = models.BigIntegerField(null=True)
    body_name = models.CharField(max_length=200)
    object_type = models.CharField(max_length=50)
    object_id = models.CharField(max_length=64)
    facts = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    answers = models.JSONField(default=list, encoder=DjangoJSONEncoder)  # of the rules that were asked

    class Meta:
        indexes = [
            models.Index(fields=["object_type", "object_id", "id"], name="entry_of_object"),
            models.Index(fields=["body", "id"], name="entry_of_body"),
            models.Index(fields=["person", "id"], name="entry_of_person"),
            models.Index(fields=["action", "id"], name="entry_of_action"),
            models.Index(fields=["at"], name="entry_at"),
        ]
        triggers = [
            *append_only(REFUSAL),
            pgtrigger.Trigger(
                name="waits_for_its_seal",
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                func="INSERT INTO journal_waiting (entry) VALUES (NEW.id); RETURN NULL;",
            ),
        ]


class Waiting(models.Model):
    """The queue of unsealed entries. A trigger fills it, sealing empties it; writers never wait for each other."""

    entry = models.BigIntegerField(primary_key=True)


class Seal(models.Model):
    """A seal over some entries: the root of their tree, chained to the previous seal."""

    number = models.BigIntegerField(primary_key=True)  # 1, 2, 3 …
    sealed_at = models.DateTimeField()
    count = models.BigIntegerField()
    tree = models.BinaryField(max_length=32)
    previous = models.BinaryField(max_length=32)
    root = models.BinaryField(max_length=32)

    class Meta:
        indexes = [models.Index(fields=["sealed_at"], name="seal_sealed_at")]
        triggers = append_only(REFUSAL)


class Leaf(models.Model):
    """The position of an entry in a seal's tree, and its digest when sealed."""

    entry = models.BigIntegerField(primary_key=True)
    seal = models.BigIntegerField()
    position = models.IntegerField()
    digest = models.BinaryField(max_length=32)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["seal", "position"], name="leaf_has_its_own_position")]
        triggers = append_only(REFUSAL)


class Day(models.Model):
    """A closed day in Beijing: the tree over its seals, chained to the previous day. Its root is published."""

    day = models.DateField(primary_key=True)
    last_seal = models.BigIntegerField()  # 0: none yet
    tree = models.BinaryField(max_length=32)
    previous = models.BinaryField(max_length=32)
    root = models.BinaryField(max_length=32)

    class Meta:
        triggers = append_only(REFUSAL)
