"""What a timetable is made from and what it tells: cases, steps with their days and states."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from goufu.law.marks import PROVISIONAL
from goufu.law.model import Value
from goufu.procurement.model import Method, StepRule
from goufu.procurement.timing.counting import Moment, at_least, day_of


class Refused(ValueError):
    """There is no timetable; the message says why, under which article, and what to do."""


class State(StrEnum):
    """How a step stands. PAUSED: a suspension holds; STOPPED: it no longer runs.

    LAPSED: nothing was done in its time, and nothing can be any more.
    """

    DONE = "done"
    RUNNING = "running"
    NOT_YET = "not_yet"
    OVERDUE = "overdue"
    PAUSED = "paused"
    STOPPED = "stopped"
    LAPSED = "lapsed"


OVER = frozenset({State.DONE, State.STOPPED, State.LAPSED})


class Fault(StrEnum):
    """What is wrong with the day on which a step ended, or with the day that was chosen for it."""

    EARLY = "early"
    LATE = "late"


@dataclass(frozen=True, slots=True)
class Case:
    """What a timetable is made from. `choices` are facts by name, `chosen` days that were set, `happened` what did happen.

    Events are named as in events.toml; of what happens more than once the last one counts.
    """

    method: str
    starts_on: date
    place: str
    choices: Mapping[str, Value] = field(default_factory=dict)
    chosen: Mapping[str, Moment] = field(default_factory=dict)
    happened: Mapping[str, Moment] = field(default_factory=dict)
    level: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """A step with its days. `earliest` and `latest` are the first and last lawful ones of the event that ends it.

    They are counted from the days `from_earliest` and `from_latest` of the event that it is counted from: the same day once
    that is known. `planned` is the day that was chosen, or on which it ended. `postpones_to`: what was published too late
    before a deadline moves it to this day at least. `expected` is the last day on which the end is to be looked for, as far as
    what lies before it may still be late; None once it ended. `marks` are sentences about what nobody has verified yet.
    `whose`: the party for which it runs, where several have one of their own.
    """

    rule: StepRule
    count: int | None
    unit: str
    from_earliest: date | None
    from_latest: date | None
    earliest: Moment | None
    latest: Moment | None
    planned: Moment | None
    ended: Moment | None
    state: State
    fault: Fault | None
    postpones_to: date | None
    is_provisional: bool
    is_setting: bool
    is_verified: bool
    citation: str
    marks: tuple[str, ...]
    whose: str = ""
    expected: date | None = None

    @property
    def name(self) -> str:
        return self.rule.name

    @property
    def is_over(self) -> bool:
        """Whether nobody has anything to do in it any more."""
        return self.state in OVER

    @property
    def title(self) -> str:
        return f"{self.rule.title}（{self.whose}）" if self.whose else self.rule.title


@dataclass(frozen=True, slots=True)
class Timetable:
    """The steps in their order. `gaps` are sentences about what can't be told because something isn't known."""

    method: Method
    steps: tuple[Step, ...]
    gaps: tuple[str, ...]
    today: date

    @property
    def unsure(self) -> str:
        """The sentence about days still to come that rest on holidays nobody has announced; "" where none do."""
        return PROVISIONAL if any(each.is_provisional and not each.is_over for each in self.steps) else ""

    def __getitem__(self, name: str) -> Step:
        for step in self.steps:
            if step.name == name:
                return step
        raise KeyError(name)

    def __contains__(self, name: str) -> bool:
        return any(step.name == name for step in self.steps)

    def postponement(self, day: date) -> date | None:
        """The day to which a correction of the file on that day moves the deadline for bids; None where it needn't."""
        for step in self.steps:
            if step.rule.ends == "clarified" and step.count and step.latest and day > day_of(step.latest):
                return at_least(day, step.count, step.unit).day
        return None
