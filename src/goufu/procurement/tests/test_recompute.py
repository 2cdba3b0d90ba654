"""`goufu award recompute`: an award as it was made agrees with its record; a score or a price changed behind the program is named."""

from __future__ import annotations

from contextlib import nullcontext

import pytest
from click.testing import CliRunner, Result
from django.db import connection

from goufu.procurement.actions.awarding import award, receive_report
from goufu.procurement.commands.award import award as command
from goufu.procurement.models import Procurement
from goufu.procurement.tests.procuring import on, running
from goufu.procurement.tests.reviewing import REVIEWED, reported, signed
from goufu.procurement.tests.standing import standing
from goufu.registry.tests.county import County

__all__ = ["county", "made", "own", "world"]
pytestmark = pytest.mark.django_db
world, own, county, made = standing(running)


@pytest.fixture
def awarded(county: County, made: Procurement) -> Procurement:
    with on(REVIEWED):
        report, panel = reported(county, made)
        signed(panel)
        receive_report(procurement=made.pk, by=county.officer)
        award(procurement=made.pk, response=report.placings.get(rank=1).response_id, by=county.lead)
    return made


def recompute(number: str) -> Result:
    return CliRunner().invoke(command, ["recompute", number], obj=nullcontext)


def behind_the_program(change: str) -> None:
    """A change by somebody who owns the database, past its triggers."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(change)
        assert cursor.rowcount == 1
        cursor.execute("SET LOCAL session_replication_role = origin")


def test_an_award_as_it_was_made_agrees_with_its_record(awarded: Procurement) -> None:
    said = recompute(awarded.number)
    assert (said.exit_code, said.output) == (
        0,
        f"{awarded.title}：1 份评审报告、1 个定标决定都和记录相符。\n",
    )


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (
            "UPDATE procurement_score SET points = points - 1 WHERE id = (SELECT max(id) FROM procurement_score)",
            "重算是",
        ),
        ("UPDATE procurement_award SET amount = amount + 100", "报告里的报价"),
        (
            "UPDATE procurement_reviewreport SET content = jsonb_set(content, '{outcome}', '\"failed\"')",
            "摘要",
        ),
        ("UPDATE procurement_draw SET seed = 'another'", "种子和事先公布的摘要不符"),
    ],
    ids=("a score", "an amount", "a report", "a seed"),
)
def test_what_was_changed_behind_the_program_is_named(awarded: Procurement, change: str, named: str) -> None:
    behind_the_program(change)
    said = recompute(awarded.number)
    assert said.exit_code == 1 and "处和记录不符" in said.output
    assert named in said.output


def test_a_number_that_nobody_gave_is_said_to_be_none(county: County) -> None:
    said = recompute("YLX-2026-CG-9999")
    assert said.exit_code == 1 and "没有编号是 YLX-2026-CG-9999 的采购" in said.output
