"""The page docs/procurement-facts.md: for each rule of procurement and award its steps, its facts, and where each comes from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from goufu.core.fact_queries import sources as told_by_queries
from goufu.core.fact_views import facts_of_stage, stages_with_facts
from goufu.law.conditions import conditions_of
from goufu.law.load import load_rulebook
from goufu.law.model import Rule, Stage
from goufu.law.tables import read
from goufu.procurement.cases.data import load_cases
from goufu.procurement.cases.law import STAGE as AWARD
from goufu.procurement.cases.law import told as told_by_cases
from goufu.procurement.methods import HOME, load_methods
from goufu.procurement.notices import load_notices
from goufu.procurement.strict import STAGES, Entry

MOST_TICKS = 12
HEAD = """# Facts of procurement and award

Made by `goufu procurement_facts docs/procurement-facts.md` from the rules, `procurement/events.toml` and
`procurement/fact_sources.toml`. A fact is the day of an *event*, stands in a *record*, comes of an *action*, is *worked out*
from what is stored, is *typed*, or is a *tick*: a person's judgement with a name and a day. *Not yet*: no record tells it so far.
Beside a rule stand the steps of timetables that count the same days.
"""


class Source(StrEnum):
    EVENT = "event"
    RECORD = "record"
    ACTION = "action"
    WORKED_OUT = "worked_out"
    TYPED = "typed"
    TICK = "tick"

    @property
    def label(self) -> str:
        return self.replace("_", " ")


@dataclass(frozen=True, slots=True)
class FactSource:
    """Where a fact comes from, in words."""

    source: Source
    words: str


@cache
def sources() -> Mapping[str, FactSource]:
    """The sources of the facts of both stages, as stage.fact. Raises DataError for a fact that is unknown or told twice."""
    path = HOME / "fact_sources.toml"
    entry, found = Entry(path, "", read(path)), dict(_of_events())
    for stage in STAGES:
        facts = load_rulebook().stages[stage].facts
        for kind, table in entry.needed(stage).named():
            if kind not in set(Source) - {Source.EVENT}:
                raise table.error(f"没有来源 {kind}")
            for fact, words in table.all().items():
                if fact not in facts:
                    raise table.error(f"没有事实 {fact}")
                if f"{stage}.{fact}" in found:
                    raise table.error(f"事实 {fact} 的来源写了两次")
                found[f"{stage}.{fact}"] = FactSource(Source(kind), words)
    entry.done()
    return found


def _of_events() -> Iterator[tuple[str, FactSource]]:
    """The days of events; several events may be one fact, at different times or for different people."""
    titles: dict[str, list[str]] = {}
    for event in load_methods().events.values():
        for fact in event.facts:
            titles.setdefault(fact, []).append(event.title)
    for fact, names in titles.items():
        if fact.partition(".")[0] in STAGES:
            yield fact, FactSource(Source.EVENT, "；".join(names))


def facts_read(rule: Rule) -> list[str]:
    """The facts that the rule reads, in the order of its stage."""
    wanted = conditions_of(rule, load_rulebook()).facts | {rule.dated_by}
    return [name for name in load_rulebook().stages[rule.stage].facts if name in wanted]


def page() -> str:
    """The page for both stages."""
    stages = [load_rulebook().stages[name] for name in STAGES]
    return "\n".join([HEAD, *(line for stage in stages for line in _stage(stage))]) + "\n"


def _stage(stage: Stage) -> Iterator[str]:
    rules = load_rulebook().stage_rules(stage.name)
    read_by: dict[str, int] = {}
    for rule in rules:
        for name in facts_read(rule):
            read_by[name] = read_by.get(name, 0) + 1
    told_here = told(stage.name)
    yield from (
        f"## {stage.title}: facts",
        "",
        "| Fact | | Source | Comes from | Rules | |",
        "| --- | --- | --- | --- | ---: | --- |",
    )
    for name, fact in stage.facts.items():
        if name in read_by:
            source = sources()[f"{stage.name}.{name}"]
            state = "" if name in told_here else "not yet"
            yield f"| `{name}` | {fact.title} | {source.source.label} | {source.words} | {read_by[name]} | {state} |"
    yield from (
        "",
        f"## {stage.title}: {len(rules)} rules",
        "",
        "| Rule | Steps | Facts |",
        "| --- | --- | --- |",
    )
    steps = _steps_by_rule()
    for rule in rules:
        link = f"[{rule.title}](rules/{stage.name}/{rule.id.partition('.')[2]}.md)"
        yield f"| {link} | {'、'.join(steps.get(rule.id, ()))} | {_facts_in_words(rule)} |"
    yield ""


def _facts_in_words(rule: Rule) -> str:
    """The rule's facts, those of one source together."""
    by_source: dict[Source, list[str]] = {}
    for fact in facts_read(rule):
        by_source.setdefault(sources()[f"{rule.stage}.{fact}"].source, []).append(f"`{fact}`")
    return "; ".join(f"{source.label}: {', '.join(names)}" for source, names in sorted(by_source.items()))


def told(stage: str) -> set[str]:
    """The facts that stored records tell already: those of the stage's view, of questions, challenges and complaints, and of notices."""
    others = told_by_cases() | _told_by_notices() if stage == AWARD else set()
    if stage not in stages_with_facts():
        return others
    facts = facts_of_stage(stage)
    return {*told_by_queries(facts), *facts.view.fields} | others


def _told_by_notices() -> set[str]:
    """The facts of the award that a result notice tells when it is published (readiness.py)."""
    facts = (fact.partition(".") for field in load_notices().fields.values() for fact in field.facts)
    return {name for stage, _, name in facts if stage == AWARD}


@cache
def _steps_by_rule() -> Mapping[str, list[str]]:
    """By rule: the steps of the timetables, and the clocks of cases, that judge the same days, once each."""
    found: dict[str, list[str]] = {}
    counted = [(step.rule, step.title) for method in load_methods().methods.values() for step in method.steps]
    counted += [(each.rule, each.title) for each in load_cases().clocks.values()]
    for rule, title in counted:
        if rule and title not in found.setdefault(rule, []):
            found[rule].append(title)
    return found
