"""The words of the reader stand in its lists, where people can open and dispute them; in Python are grammar and shapes."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

from goufu.reader import words
from goufu.reader.patterns import with_words

READER = words.HOME.parent
MODULES = {path.stem: path for path in sorted(READER.glob("*.py"))}
USERS = [*MODULES.values(), READER.parent / "decisions" / "names.py"]
FEW = 4  # words of two signs or more that may stand beside each other in Python
# How many of them a module may hold in all, and what they are where that is more.
MOST = 12
MORE = {
    "bounds": (42, "what follows or precedes 是否, 由, 不再: one or two words at a place"),
    "cutting": (36, "forms of numbers, lots and brackets"),
    "employer_acts": (70, "who decides on what in which order: 待遇由…, 是否停工, 退回…修改"),
    "employer_control": (38, "marks of who commands, and where persons sign in"),
    "facts": (16, "years of a plan, and who pays for what a firm does"),
    "guarantees": (55, "who pays whose debt to whom: 从…扣划, 转为…债务"),
    "headcounts": (66, "prices by person: units and numbers between a few words"),
    "keeping": (62, "who has nothing to do with what: 与…没有关系, 是…的事"),
    "marks": (51, "where money comes from: 经费由…解决, 分N年偿付"),
    "negations": (18, "negations and what ends their reach"),
    "own_staff": (42, "whose persons they are: 由局内…, 在…配合"),
    "parties": (68, "names by their endings, and what they must not be followed by"),
    "powers": (67, "who decides, hands over or is handed: 视情…处理, 移送…处理"),
    "quantities": (31, "numbers with units, and whose the thing is afterwards"),
    "reading": (14, "what kinds of parts are called on pages"),
    "referring": (21, "其, 该, 他: what they can mean"),
    "returns": (37, "paid whatever happens: 与…无关, 不因…而扣"),
    "secrecy": (87, "how secrets stay away: 不发给…, 除…以外, 到局里译"),
    "terms": (18, "forms of years and months"),
}
_WORD = re.compile(r"[\u4e00-\u9fff]{2,}")
_ROW = re.compile(r"[\u4e00-\u9fff]+(?:\|[\u4e00-\u9fff]+)+")
_NAMED = re.compile(r"\{\{?([a-z_]+)\}")


def strings(path: Path) -> Iterator[str]:
    """The texts in the code of a module; docstrings are none."""
    tree = ast.parse(path.read_text("utf-8"))
    told = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told:
            yield node.value


def rows(path: Path) -> Iterator[list[str]]:
    """The words of each alternation, tuple, list or set of a module."""
    for text in strings(path):
        yield from (row.split("|") for row in _ROW.findall(text))
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Tuple | ast.List | ast.Set):
            values = [each.value for each in node.elts if isinstance(each, ast.Constant)]
            yield [value for value in values if isinstance(value, str) and _WORD.fullmatch(value)]


@pytest.mark.parametrize("path", USERS, ids=lambda path: path.stem)
def test_no_row_of_words_stands_in_python(path: Path) -> None:
    long = [row for row in rows(path) if sum(map(bool, map(_WORD.fullmatch, row))) > FEW]
    assert long == [], "a row of words is a list: put it into words/, with a name and a title"


@pytest.mark.parametrize("name", MODULES)
def test_few_words_stand_in_python(name: str) -> None:
    found = sum(len(_WORD.findall(text)) for text in strings(MODULES[name]))
    most, _ = MORE.get(name, (MOST, ""))
    assert found <= most, "put words that people may want to add to or dispute into words/"
    assert name not in MORE or found > most * 0.8, "fewer than stands here: lower the number"


def test_the_modules_that_may_hold_more_exist() -> None:
    assert set(MODULES) >= set(MORE)


@pytest.mark.parametrize("name", MODULES)
def test_every_pattern_is_a_good_one_of_lists_that_exist(name: str) -> None:
    module = import_module("goufu.reader" if name == "__init__" else f"goufu.reader.{name}")
    texts = [
        text for value in vars(module).values() if isinstance(text := getattr(value, "pattern", None), str)
    ]
    for text in texts:
        re.compile(with_words(text))


def test_every_list_is_read() -> None:
    code = "".join(path.read_text("utf-8") for path in USERS)
    named = {*_NAMED.findall(code), *re.findall(r"[\"']([a-z_]+)[\"']", code)}
    assert set(words.lists()) - named == set()
