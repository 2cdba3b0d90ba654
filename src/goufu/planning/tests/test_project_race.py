"""Two do the same thing at the same moment: one has done it, the other is told."""

from __future__ import annotations

from collections.abc import Callable
from threading import Barrier

import pytest

from goufu.core.errors import Refusal, Stale
from goufu.core.tests.racing import TOO_LONG, at_once
from goufu.funds.models import BudgetLine, LedgerEntry
from goufu.funds.tests.money import YEAR
from goufu.journal.models import Entry
from goufu.planning.actions.deciding import approve_project, return_project, submit_project
from goufu.planning.actions.writing import draft_project, save_project
from goufu.planning.law import opinion_on
from goufu.planning.models import Project, ProjectState
from goufu.planning.tests.writing import complete
from goufu.registry.tests.county import County

pytestmark = pytest.mark.django_db(transaction=True)


def both(*acts: Callable[[], object]) -> tuple[list[object], list[Refusal]]:
    """What came of them when they began together: those who did it, and how the others were refused."""
    start = Barrier(len(acts), timeout=TOO_LONG)

    def begin(act: Callable[[], object]) -> object:
        start.wait()
        return act()

    outcomes = at_once([lambda act=act: begin(act) for act in acts])  # type: ignore[misc]
    refused = [each for each in outcomes if isinstance(each, Refusal)]
    return [each for each in outcomes if not isinstance(each, Exception)], refused


def test_of_two_submits_one_reserves(county: County, draft: Project, line: BudgetLine) -> None:
    done, [refused] = both(
        lambda: submit_project(project=draft.pk, by=county.officer),
        lambda: submit_project(project=draft.pk, by=county.lead),
    )
    assert len(done) == 1
    assert "现在是“待审核”" in refused.what
    line.refresh_from_db()
    assert [line.reserved, LedgerEntry.objects.count()] == [60000, 1]


def test_of_two_approvals_one_counts(county: County, draft: Project) -> None:
    version = submit_project(project=draft.pk, by=county.officer).version
    doubts = [each.rule.id for each in opinion_on(draft.pk).to_review]

    def approve() -> Project:
        return approve_project(project=draft.pk, by=county.treasurer, version=version, reviewed=doubts)

    done, [refused] = both(approve, approve)
    assert (len(done), type(refused)) == (1, Stale)
    assert "陈财政" in refused.what
    assert Entry.objects.filter(action="planning.project.approved").count() == 1


def test_approved_or_returned_never_both(county: County, draft: Project, line: BudgetLine) -> None:
    submit_project(project=draft.pk, by=county.officer)
    doubts = [each.rule.id for each in opinion_on(draft.pk).to_review]
    done, [_refused] = both(
        lambda: approve_project(project=draft.pk, by=county.treasurer, reviewed=doubts),
        lambda: return_project(project=draft.pk, by=county.treasurer, reason="满意度没有写算法"),
    )
    draft.refresh_from_db()
    line.refresh_from_db()
    assert len(done) == 1
    assert [draft.state, line.reserved] in [[ProjectState.APPROVED, 60000], [ProjectState.RETURNED, 0]]


def test_two_projects_that_want_the_same_money(county: County, draft: Project, line: BudgetLine) -> None:
    other = complete(
        draft_project(by=county.officer, values={"title": "老年人助餐服务", "year": YEAR}),
        line,
        county.officer,
    )
    done, [refused] = both(
        lambda: submit_project(project=draft.pk, by=county.officer),
        lambda: submit_project(project=other.pk, by=county.officer),
    )
    assert len(done) == 1
    assert refused.what
    line.refresh_from_db()
    assert line.reserved == 60000


def test_of_two_who_write_one_is_told_that_the_other_was_first(county: County, draft: Project) -> None:
    def write(unit: str) -> Callable[[], Project]:
        return lambda: save_project(
            project=draft.pk, by=county.officer, version=draft.version, values={"unit": unit}
        )

    done, [refused] = both(write("户"), write("次"))
    assert (len(done), type(refused)) == (1, Stale)
    draft.refresh_from_db()
    assert draft.unit in ("户", "次")
