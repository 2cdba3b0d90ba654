"""A place's list of what is bought centrally: brought by its finance office, dated, and asked by the law."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse

from goufu.catalogue.actions import import_central_list
from goufu.catalogue.central import prefix_of
from goufu.catalogue.central_sheet import COLUMNS
from goufu.catalogue.models import CentralList
from goufu.core.errors import NotAllowed, NotFound, Refusal
from goufu.core.sheets import ReadSheet, SheetRefused, read_sheet
from goufu.journal.models import Entry
from goufu.registry.tests.county import County, sign_in

TABLE = "品目编码,品目名称\nC05010000,社区服务\nC16020300,信息系统运维\n"


def sheet_of(folder: Path, text: str = TABLE) -> ReadSheet:
    path = folder / "目录.csv"
    path.write_text(text, "utf-8")
    sheet: ReadSheet = read_sheet(path, COLUMNS)
    return sheet


def brought(county: County, folder: Path, since: date, text: str = TABLE, level: str = "") -> CentralList:
    return import_central_list(
        sheet=sheet_of(folder, text),
        number="云政办〔2026〕1号",
        valid_from=since,
        level=level,
        by=county.treasurer,
    )


def is_listed(place: str, level: str, item: str, day: date) -> bool | None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT catalogue_in_central_list(%s, %s, %s, %s)", [place, level, item, day])
        found: bool | None = cursor.fetchone()[0]
        return found


def test_what_ends_in_zeros_is_a_prefix() -> None:
    codes = ("410000", "410100", "410102", "500000", "C05000000", "C05010500", "C10000000")
    assert [prefix_of(code) for code in codes] == ["41", "4101", "410102", "50", "C05", "C050105", "C10"]


def test_the_list_in_force_answers_for_the_item_and_those_below(county: County, tmp_path: Path) -> None:
    place, day = county.place.code, date(2026, 6, 1)
    assert (
        is_listed(place, "county", "C05010500", day) is None
    )  # nobody has brought one: it can't be looked at
    brought(county, tmp_path, date(2026, 1, 1))
    assert is_listed(place, "county", "C05010500", day) is True
    assert is_listed(place, "county", "C05020000", day) is False
    assert is_listed(place, "county", "C05000000", day) is None  # only part of it is listed
    assert is_listed(place, "county", "", day) is None
    assert is_listed(place, "county", "C05010500", date(2025, 12, 31)) is None
    assert is_listed("110000", "province", "C05010500", day) is None


def test_the_later_list_and_the_one_for_the_level_go_before(county: County, tmp_path: Path) -> None:
    place, day = county.place.code, date(2026, 6, 1)
    brought(county, tmp_path, date(2026, 1, 1))
    brought(county, tmp_path, date(2026, 5, 1), "品目编码,品目名称\nC07000000,生态服务\n")
    assert is_listed(place, "county", "C05010500", day) is False
    assert is_listed(place, "county", "C05010500", date(2026, 4, 30)) is True
    brought(county, tmp_path, date(2026, 2, 1), level="county")
    assert is_listed(place, "county", "C05010500", day) is True
    assert is_listed(place, "township", "C05010500", day) is False


def test_only_a_finance_office_brings_one(county: County, tmp_path: Path) -> None:
    with pytest.raises((NotAllowed, NotFound)):
        import_central_list(
            sheet=sheet_of(tmp_path), number="甲", valid_from=date(2026, 1, 1), by=county.lead
        )
    assert not CentralList.objects.exists()


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("品目编码,品目名称\nC0501,社区服务\n", "不是品目编码"),
        ("品目编码,品目名称\nC05010000,甲\nC05010000,乙\n", "重复"),
        ("品目编码,品目名称\nC05010000,\n", "名称"),
    ],
)
def test_a_wrong_cell_is_told_and_nothing_is_stored(
    text: str, says: str, county: County, tmp_path: Path
) -> None:
    with pytest.raises(SheetRefused) as refused:
        brought(county, tmp_path, date(2026, 1, 1), text)
    assert says in str([(each.why, each.header) for each in refused.value.problems])
    assert not CentralList.objects.exists()


def test_remarks_and_notes_have_an_end(county: County, tmp_path: Path) -> None:
    """What is brought stays for good, on a page that anybody may open."""
    head = "品目编码,品目名称,备注\n"
    with pytest.raises(SheetRefused) as refusal:
        brought(county, tmp_path, date(2026, 1, 1), f"{head}C05010000,社区服务,{'限' * 501}\n")
    assert "最多 500 个字" in str(refusal.value.problems[0])
    notes = f"注：{'说明' * 11_000}\n"
    with pytest.raises(Refusal, match="最多 20000 个"):
        brought(county, tmp_path, date(2026, 1, 1), f"{head}C05010000,社区服务,\n{notes}")
    assert not CentralList.objects.exists()


def test_an_empty_table_is_refused(county: County, tmp_path: Path) -> None:
    with pytest.raises(Refusal, match=r"没有品目|没有内容|没有数据|空"):
        brought(county, tmp_path, date(2026, 1, 1), "品目编码,品目名称\n")


def test_it_is_brought_on_a_page_shown_to_all_and_logged(county: County) -> None:
    client = sign_in(county.treasurer)
    page = client.get(reverse("catalogue:import_central_list"))
    sent = {
        "once": page.context["form"].once,
        "number": "云政办〔2026〕1号",
        "valid_from": "2026-01-01",
        "file": SimpleUploadedFile("目录.csv", TABLE.encode()),
    }
    answer = client.post(reverse("catalogue:import_central_list"), sent, follow=True)
    assert "C16020300" in answer.content.decode()
    made = CentralList.objects.get()
    client = Client()
    assert "云政办〔2026〕1号" in client.get(reverse("catalogue:central_lists")).content.decode()
    shown = client.get(reverse("catalogue:central_list", args=[made.pk])).content.decode()
    assert "社区服务" in shown and f"对{county.place.name}和以下各级适用" in shown
    entry = Entry.objects.filter(action="catalogue.central_list.imported").get()
    assert entry.facts["count"] == 2


def test_a_wrong_table_comes_back_with_its_cells(county: County) -> None:
    client = sign_in(county.treasurer)
    page = client.get(reverse("catalogue:import_central_list"))
    sent = {
        "once": page.context["form"].once,
        "number": "甲",
        "valid_from": "2026-01-01",
        "file": SimpleUploadedFile("目录.csv", "品目编码,品目名称\nC05,社区服务\n".encode()),
    }
    answer = client.post(reverse("catalogue:import_central_list"), sent)
    assert answer.status_code == 422
    assert "不是品目编码" in answer.content.decode()


AS_PUBLISHED = """云岭县2026—2027年度政府集中采购目录,,,
序号,品目编码,品目名称,备注
一,A,货物类,
1,A02010105,便携式计算机,
{works}
2,B08010000,房屋修缮,限于60万元以上
三,C,服务类,
3,C21040000,物业管理服务,包括保洁、保安、会务
4,C10060200,社会服务,
注：单项或批量金额50万元以上的执行集中采购。,,,
"""


@pytest.mark.parametrize("works", ["二,B,工程类,", "二,,工程类,", ",b,工程,", ",,工程类,"])
def test_headings_are_skipped_and_what_is_no_rule_is_told(works: str, county: County) -> None:
    client = sign_in(county.treasurer)
    page = client.get(reverse("catalogue:import_central_list"))
    sent = {
        "once": page.context["form"].once,
        "number": "云政办〔2026〕1号",
        "valid_from": "2026-01-01",
        "file": SimpleUploadedFile("目录.csv", AS_PUBLISHED.format(works=works).encode()),
    }
    answer = client.post(reverse("catalogue:import_central_list"), sent, follow=True).content.decode()
    made = CentralList.objects.get()
    assert [item.code for item in made.items.all()] == ["A02010105", "B08010000", "C10060200", "C21040000"]
    told = answer[answer.index("没有当作规则的备注和说明") : answer.index("编码和名称对不上的品目")]
    assert "B08010000 房屋修缮：限于60万元以上" in told
    assert "注：单项或批量金额50万元以上的执行集中采购。" in told
    assert "便携式计算机" not in told
    called = answer[answer.index("编码和名称对不上的品目") : answer.index("<table")]
    assert "C10060200 社会服务：" in called
    assert "“社会服务”是 C05000000" in called
    assert "C21040000" not in called
    assert "第3行" in answer  # what was left out
    again = Client().get(reverse("catalogue:central_list", args=[made.pk])).content.decode()
    assert "限于60万元以上" in again


def test_a_letter_beside_an_item_is_wrong(county: County, tmp_path: Path) -> None:
    with pytest.raises(SheetRefused) as refused:
        brought(county, tmp_path, date(2026, 1, 1), "品目编码,品目名称\nC,社区养老服务\n,社区养老服务\n")
    assert [(each.line, each.why) for each in refused.value.problems] == [
        (2, "不是品目编码"),
        (3, "没有填写"),
    ]
