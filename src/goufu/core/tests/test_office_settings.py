"""The office's own settings: read strictly, each fault with its line, and nothing starts with one."""

from __future__ import annotations

from pathlib import Path

import pytest

from goufu.core.office_settings import faults, refuse_faulty
from goufu.files import own_settings
from goufu.files.environment import WrongSetting
from goufu.files.own_settings import Room, Setting, in_force

ROOM = Room(
    "procurement",
    {
        "quote_workdays": Setting("quote_workdays", "报价", 2, "个工作日"),
        "told": Setting("told", "公布", False, ""),
    },
)


@pytest.fixture(autouse=True)
def _folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(own_settings, "folder", tmp_path)


def write(folder: Path, text: str) -> None:
    (folder / "settings.toml").write_text(text, encoding="utf-8")


def test_without_a_file_the_program_s_values_are_in_force() -> None:
    assert faults() == [] and in_force(ROOM) == ROOM.known


def test_what_the_office_writes_is_in_force(tmp_path: Path) -> None:
    write(tmp_path, "[procurement]\nquote_workdays = 3\ntold = true\n")
    now = in_force(ROOM)
    assert now["quote_workdays"].said == "3 个工作日" and now["told"].said == "是"


@pytest.mark.parametrize(
    ("text", "where", "what"),
    [
        ("[procurement]\nquote_workdays = 0\n", "第 2 行", "应当是 1 到 999 的整数"),
        ("[procurement]\nquote_workdays = 9999\n", "第 2 行", "应当是 1 到 999 的整数"),
        ("[procurement]\nquote_workdays = 2.5\n", "第 2 行", "整数"),
        ("[procurement]\nquote_workdays = true\n", "第 2 行", "整数"),
        ("[procurement]\n\nscore_deviation_percent = 101\n", "第 3 行", "1 到 100"),
        ("[procurement]\npublishes_scores = 1\n", "第 2 行", "应当是 true 或者 false"),
        ("[procurement]\nquote_workday = 3\n", "第 2 行", "是不是 quote_workdays"),
        ("[procurement]\nmoon = 3\n", "第 2 行", "可以写：call_off_answer_workdays"),
        ("quote_workdays = 3\n", "第 1 行", "可以写：[procurement]"),
        ("[procurement]\nquote_workdays = \n", "第 2 行", "不是正确的 TOML"),
        (f"[procurement]\nquote_workdays = {'9' * 5000}\n", "settings.toml", "不是正确的 TOML"),
    ],
)
def test_a_fault_is_told_with_its_line_changes_nothing_and_nothing_starts(
    tmp_path: Path, text: str, where: str, what: str
) -> None:
    write(tmp_path, text)
    with pytest.raises(WrongSetting) as refused:
        refuse_faulty()
    assert where in str(refused.value) and what in str(refused.value)
    assert in_force(ROOM) == ROOM.known


def test_a_file_in_another_encoding_is_a_fault(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_bytes("# 设置\n".encode("gb18030"))
    assert "UTF-8" in faults()[0]


def test_a_file_as_the_editor_of_windows_saves_it_is_read(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_bytes("\ufeff[procurement]\r\nquote_workdays = 3\r\n".encode())
    assert faults() == [] and in_force(ROOM)["quote_workdays"].value == 3
