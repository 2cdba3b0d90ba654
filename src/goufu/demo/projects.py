"""The projects of the demonstration: each year's, from the draft to the approval or wherever they have come to."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from functools import partial

from goufu import wall_clock
from goufu.core.opinion import Opinion
from goufu.demo import decisions, writing
from goufu.demo.budgets import IMPORTED, imported
from goufu.demo.services import Service, Trouble, troubles
from goufu.demo.world import Purchaser, World
from goufu.planning.actions.deciding import (
    adjust_project,
    approve_project,
    return_project,
    submit_project,
    waive_rules,
    withdraw_project,
)
from goufu.planning.actions.writing import draft_project
from goufu.planning.law import opinion_on
from goufu.planning.models import Project
from goufu.registry.agents import Agent

# How far projects come, in parts of a hundred; those of the coming year are still on their way. `adjusting`: approved
# and opened again; `adjusted`: submitted and approved once more after that.
ENDS = {"approved": 84, "withdrawn": 5, "returned": 3, "adjusted": 6, "draft": 2}
ENDS_OF_THE_COMING_YEAR = {"draft": 26, "submitted": 30, "returned": 10, "approved": 24, "adjusting": 10}
COMING = max(IMPORTED)
AREAS = ("东片区", "西片区", "南片区", "北片区", "城区", "山区")
RETURN_REASONS = (
    "绩效目标要写清数量和验收的证据。",
    "单价比上年高，请补充测算依据。",
    "与其他单位的项目内容重复，请核对服务对象。",
)
WITHDRAWAL_REASONS = ("今年改由上级统一组织，不再单独购买。", "服务对象已由其他项目覆盖。")
WAIVER_REASON = "延续项目，需求与上年相同，上年的做法仍然适用。"
ADJUSTMENT_REASON = "服务对象人数有变化，要改数量和金额。"


def begin(world: World) -> None:
    for year, day in imported(world).items():
        when = world.simulation.some_time(day + timedelta(days=1))
        world.simulation.schedule(when, partial(_plan_year, world, year))


def _plan_year(world: World, year: int) -> None:
    """Two or three projects of each service, within the months in which those of that year are written; in a small world
    one, and two of the coming year."""
    first = IMPORTED[year] + timedelta(days=2)
    last = first + timedelta(days=9) if year == COMING else date(year, 6, 30)
    for purchaser in world.purchasers:
        for line, service in enumerate(purchaser.bureau.services, start=1):
            count = (2 if year == COMING else 1) if world.is_small else (3 if line == 1 else 2)
            for area in world.simulation.random.sample(AREAS, count):
                course = ProjectCourse(world, purchaser, service, line, year, f"{service.title}（{area}）")
                world.simulation.schedule(world.simulation.between(first, last), course.write)
    for trouble in troubles() if year == COMING else ():
        for purchaser in world.purchasers:
            if purchaser.bureau.name == trouble.bureau and purchaser.body.level == "county":
                when = world.simulation.between(first, last)
                world.simulation.schedule(when, partial(_write_trouble, world, purchaser, trouble))


def _write_trouble(world: World, purchaser: Purchaser, trouble: Trouble) -> None:
    officer = world.agent(purchaser.officer)
    made = draft_project(by=officer, values={"title": trouble.title, "year": COMING})
    writing.write(made, purchaser, writing.of_trouble(trouble), trouble.entry, officer)


class ProjectCourse:
    """One project, and how far it comes. Each step schedules the next."""

    def __init__(
        self, world: World, purchaser: Purchaser, service: Service, line: int, year: int, title: str
    ) -> None:
        self.world, self.purchaser, self.service, self.line = world, purchaser, service, line
        self.year, self.title = year, title
        self.end = _one_of(world, ENDS_OF_THE_COMING_YEAR if year == COMING else ENDS)
        self.project = 0

    @property
    def officer(self) -> Agent:
        return self.world.agent(self.purchaser.officer)

    @property
    def lead(self) -> Agent:
        return self.world.agent(self.purchaser.lead)

    @property
    def treasurer(self) -> Agent:
        return self.world.treasurer(self.purchaser.body.place.name)

    def write(self) -> None:
        made = draft_project(by=self.officer, values={"title": self.title, "year": self.year})
        self.project = made.pk
        self._fill(made)
        if self.end != "draft":
            self._later(self.submit)

    def submit(self) -> None:
        """Submits it, with the lead's reasons for rules that want one. Where a rule blocks, it stays a draft."""
        opinion = opinion_on(self.project)
        if opinion.blocking:
            return
        self._waive(opinion, "purchaser", self.lead)
        submit_project(project=self.project, by=self.officer)
        steps = {"withdrawn": self.withdraw, "returned": self.give_back, "submitted": None}
        if step := steps.get(self.end, self.approve):
            self._later(step)

    def withdraw(self) -> None:
        reason = self.world.pick(WITHDRAWAL_REASONS)
        withdraw_project(project=self.project, reason=reason, by=self.officer)

    def give_back(self) -> None:
        return_project(project=self.project, reason=self.world.pick(RETURN_REASONS), by=self.treasurer)

    def approve(self) -> None:
        opinion = opinion_on(self.project)
        self._waive(opinion, "finance", self.treasurer)
        decisions.judge(self.project, self.treasurer)
        reviewed = [each.rule.id for each in opinion.to_review]
        approve_project(project=self.project, by=self.treasurer, reviewed=reviewed)
        if self.end in ("adjusting", "adjusted"):
            self._later(self.adjust)

    def adjust(self) -> None:
        project = adjust_project(project=self.project, reason=ADJUSTMENT_REASON, by=self.officer)
        if self.end == "adjusted":
            self.end = "approved"
            self._fill(project)
            self._later(self.submit)

    def _fill(self, project: Project) -> None:
        draft = writing.of_service(self.world, self.purchaser, self.service, self.line)
        writing.write(project, self.purchaser, draft, self.service.entry, self.officer)

    def _waive(self, opinion: Opinion, whose: str, by: Agent) -> None:
        rules: Sequence[str] = [each.rule.id for each in opinion.to_explain if each.rule.waiver == whose]
        if rules:
            waive_rules(project=self.project, reasons=dict.fromkeys(rules, WAIVER_REASON), by=by)

    def _later(self, step: Callable[[], object]) -> None:
        first = wall_clock.today() + timedelta(days=1)
        last = first + timedelta(days=1 if self.year == COMING else 6)
        self.world.simulation.schedule(self.world.simulation.between(first, last), step)


def _one_of(world: World, shares: dict[str, int]) -> str:
    [end] = world.simulation.random.choices([*shares], [*shares.values()])
    return end
