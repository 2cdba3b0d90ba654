"""Files that would stop the server, brought to every page that takes one: each is answered with a sentence."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from pytest_django import Settings

from goufu.catalogue.tests.addresses import draft
from goufu.check.list_views import lists_folder
from goufu.check.running import work_on
from goufu.check.tests.jobs import do_jobs
from goufu.files.tests.workbooks import (
    book,
    far_cell,
    of_a_newer_version,
    old_book,
    old_naming_book,
    with_a_part_twice,
    xml_row,
)
from goufu.funds.models import BudgetFile
from goufu.planning.models import Project
from goufu.registry.models import Body
from goufu.registry.tests.county import County, county, sign_in

__all__ = ["county"]

FILES: dict[str, tuple[Callable[[Path], Path], str]] = {
    "a cell beyond the end": (lambda path: book(path, far_cell()), "“C4294967000”"),
    "its only cell beyond the end": (
        lambda path: book(path, '<row><c r="C4294967000"><v>1</v></c></row>'),
        "“C4294967000”",
    ),
    "a row beyond the end": (
        lambda path: book(path, xml_row(1, ["a"]) + '<row r="4294967000"><c><v>1</v></c></row>'),
        "“4294967000”",
    ),
    "a zip of a newer version": (of_a_newer_version, "压缩方式太新"),
    "a part twice": (with_a_part_twice, "两个部分"),
    "an old workbook as large as the machine": (
        lambda path: old_naming_book(path, "长" * 10_000, 1_000, 60),
        "同样的长文字在很多格里重复",
    ),
    "an old workbook with a cell where none can be": (
        lambda path: old_book(path, [(0, 0, 1), (65535, 65535, 1)]),
        "工作簿已经损坏",
    ),
}


@pytest.fixture(params=FILES)
def hostile(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[SimpleUploadedFile, str]:
    """A file, and a pattern of what is said of it."""
    make, said = FILES[request.param]
    return SimpleUploadedFile("清单.xlsx", make(tmp_path / "a.xlsx").read_bytes()), said


@pytest.mark.parametrize("page", ["budget", "bodies", "catalogue"])
def test_an_import_refuses_it_and_the_server_lives(
    county: County, hostile: tuple[SimpleUploadedFile, str], page: str
) -> None:
    file, said = hostile
    agent, address = {
        "budget": (county.treasurer, "/budget/import/"),
        "bodies": (county.system, "/bodies/import/"),
        "catalogue": (county.lead, f"/catalogue/editions/{draft(county).pk}/table/"),
    }[page]
    before = Body.objects.count()
    answer = sign_in(agent).post(address, {"file": file})
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert re.search(said, shown)
    assert not BudgetFile.objects.exists()
    assert Body.objects.count() == before


@pytest.fixture
def lists(settings: Settings, tmp_path: Path) -> Iterator[Path]:
    settings.DATA = tmp_path / "data"
    yield lists_folder()


def test_the_check_and_the_projects_from_it_refuse_it(
    county: County,
    lists: Path,
    hostile: tuple[SimpleUploadedFile, str],
) -> None:
    file, said = hostile
    client = sign_in(county.officer)
    page = client.post("/check/lists/", {"file": file}).headers["Location"]
    do_jobs(work_on)
    shown = client.get(page).content.decode()
    assert "这张表没有检查" in shown
    assert re.search(said, shown)
    token = page.rstrip("/").rpartition("/")[2]
    answer = client.get(f"/projects/from-list/{token}/")
    assert (answer.status_code, "还没有检查完" in answer.content.decode()) == (422, True)
    assert not Project.objects.exists()


def test_an_import_whose_reader_dies_keeps_nothing(county: County, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the reason: here the program that reads is none."""
    monkeypatch.setattr("sys.executable", "/bin/false")
    file = SimpleUploadedFile("单位.csv", "单位名称,类别,区划代码\n水务局,国家机关,539999\n".encode())
    answer = sign_in(county.system).post("/bodies/import/", {"file": file})
    assert answer.status_code == 422
    assert "中途停止" in answer.content.decode()
    assert not Body.objects.filter(name="水务局").exists()
