"""The reviews of the demonstration: a list of experts, panels drawn from it, scores, reports and awards, by the program's own actions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from goufu.demo.services import read
from goufu.demo.world import PROVINCE, World
from goufu.procurement.actions.awarding import award, receive_report
from goufu.procurement.actions.drawing import commit_draw, draw_experts, keep_experts
from goufu.procurement.actions.examining import examine
from goufu.procurement.actions.marking import hand_in, save_scores
from goufu.procurement.actions.reopening import reopen_review
from goufu.procurement.actions.responding import Offer, enter_response
from goufu.procurement.actions.reviewing import conclude, sign_report
from goufu.procurement.actions.sitting import declare, give_codes, sit_down
from goufu.procurement.actions.telling import send_letters
from goufu.procurement.choosing import least_panel
from goufu.procurement.law import facts_of, method_of, situation_of
from goufu.procurement.methods import load_methods
from goufu.procurement.models import (
    CameBy,
    ExpertList,
    Factor,
    PanelMember,
    Part,
    Procurement,
    Quotation,
)
from goufu.procurement.reckoning.drawing import Wanted
from goufu.procurement.review.bids import ReviewedBid
from goufu.procurement.review.record import Review
from goufu.procurement.review.seats import SeatAgent
from goufu.registry.agents import Agent
from goufu.registry.models import Body

LISTED_ON = date(2026, 7, 1)
FIELDS = ("养老服务", "社会工作", "教育服务", "公共卫生", "信息技术")
EMPLOYERS = ("岭西大学", "岭西师范学院", "岭西社会科学院", "岚溪学院", "岭西省标准化研究院", "岭西省老年学会")
OFFERED = ("0.94", "0.91", "0.97", "0.89")  # of the ceiling
BIDDERS = 4
STEPS = {"人员配备": 2, "场地和设施": 2, "类似业绩": 2, "研发人员": 5}  # points that count things


def begin(world: World) -> None:
    """The province's finance office brings the list of its library."""
    world.simulation.schedule(world.simulation.some_time(LISTED_ON), lambda: _keep(world))


def _keep(world: World) -> None:
    names = str(read("procurements")["experts"]["names"]).split()
    rows = [
        {
            "code": f"LX{number:05}",
            "name": name,
            "employer": EMPLOYERS[number % len(EMPLOYERS)],
            "fields": [FIELDS[number % len(FIELDS)], FIELDS[(number * 3 + 1) % len(FIELDS)]],
            "place": PROVINCE,
            "avoids": [],
        }
        for number, name in enumerate(names, start=1)
    ]
    keep_experts(rows=rows, as_of=LISTED_ON, by=world.treasurer(PROVINCE))


class ReviewCourse:
    """The review of one procurement, in steps that the course of the procurement takes on their days.

    holder: who holds it, the officer or an agency. again: why the panel reviews again, where it does.
    """

    def __init__(
        self, world: World, number: int, officer: Agent, lead: Agent, holder: Agent, again: str = ""
    ) -> None:
        self.world, self.number, self.officer, self.lead, self.holder = world, number, officer, lead, holder
        self.again = again

    @property
    def found(self) -> Procurement:
        return Procurement.objects.get(pk=self.number)

    @property
    def _draws(self) -> Callable[[int, int], int]:
        return self.world.simulation.random.randint

    def draw(self) -> None:
        """The panel: as many experts as the method wants, of any field."""
        count = self._wanted()
        of = ExpertList.objects.latest("pk")
        commit_draw(procurement=self.number, of=of.pk, wanted=[Wanted("", count)], by=self.holder)
        draw_experts(procurement=self.number, by=self.holder)

    def _wanted(self) -> int:
        found = self.found
        method = method_of(found)
        assert method is not None
        least = least_panel(method, situation_of(found, facts_of(found)), load_methods())
        assert isinstance(least, int)
        return least

    def open(self) -> None:
        """The bids, entered from the minutes of the trading centre."""
        for index, body in enumerate(self._bidders()):
            self._enter(body, index, Quotation.FIRST)

    def _bidders(self) -> list[Body]:
        return able_providers(self.world, self.number)

    def _enter(self, body: Body, index: int, quotation: Quotation) -> None:
        found = self.found
        assert found.ceiling is not None and found.opens_at is not None
        lower = Decimal("0.98") if quotation == Quotation.FINAL else Decimal(1)
        price = (found.ceiling * Decimal(OFFERED[index]) * lower).quantize(Decimal("0.01"))
        is_small = body.size in ("small", "micro")
        enter_response(
            procurement=self.number,
            bidder=body.pk,
            offer=Offer(price=price, declared_size=body.size, has_declaration=is_small),
            quotation=quotation,
            came_by=CameBy.PAPER,
            opened_at=found.opens_at,
            minutes_on=found.opens_at.date(),
            by=self.holder,
        )

    def score(self, *, but: int = 0) -> None:
        """Everybody but the last so many declares, scores and hands in; the head examines first."""
        seats = seats_of(self.number, self.holder, but=but)
        head = next(each for each in seats if each.member.is_head)
        self._examine(head)
        if Review(self.found).wants_final:
            for index, body in enumerate(self._bidders()[:-1]):
                self._enter(body, index, Quotation.FINAL)
        for seat in sorted(seats, key=lambda each: not each.member.is_head):
            self._score_all(seat)

    def _examine(self, head: SeatAgent) -> None:
        review = Review(self.found)
        by_purchaser = bool(review.method.qualification and review.method.qualification.word == "purchaser")
        for bid in review.bids:
            is_last = bid.pk == review.bids[-1].pk
            reason = "没有提交依法缴纳社会保障资金的证明" if is_last else ""
            by = self.holder if by_purchaser else head
            examine(
                response=bid.pk,
                part=Part.QUALIFICATION,
                has_passed=not is_last,
                reason=reason,
                did_earlier_work=False,
                is_own_staff=True if bid.response.has_declaration else None,
                by=by,
            )
            if not is_last:
                examine(response=bid.pk, part=Part.CONFORMITY, has_passed=True, by=head)

    def _score_all(self, seat: SeatAgent) -> None:
        review = Review(self.found)
        for index, bid in enumerate(review.valid):
            save_scores(response=bid.pk, points=self._points(review, bid, index, seat.member), by=seat)
        hand_in(by=seat)

    def _points(
        self, review: Review, bid: ReviewedBid, index: int, member: PanelMember
    ) -> dict[int, Decimal]:
        return {
            factor.pk: self._point(factor, index, STEPS.get(factor.title, 1))
            for factor in review.unscored(member, bid)
        }

    def _point(self, factor: Factor, index: int, step: int) -> Decimal:
        """A point on the factor's scale: the best less some steps, the more the later the bid came."""
        best = int(Decimal(factor.grades[0]["most"]))
        return Decimal(max(best - step * index - step * self._draws(0, 3), 0))

    def report(self) -> None:
        """The report; where a score was far too low, it is given anew, and reported anew."""
        self._report()
        if self.again:
            reopen_review(
                procurement=self.number, ground="score_out_of_proportion", reason=self.again, by=self.holder
            )
            self._correct()
            self._report()

    def _correct(self) -> None:
        """The last member gives the second bid all points of the first factor, and everybody hands in again."""
        given = give_codes(procurement=self.number, by=self.holder)
        seats = [_fresh(sit_down(number=self.found.number, code=code)) for _member, code in given]
        review = Review(self.found)
        factor = next(each for each in review.factors if not each.is_objective)
        save_scores(response=review.valid[1].pk, points={factor.pk: factor.points}, by=seats[-1])
        for each in seats:
            hand_in(by=_fresh(each.member))

    def _report(self) -> None:
        """The head makes the report, everybody signs, and it comes to the purchaser."""
        members = list(self.found.panel.filter(left_at=None))
        seats = [_fresh(each) for each in members]
        conclude(seen=True, by=next(each for each in seats if each.member.is_head))
        for each in seats:
            sign_report(by=each)
        receive_report(procurement=self.number, by=self.officer)

    def award(self) -> None:
        report = self.found.reports.latest("pk")
        first = report.placings.filter(rank=1).first()
        assert first is not None
        reason = "并列第一，照采购文件由采购人选择" if first.is_tied else ""
        award(procurement=self.number, response=first.response_id, reason=reason, by=self.lead)

    def tell(self) -> None:
        send_letters(procurement=self.number, by=self.holder)


def seats_of(number: int, holder: Agent, *, but: int = 0) -> list[SeatAgent]:
    """The panel but its last so many, who come with their codes and declare."""
    found = Procurement.objects.get(pk=number)
    given = give_codes(procurement=number, by=holder)
    seats = [_fresh(sit_down(number=found.number, code=code)) for _member, code in given[: len(given) - but]]
    for each in seats:
        declare(by=each)
    return [_fresh(each.member) for each in seats]


def able_providers(world: World, number: int) -> list[Body]:
    """As many providers as bid for the procurement of that number."""
    able = [
        each
        for (_place, kind), bodies in sorted(world.providers.items())
        if kind in ("enterprise", "social_service_organisation")
        for each in bodies
    ]
    return able[number % 3 : number % 3 + BIDDERS]


def _fresh(member: PanelMember) -> SeatAgent:
    return SeatAgent(PanelMember.objects.select_related("procurement__purchaser__place").get(pk=member.pk))


def steps(course: ReviewCourse) -> Sequence[tuple[int, Callable[[], Any]]]:
    """What is done of an award, and how many working days after the deadline."""
    return [(0, course.open), (0, course.score), (1, course.report), (3, course.award), (4, course.tell)]
