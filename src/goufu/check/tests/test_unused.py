"""Columns that say something and are not read are named; the columns lie open when they may change the answers."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import Workbook

from goufu.check.commands.check import check
from goufu.check.tests.jobs import do_jobs
from goufu.check.tests.lists import reading, save_list
from goufu.check.tests.test_list_pages import drop_checked
from goufu.check.tests.test_list_pages import read as page_of

LIST = "序号,项目名称,经办,特别约定,备忘\n1,助餐服务,张某,人员由我局挑选并统一排班,\n2,助浴服务,李某,承接方自行安排人员,\n"
SMALL = "项目名称,经办\n助餐服务,张某\n助浴服务,李某\n"


@pytest.mark.parametrize(
    ("header", "cells", "has_weight"),
    [
        ("经办", ("张某", "李某"), False),
        ("备忘", ("已经报送分管领导同意", ""), True),
        ("单价", ("1200.5", "800"), True),
        ("电话", ("13800000000", "13900000000"), False),
    ],
)
def test_a_column_of_weight_is_prose_or_figures(
    tmp_path: Path, header: str, cells: tuple[str, str], *, has_weight: bool
) -> None:
    text = f"项目名称,{header}\n助餐服务,{cells[0]}\n助浴服务,{cells[1]}\n"
    found = reading(save_list(tmp_path, text)).unused
    assert (found.names, found.has_weight) == ((f"B列“{header}”",), has_weight)


def test_shares_of_an_amount_that_is_read_have_no_weight(tmp_path: Path) -> None:
    text = "项目名称,预算金额（万元）,,\n,合计,甲类资金,乙类资金\n助餐服务,5,4,1\n助浴服务,6,5,1\n"
    found = reading(save_list(tmp_path, text)).unused
    assert (len(found.names), found.has_weight) == (2, False)


def test_what_a_person_set_aside_and_row_numbers_are_not_told(tmp_path: Path) -> None:
    path = save_list(tmp_path, LIST)
    said = CliRunner().invoke(check, [str(path)]).stderr
    assert "没有用到的列：C列“经办”、D列“特别约定”\n" in said
    chosen = CliRunner().invoke(check, [str(path), "--column", "特别约定=", "--column", "经办="]).stderr
    assert "没有用到的列" not in chosen


@pytest.mark.django_db
def test_the_page_names_them_and_lies_open(client: Client) -> None:
    page = page_of(client, drop_checked(client, LIST))
    assert "没有用到的列" in page and "C列“经办”、D列“特别约定”" in page
    assert '<details class="gf-card check-columns no-print" open>' in page
    small = page_of(client, drop_checked(client, SMALL))
    assert "B列“经办”" in small
    assert '<details class="gf-card check-columns no-print" >' in small


@pytest.mark.django_db
def test_a_question_about_columns_tells_which_are_hidden(client: Client, tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (["项目名称", "2026年预算", "2027年预算"], ["助餐服务", 30, 40], ["助浴服务", 20, 35]):
        sheet.append(row)
    sheet.column_dimensions["B"].hidden = True
    path = tmp_path / "list.xlsx"
    book.save(path)
    sent = client.post("/check/lists/", {"file": SimpleUploadedFile("计划.xlsx", path.read_bytes())})
    assert do_jobs() == 1
    assert (
        page_of(client, sent.headers["Location"]).count("（在表里是隐藏的）") == 2
    )  # the sentence, and its row
    said = CliRunner().invoke(check, [str(path)])
    assert "B列“2026年预算”（在表里是隐藏的）、C列“2027年预算”都像" in said.stderr
