"""The first stage of a framework agreement: several are shortlisted, told, and in it; open ones are joined at any time."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction

from goufu import wall_clock
from goufu.core.errors import AgainstTheLaw, NotAllowed, NotFound, Refusal
from goufu.core.roles import Role
from goufu.procurement.actions.agreeing import Terms, conclude_framework, end_framework
from goufu.procurement.actions.applying import (
    admit_application,
    apply_to_join,
    refuse_application,
    withdraw_application,
)
from goufu.procurement.actions.awarding import award
from goufu.procurement.actions.delegating import sign_delegation, take_delegation
from goufu.procurement.actions.membership import (
    leave_framework,
    remove_member,
    restore_member,
    suspend_member,
)
from goufu.procurement.actions.noticing import discard_notice, draft_notice
from goufu.procurement.actions.planning import left_of
from goufu.procurement.actions.shortlisting import at_most, shortlist
from goufu.procurement.actions.supplementing import call_supplement, conclude_supplement
from goufu.procurement.actions.telling import send_letters
from goufu.procurement.filling import Filling
from goufu.procurement.frameworks.standing import last_day, most_shortlisted
from goufu.procurement.law import days_of, facts_of
from goufu.procurement.models import Award, FrameworkApplication, Letter, MemberState, Procurement, Supplement
from goufu.procurement.notice_kinds import kinds_now
from goufu.procurement.review.recomputing import differences
from goufu.procurement.tests.bidding import at
from goufu.procurement.tests.delegating import agency, drafted
from goufu.procurement.tests.framing import (
    called,
    concluded,
    of_provider,
    reviewed,
    standing,
)
from goufu.procurement.tests.procuring import BEGIN, announced, deputy, on
from goufu.procurement.tests.reviewing import provider
from goufu.procurement.tests.test_facts_of_providers import debar
from goufu.registry.models import Debarment
from goufu.registry.tests.county import County, agent
from goufu.wall_clock import CHINA

pytestmark = pytest.mark.django_db
REVIEWED = BEGIN + timedelta(days=28)


@pytest.mark.parametrize(
    ("qualified", "percent", "most"),
    [(10, 20, 8), (10, 40, 6), (3, 20, 2), (4, 20, 3), (4, 40, 2), (6, 20, 4), (1, 20, 0), (0, 20, 0)],
)
def test_how_many_may_be_in(qualified: int, percent: int, most: int) -> None:
    assert most_shortlisted(qualified, Decimal(percent)) == most


@pytest.mark.parametrize(
    ("first", "months", "last"),
    [
        (date(2027, 1, 1), 24, date(2028, 12, 31)),
        (date(2026, 12, 15), 12, date(2027, 12, 14)),
        (date(2027, 1, 31), 1, date(2027, 2, 27)),
    ],
)
def test_the_last_day_of_an_agreement(first: date, months: int, last: date) -> None:
    assert last_day(first, months) == last


@pytest.mark.makes("procurement.framework_supplemented", "procurement.outside_supplier_awarded")
def test_a_closed_agreement_from_its_call_to_those_who_are_in(county: County) -> None:
    made = called(county, case="service_users_choose")
    with on(REVIEWED):
        reviewed(county, made, ("48", "50", "52", "55"))
        assert at_most(made, None, 4) == 3
        with pytest.raises(Refusal, match="框架协议要确定几家入围"):
            award(procurement=made.pk, response=1, by=county.lead)
        with pytest.raises(AgainstTheLaw):
            shortlist(procurement=made.pk, count=4, by=deputy(county))
        with pytest.raises(AgainstTheLaw):  # those served choose themselves: two at least
            shortlist(procurement=made.pk, count=1, by=county.lead)
        with pytest.raises(NotAllowed):
            shortlist(procurement=made.pk, count=3, by=county.officer)
        with pytest.raises(Refusal, match="还没有确定入围供应商"):
            conclude_framework(
                procurement=made.pk, terms=Terms("小时", Decimal(1), REVIEWED), by=county.officer
            )
        won = shortlist(procurement=made.pk, count=3, by=county.lead)
        assert [each.amount for each in won] == [Decimal(48), Decimal(50), Decimal(52)]
        with pytest.raises(Refusal, match="已经确定了入围供应商"):
            shortlist(procurement=made.pk, count=2, by=county.lead)
        send_letters(procurement=made.pk, by=county.officer)
        letters = {
            each.response.bidder.name: each for each in Letter.objects.select_related("response__bidder")
        }
        assert [each.is_award for each in letters.values()].count(True) == 3
        assert "30日内签订框架协议" in letters["第1康养服务有限公司"].text
        assert "你单位没有入围：评审价格 55.00 元，排第 4 名" in letters["第4康养服务有限公司"].text
        made = Procurement.objects.get(pk=made.pk)
        assert [each.kind for each in kinds_now(made)][:1] == ["shortlist"]
        notice = announced(made, "shortlist", county, REVIEWED, file="征集文件")
        told = {each["field"]: each["text"] for each in notice.content or []}
        assert told["shortlist"].count("入围价格") == 3
        with pytest.raises(Refusal, match="不能早于"):
            terms = Terms("小时", Decimal(400_000), REVIEWED - timedelta(days=1))
            conclude_framework(procurement=made.pk, terms=terms, by=county.officer)
        terms = Terms("小时", Decimal(400_000), REVIEWED)
        found = conclude_framework(procurement=made.pk, terms=terms, by=county.officer)
    assert [(each.turn, each.price) for each in found.members.all()] == [
        (1, Decimal(48)),
        (2, Decimal(50)),
        (3, Decimal(52)),
    ]
    assert found.ends_on == date(2028, 12, 28)
    happened = days_of(made.occurrences.all())
    assert happened.keys() >= {
        "shortlist_decided",
        "shortlist_letter_sent",
        "framework_signed",
        "shortlist_told",
    }
    facts = facts_of(made)
    assert (facts["qualified_count"], facts["shortlisted_count"]) == (4, 3)
    assert (facts["remaining_shortlisted_count"], facts["framework_supplemented"]) == (3, False)
    assert facts["outside_supplier_awarded"] is False
    assert facts["framework_ended_on"] == found.ends_on
    assert [*differences(made)] == []


def test_who_is_debarred_is_not_shortlisted(county: County) -> None:
    made = called(county)
    with on(REVIEWED):
        reviewed(county, made, ("48", "50", "52", "55"))
        assert made.bid_deadline_at
        before = made.bid_deadline_at.date() - timedelta(days=30)
        debar(county, provider(county, 2), before, before + timedelta(days=365))
        with pytest.raises(AgainstTheLaw, match="第2康养服务有限公司"):
            shortlist(procurement=made.pk, count=3, by=county.lead)
    assert not Award.objects.exists()


def test_equals_at_the_end_of_the_shortlist_are_in_or_out_together(county: County) -> None:
    made = called(county)
    with on(REVIEWED):
        reviewed(county, made, ("48", "50", "52", "52", "58"))
        with pytest.raises(Refusal, match="第 3 名有并列的"):
            shortlist(procurement=made.pk, count=3, by=county.lead)
        assert len(shortlist(procurement=made.pk, count=4, by=county.lead)) == 4
    assert Award.objects.count() == 4


def test_an_agreement_that_ends_gives_back_what_its_share_holds_and_wants_its_summary(county: County) -> None:
    found = concluded(county)
    [share] = found.procurement.shares.all()
    with on(REVIEWED + timedelta(days=60)):
        assert left_of(share.project) == 0
        with pytest.raises(Refusal, match="理由"):
            end_framework(framework=found.pk, reason="", by=county.officer)
        end_framework(framework=found.pk, reason="服务对象都转到机构养老", by=county.officer)
        assert left_of(share.project) == share.amount
        made = Procurement.objects.get(pk=found.procurement_id)
        assert "framework_summary" in [each.kind for each in kinds_now(made)]
        draft = draft_notice(procurement=made.pk, kind="framework_summary", by=county.officer)
        assert {each.field.name: each.text for each in Filling(draft).fields}[
            "call_offs"
        ] == "框架协议期内没有成交"
        with pytest.raises(Refusal, match="已结束"):
            end_framework(framework=found.pk, reason="服务对象都转到机构养老", by=county.officer)


def test_an_open_agreement_is_joined_at_any_time_and_answered(county: County) -> None:
    made = called(county, "open")
    with on(BEGIN):
        terms = Terms("小时", Decimal(400_000), BEGIN, "持证护理员不少于五名")
        found = conclude_framework(procurement=made.pk, terms=terms, by=county.officer)
        assert found.members.count() == 0
    first, second = of_provider(county, 1), of_provider(county, 2)
    with on(BEGIN + timedelta(days=100)):
        with pytest.raises(Refusal, match="没有声明符合条件"):
            apply_to_join(framework=found.pk, text="持证护理员八名", by=first)
        one = apply_to_join(framework=found.pk, text="持证护理员八名", meets_conditions=True, by=first)
        other = apply_to_join(framework=found.pk, text="护理员正在招聘", meets_conditions=True, by=second)
        with pytest.raises(Refusal, match="已经申请过"):
            apply_to_join(framework=found.pk, text="持证护理员八名", meets_conditions=True, by=first)
        assert one.price == found.ceiling  # what is paid is the same for all
    with on(BEGIN + timedelta(days=102)):
        admit_application(frameworkapplication=one.pk, by=county.officer)
        refuse_application(frameworkapplication=other.pk, reason="持证护理员不足五名", by=county.officer)
        assert [each.provider for each in found.members.all()] == [first.body]
        again = apply_to_join(framework=found.pk, text="持证护理员已有六名", meets_conditions=True, by=second)
        assert "application_reviewed" in days_of(made.occurrences.all())
        withdraw_application(frameworkapplication=again.pk, by=second)
        assert [*made.occurrences.values_list("event", flat=True)][-2:] == [
            "application_received",
            "application_reviewed",
        ]
        facts = facts_of(made)
        assert facts["application_received_on"] == BEGIN + timedelta(days=100)
        assert facts["application_reviewed_on"] == BEGIN + timedelta(days=102)
        assert facts["shortlisted_count"] == 1
        made = Procurement.objects.get(pk=made.pk)
        draft = draft_notice(procurement=made.pk, kind="shortlist", by=county.officer)
        told = {each.field.name: each.text for each in Filling(draft).fields}["shortlist"]
        assert told == "第1康养服务有限公司，云岭县，付费标准 60.00 元"
        discard_notice(notice=draft.pk, reason="还要核对名单", by=county.officer)
        made = Procurement.objects.get(pk=made.pk)
        draft = draft_notice(procurement=made.pk, kind="shortlist", by=county.officer)
        assert {each.field.name: each.text for each in Filling(draft).fields}["shortlist"] == told
        third = of_provider(county, 3)
        last = apply_to_join(framework=found.pk, text="持证护理员七名", meets_conditions=True, by=third)
        end_framework(framework=found.pk, reason="服务改由机构提供", by=county.officer)
        last.refresh_from_db()
        assert (last.state, last.reason) == ("refused", "框架协议结束：服务改由机构提供")


def test_whoever_runs_the_call_is_not_in_the_agreement(county: County) -> None:
    found, firm = standing(county, kind="open"), agency(county)
    seller = agent("代理机构的供应商经办", firm.body, Role.PROVIDER_AGENT)

    def applied() -> FrameworkApplication:
        return apply_to_join(framework=found.pk, text="持证护理员八名", meets_conditions=True, by=seller)

    offered = drafted(county, found.procurement, firm.body)
    with transaction.atomic():
        sign_delegation(delegation=offered.pk, by=county.lead)
        take_delegation(delegation=offered.pk, by=firm.clerk)
        with pytest.raises(Refusal, match="代理机构"):
            applied()
        transaction.set_rollback(True)
    applied()
    with pytest.raises(Refusal, match="参加了这次采购"):
        sign_delegation(delegation=offered.pk, by=county.lead)


def test_who_is_suspended_removed_or_gone_is_in_no_more(county: County) -> None:
    found = standing(county)
    one, two, three = found.members.all()
    with pytest.raises(NotFound):
        suspend_member(frameworkmember=one.pk, reason="投诉正在调查", by=county.teacher)
    suspend_member(frameworkmember=one.pk, reason="投诉正在调查", by=county.officer)
    restore_member(frameworkmember=one.pk, by=county.officer)
    with pytest.raises(Refusal, match="没有选清退的情形"):
        remove_member(frameworkmember=two.pk, ground="", reason="拒绝过选用", by=county.officer)
    with pytest.raises(Refusal, match="没有认定过"):
        remove_member(
            frameworkmember=two.pk, ground="refused_without_reason", reason="拒绝过选用", by=county.officer
        )
    remove_member(
        frameworkmember=two.pk, ground="not_performed", reason="连续两月不派人，经催告不改", by=county.officer
    )
    leave_framework(frameworkmember=three.pk, reason="不再做上门服务", by=of_provider(county, 3))
    states = [*found.members.values_list("state", flat=True)]
    assert states == [MemberState.IN, MemberState.REMOVED, MemberState.LEFT]
    with pytest.raises(Refusal, match="不能清退"):
        remove_member(frameworkmember=two.pk, ground="agreed", reason="再清退一次", by=county.officer)


def test_who_does_not_qualify_in_a_supplement_is_not_counted_and_nobody_debarred_comes_in(
    county: County,
) -> None:
    found = standing(county)
    made = Supplement.objects.create(
        framework=found,
        reason="退出一家，只剩两家",
        until=wall_clock.now() + timedelta(days=9),
        shortlisted=3,
        remaining=2,
        called_by=county.officer.person,
        called_at=wall_clock.now(),
    )
    asked = [
        apply_to_join(
            framework=found.pk,
            text="护理员六名",
            price=Decimal(price),
            meets_conditions=True,
            by=of_provider(county, number),
        )
        for number, price in ((5, 45), (6, 47), (7, 49))
    ]
    with at(wall_clock.now() + timedelta(days=10)):
        said: dict[str, Any] = {"supplement": made.pk, "record": "照报价从低到高比较", "by": county.lead}
        cheap, chosen, dear = (each.pk for each in asked)
        with pytest.raises(Refusal, match="报价更低，没有入围"):
            conclude_supplement(admitted=[chosen], **said)
        with pytest.raises(Refusal, match="既写了不合格，又写了入围"):
            conclude_supplement(admitted=[cheap], unqualified=[cheap], **said)
        with pytest.raises(AgainstTheLaw):  # of one that qualifies, one would come in
            conclude_supplement(admitted=[chosen], unqualified=[cheap, dear], **said)
        entry = Debarment.objects.create(
            body=asked[1].provider,
            starts_on=wall_clock.today(),
            decision_number="云财罚〔2026〕1号",
            authority="云岭县财政局",
        )
        with pytest.raises(Refusal, match="现在不能参加"):
            conclude_supplement(admitted=[chosen], unqualified=[cheap], **said)
        entry.delete()
        conclude_supplement(admitted=[chosen], unqualified=[cheap], **said)
    assert [*found.members.values_list("provider__name", flat=True)][3:] == ["第6康养服务有限公司"]


@pytest.mark.makes("procurement.framework_supplemented")
def test_more_are_called_for_only_where_too_few_are_left(county: County) -> None:
    found = concluded(county)
    moment = datetime.combine(BEGIN + timedelta(days=60), time(), CHINA)
    with on(BEGIN + timedelta(days=40)):
        with pytest.raises(AgainstTheLaw):
            call_supplement(framework=found.pk, reason="想多几家", until=moment, by=county.officer)
        with pytest.raises(Refusal, match="现在不能加入"):
            apply_to_join(
                framework=found.pk, text="护理员六名", meets_conditions=True, by=of_provider(county, 5)
            )
        leave_framework(
            frameworkmember=found.members.get(turn=3).pk, reason="不再做上门服务", by=of_provider(county, 3)
        )
        made = call_supplement(
            framework=found.pk, reason="退出一家，只剩两家", until=moment, by=county.officer
        )
        with pytest.raises(Refusal, match="不超过最高限制单价"):
            apply_to_join(
                framework=found.pk,
                text="护理员六名",
                price=Decimal(61),
                meets_conditions=True,
                by=of_provider(county, 5),
            )
        with pytest.raises(Refusal, match="已经被清退、退出"):
            apply_to_join(
                framework=found.pk,
                text="护理员六名",
                price=Decimal(47),
                meets_conditions=True,
                by=of_provider(county, 3),
            )
        asked = [
            apply_to_join(
                framework=found.pk,
                text="护理员六名",
                price=Decimal(price),
                meets_conditions=True,
                by=of_provider(county, number),
            )
            for number, price in ((5, "49"), (6, "47"))
        ]
        with pytest.raises(Refusal, match="还没有截止"):
            conclude_supplement(supplement=made.pk, admitted=[], record="照价格从低到高", by=county.lead)
        with pytest.raises(Refusal, match="放在一起比较"):
            admit_application(frameworkapplication=asked[0].pk, by=county.officer)
    with on(BEGIN + timedelta(days=61)):
        record = "评审小组照报价从低到高比较，淘汰一家"
        with pytest.raises(Refusal, match="报价更低，没有入围"):
            conclude_supplement(supplement=made.pk, admitted=[asked[0].pk], record=record, by=county.lead)
        with pytest.raises(AgainstTheLaw):
            conclude_supplement(
                supplement=made.pk, admitted=[each.pk for each in asked], record=record, by=county.lead
            )
        conclude_supplement(supplement=made.pk, admitted=[asked[1].pk], record=record, by=county.lead)
        assert found.members.get(turn=4).price == Decimal(47)
        procurement = Procurement.objects.get(pk=found.procurement_id)
        assert [each.kind for each in kinds_now(procurement)].count("shortlist") == 1
        announced(procurement, "shortlist", county, BEGIN + timedelta(days=61), file="征集文件")
        assert "shortlist" not in [
            each.kind for each in kinds_now(Procurement.objects.get(pk=procurement.pk))
        ]
        facts = facts_of(found.procurement)
        assert (facts["framework_supplemented"], facts["remaining_shortlisted_count"]) == (True, 2)
