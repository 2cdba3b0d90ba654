"""What the rules read of a single source's notice, of questions and of whom an examination found, each made by its action."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse

from goufu.core.errors import AgainstTheLaw, Refusal
from goufu.core.roles import Role
from goufu.law.model import Verdict
from goufu.procurement.actions.asking import answer_question, ask_question
from goufu.procurement.actions.awarding import award, receive_report
from goufu.procurement.actions.noticing import draft_notice, save_notice
from goufu.procurement.actions.responding import Offer, enter_response
from goufu.procurement.actions.reviewing import conclude
from goufu.procurement.actions.telling import send_letters
from goufu.procurement.cases.law import ANSWERED, opinion_of_question
from goufu.procurement.filling import Filling
from goufu.procurement.forms.notices import NoticeForm
from goufu.procurement.law import facts_of, opinion_of
from goufu.procurement.models import Procurement, Quotation
from goufu.procurement.readiness import opinions_on
from goufu.procurement.tests.procuring import BEGIN, announced, on, running
from goufu.procurement.tests.reviewing import (
    OPENED,
    REVIEWED,
    drawn,
    passed,
    provider,
    responded,
    scored,
    seats,
    signed,
    verdict_of,
)
from goufu.procurement.tests.talking import planned_lane
from goufu.registry.tests.county import County, a_provider, agent, sign_in

pytestmark = pytest.mark.django_db
DAY = BEGIN + timedelta(days=3)  # a Friday
CONTENTS, TOO_FEW = "procurement.single-source-contents", "procurement.too-few-smes"
SAID = {
    "reason": "只有一家持有这项专利",
    "provider": "云岭专利监测有限公司",
    "provider_address": "云岭县建设路8号",
    "finance_contact": "云岭县财政局采购股，0871-65550002",
    "argument": "专利不可替代，同意单一来源",
    "arguers": "李四，某大学，教授",
}


def test_a_single_source_is_judged_by_what_its_notice_says(county: County) -> None:
    made = planned_lane(county, "single_source", "sole_supplier")
    with on(BEGIN - timedelta(days=20)):
        assert "sole_source_reason_text" not in facts_of(made)
        announced(made, "single_source", county, BEGIN - timedelta(days=20), **SAID)
        facts = facts_of(made)
        assert facts["sole_source_supplier_text"] == "云岭专利监测有限公司，云岭县建设路8号"
        assert facts["sole_source_reason_text"] == SAID["reason"]
        assert facts["expert_opinion_text"] == f"{SAID['argument']}；{SAID['arguers']}"
        assert verdict_of(opinion_of(made), CONTENTS) is Verdict.PASS


def test_while_a_single_source_is_announced_nobody_is_led_to_a_correction(county: County) -> None:
    made = planned_lane(county, "single_source", "sole_supplier")
    page = reverse("procurement:procurement", args=[made.pk])
    day = BEGIN - timedelta(days=20)
    with on(day):
        announced(made, "single_source", county, day, **SAID)
        assert (
            "公示到 2026-11-18；期满没有异议，再开始采购活动"
            in sign_in(county.lead).get(page).content.decode()
        )
    with on(date(2026, 11, 19)):
        assert "公示到" not in sign_in(county.lead).get(page).content.decode()


@pytest.mark.parametrize("field", ["reason", "argument"])
def test_a_single_source_without_reason_or_argument_is_not_published(county: County, field: str) -> None:
    made = planned_lane(county, "single_source", "sole_supplier")
    with on(BEGIN - timedelta(days=20)), pytest.raises(Refusal) as refused:
        announced(made, "single_source", county, None, **SAID | {field: " "})
    told = [each for each in (refused.value, *refused.value.also) if isinstance(each, AgainstTheLaw)]
    assert [card.title for each in told for card in each.cards][:1] == ["单一来源公示内容齐全"]


@pytest.mark.parametrize(("days", "said"), [(5, Verdict.PASS), (6, Verdict.FAIL)])
def test_a_question_is_answered_within_three_working_days(county: County, days: int, said: Verdict) -> None:
    made, asker = running(county), agent("周玲", a_provider(county), Role.PROVIDER_AGENT)
    with on(DAY):
        asked = ask_question(procurement=made.pk, text="护理员的经验按哪一天计算？", by=asker)
        assert verdict_of(opinion_of_question(asked), ANSWERED) is Verdict.MISSING
    with on(DAY + timedelta(days=days)):
        answered = answer_question(
            question=asked.pk, answer="按截止日。", changes_file=False, by=county.officer
        )
        assert verdict_of(opinion_of_question(answered), ANSWERED) is said
        page = sign_in(county.officer).get(f"/procurements/questions/{asked.pk}/").content.decode()
        assert ("三个工作日内答复询问" in page) is (said is Verdict.FAIL)
        assert asker.body.name not in page


def reserved(county: County) -> Procurement:
    """A running consultation that is for small and medium enterprises alone."""
    made = running(county)
    Procurement.objects.filter(pk=made.pk).update(reserve="whole", price_deduction_percent=None)
    return Procurement.objects.get(pk=made.pk)


@pytest.mark.parametrize(
    ("sizes", "failing", "count", "said"),
    [
        (("small", "micro", "medium"), {}, 3, Verdict.NOT_APPLICABLE),
        (("small", "micro", "large"), {}, 2, Verdict.FAIL),
        (("small", "micro", "medium"), {1: "没有养老服务的资质"}, 2, Verdict.FAIL),
    ],
)
def test_too_few_small_enterprises_are_found_once_all_are_examined(
    county: County, sizes: tuple[str, ...], failing: Mapping[int, str], count: int, said: Verdict
) -> None:
    made = reserved(county)
    with on(REVIEWED):
        drawn(county, made)
        for number, size in enumerate(sizes, start=1):
            enter_response(
                procurement=made.pk, bidder=provider(county, number).pk, opened_at=OPENED, minutes_on=REVIEWED, by=county.officer,
                offer=Offer(price=Decimal(550_000), declared_size=size, has_declaration=True),
            )  # fmt: skip
        panel = seats(county, made)
        assert "qualified_sme_count" not in facts_of(made)
        passed(made, panel[0], county, failing)
        assert facts_of(made)["qualified_sme_count"] == count
        assert verdict_of(opinion_of(made), TOO_FEW) is said
        if said is Verdict.FAIL:
            announced(made, "termination", county, reason="合格的中小企业不足三家")
            ended = Procurement.objects.get(pk=made.pk)
            assert verdict_of(opinion_of(ended), TOO_FEW) is Verdict.PASS


@pytest.mark.makes("award.declaration_attached")
def test_who_awards_one_with_two_small_enterprises_says_why_and_who_publishes_looks_into_it(
    county: County,
) -> None:
    made = reserved(county)
    said: dict[str, Any] = {"declared_size": "small", "has_declaration": True}
    with on(REVIEWED):
        drawn(county, made)
        responded(county, made, ("560000", "540000"), **said)
        panel = seats(county, made)
        passed(made, panel[0], county)
        responded(county, made, ("560000", "540000"), Quotation.FINAL, **said)
        scored(made, panel)
        report = conclude(by=panel[0], seen=True)
        signed(panel)
        receive_report(procurement=made.pk, by=county.officer)
        first = report.placings.get(rank=1).response_id
        reason: dict[str, Any] = {"reason": "磋商剩两家，办法允许继续"}
        with pytest.raises(AgainstTheLaw, match="合格的中小企业只有2家") as refused:
            award(procurement=made.pk, response=first, **reason, by=county.lead)
        assert [each.rule for each in refused.value.cards] == [TOO_FEW]
        with pytest.raises(Refusal, match="要写明理由") as unsaid:
            award(procurement=made.pk, response=first, reviewed=[TOO_FEW], by=county.lead)
        assert unsaid.value.field == "reason"
        [given] = award(procurement=made.pk, response=first, reviewed=[TOO_FEW], **reason, by=county.lead)
        assert given.reason == reason["reason"]
        send_letters(procurement=made.pk, by=county.officer)
        notice = draft_notice(procurement=made.pk, kind="result", by=county.officer)
    hints = NoticeForm(notice=notice, moves_days=False).fields
    assert str(hints["declarations"].help_text) == "发布以前要写"  # the winner has declared
    opinions = opinions_on(notice, Filling(notice))
    assert Filling(notice).law_facts["award"]["declaration_attached"] is False
    with on(REVIEWED):
        by, typed = county.officer, {"declarations": "见附件2"}
        notice = save_notice(notice=notice.pk, by=by, version=notice.version, typed=typed)
    assert Filling(notice).law_facts["award"]["declaration_attached"] is True
    assert TOO_FEW in [each.rule.id for opinion in opinions for each in opinion.to_review]
    assert not [each for opinion in opinions for each in opinion.blocking if each.rule.id == TOO_FEW]
