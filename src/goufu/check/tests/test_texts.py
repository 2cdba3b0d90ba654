"""Texts of a list: read once, for the facts of the law and for what is suggested."""

from __future__ import annotations

import pytest

from goufu.catalogue.suggest import best, suggest
from goufu.check import texts
from goufu.check.texts import BOUGHT, read_texts
from goufu.law.readings import reading_of
from goufu.reader import TextReading, read

WORKS = "云岭县民政局办公楼装修服务"
SERVICE = "青河区公园管护服务"


def test_many_titles_become_columns_and_without_a_title_nothing_is_given() -> None:
    columns = read_texts([(WORKS, None), (None, "负责装修"), ("", None), (SERVICE, None)])
    assert [value is None for value in columns["works"]] == [False, True, True, False]
    assert columns["works"][3] == ""
    assert read_texts([]).keys() == columns.keys()


@pytest.mark.parametrize(
    "title", [WORKS, SERVICE, "办公家具采购及物业管理服务", "物业管理" + "甲" * 300 + "绩效评价"]
)
def test_columns_say_what_the_title_alone_would(title: str) -> None:
    columns = read_texts([(title, "派驻保安员12名，由采购人考勤。")])
    facts = {name: values[0] for name, values in columns.items() if name != BOUGHT}
    assert facts == reading_of(title, "派驻保安员12名，由采购人考勤。")
    assert best(str(columns[BOUGHT][0])) == suggest(title)


def test_a_title_that_comes_again_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []

    def counting(title: str, need: str | None = None) -> TextReading:
        seen.append(title)
        return read(title, need)

    monkeypatch.setattr(texts, "read", counting)
    read_texts([("平湖区三号泵房巡查服务", None)] * 50)
    assert seen == ["平湖区三号泵房巡查服务"]
