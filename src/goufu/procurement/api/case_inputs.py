"""What the API takes for the steps of challenges and complaints."""

from __future__ import annotations

from datetime import date

from ninja import Field

from goufu.core.api import ReasonIn, StepIn


class WeighIn(StepIn):
    """Whether a challenge may affect the result."""

    may_affect_result: bool


class AnswerIn(StepIn):
    """The answer to a challenge."""

    outcome: str = Field(max_length=10)
    consequence: str = Field(max_length=8)
    text: str = Field(max_length=10_000)


class DayIn(StepIn):
    """A day and a note."""

    day: date
    text: str = Field("", max_length=10_000)


class ServedIn(DayIn):
    """How something was served: program, hand or post."""

    way: str = Field(max_length=8)


class AcceptIn(StepIn):
    """The reason, where a complaint is late."""

    reason: str = Field("", max_length=2_000)


class TextIn(StepIn):
    text: str = Field("", max_length=10_000)


class TurnAwayIn(ReasonIn):
    examined_on: date


class ProceedIn(DayIn):
    """What was done: a step of cases.toml by its name."""

    kind: str = Field(max_length=20)


class SendCopiesIn(StepIn):
    """`bodies`: the numbers of those whom the record knows as concerned; `others`: suppliers by name or credit code."""

    bodies: list[int] = []
    others: list[str] = Field([], max_length=100)
    day: date


class ReceiptIn(StepIn):
    """Day and way (program, hand or post) as the office registers them; a party's own receipt has neither."""

    day: date | None = None
    way: str = Field("", max_length=8)


class AnswerCopyIn(StepIn):
    """`day`: on which an answer on paper came, as the office registers it."""

    text: str = Field(max_length=10_000)
    day: date | None = None


class AppealIn(DayIn):
    """`kind`: reconsideration or lawsuit."""

    kind: str = Field(max_length=20)


class SuspendIn(ReasonIn):
    days: int


class JoinIn(StepIn):
    """`leader`: the number of the complaint to which it is joined."""

    leader: int


class DecisionIn(StepIn):
    """The decision on a complaint."""

    number: str = Field(max_length=80)
    finding: str = Field(max_length=16)
    effect: str = Field(max_length=8)
    facts_text: str = Field(max_length=10_000)
    basis_text: str = Field(max_length=10_000)
    contract_text: str = Field("", max_length=10_000)
    reconsider_at: str = Field(max_length=200)
    reconsider_days: int
    court: str = Field(max_length=200)
    lawsuit_months: int


class PublishDecisionIn(StepIn):
    """`reviewed`: the ids of the rules whose doubts a person has looked into."""

    reviewed: list[str] = []


class AppearedIn(StepIn):
    day: date
    address: str = Field(min_length=1, max_length=500)


class AnnulIn(ReasonIn):
    day: date


class ListIn(ReasonIn):
    months: int
