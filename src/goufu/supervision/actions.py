"""Actions of supervision: requesting verifications, storing their results, exporting the journal."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import transaction
from procrastinate.contrib.django import app

from goufu import wall_clock
from goufu.core.action import action
from goufu.core.errors import NotAllowed
from goufu.core.permissions import Permission
from goufu.core.principal import System
from goufu.journal import actions as journal
from goufu.journal.faults import fault_in_words
from goufu.journal.replay import TableReport
from goufu.journal.verify import FAULTS_TOLD, Report
from goufu.registry.agents import Agent
from goufu.supervision.models import Verification
from goufu.supervision.queries import sees_all


def ask_verification(
    *, after_day: date | None, covers_tables: bool = False, by: Agent, once: UUID | None = None
) -> Verification:
    """Requests a verification from the worker: of everything after that day, or of the whole journal (None).

    covers_tables: also of all tables against the journal, row by row. Raises NotAllowed then unless the agent may see
    all of the journal, since the faults name rows of all bodies.
    """
    with action("supervision.verification.asked", Permission.SEE_JOURNAL, by=by, once=once) as act:
        wanted = Verification(
            person=by.person, body=by.body, after_day=after_day, covers_tables=covers_tables
        )
        act.allow(wanted)
        if covers_tables and not sees_all(by):
            raise NotAllowed("只有能看到全部日志的人可以逐行核对各张表", "请由安全审计员核对，或者只核验日志")
        act.create(wanted)
        act.log(after_day=after_day.isoformat() if after_day else None, covers_tables=covers_tables)
        app.configure_task("supervision.verify").defer(number=wanted.pk)
    return wanted


def finish_verification(number: int, report: Report, tables: TableReport | None = None) -> None:
    """Stores the worker's reports on the journal and on the tables, and writes a log entry about them."""
    tables = tables or TableReport()
    fault_count = report.fault_count + tables.fault_count
    faults = [*report.faults, *tables.not_as_made, *map(fault_in_words, tables.faults)][:FAULTS_TOLD]
    with action("supervision.verification.finished", Permission.SEE_JOURNAL, by=System()) as act:
        done, now = act.lock(Verification.objects, number), wall_clock.now()
        act.update(
            done,
            seals=report.seals,
            entries=report.entries,
            days=report.days,
            waiting=report.waiting,
            rows=tables.rows,
            untold_rows=tables.untold,
            fault_count=fault_count,
            faults=faults,
            last_day=report.last_day,
            last_root=report.last_root.hex() if report.last_day else "",
            progress_at=now,
            finished_at=now,
        )
        act.log(entries=report.entries, faults=fault_count, last_root=done.last_root)
        if tables.rows:
            act.log(compared_rows=tables.rows)


def take_export(*, by: Agent) -> None:
    """Logs an export of the whole journal. Raises NotAllowed unless the agent may see all of it."""
    if not sees_all(by):
        raise NotAllowed("只有能看到全部日志的人可以导出整个日志", "请由安全审计员导出，或者逐条下载证明")
    with transaction.atomic():
        journal.record("supervision.journal.exported", by=by.actor, subject=("journal", "all"))
