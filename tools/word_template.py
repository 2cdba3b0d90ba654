"""The Word template of official papers, made anew: `python -m tools.word_template` writes src/goufu/documents/docx/official.docx.

It can also be opened and changed in Word: what stands in braces is filled in by docxtpl from the paper's blocks.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.section import WD_SECTION_START
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_ALIGN_VERTICAL, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

FILE = Path(__file__).parents[1] / "src/goufu/documents/docx/official.docx"
SIZE, PITCH, NONE = Pt(16), Pt(29), Pt(0)  # 22 lines to a page
BODY, TITLE, HEADING, SUBHEADING, FIGURES = (
    "仿宋_GB2312",
    "方正小标宋简体",
    "黑体",
    "楷体_GB2312",
    "Times New Roman",
)


def main() -> None:
    made = Document()
    _page(made)
    _styles(made)
    _mark(made)
    _say(made, "{%p if head %}")
    _say(made, "{{ head }}", "Red head")
    _say(made, "{{ number }}", "Head number")
    _say(made, "{%p endif %}")
    _say(made, "{%p for each in blocks %}")
    for kind, style in (
        ("title", "Title"),
        ("under", "Under"),
        ("heading", "Heading 1"),
        ("subheading", "Heading 2"),
        ("addressee", "Addressee"),
    ):
        _case(made, kind, "{{ each.text }}", style)
    _say(made, '{%p if each.kind == "text" %}')
    _say(made, '{%p for line in each.text.split("\\n") %}')
    _say(made, "{{ line }}")
    _say(made, "{%p endfor %}")
    _say(made, "{%p endif %}")
    _say(made, '{%p if each.kind == "rows" %}')
    _rows(made)
    _say(made, "", "Mark")  # two tables without a line between would be one
    _say(made, "{%p endif %}")
    _say(made, '{%p if each.kind == "sheet" %}')
    _sheet(made)
    _say(made, "", "Mark")
    _say(made, "{%p endif %}")
    _say(made, '{%p if each.kind == "signed" %}')
    _say(made, "{%p if each.after %}")
    _say(made, "{{ each.after }}", "Before signature")
    _say(made, "{%p endif %}")
    _say(made, "", "Signed")
    _say(made, "{%p for line in each.lines %}")
    _say(made, "{{ line }}", "Signed")
    _say(made, "{%p endfor %}")
    _say(made, "{%p endif %}")
    _say(made, "{%p endfor %}")
    made.save(str(FILE))


def _page(made: Any) -> None:
    [section] = made.sections
    section.start_type = WD_SECTION_START.NEW_PAGE
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.header_distance, section.footer_distance = Mm(9), Mm(25)
    section.different_first_page_header_footer = True
    made.settings.odd_and_even_pages_header_footer = True
    _foot(section.footer.paragraphs[0], WD_ALIGN_PARAGRAPH.RIGHT)
    _foot(section.first_page_footer.paragraphs[0], WD_ALIGN_PARAGRAPH.RIGHT)
    _foot(section.even_page_footer.paragraphs[0], WD_ALIGN_PARAGRAPH.LEFT)


def _mark(made: Any) -> None:
    """The mark in the first page's margin: below the signature it would often be alone on a page."""
    header = made.sections[0].first_page_header
    table = header.add_table(1, 2, Mm(156))
    table.autofit = False
    for column, cell, width in zip(table.columns, table.rows[0].cells, (Mm(28), Mm(128)), strict=True):
        column.width = cell.width = width
        cell.vertical_alignment = WD_ALIGN_VERTICAL.CENTER
    code, lines = table.rows[0].cells
    code.paragraphs[0].style = "Mark"
    code.paragraphs[0].add_run("{{ code }}")
    for at, text in enumerate(("{%p for line in mark %}", "{{ line }}", "{%p endfor %}")):
        paragraph = lines.add_paragraph() if at else lines.paragraphs[0]
        paragraph.style = "Mark"
        paragraph.add_run(text)
    first = header.paragraphs[0]
    first._p.getparent().remove(first._p)
    header.add_paragraph("", "Mark")  # a header doesn't end with a table


def _foot(line: Any, side: Any) -> None:
    line.alignment = side
    for text in ("— ", None, " —"):
        run = line.add_run(text or "")
        run.font.size = Pt(14)
        _font(run, "宋体")
        if text is None:
            for kind, said in (("begin", ""), ("", "PAGE"), ("end", "")):
                run._r.append(_field(kind, said))


def _field(kind: str, said: str) -> Any:
    element = OxmlElement("w:fldChar" if kind else "w:instrText")
    if kind:
        element.set(qn("w:fldCharType"), kind)
    else:
        element.text = said
    return element


def _styles(made: Any) -> None:
    normal = made.styles["Normal"]
    _style(normal, BODY)
    _in_chinese(normal)
    normal.paragraph_format.first_line_indent = SIZE * 2
    _flush(made, "Title", TITLE, Pt(22), WD_ALIGN_PARAGRAPH.CENTER, line=Pt(36), after=PITCH)
    for name, font in (("Heading 1", HEADING), ("Heading 2", SUBHEADING)):
        style = made.styles[name]
        _style(style, font)
        style.font.bold = False
        style.paragraph_format.first_line_indent = SIZE * 2
        style.paragraph_format.keep_with_next = True
    _flush(made, "Under", BODY, Pt(14), WD_ALIGN_PARAGRAPH.CENTER)
    _flush(made, "Addressee", BODY, SIZE, WD_ALIGN_PARAGRAPH.LEFT)
    _flush(made, "Cell", BODY, Pt(12), WD_ALIGN_PARAGRAPH.LEFT, line=Pt(19))
    _flush(made, "Cell head", HEADING, Pt(12), WD_ALIGN_PARAGRAPH.LEFT, line=Pt(19))
    _flush(made, "Mark", BODY, Pt(8), WD_ALIGN_PARAGRAPH.LEFT, line=None)
    signed = _flush(made, "Signed", BODY, SIZE, WD_ALIGN_PARAGRAPH.RIGHT)
    signed.paragraph_format.right_indent = SIZE * 2
    before = made.styles.add_style("Before signature", WD_STYLE_TYPE.PARAGRAPH)
    before.base_style = normal
    for style in (before, signed):
        style.paragraph_format.keep_with_next = style.paragraph_format.keep_together = True
    red = _flush(made, "Red head", TITLE, Pt(34), WD_ALIGN_PARAGRAPH.CENTER, line=Pt(50))
    red.font.color.rgb = RGBColor(0xC0, 0, 0)
    _red_line(_flush(made, "Head number", BODY, SIZE, WD_ALIGN_PARAGRAPH.CENTER, after=Mm(6)))


def _red_line(style: Any) -> None:
    """The red line below a paragraph, 1.25 points, as GB/T 9704 has it under the number."""
    borders, line = OxmlElement("w:pBdr"), OxmlElement("w:bottom")
    for name, said in (("val", "single"), ("sz", "10"), ("space", "4"), ("color", "C00000")):
        line.set(qn(f"w:{name}"), said)
    borders.append(line)
    style.element.get_or_add_pPr().insert_element_before(borders, "w:spacing", "w:ind", "w:jc")


def _flush(
    made: Any, name: str, font: str, size: Any, side: Any, *, line: Any = PITCH, after: Any = NONE
) -> Any:
    """A style without the indent of the first line."""
    known = [each.name for each in made.styles]
    style = made.styles[name] if name in known else made.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    style.base_style = made.styles["Normal"]
    _style(style, font, size, line)
    style.paragraph_format.alignment = side
    style.paragraph_format.first_line_indent = Pt(0)
    style.paragraph_format.space_after = after
    return style


def _style(style: Any, font: str, size: Any = SIZE, line: Any = PITCH) -> None:
    style.font.size = size
    style.font.color.rgb = RGBColor(0, 0, 0)
    _font(style, font)
    shape = style.paragraph_format
    shape.space_before = shape.space_after = Pt(0)
    if line:
        shape.line_spacing_rule, shape.line_spacing = WD_LINE_SPACING.EXACTLY, line
    else:
        shape.line_spacing_rule = WD_LINE_SPACING.SINGLE
    for border in style.element.findall(".//" + qn("w:pBdr")):
        border.getparent().remove(border)


def _font(styled: Any, font: str) -> None:
    styled.font.name = FIGURES
    fonts = styled.element.get_or_add_rPr().get_or_add_rFonts()
    for each in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{each}"), None)
    fonts.set(qn("w:eastAsia"), font)


def _in_chinese(normal: Any) -> None:
    """Where a line breaks and how its marks stand follows the language."""
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "en-US")
    language.set(qn("w:eastAsia"), "zh-CN")
    normal.element.get_or_add_rPr().append(language)


def _say(made: Any, text: str, style: str = "Normal") -> None:
    made.add_paragraph(text, style)


def _case(made: Any, kind: str, text: str, style: str) -> None:
    _say(made, f'{{%p if each.kind == "{kind}" %}}')
    _say(made, text, style)
    _say(made, "{%p endif %}")


def _rows(made: Any) -> None:
    """Titles and texts, a row each."""
    table = _table(made, 3, 2)
    _cell(table, 0, 0, "{%tr for row in each.rows %}")
    _cell(table, 1, 0, "{{ row[0] }}", "Cell head")
    _cell(table, 1, 1, "{{ row[1] }}")
    _cell(table, 2, 0, "{%tr endfor %}")
    for row in table.rows:
        row.cells[0].width, row.cells[1].width = Mm(40), Mm(116)


def _sheet(made: Any) -> None:
    """As many columns as the head has."""
    table = _table(made, 4, 3)
    for line, each, cell, style in ((0, "each.head", "cell", "Cell head"), (2, "row", "cell", "Cell")):
        _cell(table, line, 0, f"{{%tc for cell in {each} %}}")
        _cell(table, line, 1, f"{{{{ {cell} }}}}", style)
        _cell(table, line, 2, "{%tc endfor %}")
    _cell(table, 1, 0, "{%tr for row in each.rows %}")
    _cell(table, 3, 0, "{%tr endfor %}")
    repeated = OxmlElement("w:tblHeader")
    table.rows[0]._tr.get_or_add_trPr().append(repeated)


def _table(made: Any, lines: int, columns: int) -> Any:
    table = made.add_table(lines, columns, style="Table Grid")
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    for row in table.rows:  # a row stays on one page where it can
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    return table


def _cell(table: Any, line: int, column: int, text: str, style: str = "Cell") -> None:
    paragraph = table.cell(line, column).paragraphs[0]
    paragraph.style = style
    paragraph.add_run(text)


if __name__ == "__main__":
    main()
