"""A budget comes in as a file: all of it or nothing, and bringing it again changes nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from goufu import wall_clock
from goufu.core.errors import NotAllowed, NotFound, Refusal
from goufu.core.roles import Role
from goufu.core.sheets import SheetRefused
from goufu.funds.actions.importing import import_budget, receive_file
from goufu.funds.actions.ledger import commit, reserve
from goufu.funds.models import BudgetAdjustment, BudgetFile, BudgetLine
from goufu.funds.queries.budget import history_of
from goufu.funds.queries.importing import compare, content_of, file_of
from goufu.funds.sheet import COLUMNS, read_budget
from goufu.funds.tests.importing import BASIS, ROW, look, table, take_over, upload
from goufu.funds.tests.money import budget_line, move
from goufu.journal.models import Entry
from goufu.journal.words import facts_for_people, facts_in_words
from goufu.registry.tests.county import County, agent, body


def test_a_file_becomes_lines(county: County) -> None:
    found = take_over(county.treasurer, ROW, ROW | {"单位": "云岭县教育体育局", "是否政府采购": "2"})
    assert (len(found.added), found.unchanged, found.total) == (2, 0, Decimal("2410000.00"))
    line = BudgetLine.objects.get(body=county.civil)
    assert [line.approved, line.second_year, line.third_year] == [1205000, 1300000, None]
    assert (line.function_class, line.department_economic_class, line.category) == ("2081006", "30227", "3")
    assert (line.office, line.place_code) == (county.finance, "539999")
    assert line.is_gov_procurement and line.is_service_purchase
    assert not BudgetLine.objects.get(body=county.education).is_gov_procurement


def test_the_journal_keeps_the_digest_and_the_totals(county: County) -> None:
    take_over(county.treasurer, ROW)
    logged = Entry.objects.get(action="funds.budget_file.imported")
    file = BudgetFile.objects.get()
    assert logged.facts["digest"] == file.digest
    assert (logged.facts["added"], logged.facts["total"]) == (1, "1205000.00")
    assert file.imported_at
    [event] = history_of(BudgetLine.objects.get()).values("pgh_label", "pgh_context__entry")
    assert event == {"pgh_label": "insert", "pgh_context__entry": logged.pk}


def test_the_same_file_again_changes_nothing(county: County) -> None:
    take_over(county.treasurer, ROW)
    file = upload(county.treasurer, ROW)
    assert look(file, county.treasurer).is_empty
    with pytest.raises(Refusal, match="一样"):
        import_budget(pk=file.pk, seen=look(file, county.treasurer).signature, by=county.treasurer)
    assert BudgetLine.objects.get().version == 1


def test_another_amount_is_an_adjustment_with_its_basis(county: County) -> None:
    take_over(county.treasurer, ROW)
    later = ROW | {"金额（万元）": "100", "项目名称": "居家养老服务"}
    with pytest.raises(Refusal, match="没有写依据"):
        take_over(county.treasurer, later, basis=None)
    with pytest.raises(Refusal, match="日期在今天以后"):
        take_over(county.treasurer, later, basis=replace(BASIS, day=wall_clock.today() + timedelta(days=1)))
    found = take_over(county.treasurer, later)
    assert [len(found.changed), found.reworded, found.increase] == [1, 0, -205000]
    line = BudgetLine.objects.get()
    assert [line.approved, line.name, line.version] == [1000000, "居家养老服务", 2]
    adjusted = BudgetAdjustment.objects.get()
    assert [adjusted.amount, adjusted.document_number] == [-205000, BASIS.number]
    logged = Entry.objects.get(pk=adjusted.journal_entry_id)
    assert logged.facts["adjusted"] == {str(line.pk): ["1205000.00", "1000000.00"]}
    [phrase] = [each for each in facts_in_words(logged) if each.title == "调整的指标"]
    assert phrase.value == f"{line}：1,205,000.00 → 1,000,000.00"
    assert logged.facts["basis"] == "云财预〔2027〕9号 关于调整预算的通知"
    assert [*history_of(line).values_list("approved", flat=True)] == [1205000, 1000000]


def test_lines_added_adjusted_reworded_and_unchanged_are_counted(county: County) -> None:
    before = [ROW | {"项目编码": code} for code in "ABC"]
    take_over(county.treasurer, *before)
    a, b, c = before
    later = [
        a | {"金额（万元）": "100.5"},
        b | {"项目名称": "居家养老服务"},
        c,
        ROW | {"项目编码": "D", "金额（万元）": "0.5"},
    ]
    found = look(upload(county.treasurer, *later), county.treasurer)
    assert [line.code for line in found.added] == ["D"]
    assert [(each.line.code, each.delta) for each in found.changed] == [
        ("A", Decimal(-200000)),
        ("B", Decimal(0)),
    ]
    assert [len(found.adjusted), found.reworded, found.unchanged] == [1, 1, 1]
    assert (found.total, found.increase) == (Decimal("3420000.00"), Decimal("-195000.00"))
    assert found.changed[1].differences == [("项目名称", "社区居家养老服务", "居家养老服务")]


def test_other_words_need_no_basis_and_change_nothing_else(county: County) -> None:
    take_over(county.treasurer, ROW)
    take_over(county.treasurer, ROW | {"项目名称": "居家养老服务"}, basis=None)
    line = BudgetLine.objects.get()
    assert [line.name, line.approved, BudgetAdjustment.objects.count()] == ["居家养老服务", 1205000, 0]
    assert line.second_year == 1300000


def test_lines_are_locked_before_they_are_changed(county: County) -> None:
    take_over(county.treasurer, ROW)
    file = upload(county.treasurer, ROW | {"金额（万元）": "100"})
    with CaptureQueriesContext(connection) as looked:
        seen = look(file, county.treasurer).signature
    with CaptureQueriesContext(connection) as imported:
        import_budget(pk=file.pk, seen=seen, basis=BASIS, by=county.treasurer)
    locking = 'FOR UPDATE OF "funds_budgetline"'
    assert not any(locking in each["sql"] for each in looked)
    assert any(locking in each["sql"] for each in imported)


def test_a_file_is_found_by_its_office_and_keeps_the_end_of_a_long_name(county: County) -> None:
    file = receive_file(name="长" * 250 + ".csv", content=table(ROW), by=county.treasurer)
    assert file.name == "长" * 196 + ".csv"
    assert file_of(county.treasurer, file.pk) == file
    assert facts_for_people(Entry.objects.get()) == {"file": file.name, "digest": file.digest}
    with pytest.raises(NotFound):
        file_of(county.officer, file.pk)


@pytest.mark.parametrize(
    "written", ["云岭县民政局(示例)", "云岭县民政局 （示例）", "云岭县 民政局（\u200b示例）"]
)
def test_a_body_is_found_however_its_name_is_written(county: County, written: str) -> None:
    named = body("云岭县民政局（示例）", county.place, office=county.finance)
    found = look(upload(county.treasurer, ROW | {"单位": written}), county.treasurer)
    assert [line.body for line in found.added] == [named]


def test_a_column_that_the_file_lacks_changes_nothing(county: County) -> None:
    take_over(county.treasurer, ROW)
    without = {name: value for name, value in ROW.items() if name not in ("第二年（元）", "项目类别")}
    found = look(upload(county.treasurer, without), county.treasurer)
    assert found.is_empty


def test_money_that_projects_hold_cannot_be_taken_away(county: County) -> None:
    take_over(county.treasurer, ROW)
    move(reserve, BudgetLine.objects.get(), 1000000, by=county.officer)
    move(commit, BudgetLine.objects.get(), 400000, by=county.officer)
    with pytest.raises(SheetRefused) as refused:
        take_over(county.treasurer, ROW | {"金额（万元）": "99.99"})
    assert "已占用和承诺的1,000,000.00元" in refused.value.problems[0].why
    assert refused.value.problems[0].where == "第2行J列"
    take_over(county.treasurer, ROW | {"金额（万元）": "100"})
    assert BudgetLine.objects.get().available == 0


def test_who_looked_before_somebody_else_changed_it_looks_again(county: County) -> None:
    file = upload(county.treasurer, ROW)
    seen = look(file, county.treasurer).signature
    take_over(county.treasurer, ROW | {"金额（万元）": "1"})
    with pytest.raises(Refusal, match="有了变动"):
        import_budget(pk=file.pk, seen=seen, basis=BASIS, by=county.treasurer)


def test_only_the_office_brings_and_imports_its_files(county: County) -> None:
    file = upload(county.treasurer, ROW)
    with pytest.raises((NotAllowed, NotFound)):
        upload(county.officer, ROW)
    stranger = agent(
        "别处财政", body("邻县财政局", county.place, is_finance_office=True), Role.FINANCE_OFFICER
    )
    with pytest.raises(NotFound):
        import_budget(pk=file.pk, seen="", by=stranger)


def test_ten_thousand_lines_in_a_few_statements(county: County, django_assert_max_num_queries: Any) -> None:
    file = upload(county.treasurer, *(ROW | {"项目编码": f"L{number}"} for number in range(2_000)))
    seen = look(file, county.treasurer).signature
    with django_assert_max_num_queries(16):
        import_budget(pk=file.pk, seen=seen, by=county.treasurer)
    assert BudgetLine.objects.count() == 2_000


def test_only_the_lines_of_the_bodies_in_the_file_are_locked(county: County, line: BudgetLine) -> None:
    others = budget_line(county.education)
    file = upload(county.treasurer, ROW | {"项目名称": "改了的名称"})
    with CaptureQueriesContext(connection) as asked, transaction.atomic():
        compare(read_budget(content_of(file)), county.treasurer, locked=True)
    [lock] = [
        each["sql"] for each in asked if "funds_budgetline" in each["sql"] and "FOR UPDATE" in each["sql"]
    ]
    with connection.cursor() as cursor:
        cursor.execute(lock)
        names = [column.name for column in cursor.description]
        locked = {row[names.index("id")] for row in cursor.fetchall()}
    assert line.pk in locked
    assert others.pk not in locked


def test_the_form_says_that_one_of_the_two_economic_classes_is_needed() -> None:
    told = {each.title: each.about for each in COLUMNS}
    assert "至少填一种" in told["政府经济分类"]
    assert "至少填一种" in told["部门经济分类"]
