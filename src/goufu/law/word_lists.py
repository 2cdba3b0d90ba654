"""The word lists as people open them: those of the rules, and those of the reader of titles and clauses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import goufu.reader
from goufu.law import patterns
from goufu.law.conditions import conditions_of
from goufu.law.load import HOME, load_rulebook
from goufu.law.model import Rule, Rulebook
from goufu.law.tables import read

READER = Path(goufu.reader.__file__).parent
READINGS = {
    # file of the reader's lists: what is read with them
    "bodies": "名称里看出的购买主体和承接主体",
    "digital": "标的：信息化，还是不成形的建设",
    "employment": "条款：购买主体是不是自己用人",
    "goods": "标的：货物",
    "guarantees": "条款：担保和兜底",
    "marks": "条款：密级，预算以外的钱",
    "money": "标的：融资，补贴",
    "names": "名称里不表示标的的词",
    "parties": "条款：谁是购买主体，谁是承接主体",
    "persons": "标的：招聘和派遣用工",
    "powers": "需求：把职权交给承接主体",
    "quantities": "需求：施工和供货的数量",
    "returns": "条款：补足收益和本金",
    "services": "标的：服务",
    "state": "标的：政府应当直接履行的职责，不属于政府职责的事",
    "terms": "条款：期限",
    "triggers": "有没有要细读的词：没有的，不再细读",
    "works": "标的：工程，以及和工程打包的",
    "wrapping": "名称里包在标的外面的词",
}


@dataclass(frozen=True, slots=True)
class WordList:
    """A word list: `name` in its address (the reader's begin with their file, `works.structures`), and its words as written.

    `feeds` says what the reader reads with it; empty for a list of the rules. `source` is its file in a checkout.
    """

    name: str
    title: str
    words: tuple[str, ...]
    feeds: str
    source: str


@cache
def word_lists() -> Mapping[str, WordList]:
    """All word lists by name, those of the rules first."""
    ours = {each.name: each for each in _lists_in(HOME / "words")}
    return ours | {each.name: each for each in _lists_in(READER / "words")}


def _lists_in(folder: Path) -> Iterator[WordList]:
    is_reader = folder.parent == READER
    for path in sorted(folder.glob("*.toml")):
        feeds = reading_of(path.stem) if is_reader else ""
        for name, entry in read(path).items():
            yield WordList(
                name=f"{path.stem}.{name}" if is_reader else name,
                title=entry["title"],
                words=tuple(dict.fromkeys(entry["words"])),
                feeds=feeds,
                source=f"src/goufu/{folder.parent.name}/words/{path.name}",
            )


def reading_of(file: str) -> str:
    """What the reader reads with the lists of a file."""
    return READINGS.get(file, "名称和条款")


def lists_of(rule: Rule, book: Rulebook) -> list[WordList]:
    """The lists that a rule's condition searches, and those that it leaves aside, in its order."""
    conditions = conditions_of(rule, book)
    trees = (
        conditions.applies.tree,
        conditions.must.tree,
        *(each.tree for each in conditions.totals.values()),
    )
    texts = (node.text for tree in trees for node in tree.in_order() if node.kind == "text")
    names = dict.fromkeys(name for text in texts for name in patterns.word_lists(text))
    return [word_lists()[name] for name in names if name in word_lists()]


@cache
def rules_by_list() -> Mapping[str, tuple[Rule, ...]]:
    """The rules that use a list, by the list's name."""
    book = load_rulebook()
    using: dict[str, list[Rule]] = {}
    for rule in book.rules.values():
        for each in lists_of(rule, book):
            using.setdefault(each.name, []).append(rule)
    return {name: tuple(rules) for name, rules in using.items()}


@cache
def rules_by_parameter() -> Mapping[str, tuple[Rule, ...]]:
    """The rules that read a parameter, by its name."""
    book = load_rulebook()
    reading: dict[str, list[Rule]] = {}
    for rule in book.rules.values():
        for name in conditions_of(rule, book).parameters:
            reading.setdefault(name, []).append(rule)
    return {name: tuple(rules) for name, rules in reading.items()}
