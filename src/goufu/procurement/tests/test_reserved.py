"""Whom a reserve for small enterprises leaves out is told before it takes part, and marked for those who examine."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from goufu.core.errors import AgainstTheLaw
from goufu.core.roles import Role
from goufu.procurement.actions.participating import DECLARED, take_part
from goufu.procurement.conflicts import cautions_of, conflicts_of
from goufu.procurement.models import Bid, Caution, CautionKind, Participation, Procurement, Response
from goufu.procurement.tests.procuring import BEGIN, announced, on, planned, running
from goufu.procurement.tests.reviewing import REVIEWED, facts_of_bid, responded
from goufu.registry.agents import Agent
from goufu.registry.models import Body
from goufu.registry.tests.county import County, a_provider, agent, body

pytestmark = pytest.mark.django_db
SignIn = Callable[[Agent], Client]
DAY = BEGIN + timedelta(days=3)
BEFORE = BEGIN - timedelta(days=35)


@pytest.fixture
def reserved(county: County) -> Procurement:
    """A consultation wholly reserved for small and medium enterprises, whose notice has appeared."""
    with on(BEFORE):
        made = planned(county, reserve="whole", price_deduction_percent=Decimal(0), accepts_consortium=True)
        announced(made, "intention", county, BEFORE)
    with on(BEGIN):
        announced(made, "consultation", county, BEGIN)
    return Procurement.objects.get(pk=made.pk)


def of(at: Body) -> Agent:
    return agent(f"{at.name}的人", at, Role.PROVIDER_AGENT)


def an_enterprise(county: County, name: str = "云岭县青禾服务有限公司", **more: Any) -> Body:
    return body(name, county.place, kind="enterprise", **more)


def joins(made: Procurement, by: Agent, *, is_small: bool | None = None, **more: Any) -> Participation:
    declared = dict.fromkeys(DECLARED, True) | {"is_small": is_small} | more.pop("declared", {})
    return take_part(procurement=made.pk, declared=declared, by=by, **more)


def test_a_social_organisation_is_told_before_it_takes_part_in_what_is_reserved(
    county: County, reserved: Procurement, signed_in: SignIn
) -> None:
    with on(DAY):
        mine = of(a_provider(county))
        page = signed_in(mine).get(f"/procurements/open/{reserved.pk}/take-part/").content.decode()
        assert "不是企业，不能参加专门面向中小企业的采购" in page
        with pytest.raises(AgainstTheLaw, match="不是企业，不能参加") as refused:
            joins(reserved, mine)
        assert [each.rule for each in refused.value.cards] == ["award.reserved-non-enterprise"]
        assert refused.value.cards[0].articles[0].instrument == "mof-treasury-2020-46"
    assert not Participation.objects.exists()


def test_a_member_of_a_consortium_counts_like_its_leader(county: County, reserved: Procurement) -> None:
    with on(DAY), pytest.raises(AgainstTheLaw, match="福寿居家养老服务中心是社会服务机构"):
        joins(
            reserved,
            of(an_enterprise(county)),
            is_small=True,
            members=[(a_provider(county), Decimal(40))],
            declared={"own_share_percent": Decimal(60)},
        )


def test_whom_a_large_enterprise_holds_is_refused_when_it_declares_to_be_small(
    county: County, reserved: Procurement
) -> None:
    with on(DAY):
        holding = an_enterprise(county, "云岭集团有限公司", size="large")
        with pytest.raises(AgainstTheLaw) as refused:
            joins(reserved, of(an_enterprise(county, parent=holding)), is_small=True)
        assert [each.rule for each in refused.value.cards] == ["award.large-affiliate"]


def test_a_large_enterprise_takes_part_with_a_caution_since_proof_of_a_feature_may_come(
    county: County, reserved: Procurement, signed_in: SignIn
) -> None:
    with on(DAY):
        mine = of(an_enterprise(county, size="large"))
        page = signed_in(mine).get(f"/procurements/open/{reserved.pk}/take-part/").content.decode()
        assert "专门面向中小企业的采购只接受中小企业" in page and "要由人核查" in page
        taken = joins(reserved, mine, is_small=False)
        [said] = conflicts_of(reserved)
        assert "只接受中小企业" in said.sentence and said.article.startswith("mof-treasury-2020-46:")
        bid = Bid(procurement=reserved, bidder=taken.bidder)
        [found] = cautions_of(reserved, [bid])
        assert found.kind is CautionKind.UNFIT


def test_a_small_enterprise_and_whoever_bids_for_what_is_not_reserved_hear_nothing(
    county: County, reserved: Procurement, signed_in: SignIn
) -> None:
    with on(DAY):
        mine = of(an_enterprise(county, size="small"))
        page = signed_in(mine).get(f"/procurements/open/{reserved.pk}/take-part/").content.decode()
        assert "gf-refusal" not in page
        joins(reserved, mine, is_small=True)
        assert conflicts_of(reserved) == []


def test_a_social_organisation_declares_nothing_where_nothing_is_reserved(county: County) -> None:
    made = running(county)
    with on(DAY):
        with pytest.raises(AgainstTheLaw) as refused:
            joins(made, of(a_provider(county)), is_small=True)
        assert [each.rule for each in refused.value.cards] == ["award.declaration-non-enterprise"]
        joins(made, of(body("云岭县春苗社会工作服务社", county.place, kind="social_service_organisation")))


@pytest.mark.makes("award.is_sme_reserved")
def test_a_response_entered_by_hand_is_marked_for_whoever_examines(
    county: County, reserved: Procurement
) -> None:
    with on(REVIEWED, 12):
        rows: list[Response] = responded(
            county, reserved, ["560000"], declared_size="large", has_declaration=False
        )
        assert facts_of_bid(rows[0].pk, "is_sme_reserved") == (True,)
        [said] = Caution.objects.filter(response=rows[0])
    assert said.kind == CautionKind.UNFIT and "只接受中小企业" in said.text
