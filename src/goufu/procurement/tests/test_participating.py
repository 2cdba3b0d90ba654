"""What providers do before the deadline: find, take part, ask, fetch the file; and what is told of it to whom."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from goufu import wall_clock
from goufu.core.action import history
from goufu.core.errors import NotAllowed, NotFound, Refusal
from goufu.core.roles import Role
from goufu.documents.actions import attach_document
from goufu.documents.tests.papers import pdf
from goufu.procurement.actions.asking import answer_question, ask_question
from goufu.procurement.actions.deciding import record_event
from goufu.procurement.actions.participating import (
    forget_search,
    save_search,
    take_part,
    withdraw_participation,
)
from goufu.procurement.conflicts import conflicts_of
from goufu.procurement.models import (
    FileDownload,
    Participation,
    ParticipationState,
    Procurement,
    Question,
    SavedSearch,
)
from goufu.procurement.queries.finding import found_by, looked_for, open_now, past
from goufu.procurement.tests.procuring import BEGIN, on, planned, running
from goufu.procurement.tests.standing import made_once, nothing, standing
from goufu.procurement.transitions import PARTICIPATION, QUESTION
from goufu.procurement.work.procurements import waiting as waiting_for_purchaser
from goufu.procurement.work.providers import waiting
from goufu.registry.agents import Agent
from goufu.registry.models import Appointment, Body, Debarment
from goufu.registry.tests.county import County, a_provider, agent, body, sign_in

DAY = BEGIN + timedelta(days=3)
AFTER = BEGIN + timedelta(days=16)
DECLARED: dict[str, Any] = {"meets_conditions": True, "is_not_debarred": True, "has_no_conflict": True}
QUESTION_TEXT = "护理员的经验按哪一天计算？"
world, own, county, procurement = standing(running)


@pytest.fixture
def mine(county: County) -> Agent:
    return agent("周玲", a_provider(county), Role.PROVIDER_AGENT)


def another(county: County, name: str = "云岭县青禾服务有限公司", **more: Any) -> Agent:
    return agent(f"{name}的人", body(name, county.place, kind="enterprise", **more), Role.PROVIDER_AGENT)


def joins(procurement: Procurement, by: Agent, **more: Any) -> Participation:
    return take_part(procurement=procurement.pk, declared=DECLARED, by=by, **more)


def test_the_states_and_verbs_are_these() -> None:
    tables = {**PARTICIPATION.table, **QUESTION.table}
    assert {verb: (set(each.sources), each.target) for verb, each in tables.items()} == {
        "leave": ({"taking_part"}, "withdrawn"),
        "put-out": ({"taking_part"}, "withdrawn"),
        "answer": ({"asked"}, "answered"),
    }


def test_open_ones_are_found_by_words_field_and_place(county: County, procurement: Procurement) -> None:
    with on(DAY):
        assert list(open_now()) == [procurement] and list(past()) == []
        assert list(looked_for(open_now(), words="老人 护理", place=county.place.code)) == [procurement]
        assert list(looked_for(open_now(), place="530000")) == [procurement]
        for other in ({"words": "食堂"}, {"place": "110000"}, {"field": "culture"}):
            assert list(looked_for(open_now(), **other)) == []
    with on(AFTER):
        assert list(open_now()) == [] and list(past()) == [procurement]


def test_one_that_was_ended_before_its_deadline_is_over_from_then_on(
    county: County, procurement: Procurement
) -> None:
    with on(DAY):
        ended = {"ended_by": county.lead.person, "ended_at": wall_clock.now(), "end_reason": "项目取消"}
        Procurement.objects.filter(pk=procurement.pk).update(state="terminated", **ended)
        assert procurement.bid_deadline_at and procurement.bid_deadline_at > wall_clock.now()
        assert list(open_now()) == [] and list(past()) == [procurement]


@made_once(nothing)
def test_a_plan_is_not_there(county: County, mine: Agent) -> None:
    with on(BEGIN - timedelta(days=35)):
        made = planned(county)
        assert list(open_now()) == []
        assert Client().get(f"/procurements/open/{made.pk}/").status_code == 404
        with pytest.raises(NotFound):
            joins(made, mine)


def test_taking_part_ends_with_the_deadline(procurement: Procurement, mine: Agent) -> None:
    with on(DAY):
        made = joins(procurement, mine)
        with pytest.raises(Refusal, match="已经参加"):
            joins(procurement, mine)
        withdraw_participation(participation=made.pk, by=mine)
        made = joins(procurement, mine)
    with on(AFTER):
        with pytest.raises(Refusal, match="已经截止"):
            withdraw_participation(participation=made.pk, by=mine)
        with pytest.raises(Refusal, match="已经截止"):
            joins(procurement, mine)
    states = Participation.objects.order_by("pk").values_list("state", flat=True)
    assert list(states) == [ParticipationState.WITHDRAWN, ParticipationState.TAKING_PART]


def test_another_provider_knows_nothing_of_it(county: County, procurement: Procurement, mine: Agent) -> None:
    with on(DAY):
        made, stranger = joins(procurement, mine), another(county)
        with pytest.raises(NotFound):
            withdraw_participation(participation=made.pk, by=stranger)
        client = sign_in(stranger)
        for page in ("", "leave/"):
            assert client.get(f"/procurements/participations/{made.pk}/{page}").status_code == 404
        assert mine.body.name not in client.get(f"/procurements/open/{procurement.pk}/").content.decode()


def test_who_may_not_provide_or_declares_nothing_doesn_t_take_part(
    procurement: Procurement, mine: Agent
) -> None:
    with on(DAY):
        with pytest.raises(Refusal, match="声明"):
            take_part(procurement=procurement.pk, declared={"meets_conditions": True}, by=mine)
        Debarment.objects.create(
            body=mine.body, starts_on=BEGIN, decision_number="云财罚〔2026〕1号", authority="云岭县财政局"
        )
        with pytest.raises(Refusal, match="现在不能参加") as refused:
            joins(procurement, mine)
        assert "procurement-law:22" in refused.value.articles


def test_a_purchaser_does_not_bid_for_its_own_procurement(county: County, procurement: Procurement) -> None:
    Body.objects.filter(pk=county.civil.pk).update(kind="public_institution_class_2")
    own = agent("自己的供应商经办", Body.objects.get(pk=county.civil.pk), Role.PROVIDER_AGENT)
    with on(DAY), pytest.raises(Refusal, match="是这次采购的采购人"):
        joins(procurement, own)


def test_only_providers_take_part(county: County, procurement: Procurement) -> None:
    with on(DAY):
        for each in (county.officer, county.treasurer, county.system):
            with pytest.raises((NotAllowed, NotFound)):
                joins(procurement, each)


def test_a_consortium_has_shares_that_make_a_hundred(
    county: County, procurement: Procurement, mine: Agent
) -> None:
    Procurement.objects.filter(pk=procurement.pk).update(accepts_consortium=True)
    member = another(county).body
    with on(DAY):
        for share in (Decimal(30), Decimal(50)):
            said = {**DECLARED, "own_share_percent": Decimal(60)}
            with pytest.raises(Refusal, match="不是100%"):
                take_part(procurement=procurement.pk, declared=said, members=[(member, share)], by=mine)
        said = {**DECLARED, "own_share_percent": Decimal(60)}
        found = take_part(procurement=procurement.pk, declared=said, members=[(member, Decimal(40))], by=mine)
        assert [each.body for each in found.members.all()] == [member]
    Procurement.objects.filter(pk=procurement.pk).update(accepts_consortium=False)
    other = another(county, "第三家公司")
    with on(DAY), pytest.raises(Refusal, match="不接受联合体"):
        take_part(procurement=procurement.pk, declared=said, members=[(member, Decimal(40))], by=other)


def test_the_deposit_is_what_the_file_asks_for(procurement: Procurement, mine: Agent) -> None:
    Procurement.objects.filter(pk=procurement.pk).update(bid_deposit=Decimal(10_000))
    with on(DAY):
        with pytest.raises(Refusal, match="保证金"):
            joins(procurement, mine)
        made = joins(procurement, mine, deposit_form="guarantee", deposit_reference="BH-2026-1")
    assert made.deposit == Decimal(10_000)


def test_an_answer_goes_to_all_without_the_asker_s_name(
    county: County, procurement: Procurement, mine: Agent
) -> None:
    with on(DAY):
        asked = ask_question(procurement=procurement.pk, text=QUESTION_TEXT, by=mine)
        [item] = [
            each
            for group in waiting_for_purchaser(county.officer)
            for each in group.items
            if "提问" in each.what
        ]
        assert item.due == DAY + timedelta(days=5)  # three working days, over a weekend
        officer = sign_in(county.officer)
        for address in (f"/procurements/{procurement.pk}/", f"/procurements/questions/{asked.pk}/"):
            page = officer.get(address).content.decode()
            assert QUESTION_TEXT in page
            assert mine.body.name not in page and mine.person.name not in page
        own = officer.get(f"/procurements/{procurement.pk}/").content.decode()
        assert f'href="/procurements/questions/{asked.pk}/">答复 1 个提问</a>' in own
        public = f"/procurements/open/{procurement.pk}/"
        assert QUESTION_TEXT not in Client().get(public).content.decode()
        assert f"本单位问的：{QUESTION_TEXT[:20]}" in sign_in(mine).get(public).content.decode()
        answer_question(
            question=asked.pk, answer="按响应截止那一天计算。", changes_file=False, by=county.officer
        )
        assert "个提问" not in officer.get(f"/procurements/{procurement.pk}/").content.decode()
        page = Client().get(public).content.decode()
        assert QUESTION_TEXT in page and "按响应截止那一天计算。" in page and mine.body.name not in page
        assert any("看答复" in each.what for group in waiting(mine) for each in group.items)
        with pytest.raises(Refusal):
            answer_question(question=asked.pk, answer="再答复一次看看", changes_file=False, by=county.officer)


def test_names_are_kept_out_of_questions_and_answers(
    county: County, procurement: Procurement, mine: Agent
) -> None:
    with on(DAY):
        with pytest.raises(Refusal, match="名称"):
            ask_question(procurement=procurement.pk, text=f"{mine.body.name}能不能参加", by=mine)
        asked = ask_question(procurement=procurement.pk, text=QUESTION_TEXT, by=mine)
        for each in (mine, another(county)):  # whoever has asked: a refusal doesn't tell who it was
            with pytest.raises(Refusal, match="供应商的名称"):
                answer_question(
                    question=asked.pk,
                    answer=f"{each.body.name}可以参加",
                    changes_file=False,
                    by=county.officer,
                )
        with pytest.raises(NotFound):
            answer_question(question=asked.pk, answer="不是我们的采购", changes_file=False, by=county.teacher)


def test_who_takes_part_stands_in_no_history_that_the_purchaser_sees(
    county: County, procurement: Procurement, mine: Agent
) -> None:
    with on(DAY):
        made = joins(procurement, mine)
        ask_question(procurement=procurement.pk, text=QUESTION_TEXT, by=mine)
        assert mine.person.name not in [each.person_name for each in history(procurement)]
        assert [each.action for each in history(made)] == ["procurement.participation.begun"]
        page = sign_in(county.lead).get(f"/procurements/{procurement.pk}/").content.decode()
        assert mine.body.name not in page


def test_conflicts_are_named_after_the_opening_and_not_told_of_before(
    county: County, procurement: Procurement, mine: Agent
) -> None:
    child = another(county, "福寿的下属机构", parent=mine.body)
    address = f"/procurements/{procurement.pk}/"
    with on(DAY):
        joins(procurement, mine)
        joins(procurement, child)
        [conflict] = conflicts_of(procurement)
        assert conflict.article == "procurement-regulation:18"
        assert "请核对" in conflict.sentence  # the registry's tree shows no shares
        page = sign_in(county.officer).get(address).content.decode()
        assert "处问题" not in page and child.body.name not in page
    with on(AFTER):
        record_event(procurement=procurement.pk, event="opened", day=AFTER, by=county.officer)
        page = sign_in(county.officer).get(address).content.decode()
        assert conflict.sentence in page and "第十八条" in page and "有 1 处问题" in page


def test_the_same_person_acting_for_two_is_another_article(
    county: County, procurement: Procurement, mine: Agent
) -> None:
    other = another(county)
    Appointment.objects.filter(person=other.person).update(person=mine.person)
    with on(DAY):
        joins(procurement, mine)
        joins(procurement, other)
        assert [each.article for each in conflicts_of(procurement)] == ["order-87:37"]


def test_a_download_of_the_file_is_recorded(county: County, procurement: Procurement, mine: Agent) -> None:
    with on(DAY):
        paper = attach_document(
            by=county.officer,
            subject=("procurement", procurement.pk),
            kind="file",
            file_name="采购文件.pdf",
            chunks=[pdf()],
        )
        address = f"/procurements/open/{procurement.pk}/file/{paper.pk}/"
        assert Client().post(address).status_code == 302
        assert sign_in(county.officer).post(address).status_code == 404
        answer = sign_in(mine).post(address)
        assert answer.status_code == 200 and answer.getvalue().startswith(b"%PDF")
    [found] = FileDownload.objects.all()
    assert (found.body, found.person) == (mine.body, mine.person)


def test_saved_searches_show_on_the_home_page(procurement: Procurement, mine: Agent) -> None:
    with on(DAY):
        client = sign_in(mine)
        client.post("/procurements/open/save/", {"q": " 护理 ", "field": "", "place": ""})
        page = client.get("/").content.decode()
        assert "合您保存的条件" in page and procurement.title in page
        with pytest.raises(Refusal, match="已经保存过"):
            save_search(words="护理", by=mine)
        with pytest.raises(Refusal, match="先填一个条件"):
            save_search(by=mine)
        forget_search(search=SavedSearch.objects.get().pk, by=mine)
        assert "合您保存的条件" not in client.get("/").content.decode()


def test_all_saved_searches_are_looked_for_at_once(
    procurement: Procurement, mine: Agent, django_assert_num_queries: Any
) -> None:
    with on(DAY):
        for words, place in (("护理", ""), ("食堂", ""), ("老人 护理", "530000")):
            save_search(words=words, place=place, by=mine)
        searches = list(SavedSearch.objects.all())
        with django_assert_num_queries(2):
            assert found_by(searches, 5) == [[procurement], [], [procurement]]
        assert [len(each) for each in found_by(searches[:1], 5)] == [1]
        assert found_by([], 5) == []


def test_a_provider_s_way_through_the_pages(procurement: Procurement, mine: Agent) -> None:
    with on(DAY):
        client = sign_in(mine)
        assert procurement.title in client.get("/procurements/open/").content.decode()
        address = f"/procurements/open/{procurement.pk}/"
        assert client.post(f"{address}take-part/", {}).status_code == 422
        assert client.post(f"{address}take-part/", dict.fromkeys(DECLARED, "on")).status_code == 302
        assert client.post(f"{address}ask/", {"text": QUESTION_TEXT}).status_code == 302
        page = client.get(address).content.decode()
        assert "退出" in page and QUESTION_TEXT in page
        home = client.get("/").content.decode()
        assert "我的响应" in home and f"提交响应文件：{procurement.title}" in home
        made = Participation.objects.get()
        answer = client.post(f"/procurements/participations/{made.pk}/leave/", {"version": 1})
        assert answer.status_code == 302
    assert Question.objects.count() == 1
    assert Body.objects.filter(participations__state=ParticipationState.WITHDRAWN).count() == 1


def test_the_list_is_filtered_by_what_one_looks_for(county: County, procurement: Procurement) -> None:
    with on(DAY):
        for asked, is_found in (
            ({"q": "护理"}, True),
            ({"place": county.place.code}, True),
            ({"field": "elderly", "q": "护理"}, True),
            ({"field": "culture"}, False),
            ({"place": "000001"}, True),  # is no place here: said at the field, and not applied
            ({"past": "1"}, False),
        ):
            page = Client().get("/procurements/open/", asked).content.decode()
            assert (f"/procurements/open/{procurement.pk}/" in page) is is_found, asked
