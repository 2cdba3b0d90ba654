"""The journal's tables. All but `Waiting` and `Chain` are append-only; the database refuses changes and deletions."""

from __future__ import annotations

import pgtrigger
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models.functions import Now

from goufu.journal.append_only import append_only

REFUSAL = "存证日志只能添加，不能修改、删除"
# An entry without a digest was written by a program from before the chains. `journal.chains.link` computes the same link.
# While a statement writes many entries, the end of the chain is kept in a setting of the transaction.
TAKES_ITS_PLACE = """
    IF NEW.digest IS NULL THEN
        NEW.chain = NULL; NEW.place = NULL; NEW.previous = NULL;
        RETURN NEW;
    END IF;
    NEW.chain = pg_backend_pid();
    so_far = current_setting('goufu.chain', true);
    IF so_far <> '' THEN
        NEW.place = split_part(so_far, ' ', 1)::bigint; NEW.previous = decode(split_part(so_far, ' ', 2), 'hex');
    ELSE
        SELECT length, head INTO NEW.place, NEW.previous FROM journal_chain WHERE number = NEW.chain;
    END IF;
    NEW.place = COALESCE(NEW.place, 0) + 1;
    NEW.previous = COALESCE(NEW.previous, decode(repeat('00', 32), 'hex'));
    PERFORM set_config('goufu.chain', NEW.place || ' ' || encode(sha256(NEW.previous || int8send(NEW.chain)
        || int8send(NEW.place) || int8send(NEW.id) || NEW.digest), 'hex'), true);
    RETURN NEW;
"""
ENDS_THE_CHAIN = """
    so_far = current_setting('goufu.chain', true);
    IF so_far <> '' THEN
        INSERT INTO journal_chain (number, length, head) VALUES (pg_backend_pid(),
            split_part(so_far, ' ', 1)::bigint, decode(split_part(so_far, ' ', 2), 'hex'))
            ON CONFLICT (number) DO UPDATE SET length = excluded.length, head = excluded.head;
        PERFORM set_config('goufu.chain', '', true);
    END IF;
    RETURN NULL;
"""


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
    digest = models.BinaryField(max_length=32, null=True)  # of its content, as written
    chain = models.BigIntegerField(null=True)  # these three are set by a trigger
    place = models.BigIntegerField(null=True)  # 1, 2, 3 … in its chain
    previous = models.BinaryField(max_length=32, null=True)  # the link of the entry before it in its chain

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
                name="takes_its_place",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                declare=[("so_far", "text")],
                func=TAKES_ITS_PLACE,
            ),
            pgtrigger.Trigger(
                name="ends_the_chain",
                when=pgtrigger.After,
                level=pgtrigger.Statement,
                operation=pgtrigger.Insert,
                declare=[("so_far", "text")],
                func=ENDS_THE_CHAIN,
            ),
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
    since = models.DateTimeField(db_default=Now())  # by the database's clock


class Chain(models.Model):
    """A chain of entries: those that one process of the database wrote, each linked to the one before.

    Two transactions at once are in two processes, so that no writer waits for another's chain. A number that the system
    gives to a later process goes on with its chain.
    """

    number = models.BigIntegerField(primary_key=True)
    length = models.BigIntegerField()
    head = models.BinaryField(max_length=32)  # the link of its last entry


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


class Rulebook(models.Model):
    """Rules as they were when entries stored their letters: by digest, packed (zlib), so that an entry reads the same for ever."""

    digest = models.CharField(max_length=64, primary_key=True)  # SM3 of the text
    packed = models.BinaryField()

    class Meta:
        triggers = append_only(REFUSAL)


class Tile(models.Model):
    """A full tile of the standard log over the seals: 256 digests of a level side by side, and the root over them."""

    level = models.PositiveSmallIntegerField()
    number = models.BigIntegerField()  # 0, 1, 2 … in its level
    digests = models.BinaryField(max_length=8192)
    root = models.BinaryField(max_length=32)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["level", "number"], name="tile_has_its_own_number")]
        triggers = append_only(REFUSAL)


class Checkpoint(models.Model):
    """A signed statement of the standard log: its size in seals, and its root over them."""

    number = models.BigIntegerField(primary_key=True)  # 1, 2, 3 …
    size = models.BigIntegerField(unique=True)
    root = models.BinaryField(max_length=32)
    note = models.TextField()  # as published, with the log's own signature

    class Meta:
        triggers = append_only(REFUSAL)


class Cosignature(models.Model):
    """The line of a witness on a checkpoint: at that time it had seen no other log."""

    checkpoint = models.ForeignKey(Checkpoint, models.PROTECT, related_name="cosignatures")
    witness = models.CharField(max_length=200)  # its key
    at = models.DateTimeField()
    line = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["checkpoint", "witness"], name="cosignature_once_each_witness")
        ]
        triggers = append_only(REFUSAL)
