"""Suppliers invited by lot: a bound list, a draw that anybody can repeat, letters, and who may therefore take part."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from goufu import wall_clock
from goufu.core.errors import Refusal
from goufu.core.roles import Role
from goufu.journal.models import Entry
from goufu.law.model import Verdict
from goufu.procurement.actions.inviting import _bodies, draw_invited, list_candidates
from goufu.procurement.actions.participating import DECLARED, take_part
from goufu.procurement.actions.serving import receive_letter, register_service
from goufu.procurement.conflicts import cautions_of
from goufu.procurement.invitations import candidates_of, differences, invited_to, is_left_out, letters_to
from goufu.procurement.law import facts_of, opinion_of
from goufu.procurement.models import (
    CautionKind,
    Invitation,
    InvitationCandidate,
    InvitationList,
    Participation,
    ParticipationState,
    Procurement,
)
from goufu.procurement.reckoning.drawing import sm3
from goufu.procurement.reckoning.inviting import digest_of_lines
from goufu.procurement.review.recomputing import differences as recomputed
from goufu.procurement.tests.procuring import BEGIN, announced, as_tender, on, planned
from goufu.procurement.tests.reviewing import verdict_of
from goufu.procurement.tests.standing import standing
from goufu.procurement.tests.test_opening_api import program_of
from goufu.procurement.veils import veiled_invitations
from goufu.procurement.work.providers import waiting
from goufu.registry.actions.providers import add_entry
from goufu.registry.actions.succession import split_body
from goufu.registry.agents import Agent
from goufu.registry.models import Body, Debarment
from goufu.registry.tests.county import County, agent, body
from goufu.registry.tests.papers import paper

RULE = "procurement.invited-suppliers"
DAY = BEGIN + timedelta(days=1)
SignIn = Callable[[Agent], Client]


def inviting(county: County) -> Procurement:
    """An invited tender that began with its prequalification, and five suppliers in the registry."""
    before = BEGIN - timedelta(days=35)
    with on(before):
        made = as_tender(planned(county), county, method="invited_tender", ground="limited_suppliers")
        announced(made, "intention", county, before)
    with on(BEGIN):
        announced(made, "prequalification", county, BEGIN)
    for number in range(1, 6):
        body(name(number), county.place, kind="enterprise")
    return Procurement.objects.get(pk=made.pk)


def name(number: int) -> str:
    return f"云岭第{number}护理有限公司"


__all__ = ["county", "made", "own", "world"]
pytestmark = pytest.mark.django_db
world, own, county, made = standing(inviting)
FIVE = [(name(number), "资格预审合格") for number in range(1, 6)]


def bound(made: Procurement, county: County, **more: Any) -> Procurement:
    given: dict[str, Any] = {"candidates": FIVE, "wanted": 3} | more
    return list_candidates(procurement=made.pk, by=county.officer, **given)


def names_of(made: Procurement) -> list[str]:
    return [each.candidate.body.name for each in invited_to(made)]


def agent_of(supplier: str) -> Agent:
    return agent(f"{supplier}的人", Body.objects.get(name=supplier), Role.PROVIDER_AGENT)


@pytest.mark.makes("procurement.invited_at_random")
def test_the_lot_invites_three_and_anybody_can_repeat_it(county: County, made: Procurement) -> None:
    with on(DAY):
        assert verdict_of(opinion_of(made), RULE) is Verdict.MISSING
        bound(made, county)
        kept = InvitationList.objects.get()
        assert kept.commitment == sm3(kept.seed) and "invited_count" not in facts_of(made)
        draw_invited(procurement=made.pk, by=county.officer)
    order = sorted(
        (each for each, _reason in FIVE), key=lambda code: sm3(f"{kept.seed}\n{kept.digest}\n{code}")
    )
    assert kept.digest == sm3("\n".join(f"{code}\t{reason}" for code, reason in sorted(FIVE)))
    assert names_of(made) == order[:3]
    assert [*differences(made)] == []
    facts = facts_of(made)
    assert (facts["invited_count"], facts["invited_at_random"]) == (3, True)
    assert verdict_of(opinion_of(made), RULE) is Verdict.PASS
    assert made.title in invited_to(made)[0].letter


def test_an_award_s_recomputation_repeats_the_lot_too(county: County, made: Procurement) -> None:
    with on(DAY):
        InvitationList.objects.create(
            procurement=made, wanted=3, digest="0" * 64, commitment="0" * 64, seed="1" * 64, person=county.officer.person,
            at=wall_clock.now(),
        )  # fmt: skip
    assert [*recomputed(made)] == ["备选名单和它的摘要不同", "种子和先公布的摘要不同"]


def test_whoever_was_not_drawn_cannot_take_part_and_is_told_why(county: County, made: Procurement) -> None:
    declared = dict.fromkeys(DECLARED, True)
    with on(DAY):
        bound(made, county)
        draw_invited(procurement=made.pk, by=county.officer)
        chosen = names_of(made)
        [left, *_] = [each for each, _reason in FIVE if each not in chosen]
        inside, outside = agent_of(chosen[0]), agent_of(left)
        assert [item.what for group in waiting(inside) for item in group.items if "受邀" in item.what]
        assert not [item.what for group in waiting(outside) for item in group.items if "受邀" in item.what]
        take_part(procurement=made.pk, declared=declared, by=inside)
        with pytest.raises(Refusal, match="没有向") as refused:
            take_part(procurement=made.pk, declared=declared, by=outside)
        assert refused.value.articles == ("procurement-law:34",)


def test_who_took_part_before_the_list_was_bound_and_is_not_invited_takes_part_no_more(
    county: County, made: Procurement, signed_in: SignIn
) -> None:
    declared = dict.fromkeys(DECLARED, True)
    with on(DAY):
        agents = {each: agent_of(each) for each, _reason in FIVE}
        for each in agents.values():
            take_part(procurement=made.pk, declared=declared, by=each)
        bound(made, county)
        draw_invited(procurement=made.pk, by=county.officer)
        chosen = names_of(made)
        taking = Participation.objects.filter(state=ParticipationState.TAKING_PART)
        assert {each.bidder.name for each in taking} == {*chosen}
        [drawn] = Entry.objects.filter(action="procurement.invitations.drawn")
        ended = Entry.objects.filter(action="procurement.participation.put_out")
        assert len(ended) == 2 and {each.object_type for each in ended} == {"participation"}  # veiled with it
        assert not [each for each in agents if each not in chosen and each in str(drawn.facts)]
        [left, *_] = [each for each in agents if each not in chosen]
        page = signed_in(agents[left]).get(f"/procurements/open/{made.pk}/").content.decode()
        assert "先前登记的参加已经结束" in page and f"/{made.pk}/take-part/" not in page
        page = signed_in(agents[chosen[0]]).get(f"/procurements/open/{made.pk}/").content.decode()
        assert "先前登记的参加已经结束" not in page


def test_the_candidates_are_read_at_once(
    county: County, made: Procurement, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(1):
        assert len(_bodies(FIVE)) == 5


def test_an_invitation_goes_to_who_has_taken_the_invited_over(county: County, made: Procurement) -> None:
    with on(DAY):
        bound(made, county)
        draw_invited(procurement=made.pk, by=county.officer)
        gone = invited_to(made)[0].candidate.body
        heir, other = (body(f"承接{number}", county.place, kind="enterprise") for number in (1, 2))
        assert is_left_out(made, heir)
        split_body(
            by=county.system,
            body=gone,
            version=gone.version,
            successors=[heir, other],
            since=DAY,
            document=paper(gone),
        )
        assert not is_left_out(made, heir)
        assert is_left_out(made, other)
        assert [each.candidate.body for each in letters_to(made, heir)] == [gone]


def test_who_is_drawn_is_stored_at_once_however_many_they_are(county: County, made: Procurement) -> None:
    for number in range(6, 41):
        body(name(number), county.place, kind="enterprise")
    many = [(name(number), "资格预审合格") for number in range(1, 41)]
    with on(DAY):
        bound(made, county, candidates=many, wanted=40)
        with CaptureQueriesContext(connection) as queries:
            draw_invited(procurement=made.pk, by=county.officer)
    assert len(names_of(made)) == 40
    assert len(queries) <= 20


def test_a_tab_in_a_reason_makes_another_list() -> None:
    lists = [
        [("甲", "一\t二")],
        [("甲\t一", "二")],
        [("甲", "一\n乙\t二")],
        [("甲", "一"), ("乙", "二")],
        [("甲", "一\\t二")],
    ]
    assert len({digest_of_lines(each) for each in lists}) == 5


def test_a_lot_that_was_tampered_with_so_that_too_few_are_left_is_told(
    county: County, made: Procurement
) -> None:
    with on(DAY):
        by = {"person": county.officer.person, "at": wall_clock.now()}
        digest = digest_of_lines([(name(1), "合格")])
        kept = InvitationList.objects.create(
            procurement=made, wanted=3, digest=digest, commitment=sm3("1" * 64), seed="1" * 64, **by
        )
        candidate = InvitationCandidate.objects.create(
            of=kept, body=Body.objects.get(name=name(1)), code=name(1), reason="合格"
        )
        Invitation.objects.create(candidate=candidate, number=1, letter="请投标", **by)
        assert [*differences(made)] == ["照种子重抽不出 3 家：名单里能邀请的还差 2 家"]


def test_the_letter_is_read_by_whom_it_invites_alone(
    county: County, made: Procurement, signed_in: SignIn
) -> None:
    address = f"/procurements/open/{made.pk}/"
    with on(DAY):
        bound(made, county)
        draw_invited(procurement=made.pk, by=county.officer)
        chosen = names_of(made)
        invited = agent_of(chosen[0])
        page = signed_in(invited).get(address).content.decode()
        assert "投标邀请书" in page and chosen[0] in page and chosen[1] not in page
        [left, *_] = [each for each, _reason in FIVE if each not in chosen]
        for client in (signed_in(agent_of(left)), Client()):
            assert "投标邀请书" not in client.get(address).content.decode()


def test_who_has_received_an_invitation_is_veiled_in_the_log_until_the_opening(
    county: County, made: Procurement
) -> None:
    with on(DAY):
        bound(made, county)
        draw_invited(procurement=made.pk, by=county.officer)
        one, other, _third = invited_to(made)
        receive_letter(kind="invitation", number=one.pk, by=agent_of(one.candidate.body.name))
        register_service(kind="invitation", number=other.pk, day=DAY, way="mail", by=county.officer)
    kind, veiled = veiled_invitations()
    told = Entry.objects.filter(action="procurement.letter.served")
    both = {str(each.pk) for each in (one, other)}
    assert {(each.object_type, each.object_id) for each in told} == {(kind, each) for each in both}
    assert both <= {str(each.pk) for each in veiled}


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"wanted": 2}, "至少邀请 3 家"),
        ({"candidates": FIVE[:2]}, "不够随机选出"),
        ({"candidates": [*FIVE, FIVE[0]]}, "列了两次"),
        ({"candidates": [*FIVE, ("没有登记的公司", "资格预审合格")]}, "单位库里没有"),
        ({"candidates": [*FIVE[:4], (name(5), "")]}, "列入"),
    ],
)
def test_a_list_that_is_not_one_is_refused(
    county: County, made: Procurement, given: dict[str, Any], said: str
) -> None:
    with on(DAY), pytest.raises(Refusal, match=said):
        bound(made, county, **given)


def test_nobody_who_can_not_bid_fills_the_list_so_that_the_lot_has_no_choice(
    county: County, made: Procurement
) -> None:
    closed = body("云岭停业护理有限公司", county.place, kind="enterprise", credit_code="91530000MA6K009901", is_active=False)  # fmt: skip
    with on(DAY):
        with pytest.raises(Refusal, match="已经停用"):
            bound(made, county, candidates=[*FIVE[:3], (closed.credit_code, "资格预审合格")])
        Body.objects.filter(pk=county.civil.pk).update(kind="public_institution_class_2")
        with pytest.raises(Refusal, match="是这次采购的采购人"):
            bound(made, county, candidates=[*FIVE[:3], (county.civil.name, "资格预审合格")])


def test_a_reason_is_one_line_of_what_the_lot_is_bound_to(county: County, made: Procurement) -> None:
    with on(DAY):
        bound(made, county, candidates=[*FIVE[:4], (name(5), "资格预审\n云岭第6护理有限公司\t合格")])
    assert (
        InvitationList.objects.get().candidates.get(code=name(5)).reason
        == "资格预审 云岭第6护理有限公司 合格"
    )
    assert [*differences(made)] == []  # what was bound is what is kept


def test_neither_list_nor_lot_is_made_twice_nor_after_the_deadline(county: County, made: Procurement) -> None:
    with on(DAY):
        with pytest.raises(Refusal, match="还没有定备选名单"):
            draw_invited(procurement=made.pk, by=county.officer)
        bound(made, county)
        with pytest.raises(Refusal, match="只有一次"):
            bound(made, county)
        draw_invited(procurement=made.pk, by=county.officer)
        with pytest.raises(Refusal, match="不能重抽"):
            draw_invited(procurement=made.pk, by=county.officer)
    with on(BEGIN + timedelta(days=40)), pytest.raises(Refusal, match="已经截止"):
        bound(made, county)


def test_one_barred_since_is_passed_over_with_the_reason_and_the_next_is_invited(
    county: County, made: Procurement
) -> None:
    with on(DAY):
        bound(made, county)
        kept = InvitationList.objects.get()
        [first, *others] = sorted(
            (each for each, _reason in FIVE), key=lambda code: sm3(f"{kept.seed}\n{kept.digest}\n{code}")
        )
        entry = Debarment(
            body=Body.objects.get(name=first),
            starts_on=date(2026, 12, 1),
            decision_number="1号",
            authority="财政厅",
        )
        add_entry(by=county.treasurer, entry=entry)
        draw_invited(procurement=made.pk, by=county.officer)
    assert names_of(made) == others[:3]
    assert next(each for each in candidates_of(kept) if each.code == first).invitation.passed_over
    assert [*differences(made)] == []


def test_a_method_that_invites_nobody_has_no_lot(county: County, made: Procurement) -> None:
    Procurement.objects.filter(pk=made.pk).update(method="open_tender", law_method="open_tender")
    with on(DAY), pytest.raises(Refusal, match="不发投标邀请书"):
        bound(made, county)


def test_pages_show_the_seed_after_the_lot_alone(
    county: County, made: Procurement, signed_in: SignIn
) -> None:
    address = f"/procurements/{made.pk}/invitations/"
    officer = signed_in(county.officer)
    with on(DAY):
        assert address in officer.get(f"/procurements/{made.pk}/").content.decode()
        lines = "\n".join(" ".join(each) for each in FIVE)
        assert (
            officer.post(
                f"{address}list/", {"candidates": lines, "wanted": 3, "version": made.version}
            ).status_code
            == 302
        )
        seed = InvitationList.objects.get().seed
        assert seed not in officer.get(address).content.decode()
        assert (
            officer.post(f"{address}draw/", {"version": Procurement.objects.get().version}).status_code == 302
        )
        page = officer.get(address).content.decode()
        assert (
            seed in page
            and page.count("已邀请") == 3
            and page.count("<details><summary>云岭第") == 3
            and page.count("没有选到") == 2
        )


def test_the_lot_is_drawn_over_the_api(county: County, made: Procurement) -> None:
    with on(DAY):
        office = program_of(county.officer, made.pk)
        said = [{"supplier": each, "reason": reason} for each, reason in FIVE]
        office("invitations/list", {"candidates": said, "wanted": 4})
        office("invitations/draw", {})
        office("invitations/draw", {}, status=422)
    assert len(names_of(made)) == 4


def test_who_may_not_invite_is_told_that_before_what_is_sent_wrong(county: County, made: Procurement) -> None:
    with on(DAY):
        program_of(county.treasurer, made.pk)("invitations/list", {}, status=403)
        program_of(county.officer, made.pk)("invitations/list", {}, status=422)


def test_at_the_opening_only_those_who_were_not_drawn_are_pointed_out(
    county: County, made: Procurement
) -> None:
    with on(DAY):
        bound(made, county)
        draw_invited(procurement=made.pk, by=county.officer)
        chosen = names_of(made)
        rows = [_Bid(Body.objects.get(name=each)) for each, _reason in FIVE]
        told = [each for each in cautions_of(made, rows) if each.kind == CautionKind.INVITATION]  # type: ignore[arg-type]
    assert {each.entrants[0].bidder.name for each in told} == {each for each, _r in FIVE} - {*chosen}
    assert "没有向" in told[0].conflict.sentence


class _Bid:
    """As much of a bid as cautions read."""

    def __init__(self, bidder: Body) -> None:
        self.lot_id, self.bidder, self.bidder_id = None, bidder, bidder.pk
