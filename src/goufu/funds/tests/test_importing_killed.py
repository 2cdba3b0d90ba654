"""The process dies anywhere in an import: the budget is wholly there, or not at all."""

from __future__ import annotations

from functools import cache

import pytest
from django.db.models import Sum

from goufu.documents.verify import verified
from goufu.funds.actions.importing import import_budget
from goufu.funds.models import BudgetAdjustment, BudgetFile, BudgetLine
from goufu.funds.tests.importing import BASIS, ROW, look, take_over, upload
from goufu.funds.tests.money import TODAY
from goufu.journal.models import Entry
from goufu.journal.tests.killing import killed_times
from goufu.registry.agents import agents_of
from goufu.registry.models import Person
from goufu.registry.tests.county import County


@cache
def seen_of(number: int) -> str:
    """What whoever imports has seen of the file, which he looks at once, before he can be killed."""
    [by] = agents_of(Person.objects.get(name="陈财政"), TODAY)
    return look(BudgetFile.objects.get(pk=number), by).signature


def import_last() -> None:
    [by] = agents_of(Person.objects.get(name="陈财政"), TODAY)
    file = BudgetFile.objects.latest("pk")
    import_budget(pk=file.pk, seen=seen_of(file.pk), basis=BASIS, by=by)


@pytest.mark.django_db(transaction=True)
def test_an_import_killed_anywhere_has_happened_wholly_or_not(
    county: County,
) -> None:
    take_over(county.treasurer, ROW)
    upload(
        county.treasurer,
        ROW | {"金额（万元）": "100"},
        *(ROW | {"项目编码": f"L{number}"} for number in range(20)),
    )
    before = Entry.objects.count()
    assert killed_times("goufu.funds.tests.test_importing_killed:import_last") >= 12
    assert Entry.objects.count() == before + 1
    assert BudgetAdjustment.objects.count() == 1
    assert BudgetLine.objects.count() == 21
    assert list(verified()) == [None, None]  # a voucher for each import, with its file
    assert BudgetLine.objects.aggregate(Sum("approved")) == {"approved__sum": 1000000 + 20 * 1205000}
