"""What a review is guarded against: events written by hand, a representative whom nobody knows, an award of nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from itertools import product

import pytest
from django.db import connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test import Client
from django.urls import reverse

from goufu import wall_clock
from goufu.accounts.actions.keys import issue_key
from goufu.core.errors import NotAllowed, NotFound, Refusal
from goufu.core.opinion import Opinion
from goufu.core.roles import Role
from goufu.documents.actions import attach_document
from goufu.documents.queries import documents_by_thing
from goufu.documents.tests.papers import pdf
from goufu.journal.models import Entry
from goufu.journal.proofs import proofs
from goufu.procurement.actions.awarding import award, receive_report
from goufu.procurement.actions.deciding import record_event
from goufu.procurement.actions.drawing import replace_member
from goufu.procurement.actions.examining import ask_explanation, decide_explanation, examine
from goufu.procurement.actions.marking import hand_in, save_scores, send_back
from goufu.procurement.actions.planning import save_procurement
from goufu.procurement.actions.responding import Offer, enter_response
from goufu.procurement.actions.reviewing import conclude
from goufu.procurement.actions.seating import elect_head, leave_panel, seat_member
from goufu.procurement.actions.sitting import declare, give_codes
from goufu.procurement.actions.telling import send_letters
from goufu.procurement.law import days_of
from goufu.procurement.models import (
    Bid,
    Draw,
    Expert,
    Letter,
    Lot,
    PanelMember,
    Part,
    Participation,
    Placing,
    Procurement,
    Quotation,
    Score,
    Seat,
)
from goufu.procurement.papers.letter_texts import failure_text
from goufu.procurement.recording import recordable
from goufu.procurement.review.events import BY_REVIEW
from goufu.procurement.review.recomputing import differences
from goufu.procurement.review.record import Review
from goufu.procurement.tests.bidding import DEADLINE, at, bidder, both_kinds, receiving
from goufu.procurement.tests.procuring import BEGIN, announced, approved_project, deputy, on, planned, running
from goufu.procurement.tests.reviewing import (
    OPENED,
    REVIEWED,
    drawn,
    fresh,
    passed,
    provider,
    reported,
    responded,
    seats,
    signed,
)
from goufu.procurement.tests.standing import standing
from goufu.procurement.tests.test_opening import all_read, begun
from goufu.procurement.veils import veiled_participations
from goufu.registry.agents import Agent
from goufu.registry.models import Appointment, Body, Debarment
from goufu.registry.tests.county import County, agent

__all__ = ["county", "made", "own", "world"]
pytestmark = pytest.mark.django_db
world, own, county, made = standing(running)
SignIn = Callable[[Agent], Client]


def by_hand(made: Procurement) -> set[str]:
    return {each.name for each in recordable(Procurement.objects.get(pk=made.pk))}


def test_what_the_panel_and_the_award_bring_is_not_recorded_by_hand(
    county: County, made: Procurement
) -> None:
    with on(REVIEWED):
        assert {"review_ended", "awarded", "panel_drawn"} <= by_hand(made)  # reviewed on paper, elsewhere
        seat_member(
            procurement=made.pk,
            seat=Seat.EXPERT,
            name="张专家",
            employer="云南大学",
            selection="random",
            by=county.officer,
        )
        assert not BY_REVIEW & by_hand(made) and "panel_drawn" in by_hand(made)  # drawn elsewhere
        for event in ("review_ended", "awarded"):
            with pytest.raises(Refusal, match="不在这里登记"):
                record_event(procurement=made.pk, event=event, day=REVIEWED, by=county.officer)


def test_a_draw_made_here_is_not_recorded_by_hand(county: County, made: Procurement) -> None:
    with on(REVIEWED):
        drawn(county, made)
    assert "panel_drawn" not in by_hand(made)


def test_no_contract_is_signed_before_the_award(county: County, made: Procurement) -> None:
    def recorded(event: str, day: date) -> Procurement:
        return record_event(procurement=made.pk, event=event, day=day, by=county.officer)

    with on(REVIEWED):
        with transaction.atomic():
            drawn(county, made)  # it is decided here
            with pytest.raises(Refusal, match="还没有确定中标"):
                recorded("contract_signed", REVIEWED)
            transaction.set_rollback(True)
        recorded("awarded", REVIEWED)  # decided elsewhere
        with pytest.raises(Refusal, match="不能早于确定中标"):
            recorded("contract_signed", REVIEWED - timedelta(days=1))
        recorded("contract_signed", REVIEWED)


@pytest.mark.parametrize(
    "moment",
    ["9999-12-31T23:59:59Z", "0001-01-01T00:00:00+14:00", "2026-12-16T09:30:00", "2026-12-17T09:30:00Z"],
)
def test_the_api_takes_no_moment_that_is_none(county: County, made: Procurement, moment: str) -> None:
    with on(REVIEWED):
        _token, key = issue_key(name="采购系统", days=30, by=county.officer)
        answer = Client(headers={"authorization": f"Bearer {key}"}).post(
            f"/api/procurements/{made.pk}/record",
            {"event": "contract_signed", "day": "2026-12-16", "moment": moment},
            content_type="application/json",
        )
    assert answer.status_code == 422, answer.content.decode()


def test_a_representative_is_somebody_the_house_knows(county: County, made: Procurement) -> None:
    with on(REVIEWED), pytest.raises(Refusal, match="没有选采购人代表的账号"):
        seat_member(
            procurement=made.pk,
            seat=Seat.REPRESENTATIVE,
            name="李经办",
            employer=county.civil.name,
            by=county.officer,
        )
    assert not PanelMember.objects.exists()


@pytest.mark.parametrize("of", ["a bidder", "the finance office"])
def test_nobody_from_elsewhere_represents_the_purchaser(county: County, made: Procurement, of: str) -> None:
    seller = agent("卖家的人", provider(county, 1), Role.PROVIDER_AGENT)
    person = (seller if of == "a bidder" else county.treasurer).person
    with on(REVIEWED), pytest.raises(Refusal, match="不在采购人单位任职"):
        seat_member(
            procurement=made.pk,
            seat=Seat.REPRESENTATIVE,
            name=person.name,
            employer=county.civil.name,
            person=person.pk,
            by=county.officer,
        )


def test_a_representative_who_worked_for_a_bidder_stays_away(county: County, made: Procurement) -> None:
    other = deputy(county).person
    with on(REVIEWED):
        own = {"seat": Seat.REPRESENTATIVE, "name": "张副局长", "employer": county.civil.name}
        member = seat_member(procurement=made.pk, person=other.pk, by=county.officer, **own)  # type: ignore[arg-type]
        responded(county, made, ("560000",))
        held = DateRange(REVIEWED - timedelta(days=700), REVIEWED - timedelta(days=400))
        Appointment.objects.create(
            person=other, body=provider(county, 1), role=Role.PROVIDER_AGENT, days=held
        )
        with pytest.raises(Refusal, match="有任职或者应当回避的关系"):
            declare(by=fresh(member))


def test_beside_those_drawn_here_nobody_sits_as_drawn_and_nobody_of_the_purchaser_as_an_expert(
    county: County, made: Procurement
) -> None:
    def seated(employer: str, selection: str) -> PanelMember:
        return seat_member(
            procurement=made.pk,
            seat=Seat.EXPERT,
            name="自选的专家",
            employer=employer,
            selection=selection,
            by=county.officer,
        )

    with on(REVIEWED):
        with pytest.raises(Refusal, match="不以专家身份"):
            seated(county.civil.name, "random")
        drawn(county, made)
        with pytest.raises(Refusal, match="已经在本系统抽取"):
            seated("云南大学", "random")
        seated("云南大学", "self_approved")  # what the law makes of it is asked


def test_a_declaration_covers_the_bidders_that_come_after_it_and_their_names_in_any_width(
    county: County, made: Procurement
) -> None:
    with on(REVIEWED):
        [member, *_others] = drawn(county, made)
        provider(county, 1)
        Body.objects.filter(pk=provider(county, 2).pk).update(name="第2康养（服务）有限公司")
        PanelMember.objects.filter(pk=member.pk).update(employer="第2康养(服务) 有限公司")
        with pytest.raises(Refusal, match="还没有开启"):
            declare(by=fresh(member))
        responded(county, made, ("560000",))
        declare(by=fresh(member))
        first, _second = responded(county, made, ("560000", "540000"))
        with pytest.raises(Refusal, match="有任职或者应当回避的关系"):
            examine(response=first.pk, part=Part.QUALIFICATION, has_passed=True, by=fresh(member))
        with pytest.raises(Refusal, match="有任职或者应当回避的关系"):
            hand_in(by=fresh(member))


def test_nobody_has_two_voices_on_a_panel(county: County, made: Procurement) -> None:
    def seated(name: str, seat: Seat, person: int | None = None) -> PanelMember:
        return seat_member(
            procurement=made.pk,
            seat=seat,
            name=name,
            employer="云南大学" if name == "吴专家" else county.civil.name,
            selection="random" if seat == Seat.EXPERT else "",
            person=person,
            by=county.officer,
        )

    other = deputy(county)
    with on(REVIEWED):
        seated("张副局长", Seat.REPRESENTATIVE, other.person.pk)
        with pytest.raises(Refusal, match="坐 1 号"):
            seated("老张", Seat.REPRESENTATIVE, other.person.pk)
        with pytest.raises(Refusal, match="坐 1 号"):
            seated(" 张副局长\u200b", Seat.EXPERT)
        seated("吴专家", Seat.EXPERT)
    assert made.panel.count() == 2


def test_the_head_of_one_panel_gives_nothing_back_on_another(county: County, made: Procurement) -> None:
    with on(REVIEWED):
        drawn(county, made)
        responded(county, made, ("560000", "540000", "575000"))
        head = seats(county, made)[0]
        other = Procurement.objects.get(pk=made.pk)
        other.pk, other.number = None, "另一次采购"
        other.save()
        now = wall_clock.now()
        theirs = PanelMember.objects.create(
            procurement=other,
            number=1,
            seat=Seat.EXPERT,
            name="吴专家",
            employer="云南大学",
            declared_at=now,
            finished_at=now,
        )
        with pytest.raises(NotFound):
            send_back(member=theirs.pk, reason="想看看别人打了多少", by=head)
    theirs.refresh_from_db()
    assert theirs.finished_at == now


def test_a_lot_that_the_procurement_has_not_is_neither_reported_nor_awarded(
    county: County, made: Procurement
) -> None:
    with on(REVIEWED):
        report, panel = reported(county, made)
        signed(panel)
        receive_report(procurement=made.pk, by=county.officer)
        first = report.placings.get(rank=1).response_id
        with pytest.raises(Refusal, match="没有这个包"):
            conclude(lot=10**9, by=panel[0], seen=True)
        with pytest.raises(Refusal, match="没有这个包"):
            award(procurement=made.pk, lot=10**9, response=first, by=county.lead)
        Lot.objects.create(procurement=made, number=1, title="第一包", amount=Decimal(1))
        with pytest.raises(Refusal, match="没有这个包"):
            award(procurement=made.pk, response=first, by=county.lead)
    assert not made.awards.exists()


def test_a_bidder_without_a_price_is_not_awarded(county: County, made: Procurement) -> None:
    with on(REVIEWED):
        report, panel = reported(county, made)
        signed(panel)
        receive_report(procurement=made.pk, by=county.officer)
        first = report.placings.get(rank=1)
        with connection.cursor() as cursor:
            cursor.execute("SET session_replication_role = replica")
            report.placings.filter(pk=first.pk).update(price=None)
            cursor.execute("SET session_replication_role = origin")
        with pytest.raises(Refusal, match="没有这家供应商的报价"):
            award(procurement=made.pk, response=first.response_id, by=county.lead)


def in_lots(county: County) -> Procurement:
    """A consultation in three lots that runs."""
    with on(BEGIN - timedelta(days=35)):
        made = planned(county, approved_project(county, code="53999927331T000000077"))
        share = made.shares.get()
        lots = [("北片", Decimal(180_000)), ("中片", Decimal(200_000)), ("南片", share.amount - 380_000)]
        save_procurement(procurement=made.pk, by=county.officer, version=made.version, values={}, lots=lots)
        announced(made, "intention", county, BEGIN - timedelta(days=35))
    with on(BEGIN):
        announced(made, "consultation", county, BEGIN)
    return Procurement.objects.get(pk=made.pk)


def test_a_lot_without_bids_or_that_failed_stops_no_other(county: County, signed_in: SignIn) -> None:
    made = in_lots(county)
    _empty, failing, good = made.lots.all()
    with on(REVIEWED):
        drawn(county, made)
        for lot, number in product((failing, good), (1, 2, 3)):
            respond(county, made, number, lot)
        panel = seats(county, made)
        head = panel[0]
        for lot in (failing, good):
            for bid in Review(made, lot).bids:
                passes = lot == good
                examine(
                    response=bid.pk,
                    part=Part.QUALIFICATION,
                    has_passed=passes,
                    reason="没有社会保险证明",
                    by=head,
                )
                if passes:
                    examine(response=bid.pk, part=Part.CONFORMITY, has_passed=True, by=head)
        for number in (1, 2, 3):
            respond(county, made, number, good, Quotation.FINAL)
        review = Review(made, good)
        for seat in panel:
            for bid in review.valid:
                given = {
                    each.pk: each.points / 2
                    for each in review.factors
                    if seat.member.is_head or not each.is_objective
                }
                save_scores(response=bid.pk, points=given, by=seat)
            hand_in(by=seat)
        assert conclude(lot=failing.pk, by=head).outcome == "failed"
        report = conclude(lot=good.pk, by=head)
        signed(panel)
        receive_report(procurement=made.pk, by=county.officer)
        lead = signed_in(county.lead).get(reverse("procurement:award", args=[made.pk]))
        assert lead.status_code == 200
        first = report.placings.filter(rank=1)[0]
        award(
            procurement=made.pk,
            lot=good.pk,
            response=first.response_id,
            reason="并列第一，抽签确定",
            by=county.lead,
        )
        assert "awarded" in days_of(made.occurrences.all())
        send_letters(procurement=made.pk, by=county.officer)
    letters = Letter.objects.order_by("pk")
    assert [each.award is None for each in letters] == [False] * 3 + [True] * 3
    told = letters[3].text
    assert "第2包" in told and "采购失败" in told and "没有社会保险证明" in told
    assert provider(county, 2).name not in told
    passed = Placing.objects.filter(response=letters[3].response).latest("pk")
    passed.reason = ""  # one that passed where too few did
    assert "采购失败。你单位通过了审查。\n" in failure_text(made, passed)
    with on(REVIEWED), pytest.raises(Refusal, match="已经发过"):
        send_letters(procurement=made.pk, by=county.officer)
    assert list(differences(made)) == []


def respond(
    county: County, made: Procurement, number: int, lot: Lot, quotation: Quotation = Quotation.FIRST
) -> None:
    enter_response(
        procurement=made.pk,
        bidder=provider(county, number).pk,
        lot=lot.pk,
        offer=Offer(price=Decimal(170_000 + number)),
        quotation=quotation,
        opened_at=OPENED,
        minutes_on=REVIEWED,
        by=county.officer,
    )


def test_a_member_reads_the_bids_and_the_file_after_declaring(county: County) -> None:
    with on(BEGIN - timedelta(days=40)):
        project = approved_project(county, code="53999927331T000000077")
    found = receiving(county, project=project)
    made = found.procurement
    with at(DEADLINE - timedelta(days=1)):
        both_kinds(made, bidder(county, 0), "500000.00")
        both_kinds(made, bidder(county, 1), "480000.00")
    with at(DEADLINE + timedelta(minutes=5)):
        all_read(begun(found, county, 1, 2), county)
        drawn(county, made)
        [(_member, code), *_rest] = give_codes(procurement=made.pk, by=county.officer)
        client = Client()
        client.post(reverse("procurement:panel"), {"number": made.number, "code": code})
        bid = Bid.objects.filter(procurement=made)[0]
        [paper, *_more] = documents_by_thing([bid])[bid]
        taken = reverse("procurement:panel_file", args=[paper.pk])
        assert client.post(taken).status_code == 422  # not declared yet
        client.post(reverse("procurement:panel_declare"))
        assert taken in client.get(reverse("procurement:panel_home")).content.decode()
        answer = client.post(taken)
        assert answer.status_code == 200 and answer["Cache-Control"] == "no-store"
        assert answer.getvalue()
        assert Entry.objects.filter(action="procurement.bid.read").count() == 1
        other = attach_document(
            by=county.officer,
            subject=("procurement", made.pk),
            kind="other",
            file_name="内部.pdf",
            chunks=[pdf()],
        )
        assert client.post(reverse("procurement:panel_file", args=[other.pk])).status_code == 404


def test_a_new_code_ends_what_the_older_one_began(county: County, made: Procurement) -> None:
    with on(REVIEWED):
        drawn(county, made)
        [(_member, code), *_rest] = give_codes(procurement=made.pk, by=county.officer)
        client = Client()
        client.post(reverse("procurement:panel"), {"number": made.number, "code": code})
        assert client.get(reverse("procurement:panel_home")).status_code == 200
        give_codes(procurement=made.pk, by=county.officer)
        assert client.get(reverse("procurement:panel_home")).status_code == 302


def test_who_was_replaced_or_is_head_no_more_acts_no_more(county: County, made: Procurement) -> None:
    with on(REVIEWED):
        drawn(county, made)
        responded(county, made, ["560000", "540000", "575000"])
        head, second, _third = seats(county, made)
        bid = Review(made).bids[0]
        elect_head(member=second.member.pk, by=county.officer)
        with pytest.raises(NotAllowed, match="由组长"):
            examine(response=bid.pk, part=Part.QUALIFICATION, has_passed=True, by=head)
        examine(response=bid.pk, part=Part.QUALIFICATION, has_passed=True, by=fresh(second.member))
        chief = fresh(second.member)
        replace_member(member=second.member.pk, reason="当天有事不能来", by=county.officer)
        with pytest.raises(NotAllowed, match="已经退出"):
            examine(response=bid.pk, part=Part.CONFORMITY, has_passed=True, by=chief)


def test_a_member_seated_by_hand_leaves_and_the_panel_elects_another_head(
    county: County, made: Procurement, signed_in: SignIn
) -> None:
    with on(REVIEWED):
        expert = {"seat": Seat.EXPERT, "employer": "云南大学", "selection": "random", "by": county.officer}
        first = seat_member(procurement=made.pk, name="张专家", is_head=True, **expert)  # type: ignore[arg-type]
        second = seat_member(procurement=made.pk, name="王专家", **expert)  # type: ignore[arg-type]
        lead = deputy(county).person.pk
        own = {"seat": Seat.REPRESENTATIVE, "employer": county.civil.name, "person": lead}
        third = seat_member(procurement=made.pk, name="张副局长", by=county.officer, **own)  # type: ignore[arg-type]
        leave_panel(member=first.pk, reason="当天有事不能来", by=county.officer)
        assert Review(made).head is None
        with pytest.raises(Refusal, match="不担任组长"):
            elect_head(member=third.pk, by=county.officer)
        client = signed_in(county.officer)
        page = client.get(reverse("procurement:review", args=[made.pk])).content.decode()
        assert reverse("procurement:elect_head", args=[second.pk]) in page
        assert client.post(reverse("procurement:elect_head", args=[second.pk])).status_code == 302
        head = Review(made).head
    assert head and head.pk == second.pk


def test_a_draw_that_can_not_be_repeated_is_a_sentence_not_a_traceback(
    county: County, made: Procurement
) -> None:
    with on(REVIEWED):
        drawn(county, made)
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        Draw.objects.update(exclusions=[{"code": each.code, "reason": "x"} for each in Expert.objects.all()])
        cursor.execute("SET session_replication_role = origin")
    assert any("抽不满" in each for each in differences(made))


def test_what_tells_experts_and_scores_is_told_by_digest(county: County, made: Procurement) -> None:
    secret = {proof.model: set(proof.secret) for proof in proofs()}
    assert {"name", "employer"} <= secret[Expert] and "points" in secret[Score]
    assert {"exclusions", "replaced"} <= secret[Draw]
    with on(REVIEWED):
        reported(county, made)
    told = " ".join(str(each) for each in Entry.objects.values_list("facts", flat=True))
    assert not any(each.name in told for each in Expert.objects.all())


def test_who_takes_part_is_veiled_until_something_is_opened(county: County, made: Procurement) -> None:
    Participation.objects.create(
        procurement=made,
        bidder=provider(county, 1),
        taken_by=county.officer.person,
        taken_at=wall_clock.now(),
    )
    assert veiled_participations()[1].count() == 1
    with on(REVIEWED):
        responded(county, made, ["560000"])
    assert not veiled_participations()[1].exists()


def test_an_explanation_covers_no_lower_final_price(county: County, made: Procurement) -> None:
    with on(REVIEWED):
        drawn(county, made)
        responded(county, made, ["240000", "540000", "575000"])
        panel = seats(county, made)
        passed(made, panel[0], county)
        [low] = Review(made).to_explain
        accepted = {"text": "成本明细见附表", "is_accepted": True, "reason": "成本表可信"}
        ask_explanation(response=low.pk, minutes=30, by=panel[0])
        decide_explanation(response=low.pk, by=panel[0], **accepted)  # type: ignore[arg-type]
        assert Review(made).to_explain == []
        responded(county, made, ["240000", "540000", "575000"], Quotation.FINAL)
        assert Review(made).to_explain == []  # the price that was explained
        responded(county, made, ["120000", "540000", "575000"], Quotation.FINAL)
        assert [each.pk for each in Review(made).to_explain] == [low.pk]
        ask_explanation(response=low.pk, minutes=30, by=panel[0])
        decide_explanation(response=low.pk, by=panel[0], **accepted)  # type: ignore[arg-type]
        assert Review(made).to_explain == [] and Review(made).pending == []
        assert Opinion.of_record("award", low.pk).passed  # the facts of the award find it too


def test_who_was_debarred_since_the_opening_is_not_awarded(county: County, made: Procurement) -> None:
    with on(REVIEWED):
        report, panel = reported(county, made)
        signed(panel)
        receive_report(procurement=made.pk, by=county.officer)
        first = report.placings.get(rank=1).response
        Debarment.objects.create(
            body=first.bidder,
            starts_on=REVIEWED + timedelta(days=1),  # bids ended on the day before
            ends_on=REVIEWED + timedelta(days=365),
            decision_number="云财罚〔2026〕9号",
            authority="云南省财政厅",
        )
    with on(REVIEWED + timedelta(days=1)):
        with pytest.raises(Refusal, match="现在不能作供应商") as refused:
            award(procurement=made.pk, response=first.pk, by=county.lead)
        assert refused.value.articles[0] == "procurement-law:22"
        second = report.placings.get(rank=2).response_id
        reason = "第一名在开启以后被禁止参加政府采购"
        [won] = award(procurement=made.pk, response=second, reason=reason, by=county.lead)
        assert won.response_id == second
