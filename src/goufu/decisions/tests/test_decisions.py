"""Decisions are made with a reason, stay, end by being withdrawn or replaced, and are seen within the province."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from goufu.core.action import history
from goufu.core.errors import AlreadyDone, NotAllowed, NotFound, Refusal
from goufu.core.roles import Role
from goufu.decisions.actions import decide_title, replace_decision, withdraw_decision
from goufu.decisions.doubts import doubts_of
from goufu.decisions.models import Decision
from goufu.decisions.queries import Earlier, decision_for, decisions, earlier_decisions
from goufu.decisions.tests.addresses import REASON, RULE, TITLE, a_decision
from goufu.law.load import load_rulebook
from goufu.law.versions import version_of
from goufu.reader import version
from goufu.registry.agents import Agent
from goufu.registry.models import Place
from goufu.registry.tests.county import County, agent, body, county, make_county

__all__ = ["county"]
LIKE = "松泉县教育体育局学生营养餐食材配送"
NEAR = "松泉县教育体育局老年餐食材配送"


def earlier(title: str, by: Agent | None) -> Earlier | None:
    return earlier_decisions(by, doubts_of(title, "", [RULE])).get(RULE)


def elsewhere() -> Agent:
    """A finance officer in another province."""
    place = Place.objects.create(code="420101", name="江夏县", level="county", listed_from=1980)
    return agent("外省财政", body("江夏县财政局", place, is_finance_office=True), Role.FINANCE_OFFICER)


def test_a_decision_keeps_what_was_read_by_which_rule_and_reader(county: County) -> None:
    made = a_decision(county)
    assert (made.rule, made.verdict, made.reason) == (RULE, "unlawful", REASON)
    assert made.rule_version == version_of(load_rulebook().rules[RULE], load_rulebook())
    assert made.reading == {"goods_doubt": TITLE, "reader_version": version()}
    assert (made.kind, made.head, made.object) == ("goods", "配送", "食材")
    assert (made.person, made.body, made.place_code) == (
        county.treasurer.person,
        county.finance,
        county.place.code,
    )
    [entry] = history(made)
    assert entry.action == "decisions.decision.made"


def test_only_finance_offices_decide(county: County) -> None:
    for other in (county.officer, county.lead, county.auditor):
        with pytest.raises(NotAllowed):
            decide_title(rule=RULE, title=TITLE, verdict="lawful", reason=REASON, by=other)
    with pytest.raises(NotFound):
        decide_title(rule=RULE, title=TITLE, verdict="lawful", reason=REASON, by=county.system)


def test_what_is_not_doubted_is_not_decided_nor_without_a_reason(county: County) -> None:
    def decide(**given: Any) -> Decision:
        said = {"rule": RULE, "title": TITLE, "verdict": "lawful", "reason": REASON, **given}
        return decide_title(by=county.treasurer, **said)

    with pytest.raises(Refusal, match="没有疑点"):
        decide(title="失能老人上门护理服务")
    with pytest.raises(Refusal, match="不是由人看名称和需求"):
        decide(rule="plan.duty-basis")
    with pytest.raises(Refusal, match="不是由人看名称和需求"):
        decide(rule="plan.none-of-ours")
    with pytest.raises(Refusal, match="至少5个字"):
        decide(reason="可以")
    assert not Decision.objects.exists()


def test_the_same_text_is_decided_once_and_sent_twice_changes_nothing(county: County) -> None:
    once = uuid4()

    def decide() -> Decision:
        return decide_title(
            rule=RULE, title=TITLE, verdict="lawful", reason=REASON, by=county.treasurer, once=once
        )

    decide()
    with pytest.raises(AlreadyDone):
        decide()
    with pytest.raises(Refusal, match="已经定过"):
        decide_title(rule=RULE, title=f" {TITLE}\u200b", verdict="lawful", reason=REASON, by=county.treasurer)


def test_a_decision_is_replaced_and_both_stay_readable(county: County) -> None:
    first = a_decision(county)
    reason = "配送服务占七成，看错了"
    second = replace_decision(
        decision=first.pk, verdict="lawful", reason=reason, by=county.treasurer, version=1
    )
    first.refresh_from_db()
    assert (first.state, first.verdict, first.ending_reason) == ("replaced", "unlawful", reason)
    assert (second.replaces, second.verdict, second.title) == (first, "lawful", TITLE)
    with pytest.raises(Refusal, match="已改定"):
        withdraw_decision(decision=first.pk, reason="不再适用了", by=county.treasurer)
    found = earlier(LIKE, county.officer)
    assert found and (found.lawful, found.unlawful) == (1, 0)


def test_a_withdrawn_decision_is_shown_no_more_and_its_text_may_be_decided_anew(county: County) -> None:
    first = a_decision(county)
    withdraw_decision(decision=first.pk, reason="规则改了，不再有疑点", by=county.treasurer)
    assert earlier(LIKE, county.officer) is None
    assert a_decision(county).pk != first.pk


def test_only_the_office_that_decided_withdraws(county: County) -> None:
    made = a_decision(county)
    other = make_county("临江县", "539998", "二")
    for by in (other.treasurer, county.lead):
        with pytest.raises(NotAllowed):
            withdraw_decision(decision=made.pk, reason="不再适用了", by=by)


@pytest.mark.parametrize("change", [{"verdict": "lawful"}, {"reason": "改了"}, {"title": "别的"}])
def test_the_database_lets_nobody_change_what_was_decided(county: County, change: dict[str, str]) -> None:
    made = a_decision(county)
    with pytest.raises(IntegrityError, match="只能撤回或者改定"), transaction.atomic():
        Decision.objects.filter(pk=made.pk).update(**change)
    with pytest.raises(IntegrityError, match="不能删除"), transaction.atomic():
        Decision.objects.filter(pk=made.pk).delete()
    withdraw_decision(decision=made.pk, reason="规则改了，不再有疑点", by=county.treasurer)
    with pytest.raises(IntegrityError, match="只能撤回或者改定"), transaction.atomic():
        Decision.objects.filter(pk=made.pk).update(
            state="standing", ended_by=None, ended_on=None, ending_reason=""
        )


def test_similar_doubts_are_found_first_those_that_were_read_alike(county: County) -> None:
    a_decision(county)
    found = earlier(LIKE, county.officer)
    assert found and [near.percent for near in found.nearest] == [None]
    decide_title(
        rule=RULE,
        title="云岭县公安局视频设备采购及运维服务",
        verdict="lawful",
        reason=REASON,
        by=county.treasurer,
    )
    found = earlier(NEAR, county.officer)
    assert found and [near.decision.title for near in found.nearest] == [TITLE]
    found = earlier("青河县气象局视频设备采购及运维", county.officer)
    assert found and [near.decision.verdict for near in found.nearest] == ["lawful"]


def test_contradicting_decisions_are_both_shown(county: County) -> None:
    for number in range(4):
        title = f"第{number}小学学生营养餐食材配送"
        decide_title(rule=RULE, title=title, verdict="lawful", reason=REASON, by=county.treasurer)
    other = make_county("临江县", "539998", "二")
    decide_title(rule=RULE, title=NEAR, verdict="unlawful", reason=REASON, by=other.treasurer)
    found = earlier(LIKE, county.officer)
    assert found and found.is_divided and (found.lawful, found.unlawful) == (4, 1)
    assert {near.decision.verdict for near in found.nearest} == {"lawful", "unlawful"}


def test_decisions_are_seen_within_the_province_and_by_nobody_else(county: County) -> None:
    made = a_decision(county)
    other = make_county("临江县", "539998", "二")
    for sees in (county.officer, county.lead, county.auditor, other.officer, other.treasurer):
        assert [*decisions(sees)] == [made] and earlier(LIKE, sees)
    for blind in (county.system, county.security, county.audit, elsewhere(), None):
        assert not decisions(blind).exists() and earlier(LIKE, blind) is None


def test_whose_title_it_was_is_told_within_the_office_alone(county: County) -> None:
    made = a_decision(county)
    assert decision_for(county.treasurer, made.pk).seen_title == TITLE
    shown = decision_for(county.officer, made.pk)
    assert (shown.seen_title, shown.seen_doubt) == ("学生营养餐食材配送", "学生营养餐食材配送")
    assert shown.seen_need == ""
