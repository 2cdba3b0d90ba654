"""The arguments of the budget's addresses, and many of what its lists show."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from goufu.documents.models import Document
from goufu.documents.store import store
from goufu.funds.models import BudgetFile, BudgetLine
from goufu.funds.tests.importing import ROW, table, take_over
from goufu.funds.tests.money import budget_line
from goufu.registry.tests.county import County


def a_line(county: County) -> dict[str, Any]:
    return {"pk": budget_line(county.civil, code=_code()).pk}


def a_file(county: County) -> dict[str, Any]:
    with store().draft([table(ROW | {"单位": county.civil.name})]) as draft:
        store().keep(draft)
    made = BudgetFile.objects.create(office=county.finance, name="预算.csv", digest=draft.digest)
    return {"pk": made.pk}


def an_imported_file(county: County) -> dict[str, Any]:
    take_over(county.treasurer, ROW | {"单位": county.civil.name, "项目编码": _code()})
    return {"pk": BudgetFile.objects.latest("pk").pk}


def many_lines(county: County, count: int) -> None:
    for _each in range(count):
        a_line(county)


def many_files(county: County, count: int) -> None:
    for _each in range(count):
        made = BudgetFile.objects.get(**a_file(county))
        BudgetFile.objects.filter(pk=made.pk).update(imported_at=timezone.now())
        Document.objects.create(
            subject_kind="budgetfile", subject_number=made.pk, kind="voucher", origin="attached", name="预算",
            media_type="text/csv", size_bytes=1, digest=made.digest, person_name="陈财政",
        )  # fmt: skip


def _code() -> str:
    return f"53999927331T{BudgetLine.objects.count() + 1:09}"


ARGUMENTS = {
    "budget:line": a_line,
    "budget:adjust": a_line,
    "budget:confirm": a_file,
    "budget:import_result": an_imported_file,
}
MANY = {"budget lines": many_lines, "imported files": many_files}
