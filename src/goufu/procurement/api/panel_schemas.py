"""What the API says to who sits on a panel, and takes from it. Nothing here has a member's name, or another one's points."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID

from ninja import Field, Schema

from goufu.core.api import Moment
from goufu.procurement.api.review_schemas import CautionOut


class SitIn(Schema):
    """The number of the procurement and the one-time code, as they stand on the slip."""

    number: str = Field(max_length=40)
    code: str = Field(max_length=20)


class SatOut(Schema):
    """The key of the session, told only now: it goes into the header Authorization after Bearer, and lasts so many hours."""

    token: str
    hours: int


class FactorOut(Schema):
    """A factor of the scoring table; `points`: the most that it gives, `own`: what the member has given."""

    id: int
    title: str
    points: Decimal
    is_objective: bool
    looks_at: str
    own: Decimal | None


class FileOut(Schema):
    """A file that the member may take: of the procurement file, or of a bid that was opened."""

    id: int
    name: str
    size_bytes: int


class ReviewedOut(Schema):
    """A bid as the member may see it: `out` says why it is out, `unexamined` which examinations it needs, in their order."""

    id: int
    bidder: str
    lot: int | None
    price: Decimal | None
    out: str
    unexamined: list[str]
    awaits_final: bool
    is_low: bool
    cautions: list[CautionOut]
    factors: list[FactorOut]
    files: list[FileOut]


class PlaceOut(Schema):
    """A place of the report: `price` in yuan; no rank for a bid that is out, and `out` says why. Points only where they are scored."""

    bidder: str
    rank: int | None
    price: Decimal | None
    technical: Decimal | None
    price_points: Decimal | None
    total: Decimal | None
    out: str


class SignatureOut(Schema):
    """Who has signed the report, by the number of the seat; the dissent, where there is one."""

    seat: int
    at: Moment
    dissent: str


class PanelReportOut(Schema):
    """The panel's report of the whole or a lot, with its digest; `ground`: on which the panel has reviewed again."""

    lot: int | None
    outcome: str
    digest: str
    ground: str
    places: list[PlaceOut]
    signatures: list[SignatureOut]


class ColleagueOut(Schema):
    """A seat of the panel, and how far it is."""

    id: int
    number: int
    is_head: bool
    is_own: bool
    has_declared: bool
    has_finished: bool
    has_signed: bool


class NothingIn(Schema):
    """A step of a member, which takes nothing besides `once`: the sender's UUID against double execution."""

    once: UUID | None = None


class ApplicantOut(Schema):
    """Who applied to take part, where the panel examines applications; `has_passed`: null until it was examined."""

    id: int
    applicant: str
    has_passed: bool | None
    reason: str


class ExamineApplicantIn(NothingIn):
    """What the panel found of an application, by its id; a refusal wants a reason."""

    participation: int
    has_passed: bool
    reason: str = Field("", max_length=1_000)


class PanelOut(Schema):
    """The review as the member may see it now. Before it has declared, of the bids only who has sent them."""

    number: str
    title: str
    has_declared: bool
    members: list[ColleagueOut]
    files: list[FileOut]
    applications: list[ApplicantOut]
    bids: list[ReviewedOut]
    reports: list[PanelReportOut]


class PointIn(Schema):
    """The points that the member gives for a factor."""

    factor: int
    points: Decimal = Field(max_digits=5, decimal_places=2, ge=0)


class ScoresIn(NothingIn):
    """The member's points for a bid; factors that are left out stay as they are."""

    response: int
    points: list[PointIn] = Field(max_length=100)


class ExamineIn(NothingIn):
    """The result of an examination: `part` is qualification, conformity or price; `reason` for one that failed."""

    response: int
    part: str = Field(max_length=20)
    has_passed: bool
    reason: str = Field("", max_length=1_000)
    is_misplaced: bool | None = None
    did_earlier_work: bool | None = None
    is_own_staff: bool | None = None
    has_same_head: bool | None = None


class AskPriceIn(NothingIn):
    """For how many minutes a bidder may explain its low price; `is_judged`: the panel judges it low, whatever the numbers."""

    response: int
    minutes: int = Field(ge=1, le=10_000)
    is_judged: bool = False


class DecidePriceIn(NothingIn):
    """What the bidder explained, and whether that holds."""

    response: int
    text: str = Field("", max_length=5_000)
    is_accepted: bool
    reason: str = Field(max_length=1_000)


class CallIn(NothingIn):
    """Until when final quotations are sent."""

    until: Moment


class SendBackIn(NothingIn):
    """Whose scores are given back, by the id of the seat, and why."""

    member: int
    reason: str = Field(max_length=1_000)


class ReportIn(NothingIn):
    """Of which lot the report is made; `seen`: the scores that stand far apart were looked at."""

    lot: int | None = None
    seen: bool = False


class SignIn(NothingIn):
    """A dissent, where there is one."""

    dissent: str = Field("", max_length=2_000)
