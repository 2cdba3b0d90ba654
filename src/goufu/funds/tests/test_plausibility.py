"""What looks odd in a budget file is asked about, and nothing is imported in silence; no line is lost."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.test import Client

from goufu.catalogue.loading import load_central
from goufu.core.errors import Refusal
from goufu.funds.actions.importing import import_budget
from goufu.funds.models import BudgetLine
from goufu.funds.tests.importing import BASIS, ROW, look, take_over, upload
from goufu.funds.tests.money import budget_line
from goufu.journal.models import Entry
from goufu.registry.agents import Agent
from goufu.registry.tests.county import County

SignIn = Callable[[Agent], Client]
OTHER = ROW | {"项目编码": "B", "项目名称": "助残服务"}
AS_YUAN = {"金额（万元）": "1205000"}  # written in yuan in a column of ten thousand yuan


def doubts(by: Agent, *rows: dict[str, str]) -> list[tuple[str, str]]:
    """The doubts about the file: kind and project code; where there is one, it isn't imported without a tick."""
    file = upload(by, *rows)
    found = look(file, by)
    before = BudgetLine.objects.count()
    if found.doubts:
        with pytest.raises(Refusal, match="要先核对"):
            import_budget(pk=file.pk, seen=found.signature, basis=BASIS, by=by)
        assert BudgetLine.objects.count() == before
    return [(each.kind.value, each.line.code) for each in found.doubts]


def test_ordinary_amounts_raise_no_doubt(county: County) -> None:
    small = OTHER | {"金额（万元）": "0.2"}  # 600 times less
    assert doubts(county.treasurer, ROW, small, OTHER | {"项目编码": "C", "金额（万元）": "0"}) == []


def test_yuan_in_a_column_of_ten_thousand_is_asked_about_beside_the_bodys_other_lines(county: County) -> None:
    third = OTHER | {"项目编码": "C", "金额（万元）": "30"}
    assert doubts(county.treasurer, ROW, third, OTHER | AS_YUAN) == [("amount", "B")]
    assert doubts(county.treasurer, ROW, third, OTHER | {"金额（万元）": "0.01"}) == [("amount", "B")]


def test_a_stored_line_of_the_body_counts_as_well(county: County) -> None:
    budget_line(county.civil, code="A")
    assert doubts(county.treasurer, OTHER | AS_YUAN) == [("amount", "B")]


def test_last_years_amount_of_the_project_goes_before_all_others(county: County) -> None:
    large = {"approved": "12050000000"}
    budget_line(county.civil, code=ROW["项目编码"], year=2026, **large)
    assert doubts(county.treasurer, ROW | AS_YUAN | {"第二年（元）": ""}) == []
    assert doubts(county.treasurer, ROW) == [("amount", ROW["项目编码"])]


def test_a_file_wholly_in_the_wrong_unit_is_seen_by_last_years(county: County) -> None:
    for row in (ROW, OTHER):
        budget_line(county.civil, code=row["项目编码"], year=2026)
    assert doubts(county.treasurer, ROW | AS_YUAN, OTHER | AS_YUAN) == [
        ("amount", ROW["项目编码"]),
        ("amount", "B"),
    ]


def test_a_body_with_one_line_is_compared_with_the_file(county: County) -> None:
    elsewhere = OTHER | {"单位": "云岭县教育体育局"}
    third = ROW | {"项目编码": "C"}
    assert doubts(county.treasurer, ROW, third, elsewhere | AS_YUAN) == [("amount", "B")]


def test_a_new_body_wrong_in_all_its_lines_is_compared_with_the_file(county: County) -> None:
    elsewhere = OTHER | {"单位": "云岭县教育体育局"}
    rows = [ROW, ROW | {"项目编码": "C"}, elsewhere | AS_YUAN, elsewhere | AS_YUAN | {"项目编码": "D"}]
    codes = [each["项目编码"] for each in rows]
    assert doubts(county.treasurer, *rows) == [("amount", code) for code in codes]  # two against two
    take_over(county.treasurer, ROW)
    assert doubts(county.treasurer, *rows) == [("amount", code) for code in codes[2:]]


@pytest.mark.parametrize(("title", "year"), [("第二年（元）", "第二年"), ("第三年（元）", "第三年")])
def test_a_later_year_in_the_wrong_unit_is_asked_about(
    county: County, signed_in: SignIn, title: str, year: str
) -> None:
    assert doubts(county.treasurer, ROW | {title: "1300000"}) == []
    assert doubts(county.treasurer, ROW | {title: "0"}) == []
    assert doubts(county.treasurer, ROW | {title: "130"}) == [("amount", ROW["项目编码"])]
    take_over(county.treasurer, ROW | {title: "1300000"})
    file = upload(county.treasurer, ROW | {title: "13000000000"})
    page = signed_in(county.treasurer).get(f"/budget/import/{file.pk}/").content.decode()
    assert f"{year} 13,000,000,000.00 元" in page
    assert "这条指标当年的金额 1,205,000.00 元" in page


@pytest.mark.parametrize(("said", "expected"), [("1200000", [("amount", "B")]), ("90000", [])])
def test_a_line_alone_may_not_be_a_county_of_money(
    county: County, said: str, expected: list[tuple[str, str]]
) -> None:
    assert doubts(county.treasurer, OTHER | {"金额（万元）": said}) == expected


def test_a_change_is_compared_with_what_stands(county: County) -> None:
    take_over(county.treasurer, ROW, OTHER)
    assert doubts(county.treasurer, ROW, OTHER | AS_YUAN) == [("amount", "B")]
    assert doubts(county.treasurer, ROW, OTHER | {"金额（万元）": "12050"}) == []
    take_over(county.treasurer, ROW, OTHER | {"金额（万元）": "0"})
    assert doubts(county.treasurer, ROW, OTHER | AS_YUAN) == [("amount", "B")]


@pytest.mark.parametrize("fund", ["111", "11111", "一般公共预算", "政府性基金预算资金", "单位资金"])
def test_a_known_fund_raises_no_doubt(county: County, fund: str) -> None:
    assert doubts(county.treasurer, ROW | {"资金性质": fund}) == []


def test_an_unknown_fund_is_asked_about_and_its_line_is_kept(county: County) -> None:
    row = ROW | {"资金性质": "局长的小金库"}
    assert doubts(county.treasurer, row) == [("fund", ROW["项目编码"])]
    file = upload(county.treasurer, row)
    seen = look(file, county.treasurer).signature
    import_budget(pk=file.pk, seen=seen, checked=["fund"], by=county.treasurer)
    assert BudgetLine.objects.get().fund_kind == "局长的小金库"
    assert Entry.objects.filter(action="funds.budget_file.imported").get().facts["checked"] == {
        "checked-fund": 1
    }


BOUGHT = {"购买服务目录编码": "A0402", "采购品目编码": "C05010100"}


@pytest.mark.parametrize(
    ("cells", "kinds"),
    [
        (BOUGHT, []),
        ({"购买服务目录编码": "a0402 社会救助服务", "采购品目编码": "c05010100托育服务"}, []),
        (BOUGHT | {"采购品目编码": "A02010105"}, []),  # the program has no list of goods
        (BOUGHT | {"购买服务目录编码": "Z99"}, ["entry"]),
        (BOUGHT | {"采购品目编码": "zzz"}, ["item"]),
        (BOUGHT | {"采购品目编码": "C99999999"}, ["item"]),
        (BOUGHT | {"支出功能分类": "208"}, ["depth"]),
        (BOUGHT | {"支出功能分类": "20810 社会福利"}, ["depth"]),
        (
            {"购买服务目录编码": "Z99", "采购品目编码": "zzz", "支出功能分类": "208"},
            ["entry", "item", "depth"],
        ),
    ],
)
def test_codes_that_nothing_knows_are_asked_about(
    county: County, cells: dict[str, str], kinds: list[str]
) -> None:
    load_central()
    assert [kind for kind, _code in doubts(county.treasurer, ROW | cells)] == kinds


def test_a_code_is_asked_about_again_only_when_the_file_changes_it(county: County) -> None:
    load_central()
    file = upload(county.treasurer, ROW | {"购买服务目录编码": "Z99"})
    seen = look(file, county.treasurer).signature
    import_budget(pk=file.pk, seen=seen, checked=["entry"], by=county.treasurer)
    assert doubts(county.treasurer, ROW | {"购买服务目录编码": "Z99", "项目名称": "助餐"}) == []
    assert doubts(county.treasurer, ROW | {"购买服务目录编码": "Z98"}) == [("entry", ROW["项目编码"])]


def test_the_review_shows_each_code_with_its_name(county: County, signed_in: SignIn) -> None:
    load_central()
    file = upload(county.treasurer, ROW | BOUGHT, OTHER | {"购买服务目录编码": "Z99", "采购品目编码": "zzz"})
    page = signed_in(county.treasurer).get(f"/budget/import/{file.pk}/").content.decode()
    for said in ("C05010100 托育服务", "A0402 ", "Z99（目录里没有）", "zzz（品目分类里没有）"):
        assert said in page
    take_over(county.treasurer, ROW | BOUGHT)
    changed = upload(county.treasurer, ROW | BOUGHT | {"采购品目编码": "C05010200"})
    page = signed_in(county.treasurer).get(f"/budget/import/{changed.pk}/").content.decode()
    assert "C05010100 托育服务 → C05010200 儿童福利服务" in page


def test_codes_of_a_large_file_cost_no_more_queries(
    county: County, django_assert_max_num_queries: Callable[[int], AbstractContextManager[object]]
) -> None:
    load_central()
    rows = [ROW | BOUGHT | {"项目编码": f"L{each}"} for each in range(20)]
    file = upload(county.treasurer, *rows)
    with django_assert_max_num_queries(8):
        look(file, county.treasurer)


def test_a_project_that_stands_under_another_class_is_asked_about(county: County) -> None:
    take_over(county.treasurer, ROW)
    moved = ROW | {"支出功能分类": "2081002"}
    assert doubts(county.treasurer, moved) == [("classes", ROW["项目编码"])]
    assert doubts(county.treasurer, ROW, moved) == []  # paid out of two, and the file says so


def test_who_looks_ticks_on_the_page_and_sees_what_is_compared(county: County, signed_in: SignIn) -> None:
    take_over(county.treasurer, ROW)
    client = signed_in(county.treasurer)
    moved = ROW | {"支出功能分类": "2081002"}
    file = upload(county.treasurer, moved, OTHER | AS_YUAN | {"资金性质": "999"})
    address = f"/budget/import/{file.pk}/"
    page = client.get(address).content.decode()
    for said in ("2081002", "2081006", "50205", "30227", "12,050,000,000.00", "1,205,000.00", "999"):
        assert said in page
    form = {"seen": look(file, county.treasurer).signature}
    refused = client.post(address, form | {"checked-amount": "on", "checked-fund": "on"})
    assert (refused.status_code, BudgetLine.objects.count()) == (422, 1)
    assert "请逐条核对" in refused.content.decode()
    ticked = dict.fromkeys(("checked-amount", "checked-fund", "checked-classes"), "on")
    assert client.post(address, form | ticked).status_code == 302
    assert BudgetLine.objects.count() == 3
