"""The pages of the budget: what each person sees, and few statements however long the lists are."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from python_calamine import CalamineWorkbook

from goufu import wall_clock
from goufu.catalogue.loading import load_central
from goufu.funds.actions.ledger import commit, pay, reserve
from goufu.funds.models import BudgetAdjustment, BudgetFile, BudgetLine
from goufu.funds.queries import budget as queries
from goufu.funds.tests.importing import ROW, table, take_over
from goufu.funds.tests.money import YEAR, budget_line, move
from goufu.registry.agents import Agent
from goufu.registry.tests.county import County

SignIn = Callable[[Agent], Client]
NEW = {
    "year": "2027",
    "code": "L1",
    "name": "助餐服务",
    "function_class": "2081006",
    "department_economic_class": "30227",
    "fund_kind": "111",
    "approved": "12万元",
}
ADJUSTED = {"number": "云财预〔2027〕9号", "title": "关于调整预算的通知", "day": "2026-06-01"}


def text(answer: Any) -> str:
    return str(answer.content.decode())


def upload(*rows: dict[str, str]) -> SimpleUploadedFile:
    return SimpleUploadedFile("预算.csv", table(*rows))


def test_the_tree_adds_up_what_is_below(county: County, signed_in: SignIn) -> None:
    budget_line(county.civil, approved="100")
    unit = budget_line(county.nursing, approved="40")
    budget_line(county.education, approved="7")
    budget_line(county.civil, approved="999", year=2026)
    move(reserve, unit, 10, by=county.treasurer)
    branches = queries.tree(county.treasurer, YEAR)
    said = [
        (each.body.name, each.depth, int(each.money.approved), int(each.money.reserved)) for each in branches
    ]
    assert said == [
        ("云岭县民政局", 0, 140, 10),
        ("云岭县养老服务中心", 1, 40, 10),
        ("云岭县教育体育局", 0, 7, 0),
    ]
    page = text(signed_in(county.treasurer).get("/budget/"))
    assert "2027年预算" in page and "147.00" in page


def test_the_own_bureau_sees_its_own(county: County, signed_in: SignIn) -> None:
    mine, other = budget_line(county.civil), budget_line(county.education, name="教育服务")
    client = signed_in(county.officer)
    assert "教育服务" not in text(client.get("/budget/lines/"))
    assert client.get(f"/budget/lines/{mine.pk}/").status_code == 200
    assert client.get(f"/budget/lines/{other.pk}/").status_code == 404
    assert client.get(f"/budget/lines/{mine.pk}/adjust/").status_code == 404
    assert client.get("/budget/lines/new/").status_code == 404
    assert client.get("/budget/import/").status_code == 404
    assert "导入预算" not in text(client.get("/budget/"))


def test_whoever_has_nothing_to_do_with_money_sees_none(
    county: County, signed_in: SignIn, line: BudgetLine
) -> None:
    client = signed_in(county.system)
    for address in ("", "lines/", f"lines/{line.pk}/", "lines/new/", "import/", "import/form.xlsx"):
        assert client.get(f"/budget/{address}").status_code == 404


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("q=养老", {"养老服务"}),
        ("is_service_purchase=no", {"印刷费"}),
        ("is_gov_procurement=yes", {"印刷费"}),
        ("fund_kind=112", {"养老服务"}),
        ("year=2027", {"养老服务", "印刷费"}),
        ("year=2026", {"去年的"}),
        ("year=1999", {"养老服务", "印刷费", "去年的"}),  # told at the field; the others work
    ],
)
def test_lines_are_filtered(county: County, signed_in: SignIn, asked: str, found: set[str]) -> None:
    budget_line(county.civil, "A", name="养老服务", fund_kind="112")
    budget_line(county.civil, "B", name="印刷费", is_service_purchase=False, is_gov_procurement=True)
    budget_line(county.civil, "C", name="去年的", year=2026)
    page = text(signed_in(county.lead).get(f"/budget/lines/?{asked}"))
    assert {name for name in ("养老服务", "印刷费", "去年的") if f">{name}<" in page} == found


def test_where_there_is_no_budget_yet_the_finance_office_is_led_to_it(
    county: County, signed_in: SignIn
) -> None:
    first = "先导入批复的预算"
    assert first in text(signed_in(county.treasurer).get("/"))
    assert first not in text(signed_in(county.officer).get("/"))
    budget_line(county.civil)
    assert first not in text(signed_in(county.treasurer).get("/"))


def test_a_finance_offices_home_counts_in_ten_thousands_and_a_bureaus_in_yuan(
    county: County, signed_in: SignIn
) -> None:
    budget_line(county.civil, approved="1234500", year=wall_clock.today().year)
    office = signed_in(county.treasurer)
    assert "123.45 万元" in text(office.get("/"))
    assert "1,234,500.00 元" in text(signed_in(county.officer).get("/"))
    office.cookies["unit"] = "yuan"
    assert "1,234,500.00 元" in text(office.get("/"))


def test_a_year_has_no_separator(county: County, signed_in: SignIn) -> None:
    budget_line(county.civil, year=2026)
    page = text(signed_in(county.lead).get("/budget/lines/?year=2026"))
    assert ">2026<" in page
    assert "2,026" not in page


def test_all_faults_of_a_new_line_are_told_at_once(county: County, signed_in: SignIn) -> None:
    client = signed_in(county.treasurer)
    given = NEW | {"body": county.civil.pk, "once": str(uuid4())}
    wrong = given | {"name": "", "fund_kind": "", "department_economic_class": ""}
    answer = client.post("/budget/lines/new/", wrong)
    assert answer.status_code == 422
    page = text(answer)
    assert all(f"请填写{name}" in page for name in ("项目名称", "资金性质"))
    assert "部门经济分类和政府经济分类都没有填写，至少填写一种" in page
    assert "都没有填写" not in text(
        client.post("/budget/lines/new/", wrong | {"department_economic_class": "9"})
    )
    client.post("/budget/lines/new/", given)
    again = text(client.post("/budget/lines/new/", given | {"once": str(uuid4()), "name": ""}))
    assert "请填写项目名称" in again and "的预算指标已经有一条" in again
    assert BudgetLine.objects.count() == 1


def test_a_code_that_means_nothing_is_not_typed(county: County, signed_in: SignIn) -> None:
    load_central()
    client = signed_in(county.treasurer)
    given = NEW | {"body": county.civil.pk, "catalogue_code": "Z99", "item_code": "zzz", "once": str(uuid4())}
    page = text(client.post("/budget/lines/new/", given))
    assert "适用的指导性目录里没有这个编码" in page and "品目分类目录里没有这个编码" in page
    client.post("/budget/lines/new/", given | {"catalogue_code": "A0402", "item_code": "C05010100"})
    page = text(client.get(f"/budget/lines/{BudgetLine.objects.get().pk}/"))
    assert "A0402 基本养老服务" in page and "C05010100 托育服务" in page


def test_codes_that_the_house_has_used_are_offered(
    county: County, signed_in: SignIn, django_assert_max_num_queries: Any
) -> None:
    budget_line(county.civil, "A", name="养老服务", fund_kind="112")
    budget_line(county.civil, "B", name="养老服务", fund_kind="112")
    budget_line(county.education, "C", name="印刷费", government_economic_class="50299")
    with django_assert_max_num_queries(1):
        known = queries.known_codes(county.treasurer)
    assert known["fund_kind"] == [("112", "2 条，如“养老服务”"), ("111", "1 条，如“印刷费”")]
    assert [code for code, _label in known["government_economic_class"]] == ["50205", "50299"]
    page = text(signed_in(county.treasurer).get("/budget/lines/new/"))
    assert re.search(r'<input type="text" name="fund_kind"[^>]* list="known-fund_kind"', page)
    assert '<option value="112">2 条，如“养老服务”</option>' in page
    stranger = signed_in(county.treasurer)
    answer = stranger.post(
        "/budget/lines/new/", NEW | {"body": county.civil.pk, "fund_kind": "999", "once": str(uuid4())}
    )
    assert answer.status_code == 302  # what is new is taken too


def test_the_list_asks_little_however_long_it_is(
    county: County, signed_in: SignIn, django_assert_max_num_queries: Any
) -> None:
    for number in range(60):
        budget_line(county.civil if number % 2 else county.education, f"L{number}")
    client = signed_in(county.treasurer)
    client.get("/budget/lines/")
    with django_assert_max_num_queries(11):
        client.get("/budget/lines/?q=服务")
    with django_assert_max_num_queries(11):
        client.get("/budget/")


def test_a_line_shows_its_ledger_with_totals(
    county: County, signed_in: SignIn, line: BudgetLine, django_assert_max_num_queries: Any
) -> None:
    for project in range(1, 11):
        move(reserve, line, 500, by=county.officer, project=project, why=f"项目{project}报送")
        move(commit, line, 400, by=county.officer, project=project)
        move(pay, line, 300, by=county.officer, project=project)
    client = signed_in(county.auditor)
    client.get(f"/budget/lines/{line.pk}/")
    with django_assert_max_num_queries(12):
        page = text(client.get(f"/budget/lines/{line.pk}/"))
    assert "项目10报送" in page and "95,000.00" in page
    last = queries.entries_of(line).first()
    assert last and [last.reserved_then, last.committed_then, last.paid_then] == [1000, 4000, 3000]  # type: ignore[attr-defined]
    assert "调整金额" not in page


def test_a_line_is_added_and_told_what_is_wrong(county: County, signed_in: SignIn) -> None:
    client = signed_in(county.treasurer)
    given = NEW | {"body": str(county.civil.pk), "once": str(uuid4())}
    wrong = client.post("/budget/lines/new/", given | {"function_class": "99"})
    assert wrong.status_code == 422
    assert "支出功能分类是类、款、项编码，3位、5位或者7位数字，以2开头" in text(wrong)
    assert 'value="助餐服务"' in text(wrong)
    for _ in range(2):  # sent twice, done once
        added = client.post("/budget/lines/new/", given)
        assert added.headers["Location"] == f"/budget/lines/{BudgetLine.objects.get().pk}/"
    assert BudgetLine.objects.get().approved == 120000
    twice = client.post("/budget/lines/new/", given | {"once": str(uuid4())})
    assert twice.status_code == 422 and "已经有一条" in text(twice)


def test_only_bodies_of_the_office_can_be_chosen(county: County, signed_in: SignIn) -> None:
    county.education.office = None
    county.education.save()
    given = NEW | {"body": str(county.education.pk), "once": str(uuid4())}
    assert signed_in(county.treasurer).post("/budget/lines/new/", given).status_code == 422
    assert not BudgetLine.objects.exists()


def test_a_line_is_adjusted_with_its_document(county: County, signed_in: SignIn, line: BudgetLine) -> None:
    client = signed_in(county.treasurer)
    address = f"/budget/lines/{line.pk}/adjust/"
    given = ADJUSTED | {"amount": "-3万元", "version": "1", "once": str(uuid4())}
    assert "请写" in text(client.post(address, given | {"amount": "许多"}))
    assert client.post(address, given).status_code == 302
    assert client.post(address, given).status_code == 302
    line.refresh_from_db()
    assert [line.approved, line.version] == [70000, 2]
    assert BudgetAdjustment.objects.get().amount == -30000
    page = text(client.get(f"/budget/lines/{line.pk}/"))
    assert "云财预〔2027〕9号" in page and "100,000.00 → 70,000.00" in page


def test_a_stale_adjustment_keeps_what_was_typed(county: County, signed_in: SignIn, line: BudgetLine) -> None:
    client = signed_in(county.treasurer)
    address = f"/budget/lines/{line.pk}/adjust/"
    given = ADJUSTED | {"amount": "100", "version": "1"}
    client.post(address, given | {"once": str(uuid4())})
    stale = client.post(address, given | {"once": str(uuid4())})
    assert stale.status_code == 409
    assert "陈财政" in text(stale) and ADJUSTED["title"] in text(stale)
    assert 'name="version" value="2"' in text(stale)
    line.refresh_from_db()
    assert line.approved == 100100


def test_a_cut_below_what_projects_hold_names_them(
    county: County, signed_in: SignIn, line: BudgetLine
) -> None:
    move(reserve, line, 60000, by=county.officer, project=7)
    given = ADJUSTED | {"amount": "-40,000.01", "version": "1", "once": str(uuid4())}
    refused = signed_in(county.treasurer).post(f"/budget/lines/{line.pk}/adjust/", given)
    assert refused.status_code == 422
    assert "少于已占用和承诺的60,000.00元" in text(refused) and "项目7 60,000.00元" in text(refused)
    assert not BudgetAdjustment.objects.exists()


def test_a_file_is_brought_looked_at_and_imported(county: County, signed_in: SignIn) -> None:
    client = signed_in(county.treasurer)
    brought = client.post("/budget/import/", {"file": upload(ROW), "once": str(uuid4())})
    address = brought.headers["Location"]
    page = client.get(address)
    assert "1,205,000.00" in text(page) and "120.50" in text(page)
    assert not BudgetLine.objects.exists()
    token = {"once": str(uuid4()), "seen": page.context["found"].signature}
    assert client.post(address, token | {"seen": "x"}).status_code == 422
    result = client.post(address, token).headers["Location"]
    assert "已经导入 1 条" in text(client.get(result))
    assert "一样" in text(client.get(address))


def test_after_an_import_its_own_lines_are_shown(county: County, signed_in: SignIn, line: BudgetLine) -> None:
    a, b, c = (ROW | {"项目编码": code, "项目名称": f"服务{code}"} for code in "ABC")
    take_over(county.treasurer, a, b, c)
    client = signed_in(county.treasurer)
    later = [a | {"金额（万元）": "100"}, b | {"项目名称": "改了名称"}, c, c | {"项目编码": "D"}]
    address = client.post("/budget/import/", {"file": upload(*later), "once": str(uuid4())}).headers[
        "Location"
    ]
    seen = client.get(address).context["found"].signature
    result = client.post(address, {"once": str(uuid4()), "seen": seen} | ADJUSTED).headers["Location"]
    page = client.get(result)
    rows = {each.code: (each.effect, each.adjusted) for each in page.context["table"].page.object_list}
    assert rows == {"D": ("added", None), "A": ("adjusted", Decimal(-205000)), "B": ("reworded", None)}
    counts = " ".join(re.sub(r"<[^>]+>", " ", text(page)).split())
    assert "1 新增指标 1 调整金额 1 只改其他内容 1 不变" in counts
    assert f'href="{result}"' in text(client.get(address)) and f'href="{result}"' in text(
        client.get("/budget/imported/")
    )
    assert signed_in(county.auditor).get(result).status_code == 200
    assert signed_in(county.officer).get(result).status_code == 404


def test_a_change_of_amounts_asks_for_its_document(county: County, signed_in: SignIn) -> None:
    take_over(county.treasurer, ROW)
    client = signed_in(county.treasurer)
    brought = client.post(
        "/budget/import/", {"file": upload(ROW | {"金额（万元）": "100"}), "once": str(uuid4())}
    )
    address = brought.headers["Location"]
    page = client.get(address)
    assert "-205,000.00" in text(page) and "1,205,000.00 → 1,000,000.00" in text(page)
    token = {"once": str(uuid4()), "seen": page.context["found"].signature}
    assert client.post(address, token).status_code == 422
    assert client.post(address, token | ADJUSTED).status_code == 302
    assert BudgetLine.objects.get().approved == Decimal(1000000)


def test_wages_bought_as_a_service_are_told_with_the_rule(county: County, signed_in: SignIn) -> None:
    client = signed_in(county.treasurer)
    brought = client.post(
        "/budget/import/", {"file": upload(ROW | {"部门经济分类": "30226"}), "once": str(uuid4())}
    )
    page = text(client.get(brought.headers["Location"]))
    assert "有 1 条指标要留意" in page and "/rules/plan.economic-class-not-wages" in page


def test_a_faulty_file_is_told_and_not_kept(county: County, signed_in: SignIn) -> None:
    client = signed_in(county.treasurer)
    faulty = client.post(
        "/budget/import/", {"file": upload(ROW | {"金额（万元）": "0.0000001"}), "once": str(uuid4())}
    )
    assert faulty.status_code == 422
    assert "第2行J列" in text(faulty) and "精确到了分以下" in text(faulty)
    assert not BudgetFile.objects.exists()
    assert client.post("/budget/import/", {"once": str(uuid4())}).status_code == 422


def test_what_a_column_takes_is_said_in_one_sentence(county: County, signed_in: SignIn) -> None:
    page = text(signed_in(county.treasurer).get("/budget/import/"))
    assert "填是、否；也可以填1（是）、2（否）</td>" in page


def test_the_empty_table_can_be_filled_in(county: County, signed_in: SignIn) -> None:
    client = signed_in(county.treasurer)
    empty = client.get("/budget/import/form.xlsx")
    brought = {"file": SimpleUploadedFile("空表.xlsx", empty.content), "once": str(uuid4())}
    assert "只有表头，没有内容" in text(client.post("/budget/import/", brought))


def test_the_tree_goes_home_as_excel(county: County, signed_in: SignIn, line: BudgetLine) -> None:
    move(reserve, line, 25000, by=county.officer)
    answer = signed_in(county.treasurer).get("/budget/?as=xlsx")
    [sheet] = CalamineWorkbook.from_filelike(BytesIO(answer.content)).sheet_names
    rows = CalamineWorkbook.from_filelike(BytesIO(answer.content)).get_sheet_by_name(sheet).to_python()
    assert rows[1][:4] == ["云岭县民政局", 1, 100000, "25.0%"]
