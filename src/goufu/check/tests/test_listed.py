"""The list of what is bought centrally answers for lines with the code of an item."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from goufu.catalogue.central import HeldList, HeldLists
from goufu.catalogue.tests.test_central_lists import brought
from goufu.check.answering import Checker
from goufu.check.reading import read_list
from goufu.check.results import LineResult
from goufu.check.terms import STAGE, Terms
from goufu.check.tests.lists import TODAY, rules_of, save_list
from goufu.check.tests.test_list_pages import drop_checked, read
from goufu.law.load import load_rulebook
from goufu.registry.tests.county import County, county, sign_in

__all__ = ["county"]

OWN = "plan.self-purchase-under-limit"
HEAD = "项目名称,采购品目编码,采购方式,预算金额（元）"
LIST = f"{HEAD}\n会议服务,C22010000,限额以下自行采购,80000\n法律顾问服务,C19010000,限额以下自行采购,80000\n"
COUNTY = Terms(level="county", place="410121")


def held(*items: str, since: date = date(2026, 1, 1)) -> HeldLists:
    return HeldLists([HeldList("云政办〔2026〕1号（2026-01-01起）", "410121", "", since, items)])


def checked(
    folder: Path, text: str, lists: HeldLists, terms: Terms = COUNTY
) -> tuple[list[LineResult], list[str]]:
    reading = read_list(save_list(folder, text), list(load_rulebook().stages[STAGE].given.values()))
    (folder / "work").mkdir()
    checker = Checker(reading, terms, folder / "work", TODAY, suggest=False, held=lists)
    checker.load()
    checker.ask()
    return [*checker.lines()], reading.remarks


def wants_list(line: LineResult) -> bool:
    return any(rule == OWN and "是否在集中采购目录内" in facts for rule, _, facts in line.unanswered.blocking)


def test_a_listed_item_may_not_be_bought_by_oneself(tmp_path: Path) -> None:
    (listed, other), remarks = checked(tmp_path, LIST, held("C2201"))
    assert OWN in rules_of(listed)
    assert OWN not in rules_of(other)
    assert not wants_list(other)
    assert "2 行按采购品目编码查了云政办〔2026〕1号（2026-01-01起）的集中采购目录" in remarks[-1]


@pytest.mark.parametrize(
    ("lists", "terms"),
    [
        (HeldLists(), COUNTY),
        (held("C2201", since=date(2026, 6, 2)), COUNTY),
        (held("C2201"), Terms(level="county")),
        (held("C2201"), Terms(level="county", place="410122")),
        (held("C2201"), Terms(date(2025, 12, 31), "county", "410121")),
    ],
)
def test_without_a_list_of_the_place_on_the_day_it_stays_open(
    lists: HeldLists, terms: Terms, tmp_path: Path
) -> None:
    lines, _ = checked(tmp_path, LIST, lists, terms)
    assert all(map(wants_list, lines))


def test_the_line_itself_goes_before_the_terms_and_its_own_answer_before_the_list(tmp_path: Path) -> None:
    text = f"""{HEAD},行政区划代码,适用日期,是否在集中采购目录内
会议服务,C22010000,限额以下自行采购,80000,410121,2026-01-01,
会议服务,C22010000,限额以下自行采购,80000,410121,2025-12-31,
会议服务,C22010000,限额以下自行采购,80000,410122,2026-01-01,
会议服务,C22010000,限额以下自行采购,80000,410121,2026-01-01,否
会议服务,会议,限额以下自行采购,80000,410121,2026-01-01,
"""
    lines, remarks = checked(tmp_path, text, held("C2201"), Terms(level="county"))
    assert [OWN in rules_of(line) for line in lines] == [True, False, False, False, False]
    assert [wants_list(line) for line in lines] == [False, True, True, False, True]
    assert "2 行写了采购品目编码，那一天当地没有导入的集中采购目录" in remarks[-2]


@pytest.mark.django_db
def test_the_finance_officers_own_list_is_asked_for_his_place(
    county: County, tmp_path: Path, lists_folder: Path
) -> None:
    text = "品目编码,品目名称\nC22010000,会议服务\n"
    brought(county, tmp_path, date(2026, 1, 1), text)
    client = sign_in(county.treasurer)
    start = client.get(reverse("check:start")).content.decode()
    assert f'value="{county.place.code}"' in start
    page = read(client, drop_checked(client, LIST))
    assert "2 行按采购品目编码查了云政办〔2026〕1号（2026-01-01起）的集中采购目录" in page
    assert "自行采购须在集中采购目录以外、限额以下" in read(
        client, f"{drop_checked(client, LIST)}?verdict=refused"
    )
    nobody = Client()
    assert "云政办〔2026〕1号" not in read(nobody, drop_checked(nobody, LIST))
    assert "云政办〔2026〕1号" in read(nobody, drop_checked(nobody, LIST, place=county.place.code))
    assert "云政办〔2026〕1号" not in read(client, drop_checked(client, LIST, place=""))
