"""Log entries that tell rows: those of an action, of what was loaded, and of what stands when telling begins."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import islice
from typing import Any

from django.db import transaction
from django.db.models import Field, Model

from goufu.journal import actions as journal
from goufu.journal.models import Entry
from goufu.journal.proofs import proofs
from goufu.journal.told import ROWS, ROWS_AN_ENTRY, Rows, ToldRows, in_parts

COLUMNS = "columns"  # the fact that names the columns that are told from an entry on, by table


def entries_telling(
    told: ToldRows,
    action: str,
    *,
    by: journal.Actor,
    subject: tuple[str, object],
    facts: Mapping[str, Any] | None = None,
    answers: Sequence[Mapping[str, Any]] = (),
    number: int | None = None,
) -> list[Entry]:
    """The entry of an action with the rows that it has changed, and further entries for those too many for one.

    Not written yet; for the other arguments see `journal.actions.record`.
    """
    first, *rest = [*in_parts(told.facts())] or [{}]
    if rest and number is None:
        number = journal.next_number()
    all_facts = {**(facts or {}), ROWS: first} if first else facts
    entry = journal.entry_of(action, by=by, subject=subject, facts=all_facts, answers=answers, number=number)
    return [entry, *(_more(number, part, by) for part in rest)]


def tell(
    action: str, *, subject: tuple[str, object], rows: ToldRows, facts: Mapping[str, Any] | None = None
) -> None:
    """Writes an entry by the system itself about rows that are loaded or swept, in the caller's transaction."""
    journal.record_all(entries_telling(rows, action, by=journal.SYSTEM, subject=subject, facts=facts))


def begin_proof() -> int:
    """Tells what stands of the columns that no entry promises yet to tell; returns the number of rows.

    From then on a row that no entry tells is one that was put in behind the program's back. Runs at each start: the
    first time it tells all that is there, after an upgrade the new columns, else nothing.
    """
    known = promised()
    new = {
        proof: [each for each in proof.told_fields() if each.column not in known.get(proof.table, ())]
        for proof in proofs()
    }
    new = {proof: fields for proof, fields in new.items() if fields}
    if not new:
        return 0
    with transaction.atomic():
        columns = {proof.table: [each.column for each in fields] for proof, fields in new.items()}
        entry = journal.record(
            "journal.proof.begun", by=journal.SYSTEM, subject=("proof", ""), facts={COLUMNS: columns}
        )
        return sum(_tell_standing(entry, proof.model, fields) for proof, fields in new.items())


def promised() -> dict[str, set[str]]:
    """The columns by table that entries promise to tell."""
    found: dict[str, set[str]] = {}
    for facts in Entry.objects.filter(action="journal.proof.begun").values_list("facts", flat=True):
        for table, columns in facts[COLUMNS].items():
            found.setdefault(table, set()).update(columns)
    return found


def _tell_standing(entry: Entry, model: type[Model], fields: list[Field[Any, Any]]) -> int:
    """Writes what the rows of one table say in these fields; the rows are read as they are needed."""
    names = [each.name for each in fields]
    rows = model._base_manager.order_by("pk").iterator(chunk_size=ROWS_AN_ENTRY)
    count = 0
    while some := list(islice(rows, ROWS_AN_ENTRY)):
        told = ToldRows()
        for row in some:
            told.changed(row, names)
        journal.record_all([_more(entry.pk, told.facts(), journal.SYSTEM)])
        count += len(some)
    return count


def _more(number: int | None, rows: Rows, by: journal.Actor) -> Entry:
    """Another entry for rows that belong to the entry with that number."""
    return journal.entry_of("journal.rows.told", by=by, subject=("entry", number), facts={ROWS: rows})
