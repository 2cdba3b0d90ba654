"""Word files that the program writes: the same words as the PDF, never read as a template, and a file that Word takes."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document as Opened
from docx.oxml.ns import qn
from pypdf import PdfReader
from tools import word_template

from goufu.core.permissions import Permission
from goufu.documents import blocks
from goufu.documents.papers import Paper, Written
from goufu.documents.tests.office import shown_by_an_office
from goufu.documents.tests.test_papers import HOSTILE, squeezed
from goufu.files.papers import DOCX, paper_type

NUMBER = "530999-2026-GG-0001"


def written(said: list[blocks.Block], template: str = blocks.OFFICIAL_WORD) -> Written:
    words = {"blocks": said}
    return Paper(
        "notice", Permission.SEE_PROCUREMENTS, template, NUMBER, "磋商公告", date(2026, 12, 1), lambda: words
    ).write()


def every_block(text: str) -> list[blocks.Block]:
    return [
        blocks.title(text),
        blocks.under(text),
        blocks.addressee(text),
        blocks.heading(text),
        blocks.subheading(text),
        blocks.text(f"{text}\n{text}"),
        blocks.rows([(text, text)]),
        blocks.sheet([text] * 4, [[text] * 4] * 2),
        blocks.signed(text, text),
    ]


def text_of(word: bytes) -> str:
    """All that stands in the first page's margin and in the body, tables too."""
    opened = Opened(BytesIO(word))
    parts = (opened.sections[0].first_page_header._element, opened.element.body)
    return squeezed(
        "".join(each.text or "" for part in parts for each in part.iter() if each.tag.endswith("}t"))
    )


def text_of_pdf(content: bytes) -> str:
    return squeezed("".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages))


def test_what_people_wrote_stands_in_both_files_as_they_wrote_it() -> None:
    texts = [*HOSTILE, "{{ 7 * 7 }}{% raw %}", "<w:p/>&amp;", "{%p endif %}"]
    for text in texts:
        said = every_block(text)  # on one page: a table's head is repeated on each
        word, pdf = text_of(written(said).content), text_of_pdf(written(said, blocks.OFFICIAL_PDF).content)
        assert (word.count(squeezed(text)), pdf.count(squeezed(text))) == (23, 23), text


def test_control_characters_are_left_out_and_rare_signs_stay() -> None:
    assert "𠮷\ue001祥" in text_of(written([blocks.text("𠮷\ue001\x07祥")]).content)


def test_the_same_words_are_the_same_bytes_and_both_files_carry_one_digest() -> None:
    first, pdf = written(every_block("养老")), written(every_block("养老"), blocks.OFFICIAL_PDF)
    assert first == written(every_block("养老"))
    assert first.said == pdf.said != written(every_block("养老服务")).said
    for text in (text_of(first.content), text_of_pdf(pdf.content)):
        assert f"编号：{NUMBER}" in text and first.said in text


def test_it_is_a_word_file_without_macros_that_may_be_attached(tmp_path: Path) -> None:
    file = tmp_path / "notice.docx"
    file.write_bytes(written(every_block("养老")).content)
    assert paper_type(file) is DOCX


def test_below_the_number_of_a_red_head_stands_the_red_line() -> None:
    words = {"head": "云岭县财政局", "blocks": [blocks.title("处理决定书")]}
    paper = Paper(
        "decision", Permission.SEE_PROCUREMENTS, blocks.OFFICIAL_WORD, NUMBER, "决定", date(2026, 12, 1), lambda: words
    )  # fmt: skip
    opened = Opened(BytesIO(paper.write().content))
    [line] = [each for each in opened.paragraphs if each.text == NUMBER]
    assert line.style is not None
    border = line.style.element.find(f".//{qn('w:pBdr')}/{qn('w:bottom')}")
    assert border is not None and border.get(qn("w:color")) == "C00000"


def test_the_template_is_what_the_tool_makes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ours = word_template.FILE
    monkeypatch.setattr(word_template, "FILE", tmp_path / "official.docx")
    word_template.main()
    for part in ("document", "styles"):
        assert _part(tmp_path / "official.docx", part) == _part(ours, part)


def _part(file: Path, part: str) -> bytes:
    from zipfile import ZipFile

    return ZipFile(file).read(f"word/{part}.xml")


def test_an_office_program_opens_it(tmp_path: Path) -> None:
    written_paper = written([*every_block("失能老人上门护理服务"), blocks.text("长。" * 2_000)])
    [shown] = shown_by_an_office({"notice": written_paper.content}, tmp_path).values()
    text = squeezed("".join(page.extract_text() for page in shown.pages))
    assert text.count("失能老人上门护理服务") == 23 and f"编号：{NUMBER}" in text and "{" not in text
    assert [round(float(each)) for each in shown.pages[0].mediabox[2:]] == [595, 842]
    assert len(shown.pages[0].images) + len(shown.pages[-1].images) >= 1  # the code
