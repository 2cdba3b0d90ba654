"""The campaign of tampering in small: on each table one column, one deletion, one row put in; and on an export."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

import pytest
from bench.tampering.attempts import EDIT, SWAP, Attempt
from bench.tampering.campaign import NOTICED, Tally, known_columns, on_tables, on_the_log
from bench.tampering.exports import on_exports
from bench.tampering.known import KNOWN
from bench.tampering.made import on_what_is_made
from bench.tampering.world import complete
from django.db import connection

from goufu import wall_clock
from goufu.catalogue.loading import load_central
from goufu.funds.actions.budget import Basis, adjust_line
from goufu.funds.models import BudgetLine
from goufu.funds.tests.conftest import line
from goufu.journal.actions import close_days, seal
from goufu.journal.replay import replay
from goufu.journal.told_entries import begin_proof
from goufu.planning.actions.deciding import approve_project, submit_project
from goufu.planning.actions.writing import draft_project
from goufu.planning.models import Project
from goufu.planning.tests.writing import complete as complete_project
from goufu.procurement.actions.deciding import record_approval
from goufu.procurement.actions.judging import judge
from goufu.procurement.actions.planning import save_procurement
from goufu.procurement.tests.procuring import announced, approved_project, planned
from goufu.registry.tests.county import County, county

__all__ = ["county", "line"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def lived_in(county: County, line: BudgetLine) -> Iterator[None]:
    """A county with two projects, one of them approved, and two procurements whose intention is published."""
    load_central()
    procured = [  # of more than two million yuan, where the method may need an approval
        approved_project(county, "3000000", title=title, code=f"53999927331T0000001{title[1:3]}")
        for title in ("第01片区助餐服务", "第02片区助餐服务")
    ]
    for title in ("失能老人上门护理服务", "留守儿童关爱服务"):
        drafted = draft_project(by=county.officer, values={"title": title, "year": line.year})
        complete_project(drafted, line, county.officer, amount="30000")
        begin_proof()
        submit_project(project=drafted.pk, by=county.lead)
    approve_project(project=drafted.pk, by=county.treasurer)
    for number in (1, 2):
        basis = Basis(f"云财预〔2026〕{number}号", "关于调整预算的通知", date(2026, 11, 20))
        adjust_line(pk=line.pk, amount=Decimal(number), basis=basis, by=county.treasurer)
    for number, project in enumerate(procured):
        procure(county, number, project)
    complete()
    seal()
    close_days()
    yield


def procure(county: County, number: int, project: Project) -> None:
    """A procurement with lots, the document of an approval, a judgement and a notice that has appeared."""
    today = wall_clock.today()
    made = planned(county, project, begins=today + timedelta(days=40))
    lots = [(f"第{lot}包", Decimal(1_500_000)) for lot in (1, 2)]
    made = save_procurement(
        procurement=made.pk, by=county.officer, version=made.version, values={}, lots=lots
    )
    record_approval(
        procurement=made.pk,
        office="昆明市财政局",
        level="city",
        number=f"{number}号",
        day=today,
        by=county.officer,
    )
    judge(
        procurement=made.pk,
        fact="is_unforeseen_urgent",
        holds=False,
        reason=f"第{number}次核对",
        by=county.lead,
    )
    announced(made, "intention", county, today)


class Some:
    """Of the attempts on each table: all deletions and insertions, and edits and swaps of one column, another each time."""

    def __init__(self) -> None:
        self.turn = 0

    def __call__(self, attempts: list[Attempt]) -> list[Attempt]:
        self.turn += 1
        columns = [each.column for each in attempts if each.kind == EDIT]
        chosen = columns[self.turn % len(columns)] if columns else ""
        return [each for each in attempts if each.kind not in (EDIT, SWAP) or each.column == chosen]


def noticed(tally: Tally) -> int:
    return sum(count for key, count in tally.counts.items() if key[-1] == NOTICED)


def test_no_tampering_with_the_tables_goes_unnoticed(lived_in: None) -> None:
    assert replay().faults == []
    tally = on_tables(KNOWN | known_columns(), Some())
    assert tally.unnoticed == []
    assert noticed(tally) > 150
    assert tally.without_rows == []


def test_what_the_rooms_name_as_unproved_really_is(lived_in: None) -> None:
    """The list of reasons is no longer than it must be."""
    tables = {column.partition(".")[0] for column in known_columns()}
    assert tables <= {*connection.introspection.table_names()}
    tally = on_tables({}, lambda attempts: [each for each in attempts if each.name in known_columns()])
    assert noticed(tally) == 0
    assert len(tally.unnoticed) > 4


def test_no_tampering_with_the_log_and_its_exports_goes_unnoticed(lived_in: None) -> None:
    for tally in (on_the_log(KNOWN, Some()), on_exports({}, every=7)):
        assert tally.unnoticed == []
        assert noticed(tally) > 6


def test_nothing_done_to_what_the_program_made_goes_unnoticed() -> None:
    tally = on_what_is_made({}, every=11)
    assert tally.unnoticed == []
    assert noticed(tally) > 50
