"""What the reader gives of a text: its parts with heads and objects, the signals found in it, and the facts for the law."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from goufu.reader.bodies import purchaser

KINDS = (
    "service", "works", "goods", "it", "finance", "labour", "duty", "nonduty", "subsidy", "thing",
    "unclear", "none",
)  # fmt: skip
SURE_FROM = 0.8  # from here on a part is surely of its kind, below it is a doubt
# What a part of each kind was taken for, as people read it.
KIND_WORDS = {
    "service": "服务",
    "works": "工程",
    "goods": "货物",
    "it": "信息化，看不出是成品还是服务",
    "finance": "融资",
    "labour": "用工",
    "duty": "直接履职",
    "nonduty": "不属于政府职责",
    "subsidy": "补贴、奖补",
    "thing": "事物",
    "unclear": "看不出买什么",
    "none": "看不出买什么",
}


class Part(NamedTuple):
    """One coordinated part of a title: what is bought (`head`, the end of the part) and of what (`object`).

    `start` and `end` are places in the text as typed; `sure` is between 0 and 1; `kind` one of KINDS.
    """

    text: str
    start: int
    end: int
    head: str
    object: str
    kind: str
    sure: float


class Signal(NamedTuple):
    """One thing that a clause says, such as “the purchaser sets the pay”, with who does it and its place in the text.

    `name` is a key of the signal words, `actor` is "purchaser", "provider" or "" where the clause names nobody.
    """

    name: str
    actor: str
    clause: str
    start: int
    end: int


class ReadFacts(NamedTuple):
    """The facts of a title and its need for the rules. A text is the part or clause that says it, "" where none does.

    A sure finding and a doubt are two facts, so that the rule that stops and the rule that asks a person are two.
    """

    works: str = ""  # a part is works
    works_doubt: str = ""
    goods: str = ""
    goods_doubt: str = ""
    package: str = ""  # building and running in one
    documented_exception: str = (
        ""  # shanty towns, relocation from poor areas: lawful only with their documents
    )
    duty: str = ""  # what an organ must do itself
    duty_doubt: str = ""
    nonduty: str = ""  # what is no duty of the government
    finance: str = ""  # financing, lending, advancing funds
    finance_doubt: str = ""
    guarantee: str = ""  # who promises to pay for another
    subsidy: str = ""  # interest subsidies, vouchers, rewards: to be asked about
    dispatch: str = ""  # hiring and dispatch of persons, said plainly
    labour: str = ""  # two signals or more that the purchaser employs the persons
    labour_doubt: str = ""  # one signal
    secret: str = ""
    unbudgeted: str = ""  # money that is not in the budget
    term: str = ""  # the words that say a term
    term_years: int | None = None
    term_doubt: str = ""  # the words that may say a longer term: 2026-2029年 are three years or four
    term_doubt_years: int | None = None
    institution: str = ""  # a named institution that the title shows as its purchaser
    institution_provider: str = ""  # a named institution that the title shows as the provider
    it_question: str = ""  # finished software and hardware, or development and running? Words can't tell
    unclear: str = ""  # the part of which nothing shows what service it is
    learned_duty: str = ""  # looks like the labelled examples of this kind, in words that no list holds
    learned_works: str = ""
    learned_goods: str = ""
    learned_finance: str = ""
    learned_labour: str = ""
    learned_other: str = ""  # like other violations, or like examples that are doubtful
    version: str = ""  # of the reader and its words


@dataclass(frozen=True, slots=True)
class ClauseFacts:
    """The facts of a contract text for the rules. Each is the clause that says it, "" where none does."""

    guarantee: str = ""  # the purchaser answers for debts or returns of the provider
    dispatch: str = ""  # dispatch of persons, said plainly
    labour: str = ""  # two labour signals or more
    labour_doubt: str = ""  # one
    finance_doubt: str = ""  # advanced, borrowed or later repaid money
    secret: str = ""  # a mark of secrecy
    learned_guarantee: str = ""  # looks like the labelled examples of this kind, in words that no list holds
    learned_labour: str = ""
    learned_power: str = ""  # the provider decides in the place of an organ
    signals: tuple[Signal, ...] = ()


class TextReading(NamedTuple):
    """A title (and its need) as read: what is left when the wrapping is gone, its parts, and the facts for the law.

    `front` is what was cut as agency or firm, and may be empty. `asides` are the brackets and lots, each with what it is for:
    number, role, parts, lot, project, note. `set_aside` are the doubts of words, each with what said it, about which nobody is
    asked since the need looks lawful.
    """

    text: str
    core: str
    parts: tuple[Part, ...]
    asides: tuple[tuple[str, str], ...]
    front: str
    facts: ReadFacts
    signals: tuple[Signal, ...] = ()
    set_aside: tuple[tuple[str, str], ...] = ()

    @property
    def purchaser(self) -> str:
        """The institution or organ that the title begins with, or an empty text."""
        return self.facts.institution or purchaser(self.core)
