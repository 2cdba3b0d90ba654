"""The places and the values of a sheet, seen before the workbook is opened."""

from __future__ import annotations

from pathlib import Path
from xml.sax.saxutils import quoteattr

import pytest
import python_calamine as calamine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from goufu.files.sheet_xml import NoSuchPlace, SheetScan
from goufu.files.tests.workbooks import book

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
COLUMNS = [
    *LETTERS,
    *(a + b for a in LETTERS for b in LETTERS),
    *(a + b + c for a in LETTERS for b in LETTERS for c in LETTERS),
]
LAWFUL_COLUMNS = COLUMNS[: COLUMNS.index("XFD") + 1]
ODD = [
    "",
    "0",
    "A",
    "1",
    "A0",
    "A01",
    "a1",
    "A1 ",
    " A1",
    "$A$1",
    "A-1",
    "A1.0",
    "A1:B2",
    "Ａ1",
    "A１",
    "AAAA1",
    "XFE1",
]
FAR = ["A1048577", "A9999999", "A10000000", "C4294967000", "C99999999999999999999", "ZZZZZZ1"]


def scan(rows: str, *, before: str = "", after: str = "") -> SheetScan:
    found = SheetScan()
    found.feed(f"<worksheet>{before}<sheetData>{rows}</sheetData>{after}</worksheet>".encode())
    found.close()
    return found


def cell(attributes: str) -> str:
    return f"<row><c {attributes}><v>1</v></c></row>"


@pytest.mark.parametrize(
    ("reference", "line", "column"), [("A1", 1, 1), ("ZZ7", 7, 702), ("XFD1048576", 1048576, 16384)]
)
def test_a_lawful_reference_is_a_place(reference: str, line: int, column: int) -> None:
    found = scan(cell(f'r="{reference}"'))
    assert (found.last_line, found.last_column) == (line, column)


@pytest.mark.parametrize("reference", [*ODD, *FAR])
def test_another_reference_is_refused(reference: str) -> None:
    with pytest.raises(NoSuchPlace) as refused:
        scan(cell(f"r={quoteattr(reference)}"))
    assert str(refused.value) == reference


@settings(max_examples=300, deadline=None)
@given(
    st.one_of(
        st.tuples(st.sampled_from(COLUMNS), st.integers(0, 2**33)).map(lambda pair: f"{pair[0]}{pair[1]}"),
        st.from_regex(r"\A[A-Za-z$]{0,5}[0-9]{0,11}\Z"),
        st.text(st.characters(categories=["L", "N", "P", "S"]), max_size=8),
    )
)
def test_a_reference_is_a_cell_of_a_sheet_or_refused(reference: str) -> None:
    letters = reference.rstrip("0123456789")
    digits = reference[len(letters) :]
    if letters in LAWFUL_COLUMNS and digits[:1] not in ("", "0") and int(digits) <= 1048576:
        found = scan(cell(f"r={quoteattr(reference)}"))
        assert (found.last_line, COLUMNS[found.last_column - 1]) == (int(digits), letters)
    else:
        with pytest.raises(NoSuchPlace):
            scan(cell(f"r={quoteattr(reference)}"))


@pytest.mark.parametrize(
    "written",
    [
        "<row><c r = 'C4294967000'><v>1</v></c></row>",
        '<row><c\n\tr\n=\n"C4294967000"\n><v>1</v></c></row>',
        '<row><c s="1" x=">" r="C4294967000"><v>1</v></c></row>',
        '<row><c r="&#67;4294967000"><v>1</v></c></row>',
        '<row><c r="C429&#x34;967000"><v>1</v></c></row>',
        '<x:row xmlns:x="y"><x:c r="C4294967000"><x:v>1</x:v></x:c></x:row>',
        '<row><!-- --><c r="C4294967000"/></row>',
        '<row r="4294967000"><c><v>1</v></c></row>',
        '<row r="1048577"/>',
        '<row r="1048576"/><row><c><v>1</v></c></row>',
        '<row r="A1"/>',
        '<row r="-1"/>',
        '<row r=""/>',
        "<row>" + "<c/>" * 16_385 + "</row>",
    ],
)
def test_no_way_of_writing_hides_a_place(written: str) -> None:
    with pytest.raises(NoSuchPlace):
        scan(written)


@pytest.mark.parametrize("ref", ["A1:C4294967000", "A4294967000:B1", "XFE1", "A1:B2:C3", "", "A:B", "1:2"])
@pytest.mark.parametrize("element", ["dimension", "mergeCell", "x:dimension"])
def test_ranges_are_judged_too(element: str, ref: str) -> None:
    with pytest.raises(NoSuchPlace):
        scan(cell('r="A1"'), before=f'<{element} xmlns:x="y" ref="{ref}"/>')
    assert scan(cell('r="A1"'), before='<dimension ref="A1:XFD1048576"/>').last_line == 1


@pytest.mark.parametrize(
    "broken",
    [
        '<row><c r="A1"><v>1</v></row>',
        '<row><c r="A1" r="C4294967000"/></row>',
        "<row>&unknown;</row>",
        "<row>\0</row>",
        "<row",
    ],
)
def test_broken_xml_is_no_sheet(broken: str) -> None:
    with pytest.raises(ValueError, match=r"line \d+"):
        scan(broken)


def test_a_document_type_is_no_sheet() -> None:
    with pytest.raises(ValueError, match="document type"):
        SheetScan().feed(b'<!DOCTYPE x [<!ENTITY r "C4294967000">]><worksheet/>')


def test_another_encoding_hides_nothing() -> None:
    head, far = '<?xml version="1.0" encoding="utf-16"?>', cell('r="C4294967000"')
    text = f"{head}<worksheet>{far}</worksheet>"
    for encoded in (text.encode("utf-16"), text.encode()):
        with pytest.raises((ValueError, NoSuchPlace)):
            SheetScan().feed(encoded)


def test_cells_without_a_value_do_not_count() -> None:
    """Borders down to the last row of the sheet make no large table."""
    found = scan('<row r="2"><c r="B2"><v>1</v></c></row><row r="1048576"><c r="AN1048576" s="3"/></row>')
    assert (found.last_line, found.last_column) == (2, 2)


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ('<c r="B2" t="e"><v>#REF!</v></c>', "#REF!"),
        ('<c r="B2" t="e"><f>1/0</f><v> #DIV/0! </v></c>', "#DIV/0!"),
        ('<c t="e" r="B2"/>', "#VALUE!"),
        ('<c r="B2"><f>A9+1</f></c>', "公式"),
        ('<c r="B2"><f>A9+1</f><v/></c>', "公式"),
        ('<c r="B2"><f t="shared" si="0"/></c>', "公式"),
        ('<c r="B2" t="n"><f>A9+1</f><v></v></c>', "公式"),
        ('<c r="B2" t="str"><f>A9&amp;""</f><v></v></c>', ""),
        ('<c r="B2"><f>1+1</f><v>2</v></c>', ""),
        ('<c r="B2"><v>2</v></c>', ""),
        ('<c r="B2" t="inlineStr"><is><t>#REF!</t></is></c>', ""),
    ],
)
@pytest.mark.parametrize("behind", ["", '<c r="C2" t="str"><v>x</v></c>', "</row><row><c><v>1</v></c>"])
def test_a_cell_without_a_result_is_told_by_its_place(written: str, text: str, behind: str) -> None:
    found = scan(f'<row r="2"><c r="A2"><v>1</v></c>{written}{behind}</row>')
    assert found.broken == ({(2, 1): text} if text else {})


def test_formulas_below_the_cells_are_no_cells() -> None:
    below = '<extLst xmlns:xm="y"><xm:f>清单!A1</xm:f></extLst>'
    assert scan(cell('r="A1"'), after=below).broken == {}
    assert scan(cell('r="A1"') + '<row><c r="B2"><f>A1</f></c></row>', after=below).broken == {(2, 1): "公式"}


def test_the_text_of_an_error_is_not_kept_whatever_its_length() -> None:
    found = SheetScan()
    found.feed(b'<worksheet><row><c r="A1" t="e"><v>#')
    for _ in range(1_000):
        found.feed(b"N" * 1_000)
    found.feed(b"</v></c></row></worksheet>")
    found.close()
    assert len(found.broken[1, 0]) <= 200


_REFERENCES = st.tuples(st.integers(0, 30), st.integers(1, 9)).map(lambda at: f"{COLUMNS[at[0]]}{at[1]}")
_NAMES = st.one_of(
    st.just(""),
    _REFERENCES.map(lambda said: f' r="{said}"'),
    _REFERENCES.map(lambda said: f"\n s='0' r = '{said}' "),
)
_PLAIN = st.builds("<c{}>{}</c>".format, _NAMES, st.sampled_from(["<v>1</v>", "", "<v></v>"]))
_PREFIXED = st.builds('<x:c xmlns:x="z"{}>{}</x:c>'.format, _NAMES, st.sampled_from(["<x:v>1</x:v>", ""]))
_ROWS = st.builds(
    lambda name, cells: f"<row{name}>{''.join(cells)}</row>",
    st.one_of(st.just(""), st.integers(1, 20).map(lambda said: f' r="{said}"')),
    st.lists(st.one_of(_PLAIN, _PREFIXED), max_size=4),
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150, deadline=None)
@given(st.lists(_ROWS, min_size=1, max_size=5).map("".join))
def test_the_reader_of_workbooks_finds_nothing_beyond_what_was_seen(tmp_path: Path, rows: str) -> None:
    sheet = calamine.load_workbook(str(book(tmp_path / "a.xlsx", rows))).get_sheet_by_name("清单")
    line, column = sheet.end or (-1, -1)
    found = scan(rows)
    assert found.last_line >= line + 1
    assert found.last_column >= column + 1


def test_hidden_rows_and_columns_are_noted_as_spans() -> None:
    rows = "".join(f'<row r="{line}" hidden="{line in (2, 3, 5)}"/>'.lower() for line in range(1, 7))
    found = scan(
        rows + '<row r="9" hidden="1"/>',
        before='<cols><col min="2" max="3" hidden="1"/><col min="4" max="9"/><col min="x" max="2" hidden="1"/></cols>',
    )
    assert found.hidden_lines == [(2, 3), (5, 5), (9, 9)]
    assert found.hidden_columns == [(2, 3)]


def test_a_text_formula_without_any_value_has_no_result() -> None:
    rows = '<row r="1"><c r="A1" t="str"><f>B1</f></c><c r="B1" t="str"><f>C1</f><v></v></c></row>'
    assert scan(rows).broken == {(1, 0): "公式"}


def test_a_result_of_zero_that_was_never_worked_out_is_none() -> None:
    rows = '<row r="1"><c r="A1"><f>B1</f><v>0</v></c><c r="B1"><v>0</v></c><c r="C1"><f>B1</f><v>5</v></c></row>'
    assert scan(rows).broken == {}
    found = SheetScan(is_uncalculated=True)
    found.feed(f"<worksheet><sheetData>{rows}</sheetData></worksheet>".encode())
    found.close()
    assert found.broken == {(1, 0): "公式"}
