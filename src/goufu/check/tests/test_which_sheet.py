"""Which table of a file is the list, and which of two columns is meant: kinds of files that went wrong."""

from __future__ import annotations

import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from time import process_time
from urllib.parse import unquote

import pytest
from click.testing import CliRunner
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from rustpy_xlsxwriter import FastExcel

from goufu.check.columns import Vocabulary, recognise
from goufu.check.commands.check import check
from goufu.check.errors import ListError
from goufu.check.list_task import Task
from goufu.check.reading import Reading, read_list
from goufu.check.results import LineVerdict
from goufu.check.tests.jobs import check_now, do_jobs
from goufu.check.tests.lists import DAY, grow_old
from goufu.check.uploaded_list import NoSuchList, UploadedList
from goufu.law.load import load_rulebook

HEAD = ("项目名称", "采购单位", "预算金额（万元）", "预计采购时间")
CARE = ("社区养老服务", "元谋县民政局", 30, "2027年3月")
GUARDS = ("校园保安服务", "元谋县教育体育局", 30, "2027年3月")
WORKS = ("办公楼新建工程", "元谋县教育体育局", 30, "2027年3月")
NO_LIST = "像是一个项目的一张表，不是清单"


def workbook(path: Path, **sheets: list[tuple[object, ...]]) -> Path:
    """A workbook with these sheets, each of a header and rows."""
    book = FastExcel(str(path))
    for name, (head, *rows) in sheets.items():
        book = book.sheet(name, [dict(zip(map(str, head), row, strict=True)) for row in rows])
    book.save()
    return path


def read(path: Path, sheet: str | None = None) -> Reading:
    return read_list(path, list(load_rulebook().stages["plan"].facts.values()), sheet=sheet)


def meanings(reading: Reading) -> dict[str, str | None]:
    return {column.header: column.fact.name if column.fact else None for column in reading.columns}


def verdicts(folder: Path, list_: Path, task: Task | None = None) -> list[LineVerdict]:
    uploaded = UploadedList.receive(folder, list_.name, [list_.read_bytes()])
    assert check_now(uploaded, task).phase == "done"
    return [line.verdict for line in uploaded.lines()[1]]


def text(folder: Path, *lines: str) -> Path:
    path = folder / "list.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("general", "special", "fact"),
    [
        ("标题", "采购项目名称", "title"),
        ("名称", "购买服务项目名称", "title"),
        ("单位", "采购单位", "purchaser"),
        ("金额（元）", "项目预算（元）", "amount_yuan"),
        ("类别", "购买服务类别", "service_class"),
    ],
)
def test_of_two_columns_the_one_that_says_more_is_read(
    tmp_path: Path, general: str, special: str, fact: str
) -> None:
    title = "" if fact == "title" else "项目名称,"
    for first, second in [(general, special), (special, general)]:
        found = meanings(read(text(tmp_path, f"{title}{first},{second}", "1,2,3")))
        assert (found[special], found[general]) == (fact, None)


def test_the_title_of_the_notice_is_not_that_of_the_project(tmp_path: Path) -> None:
    head = ("标题", "采购项目名称", "采购单位", "预算金额（万元）")
    notice = "元谋县民政局2027年3月政府采购意向"
    file = workbook(
        tmp_path / "意向.xlsx",
        采购意向=[
            head,
            (notice, "办公楼新建工程", "元谋县民政局", 300),
            (notice, "办公电脑购置", "元谋县民政局", 20),
        ],
    )
    assert verdicts(tmp_path / "lists", file) == [LineVerdict.REFUSED, LineVerdict.REFUSED]


@pytest.mark.parametrize(
    "rows",
    [
        ["项目名称,社区养老服务", "采购单位,民政局", "预算金额（万元）,30"],
        ["项目名称,社区养老服务", "预算金额（万元）,30"],
        ["购买服务项目表", "项目名称,社区养老服务,采购单位,民政局", "预算金额（万元）,30,采购方式,公开招标"],
        ["项目名称,社区养老服务", "采购单位,民政局,预算金额（万元）,30", "采购方式,公开招标"],
    ],
)
def test_a_form_for_one_project_is_no_list(tmp_path: Path, rows: list[str]) -> None:
    with pytest.raises(ListError, match=r"看不出是清单.*竖着排的") as refused:
        read(text(tmp_path, *rows))
    assert "每行一个项目" in refused.value.remedy


@pytest.mark.parametrize(
    "rows",
    [
        [
            "项目名称,采购单位",
            "养老服务,民政局",
            "项目名称,采购单位",
            "助残服务,残联",
        ],  # the header of a second page
        ["项目名称,采购单位", "项目管理服务,民政局"],
        ["项目名称,内容", "预算绩效评价,评价", "采购代理,代理"],
    ],
)
def test_a_list_is_not_taken_for_a_form(tmp_path: Path, rows: list[str]) -> None:
    assert meanings(read(text(tmp_path, *rows)))["项目名称"] == "title"


def test_a_form_beside_a_list_is_told_and_the_list_is_read(tmp_path: Path) -> None:
    form: list[tuple[object, ...]] = [
        ("项目名称", "社区养老服务"),
        ("采购单位", "民政局"),
        ("预算金额（万元）", 30),
    ]
    found = read(workbook(tmp_path / "a.xlsx", 申报表=form, 清单=[HEAD[:2], CARE[:2]]))
    assert (found.sheet.name, found.left_out) == ("清单", {"申报表": NO_LIST})


def test_of_two_lists_the_other_is_told_with_its_lines(tmp_path: Path) -> None:
    file = workbook(tmp_path / "a.xlsx", 民政局=[HEAD, CARE], 教体局=[HEAD, GUARDS, WORKS])
    found = read(file)
    assert (found.sheet.name, found.other_lists) == ("民政局", {"教体局": 2})
    assert found.left_out == {"教体局": "也像是清单，有 2 行没有检查"}
    assert read(file, sheet="教体局").other_lists == {"民政局": 1}


@pytest.mark.django_db
def test_the_other_list_is_chosen_on_the_page(client: Client, tmp_path: Path, lists_folder: Path) -> None:
    file = workbook(tmp_path / "计划.xlsx", 民政局=[HEAD, CARE], 教体局=[HEAD, GUARDS, WORKS])
    sent = client.post("/check/lists/", {"file": SimpleUploadedFile("计划.xlsx", file.read_bytes())})
    address = sent.headers["Location"]
    assert do_jobs() == 1
    assert "工作表“教体局”也像是清单，有 2 行没有检查。" in client.get(address).content.decode()
    other = client.post(f"{address}sheet/", {"sheet": "教体局"}).headers["Location"]
    assert other != address
    assert do_jobs() == 1
    page, first = client.get(other).content.decode(), client.get(address).content.decode()
    assert "校园保安服务" in page and "办公楼新建工程" in page and "社区养老服务" not in page
    assert "社区养老服务" in first and "校园保安服务" not in first
    for shown, there in ((first, other), (page, address)):  # both stay, and lead to each other
        assert f'href="{there}"' in shown
        assert "没有检查。" not in shown
    assert client.post(f"{address}sheet/", {"sheet": "教体局"}).headers["Location"] == other
    assert client.post(f"{other}sheet/", {"sheet": "民政局"}).headers["Location"] == address
    for no_list in ("没有这张", ""):
        assert client.post(f"{address}sheet/", {"sheet": no_list}).status_code == 302
    assert do_jobs() == 0
    assert [name_of(client, f"{each}result.xlsx") for each in (address, other)] == [
        "计划-民政局-预审结果.xlsx",
        "计划-教体局-预审结果.xlsx",
    ]


def name_of(client: Client, file: str) -> str:
    """The name under which the file is taken home."""
    response = client.get(file)
    response.close()
    return unquote(response.headers["Content-Disposition"].partition("utf-8''")[2])


@pytest.mark.django_db
def test_three_sheets_know_each_other_whichever_was_asked_from(
    client: Client, tmp_path: Path, lists_folder: Path
) -> None:
    file = workbook(tmp_path / "计划.xlsx", 甲=[HEAD, CARE], 乙=[HEAD, GUARDS], 丙=[HEAD, WORKS])
    sent = client.post("/check/lists/", {"file": SimpleUploadedFile("计划.xlsx", file.read_bytes())})
    addresses = [sent.headers["Location"]]
    for sheet in ("乙", "丙"):
        assert do_jobs() == 1
        addresses.append(client.post(f"{addresses[-1]}sheet/", {"sheet": sheet}).headers["Location"])
    assert do_jobs() == 1
    for address in addresses:
        page = client.get(address).content.decode()
        assert all(f'href="{other}"' in page for other in addresses if other != address)
    token = addresses[0].rstrip("/").rpartition("/")[2]
    grow_old(lists_folder / token, DAY + 1)
    page = client.get(addresses[2]).content.decode()
    assert addresses[0] not in page
    assert "工作表“甲”也像是清单" in page


@pytest.mark.django_db
def test_the_others_know_each_other_when_the_first_is_gone(
    client: Client, tmp_path: Path, lists_folder: Path
) -> None:
    file = workbook(tmp_path / "计划.xlsx", 甲=[HEAD, CARE], 乙=[HEAD, GUARDS], 丙=[HEAD, WORKS])
    sent = client.post("/check/lists/", {"file": SimpleUploadedFile("计划.xlsx", file.read_bytes())})
    first = sent.headers["Location"]
    assert do_jobs() == 1
    second = client.post(f"{first}sheet/", {"sheet": "乙"}).headers["Location"]
    assert do_jobs() == 1
    shutil.rmtree(lists_folder / first.rstrip("/").rpartition("/")[2])
    third = client.post(f"{second}sheet/", {"sheet": "丙"}).headers["Location"]
    assert do_jobs() == 1
    assert f'href="{third}"' in client.get(second).content.decode()
    assert f'href="{second}"' in client.get(third).content.decode()
    assert len(list(lists_folder.iterdir())) == 2


def test_another_sheet_of_a_list_that_is_removed_meanwhile_leaves_nothing(tmp_path: Path) -> None:
    uploaded = UploadedList.receive(tmp_path, "计划.xlsx", [b"1"])
    uploaded.remove()
    with pytest.raises(NoSuchList):
        uploaded.for_sheet("乙")
    assert list(tmp_path.iterdir()) == []


def test_sheets_asked_for_at_once_are_all_known(tmp_path: Path) -> None:
    uploaded, together = UploadedList.receive(tmp_path, "计划.xlsx", [b"1"]), Barrier(8)

    def ask(sheet: str) -> None:
        together.wait(60)
        uploaded.for_sheet(sheet)

    with ThreadPoolExecutor(together.parties) as threads:
        list(threads.map(ask, "甲乙丙丁戊己庚辛"))
    assert set(uploaded.other_sheets) == set("甲乙丙丁戊己庚辛")


def test_a_header_of_brackets_is_recognised_in_time_by_its_length() -> None:
    short, long = (min(seconds("（" * length) for _ in range(3)) for length in (2_000, 16_000))
    assert long < 24 * short + 0.05


def seconds(cell: str) -> float:
    """The processor time to recognise the columns of a line with that cell."""
    vocabulary = Vocabulary(list(load_rulebook().stages["plan"].facts.values()))
    start = process_time()
    recognise(["项目名称", cell], vocabulary)
    return process_time() - start


def test_a_sheet_asked_for_is_read_whatever_it_looks_like(tmp_path: Path) -> None:
    rows: list[tuple[object, ...]] = [
        ("项目名称", "记事"),
        ("采购方式", "公开招标"),
        ("资金来源", "一般公共预算"),
        ("养老服务", "新增"),
    ]
    file = workbook(tmp_path / "a.xlsx", 像表=rows, 清单=[HEAD[:2], CARE[:2]])
    assert read(file).left_out == {"像表": NO_LIST}
    assert read(file, sheet="像表").sheet.name == "像表"


@pytest.mark.parametrize(
    "second",
    ["名称,单位,金额（万元）,方式", "采购项目名称,购买主体,金额（万元）,采购方式"],
)
def test_a_list_of_headers_only_is_told_to_be_empty(tmp_path: Path, second: str) -> None:
    empty = text(tmp_path, "项目名称,采购单位,预算金额,采购方式", second)
    for sheet in (None, ""):
        with pytest.raises(ListError, match="只有表头，没有内容"):
            read(empty, sheet)


@pytest.mark.parametrize("header", [":\n", "\n", "其中\n", "（）\n：\n·"])
def test_lines_of_signs_are_no_column_and_stop_nothing(header: str) -> None:
    vocabulary = Vocabulary(list(load_rulebook().stages["plan"].facts.values()))
    found = recognise(["项目名称", header], vocabulary)
    assert [column.fact and column.fact.name for column in found] == ["title", None]


def test_what_a_header_ends_in_is_looked_up_as_if_each_name_were_tried() -> None:
    vocabulary = Vocabulary(list(load_rulebook().stages["plan"].facts.values()))
    before = ["", "拟", "本年度", "项目的采购", "单位名称及其所属", "a"]
    for form in {f"{start}{name}"[:30] for name in vocabulary._names for start in before}:
        tried: dict[str, float] = {}
        for name, facts in vocabulary._names.items():
            share = len(name) / len(form) if form else 0
            if len(name) >= 3 and share >= 0.55 and not name.isascii() and form.endswith(name):
                for fact, score in facts:
                    tried[fact] = max(tried.get(fact, 0), score * (0.5 + share / 3))
        assert vocabulary._ending(form) == tried, form


@pytest.mark.parametrize(
    ("sheets", "options", "code"),
    [
        ({}, [], 0),
        ({"二": [HEAD, GUARDS]}, [], 4),
        ({"二": [HEAD, GUARDS]}, ["--sheet", "一"], 0),
        ({"说明": [("填表说明",), ("请逐行填写",)]}, [], 4),
    ],
)
def test_the_command_does_not_end_as_if_all_had_been_looked_at(
    tmp_path: Path, sheets: dict[str, list[tuple[object, ...]]], options: list[str], code: int
) -> None:
    path = workbook(tmp_path / "清单.xlsx", 一=[HEAD, *[CARE] * 3], **sheets)
    result = CliRunner().invoke(check, [str(path), "--quiet", "-o", str(tmp_path / "a.csv"), *options])
    assert result.exit_code == code, result.output


def test_a_column_that_may_matter_and_is_not_read_is_no_full_answer(tmp_path: Path) -> None:
    said = "由承接主体组织专业人员上门提供助洁助浴"
    path = workbook(tmp_path / "清单.xlsx", 一=[(*HEAD, "其他有关的事"), *[(*CARE, said)] * 3])
    result = CliRunner().invoke(check, [str(path), "--quiet", "-o", str(tmp_path / "a.csv")])
    assert result.exit_code == 4, result.output
