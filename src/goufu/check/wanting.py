"""What is wanting for the rules that could not answer, fact by fact, since one fact is often what several rules wait for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

UnansweredRule = tuple[
    str, str, tuple[str, ...]
]  # its id, its title, and the titles of the facts that it wants


@dataclass(frozen=True, slots=True)
class WaitingRule:
    """A rule that waits for a fact; `others` are further facts that it wants."""

    rule: str
    title: str
    others: tuple[str, ...]

    @property
    def words(self) -> str:
        return self.title + (f"（还缺{'、'.join(self.others)}）" if self.others else "")


@dataclass(slots=True)
class Wanting:
    """A fact that is not given, and the rules that wait for it, on so many lines of a list."""

    fact: str
    rules: list[WaitingRule] = field(default_factory=list)
    lines: int = 0

    @property
    def words(self) -> str:
        """The fact and its rules on a line of a summary."""
        return f"缺{self.fact}：{'；'.join(each.words for each in self.rules)}"


def by_fact(rules: Mapping[UnansweredRule, int]) -> list[Wanting]:
    """The rules under the facts that they want: each under the one that most rules want. `rules`: with their lines."""
    asked = Counter(fact for _rule, _title, facts in rules for fact in facts)
    found: dict[str, Wanting] = {}
    lines: Counter[tuple[str, str]] = (
        Counter()
    )  # by fact and rule: it may want more on some lines than on others
    for (rule, title, facts), count in rules.items():
        wanted = max(facts, key=asked.__getitem__, default="")
        group = found.setdefault(wanted, Wanting(wanted))
        if (wanted, rule) not in lines:
            others = tuple(fact for fact in facts if fact != wanted)
            group.rules.append(WaitingRule(rule, title, others))
        lines[wanted, rule] += count
        group.lines = max(group.lines, lines[wanted, rule])
    return sorted(found.values(), key=lambda each: -len(each.rules))
