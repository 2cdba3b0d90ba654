"""Where the work on an uploaded list stands, as its process writes it and its page reads it."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

WORKING_NO_MORE = ("done", "asks", "refused")


@dataclass(frozen=True, slots=True)
class Said:
    """What a person is told of a list that asks or is refused: what is the matter, where, and what to do."""

    what: str = ""
    where: str = ""
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked about columns: the unit of amounts, or which of those with these `letters` is the `fact`.

    Those of them that are `hidden` in the file nobody sees there.
    """

    headers: list[str] = field(default_factory=list)
    examples: list[str] = field(default_factory=list)
    fact: str = ""
    letters: list[str] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class WhatWasRead:
    """What was read of the file: its sheet and columns, and what was left out. `unused` columns say something and weren't read."""

    sheet: str = ""
    columns: list[dict[str, Any]] = field(default_factory=list)
    left_out: dict[str, str] = field(default_factory=dict)
    other_lists: dict[str, int | None] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    unused: list[str] = field(default_factory=list)
    unused_has_weight: bool = False


@dataclass(frozen=True, slots=True)
class Answers:
    """What the law answered: lines by verdict, rules that lines don't meet, questions, and rules that couldn't answer."""

    counts: dict[str, int] = field(default_factory=dict)
    rules: list[dict[str, Any]] = field(default_factory=list)
    questions: list[dict[str, Any]] = field(default_factory=list)
    unanswered: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class ListState:
    """Where the work stands. `phase`: waiting, reading, checking, writing, done, asks or refused.

    Pages know two more, and how many lists are `ahead` of a waiting one: see goufu.check.progress.
    """

    phase: str
    ahead: int = 0
    rows: int = 0
    seconds: float = 0.0
    said: Said = Said()
    question: Question = field(default_factory=Question)
    read: WhatWasRead = field(default_factory=WhatWasRead)
    answers: Answers = field(default_factory=Answers)

    @property
    def is_working(self) -> bool:
        return self.phase not in WORKING_NO_MORE

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> ListState:
        """The state that was written; one that another version of the program wrote is of a list to be brought again."""
        try:
            return cls(
                **stored
                | {
                    "said": Said(**stored.get("said", {})),
                    "question": Question(**stored.get("question", {})),
                    "read": WhatWasRead(**stored.get("read", {})),
                    "answers": Answers(**stored.get("answers", {})),
                }
            )
        except TypeError:
            return cls("refused", said=Said("这份清单是程序升级以前检查的，现在读不出结果", "", "请重新上传"))
