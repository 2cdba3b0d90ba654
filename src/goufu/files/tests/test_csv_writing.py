"""No cell of a CSV file becomes a formula, whichever room writes it."""

from __future__ import annotations

import csv
import io
import sys

import pytest

from goufu.files.csv_writing import CsvWriter, neutralised

SIGNS = "=+-@＝＋－＠"
BEFORE = ["", " ", "\u3000", "\xa0", "\x1f", "\ufeff", "\u200b", "\n", "\r\n", "\t", " \n "]


def written(*cells: str, numbers: tuple[int, ...] = ()) -> list[str]:
    file = io.StringIO(newline="")
    CsvWriter(file).write(cells, numbers)
    [row] = csv.reader(io.StringIO(file.getvalue(), newline=""))
    return row


@pytest.mark.parametrize("sign", SIGNS)
def test_what_begins_a_formula_is_text(sign: str) -> None:
    texts = [f"{before}{sign}1" for before in BEFORE]
    assert written(*texts) == [f"'{text}" for text in texts]


@pytest.mark.parametrize("text", ["\n", "\tx", "\r", "\nx"])
def test_a_cell_begins_with_no_break(text: str) -> None:
    assert written(text) == [f"'{text}"]


@pytest.mark.parametrize("text", ["", "服务", "1-2", " 3", "a=b", "（-1）", "第一行\n=1"])
def test_other_text_stays_as_it_is(text: str) -> None:
    assert written("a", text) == ["a", text]


def test_the_sign_of_a_number_is_meant() -> None:
    assert written("-1.5", "-1.5", numbers=(1,)) == ["'-1.5", "-1.5"]


def test_every_sign_that_may_begin_a_formula_is_looked_at() -> None:
    """Of a text only the first sign is looked at first; what it lets through would be let through anyway."""
    for sign in map(chr, (*range(0xD800), *range(0xE000, sys.maxunicode + 1))):
        for text in (sign, f"{sign}=1"):
            if (safe := neutralised(text)) != text:
                assert written(text, "") == [safe, ""], ascii(text)
