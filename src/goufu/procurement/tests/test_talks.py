"""A supplier found in talks: no panel and no sealed bids, and the same award, notice and recomputation as after a review."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from goufu import wall_clock
from goufu.core.errors import NotAllowed, Refusal
from goufu.core.opinion import Opinion
from goufu.core.roles import Role
from goufu.procurement.actions.awarding import award, why_not
from goufu.procurement.actions.examining import examine
from goufu.procurement.actions.responding import Offer, enter_response
from goufu.procurement.actions.settling import settle
from goufu.procurement.actions.telling import send_letters
from goufu.procurement.choices import AWARD
from goufu.procurement.law import days_of
from goufu.procurement.models import Letter, Part, Procurement, Response, ReviewReport
from goufu.procurement.papers.reports import report_papers
from goufu.procurement.review.recomputing import differences
from goufu.procurement.review.talks import Talks
from goufu.procurement.tests.procuring import BEGIN, deputy, on, running
from goufu.procurement.tests.reviewing import OPENED, provider, responded
from goufu.procurement.tests.standing import made_once, standing
from goufu.procurement.tests.talking import TALKS, begun, talked, unasked
from goufu.registry.agents import Agent
from goufu.registry.models import Appointment, Person
from goufu.registry.tests.county import County, agent

pytestmark = pytest.mark.django_db
world, own, county, made = standing()
LATER = BEGIN + timedelta(days=1)


def offered(response: Response) -> Decimal:
    assert response.price is not None
    return response.price


def qualified(county: County, made: Procurement, *offers: tuple[int, str]) -> list[Response]:
    """Offers of providers by their numbers, whose qualification passed."""
    found = [talked(county, made, number, price) for number, price in offers]
    for each in found:
        examine(response=each.pk, part=Part.QUALIFICATION, has_passed=True, by=county.officer)
    return found


@pytest.mark.parametrize(
    ("method", "ground", "count"), [("emergency", "disaster", 2), ("single_source", "addition", 1)]
)
def test_talks_end_with_an_award_letters_and_a_record_that_can_be_reckoned_again(
    county: County, method: str, ground: str, count: int
) -> None:
    made = begun(county, method, ground)
    with on(BEGIN, 15):
        near, *others = qualified(county, made, *((1, "480000"), (2, "500000"))[:count])
        report = settle(
            procurement=made.pk, response=near.pk, price=offered(near), talks=TALKS, by=county.officer
        )
    with on(LATER):
        award(procurement=made.pk, response=near.pk, by=county.lead)
        send_letters(procurement=made.pk, by=county.officer)
    made = Procurement.objects.get(pk=made.pk)
    assert [(each.response_id, each.rank, each.price) for each in report.placings.all()] == [
        (near.pk, 1, Decimal(480000)),
        *((each.pk, None, Decimal(500000)) for each in others),
    ]
    assert report.content["talks"]["people"] == "李经办、王科长"
    assert days_of(made.occurrences.all()).keys() >= {"review_ended", "awarded", "letter_sent"}
    assert [*Letter.objects.filter(response=near).values_list("is_award", flat=True)] == [True]
    assert ["没有选用" in Letter.objects.get(response=each).text for each in others] == [True] * (count - 1)
    assert [*differences(made)] == []


@made_once(begun)
def test_what_was_settled_differs_from_a_record_that_was_changed_behind_it(
    county: County, made: Procurement
) -> None:
    with on(BEGIN, 15):
        [near] = qualified(county, made, (1, "480000"))
        settle(procurement=made.pk, response=near.pk, price=offered(near), talks=TALKS, by=county.officer)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("UPDATE procurement_response SET price = 470000 WHERE id = %s", [near.pk])
        cursor.execute("SET LOCAL session_replication_role = origin")
    assert any("报告是 480000.00，重算是 470000.00" in each for each in differences(made))


@made_once(begun)
def test_the_dearer_supplier_wants_a_reason(county: County, made: Procurement) -> None:
    with on(BEGIN, 15):
        _near, far = qualified(county, made, (1, "480000"), (2, "500000"))
        with pytest.raises(Refusal, match="没有选报价最低的要写明理由"):
            settle(
                procurement=made.pk,
                response=far.pk,
                price=offered(far),
                talks=TALKS,
                by=county.officer,
            )
        said = replace(TALKS, reason="第一家要十日以后才能派出护理员，灾后等不起")
        settle(procurement=made.pk, response=far.pk, price=offered(far), talks=said, by=county.officer)
    pdf, _word = report_papers(made)
    [title, facts, *_tables, people] = pdf.words()["blocks"]
    assert title["text"].endswith("\n商定情况记录")
    assert ["没有选报价最低的，为什么", said.reason] in facts["rows"]
    assert people["rows"][0][0] == "李经办、王科长"


@made_once(begun)
def test_nobody_is_chosen_whose_qualification_was_not_examined_or_failed(
    county: County, made: Procurement
) -> None:
    with on(BEGIN, 15):
        found = talked(county, made, 1, "480000")
        with pytest.raises(Refusal, match="还没有审查“第1康养服务有限公司”的资格"):
            settle(
                procurement=made.pk,
                response=found.pk,
                price=offered(found),
                talks=TALKS,
                by=county.officer,
            )
        examine(
            response=found.pk, part=Part.QUALIFICATION, has_passed=False, reason="被列入严重失信名单",
            by=county.officer,
        )  # fmt: skip
        with pytest.raises(Refusal, match="资格没有通过：被列入严重失信名单"):
            settle(
                procurement=made.pk,
                response=found.pk,
                price=offered(found),
                talks=TALKS,
                by=county.officer,
            )
    assert not ReviewReport.objects.exists()


@made_once(begun)
@pytest.mark.parametrize(
    ("talks", "because"),
    [
        (replace(TALKS, held_on=date(2030, 1, 1)), "商定的日子还没有到"),
        (replace(TALKS, held_on=BEGIN - timedelta(days=1)), "才向供应商发出采购需求"),
        (replace(TALKS, people=" "), "没有写参加的人员"),
        (replace(TALKS, text=""), "没有写商定的经过"),
    ],
)
def test_a_record_that_says_too_little_or_the_wrong_day_is_refused(
    county: County, made: Procurement, talks: Talks, because: str
) -> None:
    with on(BEGIN, 15):
        [found] = qualified(county, made, (1, "480000"))
        with pytest.raises(Refusal, match=because):
            settle(
                procurement=made.pk,
                response=found.pk,
                price=offered(found),
                talks=talks,
                by=county.officer,
            )


@made_once(begun)
def test_what_was_agreed_may_be_corrected_until_the_award_and_by_the_purchaser_alone(
    county: County, made: Procurement
) -> None:
    with on(BEGIN, 15):
        near, far = qualified(county, made, (1, "480000"), (2, "500000"))
        with pytest.raises(NotAllowed):
            settle(
                procurement=made.pk, response=near.pk, price=offered(near), talks=TALKS, by=county.treasurer
            )
        settle(procurement=made.pk, response=near.pk, price=offered(near), talks=TALKS, by=county.officer)
        said = replace(TALKS, reason="第一家到场的只有两个人，做不了")
        settle(procurement=made.pk, response=far.pk, price=offered(far), talks=said, by=county.officer)
        with pytest.raises(Refusal, match="响应不能再登记"):
            talked(county, made, 2, "400000")
    with on(LATER):
        with pytest.raises(Refusal, match="不在评审报告推荐的名单里"):
            award(procurement=made.pk, response=near.pk, by=county.lead)
        award(procurement=made.pk, response=far.pk, by=county.lead)
        with pytest.raises(Refusal, match="已经定标"):
            settle(procurement=made.pk, response=far.pk, price=offered(far), talks=said, by=county.officer)
    happened = [each.event for each in made.occurrences.all()]
    assert happened.count("review_ended") == happened.count("report_received") == 1
    assert [*differences(Procurement.objects.get(pk=made.pk))] == []


@made_once(begun)
def test_the_agreed_price_counts_and_an_offer_may_be_made_anew(county: County, made: Procurement) -> None:
    with on(BEGIN, 15):
        qualified(county, made, (1, "480000"))
        anew = talked(county, made, 1, "475000")
        with pytest.raises(Refusal, match="还没有审查"):
            settle(procurement=made.pk, response=anew.pk, price=offered(anew), talks=TALKS, by=county.officer)
        examine(response=anew.pk, part=Part.QUALIFICATION, has_passed=True, by=county.officer)
        with pytest.raises(Refusal, match="超过采购预算"):
            settle(
                procurement=made.pk,
                response=anew.pk,
                price=Decimal(4_700_000),
                talks=TALKS,
                by=county.officer,
            )
        settle(procurement=made.pk, response=anew.pk, price=Decimal(470_000), talks=TALKS, by=county.officer)
    with on(LATER):
        [made_award] = award(procurement=made.pk, response=anew.pk, by=county.lead)
    assert made_award.amount == Decimal(470_000)
    assert [*differences(Procurement.objects.get(pk=made.pk))] == []


@made_once(begun)
def test_whoever_wrote_the_talks_down_does_not_decide_on_them(county: County, made: Procurement) -> None:
    with on(BEGIN, 15):
        [found] = qualified(county, made, (1, "480000"))
        settle(procurement=made.pk, response=found.pk, price=offered(found), talks=TALKS, by=county.lead)
        with pytest.raises(NotAllowed, match="登记商定结果的人不单独定标"):
            award(procurement=made.pk, response=found.pk, by=county.lead)


def test_a_head_who_talked_does_not_award(county: County, signed_in: Callable[[Agent], Client]) -> None:
    made, lead = begun(county), county.lead.person
    chosen = replace(TALKS, people="王科长", persons=(lead.pk,))
    with on(BEGIN, 15):
        [found] = qualified(county, made, (1, "480000"))
        for talks in (chosen, replace(TALKS, people=f"王科长，{lead.name}")):  # chosen, or typed
            settle(
                procurement=made.pk, response=found.pk, price=offered(found), talks=talks, by=county.officer
            )
            with pytest.raises(NotAllowed, match="参加商定的人不单独定标"):
                award(procurement=made.pk, response=found.pk, by=county.lead)
        page = signed_in(county.lead).get(reverse("procurement:review", args=[made.pk])).content.decode()
        assert "请本单位的另一位采购负责人决定；没有的，请安全管理员再授予一位" in page
    assert [*differences(Procurement.objects.get(pk=made.pk))] == []


def test_a_namesake_of_one_who_was_chosen_awards_and_typed_names_stay_as_typed(county: County) -> None:
    made = begun(county)
    namesake = agent("同名的人", county.civil, Role.PURCHASING_OFFICER).person
    Person.objects.filter(pk=namesake.pk).update(name=county.lead.person.name)
    with on(BEGIN, 15):
        [found] = qualified(county, made, (1, "480000"))
        talks = replace(TALKS, people="王 芳、John Smith", persons=(namesake.pk,))
        report = settle(
            procurement=made.pk, response=found.pk, price=offered(found), talks=talks, by=county.officer
        )
        assert report.content["talks"]["people"] == f"{county.lead.person.name}、王 芳、John Smith"
        assert award(procurement=made.pk, response=found.pk, by=county.lead)


@pytest.mark.parametrize("typed", ["王 芳、李四", "李四 王芳", "李四，王芳"])
def test_a_name_is_known_however_it_is_spaced(typed: str) -> None:
    assert replace(TALKS, people=typed).has_named("王芳")
    assert not replace(TALKS, people=typed).has_named("王芳菲")


def test_whoever_worked_for_a_supplier_does_not_talk(county: County) -> None:
    made = begun(county)
    with on(BEGIN, 15):
        [found] = qualified(county, made, (1, "480000"))
        colleague = agent("从供应商来的人", county.civil, Role.PURCHASING_OFFICER).person
        talks = replace(TALKS, persons=(colleague.pk,))
        before = BEGIN - timedelta(days=400)
        held = Appointment.objects.create(
            person=colleague,
            body=found.bidder,
            role=Role.PROVIDER_AGENT,
            days=(before, before + timedelta(days=30)),
        )

        def settled(said: Talks) -> ReviewReport:
            return settle(
                procurement=made.pk, response=found.pk, price=offered(found), talks=said, by=county.officer
            )

        with pytest.raises(Refusal, match="三年内在“第1康养服务有限公司”任职，应当回避"):
            settled(talks)
        with pytest.raises(Refusal, match="还没有声明"):
            settled(replace(TALKS, has_declared=False))
        with pytest.raises(Refusal, match="不是本单位"):
            settled(replace(TALKS, persons=(0,)))
        Appointment.objects.filter(pk=held.pk).update(days=None, revoked_at=wall_clock.now())
        assert settled(talks)  # revoked at once: held on no day
        held_until(held, date(2023, 12, 2))  # three years are calendar years
        with pytest.raises(Refusal, match="应当回避"):
            settled(talks)
        held_until(held, date(2023, 12, 1))
        assert settled(talks).content["talks"]["persons"] == [colleague.pk]


def held_until(held: Appointment, last: date) -> None:
    days = (last - timedelta(days=30), last + timedelta(days=1))
    Appointment.objects.filter(pk=held.pk).update(days=days, revoked_at=None)


def test_a_member_of_a_consortium_is_a_supplier_too(county: County) -> None:
    made = begun(county)
    with on(BEGIN, 15):
        lead, member = provider(county, 1), provider(county, 2)
        offer = Offer(
            price=Decimal(480_000),
            members=[(lead, Decimal(60)), (member, Decimal(40))],
            small_share_percent=Decimal(100),
        )
        found = enter_response(
            procurement=made.pk,
            bidder=lead.pk,
            offer=offer,
            opened_at=wall_clock.now(),
            minutes_on=BEGIN,
            by=county.officer,
        )
        examine(response=found.pk, part=Part.QUALIFICATION, has_passed=True, by=county.officer)
        colleague = agent("从成员来的人", county.civil, Role.PURCHASING_OFFICER).person
        Appointment.objects.create(
            person=colleague,
            body=member,
            role=Role.PROVIDER_AGENT,
            days=(date(2025, 1, 1), date(2025, 12, 1)),
        )
        talks = replace(TALKS, persons=(colleague.pk,))
        with pytest.raises(Refusal, match="三年内在“第2康养服务有限公司”任职"):
            settle(
                procurement=made.pk, response=found.pk, price=offered(found), talks=talks, by=county.officer
            )


@pytest.mark.parametrize("how", ["typed", "recorded"])
def test_nor_does_one_whose_name_was_typed_nor_write_them_down(county: County, how: str) -> None:
    made = begun(county)
    with on(BEGIN, 15):
        [found] = qualified(county, made, (1, "480000"))
        person = county.officer.person if how == "recorded" else county.lead.person
        before = BEGIN - timedelta(days=400)
        days = (before, before + timedelta(days=30))
        Appointment.objects.create(person=person, body=found.bidder, role=Role.PROVIDER_AGENT, days=days)
        people = "王局长" if how == "typed" else "不在名单里的人"
        with pytest.raises(Refusal, match=f"{person.name}三年内在“第1康养服务有限公司”任职"):
            settle(
                procurement=made.pk,
                response=found.pk,
                price=offered(found),
                talks=replace(TALKS, people=people),
                by=county.officer,
            )


def test_nor_does_one_who_worked_for_a_supplier_examine_or_award(county: County) -> None:
    made = begun(county)
    days = (BEGIN - timedelta(days=500), BEGIN - timedelta(days=400))
    with on(BEGIN, 15):
        offer = talked(county, made, 1, "480000")
        colleague, head = agent("从供应商来的人", county.civil, Role.PURCHASING_OFFICER), deputy(county)
        for each in (colleague, head):
            Appointment.objects.create(
                person=each.person, body=offer.bidder, role=Role.PROVIDER_AGENT, days=days
            )
        with pytest.raises(Refusal, match="应当回避，不能审查"):
            examine(response=offer.pk, part=Part.QUALIFICATION, has_passed=True, by=colleague)
        examine(response=offer.pk, part=Part.QUALIFICATION, has_passed=True, by=county.officer)
        settle(procurement=made.pk, response=offer.pk, price=offered(offer), talks=TALKS, by=county.officer)
        with pytest.raises(Refusal, match="应当回避，不能定标"):
            award(procurement=made.pk, response=offer.pk, by=head)


@made_once(running)
def test_the_reports_of_a_panel_are_not_read_for_who_talked(
    county: County, made: Procurement, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(1):  # whether he sat on it
        assert why_not(made, county.lead) == ""


@made_once(running)
def test_where_a_panel_reviews_nothing_is_settled_by_talks(county: County, made: Procurement) -> None:
    with on(OPENED.date(), 12):
        [found] = responded(county, made, ["560000"])
        with pytest.raises(Refusal, match="竞争性磋商不由采购人自己商定") as refused:
            settle(
                procurement=made.pk,
                response=found.pk,
                price=offered(found),
                talks=TALKS,
                by=county.officer,
            )
    assert refused.value.articles == ("mof-treasury-2014-214:panel",)


@made_once(begun)
def test_a_report_is_of_the_panel_or_of_the_purchaser_and_never_of_nobody(
    county: County, made: Procurement
) -> None:
    report = ReviewReport(procurement=made, outcome="ranked", content={}, digest="0" * 64, at=made.changed_at)
    with pytest.raises(IntegrityError, match="report_by_one"), transaction.atomic():
        report.save()


@made_once(begun)
def test_the_law_answers_on_what_was_settled(county: County, made: Procurement) -> None:
    with on(BEGIN, 15):
        [found] = qualified(county, made, (1, "480000"))
        settle(
            procurement=made.pk,
            response=found.pk,
            price=offered(found),
            talks=TALKS,
            by=county.officer,
        )
        assert Opinion.of_record(AWARD, found.pk).blocking == []


@made_once(begun)
def test_pages_lead_from_the_first_offer_to_the_award(
    county: County, made: Procurement, signed_in: Callable[[Agent], Client]
) -> None:
    code = provider(county, 1).credit_code or ""
    page = reverse("procurement:review", args=[made.pk])
    with on(BEGIN, 15):
        officer = signed_in(county.officer)

        def post(name: str, number: int, sent: dict[str, Any]) -> int:
            version = Procurement.objects.values_list("version", flat=True).get(pk=made.pk)
            return officer.post(reverse(name, args=[number]), sent | {"version": str(version)}).status_code

        assert "登记报价" in (shown := officer.get(page).content.decode())
        assert "定抽取专家的种子" not in shown
        assert "登记商定结果" not in shown
        sent = {"credit_code": code, "price": "480000", "day": BEGIN.isoformat()}
        assert post("procurement:enter_response", made.pk, sent) == 302
        found = Response.objects.get(procurement=made)
        sent = {"part": Part.QUALIFICATION, "has_passed": "yes"}
        assert post("procurement:qualify", found.pk, sent) == 302
        assert "登记商定结果" in officer.get(page).content.decode()
        record = {
            "response": str(found.pk),
            "held_on": BEGIN.isoformat(),
            "price": "480000",
            "persons": [str(county.officer.person.pk)],
            "people": "王科长",
            "text": TALKS.text,
        }
        assert post("procurement:settle", made.pk, record) == 422  # nobody has declared
        assert post("procurement:settle", made.pk, record | {"has_declared": "on"}) == 302
        assert f"{county.officer.person.name}、王科长" in officer.get(page).content.decode()
        assert "确定中标、成交供应商" in signed_in(county.lead).get(page).content.decode()


def test_before_anything_is_offered_the_pages_ask_when_suppliers_were_asked(
    county: County, signed_in: Callable[[Agent], Client]
) -> None:
    made = unasked(county)
    with on(BEGIN):
        officer = signed_in(county.officer)
        record = reverse("procurement:record", args=[made.pk])
        for name in ("review", "procurement"):
            shown = officer.get(reverse(f"procurement:{name}", args=[made.pk])).content.decode()
            assert (
                "先登记“向供应商发出采购需求”是哪一天" in shown and f'class="gf-btn" href="{record}"' in shown
            )
        assert officer.get(record).context["form"]["event"].value() == "file_provided"
        refused = officer.get(reverse("procurement:enter_response", args=[made.pk]))
        assert refused.status_code == 422 and "还没有登记“向供应商发出采购需求”" in refused.content.decode()
        with pytest.raises(Refusal, match="还没有登记“向供应商发出采购需求”"):
            talked(county, made, 1, "480000")


@made_once(running)
def test_a_page_of_talks_leads_to_the_review_where_a_panel_reviews(
    county: County, made: Procurement, signed_in: Callable[[Agent], Client]
) -> None:
    with on(OPENED.date(), 12):
        shown = signed_in(county.officer).get(reverse("procurement:settle", args=[made.pk]), follow=True)
    assert shown.redirect_chain == [(reverse("procurement:review", args=[made.pk]), 302)]
    assert "这种方式由评审小组评审" in shown.content.decode()


@made_once(begun)
def test_a_failed_qualification_is_corrected_on_the_review_page(
    county: County, made: Procurement, signed_in: Callable[[Agent], Client]
) -> None:
    with on(BEGIN, 15):
        found = talked(county, made, 1, "480000")
        examine(
            response=found.pk, part=Part.QUALIFICATION, has_passed=False, reason="没有社会保险证明", by=county.officer
        )  # fmt: skip
        officer, page = signed_in(county.officer), reverse("procurement:review", args=[made.pk])
        qualify = reverse("procurement:qualify", args=[found.pk])
        assert qualify in officer.get(page).content.decode()
        assert officer.post(qualify, {"part": Part.QUALIFICATION, "has_passed": "yes"}).status_code == 302
        shown = officer.get(page).content.decode()
        assert qualify not in shown
        assert "登记商定结果" in shown


@made_once(begun, lots=[("东片", Decimal(250_000)), ("西片", Decimal(350_000))])
def test_lots_are_settled_awarded_and_told_one_after_the_other_by_the_pages(
    county: County, made: Procurement, signed_in: Callable[[Agent], Client]
) -> None:
    page = reverse("procurement:review", args=[made.pk])
    with on(BEGIN, 15):
        officer, lead = signed_in(county.officer), signed_in(county.lead)

        def post(who: Client, name: str, number: int, sent: dict[str, str]) -> int:
            version = Procurement.objects.values_list("version", flat=True).get(pk=made.pk)
            return who.post(
                reverse(f"procurement:{name}", args=[number]), sent | {"version": str(version)}
            ).status_code

        for lot, price in zip(made.lots.all(), ("240000", "340000"), strict=True):
            code = provider(county, lot.number).credit_code or ""
            sent = {"credit_code": code, "price": price, "day": BEGIN.isoformat(), "lot": str(lot.pk)}
            assert post(officer, "enter_response", made.pk, sent) == 302
        for count, lot in enumerate(made.lots.all(), start=1):
            found = Response.objects.get(procurement=made, lot=lot)
            assert (
                post(officer, "qualify", found.pk, {"part": Part.QUALIFICATION, "has_passed": "yes"}) == 302
            )
            sent = {"response": str(found.pk), "held_on": BEGIN.isoformat(), "price": str(found.price)}
            assert (
                post(
                    officer,
                    "settle",
                    made.pk,
                    sent | {"people": TALKS.people, "text": TALKS.text, "has_declared": "on"},
                )
                == 302
            )
            assert ReviewReport.objects.filter(procurement=made).count() == count
        assert "review_ended" in days_of(made.occurrences.all())
        for lot in made.lots.all():
            shown = lead.get(page).content.decode()
            assert "确定中标、成交供应商" in shown
            found = Response.objects.get(procurement=made, lot=lot)
            assert post(lead, "award", made.pk, {"response": str(found.pk)}) == 302
        assert post(officer, "letters", made.pk, {}) == 302
    letters = Letter.objects.filter(response__procurement=made, is_award=True)
    assert sorted(each.response.lot.number for each in letters) == [1, 2]  # type: ignore[union-attr]
    assert [*differences(Procurement.objects.get(pk=made.pk))] == []
