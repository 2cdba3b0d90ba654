"""Who prepared a project doesn't bid for it, and who serves is on the payroll of the small enterprise: said with the qualification."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from goufu.core.errors import Refusal
from goufu.core.opinion import Opinion
from goufu.law.model import Verdict
from goufu.procurement.actions.awarding import award, receive_report
from goufu.procurement.actions.examining import examine
from goufu.procurement.actions.planning import choose_method, draft_procurement
from goufu.procurement.conflicts import Entrant, cautions_on_entry
from goufu.procurement.models import CautionKind, Part, Procurement, Response, Share
from goufu.procurement.tests.procuring import BEGIN, on, running
from goufu.procurement.tests.reviewing import (
    REVIEWED,
    drawn,
    facts_of_bid,
    reported,
    responded,
    seats,
    signed,
    verdict_of,
)
from goufu.procurement.tests.standing import made_once, standing
from goufu.procurement.tests.talking import begun, talked
from goufu.registry.agents import Agent
from goufu.registry.tests.county import County

__all__ = ["county", "made", "own", "world"]
pytestmark = pytest.mark.django_db
world, own, county, made = standing(running)


def verdicts(rule: str, *responses: Response) -> list[Verdict]:
    return [verdict_of(Opinion.of_record("award", each.pk), rule) for each in responses]


@pytest.mark.makes("award.did_earlier_work")
def test_who_prepared_the_project_is_said_with_its_qualification_and_does_not_pass(
    county: County, made: Procurement
) -> None:
    with on(REVIEWED):
        rows = responded(county, made, ["560000", "570000", "580000"], has_declaration=True)
        drawn(county, made)
        head = seats(county, made)[0]
        said: dict[str, Any] = {"part": Part.QUALIFICATION, "by": head}
        with pytest.raises(Refusal, match="做过前期服务") as refused:
            examine(response=rows[0].pk, has_passed=True, did_earlier_work=True, **said)
        assert refused.value.articles == ("procurement-regulation:18",)
        why = "编制了本项目的需求规范"
        examine(response=rows[0].pk, has_passed=False, reason=why, did_earlier_work=True, **said)
        examine(response=rows[1].pk, has_passed=True, did_earlier_work=False, is_own_staff=False, **said)
        with pytest.raises(Refusal, match="审查资格时核对"):
            examine(response=rows[1].pk, part=Part.CONFORMITY, has_passed=True, is_own_staff=True, by=head)
        known = [facts_of_bid(each.pk, "did_earlier_work") for each in rows]
        assert known == [(True,), (False,), (None,)]
        assert verdicts("award.earlier-work", *rows) == [Verdict.FAIL, Verdict.PASS, Verdict.MISSING]
        assert verdicts("award.sme-own-staff", *rows) == [Verdict.MISSING, Verdict.FAIL, Verdict.MISSING]
        examine(response=rows[1].pk, has_passed=True, did_earlier_work=False, is_own_staff=True, **said)
        assert verdicts("award.sme-own-staff", rows[1]) == [Verdict.PASS]  # the last examination counts


def test_who_won_another_procurement_of_the_same_project_is_shown_to_whoever_examines(
    county: County, made: Procurement
) -> None:
    with on(REVIEWED):
        report, panel = reported(county, made)
        signed(panel)
        receive_report(procurement=made.pk, by=county.officer)
        award(procurement=made.pk, response=report.placings.get(rank=1).response_id, by=county.lead)
        share = made.shares.get()
        Share.objects.filter(pk=share.pk).update(amount=Decimal(560_000))
        other = draft_procurement(
            title="服务监理", amounts={share.project_id: Decimal(40_000)}, by=county.officer
        )
        other = choose_method(procurement=other.pk, method="self_purchase", by=county.officer)
        bidders = [each.response.bidder for each in report.placings.order_by("rank")]
        told = [
            cautions_on_entry(other, Entrant(None, each, frozenset({each})), REVIEWED) for each in bidders
        ]
        alone = choose_method(
            procurement=other.pk, method="single_source", ground="addition", by=county.officer
        )
        winner = Entrant(None, bidders[0], frozenset({bidders[0]}))
        assert cautions_on_entry(alone, winner, REVIEWED) == []
    assert [[each.kind for each in found] for found in told] == [[CautionKind.EARLIER], [], []]
    assert made.number in told[0][0].conflict.sentence
    assert told[0][0].conflict.article == "procurement-regulation:18"


@made_once(lambda county: begun(county, "single_source", "addition"))
def test_who_prepared_the_project_may_be_its_single_source(
    county: County, made: Procurement, signed_in: Callable[[Agent], Client]
) -> None:
    with on(BEGIN, 15):
        offer = talked(county, made, 1, "480000")
        form = signed_in(county.officer).get(reverse("procurement:qualify", args=[offer.pk])).text
        assert 'name="has_passed"' in form and "did_earlier_work" not in form
        examine(
            response=offer.pk,
            part=Part.QUALIFICATION,
            has_passed=True,
            did_earlier_work=True,
            by=county.officer,
        )
