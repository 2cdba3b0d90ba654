"""PDF files that the program writes: what people wrote stands in them as they wrote it, and the bytes are always the same."""

from __future__ import annotations

import re
from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader

from goufu.documents.papers import pdf_of

FITTING = 90  # narrow signs in a line of the column beside the titles
TEMPLATE = "planning/typst/approval.typ"
HOSTILE = [
    '#panic("gone")',
    '#read("/config/settings.py")',
    '#eval("1+1") = 2',
    "$ sum_(i=0) $ 与 *粗* _斜_ `码`",
    "@nothing <label> \\ // 注释 /* 注释",
    '"], #[ ) } {',
    "= 标题 - 列表 + 编号 / 词: 义",
    "单价≥3.50元／人·次，〇㎡①Ⅱ【】〔2026〕",
]


def written(**more: Any) -> str:
    """The text of the paper."""
    return "".join(page.extract_text() for page in PdfReader(BytesIO(paper(**more))).pages)


def paper(**more: Any) -> bytes:
    tables: dict[str, Any] = {
        f"{part}{end}": [] for part in ("funding", "targets", "waivers") for end in ("", "_head")
    }
    titles = dict.fromkeys(("funding_title", "targets_title", "waivers_title"), "表")
    said = {
        "name": "批准书", "day": [2026, 11, 29], "heading": "政府购买服务项目批准书", "under": "编号 8-3", "footer": "购服",
        "addressee": "云岭县民政局：", "decision": "同意。", "facts": [], "office": "云岭县财政局", "signed": "2026年11月29日",
    }  # fmt: skip
    return pdf_of(TEMPLATE, tables | titles | said | more)


def squeezed(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize("text", HOSTILE)
def test_what_people_wrote_is_shown_and_never_run(text: str) -> None:
    said = squeezed(written(facts=[["项目名称", text]], decision=text, addressee=text))
    assert said.count(squeezed(text)) == 3


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("𠮷祥养老院", "〓祥养老院"),
        ("བོད་ 藏语", "〓〓〓〓 藏语"),
        ("关爱😀☑行动", "关爱〓〓行动"),
        ("葛\U000e0100城\ufe00", "葛城"),
        ("e\u0301\u2028\u00a0b", "é b"),
    ],
)
def test_signs_that_the_fonts_lack_are_shown_as_missing(text: str, shown: str) -> None:
    said = squeezed(written(name=text, facts=[[text, text]], heading=text, decision=text))
    assert squeezed(shown) in said


def test_signs_that_the_fonts_lack_are_named_at_the_end() -> None:
    assert "字库里没有" not in squeezed(written())
    said = squeezed(written(decision="𠮷祥〓༄", addressee="𠮷"))
    assert "注：〓代替字库里没有的字（U+0F04、U+20BB7），原字见系统里的这一项。" in said
    tibetan = "".join(map(chr, range(0x0F40, 0x0F47))) + "".join(map(chr, range(0x20000, 0x20020)))
    assert re.search(r"（U\+0F40、.*等\d+个）", squeezed(written(decision=tibetan)))


@pytest.mark.parametrize("sign", ["+", "…", "é"])
def test_the_longest_text_without_a_blank_is_written(sign: str) -> None:
    assert squeezed(written(facts=[["需求概况", sign * 20_000]])).count(sign) == 20_000


def test_the_same_words_are_the_same_bytes() -> None:
    first = paper(facts=[["项目名称", "失能老人上门护理服务"]])
    assert first == paper(facts=[["项目名称", "失能老人上门护理服务"]])
    assert first != paper(facts=[["项目名称", "失能老人上门护理"]])


def test_long_texts_go_on_on_the_next_page() -> None:
    long = PdfReader(
        BytesIO(paper(facts=[["需求概况", "为全县失能老人提供上门护理。" * 400], ["网址", "a" * 2_000]]))
    )
    assert len(long.pages) > 3
    said = squeezed("".join(page.extract_text() for page in long.pages))
    assert said.count("护") == 400 and said.count("a") == 2_000
    assert f"1 / {len(long.pages)}" in long.pages[0].extract_text()


@pytest.mark.parametrize("run", ["9fd8c270ccd13102" * 6, "a" * 300])
def test_a_run_without_a_blank_is_broken_where_the_cell_ends(run: str) -> None:
    said = written(facts=[["摘要", run]])
    assert squeezed(said).count(run) == 1
    assert max(map(len, said.split())) < FITTING


def test_signs_that_no_font_shows_are_left_out_and_lines_are_kept() -> None:
    text = written(facts=[["名称", "上门\x07护理\u200b服务\r\n第二行\r第三行"]])
    assert "上门护理服务第二行第三行" in squeezed(text)


def test_it_can_be_kept_for_thirty_years() -> None:
    """PDF/A-2u says so of itself, brings its fonts, and has the day of the thing as its date."""
    content = paper()
    read = PdfReader(BytesIO(content))
    assert b"pdfaid:part>2<" in content and b"pdfaid:conformance>U<" in content
    fonts = read.pages[0]["/Resources"]["/Font"]  # type: ignore[index]
    for font in fonts.values():
        [drawn] = font.get_object()["/DescendantFonts"]
        assert {"/FontFile2", "/FontFile3"} & set(drawn.get_object()["/FontDescriptor"].get_object())
    assert read.metadata and str(read.metadata.creation_date).startswith("2026-11-29")
