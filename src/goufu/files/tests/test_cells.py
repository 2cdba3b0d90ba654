"""Cells: their names, what is kept of their text, and how a fault is told."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goufu.files.cells import NOTES, CellProblem, cell_name, clean, column_letter, tidy
from goufu.files.folding import folded


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


@pytest.mark.parametrize("text", ["①", "①②", "②00", "①万元", "㊀百", "1\u200f.5", "\u202e001", "100\n200"])
def test_among_figures_alone_nothing_is_folded_away(text: str) -> None:
    assert clean(text) == text
    assert clean(f"{text}日") != f"{text}日" or "\n" in text


def test_every_sign_that_would_become_a_figure_is_a_note() -> None:
    numerals = re.compile("[0-9零一二三四五六七八九十百千万亿壹贰叁肆伍陆柒捌玖拾佰仟]")
    same = {"<wide>", "<font>"}  # another shape of the same figure
    for sign in map(chr, range(0x110000)):
        kind = unicodedata.decomposition(sign).split(" ")[0]
        plain = unicodedata.normalize("NFKC", sign)
        if not kind.startswith("<") or kind in same or not numerals.search(plain):
            continue
        is_word = re.search("[月日点a-z]", plain) or (
            kind == "<compat>" and len(plain) == 1 and not sign.isdigit()
        )
        assert is_word or re.fullmatch(f"[{NOTES}]", sign), (hex(ord(sign)), plain)


@pytest.mark.parametrize(
    ("text", "plain"),
    [("\u200e12\u200f", "12"), ("1\u200b2\ufeff", "12"), ("100\x0b200", "100\n200"), ("第①条", "第1条")],
)
def test_what_nobody_sees_around_figures_does_not_count(text: str, plain: str) -> None:
    assert clean(text) == plain


@given(st.text('0123①②²½㊀一百万元.,- \n\x0b\u200e\u200f\u202e="项'))
def test_clean_figures_are_clean(text: str) -> None:
    assert clean(clean(text)) == clean(text)


def test_to_tell_what_a_row_is_notes_are_figures() -> None:
    assert folded(" ① ") == "1"


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
