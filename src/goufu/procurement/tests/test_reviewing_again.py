"""Reviewing again: on a lawful ground alone, by the same panel, with the old report kept and signatures asked anew."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse

from goufu.accounts.actions.keys import issue_key
from goufu.core.errors import NotAllowed, Refusal
from goufu.core.opinion import Opinion
from goufu.core.roles import Role
from goufu.documents.actions import write_paper
from goufu.law.model import Verdict
from goufu.procurement.actions.awarding import award, receive_report
from goufu.procurement.actions.drawing import replace_member
from goufu.procurement.actions.examining import examine
from goufu.procurement.actions.marking import hand_in, save_scores
from goufu.procurement.actions.reopening import reopen_review
from goufu.procurement.actions.reviewing import conclude, sign_report
from goufu.procurement.actions.seating import elect_head
from goufu.procurement.actions.sitting import give_codes
from goufu.procurement.actions.telling import send_letters
from goufu.procurement.cases.standing import took_part
from goufu.procurement.law import days_of
from goufu.procurement.models import Part, Procurement, Quotation, ReportSignature, Rereview, ReviewReport
from goufu.procurement.papers.reports import report_blocks, report_papers
from goufu.procurement.queries.finding import own_letters
from goufu.procurement.review.recomputing import differences
from goufu.procurement.review.record import Review
from goufu.procurement.review.seats import SeatAgent
from goufu.procurement.tests.procuring import on, running
from goufu.procurement.tests.reviewing import (
    REVIEWED,
    drawn,
    facts_of_bid,
    fresh,
    provider,
    reported,
    responded,
    seats,
    signed,
    verdict_of,
)
from goufu.procurement.tests.standing import standing
from goufu.procurement.tests.test_lots_scored_apart import begun, bid, cut, reviewed
from goufu.registry.agents import Agent
from goufu.registry.tests.county import County, agent

__all__ = ["county", "made", "own", "world"]
pytestmark = pytest.mark.django_db
world, own, county, made = standing(running)
GROUND, WHY = "score_out_of_proportion", "2号把第2家的服务方案打成0分，和响应文件不符"


def facts_of_paper(report: ReviewReport) -> dict[str, str]:
    """The titles and texts on top of the report's paper."""
    return dict(next(each["rows"] for each in report_blocks(report) if each["kind"] == "rows"))


def ended(county: County, made: Procurement) -> tuple[ReviewReport, list[SeatAgent]]:
    """Reported, signed by all, one of whom dissents, and received."""
    report, panel = reported(county, made)
    sign_report(by=fresh(panel[1].member), dissent="第2家的方案打低了")
    signed([fresh(each.member) for each in (panel[0], panel[2])])
    receive_report(procurement=made.pk, by=county.officer)
    return report, panel


def again(county: County, made: Procurement, lot: int | None = None) -> Rereview:
    return reopen_review(procurement=made.pk, lot=lot, ground=GROUND, reason=WHY, by=county.officer)


def handed_in_anew(made: Procurement, panel: Sequence[SeatAgent]) -> ReviewReport:
    for each in panel:
        hand_in(by=fresh(each.member))
    return conclude(by=fresh(panel[0].member), seen=True)


@pytest.mark.makes("award.is_rereviewed")
def test_the_same_panel_reviews_again_and_the_old_result_is_kept(county: County, made: Procurement) -> None:
    with on(REVIEWED):
        first, panel = ended(county, made)
        assert facts_of_bid(first.placings.get(rank=1).response_id, "is_rereviewed") == (False,)
        again(county, made)
        assert not {"review_ended", "report_received"} & days_of(made.occurrences.all()).keys()
        with pytest.raises(Refusal, match="还没有评审报告"):
            award(procurement=made.pk, response=first.placings.get(rank=1).response_id, by=county.lead)
        second = Review(made).valid[1]
        top = {each.pk: Decimal(40) for each in Review(made).factors[:1]}
        for seat in panel:
            save_scores(response=second.pk, points=top, by=fresh(seat.member))
        report = handed_in_anew(made, panel)
        # The plan of the second was 35, 32 and 37 points and is 40: 78.33 − 34.67 + 40 = 83.67, above the first's 79.33.
        assert [report.placings.get(rank=rank).response.bidder.name[:2] for rank in (1, 2)] == ["第2", "第1"]
        assert (report.ground, first.ground) == (GROUND, "")
        with pytest.raises(Refusal, match="没有全体签署"):
            receive_report(procurement=made.pk, by=county.officer)
        signed([fresh(each.member) for each in panel])
        receive_report(procurement=made.pk, by=county.officer)
        winner = report.placings.get(rank=1).response_id
        assert verdict_of(Opinion.of_record("award", winner), "award.rereview") is Verdict.PASS
        assert facts_of_bid(winner, "is_rereviewed", "rereview_ground") == (True, GROUND)
        award(procurement=made.pk, response=winner, by=county.lead)
        assert [*differences(made)] == []
        said = facts_of_paper(report)
        assert (
            said["重新评审的情形"] == f"评分畸高、畸低：{WHY}"
            and said["代替的评审报告"] == f"{made.number}-PS-{first.pk}"
        )
        assert {line[2] for line in report_blocks(report)[-1]["rows"]} == {"没有"}
        assert "第2家的方案打低了" in str(report_blocks(first)[-1])
        assert [(each.number, each.format) for each in report_papers(made)] == [
            (f"{made.number}-PS-{each.pk}", form) for each in (first, report) for form in ("PDF", "Word")
        ]
    assert first.placings.get(rank=1).response.bidder.name.startswith("第1")
    with pytest.raises(IntegrityError, match="只能添加"), transaction.atomic():
        ReportSignature.objects.update(dissent="")


def test_the_paper_that_was_issued_stays_the_only_one_of_the_old_report(
    county: County, made: Procurement
) -> None:
    with on(REVIEWED):
        first, panel = ended(county, made)
        issued = write_paper(by=county.officer, subject=("procurement", made.pk), kind="written_report")
        again(county, made)
        [left] = report_papers(made)
        assert left.format == "Word"  # nobody has had it written while it counted
        report = handed_in_anew(made, panel)
        signed([fresh(each.member) for each in panel])
        papers = [(each.number, each.format) for each in report_papers(made)]
    old, new = (f"{made.number}-PS-{each.pk}" for each in (first, report))
    assert issued.number == old and papers == [(old, "Word"), (new, "PDF"), (new, "Word")]


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"ground": "other"}, "不是可以重新评审的情形"),
        ({"ground": ""}, "不是可以重新评审的情形"),
        ({"reason": " "}, "理由|原因"),
        ({"lot": 10**9}, "没有这个包"),
    ],
)
def test_only_the_law_s_grounds_and_a_reason_reopen_a_review(
    county: County, made: Procurement, said: dict[str, Any], why: str
) -> None:
    with on(REVIEWED):
        ended(county, made)
        with pytest.raises(Refusal, match=why):
            reopen_review(procurement=made.pk, by=county.officer, **{"ground": GROUND, "reason": WHY, **said})
        assert not Rereview.objects.exists()


def test_nothing_is_reviewed_again_before_a_report_after_the_award_or_by_another(
    county: County, made: Procurement
) -> None:
    with on(REVIEWED):
        with pytest.raises(Refusal, match="没有评审报告可以重新评审"):
            again(county, made)
        first, _panel = ended(county, made)
        with pytest.raises(NotAllowed):
            reopen_review(procurement=made.pk, ground=GROUND, reason=WHY, by=county.treasurer)
        award(procurement=made.pk, response=first.placings.get(rank=1).response_id, by=county.lead)
        with pytest.raises(Refusal, match="已经定标") as refused:
            again(county, made)
    # Order 87 is of tenders, and this is a consultation.
    assert [*refused.value.articles] == ["procurement-regulation:44"]


def test_only_scores_are_given_anew_and_by_nobody_else(county: County, made: Procurement) -> None:
    with on(REVIEWED):
        _first, panel = ended(county, made)
        again(county, made)
        head, second = fresh(panel[0].member), panel[1].member
        bid = Review(made).bids[0]
        for part in (Part.QUALIFICATION, Part.CONFORMITY):
            with pytest.raises(Refusal, match="重新评审只改评分"):
                examine(response=bid.pk, part=part, has_passed=False, reason="资格不符", by=head)
        with pytest.raises(Refusal, match="重新评审只改评分"):
            responded(county, made, ["1"], Quotation.FINAL)
        with pytest.raises(Refusal, match="由原来的评审小组进行") as kept:
            replace_member(member=second.pk, reason="有事不能来", by=county.officer)
        assert kept.value.articles[0] == "order-87:re-evaluation-panel"
        with pytest.raises(Refusal, match="由原来的评审小组进行"):
            elect_head(member=second.pk, by=county.officer)
        with pytest.raises(Refusal, match="没有评审报告可以重新评审"):
            again(county, made)
        assert (
            took_part(made, provider(county, 9)) is False
        )  # who has not responded can't challenge as if it had
        report = handed_in_anew(made, panel)
        signed([fresh(each.member) for each in panel])
        again(county, made)  # once more
        assert handed_in_anew(made, panel).content["again"]["of"] == report.digest
    assert [*differences(made)] == []


def test_a_lot_is_reviewed_again_while_the_others_stand(county: County) -> None:
    made = cut(county, "夜班", "日间")
    made = begun(county, made)
    day, night = made.lots.all()
    with on(REVIEWED):
        standing, gone = reviewed(county, made, day, night)
        receive_report(procurement=made.pk, by=county.officer)
        won = standing.placings.filter(rank=1).first()
        assert won is not None
        award(procurement=made.pk, lot=day.pk, response=won.response_id, by=county.lead)
        with pytest.raises(Refusal, match="已经定标"):
            again(county, made, day.pk)
        again(county, made, night.pk)
        panel = [fresh(each) for each in made.panel.all()]
        panel.sort(key=lambda seat: not seat.member.is_head)
        by_day = Review(made, day)
        with pytest.raises(Refusal, match="评审报告已经有了"):
            points = {by_day.factors[0].pk: Decimal(1)}
            save_scores(response=by_day.bids[0].pk, points=points, by=panel[0])
        for each in panel:
            hand_in(by=fresh(each.member))
        report = conclude(lot=night.pk, by=fresh(panel[0].member))
        signed([fresh(each.member) for each in panel])
        receive_report(procurement=made.pk, by=county.officer)
        won = report.placings.filter(rank=1).first()
        assert won is not None
        award(procurement=made.pk, lot=night.pk, response=won.response_id, by=county.lead)
        assert "awarded" in days_of(made.occurrences.all())
    assert [each.signatures.count() for each in (standing, gone, report)] == [3, 3, 3]
    assert standing.ground == "" and [*differences(made)] == []


def test_the_bidders_of_a_failed_lot_have_their_letters_after_another_lot_was_reviewed_again(
    county: County,
) -> None:
    made = begun(county, cut(county, "夜班", "日间"))
    day, night = made.lots.all()
    with on(REVIEWED):
        drawn(county, made)
        for lot in (day, night):
            bid(county, made, lot, 1, "280000")
            bid(county, made, lot, 2, "268800")
        panel = seats(county, made)
        for each in Review(made, night).bids:
            examine(
                response=each.pk,
                part=Part.QUALIFICATION,
                has_passed=False,
                reason="没有执业许可",
                by=panel[0],
            )
        for each in Review(made, day).bids:
            for part in (Part.QUALIFICATION, Part.CONFORMITY):
                examine(response=each.pk, part=part, has_passed=True, by=panel[0])
        for number, price in ((1, "280000"), (2, "268800")):
            bid(county, made, day, number, price, quotation=Quotation.FINAL)
        review = Review(made, day)
        for seat in panel:
            wanted = [each for each in review.factors if seat.member.is_head or not each.is_objective]
            for each in review.valid:
                save_scores(response=each.pk, points={one.pk: one.points / 2 for one in wanted}, by=seat)
            hand_in(by=seat)
        for lot in (day, night):
            conclude(lot=lot.pk, by=panel[0])
        again(county, made, day.pk)
        for seat in panel:
            hand_in(by=fresh(seat.member))
        report = conclude(lot=day.pk, by=fresh(panel[0].member))
        signed([fresh(each.member) for each in panel])
        receive_report(procurement=made.pk, by=county.officer)
        won = report.placings.get(response__bidder=provider(county, 2)).response_id
        award(procurement=made.pk, lot=day.pk, response=won, reason="并列第一", by=county.lead)
        send_letters(procurement=made.pk, by=county.officer)
        reader = agent("第一家经办人", provider(county, 1), Role.PROVIDER_AGENT)
        assert {each.response.lot for each in own_letters(reader)} == {day, night}


def test_a_reason_that_was_changed_is_found(county: County, made: Procurement) -> None:
    with on(REVIEWED):
        _first, panel = ended(county, made)
        again(county, made)
        handed_in_anew(made, panel)
        with connection.cursor() as cursor:
            cursor.execute("SET session_replication_role = replica")
            Rereview.objects.update(reason="改过的理由")
            cursor.execute("SET session_replication_role = origin")
    assert "情形和理由" in "；".join(differences(made))


def test_it_is_ordered_on_the_page_told_to_the_panel_and_signed_below_the_paper(
    county: County, made: Procurement, signed_in: Callable[[Agent], Client]
) -> None:
    def page(name: str, *args: int) -> str:
        return reverse(f"procurement:{name}", args=args)

    with on(REVIEWED):
        first, panel = ended(county, made)
        office = signed_in(county.officer)
        address = page("reopen_review", made.pk)
        assert address in office.get(page("review", made.pk)).content.decode()
        form = office.get(address).context["form"]
        sent = {"ground": GROUND, "reason": "", "version": form.version}
        assert office.post(address, sent).status_code == 422
        assert office.post(address, sent | {"reason": WHY}).status_code == 302
        shown = office.get(page("review", made.pk)).content.decode()
        assert "重新评审以前的结果" in shown and first.digest in shown and "发登录码" in shown
        [(_member, code), *_rest] = give_codes(procurement=made.pk, by=county.officer)
        member = Client()
        member.post(page("panel"), {"number": made.number, "code": code})
        assert WHY in member.get(page("panel_home")).content.decode()
        report = handed_in_anew(made, panel)
        paper = member.get(page("panel_sign")).content.decode()
        for words in (report.digest, "服务方案（40.00）", "第1康养服务有限公司", WHY, "签署以后不能再改"):
            assert words in paper
        assert paper.index(report.digest) < paper.index("签署以后不能再改")
        assert member.post(page("panel_sign"), {"dissent": "第2家还是低"}).status_code == 302
        assert "第2家还是低" in str(report_blocks(report)[-1])


def test_it_is_ordered_over_the_api(county: County, made: Procurement) -> None:
    with on(REVIEWED):
        first, _panel = ended(county, made)
        client = Client(
            headers={"authorization": f"Bearer {issue_key(name='系统', days=1, by=county.officer)[1]}"}
        )

        def post(**said: Any) -> Any:
            address = f"/api/procurements/{made.pk}/review/again"
            return client.post(address, json.dumps(said), content_type="application/json")

        wrong = post(ground="other", reason=WHY)
        assert wrong.status_code == 422 and "四种" in wrong.json()["remedy"]
        [order] = post(ground=GROUND, reason=WHY).json()["again"]
    assert (order["ground"], order["reason"], order["digest"]) == (GROUND, WHY, first.digest)
