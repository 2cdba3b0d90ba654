from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from pytest_django import Settings

from goufu.check.tests.jobs import check_now
from goufu.check.uploaded_list import UploadedList

LIST = """项目名称,采购单位,预算金额（万元）,备注
失能老人上门护理服务,云岭县民政局,186,甲
城区路灯改造及三十年运营政府购买服务,云岭县城管局,500,乙
<script>alert(1)</script>养老服务,云岭县民政局,很多,丙
合计,,686,
"""


@pytest.fixture
def lists_folder(settings: Settings, tmp_path: Path) -> Path:
    """A folder for lists of its own."""
    settings.DATA = tmp_path
    return tmp_path / "lists"


@pytest.fixture(scope="session")
def checked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a list that the real worker has checked."""
    uploaded = UploadedList.receive(
        tmp_path_factory.mktemp("lists"), "2027年购买计划.csv", [LIST.encode("utf-8-sig")]
    )
    check_now(uploaded)
    return uploaded.folder


@pytest.fixture
def address(checked: Path, lists_folder: Path) -> str:
    """Where the checked list is to be read, in a copy of its own."""
    shutil.copytree(checked, lists_folder / checked.name)
    return f"/check/lists/{checked.name}/"
