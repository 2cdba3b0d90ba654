"""The normal form: signs that show nothing carry no meaning, wherever they stand."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goufu.files.folding import MAY_FOLD, folded
from goufu.files.unseen import INVISIBLE_SIGNS
from goufu.reader import normal, read

TITLES = (
    "云岭县滨河路桥涵修复及护坡砌筑政府购买服务",
    "云岭县城乡环卫清扫保洁服务（合同期5年）",
    "云岭市教育局2026年课桌椅、讲台采购项目竞争性磋商公告",
    "云岭区污水处理厂EPC+O服务",
    "云岭县法律援助案件办理服务",
)
INVISIBLE = (
    " ", "\t", "\n", "\r\n", "\u00a0", "\u00ad", "\u034f", "\u115f", "\u1680", "\u180e", "\u2000", "\u2009", "\u200b",
    "\u200c", "\u200d", "\u200e", "\u2028", "\u2029", "\u202e", "\u2060", "\u2066", "\u2800", "\u3000", "\u3164", "\ufe0f",
    "\ufeff", "\uffa0", "\x00", "\x0b", "\x1f", "\x7f", "\U000e0041", "\U000e0100",
)  # fmt: skip
HALF = "".join(map(chr, range(0x21, 0x7F)))
FULL = "".join(map(chr, range(0xFF01, 0xFF5F)))


def said(title: str) -> tuple[object, ...]:
    """What a reading says, without the places in the text as typed."""
    reading = read(title)
    parts = tuple(part._replace(start=0, end=0) for part in reading.parts)
    return reading.core, parts, reading.asides, reading.front, reading.purchaser, reading.facts


@given(
    st.sampled_from(TITLES),
    st.lists(st.tuples(st.sampled_from(INVISIBLE), st.integers(0, 60)), min_size=1, max_size=6),
)
def test_an_invisible_sign_anywhere_changes_no_answer(title: str, signs: list[tuple[str, int]]) -> None:
    typed = title
    for sign, place in signs:
        typed = typed[:place] + sign + typed[place:]
    assert said(typed) == said(title)


def test_texts_are_read_and_compared_without_the_same_signs() -> None:
    """One table for both: of all signs that can't be seen by their category, and of those in the table."""
    unprinted = {sign for sign in map(chr, range(0x20000)) if unicodedata.category(sign)[0] in "CZ"}
    signs = {sign for sign in unprinted | INVISIBLE_SIGNS if not "\ud800" <= sign <= "\uf8ff"}
    assert len(signs) > 5_000
    assert {sign for sign in signs if not normal(sign).text} == {sign for sign in signs if not folded(sign)}


@pytest.mark.parametrize("title", TITLES)
def test_full_and_half_width_change_no_answer(title: str) -> None:
    half = title.translate(str.maketrans(FULL, HALF))
    full = title.translate(str.maketrans(HALF, FULL))
    assert said(half) == said(full) == said(title)


def test_small_letters_are_read_as_capitals_and_shown_as_typed() -> None:
    reading = read("云岭区污水厂epc+o及App开发")
    assert reading.facts.package == read("云岭区污水厂EPC+O及APP开发").facts.package != ""
    assert reading.parts[-1].text == "App开发"


@given(st.text())
def test_the_normal_form_of_a_normal_form_is_itself(text: str) -> None:
    once = normal(text).text
    assert normal(once).text == once


@given(st.text())
def test_each_sign_knows_where_it_was_typed(text: str) -> None:
    found = normal(text)
    spans = [found.typed(place, place + 1) for place in range(len(found.text))]
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert spans == sorted(spans)


def test_parts_are_marked_in_the_text_as_typed() -> None:
    typed = "云岭县 道路\n工程\u200b监理 及 道路\u3000工程"
    assert [typed[part.start : part.end] for part in read(typed).parts] == [
        "云岭县 道路\n工程\u200b监理",
        "道路\u3000工程",
    ]


def test_a_text_is_left_as_it_is_only_where_each_sign_stands_for_itself() -> None:
    plain = [sign for sign in map(chr, range(0x10000)) if MAY_FOLD.search(sign) is None]
    assert len(plain) > 20_000
    assert all(
        unicodedata.normalize("NFKC", sign).upper() == sign and not unicodedata.combining(sign)
        for sign in plain
    )
