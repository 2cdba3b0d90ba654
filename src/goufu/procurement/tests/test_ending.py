"""A procurement that nobody was told of by a notice ends with a reason and a record, and its money is free again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from goufu.core.errors import NotAllowed, Refusal
from goufu.journal.models import Entry
from goufu.procurement.actions.awarding import award
from goufu.procurement.actions.ending import end_procurement
from goufu.procurement.actions.examining import examine
from goufu.procurement.actions.planning import draft_procurement, left_of
from goufu.procurement.actions.serving import receive_letter
from goufu.procurement.actions.settling import settle
from goufu.procurement.actions.telling import send_letters
from goufu.procurement.models import (
    Award,
    Notice,
    NoticeState,
    Part,
    Procurement,
    ProcurementState,
    Response,
    ReviewReport,
)
from goufu.procurement.papers.ending import ending_papers
from goufu.procurement.queries.finding import own_letters
from goufu.procurement.tests.framing import of_provider
from goufu.procurement.tests.procuring import BEGIN, announced, deputy, on, running
from goufu.procurement.tests.standing import Wanted, made_once, standing
from goufu.procurement.tests.talking import TALKS, begun, talked
from goufu.registry.agents import Agent
from goufu.registry.tests.county import County

pytestmark = pytest.mark.django_db
world, own, county, made = standing()
LATER = BEGIN + timedelta(days=1)
REASON = "护理员调来以前，安置点已经撤了"


def end(made: Procurement, by: Agent, cause: str = "need_gone") -> Procurement:
    return end_procurement(procurement=made.pk, cause=cause, reason=REASON, by=by)


def settled(county: County, made: Procurement, price: str = "480000") -> Response:
    found = talked(county, made, 1, price)
    examine(response=found.pk, part=Part.QUALIFICATION, has_passed=True, by=county.officer)
    settle(procurement=made.pk, response=found.pk, price=Decimal(price), talks=TALKS, by=county.officer)
    return found


@pytest.mark.parametrize(
    ("method", "ground", "cause"),
    [("emergency", "disaster", "emergency_over"), ("single_source", "addition", "ground_gone")],
)
def test_what_ends_gives_its_money_back_with_a_record(
    county: County, method: str, ground: str, cause: str
) -> None:
    made = begun(county, method, ground)
    project = made.shares.get().project
    assert left_of(project) == 0
    with on(LATER):
        talked(county, made, 1, "480000")
        ended = end(made, county.lead, cause)
        assert left_of(project) == project.amount
        draft_procurement(title="再买一次", amounts={project.pk: left_of(project)}, by=county.officer)
    assert (ended.state, ended.end_cause, ended.ended_by) == ("terminated", cause, county.lead.person)
    pdf, _word = ending_papers(Procurement.objects.get(pk=made.pk))
    said = str(pdf.words())
    assert all(each in said for each in (REASON, "第1康养服务有限公司", "480,000", "采购活动开始"))
    entry = Entry.objects.filter(action="procurement.procurement.ended").latest("pk")
    assert REASON in str(entry.facts)


@made_once(begun)
def test_only_for_a_cause_of_its_method_and_with_a_reason(county: County, made: Procurement) -> None:
    with on(LATER):
        with pytest.raises(Refusal, match="没有这种原因"):
            end(made, county.lead, "ground_gone")
        with pytest.raises(Refusal, match="终止要写明理由"):
            end_procurement(procurement=made.pk, cause="need_gone", reason="不", by=county.lead)


@made_once(begun)
def test_what_the_offers_deny_is_refused(county: County, made: Procurement) -> None:
    with on(LATER):
        with pytest.raises(Refusal, match="没有登记过报价"):
            end(made, county.lead, "above_money")
        near = talked(county, made, 1, "480000", LATER)
        talked(county, made, 2, "700000", LATER)
        with pytest.raises(Refusal, match="没有超过预算和最高限价"):
            end(made, county.lead, "above_money")
        with pytest.raises(Refusal, match="没有审查不合格的记录"):
            end(made, county.lead, "no_supplier")
        examine(
            response=near.pk, part=Part.QUALIFICATION, has_passed=False, reason="被列入严重失信名单", by=county.officer
        )  # fmt: skip
        assert end(made, county.lead, "above_money").end_cause == "above_money"


@made_once(begun)
def test_by_a_head_who_did_not_draft_it(county: County, made: Procurement) -> None:
    with on(LATER):
        for by in (county.officer, county.treasurer):
            with pytest.raises(NotAllowed):
                end(made, by)
        Procurement.objects.filter(pk=made.pk).update(drafted_by=county.lead.person)
        with pytest.raises(NotAllowed, match="不能由您终止"):
            end(made, county.lead)
        assert end(made, deputy(county)).state == ProcurementState.TERMINATED


@made_once(begun)
def test_not_after_the_award_nor_where_a_notice_began_it(county: County, made: Procurement) -> None:
    with on(LATER):
        chosen = settled(county, made)
        award(procurement=made.pk, response=chosen.pk, by=county.lead)
        with pytest.raises(Refusal, match="已经确定了供应商"):
            end(made, deputy(county))


@made_once(running)
def test_where_a_notice_began_it_the_end_is_a_notice(county: County, made: Procurement) -> None:
    with on(LATER), pytest.raises(Refusal, match="这次采购发过公告"):
        end(made, county.lead)


@made_once(begun, "single_source", "addition")
def test_what_was_published_of_a_single_source_ends_by_a_notice(county: County, made: Procurement) -> None:
    Notice.objects.create(
        procurement=made, kind="single_source", state=NoticeState.PUBLISHED, number="GG-1", content=[], digest="0" * 64,
        drafted_by=county.officer.person, drafted_at=made.changed_at,
        published_by=county.lead.person, published_at=made.changed_at,
    )  # fmt: skip
    with on(LATER):
        with pytest.raises(Refusal, match="这次采购发过公告"):
            end(made, county.lead)
        ended = announced(made, "termination", county, reason="唯一的供应商停业了")
    assert ended.about and ended.about.kind == "single_source"
    assert Procurement.objects.get(pk=made.pk).state == ProcurementState.TERMINATED


@made_once(begun)
def test_the_page_offers_it_and_then_leads_to_a_new_one(
    county: County, made: Procurement, signed_in: Callable[[Agent], Client]
) -> None:
    page, step = (reverse(f"procurement:{name}", args=[made.pk]) for name in ("procurement", "end"))
    with on(LATER):
        lead = signed_in(county.lead)
        assert step in lead.get(page).content.decode()
        assert "突发事件已经过去" in lead.get(step).content.decode()
        version = Procurement.objects.values_list("version", flat=True).get(pk=made.pk)
        sent = {"cause": "emergency_over", "reason": REASON, "version": str(version)}
        assert lead.post(step, sent).status_code == 302
        shown = signed_in(county.officer).get(page).content.decode()
    assert "重新开始采购" in shown
    assert REASON in shown


VERBS: dict[str, Callable[[Procurement, County, int], object]] = {
    "offer": lambda made, county, index: talked(
        county, made, 1 + index % 2, ("480000", "150000", "700000")[index % 3], LATER
    ),
    "examine": lambda made, county, index: examine(
        response=_any(made),
        part=Part.QUALIFICATION,
        has_passed=index % 4 > 0,
        reason="证照不全",
        by=county.officer,
    ),
    "settle": lambda made, county, index: settle(
        procurement=made.pk,
        response=_any(made),
        price=Decimal(150_000 + 330_000 * (index % 2)),
        talks=TALKS,
        by=county.officer,
    ),
    "award": lambda made, county, index: award(procurement=made.pk, response=_any(made), by=county.lead),
    "letters": lambda made, county, index: send_letters(procurement=made.pk, by=county.officer),
    "end": lambda made, county, index: end(
        made,
        county.lead,
        ("need_gone", "no_supplier", "above_money", "emergency_over", "ground_gone")[index % 5],
    ),
}


def _any(made: Procurement) -> int:
    found = made.responses.order_by("-pk").first()
    if found is None:
        raise Refusal("没有响应")
    return found.pk


LANES = {
    "emergency": Wanted(begun),
    "single_source": Wanted(begun, ("single_source", "addition")),
    "self_purchase": Wanted(begun, ("self_purchase", ""), (("share", Decimal(200_000)),)),
}


@pytest.mark.parametrize("world", LANES.values(), ids=[*LANES], indirect=True, scope="module")
@settings(max_examples=4, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(walk=st.lists(st.tuples(st.sampled_from([*VERBS]), st.integers(0, 11)), min_size=4, max_size=14))
def test_any_order_of_talks_ends_in_an_award_or_gives_the_money_back(
    county: County, made: Procurement, walk: list[tuple[str, int]]
) -> None:
    with transaction.atomic():
        share = made.shares.select_related("project").get()
        unspent = left_of(share.project)
        with on(LATER, 12):
            for verb, index in walk:
                try:
                    with transaction.atomic():
                        VERBS[verb](made, county, index)
                except Refusal:
                    pass
                found = Procurement.objects.get(pk=made.pk)
                is_over = found.state == ProcurementState.TERMINATED
                assert left_of(share.project) == unspent + (share.amount if is_over else 0)
                awards = Award.objects.filter(procurement=found)
                assert not (is_over and awards)
                assert all(each.amount <= share.amount for each in awards)
                assert not awards or ReviewReport.objects.filter(procurement=found).exists()
                assert bool(found.end_cause) == is_over
        transaction.set_rollback(True)


def told(agent: Agent) -> list[str]:
    return [each.text for each in own_letters(agent)]


@made_once(begun)
def test_each_who_offered_something_is_told_at_home_and_of_the_others_nothing(
    county: County, made: Procurement, signed_in: Callable[[Agent], Client]
) -> None:
    near, far, silent = (of_provider(county, number) for number in (1, 2, 3))
    with on(LATER):
        talked(county, made, 1, "480000")
        talked(county, made, 2, "490000", LATER)
        talked(county, made, 2, "470000", LATER)  # once more: the last offer counts
        office = signed_in(county.officer)
        end(made, county.lead, "emergency_over")
        assert [len(told(each)) for each in (near, far, silent)] == [1, 1, 0]
        [said] = told(far)
        assert "突发事件已经过去" in said and "2026年12月2日终止，不再成交" in said and made.title in said
        assert REASON not in said and near.body.name not in said and "480" not in said
        home = signed_in(far).get(reverse("home")).content.decode()
        assert f"看结果告知：{made.title}" in home and said.partition("\n")[2].strip() not in home
        page = reverse("procurement:review", args=[made.pk])
        assert page in office.get(reverse("procurement:procurement", args=[made.pk])).content.decode()
        shown = office.get(page).content.decode()
        assert all(each in shown for each in (near.body.name, "结果告知", "没有审查"))
        assert "审查资格" not in shown
        receive_letter(kind="letter", number=own_letters(far).get().pk, by=far)
        letter = reverse("documents:paper", args=["letter", own_letters(far).get().pk, "letter_paper"])
        answers = [signed_in(each).post(letter).status_code for each in (far, near)]
    assert answers == [302, 404]


@made_once(begun, "single_source", "addition")
def test_where_a_notice_tells_the_end_the_letter_names_it(county: County, made: Procurement) -> None:
    Notice.objects.create(
        procurement=made, kind="single_source", state=NoticeState.PUBLISHED, number="GG-1", content=[], digest="0" * 64,
        drafted_by=county.officer.person, drafted_at=made.changed_at,
        published_by=county.lead.person, published_at=made.changed_at,
    )  # fmt: skip
    with on(LATER):
        near = of_provider(county, 1)
        talked(county, made, 1, "480000")
        notice = announced(made, "termination", county, reason="唯一的供应商停业了")
        [said] = told(near)
    assert f"原因见终止公告（{notice.number}）" in said
    assert "停业" not in said
