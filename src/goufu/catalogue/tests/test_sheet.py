"""An edition goes out as a table and comes back; what is wrong is told at its cell."""

from __future__ import annotations

from pathlib import Path
from time import process_time

import pytest
from openpyxl import Workbook
from pytest_django import DjangoAssertNumQueries
from rustpy_xlsxwriter import FastExcel

from goufu.catalogue.actions import DraftStart, add_entry, draft_edition, import_entries
from goufu.catalogue.actions.entries import Imported
from goufu.catalogue.lines import EntryLine
from goufu.catalogue.models import Edition, EditionKind
from goufu.catalogue.sheet import COLUMNS, workbook, written_entries
from goufu.core.errors import Refusal
from goufu.core.sheets import ReadSheet, SheetRefused, read_sheet
from goufu.registry.tests.county import TODAY, County

Rows = list[dict[str, str]]


@pytest.fixture
def draft(central: Edition, county: County) -> Edition:
    return draft_edition(
        owner=county.civil, kind=EditionKind.DEPARTMENT, start=DraftStart.EMPTY, by=county.lead, day=TODAY
    )


@pytest.fixture
def upload(draft: Edition, county: County, tmp_path: Path) -> Upload:
    return Upload(draft, county, tmp_path)


class Upload:
    """Brings rows as an Excel table into the draft."""

    def __init__(self, edition: Edition, county: County, folder: Path) -> None:
        self.edition, self.county, self.folder = edition, county, folder

    def __call__(self, rows: Rows) -> Imported:
        headers = list(dict.fromkeys(header for row in rows for header in row))
        path = self.folder / "目录.xlsx"
        FastExcel(str(path)).sheet(
            "目录", [{key: row.get(key, "") for key in headers} for row in rows]
        ).save()
        return self.read(path)

    def read(self, path: Path) -> Imported:
        sheet: ReadSheet = read_sheet(path, COLUMNS)
        return import_entries(edition=self.edition.pk, sheet=sheet, by=self.county.lead)

    def faults(self, rows: Rows) -> list[str]:
        with pytest.raises(SheetRefused) as refused:
            self(rows)
        assert not self.edition.entries.exists()
        return [f"{each.where} {each.why}" for each in refused.value.problems]


TREE = [
    {"编码": "A", "一级": "公共服务"},
    {"编码": "A04", "二级": "社会保障服务"},
    {"编码": "A0402", "三级": "基本养老服务", "说明": "（含助餐），\n见附件", "采购品目": "C05010400"},
    {"编码": "A040201", "四级": "老年人助餐服务", "需要专家论证": "是"},
]


def test_out_and_back_changes_nothing(upload: Upload, tmp_path: Path) -> None:
    assert upload(TREE) == Imported(4, 0, 0)
    entry = upload.edition.entries.get(code="A0402")
    assert (entry.description, entry.items) == ("（含助餐），\n见附件", ["C05010400"])
    path = tmp_path / "导出.xlsx"
    path.write_bytes(workbook(upload.edition))
    with pytest.raises(Refusal, match="完全一样"):
        upload.read(path)


def test_the_central_catalogue_goes_out_and_comes_back(
    upload: Upload, central: Edition, tmp_path: Path
) -> None:
    path = tmp_path / "导出.xlsx"
    path.write_bytes(workbook(central))
    assert upload.read(path) == Imported(central.entries.count(), 0, 0)


@pytest.mark.parametrize(
    "rows",
    [
        [{"编码": "A", "名称": "公共服务"}, {"编码": "a04", "名称": "社会保障服务"}],
        [{"一级": "A 公共服务", "二级": ""}, {"一级": "", "二级": "A04社会保障服务"}],
        [{"一级目录": "A 公共服务", "二级目录": "A04-社会保障服务"}],
    ],
)
def test_the_ways_in_which_departments_write_it(upload: Upload, rows: Rows) -> None:
    upload(rows)
    assert upload.edition.names == {"A": "公共服务", "A04": "社会保障服务"}


def test_a_level_above_may_be_repeated_on_each_line(upload: Upload) -> None:
    above = {"一级": "A 公共服务", "二级": "A04 社会保障服务"}
    rows = [above | {"三级": "A0401 儿童福利服务"}, above | {"三级": "A0402 基本养老服务", "说明": "助餐"}]
    assert upload(rows) == Imported(4, 0, 0)
    assert upload.edition.entries.get(code="A0402").description == "助餐"
    assert upload.edition.entries.get(code="A04").description == ""


def test_a_name_may_begin_with_a_letter(upload: Upload) -> None:
    upload([*TREE, {"编码": "A040202", "四级": "B超检查服务"}])
    assert upload.edition.entries.get(code="A040202").name == "B超检查服务"


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ({"编码": "A0402", "三级": "基本养老服务"}, "目录!D6 和 D4 的编码A0402重复"),
        ({"编码": "A040202", "四级": "老年人助餐服务"}, "目录!G6 和 G5 的名称重复，都是“老年人助餐服务”"),
        ({"编码": "A040302", "四级": "临时照料"}, "目录!G6 表里没有A040302的上级A0403"),
        ({"编码": "A0401", "三级": "儿童福利服务"}, "目录!D6 A0401排在A040201后面，次序不对"),
        ({"编码": "A040202", "三级": "助浴"}, "目录!D6 A040202是四级编码，名称却写在别的一级"),
        ({"编码": "E01", "二级": "后勤"}, "目录!A6 不是目录编码"),
        ({"编码": "A040202"}, "目录!A6 A040202没有名称"),
        ({"三级": "助浴"}, "目录!D6 没有编码"),
        ({"说明": "助浴"}, "目录!A6 没有编码"),
        ({"编码": "A040202", "四级": "机密档案整理"}, "目录!G6 这里写有“机密”：涉密的事项不得进入本平台"),
        (
            {"编码": "A040202", "四级": "助浴", "说明": "涉密"},
            "目录!E6 这里写有“涉密”：涉密的事项不得进入本平台",
        ),
        ({"编码": "A040202", "四级": "助浴", "采购品目": "C99"}, "目录!F6 政府采购品目服务类"),
        ({"编码": "A040202", "四级": "助浴", "采购品目": "C11050000"}, "目录!F6 品目C11050000不能作为"),
        ({"编码": "A040202", "四级": "助浴", "需要专家论证": "也许"}, "目录!H6 看不出"),
        ({"编码": "A0404", "三级": "买轮椅"}, "目录!D6 A0404在上级目录里叫“扶贫济困服务”，这里写成“买轮椅”"),
        ({"编码": "A0499", "三级": "别的"}, "目录!D6 A0499 别的不在上级目录范围内"),
    ],
)
def test_a_fault_is_told_at_its_cell(upload: Upload, row: dict[str, str], fault: str) -> None:
    faults = upload.faults([*TREE, row])
    assert any(each.startswith(fault) for each in faults), faults


def test_a_table_without_names_is_refused(upload: Upload) -> None:
    with pytest.raises(SheetRefused, match="没有名称"):
        upload([{"编码": "A"}])


def test_an_import_takes_away_what_it_does_not_hold(upload: Upload) -> None:
    upload(TREE)
    changed = [*TREE[:2], TREE[2] | {"说明": "改"}]
    assert upload(changed) == Imported(0, 1, 1)
    assert upload.edition.entries.get(code="A0402").is_expert_reviewed is False


def test_five_thousand_entries_in_a_handful_of_queries(
    upload: Upload, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    base = upload.edition.based_on
    assert base is not None
    rows = [{"编码": code, "名称": name} for code, name in base.names.items()]
    details = [
        {"编码": f"{row['编码']}{number:02}", "名称": f"细目{number}"}
        for row in rows
        if len(row["编码"]) == 5
        for number in range(1, 46)
    ]
    everything = sorted(rows + details, key=lambda row: row["编码"])
    assert len(everything) > 4900
    begun = process_time()
    with django_assert_max_num_queries(25):
        assert upload(everything).added == len(everything)
    assert process_time() - begun < 10


def test_adding_by_hand_and_by_table_agree(upload: Upload, county: County) -> None:
    add_entry(edition=upload.edition.pk, line=EntryLine("A0402", "基本养老服务"), by=county.lead)
    with pytest.raises(Refusal, match="完全一样"):
        upload(
            [
                {"编码": each.code, "名称": each.name, "采购品目": "、".join(each.items)}
                for each in upload.edition.entries.all()
            ]
        )


def test_a_column_of_codes_before_each_level(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (
        ["代码", "一级目录", "代码", "二级目录", "代码", "三级目录"],
        ["A", "公共服务", "A01", "公共安全服务", "A0101", "巡查服务"],
        [None, None, None, None, "A0102", "值守服务"],
        [None, None, "A02", "教育服务", None, None],
    ):
        sheet.append(row)
    for merged in ("A2:A4", "B2:B4", "C2:C3", "D2:D3"):
        sheet.merge_cells(merged)
    book.save(tmp_path / "目录.xlsx")
    read = read_sheet(tmp_path / "目录.xlsx", COLUMNS)
    assert {code: each.line.name for code, each in written_entries(read).items()} == {
        "A": "公共服务", "A01": "公共安全服务", "A0101": "巡查服务", "A0102": "值守服务", "A02": "教育服务",
    }  # fmt: skip
    assert read.problems == []


def test_codes_before_some_levels_only_are_told(upload: Upload) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["代码", "一级", "代码", "备注"])
    sheet.append(["A01", "公共安全服务", "x", ""])
    book.save(upload.folder / "目录.xlsx")
    with pytest.raises(SheetRefused, match="A列、C列都是“编码”"):
        upload.read(upload.folder / "目录.xlsx")
