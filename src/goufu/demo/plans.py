"""The plans of the demonstration's procurements: project, method, days, procurement file, who buys along (data/procurements.toml)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from goufu.demo import agencies, counter, sealing
from goufu.demo.judging import judge_all
from goufu.demo.services import read, whole
from goufu.demo.simulation import workday_before
from goufu.demo.world import Purchaser, World
from goufu.law.clock import workday_due
from goufu.planning.models import Project
from goufu.procurement.actions.buying_together import join_procurement, take_in_purchaser
from goufu.procurement.actions.filing import save_file
from goufu.procurement.actions.planning import choose_method, draft_procurement, save_procurement
from goufu.procurement.actions.scoring import FactorIn, save_scoring
from goufu.procurement.choosing import Situation, reasons_against
from goufu.procurement.file_templates import field_of, filled
from goufu.procurement.forms.grades import grades_in
from goufu.procurement.law import method_of
from goufu.procurement.methods import load_methods
from goufu.procurement.models import Procurement
from goufu.procurement.papers.file_content import slots_of
from goufu.procurement.queries.procurements import procurable
from goufu.registry.agents import Agent
from goufu.wall_clock import CHINA

YEAR = 2026
LEAD_DAYS = 5  # from the plan to the first notice
JOINED_AFTER = 3  # working days after the notice, while the file is offered
SENT_BEFORE, SENT_AT = (
    4,
    (time(10, 25), time(14, 50), time(16, 5)),
)  # working days before the deadline, and when


def factors(table: str = "factor") -> list[FactorIn]:
    """The factors of a scoring table, ninety points without the price (data/procurements.toml)."""
    return [
        FactorIn(
            each["title"],
            Decimal(each["points"]),
            each.get("is_objective", False),
            each["looks_at"],
            grades_in(each["grades"], each["title"]),
        )
        for each in read("procurements")[table]
    ]


class PlannedCourse:
    """One procurement until its plan is written, as the data say it."""

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
    def found(self) -> Procurement:
        return Procurement.objects.get(pk=self.number)

    def write_plan(self) -> bool:
        """Writes the plan of the first project of which all is left; False where the bureau has none, or it stays a draft."""
        free = [
            (each, left)
            for each, left in procurable(self.officer)
            if each.year == YEAR
            and left == each.amount
            and self._is_small_enough(left)
            and self.said.get("service", "") in each.title
        ]
        if not free:
            return False
        project, left = free[-1]
        title = self.said.get("title", project.title)
        made = draft_procurement(title=title, amounts={project.pk: left}, by=self.officer)
        self.number = made.pk
        for bureau in self.said.get("together", ()):
            self._buy_with(self.world.purchaser_of(self.said | {"bureau": bureau}))
        if self.said["until"] == "begun":
            return False
        choose_method(
            procurement=made.pk,
            method=self.said["method"],
            ground=self.said.get("ground", ""),
            by=self.officer,
        )
        save_procurement(
            procurement=made.pk, by=self.officer, version=self.found.version, values=self._values(project)
        )
        if "lots" in self.said:
            self._cut(self.said["lots"])
        if self.found.evaluation_method == "weighted":
            save_scoring(
                procurement=made.pk,
                price_points=Decimal(10),
                factors=factors(self.said.get("factors", "factor")),
                by=self.officer,
            )
            if "lots" in self.said:
                self._score_apart()
            self._write_file()
        judge_all(self.found, self.officer, self.lead)
        if "keys" in self.said:
            sealing.name_custodians(self.world, self.found, self.purchaser, self.said["keys"])
            self._schedule_bids()
        if "agency" in self.said:
            is_taken = self.said.get("is_taken", True)
            agencies.delegate(self.world, made.pk, self.said["agency"], self.purchaser, is_taken=is_taken)
        return True

    def _buy_with(self, other: Purchaser) -> None:
        """Another purchaser is taken into the plan, and joins with a project of its own."""
        take_in_purchaser(procurement=self.number, name=other.body.name, by=self.officer)
        guest = self.world.agent(other.officer)
        project, left = next(
            (each, left) for each, left in procurable(guest) if each.year == YEAR and left == each.amount
        )
        join_procurement(procurement=self.number, project=project.pk, amount=left, by=guest)

    def _cut(self, titles: list[str]) -> None:
        """Lots of the same amount each, in whole hundreds of yuan; the first takes what is left over."""
        each = self._budget() // len(titles) // 100 * 100
        amounts = [self._budget() - each * (len(titles) - 1), *[each] * (len(titles) - 1)]
        lots = [*zip(titles, amounts, strict=True)]
        save_procurement(
            procurement=self.number, by=self.officer, version=self.found.version, values={}, lots=lots
        )

    def _score_apart(self) -> None:
        """The last lot has a table of its own: the last factor counts nothing in it, and the price so much more."""
        *shared, last = factors()
        lot = self.found.lots.get(title=self.said["lots"][-1])
        price = Decimal(10) + last.points
        save_scoring(procurement=self.number, lot=lot.pk, price_points=price, factors=shared, by=self.officer)

    def _budget(self) -> Decimal:
        return sum((each.amount for each in self.found.shares.all()), Decimal(0))

    def _schedule_bids(self) -> None:
        """Whoever bids takes part while the file is offered, and sends in the last days; the keys are rehearsed again that morning."""
        deadline, schedule = self._deadline(), self.world.simulation.schedule
        brought = counter.BROUGHT if self.said.get("counter") else 0
        joined = workday_due(self.said["notice"], JOINED_AFTER).day
        join = partial(sealing.take_part, self.number, self.said["bids"] + brought)
        schedule(datetime.combine(joined, time(10, 40), CHINA), join)
        for number, at in zip(range(self.said["bids"]), SENT_AT, strict=False):
            day = workday_before(deadline.date(), SENT_BEFORE - number)
            send = partial(sealing.send_bid, self.world, self.number, number)
            schedule(datetime.combine(day, at, CHINA), send)
        again = partial(sealing.rehearse_before_opening, self.world, self.number, self.said["keys"])
        schedule(deadline - timedelta(minutes=30), again)
        if self.said.get("counter"):
            counter.schedule(self.world, self.number, deadline, self.said["bids"], self.officer, self.lead)

    def _deadline(self) -> datetime:
        return datetime.combine(self.said["deadline"], self.said.get("deadline_time", time(9, 30)), CHINA)

    def _write_file(self) -> None:
        """The procurement file, after the template of its field, with what the bureau writes in its instructions' places."""
        found = self.found
        texts, slots = field_of(found.title).texts, slots_of(found)
        save_file(
            procurement=found.pk,
            demand=whole(filled(texts["demand"], slots)),
            qualification=found.qualification_text,
            contract=whole(filled(texts["contract"], slots)),
            by=self.officer,
        )

    def _is_small_enough(self, amount: Decimal) -> bool:
        """Whether the method's limit, where it has one, lets that much be bought."""
        methods = load_methods()
        method = methods.methods[self.said.get("method", "consultation")]
        place = self.purchaser.body.place
        asked = Situation(self.planned_on, place.code, {"budget_yuan": amount}, place.level)
        return not method.below or not reasons_against(method, asked, methods)

    def _values(self, project: Project) -> dict[str, Any]:
        """A plan with nothing left open; days as the data say, and nothing of bids where there are none."""
        begins = workday_due(self.said["notice"], 1).day if "deadline" in self.said else self.said["notice"]
        values: dict[str, Any] = {"starts_on": begins, "organisation": self._organisation()}
        if "deadline" not in self.said:
            method = method_of(self.found)
            if method and method.ways:
                values["emergency_form"] = method.ways.cases[0]
            if "intention" in self.said:
                values |= {"reserve": "none", "ceiling": self._budget(), "contact": self._contact()}
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
            "contact": self._contact(),
            "file_until": workday_due(begins, 6).day,
            "bid_deadline_at": deadline,
            "opens_at": deadline,
        }

    def _contact(self) -> str:
        body = self.purchaser.body
        return f"{body.name}，{body.address}，{self.officer.person.name}，{body.telephone}"

    def _deposit(self, project: Project) -> int:
        """A percent of the budget, in whole hundreds of yuan, where one is asked for."""
        return int((project.amount or 0) / 10_000) * 100 if self.said.get("deposit") else 0

    def _organisation(self) -> str:
        return "central" if self.said.get("agency") == agencies.CENTRAL else "dispersed"

    def _on(self, day: date, act: Callable[[], object]) -> None:
        """Schedules what is done on the morning of that day, or the next working day."""
        due = workday_due(day - timedelta(days=1), 1).day
        self.world.simulation.schedule(datetime.combine(due, time(9, 40), CHINA), act)
