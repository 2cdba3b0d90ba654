from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from goufu.files.folding import folded, name_key, normal

# Written out, and not the classes of the code: what comes with text that is copied from pages, PDF and chats.
INVISIBLE = [
    "\u200b",
    "\u200c",
    "\u200d",
    "\ufeff",
    "\u00ad",
    "\u2060",
    "\u200e",
    "\u202c",
    "\u180e",
    "\ufe0f",
    "\u034f",
    "\x00",
]
WHITE = [" ", "\u3000", "\n", "\r\n", "\t", "\u00a0", "\u2009", "\u2028", "\u2800"]
TYPED = st.text(
    st.sampled_from("劳务aé1 \u3000\u2800\u0301\u0308\u3099\u00b4\u00a8㎡Ａ（")
    | st.characters(exclude_categories=["Cs"])
)
HAN = st.text("劳务派遣服务养老新建（）()，、12年GIS", min_size=1)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("劳务\n派遣服务", "劳务派遣服务"),
        ("劳　务 派\u200b遣服务", "劳务派遣服务"),
        ("（示例）", "(示例)"),
        ("ＧＩＳ 系统", "GIS系统"),
        ("12 名", "12名"),
        ("smart city", "smart city"),
        ("smart\n \u3000city", "smart city"),
        ("2026 2027", "2026 2027"),
        ("①期", "1期"),
        ("120㎡", "120m2"),
        ("社区……养老", "社区......养老"),
        ("cafe\u0301", "café"),
        ("  养老  ", "养老"),
        ("", ""),
        ("\u200b \n", ""),
    ],
)
def test_signs_that_carry_no_meaning_are_folded(typed: str, said: str) -> None:
    assert folded(typed) == said


@given(HAN, st.data(), st.sampled_from(INVISIBLE))
def test_an_invisible_sign_anywhere_changes_nothing(text: str, data: st.DataObject, sign: str) -> None:
    at = data.draw(st.integers(0, len(text)))

    assert folded(text[:at] + sign + text[at:]) == folded(text)


@given(st.text("劳务派遣服务养老（），、"), st.data(), st.sampled_from(WHITE))
def test_white_space_anywhere_in_chinese_changes_nothing(text: str, data: st.DataObject, sign: str) -> None:
    at = data.draw(st.integers(0, len(text)))

    assert folded(text[:at] + sign + text[at:]) == folded(text)


@given(TYPED)
@example("e \u0301")
@example("a\u00b4b")
@example("a\u00b4 b")
def test_texts_are_read_as_names_are_compared(text: str) -> None:
    assert normal(text).cased == folded(text).replace(" ", "")


@given(TYPED, st.data(), st.sampled_from(INVISIBLE))
def test_an_invisible_sign_before_a_mark_changes_nothing(text: str, data: st.DataObject, sign: str) -> None:
    at = data.draw(st.integers(0, len(text)))
    typed = text[:at] + sign + text[at:]

    assert folded(typed) == folded(text)
    assert normal(typed).text == normal(text).text


@given(st.text())
@example("\u2000a\u2000b")
@example("a\u3164b")
def test_folding_twice_is_folding_once(text: str) -> None:
    once = folded(text)

    assert folded(once) == once


def test_names_are_compared_without_width_space_and_case() -> None:
    assert name_key("云岭县民政局（ＹＬ）") == name_key(" 云岭县\n民政 局(yl)\u200b") == "云岭县民政局(yl)"
