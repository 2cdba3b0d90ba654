"""Cells: their names, what is kept of their text, and how a fault is told."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goufu.files.cells import CellProblem, cell_name, clean, column_letter, tidy


@pytest.mark.parametrize(
    ("index", "letters"),
    [(0, "A"), (25, "Z"), (26, "AA"), (51, "AZ"), (52, "BA"), (701, "ZZ"), (702, "AAA"), (16383, "XFD")],
)
def test_columns_have_the_letters_of_excel(index: int, letters: str) -> None:
    assert column_letter(index) == letters
    assert cell_name(3, index) == f"{letters}3"


def test_what_counts_is_width_and_white_space_apart() -> None:
    assert clean(" ＡＢ\x00（１）\r\n") == "AB(1)"
    assert clean("a\x07\x7fb") == "ab"


@pytest.mark.parametrize("text", ["120²", "120 ①", "１２０ ½"])
def test_a_note_behind_a_figure_does_not_become_part_of_it(text: str) -> None:
    assert clean(text)[-1] == text[-1]
    assert clean("①项目名称 m²") == "1项目名称 m2"


def test_prose_keeps_its_punctuation() -> None:
    assert tidy(" 养老（示例），ＡＢ\x00\r\n二 ") == "养老（示例），ＡＢ\n二"


@given(st.text())
def test_clean_text_is_clean(text: str) -> None:
    once = clean(text)
    assert clean(once) == once
    assert not set(once) & set(map(chr, [*range(9), 11, 12, *range(14, 32), 127]))


@pytest.mark.parametrize(
    ("problem", "message"),
    [
        (
            CellProblem("单位", 3, "B", "类别", "机关", "不在可选的范围里", "请填国家机关"),
            "单位!B3（类别）写的是“机关”，不在可选的范围里。请填国家机关。",
        ),
        (CellProblem("", 3, "B", "类别", "", "没有填写", "请填写"), "第3行B列（类别）没有填写。请填写。"),
        (CellProblem("", 3, "", "", "", "没有权限", "请删去这一行"), "第3行：没有权限。请删去这一行。"),
        (
            CellProblem("", 3, "B", "类别", "长" * 50, "太长", "请缩短"),
            f"第3行B列（类别）写的是“{'长' * 40}…”，太长。请缩短。",
        ),
    ],
)
def test_a_fault_says_where_what_and_what_to_do(problem: CellProblem, message: str) -> None:
    assert str(problem) == message
