"""What the rules leave unanswered: what a person is to judge, what the plan doesn't say, and what comes later by itself."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from goufu.core.errors import Refusal
from goufu.core.opinion import Opinion, letters_of
from goufu.law.answers import Answer
from goufu.law.cards import Cited, cited, title_of
from goufu.law.load import load_rulebook
from goufu.law.model import Rule, Value
from goufu.law.tables import read
from goufu.procurement.choices import STAGE, ticks
from goufu.procurement.methods import HOME, load_methods
from goufu.procurement.review.events import REVIEWED

PUBLISHED = "notice_published"
# Facts that nothing but the plan or the file tells, though they are worked out or come of an action.
OF_THE_FILE = frozenset(
    {"price_scored", "price_weight_percent", "plan_weight_percent", "base_price_kind", "factors_quantified"}
) | {"scoring_text", "file_text"}
# With which event a fact is known if ever: afterwards it is no longer to come, but unknown.
KNOWN_WITH = {"on_designated_media": PUBLISHED, "same_on_all_media": PUBLISHED} | dict.fromkeys(
    (
        "panel_size",
        "expert_count",
        "law_expert_count",
        "expert_selection",
        "conflicted_member_count",
        "agency_staff_on_panel",
    ),
    REVIEWED,
)


@dataclass(frozen=True, slots=True)
class Judgement:
    """A fact that a person is to judge, and the rules that read it and would forbid."""

    fact: str
    title: str
    rules: tuple[Rule, ...]

    @property
    def articles(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(article for each in self.rules for article in each.articles))


@dataclass(frozen=True, slots=True)
class OpenRule:
    """A rule that would forbid and has no answer, with the titles of the facts and parameters that it waits for."""

    rule: Rule
    facts: tuple[str, ...]
    articles: tuple[Cited, ...]


@dataclass(frozen=True, slots=True)
class LeftOpen:
    """What rules that would forbid leave open: what a person is to judge, what is not known, what comes with a later step."""

    judgements: tuple[Judgement, ...] = ()
    unknown: tuple[OpenRule, ...] = ()
    later: tuple[OpenRule, ...] = ()


def left_open(opinion: Opinion, facts: Mapping[str, Value], happened: Collection[str]) -> LeftOpen:
    """What the opinion on a procurement leaves open; happened: the events that have happened to it."""
    surely, perhaps = opinion.blocking_unanswered
    judgements = tuple(judgements_open(opinion, facts))
    judged = {rule.id for each in judgements for rule in each.rules}
    rest = [each for each in (*surely, *perhaps) if each.rule.id not in judged]
    return LeftOpen(judgements, *by_when(rest, lambda name: is_to_come(name, happened)))


def by_when(
    answers: Iterable[Answer], is_later: Callable[[str], bool]
) -> tuple[tuple[OpenRule, ...], tuple[OpenRule, ...]]:
    """The rules that miss something which isn't known, and those that miss only what comes later."""
    unknown: list[OpenRule] = []
    later: list[OpenRule] = []
    for each in answers:
        is_dated = each.rule.dated_by not in each.missing  # without its day no number of the law is known
        wanting = [name for name in each.missing if not is_later(name) and (is_dated or name in each.facts)]
        (unknown if wanting else later).append(_open(each, wanting or each.missing))
    return tuple(unknown), tuple(later)


def is_to_come(name: str, happened: Collection[str]) -> bool:
    """Whether the fact, or parameter, of the stage comes with a step that is still to be taken."""
    known_with = KNOWN_WITH.get(name)
    if known_with:
        return known_with not in happened
    return name in _coming()  # a parameter isn't: its number is not known


def judgements_open(opinion: Opinion, facts: Mapping[str, Value]) -> Iterator[Judgement]:
    """The ticks that nobody has made and that change what a blocking rule says."""
    surely, perhaps = opinion.blocking_unanswered
    reading = [
        (each.rule, [name for name in each.missing if name in _ticks()]) for each in (*surely, *perhaps)
    ]
    reading = [(rule, names) for rule, names in reading if names]
    names = [*dict.fromkeys(name for _rule, wanted in reading for name in wanted)]
    if not names:
        return
    rules = [rule for rule, _names in reading]
    # Before an evaluation is chosen, and where there is none, the rules on evaluation ask nobody.
    none = {"evaluation_method": ""} | dict(facts) | dict.fromkeys(names, False)
    without, *each_alone = letters_of(
        [rule.id for rule in rules], [none, *(none | {name: True} for name in names)]
    )
    for name, letters in zip(names, each_alone, strict=True):
        moved = tuple(rule for rule, no, yes in zip(rules, without, letters, strict=True) if no != yes)
        if moved:
            yield Judgement(name, title_of(name, STAGE, load_rulebook()), moved)


def against_open(judgements: Sequence[Judgement]) -> Iterator[Refusal]:
    """The refusals to begin while somebody is still to judge."""
    for each in judgements:
        rules = "、".join(f"“{rule.title}”" for rule in each.rules)
        yield Refusal(
            f"“{each.title}”还没有人判断，{rules}因此没有回答",
            "在采购页按“判断”写明是不是、为什么，再开始采购",
            articles=each.articles,
        )


def _open(answer: Answer, missing: Iterable[str]) -> OpenRule:
    titles = [title_of(name, answer.rule.stage, load_rulebook()) for name in missing]
    return OpenRule(answer.rule, tuple(titles), cited(answer.citations, answer.rule.articles))


@cache
def _ticks() -> frozenset[str]:
    return frozenset(name for name, _title in ticks())


@cache
def _coming() -> frozenset[str]:
    """The facts of the stage that come with a step: days of events, actions, and what is worked out of these."""
    told = read(HOME / "fact_sources.toml")[STAGE]
    return frozenset(days_of_stage(STAGE) | {*told["action"], *told["worked_out"]}) - OF_THE_FILE


@cache
def days_of_stage(stage: str) -> frozenset[str]:
    """The facts of the stage that are days of events."""
    named = [fact.partition(".") for each in load_methods().events.values() for fact in each.facts]
    return frozenset(name for of, _dot, name in named if of == stage)
