"""Rows of what happens in a procurement after its notice, for the same purpose as `stand_ins`: two of each table that has fewer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cached_property
from typing import TypeVar

from django.db.models import Model

from goufu import wall_clock
from goufu.accounts.models import SignUp
from goufu.core.action import Action
from goufu.documents.models import Document
from goufu.procurement.models import (
    AbuseListing,
    ApplicationExamination,
    ApplicationLetter,
    Award,
    Bid,
    BidWithdrawal,
    CaseStep,
    Caution,
    Challenge,
    ChallengeAnswer,
    Complaint,
    ComplaintDecision,
    ConsortiumMember,
    CoPurchaser,
    CreditQuery,
    Custodian,
    Draw,
    Envelope,
    Examination,
    Expert,
    ExpertList,
    Explanation,
    Factor,
    FileDownload,
    FileTemplate,
    GivenPeel,
    Invitation,
    InvitationCandidate,
    InvitationList,
    Letter,
    MemberDecline,
    Minute,
    Opening,
    PanelMember,
    Participation,
    ParticipationMember,
    Party,
    Placing,
    Presence,
    Procurement,
    ProcurementFile,
    Question,
    Rehearsal,
    RehearsalAnswer,
    ReportSignature,
    Rereview,
    Response,
    ReviewReport,
    SavedSearch,
    Score,
    Sealing,
)
from goufu.registry.models import Body, Debarment, FileRequest, Person

ENOUGH = 2
M = TypeVar("M", bound=Model)


@dataclass
class Procured:
    """The rows of one number: what is made, or stands already, is taken for what comes after it."""

    act: Action
    number: int

    def put(self, row: M) -> M:
        """The row, stored where its table has too few, else the one that stands there."""
        rows = type(row)._default_manager.order_by("pk")
        return self.act.create(row) if rows.count() < ENOUGH else rows[self.number]

    @cached_property
    def procurement(self) -> Procurement:
        return Procurement.objects.order_by("pk")[self.number]

    @cached_property
    def body(self) -> Body:
        return Body.objects.order_by("pk")[self.number]

    @cached_property
    def other(self) -> Body:
        return Body.objects.order_by("pk")[self.number + 1]

    @cached_property
    def person(self) -> Person:
        return Person.objects.order_by("pk")[self.number]

    @cached_property
    def at(self) -> datetime:
        return wall_clock.now() - timedelta(hours=self.number)

    @property
    def day(self) -> date:
        return date(2026, 3, 1 + self.number)

    @property
    def text(self) -> str:
        return f"第{self.number}次"

    @property
    def digest(self) -> str:
        return f"{self.number + 1}" * 64

    def all(self) -> None:
        """One row of each table."""
        self.people()
        self.before_the_deadline()
        self.opening()
        self.inviting()
        self.review()
        self.award()
        self.cases()

    def people(self) -> None:
        self.put(
            SignUp(
                body_name=self.text, kind=self.body.kind, place=self.body.place, digest=self.digest, asked_at=self.at,
                state="waiting", agent_name="张三", credit_code=f"9153000000000000{self.number}X",
            )
        )  # fmt: skip
        self.put(FileRequest(body=self.body, text=self.text, asked_by=self.person, asked_at=self.at))

    def before_the_deadline(self) -> None:
        self.put(CoPurchaser(procurement=self.procurement, body=self.other, person=self.person, at=self.at))
        self.put(ProcurementFile(procurement=self.procurement, demand=self.text, changed_at=self.at))
        self.put(
            FileTemplate(
                body=self.body, part="demand", name=self.text, text=self.text, kept_by=self.person, changed_at=self.at
            )
        )  # fmt: skip
        self.put(SavedSearch(body=self.body, words=self.text, saved_by=self.person, saved_at=self.at))
        self.put(
            FileDownload(
                procurement=self.procurement, document=Document.objects.order_by("pk")[0], body=self.body,
                person=self.person, at=self.at,
            )
        )  # fmt: skip
        self.put(
            Question(
                procurement=self.procurement, asker=self.body, asked_by=self.person, asked_at=self.at, text=self.text
            )
        )  # fmt: skip
        taken = self.put(
            Participation(
                procurement=self.procurement, bidder=self.body, taken_by=self.person, taken_at=self.at,
                own_share_percent=Decimal(60 + self.number),
            )
        )  # fmt: skip
        joined = self.put(
            ParticipationMember(participation=taken, body=self.other, share_percent=Decimal(40 - self.number))
        )
        self.put(
            ApplicationExamination(
                participation=taken, has_passed=False, reason=self.text, person=self.person, at=self.at
            )
        )
        self.put(
            ApplicationLetter(
                participation=taken, is_admitted=False, text=self.text, person=self.person, at=self.at
            )
        )
        self.put(MemberDecline(member=joined, reason=self.text, person=self.person, at=self.at))

    def opening(self) -> None:
        self.put(Sealing(procurement=self.procurement, needed=2))
        custodian = self.put(
            Custodian(procurement=self.procurement, person=self.person, body=self.body, side="purchaser")
        )
        rehearsal = self.put(
            Rehearsal(
                procurement=self.procurement, number=1, event="rehearsed", envelope=self.text.encode(), made_at=self.at,
                person=self.person,
            )
        )  # fmt: skip
        self.put(RehearsalAnswer(rehearsal=rehearsal, custodian=custodian, peel=self.text, at=self.at))
        bid = self.put(
            Bid(
                number=self.text, procurement=self.procurement, bidder=self.body, kind="price", sequence=1, way="web",
                digest=self.digest, size_bytes=1 + self.number, received_at=self.at, recorded_at=self.at, person=self.person,
            )
        )  # fmt: skip
        self.put(
            BidWithdrawal(
                procurement=self.procurement, bidder=self.body, last_bid=bid, at=self.at, person=self.person
            )
        )
        opening = self.put(
            Opening(
                procurement=self.procurement, state="begun", begun_at=self.at, begun_by=self.person, until=self.at
            )
        )  # fmt: skip
        envelope = self.put(Envelope(opening=opening, bid=bid, number=1 + self.number))
        self.put(GivenPeel(envelope=envelope, custodian=custodian, peel=self.text, at=self.at))
        self.put(Presence(opening=opening, person=self.person, body=self.body, role="host", at=self.at))
        self.put(Minute(opening=opening, at=self.at, text=self.text))
        self.put(
            Caution(
                opening=opening, bidder=self.body, kind="absent", text=self.text, article=f"article:{self.number}"
            )
        )  # fmt: skip

    @cached_property
    def response(self) -> Response:
        return self.put(
            Response(
                procurement=self.procurement, bidder=self.body, quotation="first", came_by="paper",
                price=Decimal(1_000 + self.number), opened_at=self.at, person=self.person, recorded_at=self.at,
            )
        )  # fmt: skip

    @cached_property
    def member(self) -> PanelMember:
        return self.put(
            PanelMember(
                procurement=self.procurement, number=90 + self.number, seat="expert", name="李四", employer=self.text
            )
        )  # fmt: skip

    def inviting(self) -> None:
        listed = self.put(
            InvitationList(
                procurement=self.procurement, wanted=3, digest=self.digest, commitment=self.digest, seed=self.digest,
                person=self.person, at=self.at,
            )
        )  # fmt: skip
        able = self.put(InvitationCandidate(of=listed, body=self.body, code=self.text, reason=self.text))
        self.put(Invitation(candidate=able, number=1, letter=self.text, person=self.person, at=self.at))

    def review(self) -> None:
        listed = self.put(
            ExpertList(
                place=self.body.place, as_of=self.day, digest=self.digest, count=1, office=self.body, person=self.person,
                at=self.at,
            )
        )  # fmt: skip
        self.put(Expert(of=listed, code=self.text, name="王五", employer=self.text))
        self.put(
            Draw(
                procurement=self.procurement, of=listed, commitment=self.digest, seed=self.digest,
                committed_by=self.person, committed_at=self.at,
            )
        )  # fmt: skip
        self.put(
            ConsortiumMember(response=self.response, body=self.other, share_percent=Decimal(50 + self.number))
        )
        self.put(
            Examination(
                response=self.response, part="qualification", has_passed=True, person=self.person, at=self.at
            )
        )
        self.put(
            CreditQuery(
                procurement=self.procurement, body=self.body, day=self.day, is_debarred=bool(self.number), what=self.text,
                person=self.person, at=self.at,
            )
        )  # fmt: skip
        self.put(Explanation(response=self.response, asked_at=self.at, until=self.at, member=self.member))
        factor = Factor.objects.order_by("pk")[self.number]
        self.put(
            Score(member=self.member, response=self.response, factor=factor, points=Decimal(1 + self.number), at=self.at)
        )  # fmt: skip

    def award(self) -> None:
        report = self.put(
            ReviewReport(
                procurement=self.procurement, outcome="ranked", content={"lot": self.number}, digest=self.digest,
                member=self.member, at=self.at,
            )
        )  # fmt: skip
        self.put(Placing(report=report, response=self.response, rank=1 + self.number))
        self.put(ReportSignature(report=report, member=self.member, dissent=self.text, at=self.at))
        self.put(
            Rereview(report=report, ground="sum_error", reason=self.text, person=self.person, at=self.at)
        )
        award = self.put(
            Award(
                procurement=self.procurement, report=report, response=self.response, amount=Decimal(1_000 + self.number),
                day=self.day, person=self.person, at=self.at,
            )
        )  # fmt: skip
        self.put(
            Letter(
                response=self.response, award=award, is_award=True, number=self.text, text=self.text, day=self.day,
                person=self.person, at=self.at,
            )
        )  # fmt: skip

    def cases(self) -> None:
        said = {"matters": self.text, "request": self.text, "grounds": self.text}
        challenge = self.put(
            Challenge(
                procurement=self.procurement, number=self.text, challenger=self.body, standing="bidder", against="result",
                challenged_on=self.day, received_on=self.day, way="hand", entered_by=self.person, **said,
            )
        )  # fmt: skip
        self.put(
            ChallengeAnswer(
                challenge=challenge, outcome="no", consequence="go_on", text=self.text, day=self.day, person=self.person,
                at=self.at,
            )
        )  # fmt: skip
        complaint = self.put(
            Complaint(
                procurement=self.procurement, challenge=challenge, number=self.text, complainant=self.body,
                office=self.other, complained_on=self.day, received_on=self.day, way="hand", entered_by=self.person, **said,
            )
        )  # fmt: skip
        self.put(CaseStep(challenge=challenge, kind="received", day=self.day, person=self.person, at=self.at))
        self.put(
            Party(complaint=complaint, body=self.body, kind="complainant", position=0, state="complains")
        )
        self.put(
            ComplaintDecision(
                complaint=complaint, number=self.text, finding="fabricated", effect="go_on", facts_text=self.text,
                basis_text=self.text, reconsider_at=self.text, reconsider_days=60 + self.number, court=self.text,
                lawsuit_months=6 + self.number, day=self.day, person=self.person, at=self.at,
            )
        )  # fmt: skip
        self.put(
            AbuseListing(
                complaint=complaint, debarment=Debarment.objects.order_by("pk")[self.number], ground="fabricated",
                months=12 + self.number, reason=self.text, person=self.person, at=self.at,
            )
        )  # fmt: skip
