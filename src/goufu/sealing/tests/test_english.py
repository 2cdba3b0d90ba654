"""Refusals of sealing in English: every sentence has one, with the same places for values."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from goufu import sealing
from goufu.sealing.errors import Malformed, SealedWrongly, SealError
from goufu.sealing.keys import check_passphrase
from goufu.sealing.label import Label
from goufu.sealing.names import check_names

HOME = Path(sealing.__file__).parent
HAN = re.compile(r"[\u3400-\u9fff。]")
PLACES = re.compile(r"%\(\w+\)s")
CONTENTS = {"演练.txt", "这是演练用的信封，里面没有投标。\n"}  # of an envelope of a rehearsal


def english() -> dict[str, str]:
    with (HOME / "locale/en/LC_MESSAGES/django.po").open("rb") as file:
        return {str(each.id): str(each.string) for each in read_po(file) if each.id}


def sentences() -> Iterator[str]:
    """The Chinese texts of the room's modules, but for those put together of others."""
    for path in HOME.glob("*.py"):
        tree = ast.parse(path.read_text("utf-8"))
        together = {
            id(part) for each in ast.walk(tree) if isinstance(each, ast.JoinedStr) for part in each.values
        }
        for each in ast.walk(tree):
            text = each.value if isinstance(each, ast.Constant) and id(each) not in together else None
            if isinstance(text, str) and HAN.search(text):
                yield text


def test_each_sentence_has_its_english_and_no_english_is_left_over() -> None:
    assert {*sentences()} - CONTENTS == {*english()}


def test_both_languages_have_the_same_places_and_english_has_no_chinese() -> None:
    for chinese, said in english().items():
        assert sorted(PLACES.findall(chinese)) == sorted(PLACES.findall(said)), chinese
        assert not HAN.search(said), said


def test_refusals_are_told_in_english() -> None:
    told = english()

    def translated(text: str) -> str:
        return told.get(text, text)

    with pytest.raises(SealError, match="口令太短") as short:
        check_passphrase("abc")
    assert short.value.told(translated).startswith("The passphrase is too short. Use at least ")
    with pytest.raises(Malformed) as label:
        Label("x" * 65, "1", "0" * 18, "price", 1)
    assert label.value.told(translated) == (
        "Number of the procurement must be one line of text of at most 64 signs. Put it right and seal again."
    )
    with pytest.raises(Malformed) as name:
        check_names(["字" * 67])
    assert "is too long (more than 200 bytes)" in name.value.told(translated)


def test_a_refusal_within_another_is_told_in_english_too() -> None:
    told = english()
    outer = SealedWrongly(
        "信封里面不对：%(what)s", "请记入开标记录", what=Malformed("有两个文件都叫“%(name)s”", "", name="a")
    )
    assert outer.what == "信封里面不对：有两个文件都叫“a”"
    assert outer.told(lambda text: told.get(text, text)) == (
        "The inside of the envelope is wrong: Two files are called “a”. "
        "Enter it in the minutes of the opening."
    )
