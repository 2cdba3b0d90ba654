"""The loader of the methods: `methods/*.toml`, with `events.toml` and `settings.toml`. Every error names file and place.

A method is a file. `methods/common.toml` holds what several share.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import Any

from goufu.files.own_settings import Room, Setting, in_force
from goufu.law.load import load_rulebook
from goufu.law.model import Rulebook
from goufu.law.tables import read
from goufu.procurement import parts
from goufu.procurement.model import Approval, Event, Fallback, Method, Methods, MethodStage, StepRule
from goufu.procurement.strict import DataError, Entry, References
from goufu.procurement.timing.counting import DAYS, HOURS, WORKDAYS

METHOD, FRAMEWORK, OTHER = "method", "framework", "other"  # groups; 政府采购法 doesn't name those of the last
HOME = Path(__file__).parent
COMMON = "common.toml"
COUNTED = (DAYS, WORKDAYS)  # the units of steps
LIMITS = ("invited", "winners", "addition")


@cache
def load_methods() -> Methods:
    """All methods, with the settings of the office."""
    return replace(read_methods(), settings=in_force(settings_of_room()))


def settings_of_room() -> Room:
    """The settings as the program brings them (`files.own_settings`)."""
    return Room("procurement", _settings(HOME))


def _settings(home: Path) -> dict[str, Setting]:
    return {name: _setting(name, each) for name, each in _named(home / "settings.toml")}


def _setting(name: str, entry: Entry) -> Setting:
    if isinstance(entry.raw.get("value"), bool):
        return Setting(name, entry.text("title"), entry.flag("value"), "")
    return Setting(name, entry.text("title"), entry.number("value"), entry.text("unit"))


@cache
def read_methods(home: Path = HOME) -> Methods:
    """All methods below `home` as the program brings them, held to the rulebook. Raises DataError for the first fault."""
    book = load_rulebook()
    settings = _settings(home)
    refs = References(book, settings)
    events = _events(home / "events.toml", refs)
    notices = {path.stem for path in (home / "notices").glob("*.toml")}
    common = _Common.of(home / "methods" / COMMON, refs, events, notices)
    methods = {
        path.stem: _method(path, common)
        for path in sorted((home / "methods").glob("*.toml"))
        if path.name != COMMON
    }
    return Methods(book, events, settings, methods, common.papers, common.organisation, common.endings)


def _entry(path: Path) -> Entry:
    return Entry(path, "", read(path))


def _named(path: Path) -> Iterable[tuple[str, Entry]]:
    for name, each in _entry(path).named():
        yield name, each
        each.done()


def _events(path: Path, refs: References) -> dict[str, Event]:
    events = {}
    for name, each in _named(path):
        facts = each.texts("facts")
        for fact in facts:
            if refs.fact(each, fact).type != "date":
                raise each.error(f"facts 里的 {fact} 不是日期")
        events[name] = Event(
            name,
            each.text("title"),
            facts,
            each.texts("after"),
            each.texts("first_of"),
            each.flag("by_clock"),
            each.flag("optional"),
            each.texts("annuls"),
            each.flag("pauses"),
        )
    for event in events.values():
        for other in (*event.after, *event.first_of, *event.annuls):
            if other not in events:
                raise DataError(f"{path.name}：{event.name} 提到 {other}，没有这个事件")
    _ordered(path, {event.name: event.after for event in events.values()})
    return events


def _ordered(path: Path, before: Mapping[str, Iterable[str]]) -> tuple[str, ...]:
    """The names so that each comes after those before it. Raises DataError for a circle."""
    try:
        return tuple(TopologicalSorter(before).static_order())
    except CycleError as error:
        raise DataError(f"{path.name}：事件绕成了圈：{' → '.join(error.args[1])}") from error


@dataclass(frozen=True)
class _Common:
    """What methods take from common.toml, and what they are held to."""

    refs: References
    events: Mapping[str, Event]
    notices: set[str]
    stages: Mapping[str, str]
    papers: Mapping[str, str]
    organisation: Mapping[str, tuple[str, str]]
    endings: Mapping[str, str]
    approvals: Mapping[str, Approval]
    fallbacks: Mapping[str, Fallback]
    steps: Mapping[str, StepRule]

    @classmethod
    def of(cls, path: Path, refs: References, events: Mapping[str, Event], notices: set[str]) -> _Common:
        entry = _entry(path)
        common = cls(
            refs,
            events,
            notices,
            dict(entry.needed("stages").all()),
            dict(entry.needed("papers").all()),
            {
                name: (each.text("title"), refs.article(each))
                for name, each in entry.needed("organisation").named()
            },
            dict(entry.needed("endings").all()),
            {name: parts.approval(each, refs) for name, each in entry.needed("approvals").named()},
            {name: parts.fallback(each, refs) for name, each in entry.needed("fallbacks").named()},
            {name: _step(name, each, refs, events) for name, each in entry.needed("steps").named()},
        )
        entry.done()
        return common

    def listed(self, entry: Entry, key: str, known: Iterable[str]) -> tuple[str, ...]:
        names = entry.texts(key)
        for name in names:
            if name not in known:
                raise entry.error(f"{key} 写了 {name}，没有这一项")
        return names


def _step(name: str, entry: Entry, refs: References, events: Mapping[str, Event]) -> StepRule:
    numbers = {kind: refs.number(entry, kind) for kind in ("least", "most", "within")}
    written = [kind for kind, number in numbers.items() if number]
    begins, before, ends = entry.text("begins", ""), entry.text("before", ""), entry.text("ends")
    for event in filter(None, (begins, before, ends)):
        if event not in events:
            raise entry.error(f"没有事件 {event}")
    if bool(begins) == bool(before):
        raise entry.error("begins 和 before 写一个，也只写一个")
    if len(written) > 1 or (before and "most" in written) or (begins and "within" in written):
        raise entry.error("least、most、within 至多写一个；most 配 begins，within 配 before")
    number = numbers[written[0]] if written else ""
    if number and refs.unit(number) not in ((HOURS,) if "within" in written else COUNTED):
        raise entry.error(f"{number} 的单位不是{'小时' if 'within' in written else '日，也不是工作日'}")
    facts = entry.table("facts")
    own = {key: facts.text(key, "") for key in ("begins", "ends")} if facts else {}
    for fact in filter(None, own.values()):
        refs.fact(entry, fact)
    if facts:
        facts.done()
    rule = refs.rule(entry)
    step = StepRule(
        name=name,
        title=entry.text("title"),
        article=refs.article(entry, default=""),
        stage=entry.text("stage"),
        begins=begins,
        before=before,
        ends=ends,
        kind="before" if before and "within" not in written else written[0] if written else "free",
        number=number,
        rule=rule,
        own_facts=own,
        when=refs.when(entry),
        above=refs.number(entry, "above"),
        dated_by=_dated_by(rule, (begins or before, ends), events, refs.book),
    )
    entry.done()
    return step


def _dated_by(name: str, near: tuple[str, str], events: Mapping[str, Event], book: Rulebook) -> str:
    """The event on whose day the law of a step is looked up: that of its rule, else the start."""
    if not name:
        return "started"
    rule = book.rules[name]
    fact = f"{rule.stage}.{rule.dated_by}"
    return next((each for each in (*near, *events) if fact in events[each].facts), near[0])


def _method(path: Path, common: _Common) -> Method:
    entry, refs = _entry(path), common.refs
    if entry.text("name") != path.stem:
        raise entry.error("name 应当和文件名相同")
    facts = {}
    for name, value in entry.needed("facts").all().items():
        fact = refs.fact(entry, name)
        if value not in fact.choices:
            raise entry.error(f"facts.{name} 写了 {value}，{fact.title}没有这个选项")
        facts[name] = value
    method = Method(
        name=path.stem,
        title=entry.text("title"),
        article=refs.article(entry),
        facts=facts,
        in_force_from=entry.day("in_force_from"),
        in_force_until=entry.day("in_force_until") if "in_force_until" in entry.raw else None,
        refusal=entry.text("refusal", ""),
        refusal_rule=refs.rule(entry, "refusal_rule"),
        in_emergency=entry.text("in_emergency", ""),
        in_emergency_article=refs.article(entry, "in_emergency_article", ""),
        **({} if "refusal" in entry.raw else _allowed(entry, common)),
    )
    entry.done()
    return method


def _allowed(entry: Entry, common: _Common) -> dict[str, Any]:
    """What a method says that is not refused."""
    refs = common.refs
    steps = _steps(entry, common)
    stages = tuple(_stage(each, common) for each in entry.tables("stages"))
    for step in steps:
        if step.stage not in {stage.name for stage in stages}:
            raise entry.error(f"步骤 {step.name} 属于阶段 {step.stage}，stages 里没有")
    approval = entry.text("approval")
    if approval not in {"none", *common.approvals}:
        raise entry.error(f"approval 写了 {approval}；可以写：none、{'、'.join(common.approvals)}")
    group = entry.text("group", "")
    if group not in ("", OTHER):
        raise entry.error(f"group 写了 {group}；可以写：{OTHER}，或者不写")
    second_stage = parts.choice(entry.table("second_stage"), refs, "second_stage")
    limits = {name: parts.limit(found, refs) for name in LIMITS if (found := entry.table(name))}
    return {
        "starts": common.listed(entry, "starts", common.events),
        "levels": refs.cases(entry, "levels", refs.fact(entry, "level")),
        "levels_rule": refs.rule(entry, "levels_rule"),
        "below": refs.number(entry, "below"),
        "approval": common.approvals.get(approval),
        "approval_article": refs.article(entry, "approval_article", None if approval == "none" else ""),
        "organisation": common.listed(entry, "organisation", common.organisation),
        "endings": common.listed(entry, "endings", common.endings),
        "grounds": parts.grounds(entry.table("grounds"), refs),
        "stages": stages,
        "steps": steps,
        "panel": parts.panel(entry.table("panel"), refs),
        "scoring": parts.scoring(entry.table("scoring"), refs),
        "limits": limits,
        "group": group or (FRAMEWORK if second_stage else METHOD),
        "ways": parts.choice(entry.table("ways"), refs, "emergency_form"),
        "second_stage": second_stage,
        "envelopes": parts.cited(entry.needed("envelopes"), refs, "kind", parts.ENVELOPES),
        "qualification": parts.cited(entry.needed("qualification"), refs, "by", parts.EXAMINERS),
        "admission": parts.admission(entry.table("admission"), refs, _depending(steps, common.events)),
        "fallback": _shared_or_own_fallback(entry.needed("fallback"), common),
        "order": _ordered(entry.path, _depending(steps, common.events)),
    }


def _steps(entry: Entry, common: _Common) -> tuple[StepRule, ...]:
    written = entry.table("own_steps")
    own = {
        name: _step(name, each, common.refs, common.events)
        for name, each in (written.named() if written else ())
    }
    steps = {**common.steps, **own}
    names = common.listed(entry, "steps", steps)
    if unused := own.keys() - set(names):
        raise entry.error(f"own_steps 写了 {'、'.join(sorted(unused))}，steps 里没有用")
    return tuple(steps[name] for name in names)


def _depending(steps: Iterable[StepRule], events: Mapping[str, Event]) -> dict[str, list[str]]:
    """By event of the steps: those of them that its day rests on."""
    resting: dict[str, list[str]] = {}
    for step in steps:
        resting.setdefault(step.ends, []).append(step.counted_from)
        resting.setdefault(step.counted_from, [])
    for name, found in resting.items():
        found += [each for each in events[name].after if each in resting]
    return resting


def _stage(entry: Entry, common: _Common) -> MethodStage:
    name = entry.text("name")
    if name not in common.stages:
        raise entry.error(f"没有阶段 {name}；common.toml 的 [stages] 里有：{'、'.join(common.stages)}")
    ends = entry.text("ends")
    if ends not in common.events:
        raise entry.error(f"没有事件 {ends}")
    stage = MethodStage(
        name,
        entry.text("title", common.stages[name]),
        common.listed(entry, "notices", common.notices),
        common.listed(entry, "papers", common.papers),
        ends,
        entry.text("evidence"),
    )
    entry.done()
    return stage


def _shared_or_own_fallback(entry: Entry, common: _Common) -> Fallback:
    if "use" not in entry.raw:
        return parts.fallback(entry, common.refs)
    name = entry.text("use")
    if name not in common.fallbacks:
        raise entry.error(f"use 写了 {name}；可以写：{'、'.join(common.fallbacks)}")
    entry.done()
    return common.fallbacks[name]
