"""Writing log entries, sealing them, and closing days."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, transaction
from django.utils import timezone

from goufu import wall_clock
from goufu.files.cells import one_line
from goufu.journal import tree
from goufu.journal.chains import Place, link
from goufu.journal.content import FIELDS, content, digest_written
from goufu.journal.errors import NotInTransaction
from goufu.journal.locks import Lock, take_if_free
from goufu.journal.models import Day, Entry, Seal
from goufu.journal.records import entry_said
from goufu.journal.tlog.publishing import publish
from goufu.prepared import prepared_cursor

SEALED_AT_ONCE = 10_000
WRITTEN_AT_ONCE = 1_000
_COLUMNS = (*FIELDS, "digest")
_INSERT = f"INSERT INTO journal_entry ({', '.join(_COLUMNS)}) VALUES"
_ROW = f"(COALESCE(%s, nextval('journal_entry_id_seq')), {', '.join(['%s'] * (len(_COLUMNS) - 1))})"
_ENCODER = DjangoJSONEncoder()


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
    entry = Entry(
        id=number,
        at=wall_clock.now(),
        action=action,
        person=by.person,
        person_name=by.person_name,
        body=by.body,
        body_name=by.body_name,
        object_type=kind,
        object_id=str(pk),
        facts=_as_stored(facts or {}),
        answers=_as_stored(answers),
    )
    entry.digest = digest_written(entry_said(entry))
    return entry


def _as_stored(value: Any) -> Any:
    """The value as the database gives it back: money, days and times as text, and texts line by line as people see them.

    An entry is for ever, and must not show what is not there.
    """
    if isinstance(value, str):
        return "\n".join(map(one_line, value.split("\n")))
    if value is None or isinstance(value, int | float):
        return value
    if isinstance(value, Mapping):
        return {str(name): _as_stored(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_as_stored(each) for each in value]
    return _as_stored(_ENCODER.default(value))


def record_all(entries: list[Entry]) -> list[Entry]:
    """Writes the entries of one action on many things, made by `entry_of`. Raises NotInTransaction."""
    if not connection.in_atomic_block:
        raise NotInTransaction(entries[0].action)
    for first in range(0, len(entries), WRITTEN_AT_ONCE):
        _insert(entries[first : first + WRITTEN_AT_ONCE])
    return entries


def _insert(entries: Sequence[Entry]) -> None:
    """Past the ORM, which takes longer for one entry than the database does; every action writes one."""
    values = [
        json.dumps(value) if isinstance(value, dict | list) else value
        for entry in entries
        for value in (getattr(entry, name) for name in _COLUMNS)
    ]
    with prepared_cursor() if len(entries) == 1 else connection.cursor() as cursor:
        cursor.execute(f"{_INSERT} {', '.join([_ROW] * len(entries))} RETURNING id", values)
        for entry, (number,) in zip(entries, cursor.fetchall(), strict=True):
            entry.pk = number


def next_number() -> int:
    """A number for an entry that other rows refer to before it is written; never given twice."""
    with prepared_cursor() as cursor:
        cursor.execute("SELECT nextval('journal_entry_id_seq')")
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
    """Closes every past day that is not closed yet, so that its root can be published; returns these days.

    A checkpoint is signed over their seals first, so that one that is deleted later leaves a closed day without.
    """
    today = today or wall_clock.today()
    with transaction.atomic():
        if not _is_alone() or not (first := Seal.objects.order_by("number").first()):
            return []
        last = Day.objects.order_by("day").last()
        day = last.day + timedelta(days=1) if last else timezone.localdate(first.sealed_at)
        if day >= today:
            return []
        publish()
        return Day.objects.bulk_create(_days_to_close(day, today, last))


def _is_alone() -> bool:
    """Whether this process holds the sealing lock; if so, until the transaction ends."""
    return take_if_free(Lock.SEALING)


def _seal_waiting() -> int:
    leaves = _waiting_leaves()
    if not leaves:
        return 0
    last = Seal.objects.order_by("number").last()
    number = last.number + 1 if last else 1
    # A clock that was set back must not put a seal into a day that is closed.
    sealed_at = max(wall_clock.now(), last.sealed_at) if last else wall_clock.now()
    previous = bytes(last.root) if last else tree.NOTHING
    top = tree.root([digest for _entry, digest in leaves])
    Seal.objects.create(
        number=number,
        sealed_at=sealed_at,
        count=len(leaves),
        tree=top,
        previous=previous,
        root=tree.seal_root(previous, number, len(leaves), sealed_at, top),
    )
    _store(number, leaves)
    return len(leaves)


def _waiting_leaves() -> list[tuple[int, bytes]]:
    """The entries that wait, by number, each with the digest of its leaf.

    What has no entry, or is sealed already, stays in the queue, where `verify` finds it, and holds nobody up.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT e.id, e.chain, e.place, e.previous, e.digest FROM journal_waiting w"
            " JOIN journal_entry e ON e.id = w.entry"
            " WHERE NOT EXISTS (SELECT FROM journal_leaf l WHERE l.entry = w.entry)"
            " ORDER BY e.id LIMIT %s",
            [SEALED_AT_ONCE],
        )
        waiting = cursor.fetchall()
    unchained = Entry.objects.in_bulk([number for number, chain, *_ in waiting if chain is None])
    return [
        (
            number,
            tree.leaf(content(entry_said(unchained[number])))
            if chain is None
            else tree.leaf(link(Place(chain, place, previous, digest), number)),
        )
        for number, chain, place, previous, digest in waiting
    ]


def _store(seal: int, leaves: list[tuple[int, bytes]]) -> None:
    """Stores the leaves of a seal, and takes their entries out of the queue."""
    with connection.cursor() as cursor:
        with cursor.copy(
            "COPY journal_leaf (entry, seal, position, digest) FROM STDIN (FORMAT BINARY)"
        ) as copy:
            copy.set_types(("int8", "int8", "int4", "bytea"))
            for position, (entry, digest) in enumerate(leaves):
                copy.write_row((entry, seal, position, digest))
        cursor.execute(
            "DELETE FROM journal_waiting w USING journal_leaf l WHERE l.seal = %s AND w.entry = l.entry",
            [seal],
        )


def _days_to_close(first: date, today: date, before: Day | None) -> Iterator[Day]:
    """The days from the first one on, until today, each with the seals before its end that no day before it has."""
    last_seal, previous = (before.last_seal, bytes(before.root)) if before else (0, tree.NOTHING)
    seals = Seal.objects.filter(number__gt=last_seal, sealed_at__lt=_beginning(today)).order_by("number")
    left = deque(seals.values_list("number", "sealed_at", "root"))
    for day in (first + timedelta(days=number) for number in range((today - first).days)):
        roots, end = [], _beginning(day + timedelta(days=1))
        while left and left[0][1] < end:
            last_seal, _, root = left.popleft()
            roots.append(bytes(root))
        top = tree.root(roots)
        root = tree.day_root(previous, day, last_seal, top)
        yield Day(day=day, last_seal=last_seal, tree=top, previous=previous, root=root)
        previous = root


def _beginning(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
