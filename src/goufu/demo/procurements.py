"""The procurements of the demonstration, of several methods and states, by the program's own actions (data/procurements.toml)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from goufu import wall_clock
from goufu.demo import agencies, counter, sealing, talks
from goufu.demo.judging import judge_all
from goufu.demo.participating import agents_for, fit_agents, give_back, join
from goufu.demo.reviews import ReviewCourse, able_providers, steps
from goufu.demo.services import read
from goufu.demo.world import Purchaser, World
from goufu.law.clock import workday_due
from goufu.planning.models import Project
from goufu.procurement.actions.buying_together import join_procurement, take_in_purchaser
from goufu.procurement.actions.deciding import begin_procurement, record_event
from goufu.procurement.actions.filing import save_file
from goufu.procurement.actions.noticing import (
    draft_notice,
    is_decision,
    publish_notice,
    record_appearance,
    record_receipt,
    save_notice,
)
from goufu.procurement.actions.planning import choose_method, draft_procurement, save_procurement
from goufu.procurement.actions.scoring import FactorIn, save_scoring
from goufu.procurement.choosing import Situation, reasons_against
from goufu.procurement.file_templates import field_of, filled
from goufu.procurement.filling import Filling
from goufu.procurement.forms.grades import grades_in
from goufu.procurement.law import method_of, opinion_of
from goufu.procurement.methods import load_methods
from goufu.procurement.models import Notice, Procurement
from goufu.procurement.papers.file_content import slots_of
from goufu.procurement.queries.procurements import procurable
from goufu.procurement.readiness import opinions_on
from goufu.procurement.recording import announced_by
from goufu.registry.agents import Agent
from goufu.wall_clock import CHINA

YEAR = 2026
LEAD_DAYS = 5  # from the plan to the first notice
ADDRESS = "https://www.ccgp-lingxi.gov.cn/{kind}/{number}.html"
# What is recorded by hand of a procurement that was awarded, and how many working days after the deadline.
AWARDED = {"opened": 0, "result_published": 5, "contract_signed": 9}
RETURNED = {
    6: False,
    10: True,
}  # on which working day deposits go back: to the others, and to who was awarded


def factors() -> list[FactorIn]:
    """The factors of every scoring table, ninety points without the price (data/procurements.toml)."""
    return [
        FactorIn(
            each["title"],
            Decimal(each["points"]),
            each.get("is_objective", False),
            each["looks_at"],
            grades_in(each["grades"], each["title"]),
        )
        for each in read("procurements")["factor"]
    ]


def begin(world: World) -> None:
    for said in read("procurements")["procurement"]:
        if max(said["bureau"], *said.get("together", ()), 0) < len(world.bureaus):
            ProcurementCourse(world, said).begin()


class ProcurementCourse:
    """One procurement, and how far it comes. Each step schedules the next."""

    def __init__(self, world: World, said: dict[str, Any]) -> None:
        self.world, self.said = world, said
        self.number = 0
        first = said.get("planned") or said.get("intention") or said["notice"]
        self.planned_on: date = first if "planned" in said else first - timedelta(days=LEAD_DAYS)

    @property
    def purchaser(self) -> Purchaser:
        return self.world.purchaser_of(self.said)

    @property
    def officer(self) -> Agent:
        return self.world.agent(self.purchaser.officer)

    @property
    def lead(self) -> Agent:
        return self.world.agent(self.purchaser.lead)

    @property
    def drafter(self) -> Agent:
        """Who drafts notices and follows them: the officer, or the agency."""
        return agencies.people_of(self.world, self.said["agency"])[0] if self._is_delegated else self.officer

    def publisher(self, kind: str) -> Agent:
        """Who publishes one of the kind: the lead, or the agency's other person what begins and ends nothing."""
        if is_decision(kind) or not self._is_delegated:
            return self.lead
        return agencies.people_of(self.world, self.said["agency"])[1]

    @property
    def _is_delegated(self) -> bool:
        return "agency" in self.said and self.found.delegation is not None

    @property
    def found(self) -> Procurement:
        return Procurement.objects.get(pk=self.number)

    def begin(self) -> None:
        self._on(self.planned_on, self.plan)

    def plan(self) -> None:
        """The plan of the first project of which all is left; nothing follows where the bureau has none."""
        free = [
            (each, left)
            for each, left in procurable(self.officer)
            if each.year == YEAR
            and left == each.amount
            and self._is_small_enough(left)
            and self.said.get("service", "") in each.title
        ]
        if not free:
            return
        project, left = free[-1]
        title = self.said.get("title", project.title)
        made = draft_procurement(title=title, amounts={project.pk: left}, by=self.officer)
        self.number = made.pk
        for bureau in self.said.get("together", ()):
            self._buy_with(self.world.purchaser_of(self.said | {"bureau": bureau}))
        if self.said["until"] == "begun":
            return
        choose_method(
            procurement=made.pk,
            method=self.said["method"],
            ground=self.said.get("ground", ""),
            by=self.officer,
        )
        save_procurement(
            procurement=made.pk, by=self.officer, version=self.found.version, values=self._values(project)
        )
        if self.found.evaluation_method == "weighted":
            save_scoring(procurement=made.pk, price_points=Decimal(10), factors=factors(), by=self.officer)
            self._write_file()
        judge_all(self.found, self.officer, self.lead)
        if "keys" in self.said:
            sealing.name_custodians(self.world, self.found, self.purchaser, self.said["keys"])
            self._schedule_bids()
        if "agency" in self.said:
            is_taken = self.said.get("is_taken", True)
            agencies.delegate(self.world, made.pk, self.said["agency"], self.purchaser, is_taken=is_taken)
        first = self.said.get("intention")
        self._on(first or self.said["notice"], self.intend if first else self.start)

    def _buy_with(self, other: Purchaser) -> None:
        """Another purchaser is taken into the plan, and joins with a project of its own."""
        take_in_purchaser(procurement=self.number, name=other.body.name, by=self.officer)
        guest = self.world.agent(other.officer)
        project, left = next(
            (each, left) for each, left in procurable(guest) if each.year == YEAR and left == each.amount
        )
        join_procurement(procurement=self.number, project=project.pk, amount=left, by=guest)

    def _budget(self) -> Decimal:
        return sum((each.amount for each in self.found.shares.all()), Decimal(0))

    def _schedule_bids(self) -> None:
        """Bids come in the last days; of an opening that is due the keys are rehearsed again that morning."""
        deadline = self._deadline()
        for number in range(self.said["bids"]):
            came = deadline - timedelta(days=4, hours=3 * number)
            self.world.simulation.schedule(came, partial(sealing.send_bid, self.world, self.number, number))
        again = partial(sealing.rehearse_before_opening, self.world, self.number, self.said["keys"])
        self.world.simulation.schedule(deadline - timedelta(hours=1), again)
        if self.said.get("counter"):
            counter.schedule(self.world, self.number, deadline, self.said["bids"], self.officer, self.lead)

    def _deadline(self) -> datetime:
        return datetime.combine(self.said["deadline"], self.said.get("deadline_time", time(9, 30)), CHINA)

    def _write_file(self) -> None:
        """The procurement file, as the template of its field has it."""
        found = self.found
        texts, slots = field_of(found.title).texts, slots_of(found)
        save_file(
            procurement=found.pk,
            demand=filled(texts["demand"], slots),
            qualification=found.qualification_text,
            contract=filled(texts["contract"], slots),
            by=self.officer,
        )

    def _is_small_enough(self, amount: Decimal) -> bool:
        """Whether the method's limit, where it has one, lets that much be bought."""
        methods = load_methods()
        method = methods.methods[self.said.get("method", "consultation")]
        place = self.purchaser.body.place
        asked = Situation(self.planned_on, place.code, {"budget_yuan": amount}, place.level)
        return not method.below or not reasons_against(method, asked, methods)

    def intend(self) -> None:
        self._publish("intention", self._after_intention)

    def start(self) -> None:
        """A purchase without a notice: suppliers are asked the same day, and the choice follows the next."""
        doubts = tuple(each.rule.id for each in opinion_of(self.found).to_review)
        begin_procurement(procurement=self.number, by=self.lead, reviewed=doubts)
        self.record("file_provided")
        next_day = workday_due(wall_clock.today(), 1).day
        if self.said["until"] == "ended":
            self._on(next_day, lambda: talks.give_up(self.number, self.said["cause"], self.lead))
            return
        talks.talk(self.world, self.number, self.officer)
        self._on(next_day, lambda: talks.decide(self.number, self.lead))
        if "signed" in self.said:
            self._on(self.said["signed"], lambda: self.record("contract_signed"))
        if "filed" in self.said:
            self._on(self.said["filed"], lambda: talks.file(self.number, self.officer))
            treasurer = partial(self.world.treasurer, self.said["place"])
            self._on(self.said["reviewed"], lambda: talks.review(self.number, treasurer()))

    def announce(self) -> None:
        method = method_of(self.found)
        kind = announced_by(method) if method else None
        if kind:
            self._publish(kind.kind, self._after_notice)

    def correct(self) -> None:
        moved = datetime.combine(self.said["moved"], time(9, 30), CHINA)
        typed = {
            "change_item": "磋商文件第三章服务要求",
            "change_before": "每周上门一次",
            "change_after": "每周上门两次",
        }
        self._publish("correction", typed=typed, affects_bids=True, new_deadline_at=moved)

    def terminate(self) -> None:
        reason = "到响应截止只有一家供应商提交响应文件，磋商不能成立"
        self._publish("termination", typed={"reason": reason})

    def record(self, event: str) -> None:
        record_event(procurement=self.number, event=event, day=wall_clock.today(), by=self.officer)

    def _after_intention(self) -> None:
        if self.said["until"] != "intention":
            method = method_of(self.found)
            is_announced = method is not None and announced_by(method) is not None
            self._on(self.said["notice"], self.announce if is_announced else self.start)

    def _after_notice(self) -> None:
        if "participants" in self.said:
            self._on(workday_due(wall_clock.today(), 2).day, self._take_part)
        match self.said["until"]:
            case "corrected":
                self._on(self.said["corrected"], self.correct)
            case "terminated":
                self._on(self.said["ended"], self.terminate)
            case "scoring":
                self._review(but=1)
            case "awarded":
                self._award()

    def _award(self) -> None:
        """The review, and what is recorded by hand after it; deposits go back."""
        self._review()
        for event, days in AWARDED.items():
            self._on(workday_due(self.said["deadline"], days).day, partial(self.record, event))
        if "deposit" in self.said:
            for days, to_winner in RETURNED.items():
                give = partial(give_back, self.number, self.drafter, to_winner=to_winner)
                self._on(workday_due(self.said["deadline"], days).day, give)

    def _take_part(self) -> None:
        """So many providers of which nothing speaks against; those that will bid, where the bids come on paper."""
        if self.said["until"] == "awarded":
            agents = agents_for(self.world, able_providers(self.world, self.number))
        else:
            agents = fit_agents(self.world, self.said["participants"])
        join(self.number, agents[: self.said["participants"]])

    def review(self) -> ReviewCourse:
        again = self.said.get("again", "")
        return ReviewCourse(self.world, self.number, self.officer, self.lead, self.drafter, again)

    def _review(self, *, but: int = 0) -> None:
        """The panel is drawn the day before the bids are opened; where somebody has still to score there is no award."""
        deadline = self.said["deadline"]
        course = self.review()
        self._on(deadline - timedelta(days=1), course.draw)
        if but:
            self._on(deadline, course.open)
            self._on(deadline, lambda: course.score(but=but))
            return
        for days, act in steps(course):
            self._on(workday_due(deadline, days).day, act)

    def _publish(self, kind: str, then: Callable[[], object] | None = None, **said: Any) -> None:
        """Drafts and publishes a notice, which appears in the medium the next working day."""
        drafted = draft_notice(procurement=self.number, kind=kind, by=self.drafter)
        if said:
            save_notice(notice=drafted.pk, by=self.drafter, version=drafted.version, **said)
        notice = Notice.objects.select_related("procurement__purchaser__place", "about").get(pk=drafted.pk)
        doubts = [
            each.rule.id for opinion in opinions_on(notice, Filling(notice)) for each in opinion.to_review
        ]
        publish_notice(notice=notice.pk, by=self.publisher(notice.kind), reviewed=doubts)
        record_receipt(notice=notice.pk, day=wall_clock.today(), by=self.drafter)
        if self.said["until"] == "published" and kind != "intention":
            return

        def appear() -> None:
            address = ADDRESS.format(kind=kind, number=notice.pk)
            record_appearance(notice=notice.pk, day=wall_clock.today(), address=address, by=self.drafter)
            if then:
                then()

        self._on(workday_due(wall_clock.today(), 1).day, appear)

    def _values(self, project: Project) -> dict[str, Any]:
        """A plan with nothing left open; days as the data say, and nothing of bids where there are none."""
        begins = workday_due(self.said["notice"], 1).day if "deadline" in self.said else self.said["notice"]
        values: dict[str, Any] = {"starts_on": begins, "organisation": self._organisation()}
        if "deadline" not in self.said:
            method = method_of(self.found)
            if method and method.ways:
                values["emergency_form"] = method.ways.cases[0]
            if "intention" in self.said:
                values |= {"reserve": "none", "ceiling": self._budget()}
            return values | {"organisation": "own" if method and method.below else "dispersed"}
        body = self.purchaser.body
        deadline = self._deadline()
        scored = method_of(self.found)
        methods = scored.scoring.methods if scored and scored.scoring else ()
        return values | {
            "evaluation_method": "weighted" if "weighted" in methods else next(iter(methods), ""),
            "has_fixed_price": False,
            "ceiling": self._budget(),
            "reserve": "none",
            "price_deduction_percent": 10,
            "goods": "none",
            "track_record_count": 0,
            "accepts_consortium": False,
            "has_prequalification": False,
            "bid_deposit": self._deposit(project),
            "bid_deposit_cash_only": False,
            "qualification_text": "符合政府采购法第二十二条的规定；本项目没有特定的资格要求",
            "contract_term_text": f"自合同签订之日起{project.term_months or 12}个月",
            "file_access": f"{body.name}采购办公室，免费提供",
            "submission_place": f"{body.place.name}公共资源交易中心",
            "opening_place": f"{body.place.name}公共资源交易中心",
            "contact": f"{body.name}，{body.place.name}政务中心，{self.officer.person.name}",
            "file_until": workday_due(begins, 6).day,
            "bid_deadline_at": deadline,
            "opens_at": deadline,
        }

    def _deposit(self, project: Project) -> int:
        """A percent of the budget, in whole hundreds of yuan, where one is asked for."""
        return int((project.amount or 0) / 10_000) * 100 if self.said.get("deposit") else 0

    def _organisation(self) -> str:
        return "central" if self.said.get("agency") == agencies.CENTRAL else "dispersed"

    def _on(self, day: date, act: Callable[[], object]) -> None:
        """Schedules what is done on the morning of that day, or the next working day."""
        due = workday_due(day - timedelta(days=1), 1).day
        self.world.simulation.schedule(datetime.combine(due, time(9, 40), CHINA), act)
