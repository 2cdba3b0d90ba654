"""Attempts on what the program made of the database: functions, triggers, constraints, views and the calendar."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice

from django.db import connection

from bench.tampering.attempts import DELETE, DROP, EDIT, OFF, Attempt
from bench.tampering.campaign import Tally, attempt_once
from goufu.journal import schema
from goufu.journal.proofs import faults_of_what_is_made

MADE = "程序带来的"


def on_what_is_made(known: Mapping[str, str], every: int = 1) -> Tally:
    """The tally of all attempts, or of each so-manieth; `known` as in `Tally`."""
    tally = Tally(known)
    for attempt in islice(_attempts(), 0, None, every):
        attempt_once(attempt, False, lambda: [*faults_of_what_is_made()], tally)
    return tally


def _attempts() -> Iterator[Attempt]:
    for table in ("gf_calendar", "gf_workday_list"):
        yield Attempt(MADE, DELETE, table, (f"DELETE FROM {table} WHERE day = '2026-11-30'",))
    for kind, name in schema.expected():
        table, _, own = name.partition(".")
        match kind:
            case schema.FUNCTION:
                yield Attempt(
                    MADE, EDIT, name, (_another_body(name), f"ALTER FUNCTION {_signature(name)} COST 7")
                )
            case schema.TRIGGER:
                yield Attempt(MADE, DROP, name, (f'DROP TRIGGER "{own}" ON {table}',))
                yield Attempt(MADE, OFF, name, (f'ALTER TABLE {table} DISABLE TRIGGER "{own}"',))
            case schema.CONSTRAINT:
                yield Attempt(MADE, DROP, name, (f'ALTER TABLE {table} DROP CONSTRAINT "{own}" CASCADE',))
            case schema.INDEX:
                yield Attempt(MADE, DROP, name, (f'DROP INDEX "{name}"',))
            case schema.TABLE:
                yield Attempt(MADE, OFF, name, (f"ALTER TABLE {name} ENABLE ROW LEVEL SECURITY",))
            case schema.VIEW:
                query = f"SELECT pg_get_viewdef('{name}'::regclass)"
                yield Attempt(
                    MADE, EDIT, name, (f"CREATE OR REPLACE VIEW {name} AS SELECT * FROM ({_asked(query)}) v",)
                )


def _another_body(name: str) -> str:
    """The function with a comment in its body; one whose body is no text stays as it is."""
    definition = _asked(f"SELECT pg_get_functiondef({_number(name)})")
    before, body, rest = definition.partition("AS $function$")
    return f"{before}{body}/* x */{rest}" if body else "SELECT 1 WHERE false"


def _signature(name: str) -> str:
    return _asked(f"SELECT {_number(name)}::regprocedure")


def _number(name: str) -> str:
    return _asked(
        "SELECT oid FROM pg_proc WHERE pronamespace = current_schema()::regnamespace"
        f" AND proname || '(' || pg_get_function_identity_arguments(oid) || ')' = '{name}'"
    )


def _asked(question: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(question)
        return str(cursor.fetchone()[0]).rstrip(";")
