"""What the cells of a budget file may say, and what is wrong with them."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from goufu.core.sheets import SheetRefused
from goufu.files.tests.workbooks import book, xml_row
from goufu.funds.actions.importing import import_budget, receive_file
from goufu.funds.actions.ledger import reserve
from goufu.funds.models import BudgetLine
from goufu.funds.tests.importing import ROW, look, table, take_over, upload
from goufu.funds.tests.money import move
from goufu.registry.agents import Agent
from goufu.registry.models import Body
from goufu.registry.tests.county import County, body


def faults(by: Agent, *rows: dict[str, str]) -> list[str]:
    """What is wrong with the file, cell by cell; the import is refused for the same."""
    file, before = upload(by, *rows), [*BudgetLine.objects.values()]
    with pytest.raises(SheetRefused) as refused:
        import_budget(pk=file.pk, seen="", by=by)
    assert [*BudgetLine.objects.values()] == before
    return [f"{problem.where} {problem.why}" for problem in refused.value.problems]


def test_what_is_left_open_is_no(county: County) -> None:
    take_over(county.treasurer, ROW | {"是否政府采购": ""})
    assert BudgetLine.objects.get().is_gov_procurement is False


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


def test_all_faults_of_a_line_are_told_at_once(county: County) -> None:
    take_over(county.treasurer, ROW)
    move(reserve, BudgetLine.objects.get(), 1000000, by=county.officer)
    unclassed = {"部门经济分类": "", "政府经济分类": ""}
    found = faults(
        county.treasurer,
        ROW | {"项目名称": "", "金额（万元）": "1"},
        ROW | {"项目编码": "B", "资金性质": "", "金额（万元）": "很多"} | unclassed,
        ROW | {"项目编码": "C", "项目名称": ""},
        ROW | {"项目编码": "C", "金额（万元）": ""},
    )
    assert [each.split(" ")[0] + each.split(" ")[1][:6] for each in found] == [
        "第2行D列没有填写",
        "第2行J列少于这条指标",
        "第3行H列部门经济分类",
        "第3行I列没有填写",
        "第3行J列看不懂这个金",
        "第4行C列和第5行是同",
        "第4行D列没有填写",
        "第5行C列和第4行是同",
        "第5行J列没有填写",
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


def test_a_fund_written_as_pages_show_it_is_the_same_line(county: County) -> None:
    take_over(county.treasurer, ROW | {"资金性质": "111"})
    [line] = BudgetLine.objects.all()
    assert line.fund_name == "一般公共预算（111）"
    take_over(county.treasurer, ROW | {"资金性质": line.fund_name, "项目名称": "另一个名称"})
    [line] = BudgetLine.objects.all()
    assert (line.fund_kind, line.name) == ("111", "另一个名称")
