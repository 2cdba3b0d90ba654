"""Agreements whose last day has passed are ended by a job that may be late, begun twice or killed; what was annulled is no fact."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from goufu import wall_clock
from goufu.core.action import Action, history
from goufu.core.status import Finding, findings
from goufu.procurement.actions import agreeing
from goufu.procurement.actions.agreeing import end_all_over, end_over
from goufu.procurement.actions.applying import apply_to_join
from goufu.procurement.actions.planning import left_of
from goufu.procurement.actions.voiding import end_agreement
from goufu.procurement.law import days_of, facts_of
from goufu.procurement.models import Framework, Occurrence
from goufu.procurement.tests.framing import chosen, of_provider, own_project, standing
from goufu.procurement.tests.procuring import on
from goufu.registry.tests.county import County

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def happened(found: Framework, event: str, day: date) -> None:
    Occurrence.objects.create(
        procurement=found.procurement, event=event, day=day, recorded_at=wall_clock.now()
    )


def test_the_job_ends_it_the_day_after_its_last_and_its_share_is_free(county: County) -> None:
    found = standing(county)
    project = found.procurement.shares.get().project
    before = left_of(project)
    with on(found.ends_on):
        end_all_over()
        assert Framework.objects.get().state == "active"
    with on(found.ends_on + 40 * DAY):  # late, and twice
        end_all_over()
        end_all_over()
    ended = Framework.objects.get()
    assert (ended.state, ended.ended_by) == ("ended", None)
    assert str(found.ends_on) in ended.end_reason
    assert left_of(project) == before + 100_000
    assert days_of(found.procurement.occurrences.all())["framework_ended"] == found.ends_on
    assert [each.action for each in history(ended)] == ["procurement.framework.over"]


def test_killed_between_two_the_next_night_ends_the_rest(
    county: County, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = [standing(county), standing(county, way="turns", code="53999927331T000000020")]
    ended: list[int] = []

    def killed_at_the_second(act: Action, framework: Framework, *more: Any) -> None:
        if ended:
            raise KeyboardInterrupt
        ended.append(framework.pk)
        end_agreement(act, framework, *more)

    with on(found[0].ends_on + DAY), monkeypatch.context() as patch:
        patch.setattr(agreeing, "end_agreement", killed_at_the_second)
        with pytest.raises(KeyboardInterrupt):
            end_all_over()
    assert list(Framework.objects.filter(state="ended").values_list("pk", flat=True)) == ended
    with on(found[0].ends_on + 2 * DAY):
        end_all_over()
    assert {each.state for each in Framework.objects.all()} == {"ended"}
    assert [len(history(each)) for each in Framework.objects.all()] == [1, 1]


def test_an_error_in_one_keeps_none_behind_it_and_is_told(
    county: County, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    broken, sound = standing(county), standing(county, way="turns", code="53999927331T000000020")

    def fails_for_the_first(act: Action, framework: Framework, *more: Any) -> None:
        if framework.pk == broken.pk:
            raise LookupError("坏了")
        end_agreement(act, framework, *more)

    with monkeypatch.context() as patch:
        patch.setattr(agreeing, "end_agreement", fails_for_the_first)
        with on(broken.ends_on + DAY):
            end_all_over()
            assert told()["frameworks_left_over"].wrong == ""  # the night's job may still come
    assert [each.state for each in Framework.objects.order_by("pk")] == ["active", "ended"]
    assert broken.procurement.number in caplog.text
    assert "坏了" in caplog.text
    with on(broken.ends_on + 2 * DAY):
        left = told()["frameworks_left_over"]
        assert (left.value, bool(left.wrong)) == (1, True)
        assert broken.procurement.number in left.said
        end_all_over()
        assert told()["frameworks_left_over"].value == 0
    assert [len(history(each)) for each in (broken, sound)] == [1, 1]


def told() -> dict[str, Finding]:
    return {each.key: each for each in findings()}


def test_one_with_an_open_call_off_or_somebody_who_waits_is_left_to_people(county: County) -> None:
    called = standing(county)
    chosen(county, called, own_project(county))
    with on(called.ends_on + DAY):
        end_over(framework=called.pk)
    assert Framework.objects.get(pk=called.pk).state == "active"


def test_one_to_which_somebody_waits_to_be_admitted_is_left_to_people(county: County) -> None:
    found = standing(county, kind="open")
    apply_to_join(framework=found.pk, text="护理员八名", meets_conditions=True, by=of_provider(county, 5))
    with on(found.ends_on + DAY):
        end_over(framework=found.pk)
    assert Framework.objects.get(pk=found.pk).state == "active"


@pytest.mark.parametrize("voided", ["review_voided", "award_voided"])
def test_what_a_voided_shortlist_takes_along_is_no_fact_until_it_happens_again(
    county: County, voided: str
) -> None:
    found, today = standing(county), wall_clock.today()
    for event in ("shortlist_published", "framework_signed", "framework_filed", "framework_ended"):
        happened(found, event, today)
    facts = facts_of(found.procurement)
    assert facts["framework_signed_on"] == facts["framework_ended_on"] == today
    happened(found, voided, today)
    facts = facts_of(found.procurement)
    assert not facts.keys() & {"framework_signed_on", "framework_ended_on", "framework_filed_on"}
    happened(found, "framework_signed", today + DAY)
    facts = facts_of(found.procurement)
    assert facts["framework_signed_on"] == today + DAY
    assert "framework_ended_on" not in facts
