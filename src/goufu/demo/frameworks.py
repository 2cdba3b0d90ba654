"""The framework agreements of the demonstration: in a closed one old people choose, of an open one the purchaser calls off."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from goufu import wall_clock
from goufu.demo.participating import fit_agents
from goufu.demo.procurements import ProcurementCourse
from goufu.demo.reviews import ReviewCourse
from goufu.demo.services import read
from goufu.demo.world import World
from goufu.law.clock import workday_due
from goufu.planning.models import Project
from goufu.procurement.actions.agreeing import Terms, conclude_framework
from goufu.procurement.actions.answering_offers import accept_offer, judge_refusal, refuse_offer
from goufu.procurement.actions.applying import admit_application, apply_to_join
from goufu.procurement.actions.calling_off import Wanted, call_off
from goufu.procurement.actions.deciding import record_event
from goufu.procurement.actions.examining import examine
from goufu.procurement.actions.responding import Offer, enter_response
from goufu.procurement.actions.shortlisting import shortlist
from goufu.procurement.actions.sitting import declare, give_codes, sit_down
from goufu.procurement.actions.telling import send_letters
from goufu.procurement.actions.user_choices import (
    Change,
    Period,
    change_choice,
    open_choice,
    record_choices,
)
from goufu.procurement.models import CallOff, CameBy, Framework, PanelMember, Part, UserChoice
from goufu.procurement.review.record import Review
from goufu.procurement.review.seats import SeatAgent
from goufu.registry.agents import Agent
from goufu.registry.models import Body
from goufu.wall_clock import CHINA

CEILING = Decimal(60)  # a unit, in yuan
PRICES = ("48", "50", "52", "57", "58")  # of those who bid, in their order
APPLYING = 7  # of those who bid and, after them, those who apply to join the open agreement
IN, TERM = 2, 24
PERSONS, UNITS = 40, Decimal(10)  # how many old people may be served, and the hours of each
FAILING = "没有提交依法缴纳社会保障资金的证明"


def begin(world: World) -> None:
    for said in read("procurements")["framework"]:
        if not world.is_small:
            FrameworkCourse(world, said).begin()


class FrameworkCourse(ProcurementCourse):
    """One agreement, from its plan to what is called off of it, or to who has joined."""

    @property
    def framework(self) -> Framework:
        return Framework.objects.get(procurement=self.number)

    @property
    def is_closed(self) -> bool:
        return bool(self.said["method"] == "framework_closed")

    def _values(self, project: Project) -> dict[str, Any]:
        deadline = self._deadline() if self.is_closed else None
        begins = workday_due(self.said["notice"], 1).day
        body = self.purchaser.body
        return {
            "organisation": "dispersed",
            "has_fixed_price": False,
            "ceiling": CEILING,
            "reserve": "none",
            "price_deduction_percent": 10,
            "goods": "none",
            "track_record_count": 0,
            "accepts_consortium": False,
            "has_prequalification": False,
            "bid_deposit": 0,
            "bid_deposit_cash_only": False,
            "qualification_text": "符合政府采购法第二十二条的规定；持证人员不少于五名",
            "contract_term_text": "自框架协议签订之日起二十四个月",
            "file_access": f"{body.name}采购办公室，免费提供",
            "submission_place": f"{body.place.name}公共资源交易中心",
            "opening_place": f"{body.place.name}公共资源交易中心",
            "contact": self._contact(),
            "starts_on": begins,
            "file_until": workday_due(begins, 6).day,
            "bid_deadline_at": deadline,
            "opens_at": deadline,
            "framework_evaluation": "price_first" if self.is_closed else "",
            "second_stage": "direct",
            "framework_term_months": TERM,
            "survey_respondent_count": 3,
        }

    def announce(self) -> None:
        """The office has cleared the plan; the call goes out."""
        record_event(procurement=self.number, event="plan_cleared", day=wall_clock.today(), by=self.officer)
        users = f"{self.purchaser.body.place.name}各采购人和它们的服务对象"
        self._publish("framework_call", self._after_notice, typed={"framework_users": users})

    def _after_notice(self) -> None:
        if not self.is_closed:
            self.agree()
            for day, act in (
                (self.said["joined"], self.join),
                (self.said["joined"] + timedelta(days=4), self.admit),
                (self.said["called"], self.call_off),
            ):
                self._on(day, act)
            return
        deadline = self.said["deadline"]
        course = FrameworkReview(self.world, self.number, self.officer, self.lead, self.officer)
        self._on(deadline - timedelta(days=1), course.draw)
        steps: tuple[tuple[int, Callable[[], object]], ...] = (
            *((0, course.open), (0, course.examine), (1, course.report)),
            *((3, self.shortlist), (4, self.tell), (6, self.agree)),
        )
        for days, happens in steps:
            self._on(workday_due(deadline, days).day, happens)
        calls: tuple[Callable[[], object], ...] = (self.choose, self.refuse, self.change, self.wait)
        for day, happens in zip(self.said["called"], calls, strict=True):
            self._on(day, happens)

    def shortlist(self) -> None:
        shortlist(procurement=self.number, count=IN, by=self.lead)

    def tell(self) -> None:
        send_letters(procurement=self.number, by=self.officer)
        self._publish("shortlist", typed={"file": "征集文件见附件"})

    def agree(self) -> None:
        terms = Terms(
            unit="小时",
            total_limit=sum((each.amount for each in self.found.shares.all()), Decimal(0)),
            starts_on=wall_clock.today(),
            conditions="持证人员不少于五名；接到选用后两日内派人；按月结算。",
        )
        conclude_framework(procurement=self.number, terms=terms, by=self.officer)

    def join(self) -> None:
        """Two apply: the first will be admitted, the other one waits."""
        for agent in fit_agents(self.world, APPLYING)[len(PRICES) :]:
            apply_to_join(
                framework=self.framework.pk,
                text="持证人员八名，全区划都能服务",
                meets_conditions=True,
                by=agent,
            )

    def admit(self) -> None:
        first = self.framework.applications.order_by("pk").first()
        assert first is not None
        admit_application(frameworkapplication=first.pk, by=self.officer)

    def call_off(self) -> None:
        """The purchaser itself chooses the provider that is in, which accepts."""
        project, member = self.found.shares.get().project, self.framework.members.get()
        wanted = Wanted(project.pk, f"{project.title}：合同和文件审查", Decimal(40), member.pk)
        made = call_off(framework=self.framework.pk, wanted=wanted, by=self.officer)
        self._answer(made, accept_offer)

    def choose(self) -> None:
        """Those served choose for the first time, between two providers, which both accept."""
        project = self.found.shares.get().project
        period = Period(
            project.pk,
            f"{project.title}：上门照护",
            PERSONS,
            UNITS,
            wall_clock.today(),
            wall_clock.today() + timedelta(days=180),
        )
        open_choice(framework=self.framework.pk, period=period, by=self.officer)
        for made in self._record({1: 18, 2: 12}):
            self._answer(made, accept_offer)

    def refuse(self) -> None:
        """More choose the second one, which refuses: they choose the first, and the refusal is judged."""
        [made] = self._record({2: 5})
        refused = made.offers.get()
        refuse_offer(
            calloffoffer=refused.pk,
            reason="这个月人手都派在别的片区",
            by=self._provider(refused.member.provider),
        )
        self._answer(self._change(made, 1, 5, 5 * UNITS, "第二家这个月没有人手"), accept_offer)
        judge_refusal(
            calloffoffer=refused.pk,
            is_justified=True,
            reason="当月派出的人数已经到协议约定的上限",
            by=self.officer,
        )

    def change(self) -> None:
        """Three of those served choose another provider, with what they haven't got yet."""
        made = self.choice.call_offs.filter(member__turn=1).order_by("pk").first()
        assert made is not None
        self._answer(self._change(made, 2, 3, Decimal(18), "搬到城东以后，第二家离得近"), accept_offer)

    def wait(self) -> None:
        """The last ones wait for the first provider's answer."""
        self._record({1: 2})

    @property
    def choice(self) -> UserChoice:
        return UserChoice.objects.get(framework=self.framework)

    def _record(self, by_turn: dict[int, int]) -> list[CallOff]:
        """The call-offs that follow from so many persons, by the turns of providers."""
        before = list(self.choice.call_offs.values_list("pk", flat=True))
        members = {each.turn: each.pk for each in self.framework.members.all()}
        record_choices(
            userchoice=self.choice.pk,
            chosen={members[turn]: persons for turn, persons in by_turn.items()},
            day=wall_clock.today(),
            by=self.officer,
        )
        return list(self.choice.call_offs.exclude(pk__in=before).order_by("pk"))

    def _change(self, made: CallOff, turn: int, persons: int, quantity: Decimal, reason: str) -> CallOff:
        """The call-off to which they go."""
        member = self.framework.members.get(turn=turn)
        change = Change(member.pk, persons, quantity, wall_clock.today(), reason)
        change_choice(calloff=made.pk, change=change, by=self.officer)
        return self.choice.call_offs.latest("pk")

    def _answer(self, made: CallOff, act: Callable[..., object]) -> None:
        waiting = made.offers.get(state="pending")
        act(calloffoffer=waiting.pk, by=self._provider(waiting.member.provider))

    def _provider(self, body: Body) -> Agent:
        return next(each for each in fit_agents(self.world, APPLYING) if each.body.pk == body.pk)

    def _deadline(self) -> datetime:
        return datetime.combine(self.said.get("deadline", date.min), time(9, 30), CHINA)


class FrameworkReview(ReviewCourse):
    """The review of a closed agreement, by price alone: of five bidders the last lacks a paper, and the dearest is kept out."""

    def _bidders(self) -> list[Body]:
        return [each.body for each in fit_agents(self.world, len(PRICES))]

    def open(self) -> None:
        found = self.found
        assert found.opens_at is not None
        for body, price in zip(self._bidders(), PRICES, strict=True):
            enter_response(
                procurement=self.number,
                bidder=body.pk,
                offer=Offer(price=Decimal(price)),
                came_by=CameBy.PAPER,
                opened_at=found.opens_at,
                minutes_on=found.opens_at.date(),
                by=self.officer,
            )

    def examine(self) -> None:
        given = give_codes(procurement=self.number, by=self.officer)
        seats = [_fresh(sit_down(number=self.found.number, code=code)) for _member, code in given]
        for each in seats:
            declare(by=each)
        head = next(each for each in (_fresh(each.member) for each in seats) if each.member.is_head)
        bids = Review(self.found).bids
        for bid in bids:
            is_last = bid.pk == bids[-1].pk
            reason = FAILING if is_last else ""
            examine(
                response=bid.pk,
                part=Part.QUALIFICATION,
                has_passed=not is_last,
                reason=reason,
                by=self.officer,
            )
            if not is_last:
                examine(response=bid.pk, part=Part.CONFORMITY, has_passed=True, by=head)


def _fresh(member: PanelMember) -> SeatAgent:
    return SeatAgent(PanelMember.objects.select_related("procurement__purchaser__place").get(pk=member.pk))
