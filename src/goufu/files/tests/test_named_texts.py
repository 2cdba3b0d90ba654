"""Texts that stand once in a workbook and are named by many cells: counted for each cell, before anything holds them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goufu.files import named_texts, package
from goufu.files.errors import ListError
from goufu.files.named_texts import Unlike, at_most, lengths, named_at_most
from goufu.files.sheet_xml import SheetScan
from goufu.files.tests.workbooks import naming_book
from goufu.files.workbook import open_workbook

TEXT = "服" * 100  # 300 bytes


def rows(count: int, cell: str = '<c r="A@" t="s"><v>1</v></c>') -> str:
    return "".join(f'<row r="{line}">{cell.replace("@", str(line))}</row>' for line in range(1, count + 1))


@pytest.fixture
def low(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(package, "MAX_NAMED", 30_000)


@pytest.mark.usefixtures("low")
@pytest.mark.parametrize(
    "cell",
    [
        '<c r="A@" t="s"><v>1</v></c>',
        '<c r="A@" s="0" t="s"><v>1</v></c>',
        "<c r='A@' t='s'><v >1</v></c>",
        '<c r="A@" t="s"><v>0<!-- -->1</v></c>',
        '<c r="A@" t="s"><v>0</v><v>1</v></c>',
        '<c r="A@" t="s"><v>&#49;</v></c>',
        '<x:c xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main" r="A@" t="s"><x:v>1</x:v></x:c>',
        '<!-- <c r="A1" t="s"><v>0</v></c> --><c r="A@" t="s"><v >1</v></c>',
        '<c r="B@"><f>"</f><v>0</v></c><c r="A@" t="s"><v>+1</v></c>',
    ],
)
def test_a_text_that_many_cells_name_counts_for_each(tmp_path: Path, cell: str) -> None:
    with pytest.raises(ListError, match="同样的长文字在很多格里重复") as refused:
        package.scan_xlsx(naming_book(tmp_path / "a.xlsx", ["项目名称", TEXT], rows(101, cell)))
    assert refused.value.remedy
    package.scan_xlsx(naming_book(tmp_path / "b.xlsx", ["项目名称", TEXT], rows(80, cell)))


@pytest.mark.usefixtures("low")
def test_long_texts_that_few_cells_name_are_no_reason_to_refuse(tmp_path: Path) -> None:
    """Though each of the cells naming the longest would be too much."""
    short = rows(300).replace("<v>1</v>", "<v>0</v>", 290)
    [sheet] = open_workbook(naming_book(tmp_path / "a.xlsx", ["养老", TEXT], short))
    assert [row for batch in sheet.rows() for row in batch.cells][-11:] == [["养老"]] + [[TEXT]] * 10


@pytest.mark.usefixtures("low")
def test_a_sheet_with_many_names_counts_for_each(tmp_path: Path) -> None:
    with pytest.raises(ListError, match="重复"):
        package.scan_xlsx(naming_book(tmp_path / "a.xlsx", ["养老", TEXT], rows(21), sheets=5))
    with pytest.raises(ListError, match="各工作表加起来"):
        package.scan_xlsx(naming_book(tmp_path / "b.xlsx", ["养老"], rows(300), sheets=5), 40_000)


def test_the_places_of_sheets_with_many_names_count_together(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(package, "MAX_CELLS", 1000)
    with pytest.raises(ListError, match="各工作表加起来超过"):
        open_workbook(naming_book(tmp_path / "a.xlsx", ["养老", ""], rows(300), sheets=5))


@pytest.mark.usefixtures("low")
@pytest.mark.parametrize(
    "hides",
    [
        lambda text: text.replace("服服", "服<!-- </si> -->服"),
        lambda text: text.replace("服服", "服<![CDATA[</si>]]>服"),
    ],
)
def test_what_looks_like_the_end_of_a_text_and_is_none_makes_it_no_shorter(
    tmp_path: Path, hides: Callable[[str], str]
) -> None:
    with pytest.raises(ListError, match="重复"):
        package.scan_xlsx(naming_book(tmp_path / "a.xlsx", ["养老", hides(TEXT)], rows(101)))


@pytest.mark.usefixtures("low")
@pytest.mark.parametrize(
    ("before", "said"),
    [
        ("<si/>", "重复"),
        ("<si />", "重复"),
        ("<si><t>养老</t></si >", "重复"),
        (
            '<x:si xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><x:t>养老</x:t></x:si>',
            "重复",
        ),
        ("<si><si><t>养老</t></si></si>", "损坏"),
    ],
)
def test_a_text_before_it_that_is_written_in_another_way_shifts_no_place(
    tmp_path: Path, before: str, said: str
) -> None:
    """The cells name the long text, and a short one follows it."""
    texts = [f"</t></si>{before}<si><t>{TEXT}", "养老"]
    cells = rows(101).replace("<v>1</v>", "<v>2</v>")
    path = naming_book(tmp_path / "a.xlsx", texts, cells)
    with pytest.raises(ListError, match=said):
        package.scan_xlsx(path)


TEXTS = st.lists(st.text(st.sampled_from("服a&<\n"), max_size=9), min_size=1, max_size=9)


@given(TEXTS, st.lists(st.integers(0, 8), max_size=20), st.integers(1, 40))
def test_what_is_reckoned_fast_is_never_less_than_what_is_named(
    texts: list[str], named: list[int], piece: int
) -> None:
    escaped = [text.replace("&", "&amp;").replace("<", "&lt;") for text in texts]
    said = "".join(f"<si><t>{text}</t></si>" for text in escaped)
    known = [at % len(texts) for at in named]
    cells = "".join(f'<c r="A{at + 1}" t="s"><v>{at}</v></c><c><v>{at}</v></c>' for at in known)
    xml, sheet = f"<sst>{said}</sst>".encode(), f"<row>{cells}</row>".encode()
    exact = lengths(cut(xml, piece))
    assert exact == [len(text.encode()) for text in texts]
    scan = SheetScan(lengths=exact)
    for data in cut(sheet, piece):
        scan.feed(data)
    scan.close()
    assert scan.named == sum(exact[at] for at in known)
    assert named_at_most(cut(sheet, piece), at_most(cut(xml, piece)), scan.naming) >= scan.named


def cut(xml: bytes, piece: int) -> list[bytes]:
    return [xml[at : at + piece] for at in range(0, len(xml), piece)]


def test_what_does_not_look_as_programs_write_is_not_reckoned_fast(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Unlike):
        at_most([b"<sst><si><t>a</t><", b"!-- x --></si></sst>"])
    with pytest.raises(Unlike):
        named_at_most([b"<c t='s'><v>0</v></c>"], [1], 1)
    monkeypatch.setattr(named_texts, "_LONGEST", 10)
    with pytest.raises(Unlike):
        at_most([b"<sst><si ><t>aaaaaaaaaaaaaaaa</t></si ></sst>"])
