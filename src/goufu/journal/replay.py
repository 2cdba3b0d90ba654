"""Replay of the log against the tables: what entries last told of each row must be what the row says.

Entries and rows are read side by side in the order of their numbers, so that memory doesn't grow with either.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from django.db import connection, transaction
from django.db.models import Model

from goufu.journal.proofs import Derivation, Proof, derivations, faults_of_what_is_made, proofs
from goufu.journal.told import Columns, Value, columns_of, is_secret_as_told
from goufu.journal.told_entries import promised

FAULTS_TOLD = 100
ROWS_AT_A_TIME = 2_000

# All that entries tell of rows: table, row, entry, columns. The version puts two entries about one row in order that
# took their numbers before one of them waited for the other.
_TOLD = """
    SELECT told.key, row.key::bigint, entry.id, row.value
    FROM journal_entry entry, jsonb_each(entry.facts -> 'rows') told, jsonb_each(told.value) row
    WHERE jsonb_typeof(entry.facts -> 'rows') = 'object' AND told.key = ANY(%s)
    ORDER BY told.key COLLATE "C", row.key::bigint, (row.value ->> 'version')::bigint NULLS LAST, entry.id
"""


@dataclass(frozen=True, slots=True)
class Fault:
    """A row that isn't what it must be.

    column: '' where the whole row was deleted or put in; entry: the number of the entry that told the column last, None
    where it is derived from other columns.
    """

    table: str
    row: int
    column: str
    was: Value
    now: Value
    entry: int | None = None


@dataclass(slots=True)
class TableReport:
    """The counts of rows replayed, and of those of which no entry tells, and the faults, the first FAULTS_TOLD of them.

    not_as_made: what of the database isn't as the program made it, in sentences; counted among the faults.
    """

    rows: int = 0
    untold: int = 0
    fault_count: int = 0
    faults: list[Fault] = field(default_factory=list)
    not_as_made: list[str] = field(default_factory=list)

    def say(self, fault: Fault) -> None:
        self.fault_count += 1
        if len(self.faults) < FAULTS_TOLD:
            self.faults.append(fault)


@dataclass(slots=True)
class Told:
    """What entries tell of one row, put together; `columns` is None where the last entry says that it was removed."""

    number: int
    columns: Columns | None = field(default_factory=dict)
    entries: dict[str, int] = field(default_factory=dict)  # by column, the last that tells it
    last_entry: int = 0

    def add(self, entry: int, columns: Columns | None) -> None:
        self.last_entry = entry
        if columns is None:
            self.columns = None
            return
        self.columns = (self.columns or {}) | columns
        self.entries |= dict.fromkeys(columns, entry)


def replay(progress: Callable[[int], object] = lambda rows: None, only: Collection[str] = ()) -> TableReport:
    """The report on all proved tables, and on what the program made of the database.

    All is read in one snapshot of the database and in bounded memory.

    Args:
        progress: called now and then with the number of rows that are compared.
        only: the names of the tables to look at, and at nothing else; () for all.
    """
    asked = [proof for proof in proofs() if not only or proof.table in only]
    is_first = not connection.in_atomic_block
    with transaction.atomic():
        if is_first:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        report, known = TableReport(), promised()
        for proof, told in _told_by_table(asked):
            for fault in _compare(proof, told, known.get(proof.table, ()), report, progress):
                report.say(fault)
        for derivation in derivations():
            if only and derivation.table not in only:
                continue
            for fault in _derive(derivation):
                report.say(fault)
        if not only:
            report.not_as_made = [*faults_of_what_is_made()]
            report.fault_count += len(report.not_as_made)
    return report


def _told_by_table(asked: list[Proof]) -> Iterator[tuple[Proof, Iterator[Told]]]:
    """Each table with what entries tell of its rows, by number."""
    tables = groupby(_told([proof.table for proof in asked]), key=lambda each: each[0])
    table, rows = next(tables, ("", iter(())))
    for proof in asked:
        if table == proof.table:
            yield proof, _put_together(rows)
            table, rows = next(tables, ("", iter(())))
        else:
            yield proof, iter(())


def _put_together(rows: Iterator[tuple[str, int, int, Columns | None]]) -> Iterator[Told]:
    for number, entries in groupby(rows, key=lambda each: each[1]):
        told = Told(number)
        for _table, _number, entry, columns in entries:
            told.add(entry, columns)
        yield told


def _told(tables: list[str]) -> Iterator[tuple[str, int, int, Columns | None]]:
    with connection.chunked_cursor() as cursor:
        cursor.execute(_TOLD, [tables])
        while rows := cursor.fetchmany(ROWS_AT_A_TIME):
            for table, number, entry, said in rows:
                yield table, number, entry, json.loads(said) if isinstance(said, str) else said


def _compare(
    proof: Proof,
    told: Iterator[Told],
    known: Collection[str],
    report: TableReport,
    progress: Callable[[int], object],
) -> Iterator[Fault]:
    """The faults of one table: both sides come by number, and what only one of them has was deleted or put in."""
    stored: Iterator[Model] = proof.model._base_manager.order_by("pk").iterator(chunk_size=ROWS_AT_A_TIME)
    row, said = next(stored, None), next(told, None)
    while row is not None or said is not None:
        if row is None or (said is not None and said.number < row.pk):
            assert said is not None
            if said.columns is not None:
                yield Fault(proof.table, said.number, "", _summary(said.columns), None, said.last_entry)
            said = next(told, None)
            continue
        report.rows += 1
        if report.rows % ROWS_AT_A_TIME == 0:
            progress(report.rows)
        if said is None or said.number > row.pk:
            yield from _untold(proof, row, known, report)
        else:
            yield from _compare_row(proof, row, said, known, report)
            said = next(told, None)
        row = next(stored, None)


def _untold(proof: Proof, row: Model, known: Collection[str], report: TableReport) -> Iterator[Fault]:
    """The row of which no entry tells: from before telling began, or put in."""
    if known:
        yield Fault(proof.table, row.pk, "", None, _summary(columns_of(row)))
    else:
        report.untold += 1


def _compare_row(
    proof: Proof, row: Model, said: Told, known: Collection[str], report: TableReport
) -> Iterator[Fault]:
    now = columns_of(row)
    if said.columns is None:
        yield Fault(proof.table, row.pk, "", None, _summary(now), said.last_entry)
        return
    if said.columns == now:
        return
    is_complete = True
    for column, value in now.items():
        if column not in said.columns:
            is_complete = False
            if column in known:
                yield Fault(proof.table, row.pk, column, None, value)
        elif said.columns[column] != value and not _is_secret_told(proof, row, column, said.columns[column]):
            yield Fault(proof.table, row.pk, column, said.columns[column], value, said.entries[column])
    report.untold += not is_complete


def _is_secret_told(proof: Proof, row: Model, column: str, told: Value) -> bool:
    """Whether the secret is what the entry tells under an older key of the installation."""
    if column not in proof.secret:
        return False
    [field] = [each for each in proof.told_fields() if each.column == column]
    value = getattr(row, field.attname)
    return value is not None and is_secret_as_told(field, value, told)


def _summary(columns: Columns) -> Value:
    """What the row said, for a row that is gone or was put in."""
    return "，".join(f"{name}={value}" for name, value in columns.items() if value not in (None, ""))


def _derive(derivation: Derivation) -> Iterator[Fault]:
    with connection.chunked_cursor() as cursor:
        cursor.execute(derivation.query)
        while rows := cursor.fetchmany(ROWS_AT_A_TIME):
            for number, was, now in rows:
                yield Fault(derivation.table, number, derivation.column, _plain(was), _plain(now))


def _plain(value: Any) -> Value:
    return value if value is None or isinstance(value, bool | int) else str(value)
