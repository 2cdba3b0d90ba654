"""After a decision: the notice of the end follows with its day, and everybody is told what becomes of what was awarded."""

from __future__ import annotations

from datetime import timedelta

import pytest

from goufu.core.errors import Refusal
from goufu.procurement.actions.deciding import record_event
from goufu.procurement.actions.noticing import draft_notice
from goufu.procurement.actions.ruling import decide_complaint
from goufu.procurement.cases.decided import aftermath_of, is_end_untold
from goufu.procurement.models import Complaint, Procurement
from goufu.procurement.notice_kinds import kinds_now
from goufu.procurement.tests.challenged import DECIDE, under_way
from goufu.procurement.tests.procuring import announced, on
from goufu.procurement.tests.standing import made_once, standing
from goufu.procurement.work.cases import waiting
from goufu.registry.agents import Agent
from goufu.registry.tests.county import County, sign_in

pytestmark = pytest.mark.django_db
world, own, county, made = standing()
EFFECT = DECIDE | {"finding": "effect"}


def of(complaint: Complaint) -> Procurement:
    return Procurement.objects.get(pk=complaint.procurement_id)


def waits(agent: Agent) -> list[tuple[str, object]]:
    return [
        (item.what, item.due) for group in waiting(agent) for item in group.items if "终止公告" in item.what
    ]


def page(agent: Agent, address: str) -> str:
    return sign_in(agent).get(address).content.decode()


@made_once(under_way, "file")
def test_the_notice_of_the_end_follows_from_the_decision(county: County, made: Complaint) -> None:
    day = made.received_on + timedelta(days=7)
    address = f"/procurements/{made.procurement_id}/"
    with on(day):
        assert not waits(county.officer)
        decide_complaint(complaint=made.pk, by=county.treasurer, **EFFECT | {"effect": "void"})
        procurement = of(made)
        assert is_end_untold(procurement) and [each.kind for each in kinds_now(procurement)] == [
            "termination"
        ]
        [(what, due)] = waits(county.officer)
        assert procurement.title in what and due is not None
        shown = page(county.officer, address)
        assert (
            "起草终止公告" in shown and "发终止公告以后重新采购" in shown and "不能照原来的结果签订" in shown
        )
        assert "发终止公告以后重新采购" in page(county.treasurer, f"/procurements/complaints/{made.pk}/")
        notice = announced(procurement, "termination", county, day)
        assert "责令重新开展采购活动" in notice.typed["reason"] and notice.is_published
        procurement = of(made)
        assert procurement.state == "terminated" and DECIDE["number"] in procurement.end_reason
        assert not is_end_untold(procurement) and not waits(county.officer)
        with pytest.raises(Refusal, match="现在不发这种公告"):
            draft_notice(procurement=procurement.pk, kind="termination", by=county.officer)


@made_once(under_way)
def test_of_a_void_award_both_sides_are_told_what_becomes_of_the_contract(
    county: County, made: Complaint
) -> None:
    with on(made.received_on):
        record_event(
            procurement=made.procurement_id, event="contract_signed", day=made.received_on, by=county.officer
        )
    with on(made.received_on + timedelta(days=7)):
        assert aftermath_of(of(made)) is None
        said = EFFECT | {"effect": "award", "contract_text": "还没有履行，撤销合同"}
        decide_complaint(complaint=made.pk, by=county.treasurer, **said)
        found = aftermath_of(of(made))
        assert found and found.contract == "还没有履行，撤销合同" and not is_end_untold(of(made))
        for agent in (county.officer, county.treasurer):
            shown = page(agent, f"/procurements/{made.procurement_id}/")
            assert "成交结果无效" in shown and "还没有履行，撤销合同" in shown and "待核对" in shown
