"""Whatever steps are tried in whatever order: lines hold what projects hold, and states move as the table says."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from goufu.core.errors import Refusal
from goufu.funds.models import BudgetLine
from goufu.funds.queries.ledger import held_by_project
from goufu.funds.tests.money import YEAR, budget_line
from goufu.planning.actions import deciding
from goufu.planning.actions.writing import draft_project
from goufu.planning.law import opinion_on
from goufu.planning.models import Project, ProjectState
from goufu.planning.tests.writing import complete
from goufu.registry.tests.county import County

# What the articles allow, said again: where each verb leads from each state.
WRITING = {"submit": "submitted", "withdraw": "withdrawn"}
LEADS = {
    "draft": {"write": "draft", **WRITING},
    "returned": {"write": "returned", **WRITING},
    "adjusting": {"write": "adjusting", **WRITING},
    "submitted": {"approve": "approved", "return": "returned", "withdraw": "withdrawn"},
    "approved": {"adjust": "adjusting", "withdraw": "withdrawn"},
    "withdrawn": {},
}
TITLES = ("失能老人上门护理服务", "老年人助餐服务", "留守儿童关爱服务")
VERBS = ("write", "submit", "return", "approve", "adjust", "withdraw")
# 300 persons at a price to the fen: at most one and a half times what a line holds
AMOUNTS = st.integers(1, 50_000).map(lambda fen: Decimal(fen) * 3)
STEPS = st.lists(
    st.tuples(st.sampled_from(VERBS), st.integers(0, 2), st.integers(0, 1), AMOUNTS), min_size=5, max_size=25
)


class Walk:
    """Three projects and two lines of 100,000 yuan."""

    def __init__(self, county: County) -> None:
        self.county = county
        self.lines = [budget_line(county.civil, code) for code in ("A", "B")]
        self.projects = [
            draft_project(by=county.officer, values={"title": title, "year": YEAR}).pk for title in TITLES
        ]

    def step(self, verb: str, which: int, line: int, amount: Decimal) -> None:
        """Tries it; a refusal changes nothing, and what is done leads where the table says."""
        number = self.projects[which]
        before, held = self.state(number), self.reserved()
        try:
            self.act(verb, number, self.lines[line], amount)
        except Refusal:
            assert (self.state(number), self.reserved()) == (before, held)
        else:
            event(verb)
            assert self.state(number) == LEADS[before][verb]

    def act(self, verb: str, number: int, line: BudgetLine, amount: Decimal) -> None:
        officer, treasurer = self.county.officer, self.county.treasurer
        given: dict[str, Any] = {"project": number}
        match verb:
            case "write":
                complete(Project.objects.get(pk=number), line, officer, amount=str(amount))
            case "submit":
                deciding.submit_project(**given, by=officer)
            case "approve":
                doubts = [each.rule.id for each in opinion_on(number).to_review]
                deciding.approve_project(**given, by=treasurer, reviewed=doubts)
            case "return":
                deciding.return_project(**given, by=treasurer, reason="写明测算依据")
            case "adjust":
                deciding.adjust_project(**given, by=officer, reason="服务人数减少")
            case "withdraw":
                deciding.withdraw_project(**given, by=officer, reason="今年不再需要")

    def state(self, number: int) -> str:
        return Project.objects.get(pk=number).state

    def reserved(self) -> list[Decimal]:
        return [BudgetLine.objects.get(pk=line.pk).reserved for line in self.lines]

    def assert_identity(self) -> None:
        held = {line.pk: Decimal(0) for line in self.lines}
        for project in Project.objects.filter(pk__in=self.projects):
            own = {line: each.all_held for line, each in held_by_project(project.pk).items()}
            if project.state in (ProjectState.SUBMITTED, ProjectState.APPROVED):
                assert own == {each.line_id: each.amount for each in project.funding.all()}
                assert sum(own.values()) == project.amount
            elif project.state != ProjectState.ADJUSTING:
                assert own == {}
            for line, amount in own.items():
                assert amount > 0
                held[line] += amount
        assert self.reserved() == [*held.values()]
        for each in BudgetLine.objects.filter(pk__in=held):
            assert 0 <= each.reserved <= each.approved
            assert each.available == each.approved - each.reserved


@pytest.mark.django_db
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_lines_hold_what_projects_hold(county: County, steps: list[tuple[str, int, int, Decimal]]) -> None:
    with transaction.atomic():
        walk = Walk(county)
        for number in range(len(TITLES)):
            walk.step("write", number, number % 2, Decimal(45000))
        for step in steps:
            walk.step(*step)
            walk.assert_identity()
        transaction.set_rollback(True)
