"""Bodies from a table: each fault at its cell, all or nothing, and fast."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from rustpy_xlsxwriter import FastExcel

from goufu.core.action import history
from goufu.core.errors import NotAllowed
from goufu.core.sheets import ReadSheet, SheetRefused, read_sheet
from goufu.registry.actions.body_import import import_bodies
from goufu.registry.agents import Agent
from goufu.registry.models import Body, Place
from goufu.registry.sheet import COLUMNS
from goufu.registry.tests.county import County
from goufu.registry.tests.test_credit_codes import code_of

TITLES = {column.name: column.title for column in COLUMNS}
Read = Callable[..., ReadSheet]


@pytest.fixture
def table(tmp_path: Path) -> Read:
    """Makes a workbook of rows; what a row leaves out is an institution of the county."""

    def read(*rows: dict[str, Any]) -> ReadSheet:
        usual = {
            "name": "",
            "credit_code": "",
            "kind": "公益一类事业单位",
            "place": "539999",
            "level": "县级",
        }
        full = [{TITLES[name]: ({**usual, **row}).get(name, "") for name in TITLES} for row in rows]
        path = tmp_path / "bodies.xlsx"
        FastExcel(str(path)).sheet("单位", full).save()
        return read_sheet(path, COLUMNS)

    return read


def faults(by: Agent, sheet: ReadSheet) -> list[str]:
    before = Body.objects.count()
    with pytest.raises(SheetRefused) as refused:
        import_bodies(by=by, sheet=sheet)
    assert Body.objects.count() == before
    return [f"{problem.where} {problem.why}" for problem in refused.value.problems]


def test_a_table_is_taken_over_whole(county: County, table: Read) -> None:
    sheet = table(
        {"name": "云岭县图书馆分馆", "parent": "云岭县图书馆", "office": "云岭县财政局"},
        {
            "name": "云岭县图书馆",
            "parent": "云岭县民政局",
            "credit_code": code_of("12"),
            "agency_code": "101001",
        },
        {"name": "云岭乡财政所", "kind": "国家机关", "level": "乡镇级", "office": "云岭乡财政所"},
        {"name": "云岭乡政府", "kind": "国家机关", "level": "乡镇级", "office": "云岭乡财政所"},
        {"name": "云岭康乐公司", "kind": "企业", "level": ""},
    )
    branch, library, office, township, firm = import_bodies(by=county.system, sheet=sheet)
    branch.refresh_from_db()
    assert branch.path == f"{county.civil.path}{library.pk}/{branch.pk}/"
    assert branch.office == county.finance
    assert (office.office, office.is_finance_office, township.office) == (office, True, office)
    assert (firm.level, firm.credit_code) == ("", None)
    assert history(branch).get().action == "registry.body.registered"
    assert history(county.finance).get().facts["count"] == 5


def test_every_fault_is_told_at_its_cell(county: County, table: Read) -> None:
    Place.objects.create(
        code="539998",
        name="云谷县",
        level="county",
        parent=county.place.parent,
        listed_from=1980,
        listed_until=2010,
    )
    Body.objects.filter(pk=county.education.pk).update(credit_code=code_of("11"))
    sheet = table(
        {"name": "甲", "credit_code": code_of("12", 5)[:16], "kind": "机关"},
        {"name": "", "place": "53999"},
        {"name": "丙", "place": "539998"},
        {"name": "丁", "place": "440001"},
        {"name": "戊", "level": ""},
        {"name": "己", "place": "530000"},
        {"name": "庚", "credit_code": code_of("91")},
        {"name": "辛", "credit_code": code_of("11"), "kind": "国家机关"},
        {"name": "壬", "parent": "没有的局", "office": "云岭县养老服务中心"},
        {"name": "云岭县民政局"},
    )
    assert faults(county.system, sheet) == [
        "单位!B2 统一社会信用代码应为18位，现在是16位",
        "单位!C2 不在可选的范围里",
        "单位!A3 没有填写",
        "单位!D3 行政区划代码是六位数字",
        "单位!D4 云谷县（539998）2010年以后不再使用",
        "单位!D5 没有这个行政区划代码",
        "单位!E6 没有填写预算级次",
        "单位!E7 云南省是省级的区划，单位不能是县级的",
        "单位!B8 代码以 9 开头，是市场监督管理部门登记的；类别“公益一类事业单位”由机构编制部门登记，以 1 开头",
        "单位!B9 这个统一社会信用代码已经登记在云岭县教育体育局名下",
        "单位!H9 辛是国家机关，没有填写主管财政部门",
        "单位!F10 没有登记这个单位，本表里也没有",
        "单位!H10 云岭县养老服务中心不是财政部门",
        "单位!A11 这个区划里已经登记了同名的单位：云岭县民政局",
    ]


def test_what_stands_twice_names_both_lines(county: County, table: Read) -> None:
    code = code_of("12")
    sheet = table({"name": "甲", "credit_code": code}, {"name": "乙", "credit_code": code}, {"name": "甲"})
    assert faults(county.system, sheet) == ["单位!B3 与第2行重复", "单位!A4 与第2行重复"]


def test_two_of_one_name_with_codes_are_two_and_no_ones_parent(county: County, table: Read) -> None:
    rows = [{"name": "甲", "credit_code": code_of("12", number)} for number in (1, 2)]
    assert faults(county.system, table(*rows, {"name": "乙", "parent": "甲"})) == [
        "单位!F4 有 2 个单位叫这个名称"
    ]
    assert len(import_bodies(by=county.system, sheet=table(*rows))) == 2


def test_a_circle_is_told_of_all_in_it(county: County, table: Read) -> None:
    sheet = table(
        {"name": "甲", "parent": "乙"},
        {"name": "乙", "parent": "甲"},
        {"name": "丙", "parent": "丙"},
        {"name": "丁"},
    )
    assert [each.split()[0] for each in faults(county.system, sheet)] == ["单位!F2", "单位!F3", "单位!F4"]


@pytest.mark.parametrize(("length", "expected"), [(200, []), (201, ["单位!F2 层次太深"])])
def test_a_path_that_just_fits_is_the_deepest(
    county: County, table: Read, length: int, expected: list[str]
) -> None:
    """The path holds the numbers of all above, and its column 200 characters."""
    [before] = import_bodies(by=county.system, sheet=table({"name": "甲"}))
    own = f"{before.pk + 1}/"
    above = f"{county.civil.pk}/"
    path = f"/{'9' * (length - len(own) - len(above) - 2)}/{above}"
    Body.objects.filter(pk=county.civil.pk).update(path=path)
    sheet = table({"name": "乙", "parent": "云岭县民政局"})
    if expected:
        assert faults(county.system, sheet) == expected
        return
    [deepest] = import_bodies(by=county.system, sheet=sheet)
    deepest.refresh_from_db()
    assert (deepest.path, len(deepest.path)) == (path + own, 200)


def test_only_the_system_administrator_imports(county: County, table: Read) -> None:
    with pytest.raises(NotAllowed):
        import_bodies(by=county.treasurer, sheet=table({"name": "甲"}))


@pytest.mark.parametrize("count", [50, 500])
def test_queries_do_not_grow_with_the_table(
    county: County, table: Read, django_assert_max_num_queries: Any, count: int
) -> None:
    sheet = table(
        *(
            {"name": f"单位{n}", "parent": f"单位{n // 10}" if n else "", "office": "云岭县财政局"}
            for n in range(count)
        )
    )
    with django_assert_max_num_queries(14):
        import_bodies(by=county.system, sheet=sheet)


def test_ten_thousand_rows_take_seconds(county: County, table: Read) -> None:
    rows = [
        {"name": f"单位{n}", "credit_code": code_of("12", n), "parent": "云岭县民政局"} for n in range(10_000)
    ]
    started = time.monotonic()
    import_bodies(by=county.system, sheet=table(*rows))
    assert time.monotonic() - started < 60


def test_names_keep_their_brackets_and_are_compared_without_them(county: County, table: Read) -> None:
    Body.objects.filter(pk=county.civil.pk).update(name="云岭县民政局（示例）")
    sheet = table(
        {"name": "云岭县图书馆（新）", "parent": "云岭县 民政局(示例)", "office": "云岭县财政局"},
        {"name": "云岭县图书馆（分馆）", "parent": "云岭县图书馆(新)"},
        {"name": "云岭（乡）财政所", "kind": "国家机关", "level": "乡镇级", "office": "云岭(乡)财政所"},
    )
    library, branch, office = import_bodies(by=county.system, sheet=sheet)
    assert (library.name, branch.name) == ("云岭县图书馆（新）", "云岭县图书馆（分馆）")
    assert (library.parent, branch.parent, office.office) == (county.civil, library, office)
    sheet = table({"name": "云岭县民政局(示例)"}, {"name": "甲（一）"}, {"name": "甲(一)"})
    assert faults(county.system, sheet) == [
        "单位!A2 这个区划里已经登记了同名的单位：云岭县民政局（示例）",
        "单位!A4 与第3行重复",
    ]


def test_size_and_founding_are_taken_over_and_told_where_they_are_wrong(county: County, table: Read) -> None:
    firm = {"kind": "企业", "level": "", "size": "小型"}
    [made] = import_bodies(
        by=county.system, sheet=table({"name": "云岭康乐公司", "founded_on": "1958年3月1日", **firm})
    )
    made.refresh_from_db()
    assert (made.size, made.founded_on) == ("small", date(1958, 3, 1))
    sheet = table(
        {"name": "甲", "founded_on": "2015年3月", **firm},
        {"name": "乙", "founded_on": "2099-01-01", **firm},
        {"name": "丙", "size": "小型"},
        {"name": "丁", **firm | {"size": "巨大"}},
        {"name": "戊", "founded_on": "1900-01-01"},
    )
    assert faults(county.system, sheet) == [
        "单位!J2 没有写到日",
        "单位!J3 成立日期在今天以后",
        "单位!I4 只有企业填写规模",
        "单位!I5 不在可选的范围里",
        "单位!J6 年份 1900 不在 1949 到 2100 之间",
    ]


def test_a_telephone_is_taken_over_and_told_where_it_is_none(county: County, table: Read) -> None:
    [made] = import_bodies(by=county.system, sheet=table({"name": "甲", "telephone": "0871-65556666"}))
    made.refresh_from_db()
    assert made.telephone == "0871-65556666"
    sheet = table({"name": "乙", "telephone": "找老王"})
    assert faults(county.system, sheet) == ["单位!K2 办公电话只有数字、空格、+、-和括号"]


def test_a_state_organ_names_its_finance_office(county: County, table: Read) -> None:
    organ = {"name": "云岭县司法局", "kind": "国家机关"}
    with pytest.raises(SheetRefused) as refused:
        import_bodies(by=county.system, sheet=table({"name": "甲"}, organ))
    [problem] = refused.value.problems
    assert str(problem) == (
        "单位!H3（主管财政部门）云岭县司法局是国家机关，没有填写主管财政部门。"
        "请填写本级财政部门的全称；还没有登记的，先登记它；"
        "这个单位自己就是财政部门的，在网页上勾选，在表里填本单位的名称。"
    )
    assert import_bodies(by=county.system, sheet=table(organ | {"office": "云岭县财政局"}))


def test_an_organ_of_a_higher_level_needs_no_finance_office_that_nobody_has_registered(
    county: County, table: Read
) -> None:
    tax = {"name": "国家税务总局云岭县税务局", "kind": "国家机关", "level": "中央"}
    [made] = import_bodies(by=county.system, sheet=table(tax))
    made.refresh_from_db()
    assert (made.level, made.office) == ("central", None)
    village = {"name": "云岭乡政府", "kind": "国家机关", "level": "乡镇级"}
    assert faults(county.system, table(village)) == ["单位!H2 云岭乡政府是国家机关，没有填写主管财政部门"]


def test_what_stands_under_the_headings_of_a_licence_is_not_taken_for_size_or_founding(
    county: County, tmp_path: Path
) -> None:
    row = {
        "单位名称": "云岭康乐公司",
        "类别": "企业",
        "区划代码": "539999",
        "企业类型": "有限责任公司",
        "登记日期": "2026-11-02",
        "注册日期": "2026-11-02",
    }
    path = tmp_path / "licences.xlsx"
    FastExcel(str(path)).sheet("单位", [row]).save()
    sheet = read_sheet(path, COLUMNS)
    assert sheet.unused == ["企业类型", "登记日期", "注册日期"]
    [made] = import_bodies(by=county.system, sheet=sheet)
    made.refresh_from_db()
    assert (made.size, made.founded_on) == ("", None)


def test_columns_that_are_not_read_are_known(county: County, tmp_path: Path) -> None:
    row = {
        "序号": "1",
        "单位名称": "甲",
        "类别": "公益一类事业单位",
        "区划代码": "539999",
        "电话": "1",
        "备注": "",
    }
    path = tmp_path / "bodies.xlsx"
    FastExcel(str(path)).sheet("单位", [row | {"级次": "县级"}]).save()
    sheet = read_sheet(path, COLUMNS)
    assert sheet.unused == ["电话", "备注"]
    sheet.wrong(sheet.rows[0], "name", "不对", "请改")
    with pytest.raises(SheetRefused) as refused:
        sheet.settle()
    assert refused.value.unused == ["电话", "备注"]
