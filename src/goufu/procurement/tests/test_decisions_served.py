"""A decision on a complaint is served on each party, and says how it can be gone against: until when is reckoned from each service."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client

from goufu import wall_clock
from goufu.core.errors import Refusal
from goufu.core.roles import Role
from goufu.procurement.actions.appealing import annul_decision
from goufu.procurement.actions.complaining import accept_complaint
from goufu.procurement.actions.handling import join_complaint
from goufu.procurement.actions.parties import (
    answer_copy,
    receive_copy,
    receive_decision,
    record_appeal,
)
from goufu.procurement.actions.publishing import publish_decision
from goufu.procurement.actions.ruling import decide_complaint
from goufu.procurement.cases.appeals import told_by
from goufu.procurement.cases.history import clocks_of
from goufu.procurement.cases.law import opinion_of_complaint
from goufu.procurement.models import Complaint, ComplaintDecision, Notice, Participation
from goufu.procurement.papers.cases import DECISION
from goufu.procurement.queries.cases import complaint_for
from goufu.procurement.tests.challenged import (
    DAY,
    DECIDE,
    PROVIDER,
    answered,
    challenged,
    complained,
    copied,
    provider,
    provider_body,
    second_treasurer,
    with_winner,
)
from goufu.procurement.tests.concerned import STRANGER, agency, asked_of, due, lines, papers_for, winner
from goufu.procurement.tests.procuring import BEGIN, on
from goufu.procurement.tests.standing import standing
from goufu.procurement.work.providers import waiting as home
from goufu.registry.agents import Agent
from goufu.registry.tests.county import County, agent, body

pytestmark = pytest.mark.django_db
world, own, county, made = standing(with_winner)
SignIn = Callable[[Agent], Client]


def test_the_decision_says_how_it_can_be_gone_against(county: County, made: Complaint) -> None:
    day = made.received_on + 7 * DAY
    with on(day):
        for name in ("reconsider_at", "reconsider_days", "court", "lawsuit_months"):
            with pytest.raises(Refusal, match="没有写明") as refused:
                decide_complaint(
                    complaint=made.pk, by=county.treasurer, **DECIDE | {name: type(DECIDE[name])()}
                )
            assert refused.value.field == name and refused.value.articles == ("procurement-law:58",)
        for name, slip in (("reconsider_days", 6_060), ("lawsuit_months", 600)):  # the calendar ends in 2049
            with pytest.raises(Refusal, match="超过十年") as refused:
                decide_complaint(complaint=made.pk, by=county.treasurer, **DECIDE | {name: slip})
            assert refused.value.field == name
        copied(county, made, day)
        said = DECIDE | {"reconsider_at": "云岭市人民政府", "reconsider_days": 90}
        decide_complaint(complaint=made.pk, by=county.treasurer, **said)
        sentence = (
            "对本决定不服的，可以自收到决定书之日起90日内向云岭市人民政府申请行政复议，"
            "或者自收到决定书之日起6个月内向云岭县人民法院提起行政诉讼（政府采购法第五十八条）。"
        )
        paper = next(
            each
            for each in papers_for(county.treasurer, made.parties.get(position=1))
            if each.kind == DECISION[0]
        )
        words = str(paper.words())
        assert sentence in words and "待核对" not in words
        assert f"{county.civil.name}、{agency(county).body.name}" in words  # against whom it was
        assert "第1康养服务有限公司" in words
        publish_decision(complaint=made.pk, by=second_treasurer(county))
        notice = Notice.objects.get(kind="complaint")
        assert sentence in notice.typed["decision"] and agency(county).body.name in notice.typed["parties"]


def test_parties_to_what_is_decided_together_get_the_same_decision(county: County, made: Complaint) -> None:
    parties, day = copied(county, made), made.received_on
    other = challenged(
        county, made.procurement, BEGIN + DAY, name=STRANGER, against="result", standing="bidder"
    )
    second = complained(county, answered(county, other, BEGIN + DAY), day)
    with on(day + DAY):
        accept_complaint(complaint=second.pk, reason="要求参加而没有被允许", by=county.treasurer)
        both = copied(county, second, day + DAY)
        join_complaint(complaint=second.pk, leader=made.pk, by=county.treasurer)
        decide_complaint(complaint=made.pk, by=county.treasurer, **DECIDE)
        papers = [  # one for each who complained, and one for each of the others, whatever it is a party to
            paper
            for each in (*parties.values(), *both.values())
            for paper in papers_for(county.treasurer, each)
            if paper.kind == DECISION[0]
        ]
        [said] = {str(each.words()) for each in papers}
        assert f"{PROVIDER}、{STRANGER}" in said and len({each.number for each in papers}) == 5
        receive_decision(party=both["complainant"].pk, day=day + DAY, way="hand", by=county.treasurer)
        assert set(due(lines(county, second)["complainant"])) == {"reconsideration", "lawsuit"}


def test_who_took_part_is_told_of_the_published_decision(county: County, made: Complaint) -> None:
    bidder = agent("投标人经办人", provider_body(county, STRANGER), Role.PROVIDER_AGENT)
    Participation.objects.create(
        procurement=made.procurement, bidder=bidder.body, taken_by=bidder.person, taken_at=wall_clock.now()
    )
    with on(made.received_on + DAY):
        decide_complaint(
            complaint=made.pk, by=county.treasurer, **DECIDE | {"finding": "effect", "effect": "void"}
        )
        publish_decision(complaint=made.pk, by=second_treasurer(county))
        news = [item.what for group in home(bidder) for item in group.items]
        assert f"看投诉处理结果公告：{made.procurement.title}" in news


def test_the_last_days_run_for_each_party_from_service_as_the_decision_said(
    county: County, made: Complaint
) -> None:
    parties, decided = copied(county, made), date(2027, 3, 1)
    with on(decided):
        decide_complaint(complaint=made.pk, by=county.treasurer, **DECIDE | {"reconsider_days": 82})
        assert all(due(line) == {} for line in lines(county, made).values())  # nobody has been served
        assert asked_of(winner(county)) == [("签收投诉处理决定", None)]
        receive_decision(party=parties["complainant"].pk, by=provider(county))
    with on(date(2027, 3, 31)):
        served = date(2027, 3, 30)
        receive_decision(party=parties["supplier"].pk, day=served, way="post", by=county.treasurer)
        found = lines(county, made)
        # 1 March and 82 days is Saturday, 22 May: the Monday after it; six months are over on 1 September.
        assert due(found["complainant"]) == {
            "reconsideration": date(2027, 5, 24),
            "lawsuit": date(2027, 9, 1),
        }
        assert due(found["supplier"])["lawsuit"] == date(2027, 9, 30) and due(found["purchaser"]) == {}
        assert not found["supplier"].clocks[0].is_verified
        office = complaint_for(county.treasurer, made.pk)
        assert {each.rule.id for each in opinion_of_complaint(office).failed} <= {
            "award.complaint-decision", "award.complaint-copy",
        }  # of these periods no rule judges  # fmt: skip
    with on(date(2027, 7, 1)):
        record_appeal(
            party=parties["complainant"].pk, kind="lawsuit", day=date(2027, 5, 20), by=county.treasurer
        )
        found = lines(county, made)
        assert due(found["complainant"]) == {} and due(found["supplier"]) == {"lawsuit": date(2027, 9, 30)}
    with on(date(2027, 10, 1)):
        assert due(lines(county, made)["supplier"]) == {}  # a right that nobody used


def test_after_an_annulment_the_new_decision_is_served_anew(county: County, made: Complaint) -> None:
    parties, day = copied(county, made), made.received_on + 7 * DAY
    with on(day):
        receive_copy(party=parties["supplier"].pk, by=winner(county))
        decide_complaint(complaint=made.pk, by=county.treasurer, **DECIDE)
        receive_decision(party=parties["supplier"].pk, by=winner(county))
        record_appeal(party=parties["supplier"].pk, kind="reconsideration", day=day, by=county.treasurer)
        annul_decision(complaint=made.pk, day=day, reason="复议机关撤销决定", by=county.treasurer)
        assert {each.kind: each.state for each in made.parties.all()} == {
            "complainant": "complains",
            "purchaser": "sent",
            "agency": "sent",
            "supplier": "received",
        }
        assert set(due(lines(county, made)["supplier"])) == {"respondent_reply"}
        decide_complaint(complaint=made.pk, by=county.treasurer, **DECIDE | {"lawsuit_months": 7})
        assert {each.state for each in made.parties.all()} == {"decided"}
        assert all(due(line) == {} for line in lines(county, made).values())


def test_the_registered_government_is_proposed_by_its_registered_name(
    county: County, made: Complaint, signed_in: SignIn
) -> None:
    body(f"云南省{county.place.name}人民政府", county.place)
    with on(made.received_on):
        form = (
            signed_in(county.treasurer)
            .get(f"/procurements/complaints/{made.pk}/decide-complaint/")
            .context["form"]
        )
        assert form["reconsider_at"].value() == f"云南省{county.place.name}人民政府"


def test_a_decision_of_before_it_was_kept_tells_nothing_of_it() -> None:
    assert told_by(ComplaintDecision(facts_text="查明", basis_text="驳回投诉")) == ""


def test_what_is_decided_together_is_served_on_a_body_once(county: County, made: Complaint) -> None:
    parties, day = copied(county, made), made.received_on
    other = challenged(
        county, made.procurement, BEGIN + DAY, name=STRANGER, against="result", standing="bidder"
    )
    second = complained(county, answered(county, other, BEGIN + DAY), day)
    with on(day + DAY):
        accept_complaint(complaint=second.pk, reason="要求参加而没有被允许", by=county.treasurer)
        both = copied(county, second, day + DAY)
        join_complaint(complaint=second.pk, leader=made.pk, by=county.treasurer)
        decide_complaint(complaint=made.pk, by=county.treasurer, **DECIDE)
        assert asked_of(county.lead) == [("签收投诉处理决定", None)]
        receive_decision(party=parties["purchaser"].pk, by=county.lead)
        assert asked_of(county.lead) == []
        receive_decision(party=both["supplier"].pk, by=winner(county))  # on whichever page
        assert asked_of(winner(county)) == []
    assert {each.kind: each.state for each in made.parties.all()} == {
        "complainant": "decided", "purchaser": "served", "agency": "decided", "supplier": "served",
    }  # fmt: skip
    assert {each.kind: each.state for each in second.parties.all()} == {
        "complainant": "decided", "purchaser": "served", "agency": "decided", "supplier": "served",
    }  # fmt: skip
    with on(day + 2 * DAY):
        for each in (made, second):
            found = lines(county, each)["purchaser"]
            assert found.served and found.served.person == county.lead.person and due(found)


def test_the_outcome_of_reconsideration_is_served_and_can_be_sued_over(
    county: County, made: Complaint
) -> None:
    parties, day = copied(county, made), made.received_on + DAY
    party = parties["supplier"].pk
    with on(day):
        decide_complaint(complaint=made.pk, by=county.treasurer, **DECIDE)
        receive_decision(party=party, by=winner(county))
        for kind in ("review_decided", "review_served"):
            with pytest.raises(Refusal, match="没有申请过复议"):
                record_appeal(party=party, kind=kind, day=day, by=county.treasurer)
        record_appeal(party=party, kind="reconsideration", day=day, by=county.treasurer)
    with on(date(2027, 2, 20)):
        record_appeal(
            party=party,
            kind="review_decided",
            day=date(2027, 2, 8),
            text="云政复决〔2027〕3号，维持",
            by=county.treasurer,
        )
        assert due(lines(county, made)["supplier"]) == {}
        record_appeal(party=party, kind="review_served", day=date(2027, 2, 19), by=county.treasurer)
        found = lines(county, made)["supplier"]
        # Fifteen days after Friday, 19 February: Saturday, 6 March; the Monday after it.
        assert due(found) == {"lawsuit_after_review": date(2027, 3, 8)}
        [clock] = found.clocks
        assert not clock.is_verified and clock.marks
    with on(date(2027, 3, 9)):
        assert due(lines(county, made)["supplier"]) == {}
        record_appeal(party=party, kind="lawsuit", day=date(2027, 3, 5), by=county.treasurer)
        steps = {
            each.name: each for each in clocks_of(lines(county, made)["supplier"].case, wall_clock.today())
        }
        assert steps["lawsuit_after_review"].state == "done" and steps["lawsuit"].state == "stopped"


def test_who_never_explained_is_shown_as_such(county: County, made: Complaint, signed_in: SignIn) -> None:
    parties, day = copied(county, made), made.received_on
    with on(day):
        for kind in ("purchaser", "supplier"):
            receive_copy(party=parties[kind].pk, day=day, way="hand", by=county.treasurer)
    with on(day + 2 * DAY):
        answer_copy(party=parties["purchaser"].pk, text="评审合法，没有漏项", by=county.lead)
    with on(day + 14 * DAY):
        assert not any(each.is_silent for each in lines(county, made).values())  # it may still explain
        decide_complaint(complaint=made.pk, by=county.treasurer, **DECIDE)
        assert {kind for kind, each in lines(county, made).items() if each.is_silent} == {"supplier"}
        page = signed_in(county.treasurer).get(f"/procurements/complaints/{made.pk}/").content.decode()
        assert page.count("未答复，已期满") == 1
        its_own = signed_in(winner(county)).get(f"/procurements/complaints/parties/{parties['supplier'].pk}/")
        assert "没有办，已期满" in its_own.content.decode()


def test_a_decision_in_its_days_stops_them(county: County, made: Complaint) -> None:
    party = copied(county, made)["supplier"]
    with on(made.received_on):
        receive_copy(party=party.pk, by=winner(county))
        decide_complaint(complaint=made.pk, by=county.treasurer, **DECIDE)
        found = lines(county, made)["supplier"]
        [reply] = [
            each for each in clocks_of(found.case, wall_clock.today()) if each.name == "respondent_reply"
        ]
        assert reply.state == "stopped" and reply.ended is None and not found.is_silent
