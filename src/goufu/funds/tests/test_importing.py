"""A budget comes in as a file: all of it or nothing, and bringing it again changes nothing."""

from __future__ import annotations

import csv
import io
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from goufu.core.errors import NotAllowed, NotFound, Refusal
from goufu.core.roles import Role
from goufu.core.sheets import SheetRefused
from goufu.files.tests.workbooks import book, xml_row
from goufu.funds.actions.budget import Basis
from goufu.funds.actions.importing import import_budget, receive_file
from goufu.funds.actions.ledger import commit, reserve
from goufu.funds.models import BudgetAdjustment, BudgetFile, BudgetLine
from goufu.funds.queries.budget import history_of
from goufu.funds.queries.importing import BudgetComparison, compare, content_of, file_of
from goufu.funds.sheet import read_budget
from goufu.funds.tests.money import budget_line, move
from goufu.journal.models import Entry
from goufu.registry.agents import Agent
from goufu.registry.models import Body
from goufu.registry.tests.county import County, agent, body

BASIS = Basis("云财预〔2027〕9号", "关于调整预算的通知", date(2026, 6, 1))
ROW = {
    "预算年度": "2027",
    "单位": "云岭县民政局",
    "项目编码": "53999927331T000000001",
    "项目名称": "社区居家养老服务",
    "项目类别": "特定目标类",
    "支出功能分类": "2081006 养老服务",
    "政府经济分类": "50205",
    "部门经济分类": "30227 委托业务费",
    "资金性质": "111",
    "金额（万元）": "120.5",
    "是否政府采购": "1",
    "是否政府购买服务": "是",
    "第二年（元）": "1,300,000",
}


def table(*rows: dict[str, str]) -> bytes:
    target = io.StringIO()
    writer = csv.DictWriter(target, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return target.getvalue().encode()


def upload(by: Agent, *rows: dict[str, str], name: str = "预算.csv") -> BudgetFile:
    return receive_file(name=name, content=table(*rows), by=by)


def look(file: BudgetFile, by: Agent) -> BudgetComparison:
    sheet = read_budget(content_of(file))
    found = compare(sheet, by, locked=False)
    sheet.settle()
    return found


def take_over(by: Agent, *rows: dict[str, str], basis: Basis | None = BASIS) -> BudgetComparison:
    file = upload(by, *rows)
    return import_budget(pk=file.pk, seen=look(file, by).signature, basis=basis, by=by)


def faults(by: Agent, *rows: dict[str, str]) -> list[str]:
    """What is wrong with the file, cell by cell; the import is refused for the same."""
    file = upload(by, *rows)
    with pytest.raises(SheetRefused) as refused:
        import_budget(pk=file.pk, seen="", by=by)
    assert not BudgetLine.objects.exists()
    return [f"{problem.where} {problem.why}" for problem in refused.value.problems]


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
    found = take_over(county.treasurer, later)
    assert [len(found.changed), found.reworded, found.increase] == [1, 0, -205000]
    line = BudgetLine.objects.get()
    assert [line.approved, line.name, line.version] == [1000000, "居家养老服务", 2]
    adjusted = BudgetAdjustment.objects.get()
    assert [adjusted.amount, adjusted.document_number] == [-205000, BASIS.number]
    logged = Entry.objects.get(pk=adjusted.journal_entry_id)
    assert logged.facts["adjusted"] == {str(line.pk): ["1205000.00", "1000000.00"]}
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


def test_what_is_left_open_is_no(county: County) -> None:
    take_over(county.treasurer, ROW | {"是否政府采购": ""})
    assert BudgetLine.objects.get().is_gov_procurement is False


def test_a_file_is_found_by_its_office_and_keeps_the_end_of_a_long_name(county: County) -> None:
    file = receive_file(name="长" * 250 + ".csv", content=table(ROW), by=county.treasurer)
    assert file.name == "长" * 196 + ".csv"
    assert file_of(county.treasurer, file.pk) == file
    assert Entry.objects.get().facts == {"file": file.name, "digest": file.digest}
    with pytest.raises(NotFound):
        file_of(county.officer, file.pk)


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


@pytest.mark.parametrize(
    ("cells", "fault"),
    [
        ({"金额（万元）": "1.2345678"}, "第2行J列 金额精确到了分以下"),
        ({"金额（万元）": "-1"}, "第2行J列 金额是负数"),
        ({"金额（万元）": "很多"}, "第2行J列 看不懂这个金额"),
        ({"金额（万元）": ""}, "第2行J列 没有填写"),
        ({"第二年（元）": "0.001"}, "第2行M列 金额精确到了分以下"),
        ({"预算年度": "27"}, "第2行A列 不是年度"),
        ({"单位": "没有这个局"}, "第2行B列 没有登记这个单位，或者它的预算不由本部门管理"),
        ({"单位": ""}, "第2行B列 没有写单位"),
        ({"项目编码": "A 1"}, "第2行C列 编码中间有空格"),
        ({"项目类别": "其他类"}, "第2行E列 不在可选的范围里"),
        ({"支出功能分类": "208100"}, "第2行F列 不是这种分类的编码"),
        ({"支出功能分类": "208-10-06"}, "第2行F列 不是这种分类的编码"),
        ({"支出功能分类": "208.10.06"}, "第2行F列 不是这种分类的编码"),
        ({"支出功能分类": "208 10 06"}, "第2行F列 不是这种分类的编码"),
        ({"项目编码": "5.3010221E+20"}, "第2行C列 是数字，后几位已丢失"),
        ({"部门经济分类": "50205"}, "第2行H列 不是这种分类的编码"),
        ({"部门经济分类": "", "政府经济分类": ""}, "第2行H列 部门经济分类和政府经济分类都没有填写"),
        ({"部门经济分类": "50205", "政府经济分类": ""}, "第2行H列 不是这种分类的编码"),
        ({"是否政府购买服务": "也许"}, "第2行L列 看不出是“是”还是“否”"),
    ],
)
def test_every_fault_is_named_at_its_cell(county: County, cells: dict[str, str], fault: str) -> None:
    assert faults(county.treasurer, ROW | cells) == [fault]


def test_a_fault_in_one_line_hides_none_in_another(county: County) -> None:
    unclassed = ROW | {"项目编码": "B", "部门经济分类": "", "政府经济分类": ""}
    assert faults(county.treasurer, ROW | {"预算年度": "27"}, unclassed) == [
        "第2行A列 不是年度",
        "第3行H列 部门经济分类和政府经济分类都没有填写",
    ]


@pytest.mark.parametrize(
    ("name", "code", "fault"),
    [
        ("云岭县民政局", "219001", None),
        ("", "219001", None),
        ("云岭县养老服务中心", "999999", None),  # whose code is not registered
        ("云岭县民政局", "999999", "第2行B列 没有登记这个单位"),
        ("", "999999", "第2行B列 没有登记这个单位"),
        ("没有这个局", "219001", "第2行C列 没有登记这个单位"),
        ("云岭县教育体育局", "219001", "第2行B列 是云岭县民政局的编码，和单位名称对不上"),
        ("", "", "第2行C列 没有写单位"),
    ],
)
def test_name_and_code_of_a_body(county: County, name: str, code: str, fault: str | None) -> None:
    Body.objects.filter(pk=county.civil.pk).update(agency_code="219001")
    row = {"单位编码": code} | ROW | {"单位": name}
    row = {"预算年度": "2027"} | row
    if fault is None:
        take_over(county.treasurer, row)
        assert BudgetLine.objects.get().body in (county.civil, county.nursing)
        return
    [found] = faults(county.treasurer, row)
    assert found.startswith(fault)


def test_the_same_line_twice_names_both(county: County) -> None:
    found = faults(county.treasurer, ROW, ROW | {"项目编码": "B"}, ROW | {"金额（万元）": "1"})
    assert [each.split("（")[0] for each in found] == [
        "第2行C列 和第4行是同一条预算指标",
        "第4行C列 和第2行是同一条预算指标",
    ]


def test_a_body_of_another_office_is_refused(county: County) -> None:
    other = body("邻县财政局", county.place, is_finance_office=True)
    body("邻县民政局", county.place, office=other)
    [fault] = faults(county.treasurer, ROW | {"单位": "邻县民政局"})
    assert "不由本部门管理" in fault


def test_a_body_may_be_named_by_its_code(county: County) -> None:
    Body.objects.filter(pk=county.civil.pk).update(agency_code="219001")
    Body.objects.filter(pk=county.education.pk).update(agency_code="205001")
    coded = {"单位编码": "219001"} | ROW
    take_over(county.treasurer, coded | {"单位": ""})
    assert BudgetLine.objects.get().body == county.civil
    file = upload(county.treasurer, coded | {"单位编码": "205001"})
    with pytest.raises(SheetRefused, match="1 处") as refused:
        look(file, county.treasurer)
    assert "对不上" in refused.value.problems[0].why


def test_brackets_of_either_width_name_the_same_body_and_stay_in_the_projects_name(county: County) -> None:
    Body.objects.filter(pk=county.civil.pk).update(name="云岭县民政局（示例）")
    for number, name in enumerate(("云岭县民政局（示例）", "云岭县民政局(示例)")):
        take_over(
            county.treasurer, ROW | {"单位": name, "项目编码": f"L{number}", "项目名称": "助餐（城区）"}
        )
    found = BudgetLine.objects.values_list("body", "name")
    assert [*found] == [(county.civil.pk, "助餐（城区）")] * 2


def test_a_header_without_unit_is_refused(county: County) -> None:
    unnamed = {name.replace("（万元）", ""): value for name, value in ROW.items()}
    with pytest.raises(SheetRefused, match="没有写单位"):
        look(upload(county.treasurer, unnamed), county.treasurer)


@pytest.mark.parametrize(
    ("unit", "said", "yuan"),
    [
        ("亿元", "3", 300_000_000),
        ("千元", "120.5", 120_500),
        ("单位：万元，保留两位小数", "120.5", 1_205_000),
    ],
)
def test_the_unit_of_the_header_is_kept(county: County, unit: str, said: str, yuan: int) -> None:
    row = {name.replace("金额（万元）", f"金额（{unit}）"): value for name, value in ROW.items()}
    take_over(county.treasurer, row | {f"金额（{unit}）": said})
    assert BudgetLine.objects.get().approved == yuan


def test_a_unit_above_the_table_and_in_a_cell_are_kept(county: County) -> None:
    unnamed = {name.replace("金额（万元）", "金额"): value for name, value in ROW.items()}
    title = "2027年部门预算\n填报单位：元谋县财政局,,单位：千元\n".encode()
    rows = table(unnamed | {"金额": "120.5"}, unnamed | {"金额": "3亿元", "项目编码": "B"})
    file = receive_file(name="预算.csv", content=title + rows, by=county.treasurer)
    assert [each.approved for each in look(file, county.treasurer).added] == [120_500, 300_000_000]


def test_a_budget_with_groups_merged_cells_and_column_numbers(county: County, tmp_path: Path) -> None:
    """Three header rows, the numbers of the columns, a body that is written once for its projects, a total."""
    rows = (
        "预算年度|单位名称|项目||支出功能分类|部门经济分类|资金性质|是否政府购买服务|预算（万元）||",
        "||名称|编码|||||总额|其中|",
        "|||||||||本年|第二年",
        "1|2|3|4|5|6|7|8|9=10+11|10|11",
        "2027|云岭县民政局|养老|A|2081006|30227|111|是|3.5|1.5|2",
        "2027||助残|B|2081006|30227|111|是|3|3|",
        "合计||||||||6.5|4.5|2",
    )
    ranges = ("C1:D1", "I1:K1", "J2:K2", "A1:A3", "B1:B3", "C2:C3", "D2:D3", "E1:E3", "I2:I3", "B5:B6")
    merges = "".join(f'<mergeCell ref="{each}"/>' for each in ranges)
    cells = "".join(xml_row(line, row.split("|")) for line, row in enumerate(rows, start=1))
    path = book(tmp_path / "预算.xlsx", f"{cells}</sheetData><mergeCells>{merges}</mergeCells><sheetData>")
    file = receive_file(name="预算.xlsx", content=path.read_bytes(), by=county.treasurer)
    found = look(file, county.treasurer).added
    assert [(each.name, each.code, each.body) for each in found] == [
        ("养老", "A", county.civil),
        ("助残", "B", county.civil),
    ]
    assert [(each.approved, each.second_year) for each in found] == [
        (Decimal(15_000), Decimal(20_000)),
        (Decimal(30_000), None),
    ]


def test_what_a_spreadsheet_leaves_behind_is_no_part_of_a_fen(county: County) -> None:
    take_over(county.treasurer, ROW | {"金额（万元）": "3702.2999999999997"})
    assert BudgetLine.objects.get().approved == 37023000


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
