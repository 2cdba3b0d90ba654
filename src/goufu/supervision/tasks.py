"""The job that verifies the journal."""

from __future__ import annotations

from collections.abc import Iterator
from time import monotonic

from django.db import close_old_connections, connection
from procrastinate.contrib.django import app

from goufu import wall_clock
from goufu.journal.models import Day, Seal
from goufu.journal.record_kinds import EntryRecord, Record, SealRecord
from goufu.journal.records import ChainStart, start_after, stored
from goufu.journal.replay import replay
from goufu.journal.tlog.publishing import log_key
from goufu.journal.verify import verify
from goufu.supervision.actions import finish_verification
from goufu.supervision.models import Verification

TELLS_EVERY_SECONDS = 2


@app.task(name="supervision.verify", lock="supervision.verify")
def verify_journal(number: int) -> None:
    """Executes a requested verification and stores its result."""
    close_old_connections()
    work_on(number)


def work_on(number: int) -> None:
    wanted = Verification.objects.get(pk=number)
    start = _start(wanted)
    with _Progress(number) as progress:
        progress.begin(Seal.objects.filter(number__gt=start.last_seal if start else 0).count())
        report = verify(progress.watched(stored(start)), start=start, log_key=log_key())
        tables = replay(progress.compared) if wanted.covers_tables else None
    finish_verification(number, report, tables)


def _start(wanted: Verification) -> ChainStart | None:
    if wanted.after_day is None:
        return None
    day = Day.objects.filter(day__lte=wanted.after_day).order_by("day").last()
    return start_after(day) if day else None


class _Progress:
    """The reporter of progress, on a connection of its own, since the reader's is in one long transaction."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.seals = self.entries = 0
        self._reported_at = monotonic()
        self._beside = connection.copy()

    def __enter__(self) -> _Progress:
        return self

    def __exit__(self, *error: object) -> None:
        self._beside.close()

    def begin(self, seals_to_do: int) -> None:
        self._tell("seals_to_do = %s", seals_to_do)

    def watched(self, records: Iterator[Record]) -> Iterator[Record]:
        for record in records:
            self.seals += isinstance(record, SealRecord)
            self.entries += isinstance(record, EntryRecord)
            if monotonic() - self._reported_at > TELLS_EVERY_SECONDS:
                self._reported_at = monotonic()
                self._tell("seals = %s, entries = %s", self.seals, self.entries)
            yield record

    def compared(self, rows: int) -> None:
        """Tells how many rows of the tables are compared with the journal."""
        if monotonic() - self._reported_at > TELLS_EVERY_SECONDS:
            self._reported_at = monotonic()
            self._tell("seals = %s, rows = %s", self.seals, rows)

    def _tell(self, assigned: str, *values: int) -> None:
        with self._beside.cursor() as cursor:
            cursor.execute(
                f"UPDATE supervision_verification SET {assigned}, progress_at = %s WHERE id = %s",  # noqa: S608
                [*values, wall_clock.now(), self.number],
            )
