"""The framework agreements of the demonstration: a closed one with three providers from which bureaus call off, and an open one."""

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
from goufu.demo.world import Purchaser, World
from goufu.law.clock import workday_due
from goufu.planning.models import Project
from goufu.procurement.actions.agreeing import Terms, conclude_framework
from goufu.procurement.actions.answering_offers import accept_offer, judge_refusal, refuse_offer
from goufu.procurement.actions.applying import admit_application, apply_to_join
from goufu.procurement.actions.awarding import send_letters
from goufu.procurement.actions.calling_off import Wanted, call_off, offer_again
from goufu.procurement.actions.deciding import record_event
from goufu.procurement.actions.examining import examine
from goufu.procurement.actions.responding import Offer, enter_response
from goufu.procurement.actions.shortlisting import shortlist
from goufu.procurement.actions.sitting import declare, give_codes, sit_down
from goufu.procurement.models import CallOff, CameBy, Framework, PanelMember, Part
from goufu.procurement.queries.procurements import procurable
from goufu.procurement.review.record import Review
from goufu.procurement.review.seats import SeatAgent
from goufu.registry.agents import Agent
from goufu.registry.models import Body
from goufu.wall_clock import CHINA

CEILING = Decimal(60)  # a unit, in yuan
PRICES = ("48", "50", "52", "57", "58")  # of those who bid, in their order
IN, TERM = 3, 24
FAILING = "没有提交依法缴纳社会保障资金的证明"


def begin(world: World) -> None:
    for said in read("procurements")["framework"]:
        if said["bureau"] < len(world.bureaus):
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
            "accepts_consortium": False,
            "has_prequalification": False,
            "bid_deposit": 0,
            "bid_deposit_cash_only": False,
            "qualification_text": "符合政府采购法第二十二条的规定；持证人员不少于五名",
            "contract_term_text": "自框架协议签订之日起二十四个月",
            "file_access": f"{body.name}采购办公室，免费提供",
            "submission_place": f"{body.place.name}公共资源交易中心",
            "opening_place": f"{body.place.name}公共资源交易中心",
            "contact": f"{body.name}，{body.place.name}政务中心，{self.officer.person.name}",
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
        calls: tuple[Callable[[], object], ...] = (self.call, self.call, self.refuse, self.wait)
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
        for agent in fit_agents(self.world, 7)[5:]:
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

    def call(self) -> None:
        """A bureau of the place calls off of the first provider, which accepts."""
        made = self._made(turn=1)
        self._answer(made, accept_offer)

    def refuse(self) -> None:
        """The second provider refuses; another one is chosen and accepts, and the refusal is judged."""
        made = self._made(turn=2)
        refused = made.offers.get()
        refuse_offer(
            calloffoffer=refused.pk,
            reason="这个月人手都派在别的片区",
            by=self._provider(refused.member.provider),
        )
        user = self._user(made)
        third = self.framework.members.get(turn=3)
        made = offer_again(calloff=made.pk, member=third.pk, because="离服务对象最近", by=user)
        self._answer(made, accept_offer)
        judge_refusal(
            calloffoffer=refused.pk,
            is_justified=True,
            reason="当月派出的人数已经到协议约定的上限",
            by=self.officer,
        )

    def wait(self) -> None:
        """The last one waits for the third provider's answer."""
        self._made(turn=3)

    def _made(self, turn: int) -> CallOff:
        user, project = self._free()
        wanted = Wanted(
            project=project.pk,
            title=f"{project.title}：临时增加的上门服务",
            quantity=Decimal(20 * turn),
            member=self.framework.members.get(turn=turn).pk,
            because="价格和距离都合适",
        )
        return call_off(framework=self.framework.pk, wanted=wanted, by=user)

    def _free(self) -> tuple[Agent, Project]:
        """A bureau of the place with an approved project of which something is left."""
        place = self.purchaser.body.place
        users: list[Purchaser] = [each for each in self.world.purchasers if each.body.place.pk == place.pk]
        for each in (*users[1:], *users[:1]):
            agent = self.world.agent(each.officer)
            if found := procurable(agent):
                return agent, found[0][0]
        raise ValueError(f"no bureau of {place} has a free project")

    def _user(self, made: CallOff) -> Agent:
        return self.world.agent(
            next(each.officer for each in self.world.purchasers if each.body.pk == made.purchaser_id)
        )

    def _answer(self, made: CallOff, act: Callable[..., object]) -> None:
        waiting = made.offers.get(state="pending")
        act(calloffoffer=waiting.pk, by=self._provider(waiting.member.provider))

    def _provider(self, body: Body) -> Agent:
        return next(each for each in fit_agents(self.world, len(PRICES)) if each.body.pk == body.pk)

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
