"""The review: each alone until all have finished, on the scale, by whom it may, and an award that the record gives again."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from goufu.core.errors import NotAllowed, NotFound, Refusal
from goufu.core.opinion import Opinion
from goufu.core.roles import Role
from goufu.documents.actions import write_paper
from goufu.documents.queries import document
from goufu.procurement.actions.awarding import award, receive_report
from goufu.procurement.actions.examining import ask_explanation, decide_explanation, examine
from goufu.procurement.actions.marking import hand_in, save_scores, send_back
from goufu.procurement.actions.reviewing import conclude
from goufu.procurement.actions.seating import seat_member
from goufu.procurement.actions.serving import receive_letter
from goufu.procurement.actions.sitting import declare, give_codes, sit_down
from goufu.procurement.actions.telling import send_letters
from goufu.procurement.law import days_of
from goufu.procurement.models import (
    Draw,
    Letter,
    Part,
    Placing,
    Procurement,
    Quotation,
    Response,
    Score,
    Seat,
)
from goufu.procurement.papers.cases import LETTER
from goufu.procurement.review.recomputing import differences
from goufu.procurement.review.record import Review
from goufu.procurement.review.seats import SeatAgent
from goufu.procurement.tests.procuring import announced, deputy, on, running
from goufu.procurement.tests.reviewing import (
    REVIEWED,
    drawn,
    passed,
    reported,
    responded,
    scored,
    seats,
    signed,
)
from goufu.procurement.tests.standing import standing
from goufu.registry.tests.county import County, agent

__all__ = ["county", "made", "own", "world"]
pytestmark = pytest.mark.django_db
world, own, county, made = standing(running)


def test_a_consultation_goes_from_its_panel_to_the_award(county: County, made: Procurement) -> None:
    with on(REVIEWED):
        report, panel = reported(county, made)
        assert report.outcome == "ranked"
        lines = {each.response.bidder.name[:2]: each for each in report.placings.all()}
        # (36+27+17 + 33+27+15 + 38+27+18) ÷ 3 = 79.33; the price: 540 000 ÷ 560 000 × 10 = 9.64
        assert (lines["第1"].technical, lines["第1"].price_points) == (Decimal("79.33"), Decimal("9.64"))
        assert [(name, each.rank) for name, each in lines.items()] == [("第1", 1), ("第2", 2), ("第3", 3)]
        signed(panel)
        happened = days_of(made.occurrences.all())
        assert happened["review_ended"]
        receive_report(procurement=made.pk, by=county.officer)
    with on(date(2026, 12, 18)):
        [won] = award(procurement=made.pk, response=lines["第1"].response_id, by=county.lead)
        send_letters(procurement=made.pk, by=county.officer)
    assert won.amount == 560000
    said = {each.response.bidder.name[:2]: each.text for each in Letter.objects.all()}
    assert "确定你单位中标（成交），金额 560,000.00 元（大写：伍拾陆万元整）" in said["第1"]
    assert "7个工作日内，以书面形式向云岭县民政局提出质疑（政府采购法第五十二条）" in said["第2"]
    assert "排第 2 名" in said["第2"] and "第3康养" not in said["第2"]
    second = Letter.objects.get(text=said["第2"])
    own, other = (
        agent(f"{each.response.bidder.name}的经办人", each.response.bidder, Role.PROVIDER_AGENT)
        for each in (second, Letter.objects.get(is_award=True))
    )
    with pytest.raises(NotFound):
        write_paper(by=own, subject=("letter", second.pk), kind=LETTER[0])
    with on(date(2026, 12, 18)):
        receive_letter(kind="letter", number=second.pk, by=own)
    paper = write_paper(by=own, subject=("letter", second.pk), kind=LETTER[0])
    assert paper.number == second.number and "采购结果告知书" in paper.name
    assert write_paper(by=county.officer, subject=("letter", second.pk), kind=LETTER[0]) == paper
    assert document(own, paper.pk)
    with pytest.raises(NotFound):
        document(other, paper.pk)
    assert {"awarded", "letter_sent", "report_received"} <= days_of(made.occurrences.all()).keys()
    assert list(differences(made)) == []


def test_the_result_notice_is_written_from_the_record(county: County, made: Procurement) -> None:
    with on(REVIEWED):
        report, panel = reported(county, made)
        signed(panel)
        receive_report(procurement=made.pk, by=county.officer)
        award(procurement=made.pk, response=report.placings.get(rank=1).response_id, by=county.lead)
        typed = {
            "provider_address": "云岭县建设路8号", "scope": "六个乡镇", "requirements": "每周上门两次", "standard": "见采购文件",
            "agency_fee": "无", "file": "附件一",
        }  # fmt: skip
        drafted = announced(made, "result", county, REVIEWED, **typed)
        said = {each["field"]: each["text"] for each in drafted.content or []}
    assert said["provider"] == "第1康养服务有限公司"
    assert said["amount"] == "560,000.00 元"
    assert all(each.member.name in said["experts"] for each in panel)
    assert Draw.objects.get().seed in said["experts"]
    assert days_of(made.occurrences.all())["result_published"] == REVIEWED
    assert "result_expired" in days_of(made.occurrences.all())


def test_the_rules_of_award_are_told(county: County, made: Procurement) -> None:
    with on(REVIEWED):
        report, panel = reported(county, made)
        signed(panel)
        receive_report(procurement=made.pk, by=county.officer)
        first = report.placings.get(rank=1)
        opinion = Opinion.of_record("award", first.response_id)
    judged = {each.id for each in opinion.passed}
    assert {
        "award.base-price",
        "award.price-points",
        "award.deduction-applied",
        "award.supplier-count",
    } <= judged
    assert {"award.low-price-mean", "award.low-price-ceiling", "award.review-report"} <= judged
    assert [each.rule.id for each in opinion.blocking] == []


def test_nobody_sees_what_another_gave_before_all_have_finished(county: County, made: Procurement) -> None:
    with on(REVIEWED):
        drawn(county, made)
        responded(county, made, ["560000", "540000", "575000"])
        panel = seats(county, made)
        passed(made, panel[0], county)
        assert not Review(made).all_finished
        with pytest.raises(Refusal, match="没有交齐"):
            conclude(by=panel[0])
        scored(made, panel)
        assert Review(made).all_finished


def test_points_outside_the_scale_are_refused_with_the_scale(county: County, made: Procurement) -> None:
    with on(REVIEWED):
        drawn(county, made)
        responded(county, made, ["560000", "540000", "575000"])
        panel = seats(county, made)
        passed(made, panel[0], county)
        bid, factors = Review(made).valid[0], Review(made).factors
        for points in ("41", "30.5", "-1"):
            with pytest.raises(Refusal, match="不在评分标准里"):
                save_scores(response=bid.pk, points={factors[0].pk: Decimal(points)}, by=panel[0])
        with pytest.raises(Refusal, match="由组长核对一次"):
            save_scores(response=bid.pk, points={factors[1].pk: Decimal(9)}, by=panel[1])
        with pytest.raises(Refusal, match=r"“第1康养服务有限公司”还没有打：服务方案、人员配备、质量保障"):
            hand_in(by=panel[0])
        assert not Score.objects.exists()


def test_what_was_handed_in_is_changed_only_when_the_head_gives_it_back(
    county: County, made: Procurement
) -> None:
    with on(REVIEWED):
        drawn(county, made)
        responded(county, made, ["560000", "540000", "575000"])
        panel = seats(county, made)
        passed(made, panel[0], county)
        scored(made, panel)
        bid, factor = Review(made).valid[0], Review(made).factors[0]
        with pytest.raises(Refusal, match="已经交齐"):
            save_scores(response=bid.pk, points={factor.pk: Decimal(31)}, by=panel[1])
        with pytest.raises(NotAllowed):
            send_back(member=panel[0].member.pk, reason="分值写错了行", by=panel[1])
        send_back(member=panel[1].member.pk, reason="分值写错了行", by=panel[0])
        save_scores(response=bid.pk, points={factor.pk: Decimal(31)}, by=panel[1])
        with pytest.raises(IntegrityError, match="只能添加"), transaction.atomic():
            Score.objects.update(points=Decimal(40))


def test_far_apart_scores_are_shown_to_the_head_before_the_report(county: County, made: Procurement) -> None:
    with on(REVIEWED):
        drawn(county, made)
        responded(county, made, ["560000", "540000", "575000"])
        panel = seats(county, made)
        passed(made, panel[0], county)
        responded(county, made, ["560000", "540000", "575000"], Quotation.FINAL)
        scored(made, panel, {1: ("36", "27", "17"), 2: ("10", "27", "15"), 3: ("38", "27", "18")})
        assert {found.expert for _bid, found in Review(made).far_apart} == {panel[1].member.pk}
        with pytest.raises(Refusal, match="还没有看过"):
            conclude(by=panel[0])
        assert conclude(by=panel[0], seen=True)


def test_a_low_price_is_explained_and_never_out_by_itself(county: County, made: Procurement) -> None:
    with on(REVIEWED):
        drawn(county, made)
        responded(county, made, ["240000", "540000", "575000"])  # 45 % of 580 000 is 261 000
        panel = seats(county, made)
        passed(made, panel[0], county)
        [low] = Review(made).to_explain
        assert low.name == "第1康养服务有限公司"
        against = {str(each.against) for each in Review(made).low[low.pk] if each.is_low}
        assert against == {
            "second",
            "ceiling",
        }  # 50 % of 540 000 is 270 000; of the mean, 451 667, it is 225 833
        with pytest.raises(Refusal, match="异常低价还没有要求说明"):
            conclude(by=panel[0])
        with pytest.raises(Refusal, match="不少于 30 分钟"):
            ask_explanation(response=low.pk, minutes=10, by=panel[0])
        with pytest.raises(Refusal, match="没有低于规定的比例"):
            ask_explanation(response=Review(made).bids[1].pk, minutes=30, by=panel[0])
        ask_explanation(response=low.pk, minutes=30, by=panel[0])
        with pytest.raises(Refusal, match="才截止"):
            decide_explanation(response=low.pk, text="", is_accepted=False, reason="没有说明", by=panel[0])
        accepted = {"is_accepted": True, "reason": "人员、场地已有，成本表可信"}
        decide_explanation(response=low.pk, text="成本明细见附表", by=panel[0], **accepted)  # type: ignore[arg-type]
        assert low.pk in {each.pk for each in Review(made).valid}


def test_one_that_can_not_explain_is_out_and_two_go_on_for_services(
    county: County, made: Procurement
) -> None:
    with on(REVIEWED):
        drawn(county, made)
        responded(county, made, ["240000", "540000", "575000"])
        panel = seats(county, made)
        passed(made, panel[0], county)
        [low] = Review(made).to_explain
        ask_explanation(response=low.pk, minutes=30, by=panel[0])
        decide_explanation(
            response=low.pk, text="我们愿意亏", is_accepted=False, reason="没有成本证明", by=panel[0]
        )
        responded(county, made, ["240000", "540000", "575000"], Quotation.FINAL)
        scored(made, panel)
        report = conclude(by=panel[0], seen=True)
    assert report.outcome == "ranked"
    gone = report.placings.get(response=low.response)
    assert (gone.rank, gone.reason) == (None, "不能证明报价合理：没有成本证明")


@pytest.mark.parametrize(("count", "outcome"), [(3, "ranked"), (2, "ranked"), (1, "failed"), (0, "failed")])
def test_with_few_left_the_method_says_what_becomes_of_it(
    county: County, made: Procurement, count: int, outcome: str
) -> None:
    with on(REVIEWED):
        drawn(county, made)
        responded(county, made, ["560000", "540000", "575000"])
        panel = seats(county, made)
        passed(made, panel[0], county, dict.fromkeys(range(count, 3), "没有社会保险证明"))
        if outcome == "ranked":
            responded(county, made, ["560000", "540000", "575000"], Quotation.FINAL)
            scored(made, panel)
        report = conclude(by=panel[0], seen=True)
        assert report.outcome == outcome
        assert report.placings.filter(rank__isnull=False).count() == (count if outcome == "ranked" else 0)
        signed(panel)
        receive_report(procurement=made.pk, by=county.officer)
        if outcome == "failed":
            with pytest.raises(Refusal, match="采购失败"):
                award(procurement=made.pk, response=Response.objects.all()[0].pk, by=county.lead)
    assert list(differences(made)) == []


def test_a_code_works_once_and_for_its_procurement_alone(county: County, made: Procurement) -> None:
    with on(REVIEWED):
        drawn(county, made)
        [(member, code), *others] = give_codes(procurement=made.pk, by=county.officer)
        with pytest.raises(Refusal, match="不对"):
            sit_down(number="539999-2026-CG-9999", code=code)
        seat = SeatAgent(sit_down(number=made.number, code=f" {code.lower()} "))
        assert seat.member.pk == member.pk
        with pytest.raises(Refusal, match="不对"):
            sit_down(number=made.number, code=code)
        give_codes(procurement=made.pk, by=county.officer)
        with pytest.raises(Refusal, match="不对"):
            sit_down(number=made.number, code=others[0][1])
        assert not seat.may_on("procurement.write_procurement", made)  # type: ignore[arg-type]
        other = Procurement.objects.exclude(pk=made.pk).first() or Procurement(pk=made.pk + 1)
        assert not seat.may_on("procurement.review_bids", other)  # type: ignore[arg-type]


def test_an_expert_who_works_for_a_bidder_is_refused(county: County, made: Procurement) -> None:
    with on(REVIEWED):
        for name, employer in (
            ("张专家", "第1康养服务有限公司"),
            ("王专家", "云南大学"),
            ("李专家", "昆明学院"),
        ):
            seat_member(
                procurement=made.pk,
                seat=Seat.EXPERT,
                name=name,
                employer=employer,
                selection="random",
                is_head=name == "张专家",
                by=county.officer,
            )
        responded(county, made, ["560000"])
        [(_member, code), *_rest] = give_codes(procurement=made.pk, by=county.officer)
        seat = SeatAgent(sit_down(number=made.number, code=code))
        with pytest.raises(Refusal, match="第1康养服务有限公司"):
            declare(by=seat)
        bid = Review(made).bids[0]
        with pytest.raises(Refusal, match="还没有声明"):
            examine(response=bid.pk, part=Part.QUALIFICATION, has_passed=True, by=seat)


def test_duties_are_apart(county: County, made: Procurement) -> None:
    with on(REVIEWED):
        drawn(county, made)
        responded(county, made, ["560000", "540000", "575000"])
        panel = seats(county, made)
        bid = Review(made).bids[0]
        with pytest.raises(NotAllowed, match="由评审小组审查"):
            examine(response=bid.pk, part=Part.QUALIFICATION, has_passed=True, by=county.officer)
        with pytest.raises(NotAllowed, match="由组长"):
            examine(response=bid.pk, part=Part.QUALIFICATION, has_passed=True, by=panel[1])
        for other in (county.teacher, county.treasurer):
            with pytest.raises((NotFound, NotAllowed)):
                award(procurement=made.pk, response=bid.pk, by=other)
        with pytest.raises(NotAllowed):
            award(procurement=made.pk, response=bid.pk, by=county.officer)


def test_who_sat_on_the_panel_does_not_decide(county: County, made: Procurement) -> None:
    head = deputy(county)
    with on(REVIEWED):
        seat = {"seat": Seat.REPRESENTATIVE, "name": "张副局长", "employer": county.civil.name}
        seat_member(procurement=made.pk, person=head.person.pk, by=county.officer, **seat)  # type: ignore[arg-type]
        responded(county, made, ["560000"])
        with pytest.raises(NotAllowed, match="参加评审的人"):
            award(procurement=made.pk, response=Response.objects.get().pk, by=head)


def test_another_than_the_first_needs_a_reason_and_nobody_else_is_awarded(
    county: County, made: Procurement
) -> None:
    with on(REVIEWED):
        report, panel = reported(county, made)
        second = report.placings.get(rank=2)
        with pytest.raises(Refusal, match="还没有登记收到"):
            award(procurement=made.pk, response=second.response_id, by=county.lead)
        with pytest.raises(Refusal, match="没有全体签署"):
            receive_report(procurement=made.pk, by=county.officer)
        signed(panel)
        receive_report(procurement=made.pk, by=county.officer)
        with pytest.raises(Refusal, match="不确定第一名要写明理由"):
            award(procurement=made.pk, response=second.response_id, by=county.lead)
        [won] = award(
            procurement=made.pk, response=second.response_id, reason="第一名书面放弃成交", by=county.lead
        )
        with pytest.raises(Refusal, match="已经确定"):
            award(procurement=made.pk, response=report.placings.get(rank=1).response_id, by=county.lead)
    assert won.reason == "第一名书面放弃成交"


def test_a_free_offer_is_ranked_and_awarded_only_with_a_reason(county: County, made: Procurement) -> None:
    """No text known here makes it void: the panel asks about the low price, whoever decides answers for it."""
    with on(REVIEWED):
        drawn(county, made)
        free, other = responded(county, made, ("0", "560000"))
        panel = seats(county, made)
        passed(made, panel[0], county)
        ask_explanation(response=free.pk, minutes=60, by=panel[0])
        decide_explanation(
            response=free.pk, text="由基金会资助", is_accepted=True, reason="说明有证明材料", by=panel[0]
        )
        free, other = responded(county, made, ("0", "560000"), Quotation.FINAL)
        scored(made, panel)
        report = conclude(by=panel[0], seen=True)
        points = {each.response.bidder_id: each.price_points for each in report.placings.all()}
        assert points == {free.bidder_id: 10, other.bidder_id: 0}
        signed(panel)
        receive_report(procurement=made.pk, by=county.officer)
        first = report.placings.get(rank=1)
        assert first.response.bidder_id == free.bidder_id
        with pytest.raises(Refusal, match="有偿取得"):
            award(procurement=made.pk, response=first.response_id, by=county.lead)
        [won] = award(
            procurement=made.pk, response=first.response_id, reason="基金会资助，另有对价", by=county.lead
        )
    assert won.amount == 0


def test_what_was_tampered_with_is_found(county: County, made: Procurement) -> None:
    with on(REVIEWED):
        reported(county, made)
    with connection.cursor() as cursor:  # whoever owns the database can switch triggers off
        cursor.execute("SET session_replication_role = replica")
        Score.objects.filter(pk=Score.objects.first().pk).update(points=Decimal(2))  # type: ignore[union-attr]
        Placing.objects.filter(rank=1).update(rank=9)
        cursor.execute("SET session_replication_role = origin")
    found = "；".join(differences(made))
    assert "重算是" in found and "名次是 9，报告是 1" in found


def test_a_last_quotation_after_the_scores_is_refused(county: County, made: Procurement) -> None:
    with on(REVIEWED, 16):
        drawn(county, made)
        prices = ("560000", "540000", "575000")
        responded(county, made, prices)
        panel = seats(county, made)
        passed(made, panel[0], county)
        responded(county, made, prices, Quotation.FINAL)
        scored(made, panel)
        with pytest.raises(Refusal, match="交齐评分"):
            responded(county, made, ["1"], Quotation.FINAL)
