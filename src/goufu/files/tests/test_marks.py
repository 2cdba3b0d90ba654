"""The marks of what an earlier answer added."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from goufu.files.marks import free_number, marks_of, with_marks
from goufu.files.rows import Mark

BOOK = '<x:workbook xmlns:x="m"><x:sheets/>{}<x:calcPr/></x:workbook>'
COLUMNS = Mark(1, 0, 2, 3, 27)
SHEET = Mark(1, 2, 1, 0, 0)
MARKS = {"a'b & 清单": COLUMNS, "预审汇总": SHEET}


def named(text: str, name: str = "_goufu1_columns", more: str = "") -> str:
    return BOOK.format(
        f'<x:definedNames><x:definedName name="{name}"{more}>{text}</x:definedName></x:definedNames>'
    )


@pytest.mark.parametrize(
    "before",
    [
        BOOK.format(""),
        BOOK.format("<x:definedNames/>"),
        BOOK.format("<x:externalReferences><x:externalReference/></x:externalReferences>"),
        named("'旧'!$A$1"),
        named("#REF!"),
        named("1+1", "自己的"),
    ],
)
def test_marks_are_found_again(before: str) -> None:
    written = with_marks(before.encode(), MARKS)
    again = with_marks(written, MARKS)
    assert again == written
    book = ElementTree.fromstring(written)  # noqa: S314
    assert marks_of(book) == MARKS
    assert [each.tag for each in book][-2:] == ["{m}definedNames", "{m}calcPr"]
    assert free_number(book) == 2
    assert (b"1+1" in written) == ("1+1" in before)


@pytest.mark.parametrize(
    ("text", "name", "more"),
    [
        ("#REF!", "_goufu1_columns", ""),
        ("'清单'!$A$1", "_goufu1_other", ""),
        ("'清单'!$A$1", "goufu1_columns", ""),
        ("'清单'!$A$1", "_goufu1_columns", ' localSheetId="0"'),
        ("'清单'!A1", "_goufu1_columns", ""),
    ],
)
def test_what_is_no_mark_is_none(text: str, name: str, more: str) -> None:
    assert marks_of(ElementTree.fromstring(named(text, name, more))) == {}  # noqa: S314


def test_a_name_without_quotes_is_found_too() -> None:
    assert marks_of(ElementTree.fromstring(named("清单!$D$2:$AB$2"))) == {"清单": COLUMNS}  # noqa: S314
