"""The parts of a method that say who may use it, who reviews and how, and what becomes of it with too few; read strictly."""

from __future__ import annotations

from collections.abc import Collection

from goufu.procurement.model import (
    Admission,
    Approval,
    Choice,
    Cited,
    Fallback,
    Grounds,
    LargerPanel,
    Limit,
    Outcome,
    Panel,
    Scoring,
)
from goufu.procurement.strict import Entry, References

ENVELOPES = ("none", "all_at_once", "later_price", "final_quotation")
TIES = ("price", "technical")
EXAMINERS = ("purchaser", "panel")
REFUSED = "refused"  # a second supplier is not asked
OUTCOMES = ("not_opened", "failed", "continue", "person", "as_left", REFUSED)


def approval(entry: Entry, refs: References) -> Approval:
    found = Approval(
        entry.text("title"),
        refs.article(entry),
        refs.number(entry, "above"),
        refs.rule(entry),
        refs.cases(entry, "levels", refs.fact(entry, "level")),
        entry.text("refusal"),
    )
    entry.done()
    return found


def grounds(entry: Entry | None, refs: References) -> Grounds | None:
    if entry is None:
        return None
    fact = entry.text("fact")
    found = Grounds(
        fact, refs.cases(entry, "cases", refs.fact(entry, fact)), refs.article(entry), refs.rule(entry)
    )
    entry.done()
    return found


def _larger(entry: Entry, refs: References) -> LargerPanel:
    found = LargerPanel(refs.number(entry, "least"), refs.number(entry, "above"), refs.when(entry))
    entry.done()
    return found


def panel(entry: Entry | None, refs: References) -> Panel | None:
    if entry is None:
        return None
    law = entry.table("law_experts")
    found = Panel(
        entry.text("title"),
        refs.article(entry),
        refs.number(entry, "least"),
        entry.flag("is_odd"),
        tuple(_larger(each, refs) for each in entry.tables("larger")),
        _larger(law, refs) if law else None,
        refs.rules(entry),
        refs.rule(entry, "experts"),
    )
    entry.done()
    return found


def scoring(entry: Entry | None, refs: References) -> Scoring | None:
    if entry is None:
        return None
    fact = entry.text("fact", "evaluation_method")
    limits = {"plan_weight": refs.number(entry, "plan_weight")}
    for key in ("price_weight", "elimination"):
        table = entry.table(key)
        for name in table.all() if table else ():
            limits[f"{key}.{name}"] = refs.number(table, name) if table else ""
    base = entry.text("base_price", "")
    if base and base not in refs.fact(entry, "base_price_kind").choices:
        raise entry.error(f"base_price 没有 {base} 这个选项")
    ties = tuple(entry.texts("ties"))
    for word in ties:
        if word not in TIES:
            raise entry.error(f"ties 写了 {word}；可以写：{'、'.join(TIES)}")
    found = Scoring(
        fact,
        refs.cases(entry, "methods", refs.fact(entry, fact)),
        refs.article(entry),
        base,
        {name: number for name, number in limits.items() if number},
        refs.rules(entry),
        ties,
        refs.article(entry, "ties_article", ""),
    )
    entry.done()
    return found


def limit(entry: Entry, refs: References) -> Limit:
    found = Limit(
        refs.number(entry, "least"),
        refs.number(entry, "most"),
        entry.flag("is_random"),
        refs.article(entry),
        refs.rule(entry),
    )
    entry.done()
    return found


def choice(entry: Entry | None, refs: References, fact: str) -> Choice | None:
    if entry is None:
        return None
    name = entry.text("fact", fact)
    found = refs.fact(entry, name)
    keys = ("first", "last") if "first" in entry.raw else ("ways", "last")
    first, last = (refs.cases(entry, key, found) for key in keys)
    choice = Choice(name, first, last, refs.article(entry), refs.rule(entry))
    entry.done()
    return choice


def cited(entry: Entry, refs: References, key: str, known: tuple[str, ...]) -> Cited:
    word = entry.text(key)
    if word not in known:
        raise entry.error(f"{key} 写了 {word}；可以写：{'、'.join(known)}")
    found = Cited(word, refs.article(entry))
    entry.done()
    return found


def admission(entry: Entry | None, refs: References, events: Collection[str]) -> Admission | None:
    """`events`: those of the method's steps, among which are those of its applications."""
    if entry is None:
        return None
    closes, tells, by = entry.text("closes"), entry.text("tells", ""), entry.text("by")
    for event in filter(None, (closes, tells)):
        if event not in events:
            raise entry.error(f"没有一个步骤有 {event}")
    if by not in EXAMINERS:
        raise entry.error(f"by 写了 {by}；可以写：{'、'.join(EXAMINERS)}")
    found = Admission(closes, tells, by, refs.article(entry), refs.when(entry))
    entry.done()
    return found


def fallback(entry: Entry, refs: References) -> Fallback:
    outcomes = {key: _outcome(entry.needed(key), refs) for key in ("at_deadline", "two", "one", "none")}
    found = Fallback(**outcomes, rule=refs.rule(entry))
    entry.done()
    return found


def _outcome(entry: Entry, refs: References) -> Outcome:
    fact = entry.text("fact", "")
    found = Outcome(
        entry.text("outcome"),
        refs.article(entry),
        refs.number(entry, "fewer_than"),
        fact,
        refs.cases(entry, "cases", refs.fact(entry, fact)) if fact else (),
        entry.text("otherwise", ""),
    )
    for word in filter(None, (found.outcome, found.otherwise)):
        if word not in OUTCOMES:
            raise entry.error(f"没有结果 {word}；可以写：{'、'.join(OUTCOMES)}")
    if bool(fact) != bool(found.otherwise):
        raise entry.error("fact 和 otherwise 要一起写：别的情形怎么办")
    entry.done()
    return found
