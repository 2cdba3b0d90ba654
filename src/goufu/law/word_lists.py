"""The word lists as people open them: those of the rules, and those of the reader of titles and clauses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import chain
from pathlib import Path

import goufu.reader
from goufu.law import patterns
from goufu.law.conditions import conditions_of
from goufu.law.load import HOME, load_rulebook
from goufu.law.model import Rule, Rulebook
from goufu.law.tables import read

READER = Path(goufu.reader.__file__).parent
_OF_PARTS = (
    "works", "works_doubt", "goods", "goods_doubt", "duty", "duty_doubt", "nonduty", "finance", "finance_doubt", "dispatch",
    "labour_doubt", "subsidy", "it_question", "unclear",
)  # fmt: skip
_OF_SIGNALS = ("guarantee", "finance_doubt", "dispatch", "labour", "labour_doubt")
_OF_TERMS = ("term", "term_years", "term_doubt", "term_doubt_years")
_OF_NEEDS = ("works", "works_doubt", "goods", "goods_doubt", "secret", "unbudgeted", *_OF_TERMS)
_OF_CLAUSES = (*_OF_SIGNALS, "duty", "duty_doubt")


@dataclass(frozen=True, slots=True)
class Feeds:
    """What is read with the lists of a file of the reader, or with one of them, in words, and the facts that come of it."""

    title: str
    facts: tuple[str, ...]


FEEDS = {
    "bodies": Feeds("名称里看出的购买主体和承接主体", ("institution", "institution_provider")),
    "digital": Feeds("标的：信息化，还是不成形的建设", ("it_question", "works", "works_doubt", "unclear")),
    "employment": Feeds("条款：购买主体是不是自己用人", ("dispatch", "labour", "labour_doubt")),
    "goods": Feeds("标的：货物", ("goods", "goods_doubt")),
    "guarantees": Feeds("条款：担保和兜底", ("guarantee", "finance_doubt")),
    "marks": Feeds("条款：密级，预算以外的钱", ("secret", "unbudgeted", "finance_doubt")),
    "money": Feeds("标的：融资，补贴", ("finance", "finance_doubt", "subsidy")),
    "names": Feeds("名称里不表示标的的词", _OF_PARTS),
    "parties": Feeds("条款：谁是购买主体，谁是承接主体", _OF_CLAUSES),
    "persons": Feeds("标的：招聘和派遣用工", ("dispatch", "labour_doubt")),
    "powers": Feeds("需求：把职权交给承接主体", ("duty", "duty_doubt")),
    "quantities": Feeds("需求：施工和供货的数量", ("works", "works_doubt", "goods", "goods_doubt")),
    "returns": Feeds("条款：补足收益和本金", ("guarantee", "finance_doubt")),
    "services": Feeds("标的：服务", _OF_PARTS),
    "state": Feeds("标的：政府应当直接履行的职责，不属于政府职责的事", ("duty", "duty_doubt", "nonduty")),
    "terms": Feeds("条款：期限", _OF_TERMS),
    "triggers.title_triggers": Feeds("名称里有没有要细读的词：没有的，不再细读", _OF_SIGNALS),
    "triggers.need_triggers": Feeds(
        "需求里有没有要细读的词：没有的，不再细读",
        (*_OF_SIGNALS, *_OF_NEEDS),
    ),
    "triggers.power_signs": Feeds("需求里有没有说职权的字：没有的，不再细读", ("duty", "duty_doubt")),
    "works": Feeds(
        "标的：工程，以及和工程打包的", ("works", "works_doubt", "package", "documented_exception")
    ),
    "wrapping": Feeds("名称里包在标的外面的词", _OF_PARTS),
}
_UNKNOWN, _NONE = Feeds("名称和条款", ()), Feeds("", ())


@dataclass(frozen=True, slots=True)
class WordList:
    """A word list: `name` in its address (the reader's begin with their file, `works.structures`), and its words as written.

    `feeds` says what the reader reads with it, `facts` the names of what comes of it; both empty for a list of the rules.
    `source` is its file in a checkout.
    """

    name: str
    title: str
    words: tuple[str, ...]
    feeds: str
    source: str
    facts: tuple[str, ...] = ()


@cache
def word_lists() -> Mapping[str, WordList]:
    """All word lists by name, those of the rules first."""
    ours = {each.name: each for each in _lists_in(HOME / "words")}
    return ours | {each.name: each for each in _lists_in(READER / "words")}


def _lists_in(folder: Path) -> Iterator[WordList]:
    is_reader = folder.parent == READER
    for path in sorted(folder.glob("*.toml")):
        of_file = FEEDS.get(path.stem, _UNKNOWN) if is_reader else _NONE
        for name, entry in read(path).items():
            reading = FEEDS.get(f"{path.stem}.{name}", of_file)
            yield WordList(
                name=f"{path.stem}.{name}" if is_reader else name,
                title=entry["title"],
                words=tuple(dict.fromkeys(entry["words"])),
                feeds=reading.title,
                source=f"src/goufu/{folder.parent.name}/words/{path.name}",
                facts=reading.facts,
            )


def readings_behind(fact: str) -> tuple[WordList, ...]:
    """The reader's lists behind a fact that it gives, file by file; none behind another fact."""
    return tuple(each for each in word_lists().values() if fact in each.facts)


def reader_lists_of(rule: Rule, book: Rulebook) -> dict[str, list[WordList]]:
    """The reader's lists behind the facts that a rule asks, by what is read with them."""
    stage = book.stages[rule.stage]
    behind = {
        each
        for name in conditions_of(rule, book).facts
        if name in stage.read
        for each in readings_behind(name)
    }
    found: dict[str, list[WordList]] = {}
    for each in word_lists().values():
        if each in behind:
            found.setdefault(each.feeds, []).append(each)
    return found


def facts_read_with(each: WordList, book: Rulebook) -> dict[str, str]:
    """The titles of the facts that are read with a list of the reader, by name."""
    known = {
        name: fact.title for stage in reversed([*book.stages.values()]) for name, fact in stage.read.items()
    }
    return {name: known[name] for name in each.facts if name in known}


def lists_with(word: str) -> dict[WordList, tuple[str, ...]]:
    """The lists with words that contain the given one, each with these words."""
    found = {}
    for each in word_lists().values():
        if words := tuple(said for said in each.words if word in said):
            found[each] = words
    return found


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
    """The rules that use a list, or ask a fact that is read with it, by the list's name."""
    book = load_rulebook()
    using: dict[str, list[Rule]] = {}
    for rule in book.rules.values():
        behind = chain.from_iterable(reader_lists_of(rule, book).values())
        for each in chain(lists_of(rule, book), behind):
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
