"""Texts, numbers, yes and no, and words to choose from, as people write them in a cell."""

from __future__ import annotations

from decimal import Decimal

import pytest

from goufu.files.cells import clean
from goufu.files.errors import NotStated, Unreadable
from goufu.files.values import Cell, Noted, choice, integer, number, proper_name, text, understood, yesno


def yes_or_no(said: str) -> bool | None:
    """What a cell says; None where it says neither, or nothing."""
    answer = understood(yesno, clean(said)).value
    return None if answer is None else bool(answer)


@pytest.mark.parametrize("text", [*"是有√✓✔☑■对1yYt真", "yes", "YES", "true", "True"])
def test_yes(text: str) -> None:
    assert yes_or_no(text) is True
    assert yes_or_no(f" {text}\u3000") is True


@pytest.mark.parametrize("text", [*"否无×✗✘xX☐□非0nNf假", "不是", "no", "No", "false", "FALSE"])
def test_no(text: str) -> None:
    assert yes_or_no(text) is False
    assert yes_or_no(f" {text}\u3000") is False


@pytest.mark.parametrize("text", ["", " ", "也许", "2", "10", "是否", "是的吧", "nope", "-", "未填"])
def test_neither(text: str) -> None:
    assert yes_or_no(text) is None


def test_text_of_a_length() -> None:
    assert text(3)("养老院") == "养老院"
    with pytest.raises(Unreadable, match="有 4 个字"):
        text(3)("养老院一")


@pytest.mark.parametrize("said", ["5.3010221E+20", "1E+15", "9.99999999999999E+307"])
def test_a_long_number_that_has_lost_its_last_digits_is_no_text(said: str) -> None:
    with pytest.raises(Unreadable, match="后几位已丢失"):
        text(40)(said)


@pytest.mark.parametrize("said", ["YL-E+20", "5E", "530102200000000000001", "3E+5号"])
def test_other_codes_are_text(said: str) -> None:
    assert text(40)(said) == said


@pytest.mark.parametrize("said", ["劳务派遣服务", "劳务\n派遣服务", "劳务 派遣\u3000服务"])
def test_where_a_name_is_broken_does_not_count(said: str) -> None:
    assert proper_name(10)(said) == "劳务派遣服务"


def test_between_other_signs_a_space_counts() -> None:
    assert proper_name(20)("ABC 养老 2027 年") == "ABC 养老 2027 年"


@pytest.mark.parametrize(("said", "count"), [("12", 12), ("1,200人", 1200), ("2027年度", 2027), ("3.0", 3)])
def test_whole_numbers(said: str, count: int) -> None:
    assert integer(said) == count


@pytest.mark.parametrize("said", ["1.5", "十二", "1,20", "9999999999999"])
def test_what_is_no_whole_number_is_told(said: str) -> None:
    with pytest.raises(Unreadable):
        integer(said)


@pytest.mark.parametrize(("said", "read"), [("95%", "95"), ("1,200.5", "1200.5"), ("-3", "-3")])
def test_numbers(said: str, read: str) -> None:
    assert number(said) == Decimal(read)


def test_a_choice_by_code_word_other_words_and_never_by_guess() -> None:
    read = choice(
        [("public", "公共服务（A类）"), ("auxiliary", "辅助性服务（B类）")],
        {"auxiliary": ("履职辅助",)},
        {"服务": "没有写明是哪一类"},
        ("项目",),
    )
    assert [read(said) for said in ("public", "公共服务", "公共 服务(A类)", "履职辅助", "公共服务项目")] == [
        "public", "public", "public", "auxiliary", "public",
    ]  # fmt: skip
    with pytest.raises(
        Unreadable, match="没有写明是哪一类。请填其中一个：公共服务（A类）、辅助性服务（B类）"
    ):
        read("服务")
    with pytest.raises(Unreadable, match="不在可选的范围里"):
        read("公共服务（政府履职）")


def test_a_stroke_says_nothing_unless_it_is_told() -> None:
    def refuse(said: str) -> str:
        raise Unreadable("看不懂", "请重写")

    def ask(said: str) -> str:
        raise NotStated("没有写", "请填写")

    assert understood(refuse, "—") == Cell(None)
    assert understood(refuse, "甲") == Cell(None, "看不懂", "请重写")
    assert understood(ask, "—") == Cell(None, "没有写", "请填写")
    assert understood(ask, "") == Cell(None)


def test_how_an_inexact_value_was_taken_is_noted() -> None:
    assert understood(lambda said: Noted(7, "大约"), "七八") == Cell(7, note="大约")
