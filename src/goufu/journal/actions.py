"""Writing log entries, sealing them, and closing days."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from goufu import wall_clock
from goufu.files.cells import one_line
from goufu.journal import tree
from goufu.journal.content import content
from goufu.journal.errors import NotInTransaction
from goufu.journal.locks import Lock, take_if_free
from goufu.journal.models import Day, Entry, Leaf, Seal
from goufu.journal.records import entry_said

SEALED_AT_ONCE = 10_000


@dataclass(frozen=True, slots=True)
class Actor:
    """The person who acts and the body for which; names as they are now, since entries store them."""

    person: int | None
    person_name: str
    body: int | None = None
    body_name: str = ""


SYSTEM = Actor(None, "系统")


def record(
    action: str,
    *,
    by: Actor,
    subject: tuple[str, object],
    facts: Mapping[str, Any] | None = None,
    answers: Sequence[Mapping[str, Any]] = (),
    number: int | None = None,
) -> Entry:
    """Writes one log entry in the action's own transaction: both are stored, or neither.

    Args:
        action: dotted, the room first, the verb last and in the past: "planning.project.submitted".
        subject: the kind and the number of what it happened to.
        facts: the values decided on and the changes; money, days and times become text, and text is stored as people
            see it, without control and format characters.
        answers: the rules' answers: id, version, verdict, articles.
        number: the entry's number where other rows refer to it already; from `next_number`.

    Raises:
        NotInTransaction: outside a transaction, where the entry could be stored without the change.
    """
    [entry] = record_all(
        [entry_of(action, by=by, subject=subject, facts=facts, answers=answers, number=number)]
    )
    return entry


def entry_of(
    action: str,
    *,
    by: Actor,
    subject: tuple[str, object],
    facts: Mapping[str, Any] | None = None,
    answers: Sequence[Mapping[str, Any]] = (),
    number: int | None = None,
) -> Entry:
    """A log entry that is not written yet; see `record`."""
    kind, pk = subject
    return Entry(
        id=number,
        at=wall_clock.now(),
        action=action,
        person=by.person,
        person_name=by.person_name,
        body=by.body,
        body_name=by.body_name,
        object_type=kind,
        object_id=str(pk),
        facts=_as_seen(facts or {}),
        answers=list(answers),
    )


def _as_seen(value: Any) -> Any:
    """The value, its texts line by line as people see them: an entry is for ever, and must not show what is not there."""
    if isinstance(value, str):
        return "\n".join(map(one_line, value.split("\n")))
    if isinstance(value, Mapping):
        return {name: _as_seen(each) for name, each in value.items()}
    return [_as_seen(each) for each in value] if isinstance(value, list | tuple) else value


def record_all(entries: list[Entry]) -> list[Entry]:
    """Writes the entries of one action on many things. Raises NotInTransaction."""
    if not connection.in_atomic_block:
        raise NotInTransaction(entries[0].action)
    return Entry.objects.bulk_create(entries, batch_size=1_000)


def next_number() -> int:
    """A number for an entry that other rows refer to before it is written; never given twice."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence('journal_entry', 'id'))")
        return int(cursor.fetchone()[0])


def seal() -> int:
    """Seals all committed entries, up to SEALED_AT_ONCE per seal; returns their number.

    Writers never wait: an entry whose transaction is still open is sealed next time. Does nothing while another process
    is sealing.
    """
    sealed = 0
    while True:
        with transaction.atomic():
            count = _seal_waiting() if _is_alone() else 0
        sealed += count
        if count < SEALED_AT_ONCE:
            return sealed


def close_days(today: date | None = None) -> list[Day]:
    """Closes every past day that is not closed yet, so that its root can be published; returns these days."""
    today = today or wall_clock.today()
    with transaction.atomic():
        if not _is_alone() or not (first := Seal.objects.order_by("number").first()):
            return []
        last = Day.objects.order_by("day").last()
        day = last.day + timedelta(days=1) if last else timezone.localdate(first.sealed_at)
        closed = []
        while day < today:
            last = _close(day, last)
            closed.append(last)
            day += timedelta(days=1)
        return closed


def _is_alone() -> bool:
    """Whether this process holds the sealing lock; if so, until the transaction ends."""
    return take_if_free(Lock.SEALING)


def _seal_waiting() -> int:
    entries = _taken()
    if not entries:
        return 0
    last = Seal.objects.order_by("number").last()
    digests = [tree.leaf(content(entry_said(entry))) for entry in entries]
    number = last.number + 1 if last else 1
    # A clock that was set back must not put a seal into a day that is closed.
    sealed_at = max(wall_clock.now(), last.sealed_at) if last else wall_clock.now()
    previous = bytes(last.root) if last else tree.NOTHING
    top = tree.root(digests)
    Seal.objects.create(
        number=number,
        sealed_at=sealed_at,
        count=len(entries),
        tree=top,
        previous=previous,
        root=tree.seal_root(previous, number, len(entries), sealed_at, top),
    )
    Leaf.objects.bulk_create(
        Leaf(entry=entry.pk, seal=number, position=position, digest=digest)
        for position, (entry, digest) in enumerate(zip(entries, digests, strict=True))
    )
    return len(entries)


def _taken() -> list[Entry]:
    """The entries taken from the queue, by number. A deleted entry's number stays there, and `verify` reports it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT entry FROM journal_waiting ORDER BY entry LIMIT %s", [SEALED_AT_ONCE])
        waiting = [number for (number,) in cursor.fetchall()]
        entries = list(Entry.objects.filter(pk__in=waiting).order_by("pk"))
        cursor.execute("DELETE FROM journal_waiting WHERE entry = ANY(%s)", [[entry.pk for entry in entries]])
    return entries


def _close(day: date, before: Day | None) -> Day:
    after = before.last_seal if before else 0
    midnight = timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))
    seals = list(Seal.objects.filter(number__gt=after, sealed_at__lt=midnight).order_by("number"))
    last_seal = seals[-1].number if seals else after
    top = tree.root([bytes(seal.root) for seal in seals])
    previous = bytes(before.root) if before else tree.NOTHING
    return Day.objects.create(
        day=day,
        last_seal=last_seal,
        tree=top,
        previous=previous,
        root=tree.day_root(previous, day, last_seal, top),
    )
