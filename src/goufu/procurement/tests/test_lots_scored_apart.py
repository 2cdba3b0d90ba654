"""Lots with scoring tables of their own: each is scored, ranked and reckoned anew by its own, the others by the one they share."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from goufu.accounts.actions.keys import issue_key
from goufu.core.errors import Refusal
from goufu.core.opinion import Opinion
from goufu.law.model import Verdict
from goufu.procurement.actions.awarding import award, receive_report
from goufu.procurement.actions.examining import examine
from goufu.procurement.actions.marking import hand_in, save_scores
from goufu.procurement.actions.planning import save_procurement
from goufu.procurement.actions.responding import Offer, enter_response
from goufu.procurement.actions.reviewing import conclude
from goufu.procurement.actions.scoring import FactorIn, save_scoring
from goufu.procurement.forms.grades import grades_in
from goufu.procurement.law import facts_of
from goufu.procurement.models import Lot, Notice, Part, Procurement, Quotation, ReviewReport, ScoringTable
from goufu.procurement.papers.file_content import content_of
from goufu.procurement.papers.reports import report_blocks
from goufu.procurement.review.recomputing import differences
from goufu.procurement.review.record import Review
from goufu.procurement.scoring_tables import READ, facts_of_table
from goufu.procurement.tests.procuring import BEGIN, announced, approved_project, judged, on, planned, publish
from goufu.procurement.tests.reviewing import (
    OPENED,
    REVIEWED,
    drawn,
    provider,
    seats,
    signed,
    verdict_of,
)
from goufu.registry.agents import Agent
from goufu.registry.tests.county import County

pytestmark = pytest.mark.django_db
OWN = [
    FactorIn("夜间照护", Decimal(80), grades=grades_in("41—80 每夜巡视不少于3次\n0—40 每夜巡视少于3次", ""))
]


def cut(county: County, *titles: str) -> Procurement:
    """A planned consultation in as many lots, with the table that they share: ninety points and ten for the price."""
    with on(BEGIN - timedelta(days=35)):
        made = planned(county, approved_project(county, code="53999927331T000000077"))
        amount = made.shares.get().amount
        lots = [
            *((title, Decimal(290_000)) for title in titles[1:]),
            (titles[0], amount - 290_000 * (len(titles) - 1)),
        ]
        save_procurement(procurement=made.pk, by=county.officer, version=made.version, values={}, lots=lots)
    return Procurement.objects.get(pk=made.pk)


def apart(county: County, made: Procurement, lot: Lot, price: str = "20", factors: Any = None) -> None:
    save_scoring(
        procurement=made.pk,
        lot=lot.pk,
        price_points=Decimal(price),
        factors=OWN if factors is None else factors,
        by=county.officer,
    )


def begun(county: County, made: Procurement) -> Procurement:
    with on(BEGIN - timedelta(days=35)):
        announced(made, "intention", county, BEGIN - timedelta(days=35))
    with on(BEGIN):
        judged(made, county)
        announced(made, "consultation", county, BEGIN)
    return Procurement.objects.get(pk=made.pk)


def bid(county: County, made: Procurement, lot: Lot, number: int, price: str, **more: Any) -> None:
    enter_response(
        procurement=made.pk,
        bidder=provider(county, number).pk,
        lot=lot.pk,
        offer=Offer(price=Decimal(price)),
        opened_at=OPENED,
        minutes_on=REVIEWED,
        by=county.officer,
        **more,
    )


def test_each_lot_is_ranked_by_its_own_table(county: County) -> None:
    made = cut(county, "夜班", "日间")
    day, night = made.lots.all()
    with on(BEGIN - timedelta(days=35)):
        apart(county, made, night)
    made = begun(county, made)
    with on(REVIEWED):
        reports = {each.lot: each for each in reviewed(county, made, day, night)}
        placed = {
            lot: lot_report.placings.get(response__bidder=provider(county, 2))
            for lot, lot_report in reports.items()
        }
        # 268 800 is the lowest price: 10 points at most by day, 20 by night.
        assert placed[day].price_points == Decimal("10.00") and placed[night].price_points == Decimal("20.00")
        assert (placed[day].technical, placed[night].technical) == (Decimal("45.00"), Decimal("40.00"))
        assert placed[night].total == Decimal("60.00")
        [*_before, scored, _sign, _signed] = report_blocks(reports[night])
        scores = {str(line[1]) for line in scored["rows"]}
        assert scores == {"夜间照护（80.00）"}
        assert "夜间照护" not in str(report_blocks(reports[day]))
        opinions = [Opinion.of_record("award", each.response_id) for each in placed.values()]
        assert {verdict_of(each, "award.price-points") for each in opinions} == {Verdict.PASS}
        assert [*differences(made)] == []
    with pytest.raises(IntegrityError, match="评审标准不能改"), transaction.atomic():
        ScoringTable.objects.filter(lot=night).update(price_points=Decimal(30))


def test_a_lot_is_renamed_with_its_table_and_only_a_lot_that_goes_is_refused(county: County) -> None:
    made = cut(county, "白天护理", "夜间护理")
    night, _day = made.lots.all()
    with on(BEGIN - timedelta(days=35)):
        apart(county, made, night, factors=OWN)

        def saved(*titles: str) -> None:
            found = Procurement.objects.get(pk=made.pk)
            amounts = [each.amount for each in made.lots.all()]
            lots = [*zip(titles, amounts, strict=False)]
            save_procurement(
                procurement=made.pk, by=county.officer, version=found.version, values={}, lots=lots
            )

        before = sorted(made.lots.values_list("amount", flat=True))
        saved("夜间照护", "白天护理")
        assert [each.title for each in made.lots.all()] == ["夜间照护", "白天护理"]
        assert ScoringTable.objects.get(lot__isnull=False).lot == Lot.objects.get(title="夜间照护")
        assert sorted(made.lots.values_list("amount", flat=True)) == before
        for titles in (("白天护理", "夜间照护"), ("白天护理",)):  # changed places; taken away
            with pytest.raises(Refusal, match="有自己的评审标准"):
                saved(*titles)


def test_blanks_at_the_ends_of_titles_don_t_count(county: County) -> None:
    made = cut(county, "白天护理", "夜间护理")
    half = [
        FactorIn(title, Decimal(40), grades=grades_in("0—40 每班不少于2人", ""))
        for title in ("陪护 ", " 陪护")
    ]
    with on(BEGIN - timedelta(days=35)):
        with pytest.raises(Refusal, match="有两个因素同名"):
            save_scoring(procurement=made.pk, price_points=Decimal(20), factors=half, by=county.officer)
        blank = [half[0], FactorIn("　", Decimal(40), grades=half[0].grades)]
        with pytest.raises(Refusal, match="没有写名称"):
            save_scoring(procurement=made.pk, price_points=Decimal(20), factors=blank, by=county.officer)
        kept = [half[0], FactorIn(" 交接\u3000", Decimal(40), grades=half[0].grades)]
        save_scoring(procurement=made.pk, price_points=Decimal(20), factors=kept, by=county.officer)
        [table] = ScoringTable.objects.filter(procurement=made, lot=None)
    assert [each.title for each in table.factors.all()] == ["陪护", "交接"]


def test_a_lot_that_was_awarded_in_time_stays_so_when_another_is_late(county: County) -> None:
    made = cut(county, "夜班", "日间")
    day, night = made.lots.all()
    made = begun(county, made)
    with on(REVIEWED):
        reports = {each.lot: each for each in reviewed(county, made, day, night)}
        receive_report(procurement=made.pk, by=county.officer)
        second = reports[day].placings.get(rank=2).response_id
        award(procurement=made.pk, lot=day.pk, response=second, reason="第一名书面放弃成交", by=county.lead)
    with on(REVIEWED + timedelta(days=20)):
        first = reports[night].placings.get(rank=1).response_id
        award(procurement=made.pk, lot=night.pk, response=first, by=county.lead)
        late = "award.late-consultation-decision"
        verdicts = [verdict_of(Opinion.of_record("award", each), late) for each in (second, first)]
    assert verdicts == [Verdict.NOT_APPLICABLE, Verdict.PASS]


def reviewed(county: County, made: Procurement, *lots: Lot) -> list[ReviewReport]:
    """The reports of the lots, of two bidders each, whom everybody gives half of the points."""
    drawn(county, made)
    for lot in lots:
        bid(county, made, lot, 1, "280000")
        bid(county, made, lot, 2, "268800")
    panel = seats(county, made)
    for lot in lots:
        for each in Review(made, lot).bids:
            for part in (Part.QUALIFICATION, Part.CONFORMITY):
                examine(response=each.pk, part=part, has_passed=True, by=panel[0])
        bid(county, made, lot, 1, "280000", quotation=Quotation.FINAL)
        bid(county, made, lot, 2, "268800", quotation=Quotation.FINAL)
    for seat in panel:
        for lot in lots:
            review = Review(made, lot)
            for each in review.valid:
                wanted = (
                    factor for factor in review.factors if seat.member.is_head or not factor.is_objective
                )
                save_scores(
                    response=each.pk, points={factor.pk: factor.points / 2 for factor in wanted}, by=seat
                )
        hand_in(by=seat)
    made_reports = [conclude(lot=lot.pk, by=panel[0]) for lot in lots]
    signed(panel)
    return made_reports


def test_nobody_scores_a_lot_by_a_factor_of_another(county: County) -> None:
    made = cut(county, "夜班", "日间")
    day, night = made.lots.all()
    with on(BEGIN - timedelta(days=35)):
        apart(county, made, night)
    made = begun(county, made)
    with on(REVIEWED):
        drawn(county, made)
        bid(county, made, day, 1, "280000")
        panel = seats(county, made)
        [only] = Review(made, day).bids
        for part in (Part.QUALIFICATION, Part.CONFORMITY):
            examine(response=only.pk, part=part, has_passed=True, by=panel[0])
        foreign = Review(made, night).factors[0]
        with pytest.raises(Refusal, match="没有这个因素"):
            save_scores(response=only.pk, points={foreign.pk: Decimal(60)}, by=panel[0])


def test_the_law_looks_at_each_table_and_the_notice_waits_for_all(
    county: County, signed_in: Callable[[Agent], Client]
) -> None:
    made = cut(county, "夜班", "日间")
    _day, night = made.lots.all()
    dear = [FactorIn("夜间照护", Decimal(60), grades=grades_in("0—60 优", ""))]
    with on(BEGIN - timedelta(days=35)):
        apart(county, made, night, "40", dear)  # at most thirty, and no indicator
        assert facts_of(made)["price_weight_percent"] == 10
        page = signed_in(county.officer).get(reverse("procurement:scoring", args=[made.pk])).content.decode()
        assert "第2包的评审标准：" in page and "/rules/instruments/order-87/#article-55" in page
    with pytest.raises(Refusal, match="第2包的评审标准：") as refused:
        begun(county, made)
    said = [refused.value, *refused.value.also]
    assert {"mof-treasury-2014-214:price-weight", "order-87:55"} <= {
        ref for each in said for ref in each.articles
    }


@pytest.mark.parametrize("price", [None, "10"])
def test_a_table_tells_the_law_the_same_whether_it_is_the_first_or_a_lot_s(
    county: County, price: str | None
) -> None:
    made = cut(county, "夜班", "日间")
    points = Decimal(price) if price else None
    rest = Decimal(100) - (points or Decimal(0))
    vague = FactorIn("夜间照护", rest, grades=grades_in(f"0—{rest} 优", ""))
    with on(BEGIN - timedelta(days=35)):
        save_scoring(
            procurement=made.pk,
            price_points=points,
            factors=[vague],
            percents={"low_price_mean_percent": Decimal(60)},
            by=county.officer,
        )
        said = facts_of(made)
    told = facts_of_table(ScoringTable.objects.get(procurement=made))
    assert told == {name: said[name] for name in READ if name in said}


def test_where_every_lot_has_its_own_nothing_shared_is_wanted(county: County) -> None:
    made = cut(county, "夜班", "日间")
    with on(BEGIN - timedelta(days=35)):
        save_scoring(procurement=made.pk, price_points=None, factors=[], by=county.officer)
        day, night = made.lots.all()
        apart(county, made, day)
    with pytest.raises(Refusal, match="第 2 包还没有评审标准"):
        begun(county, made)
    with on(BEGIN - timedelta(days=34)):
        apart(
            county,
            made,
            night,
            "15",
            [FactorIn("陪护", Decimal(85), grades=grades_in("0—85 每班不少于2人", ""))],
        )
        assert facts_of(made)["price_weight_percent"] == 20
    with on(BEGIN):
        judged(made, county)
        publish(Notice.objects.get(procurement=made, kind="consultation"), county.lead)
    assert Procurement.objects.get(pk=made.pk).begun_at


def test_a_lot_shares_again_and_is_not_cut_anew_while_it_has_its_own(county: County) -> None:
    made = cut(county, "夜班", "日间")
    _day, night = made.lots.all()
    total = sum((each.amount for each in made.lots.all()), Decimal(0))
    with on(BEGIN - timedelta(days=35)):
        apart(county, made, night)

        def recut(*lots: tuple[str, Decimal]) -> None:
            fresh = Procurement.objects.get(pk=made.pk)
            save_procurement(
                procurement=made.pk, by=county.officer, version=fresh.version, values={}, lots=lots
            )

        with pytest.raises(Refusal, match="“夜班”有自己的评审标准"):
            recut(("全部", total))
        recut(("日间", Decimal(120_000)), ("夜班", total - 120_000))  # other amounts are no other lots
        assert Review(made, Lot.objects.get(pk=night.pk)).factors[0].title == "夜间照护"
        save_scoring(procurement=made.pk, lot=night.pk, price_points=None, factors=[], by=county.officer)
        assert [each.title for each in Review(made, night).factors][:1] == ["服务方案"]
        recut(("全部", total))
    assert made.lots.get().title == "全部"


def test_a_lot_of_another_procurement_is_refused(county: County) -> None:
    made = cut(county, "夜班", "日间")
    with on(BEGIN), pytest.raises(Refusal, match="没有这个包"):
        save_scoring(procurement=made.pk, lot=10**9, price_points=Decimal(20), factors=OWN, by=county.officer)


def test_it_is_written_on_the_page_of_the_lot_and_stands_in_the_file(
    county: County, signed_in: Callable[[Agent], Client]
) -> None:
    made = cut(county, "夜班", "日间")
    _day, night = made.lots.all()
    with on(BEGIN - timedelta(days=35)):
        client = signed_in(county.officer)
        listed = client.get(reverse("procurement:scoring", args=[made.pk])).content.decode()
        page = f"{reverse('procurement:edit_scoring', args=[made.pk])}?lot={night.pk}"
        assert listed.count("给这个包另设") == 2 and page in listed
        form = client.get(page).context["form"]
        assert form["title-1"].value() == "服务方案"  # one begins with what is shared
        sent = {"version": form.version, "price_points": "20", "title-1": "夜间照护", "points-1": "80"}
        sent["grades-1"] = "0—80 每夜巡视不少于3次"
        assert client.post(page, sent).status_code == 302
        assert client.get(f"{page}0").status_code == 404
        shown = client.get(reverse("procurement:scoring", args=[made.pk])).content.decode()
        assert "另设了一张" in shown and "第2包 夜班" in shown and "其他各包" in shown
        [chapter] = [each for each in content_of(made, None) if each["part"] == "scoring"]
        labels = [row[0] for row in chapter["said"] if not row[1]]
        assert labels == ["其他各包", "第2包 夜班"]
        again = client.get(page).context["form"]
        assert client.post(page, {"version": again.version, "is_shared": "on"}).status_code == 302
    assert ScoringTable.objects.get(procurement=made).lot is None


def test_it_is_written_and_read_over_the_api(county: County) -> None:
    made = cut(county, "夜班", "日间")
    _day, night = made.lots.all()
    with on(BEGIN - timedelta(days=35)):
        client = Client(
            headers={"authorization": f"Bearer {issue_key(name='系统', days=1, by=county.officer)[1]}"}
        )
        address = f"/api/procurements/{made.pk}/scoring"
        factor = {"title": "夜间照护", "points": "80", "grades": "0—80 每夜巡视不少于3次"}

        def post(**said: Any) -> Any:
            return client.post(address, json.dumps(said), content_type="application/json")

        wrong = post(lot=night.pk, price_points="30", factors=[factor])
        assert wrong.status_code == 422 and "合计 110" in wrong.json()["what"]
        assert "没有这个包" in post(lot=0, price_points="20", factors=[factor]).json()["what"]
        tables = post(lot=night.pk, price_points="20", factors=[factor]).json()["tables"]
        assert [each["lot"] for each in tables] == [None, night.pk]
        assert client.get(address).json()["tables"] == tables
        assert tables[1]["factors"][0]["grades"] == "0—80 每夜巡视不少于3次"
