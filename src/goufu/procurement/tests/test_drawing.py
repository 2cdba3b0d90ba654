"""The draw: bound before, repeated by anybody, once, and seen by nobody but the purchaser."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from goufu.core.errors import NotAllowed, NotFound, Refusal
from goufu.procurement.actions.drawing import commit_draw, draw_experts, keep_experts, replace_member
from goufu.procurement.actions.seating import member_of, seat_member
from goufu.procurement.law import facts_of
from goufu.procurement.models import Draw, ExpertList, PanelMember, Procurement, Seat
from goufu.procurement.reckoning.drawing import NotEnough, Wanted, drawn, order_of
from goufu.procurement.review.experts import digest_of_list
from goufu.procurement.tests.procuring import deputy, on, running
from goufu.procurement.tests.reviewing import CARE, LAW, listed, rows
from goufu.procurement.tests.reviewing import drawn as panel_of
from goufu.procurement.tests.standing import made_once, standing
from goufu.registry.agents import Agent
from goufu.registry.tests.county import County

pytestmark = pytest.mark.django_db
world, own, county, made = standing()
DAY = date(2026, 12, 15)
WANTED = [Wanted(CARE, 2), Wanted(LAW, 1)]


def test_the_draw_by_hand() -> None:
    """The order is that of SM3 of seed, digest and code, each on its line: any tool gives the same."""
    codes = ["A1", "A2", "A3"]
    by_hand = sorted(codes, key=lambda code: hashlib.new("sm3", f"s\nd\n{code}".encode()).hexdigest())
    assert order_of("s", "d", codes) == by_hand
    fields = {"A1": {"x"}, "A2": {"x", "y"}, "A3": {"y"}}
    found = drawn(["A2", "A1", "A3"], fields, [Wanted("x", 1), Wanted("y", 1)], excluded=())
    assert [(each.code, each.field) for each in found] == [("A2", "x"), ("A3", "y")]
    with pytest.raises(NotEnough):
        drawn(["A2", "A1", "A3"], fields, [Wanted("x", 2)], excluded={"A1"})


@settings(max_examples=30)
@given(
    st.text(max_size=8),
    st.sets(st.text("0123456789", min_size=1, max_size=4), min_size=3, max_size=20),
    st.data(),
)
def test_nobody_excluded_is_drawn_and_nobody_twice(seed: str, codes: set[str], data: st.DataObject) -> None:
    excluded = data.draw(st.sets(st.sampled_from(sorted(codes))))
    count = len(codes - excluded)
    found = drawn(order_of(seed, "d", codes), {code: {"x"} for code in codes}, [Wanted("x", count)], excluded)
    assert {each.code for each in found} == codes - excluded
    assert order_of(seed, "d", codes) == order_of(seed, "d", sorted(codes, reverse=True))


@made_once(running)
def test_the_seed_is_bound_before_and_the_result_can_be_repeated(county: County, made: Procurement) -> None:
    with on(DAY):
        panel = panel_of(county, made)
        draw = Draw.objects.get()
        assert draw.commitment == hashlib.new("sm3", draw.seed.encode()).hexdigest()
        assert draw.of.digest == digest_of_list(rows())
        again = drawn(
            order_of(draw.seed, draw.of.digest, [each["code"] for each in rows()]),
            {each["code"]: each["fields"] for each in rows()},
            WANTED,
            [each["code"] for each in draw.exclusions],
        )
        assert [each.expert.code for each in panel if each.expert] == [each.code for each in again]
        facts = facts_of(Procurement.objects.get(pk=made.pk))
    assert (facts["panel_size"], facts["expert_count"], facts["law_expert_count"]) == (3, 3, 1)
    assert facts["expert_selection"] == "random"


@made_once(running)
def test_it_is_drawn_once_and_nothing_of_it_changes(county: County, made: Procurement) -> None:
    with on(DAY):
        panel_of(county, made)
        with pytest.raises(Refusal, match="只有一次"):
            commit_draw(procurement=made.pk, of=Draw.objects.get().of_id, wanted=WANTED, by=county.officer)
        with pytest.raises(Refusal, match="不能重抽"):
            draw_experts(procurement=made.pk, by=county.officer)
    changes: list[dict[str, object]] = [
        {"seed": "0" * 64},
        {"exclusions": [{"code": "YN0001"}]},
        {"wanted": []},
    ]
    for change in changes:
        with pytest.raises(IntegrityError, match="不能重来"), transaction.atomic():
            Draw.objects.update(**change)


@made_once(running)
def test_who_is_near_the_purchaser_is_left_out_with_the_reason(county: County, made: Procurement) -> None:
    given = rows()
    given[0]["employer"] = county.civil.name
    given[1]["avoids"] = [county.civil.name]
    with on(DAY):
        commit_draw(
            procurement=made.pk,
            of=listed(county, given).pk,
            wanted=WANTED,
            exclusions=[("YN0003", "三年内在本单位任职")],
            by=county.officer,
        )
        with pytest.raises(IntegrityError, match="不能重来"), transaction.atomic():
            Draw.objects.update(exclusions=[])  # whoever has read the seed takes nobody back in
        draw_experts(procurement=made.pk, by=county.officer)
    assert Draw.objects.get().exclusions == [
        {"code": "YN0001", "reason": "在采购人单位工作"},
        {"code": "YN0002", "reason": "应当回避采购人"},
        {"code": "YN0003", "reason": "三年内在本单位任职"},
    ]
    assert not {"YN0001", "YN0002", "YN0003"} & {each.expert.code for each in made.panel.all() if each.expert}


@made_once(running)
def test_a_field_with_too_few_is_said(county: County, made: Procurement) -> None:
    with on(DAY):
        of = listed(county).pk
        with pytest.raises(Refusal, match="“法律服务”还差 1 位"):
            commit_draw(procurement=made.pk, of=of, wanted=[Wanted(LAW, 4)], by=county.officer)
        with pytest.raises(Refusal, match="“不限专业”还差 1 位"):
            commit_draw(procurement=made.pk, of=of, wanted=[Wanted("", 13)], by=county.officer)
        commit_draw(
            procurement=made.pk, of=of, wanted=[Wanted(LAW, 3)], by=county.officer
        )  # nothing is bound


@made_once(running)
def test_a_representative_who_sits_already_is_in_nobody_s_way(county: County, made: Procurement) -> None:
    with on(DAY):
        seat_member(
            procurement=made.pk,
            seat=Seat.REPRESENTATIVE,
            name="张副局长",
            employer=county.civil.name,
            person=deputy(county).person.pk,
            by=county.officer,
        )
        panel = panel_of(county, made)
    assert [each.number for each in panel] == [1, 2, 3, 4]
    assert [each.number for each in panel if each.is_head] == [2]


@made_once(running)
def test_whoever_can_not_come_is_replaced_by_the_next_of_the_same_order(
    county: County, made: Procurement
) -> None:
    with on(DAY):
        gone = panel_of(county, made)[0]
        new = replace_member(member=gone.pk, reason="当天有事不能来", by=county.officer)
        draw = Draw.objects.get()
        order = order_of(draw.seed, draw.of.digest, [each["code"] for each in rows()])
        able = [code for code in order if int(code[2:]) % 4]
        assert gone.expert and new.expert and new.expert.code == able[2]
        assert new.is_head and not PanelMember.objects.get(pk=gone.pk).is_head
        assert draw.replaced == [
            {"code": gone.expert.code, "by": new.expert.code, "reason": "当天有事不能来"}
        ]
        with pytest.raises(Refusal, match="已经退出"):
            replace_member(member=gone.pk, reason="当天有事不能来", by=county.officer)


@made_once(running)
def test_names_are_the_purchasers_alone(county: County, made: Procurement) -> None:
    with on(DAY):
        [first, *_rest] = panel_of(county, made)
        assert member_of(county.officer, first.pk).name == first.name
        for other in (county.treasurer, county.auditor, county.teacher):
            with pytest.raises(NotFound):
                member_of(other, first.pk)


@made_once(running)
def test_who_drafted_does_not_review(county: County, made: Procurement) -> None:
    seat = {"seat": Seat.REPRESENTATIVE, "name": "李经办", "employer": county.civil.name}
    with on(DAY):
        panel_of(county, made)
        with pytest.raises(Refusal, match="不评审"):
            seat_member(procurement=made.pk, person=county.officer.person.pk, by=county.officer, **seat)  # type: ignore[arg-type]


def test_a_list_is_brought_as_a_table(county: County, signed_in: Callable[[Agent], Client]) -> None:
    lines = [
        "专家编号,姓名,工作单位,评审专业,应当回避的单位",
        "A1,张三,云南大学,养老服务、社会工作,",
        "A2,李四,昆明学院,法律服务,甲公司",
    ]
    with on(DAY):
        client = signed_in(county.treasurer)

        def bring(text: str) -> HttpResponse:
            file = SimpleUploadedFile("名单.csv", text.encode())
            return client.post(reverse("procurement:experts"), {"as_of": "2026-11-01", "file": file})  # type: ignore[return-value]

        assert "重复" in bring("\n".join([*lines, lines[1]])).content.decode()
        assert not ExpertList.objects.exists()
        assert bring("\n".join(lines)).status_code == 302
    found = {each.code: (each.fields, each.avoids) for each in ExpertList.objects.get().experts.all()}
    assert found == {"A1": (["养老服务", "社会工作"], []), "A2": (["法律服务"], ["甲公司"])}


def test_lists_are_kept_by_a_finance_office(county: County) -> None:
    with on(DAY), pytest.raises(NotAllowed):
        keep_experts(rows=rows(), as_of=DAY, by=county.officer)
