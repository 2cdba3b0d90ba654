"""The campaign: each attempt is made in a savepoint, looked for, and rolled back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.apps import apps
from django.db import connection, transaction

from bench.tampering.attempts import Attempt, attempts_on
from goufu.journal.faults import fault_in_words
from goufu.journal.models import Day
from goufu.journal.proofs import proofs
from goufu.journal.records import stored
from goufu.journal.replay import replay
from goufu.journal.verify import verify

NOTICED, REFUSED, IMPOSSIBLE, UNNOTICED = "noticed", "refused", "impossible", "unnoticed"
LISTED = "listed"  # unnoticed, and the list of reasons says why
DONE = "done"

# Runs the statements one after the other until one changes a row, or a table, a function or a trigger itself.
_FIRST_ACCEPTED = f"""
    CREATE OR REPLACE FUNCTION pg_temp.first_accepted(statements text[]) RETURNS text LANGUAGE plpgsql AS $$
    DECLARE
        statement text;
        changed bigint;
        outcome text = '{IMPOSSIBLE}';
    BEGIN
        FOREACH statement IN ARRAY statements LOOP
            BEGIN
                EXECUTE statement;
                GET DIAGNOSTICS changed = ROW_COUNT;
                IF changed > 0 OR statement ~ '^(ALTER|CREATE|DROP) ' THEN
                    RETURN '{DONE}';
                END IF;
            EXCEPTION WHEN OTHERS THEN
                outcome = '{REFUSED}';
            END;
        END LOOP;
        RETURN outcome;
    END $$
"""
Finder = Callable[[], list[str]]
Published = Mapping[date, bytes]


@dataclass(slots=True)
class Tally:
    """The outcomes by table, kind of attempt and whether triggers were on, and what went unnoticed in sentences.

    known: the names of attempts that may go unnoticed, each with the reason.
    """

    known: Mapping[str, str]
    counts: Counter[tuple[str, str, bool, str]] = field(default_factory=Counter)
    unnoticed: list[str] = field(default_factory=list)
    without_rows: list[str] = field(default_factory=list)

    def add(self, attempt: Attempt, has_triggers: bool, outcome: str) -> None:
        if outcome == UNNOTICED and attempt.name in self.known:
            outcome = LISTED
        self.counts[attempt.table, attempt.kind, has_triggers, outcome] += 1
        if outcome == UNNOTICED:
            how = "触发器照常" if has_triggers else "停用触发器"
            self.unnoticed.append(f"{attempt.table} {attempt.kind} {attempt.column} {how}".replace("  ", " "))


def on_tables(known: Mapping[str, str], take: Callable[[list[Attempt]], Iterable[Attempt]] = list) -> Tally:
    """The tally of all attempts on the proved tables.

    known: as in Tally; take: chooses among attempts.
    """
    tally = Tally(known)
    for proof in proofs():
        if not proof.model._base_manager.exists():
            tally.without_rows.append(proof.table)
        tables = [proof.table]
        for attempt in take([*attempts_on(proof.model, connection)]):
            _try(attempt, lambda tables=tables: _in_tables(tables), tally)  # type: ignore[misc]
    return tally


def on_the_log(known: Mapping[str, str], take: Callable[[list[Attempt]], Iterable[Attempt]] = list) -> Tally:
    """The tally of all attempts on the tables of the log, whose roots were published before."""
    tally, roots = Tally(known), published()
    for model in apps.get_app_config("journal").get_models():
        for attempt in take([*attempts_on(model, connection)]):
            _try(attempt, lambda: verify(stored(), roots).faults, tally)
    return tally


def published() -> dict[date, bytes]:
    """The roots of the closed days."""
    return {day.day: bytes(day.root) for day in Day.objects.all()}


def known_columns() -> dict[str, str]:
    """The columns that are not proved, each with the reason that its room gives."""
    return {f"{proof.table}.{column}": why for proof in proofs() for column, why in proof.unproved.items()}


def _in_tables(tables: list[str]) -> list[str]:
    return [fault_in_words(fault) for fault in replay(only=tables).faults]


def _try(attempt: Attempt, find: Finder, tally: Tally) -> None:
    for has_triggers in (True, False):
        attempt_once(attempt, has_triggers, find, tally)


def attempt_once(attempt: Attempt, has_triggers: bool, find: Finder, tally: Tally) -> None:
    """Makes the attempt, counts its outcome, and takes it back."""
    tally.add(attempt, has_triggers, _outcome(attempt, has_triggers, find))


def _outcome(attempt: Attempt, has_triggers: bool, find: Finder) -> str:
    """Makes the attempt by the first of its statements that the database accepts, looks for it, and rolls it back."""
    with transaction.atomic():
        done = _run(attempt.statements, has_triggers)
        faults = find() if done == DONE else []
        transaction.set_rollback(True)
    if done == DONE:
        return NOTICED if faults else UNNOTICED
    return done


def _run(statements: Sequence[str], has_triggers: bool) -> str:
    """DONE where a statement changes a row, REFUSED where the database refuses one, else IMPOSSIBLE.

    Constraints are asked at once that would wait for the end of the transaction.
    """
    with connection.cursor() as cursor:
        cursor.execute(_FIRST_ACCEPTED)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"SET LOCAL session_replication_role = {'origin' if has_triggers else 'replica'}")
        cursor.execute("SELECT pg_temp.first_accepted(%s)", [list(statements)])
        [outcome] = cursor.fetchone()
        cursor.execute("SET LOCAL session_replication_role = origin")
    return str(outcome)
