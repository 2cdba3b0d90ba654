"""The panel's pages: a code opens this procurement alone, and nobody's points are shown to another before all have finished."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from goufu import wall_clock
from goufu.procurement.actions.awarding import award, receive_report
from goufu.procurement.actions.marking import hand_in, save_scores
from goufu.procurement.actions.reviewing import conclude
from goufu.procurement.actions.sitting import declare, give_codes
from goufu.procurement.actions.telling import send_letters
from goufu.procurement.models import Award, Letter, PanelMember, Procurement, Quotation
from goufu.procurement.papers.reports import report_papers
from goufu.procurement.review.record import Review
from goufu.procurement.review.seats import SeatAgent
from goufu.procurement.tests.procuring import on, running
from goufu.procurement.tests.reviewing import (
    CARE,
    LAW,
    REVIEWED,
    drawn,
    fresh,
    listed,
    passed,
    provider,
    reported,
    responded,
    scored,
    signed,
)
from goufu.procurement.tests.standing import standing
from goufu.registry.agents import Agent
from goufu.registry.tests.county import County

__all__ = ["county", "made", "own", "world"]
pytestmark = pytest.mark.django_db
world, own, county, made = standing(running)
SignIn = Callable[[Agent], Client]
STEP = re.compile(r'class="gf-next[^"]*">(?:(?!</p>).)*?class="gf-btn"[^>]*>([^<]+)<', re.DOTALL)
TELLING = "33.27"  # points that nobody else gives


def page(name: str, *args: int) -> str:
    return reverse(f"procurement:{name}", args=args)


def sat(made: Procurement, code: str) -> Client:
    client = Client()
    answer = client.post(page("panel"), {"number": made.number, "code": code})
    assert answer.status_code == 302, answer.content.decode()
    return client


def text(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    return answer.content.decode()


def test_a_code_opens_this_panel_and_nothing_else(county: County, made: Procurement) -> None:
    with on(REVIEWED):
        drawn(county, made)
        responded(county, made, ["560000", "540000", "575000"])
        [(member, code), *_rest] = give_codes(procurement=made.pk, by=county.officer)
        stranger = Client()
        assert stranger.get(page("panel_home")).url == page("panel")  # type: ignore[attr-defined]
        wrong = stranger.post(page("panel"), {"number": made.number, "code": "AAAAAAAAAA"})
        assert wrong.status_code == 422 and "不对" in wrong.content.decode()
        client = sat(made, code)
        assert "我声明没有利害关系" in text(client, page("panel_home"))
        assert member.name not in text(client, page("panel_home"))
        for closed in (page("procurement", made.pk), page("review", made.pk), "/projects/"):
            assert "/account/login/" in client.get(closed).url  # type: ignore[attr-defined]
        client.post(page("panel_declare"))
        assert "第1康养服务有限公司" in text(client, page("panel_home"))
        client.post(page("panel_leave"))
        assert client.get(page("panel_home")).status_code == 302


def test_no_page_shows_anothers_points_before_all_have_finished(county: County, made: Procurement) -> None:
    with on(REVIEWED):
        drawn(county, made)
        responded(county, made, ["560000", "540000", "575000"])
        given = give_codes(procurement=made.pk, by=county.officer)
        clients = [sat(made, code) for _member, code in given]
        panel = [fresh(member) for member, _code in given]
        for each in panel:
            declare(by=each)
        panel = [fresh(each.member) for each in panel]
        passed(made, panel[0], county)
        bids, factors = Review(made).valid, Review(made).factors
        subjective = [each.pk for each in factors if not each.is_objective]
        for bid in bids:
            save_scores(response=bid.pk, points={factors[1].pk: Decimal(27)}, by=panel[0])
            save_scores(
                response=bid.pk,
                points={subjective[0]: Decimal(TELLING), subjective[1]: Decimal(17)},
                by=panel[0],
            )
        hand_in(by=panel[0])
        assert TELLING in text(clients[0], page("panel_score", bids[0].pk))
        others = [page("panel_home"), page("panel_report"), *(page("panel_score", each.pk) for each in bids)]
        for client in clients[1:]:
            for address in others:
                said = text(client, address)
                assert TELLING not in said and "77.27" not in said, address  # 33.27 + 27 + 17
        assert TELLING not in text(clients[0], page("panel_report"))


def test_a_member_scores_on_the_page(county: County, made: Procurement) -> None:
    with on(REVIEWED):
        drawn(county, made)
        responded(county, made, ["560000", "540000", "575000"])
        [(member, code), *_rest] = give_codes(procurement=made.pk, by=county.officer)
        client = sat(made, code)
        client.post(page("panel_declare"))
        head = fresh(member)
        for bid in Review(made).bids:
            for part in ("qualification", "conformity"):
                sent = {"part": part, "has_passed": "yes"}
                assert client.post(page("panel_examine", bid.pk), sent).status_code == 302
        bid, factors = Review(made).valid[0], Review(made).factors
        points = {f"factor-{each.pk}": value for each, value in zip(factors, ("41", "27", "17"), strict=True)}
        refused = client.post(page("panel_score", bid.pk), points)
        assert refused.status_code == 422 and "不在评分标准里" in refused.content.decode()
        points[f"factor-{factors[0].pk}"] = "36"
        saved = client.post(page("panel_score", bid.pk), points)
        assert saved.url == page("panel_score", Review(made).valid[1].pk)  # type: ignore[attr-defined]
        assert Review(made).unscored(head.member, Review(made).valid[0]) == []
        assert client.post(page("panel_finish")).status_code == 422
        points[f"factor-{factors[0].pk}"] = "30"
        for bid in Review(made).valid[1:]:
            saved = client.post(page("panel_score", bid.pk), points)
        assert saved.url == page("panel_home")  # type: ignore[attr-defined]


def test_the_purchaser_draws_enters_and_decides_on_its_pages(
    county: County, signed_in: SignIn, made: Procurement
) -> None:
    with on(REVIEWED):
        of = listed(county)
        client = signed_in(county.officer)
        version = client.get(page("commit_draw", made.pk)).context["form"].version
        wanted = {
            "of": of.pk,
            "field-1": CARE,
            "count-1": "2",
            "field-2": LAW,
            "count-2": "1",
            "exclusions": "YN0003 三年内共过事",
            "version": version,
        }
        assert client.post(page("commit_draw", made.pk), wanted).status_code == 302
        version = client.get(page("draw", made.pk)).context["form"].version
        assert client.post(page("draw", made.pk), {"version": version}).status_code == 302
        shown = text(client, page("review", made.pk))
        assert made.panel.all()[0].name in shown and "三年内共过事" in shown
        form = client.get(page("enter_response", made.pk)).context["form"]
        sent = {name: form[name].value() or "" for name in form.fields} | {
            "credit_code": provider(county, 1).credit_code,
            "price": "560000",
            "version": form.version,
        }
        sent["has_declaration"] = ""
        assert client.post(page("enter_response", made.pk), sent).status_code == 302
        assert "560,000.00" in text(client, page("review", made.pk))
        slips = client.post(page("codes", made.pk))
        assert slips.status_code == 200 and slips["Cache-Control"] == "no-store"


def test_the_award_is_decided_on_its_page(county: County, signed_in: SignIn, made: Procurement) -> None:
    with on(REVIEWED):
        report, panel = reported(county, made)
        signed(panel)
        client, head = signed_in(county.officer), signed_in(county.lead)
        assert client.post(page("receive_report", made.pk)).status_code == 302
        form = head.get(page("award", made.pk)).context["form"]
        sent = {"response": form["response"].value(), "version": form.version}
        assert head.post(page("award", made.pk), sent).status_code == 302
        assert Award.objects.get().response_id == report.placings.get(rank=1).response_id
        assert client.post(page("letters", made.pk)).status_code == 302
        assert "没有中标（成交）" in text(client, page("review", made.pk))
    assert Letter.objects.count() == 3


def test_names_are_on_no_page_of_others(county: County, signed_in: SignIn, made: Procurement) -> None:
    with on(REVIEWED):
        names = [each.name for each in drawn(county, made)]
        for other in (county.treasurer, county.auditor):
            client = signed_in(other)
            assert client.get(page("review", made.pk)).status_code in (403, 404)
            said = text(client, page("procurement", made.pk))
            assert not any(name in said for name in names)
    assert PanelMember.objects.count() == 3


def test_a_seat_ends_with_its_procurement(county: County, made: Procurement) -> None:
    with on(REVIEWED):
        drawn(county, made)
        [(member, code), *_rest] = give_codes(procurement=made.pk, by=county.officer)
        client = sat(made, code)
        assert client.get(page("panel_home")).status_code == 200
        PanelMember.objects.filter(pk=member.pk).update(
            left_at=wall_clock.now(), left_because="当天有事不能来"
        )
        assert client.get(page("panel_home")).status_code == 302
        assert not SeatAgent(PanelMember.objects.get(pk=member.pk)).may_on("procurement.review_bids", made)  # type: ignore[arg-type]


def test_the_report_is_a_paper_once_everybody_has_signed(county: County, made: Procurement) -> None:
    with on(REVIEWED):
        _report, panel = reported(county, made)
        assert list(report_papers(made)) == []
        signed(panel)
        pdf, word = report_papers(made)
        words = pdf.words()
        made_pdf, made_word = pdf.write(), word.write()
    assert made_pdf.content.startswith(b"%PDF") and made_word.content.startswith(b"PK")
    assert made_pdf.said == made_word.said
    placed, scored, signed_by = (each for each in words["blocks"] if each["kind"] == "sheet")
    assert placed["rows"][0][:2] == ["1", "第1康养服务有限公司"]
    assert scored["head"][2:] == ["1 号", "2 号", "3 号"]
    assert len(scored["rows"]) == 9 and len(signed_by["rows"]) == 3
    names = [each.name for each in made.panel.all()]
    assert not any(name in str(words) for name in names)


def test_the_pages_say_the_one_next_step(county: County, made: Procurement, signed_in: SignIn) -> None:
    prices = ["560000", "540000", "575000"]
    with on(REVIEWED):
        office = signed_in(county.officer)

        def step(client: Client, name: str, *args: int) -> str:
            return "".join(STEP.findall(text(client, page(name, *args))))

        assert step(office, "review", made.pk) == "定抽取专家的种子"
        drawn(county, made)
        assert step(office, "review", made.pk) == ""  # nothing is opened yet
        responded(county, made, prices)
        assert step(office, "review", made.pk) == "发登录码"
        clients = [sat(made, code) for _member, code in give_codes(procurement=made.pk, by=county.officer)]
        panel = [fresh(each) for each in made.panel.all()]
        for each in panel:
            declare(by=each)
        panel = [fresh(each.member) for each in panel]
        assert step(clients[0], "panel_home") == "审查：第1康养服务有限公司"
        assert step(clients[1], "panel_home") == ""  # the head's turn
        passed(made, panel[0], county)
        assert step(office, "review", made.pk) == "登记最后报价"
        assert step(clients[1], "panel_home") == ""  # first the final quotations
        responded(county, made, prices[:1], Quotation.FINAL)
        assert "等最后报价" in text(office, page("review", made.pk))
        responded(county, made, prices, Quotation.FINAL)
        assert step(clients[1], "panel_home") == "打分：第1康养服务有限公司"
        scored(made, panel)
        assert (step(clients[0], "panel_home"), step(clients[1], "panel_home")) == ("写评审报告", "")
        conclude(by=panel[0], seen=True)
        assert {step(each, "panel_home") for each in clients} == {"签署评审报告"}
        signed(panel)
        assert step(office, "review", made.pk) == "登记收到评审报告"
        receive_report(procurement=made.pk, by=county.officer)
        assert step(office, "review", made.pk) == ""  # the head of procurement decides
        assert step(signed_in(county.lead), "review", made.pk) == "确定中标、成交供应商"
        award(procurement=made.pk, response=Review(made).ranking.places[0].bidder, by=county.lead)
        assert step(office, "review", made.pk) == "发通知书"
        send_letters(procurement=made.pk, by=county.officer)
        assert step(office, "procurement", made.pk) == "起草中标（成交）结果公告"
