"""The loader of the rulebook's TOML files. Every error message names the file."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from goufu.law.model import (
    Article,
    Example,
    Fact,
    Instrument,
    Parameter,
    ParameterExample,
    ParameterValue,
    Rule,
    Rulebook,
    RulebookError,
    RuleScope,
    Severity,
    Stage,
    Value,
    Verdict,
)
from goufu.law.numerals import article_label
from goufu.law.tables import Table, read

HOME = Path(__file__).parent
STAGES = (
    "catalogue", "plan", "procurement", "award", "contract", "delivery", "payment", "evaluation", "disclosure",
)  # fmt: skip
_PYTHON_TYPES: dict[str, tuple[type, ...]] = {
    "text": (str,),
    "choice": (str,),
    "money": (str, int, float),
    "number": (str, int, float),
    "integer": (int,),
    "date": (date,),
    "yesno": (bool,),
}
_PHRASES = ("called", "when_yes", "when_no", "when_said", "when_empty", "when_is")
_EXPECT = {
    "pass": Verdict.PASS,
    "fail": Verdict.FAIL,
    "unverified": Verdict.UNVERIFIED,
    "not_applicable": Verdict.NOT_APPLICABLE,
    "missing": Verdict.MISSING,
}


@cache
def load_rulebook(home: Path = HOME) -> Rulebook:
    """The whole rulebook below `home`. Raises RulebookError for the first faulty file; for a rule's, when it is looked up."""
    stages = load_stages(home / "facts")
    words, word_titles = load_words(home / "words")
    return Rulebook(
        instruments={
            path.stem: load_instrument(path) for path in sorted((home / "instruments").glob("*.toml"))
        },
        parameters={path.stem: load_parameter(path) for path in sorted((home / "parameters").glob("*.toml"))},
        stages=stages,
        rules=_RuleFiles(home / "rules", stages),
        words=words,
        word_titles=word_titles,
    )


class _RuleFiles(Mapping[str, Rule]):
    """The rules by id, each read when it is looked up: a check of a list needs those of one stage of eight."""

    def __init__(self, folder: Path, stages: Mapping[str, Stage]) -> None:
        self._files = {
            _rule_id(path, stage): (path, stage)
            for stage in stages.values()
            for path in sorted((folder / stage.name).glob("*.toml"))
        }
        self._read: dict[str, Rule] = {}

    def __getitem__(self, rule: str) -> Rule:
        if rule not in self._read:
            self._read[rule] = load_rule(*self._files[rule])
        return self._read[rule]

    def __iter__(self) -> Iterator[str]:
        return iter(self._files)

    def __len__(self) -> int:
        return len(self._files)


def _rule_id(path: Path, stage: Stage) -> str:
    return f"{stage.name}.{path.stem.replace('_', '-')}"


def load_instrument(path: Path) -> Instrument:
    table = Table(path, read(path))
    articles = {}
    for entry in table.list("articles"):
        number = entry.text("number")
        if number in articles:
            raise RulebookError(f"{path.name}：条款 {number} 写了两次")
        articles[number] = Article(
            instrument=path.stem,
            number=number,
            label=entry.text("label", "") or article_label(number),
            text=entry.text("text"),
            verified=entry.raw["verified"],
            mark=entry.text("mark"),
            note=entry.text("note", ""),
        )
    return Instrument(
        id=table.same_as_file("id"),
        title=table.text("title"),
        short=table.text("short"),
        number=table.text("number"),
        issuer=table.text("issuer"),
        issued=table.raw.get("issued"),
        in_force_from=table.raw["in_force_from"],
        in_force_until=table.raw.get("in_force_until"),
        began_on=table.raw.get("began_on"),
        verified=table.raw["verified"],
        mark=table.text("mark"),
        note=table.text("note", ""),
        articles=articles,
    )


def load_parameter(path: Path) -> Parameter:
    table = Table(path, read(path))
    values = [
        ParameterValue(
            value=entry.decimal("value"),
            from_=entry.raw["from"],
            until=entry.raw.get("until"),
            level=entry.raw.get("level"),
            place=entry.raw.get("place"),
            article=entry.text("article"),
            verified=entry.raw["verified"],
            mark=entry.text("mark"),
            note=entry.text("note", ""),
        )
        for entry in table.list("values")
    ]
    values.sort(key=lambda value: (-len(value.place or ""), value.level is None, -value.from_.toordinal()))
    examples = tuple(
        ParameterExample(
            on_date=entry.raw["on_date"],
            level=entry.raw.get("level"),
            place=entry.raw.get("place"),
            value=None if entry.raw.get("expect") == "none" else entry.decimal("value"),
        )
        for entry in table.list("examples")
    )
    return Parameter(
        name=table.same_as_file("name"),
        title=table.text("title"),
        type=table.text("type"),
        unit=table.text("unit", ""),
        values=tuple(values),
        floor=table.text("floor", ""),
        examples=examples,
    )


@cache
def rulebook_stages() -> dict[str, Stage]:
    """The stages of the rulebook alone, by name: their facts are read in a fraction of the time that all rules take."""
    return load_stages(HOME / "facts")


def load_stages(folder: Path) -> dict[str, Stage]:
    common = Table(folder / "common.toml", read(folder / "common.toml"))
    choices: dict[str, dict[str, str]] = common.raw.get("choices", {})
    shared = {fact.name: fact for fact in _facts(common, choices)}
    stages = {}
    for name in STAGES:
        path = folder / f"{name}.toml"
        if not path.exists():
            continue
        table = Table(path, read(path))
        unknown = [used for used in table.raw.get("use", []) if used not in shared]
        if unknown:
            raise RulebookError(f"{path.name}：common.toml 里没有 {'、'.join(unknown)}")
        facts = {used: shared[used] for used in table.raw.get("use", [])}
        for fact in (*_facts(table, choices | table.raw.get("choices", {})), *_read_facts(table)):
            if fact.name in facts:
                raise RulebookError(f"{path.name}：事实 {fact.name} 写了两次")
            facts[fact.name] = fact
        stages[name] = Stage(
            table.same_as_file("stage"),
            table.text("title"),
            table.text("about"),
            table.text("dated_by"),
            facts,
        )
    return stages


def _read_facts(table: Table) -> list[Fact]:
    """The facts of the section `reading`, which the reader gives of the text fact `of`: a sentence says there is one, or none."""
    if "reading" not in table.raw:
        return []
    section = Table(table.path, table.raw["reading"])
    return [
        replace(
            fact, read_from=section.text("of"), when_said=f"有{fact.title}", when_empty=f"没有{fact.title}"
        )
        for fact in _facts(section, {})
    ]


def _facts(table: Table, choices: Mapping[str, Mapping[str, str]]) -> list[Fact]:
    facts = []
    for entry in table.list("facts"):
        listed = entry.text("choices", "")
        if listed and listed not in choices:
            raise RulebookError(f"{table.path.name}：没有选项表 {listed}")
        facts.append(
            Fact(
                name=entry.text("name"),
                title=entry.text("title"),
                type=entry.text("type"),
                unit=entry.text("unit", ""),
                about=entry.text("about", ""),
                aliases=tuple(entry.raw.get("aliases", ())),
                choices=choices[listed] if listed else {},
                **{name: entry.text(name, "") for name in _PHRASES},
            )
        )
    return facts


def load_words(folder: Path) -> tuple[dict[str, tuple[str, ...]], dict[str, str]]:
    """The words of each list, the longest first, and the lists' titles."""
    words: dict[str, tuple[str, ...]] = {}
    titles: dict[str, str] = {}
    for path in sorted(folder.glob("*.toml")):
        for name, entry in read(path).items():
            if name in words:
                raise RulebookError(f"{path.name}：词表 {name} 写了两次")
            words[name] = tuple(sorted(set(entry["words"]), key=lambda word: (-len(word), word)))
            titles[name] = entry["title"]
    return words, titles


def load_rule(path: Path, stage: Stage) -> Rule:
    table = Table(path, read(path))
    if table.text("id") != (expected := _rule_id(path, stage)):
        raise RulebookError(f"{stage.name}/{path.name}：id 应当是 {expected}")
    scope = table.raw.get("scope")
    return Rule(
        id=table.text("id"),
        title=table.text("title"),
        stage=stage.name,
        severity=Severity(table.text("severity")),
        articles=tuple(table.raw["articles"]),
        in_force_from=table.raw["in_force_from"],
        in_force_until=table.raw.get("in_force_until"),
        dated_by=table.text("dated_by", stage.dated_by),
        levels=tuple(table.raw.get("levels", ())),
        places=tuple(table.raw.get("places", ())),
        applies=table.text("applies", "TRUE"),
        must=table.text("must"),
        disputed=table.text("disputed", "FALSE"),
        message=table.text("message"),
        remedy=table.text("remedy"),
        waiver=table.text("waiver", "nobody"),
        note=table.text("note", ""),
        once_per=tuple(table.raw.get("once_per", ())),
        scope=RuleScope(tuple(scope["by"]), scope["totals"]) if scope else None,
        examples=tuple(
            _example(entry, table.raw.get("given", {}), stage) for entry in table.list("examples")
        ),
        sentence=table.text("sentence", ""),
        sentence_for=table.text("sentence_for", ""),
    )


def _example(entry: Table, given: Mapping[str, Any], stage: Stage) -> Example:
    common = {name: value for name, value in given.items() if name not in entry.raw.get("without", ())}
    return Example(
        name=entry.text("name"),
        kind=entry.text("kind"),
        facts=facts_of(stage, common | entry.raw.get("facts", {}), entry.path),
        others=tuple(facts_of(stage, common | other, entry.path) for other in entry.raw.get("others", ())),
        expect=_EXPECT[entry.text("expect")],
        missing=tuple(entry.raw.get("missing", ())),
    )


def facts_of(stage: Stage, given: Mapping[str, Any], path: Path) -> dict[str, Value]:
    """The given facts in the stage's types. Raises RulebookError for unknown names and wrong types."""
    facts: dict[str, Value] = {}
    for name, value in given.items():
        fact = stage.facts.get(name)
        if fact is None:
            raise RulebookError(f"{path.name}：{stage.title}没有事实 {name}")
        facts[name] = _typed(fact, value, path)
    return facts


def _typed(fact: Fact, value: Any, path: Path) -> Value:
    fits = _PYTHON_TYPES[fact.type]
    wrong = not isinstance(value, fits) or (isinstance(value, bool) and fact.type != "yesno")
    if wrong or (fact.choices and value not in fact.choices):
        raise RulebookError(f"{path.name}：{fact.name} 的值 {value!r} 不是 {fact.type}，或不在选项之内")
    if fact.type in ("money", "number"):
        return Decimal(str(value))
    if fact.type == "text":
        return unicodedata.normalize("NFKC", value)
    return value  # type: ignore[no-any-return]
