"""The procurements of the demonstration, of several methods and states, by the program's own actions (data/procurements.toml)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time, timedelta
from functools import partial
from typing import Any

from goufu import wall_clock
from goufu.demo import agencies, talks
from goufu.demo.participating import agents_for, fit_agents, give_back, join
from goufu.demo.plans import PlannedCourse
from goufu.demo.reviews import ReviewCourse, able_providers, steps
from goufu.demo.services import read
from goufu.demo.world import World
from goufu.law.clock import workday_due
from goufu.procurement.actions.appearing import record_appearance, record_receipt
from goufu.procurement.actions.deciding import begin_procurement, record_event
from goufu.procurement.actions.noticing import draft_notice, publish_notice, save_notice
from goufu.procurement.filling import CONTRACT, Filling
from goufu.procurement.law import method_of, opinion_of
from goufu.procurement.models import Notice
from goufu.procurement.notice_kinds import is_decision
from goufu.procurement.readiness import opinions_on
from goufu.procurement.recording import announced_by
from goufu.registry.agents import Agent
from goufu.wall_clock import CHINA

ADDRESS = "https://www.ccgp-lingxi.gov.cn/{kind}/{number}.html"
# What is recorded by hand of a procurement that was awarded, and how many working days after the deadline.
AWARDED = {"opened": 0, "contract_signed": 9, "contract_filed": 12}
TOLD = {"result": 4, "contract": 10}  # and on which working day each notice is published
RETURNED = {
    6: False,
    10: True,
}  # on which working day deposits go back: to the others, and to who was awarded


OF_CONTRACT = {
    "contract_number": "合同一式四份，编号见合同首页",
    "provider_contact": "见合同首页",
    "contract_text": "合同文本见附件",
}


def begin(world: World) -> None:
    for said in read("procurements")["procurement"]:
        if max(said["bureau"], *said.get("together", ()), 0) < len(world.bureaus):
            ProcurementCourse(world, said).begin()


class ProcurementCourse(PlannedCourse):
    """One procurement, and how far it comes. Each step schedules the next."""

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

    def begin(self) -> None:
        self._on(self.planned_on, self.plan)

    def plan(self) -> None:
        if self.write_plan():
            first = self.said.get("intention")
            self._on(first or self.said["notice"], self.intend if first else self.start)

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
        if self.said["until"] == "offered":
            talks.offer(self.world, self.number, self.officer)
            return
        talks.talk(self.world, self.number, self.officer)
        self._on(next_day, lambda: talks.decide(self.number, self.lead))
        if "signed" in self.said:
            self._on(self.said["signed"], lambda: self.record("contract_signed"))
        if "filed" in self.said:
            self._on(self.said["filed"], lambda: talks.file(self.number, self.officer))
            treasurer = partial(self.world.treasurer, self.said["place"])
            self._on(self.said["reviewed"], lambda: talks.review(self.number, treasurer()))

    def tell_alone(self) -> None:
        """The public notice of a single source, with what professionals argued; it goes on once nobody objects."""
        provider = able_providers(self.world, self.number)[0]
        office = self.world.offices[self.said["place"]]
        typed = self.said["alone"] | {
            "provider": provider.name,
            "provider_address": provider.address,
            "finance_contact": f"{office.name}，{office.telephone}",
        }
        self._publish("single_source", typed=typed)

    def tell_all(self, kind: str) -> None:
        """The result or the contract, in which what the house doesn't know is typed."""
        self._publish(kind, typed=OF_CONTRACT if kind == CONTRACT else {}, is_whole=False)

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
        if "alone" in self.said:
            self._on(self.said["notice"], self.tell_alone)
        elif self.said["until"] != "intention":
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
        for kind, days in TOLD.items():
            self._on(workday_due(self.said["deadline"], days).day, partial(self.tell_all, kind))
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

    def _publish(
        self, kind: str, then: Callable[[], object] | None = None, *, is_whole: bool = True, **said: Any
    ) -> None:
        """Drafts and publishes a notice, which appears in the medium the next working day.

        is_whole: nothing is missing in it but what is said; else the rest refers to the procurement file.
        """
        drafted = draft_notice(procurement=self.number, kind=kind, by=self.drafter)
        if not is_whole:
            rest = {each.field.name: "按采购文件和响应文件" for each in Filling(drafted).missing}
            said = {**said, "typed": rest | said.get("typed", {})}
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
