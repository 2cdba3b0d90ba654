"""Prequalification, and applications of other methods: who applies until when, how each is examined and told, who may respond."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from goufu.accounts.actions.keys import issue_key
from goufu.core.duties import Duty
from goufu.core.errors import NotAllowed, Refusal
from goufu.core.roles import Role
from goufu.journal.models import Entry
from goufu.law.model import Verdict
from goufu.procurement.actions.admitting import enter_application, examine_application, tell_applicants
from goufu.procurement.actions.deciding import record_event
from goufu.procurement.actions.drawing import commit_draw, draw_experts
from goufu.procurement.actions.inviting import list_candidates
from goufu.procurement.actions.participating import DECLARED, take_part, withdraw_participation
from goufu.procurement.actions.planning import save_procurement
from goufu.procurement.actions.responding import Offer, enter_response
from goufu.procurement.applications import applicants, letters_of, lines_of
from goufu.procurement.filling import Filling
from goufu.procurement.law import days_of, facts_of, opinion_of
from goufu.procurement.models import Participation, ParticipationState, Procurement
from goufu.procurement.queries.finding import open_now
from goufu.procurement.reckoning.drawing import Wanted
from goufu.procurement.review.seats import SeatAgent
from goufu.procurement.tests import test_innovation as innovation
from goufu.procurement.tests.delegating import agency, delegated
from goufu.procurement.tests.procuring import BEGIN, announced, as_tender, judged, on, planned
from goufu.procurement.tests.reviewing import CARE, listed, provider, seats, verdict_of
from goufu.procurement.veils import veiled_participations
from goufu.procurement.work.providers import waiting
from goufu.procurement.work.turns import waiting as turns
from goufu.registry.agents import Agent
from goufu.registry.tests.county import County, agent, sign_in
from goufu.wall_clock import CHINA

pytestmark = pytest.mark.django_db
CLOSES = datetime(2026, 12, 9, 17, tzinfo=CHINA)  # more than five working days after the notice
NEXT_DAY = date(2026, 12, 10)
DECLARED_ALL: dict[str, Any] = dict.fromkeys(DECLARED, True)
WHY = "没有养老机构备案回执"


def prequalified(county: County, **more: Any) -> Procurement:
    """An open tender whose prequalification was announced on the day of its beginning."""
    before = BEGIN - timedelta(days=35)
    method = {name: more.pop(name) for name in ("method", "ground") if name in more}
    with on(before):
        made = as_tender(planned(county), county, **method)
        made = Procurement.objects.get(pk=made.pk)
        deadline = datetime(2027, 1, 6, 9, 30, tzinfo=CHINA)
        values = {
            "has_prequalification": True,
            "applications_until": CLOSES,
            "bid_deadline_at": deadline,
            "opens_at": deadline,
            **more,
        }
        made = save_procurement(procurement=made.pk, by=county.officer, version=made.version, values=values)
        made = judged(made, county)
        announced(made, "intention", county, before)
    with on(BEGIN):
        announced(made, "prequalification", county, BEGIN)
    return Procurement.objects.get(pk=made.pk)


def applicant(county: County, number: int) -> Agent:
    return agent(f"第{number}家的经办人", provider(county, number), Role.PROVIDER_AGENT)


def applied(county: County, made: Procurement, count: int = 2) -> list[Agent]:
    """So many providers that have applied themselves."""
    with on(BEGIN + timedelta(days=2)):
        agents = [applicant(county, number) for number in range(1, count + 1)]
        for each in agents:
            take_part(procurement=made.pk, declared=DECLARED_ALL, by=each)
    return agents


def examined(made: Procurement, by: Agent | SeatAgent, failing: int = -1) -> None:
    """Each application is found qualified, but for the one of that index."""
    for index, each in enumerate(applicants(made)):
        has_passed = index != failing
        examine_application(
            participation=each.pk, has_passed=has_passed, reason="" if has_passed else WHY, by=by
        )


def said(by: Agent, groups: Callable[[Agent], Any] = waiting) -> list[str]:
    return [item.what for group in groups(by) for item in group.items]


def test_applicants_are_examined_and_told_and_only_those_admitted_respond(county: County) -> None:
    made = prequalified(county)
    one, other = applied(county, made)
    with on(BEGIN + timedelta(days=3)):
        assert lines_of(made) == [] and made in open_now()
        assert not [each for each in said(county.officer, turns) if "参与申请" in each]
    with on(NEXT_DAY):
        assert made not in open_now()
        assert f"审查参与申请：{made.title}" in said(county.officer, turns)
        with pytest.raises(Refusal, match="还没有审查"):
            tell_applicants(procurement=made.pk, by=county.officer)
        examined(made, county.officer, failing=1)
        tell_applicants(procurement=made.pk, by=county.officer)
        assert said(one)[-1] == f"申请通过：{made.title}" and f"申请没有通过：{made.title}" in said(other)
        happened = days_of(made.occurrences.all())
        facts, verdict = (
            facts_of(made),
            verdict_of(opinion_of(made), "procurement.prequalification-submission"),
        )
    kept = {each.participation.bidder_id: each for each in letters_of(made)}
    assert "2027-01-06 09:30" in kept[one.body.pk].text and WHY in kept[other.body.pk].text
    assert (facts["prequalification_deadline_on"], verdict) == (CLOSES.date(), Verdict.PASS)
    assert happened["file_provided"].date() == NEXT_DAY  # type: ignore[union-attr]
    states = dict(made.participations.values_list("bidder", "state"))
    assert states == {
        one.body.pk: ParticipationState.TAKING_PART,
        other.body.pk: ParticipationState.WITHDRAWN,
    }
    day = date(2027, 1, 6)
    with on(day):
        offer = Offer(price=Decimal(560000))
        moment = datetime(2027, 1, 6, 9, 30, tzinfo=CHINA)
        for_one: dict[str, Any] = {
            "procurement": made.pk,
            "offer": offer,
            "opened_at": moment,
            "minutes_on": day,
            "by": county.officer,
        }
        enter_response(bidder=one.body.pk, **for_one)
        with pytest.raises(Refusal, match="没有通过参与申请的审查") as refused:
            enter_response(bidder=other.body.pk, **for_one)
    assert refused.value.articles == ("procurement-regulation:21",)


def test_nobody_applies_late_nor_does_paper(county: County) -> None:
    made = prequalified(county)
    code = provider(county, 3).credit_code or ""
    with on(CLOSES.date(), hour=16):
        enter_application(procurement=made.pk, credit_code=code, by=county.officer)
    with on(CLOSES.date(), hour=17):
        with pytest.raises(Refusal, match="申请已经截止"):
            take_part(procurement=made.pk, declared=DECLARED_ALL, by=applicant(county, 1))
        with pytest.raises(Refusal, match="申请已经截止"):
            enter_application(
                procurement=made.pk, credit_code=provider(county, 2).credit_code or "", by=county.officer
            )
    assert [each.bidder.credit_code for each in applicants(made)] == [code]


def test_nothing_is_examined_before_nor_told_twice(county: County) -> None:
    made = prequalified(county)
    [one] = applied(county, made, 1)
    [application] = applicants(made)
    with on(BEGIN + timedelta(days=3)), pytest.raises(Refusal, match="还没有到申请截止"):
        examine_application(participation=application.pk, has_passed=True, by=county.officer)
    with on(NEXT_DAY):
        with pytest.raises(Refusal, match="理由"):
            examine_application(participation=application.pk, has_passed=False, by=county.officer)
        examined(made, county.officer, failing=0)
        examined(made, county.officer)  # the last record counts
        tell_applicants(procurement=made.pk, by=county.officer)
        with pytest.raises(Refusal, match="已经告知"):
            tell_applicants(procurement=made.pk, by=county.officer)
        with pytest.raises(Refusal, match="已经告知"):
            examine_application(participation=application.pk, has_passed=False, reason=WHY, by=county.officer)
        assert [each.is_admitted for each in letters_of(made)] == [True]
        withdraw_participation(participation=application.pk, by=one)
        with pytest.raises(Refusal, match="申请已经截止"):
            take_part(procurement=made.pk, declared=DECLARED_ALL, by=one)


def test_its_days_are_not_written_by_hand(county: County) -> None:
    made = prequalified(county)
    with on(NEXT_DAY):
        for event in ("prequalification_closed", "file_provided"):
            with pytest.raises(Refusal):
                record_event(procurement=made.pk, event=event, day=NEXT_DAY, by=county.officer)


def test_what_began_before_one_could_apply_here_goes_on_as_it_began(county: County) -> None:
    made = prequalified(county, method="invited_tender", ground="limited_suppliers")
    Procurement.objects.filter(pk=made.pk).update(applications_until=None)  # as no plan said it then
    with on(NEXT_DAY):
        assert made in open_now() and "审查参与申请" not in " ".join(said(county.officer, turns))
        record_event(
            procurement=made.pk, event="prequalification_closed", day=CLOSES.date(), by=county.officer
        )
        bodies = [provider(county, number) for number in range(1, 4)]
        names = [(each.name, "资格预审合格") for each in bodies]
        list_candidates(procurement=made.pk, candidates=names, wanted=3, by=county.officer)
        shown = sign_in(county.officer).get(reverse("procurement:procurement", args=[made.pk]))
    assert "逐家审查" not in shown.content.decode()


def test_a_plan_without_prequalification_has_no_last_moment_to_apply(county: County) -> None:
    """Else the tender would go from the list of open ones once it has passed, though anybody may still bid."""
    with on(BEGIN - timedelta(days=35)):
        made = as_tender(planned(county), county)

        def says(**values: Any) -> Procurement:
            found = Procurement.objects.get(pk=made.pk)
            return save_procurement(
                procurement=found.pk, by=county.officer, version=found.version, values=values
            )

        assert says(has_prequalification=True, applications_until=CLOSES).applications_until == CLOSES
        assert says(has_prequalification=False).applications_until is None
        with pytest.raises(Refusal, match="没有申请截止") as refused:
            says(applications_until=CLOSES)
    assert refused.value.field == "applications_until"


def test_the_notice_says_until_when_one_applies(county: County) -> None:
    made = prequalified(county)
    notice = made.notices.get(kind="prequalification")
    [text] = [each["text"] for each in notice.content or [] if each["field"] == "submission"]
    assert "2026年12月9日 17:00" in text and "2027年" not in text
    assert Filling(notice).kind.kind == "prequalification"


def test_who_applied_is_veiled_in_the_log_until_the_opening(county: County) -> None:
    made = prequalified(county)
    agents = applied(county, made)
    with on(NEXT_DAY):
        examined(made, county.officer)
        tell_applicants(procurement=made.pk, by=county.officer)
    names = [each.body.name for each in agents]
    kind, veiled = veiled_participations()
    hidden = {str(each) for each in veiled.values_list("pk", flat=True)}
    told = Entry.objects.filter(action__startswith="procurement.appli")
    open_ones = [each for each in told if not (each.object_type == kind and str(each.object_id) in hidden)]
    assert [each.action for each in open_ones] == ["procurement.applicants.told"]
    assert not [name for each in open_ones for name in names if name in str(each.facts)]


def test_whoever_is_invited_by_lot_was_found_qualified_first(county: County) -> None:
    made = prequalified(county, method="invited_tender", ground="limited_suppliers")
    agents = applied(county, made, 4)
    with on(NEXT_DAY):
        examined(made, county.officer, failing=3)
        tell_applicants(procurement=made.pk, by=county.officer)
        names = [(each.body.name, "资格预审合格") for each in agents]
        with pytest.raises(Refusal, match="没有通过资格预审：第4"):
            list_candidates(procurement=made.pk, candidates=names, wanted=3, by=county.officer)
        list_candidates(procurement=made.pk, candidates=names[:3], wanted=3, by=county.officer)
    assert "备选名单" in letters_of(made)[0].text


def test_the_pages_lead_from_the_application_to_the_answer(county: County) -> None:
    made = prequalified(county)
    one = applicant(county, 1)
    page = reverse("procurement:announced", args=[made.pk])
    with on(BEGIN + timedelta(days=2)):
        client = sign_in(one)
        assert "申请参加" in client.get(page).content.decode()
        sent = dict.fromkeys(DECLARED, "on") | {"is_small": "yes", "once": str(uuid4())}
        assert (
            client.post(reverse("procurement:take_part", args=[made.pk]), sent, follow=True).status_code
            == 200
        )
        assert "已申请" in client.get(page).content.decode()
    with on(NEXT_DAY):
        officer = sign_in(county.officer)
        shown = officer.get(reverse("procurement:procurement", args=[made.pk])).content.decode()
        assert "申请截止了：逐家审查" in shown
        [application] = applicants(made)
        there = reverse("procurement:examine_application", args=[application.pk])
        officer.post(there, {"has_passed": "no", "reason": WHY, "once": str(uuid4())})
        listed = officer.get(reverse("procurement:applications", args=[made.pk])).content.decode()
        assert WHY in listed and "告知申请人" in listed
        officer.post(reverse("procurement:tell_applicants", args=[made.pk]), {"once": str(uuid4())})
        read = sign_in(one).get(page).content.decode()
    assert "申请没有通过" in read and WHY in read


def test_a_program_applies_examines_and_reads_the_answer(county: County) -> None:
    made = prequalified(county)
    one = applicant(county, 1)
    with on(BEGIN + timedelta(days=2)):
        said = {**DECLARED_ALL, "is_small": True}
        assert asked(one, "take-part", made, said)["application"] is None
    with on(NEXT_DAY):
        [line] = asked(county.officer, "review", made)["applications"]
        assert line["applicant"] == one.body.name and line["has_passed"] is None
        found = {"application": line["id"], "has_passed": False, "reason": WHY}
        asked(county.officer, "applications-examine", made, found)
        [line] = asked(county.officer, "applications-tell", made, {})["applications"]
        own = asked(one, "open-own", made)
    assert line["is_told"] and line["reason"] == WHY
    assert WHY in own["participations"][0]["application"]["text"]


def test_an_agency_that_only_tells_the_result_does_not_see_who_applied(county: County) -> None:
    made = prequalified(county)
    applied(county, made, 1)
    firm = agency(county)
    with on(NEXT_DAY):
        delegated(county, made, firm, [Duty.RESULT])
        assert asked(firm.clerk, "review", made)["applications"] == []


def asked(by: Agent, name: str, made: Procurement, said: dict[str, Any] | None = None) -> Any:
    """What the API answers a program in the agent's name."""
    _key, text = issue_key(name="申请", days=30, by=by)
    client, address = (
        Client(headers={"authorization": f"Bearer {text}"}),
        reverse(f"api:{name}", args=[made.pk]),
    )
    answer = (
        client.get(address)
        if said is None
        else client.post(address, json.dumps(said), content_type="application/json")
    )
    assert answer.status_code == 200, answer.content.decode()
    return answer.json()


def test_the_panel_s_head_examines_where_the_method_says_so(county: County, client: Client) -> None:
    with on(innovation.BEGIN - timedelta(days=40)):
        made = innovation.planned(innovation.of_the_province(county))
        announced(made, "intention", county, innovation.BEGIN - timedelta(days=40))
    with on(innovation.BEGIN):
        announced(made, "innovation", county, innovation.BEGIN)
        innovation.apply(county, made, 2)
    made = Procurement.objects.get(pk=made.pk)
    with on(date(2026, 12, 1)):
        [first, second] = applicants(made)
        with pytest.raises(NotAllowed, match="由谈判小组审查"):
            examine_application(participation=first.pk, has_passed=True, by=county.officer)
        panel = innovation.panel_of(county, made)
        with pytest.raises(NotAllowed, match="组长"):
            examine_application(participation=first.pk, has_passed=True, by=panel[1])
        examined(made, panel[0], failing=1)
        tell_applicants(procurement=made.pk, by=county.officer)
    assert [each.is_admitted for each in letters_of(made).order_by("pk")] == [True, False]
    assert Participation.objects.get(pk=second.pk).state == ParticipationState.WITHDRAWN


def test_a_panel_that_examines_no_applications_learns_of_nobody_before_the_opening(county: County) -> None:
    made = prequalified(county)
    applied(county, made, 1)
    with on(NEXT_DAY):
        examined(made, county.officer)
        tell_applicants(procurement=made.pk, by=county.officer)
    with on(date(2027, 1, 5)):
        commit_draw(procurement=made.pk, of=listed(county).pk, wanted=[Wanted(CARE, 5)], by=county.officer)
        draw_experts(procurement=made.pk, by=county.officer)
        with pytest.raises(Refusal, match="还没有开启"):
            seats(county, made)


def test_without_an_applicant_it_is_ended(county: County) -> None:
    made = prequalified(county)
    with on(NEXT_DAY), pytest.raises(Refusal, match="没有供应商申请"):
        tell_applicants(procurement=made.pk, by=county.officer)
