"""Bodies merged and split: who comes after whom, what comes along, and that debarments do."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test import Client
from django.utils import timezone

from goufu.core.action import history
from goufu.core.errors import NotAllowed, Refusal
from goufu.journal.words import facts_for_people
from goufu.registry.actions.bodies import reopen_body
from goufu.registry.actions.renaming import rename_body
from goufu.registry.actions.succession import merge_bodies, split_body
from goufu.registry.agents import Agent
from goufu.registry.models import Appointment, Body, Debarment, Succession
from goufu.registry.queries.designations import of_codes
from goufu.registry.queries.providers import debarments_of
from goufu.registry.tests.county import County, body
from goufu.registry.tests.papers import paper
from goufu.registry.tests.test_credit_codes import code_of

SignedIn = Callable[[Agent], Client]
DAY = date(2026, 6, 1)
ONE_DAY = timedelta(days=1)


def provider(county: County, name: str, **more: Any) -> Body:
    made = Body.objects.create(name=name, kind="enterprise", place=county.place, **more)
    Body.objects.filter(pk=made.pk).update(path=f"/{made.pk}/")
    made.refresh_from_db()
    return made


def debar(body: Body) -> None:
    Debarment.objects.create(
        body=body,
        starts_on=date(2026, 1, 1),
        ends_on=date(2028, 12, 31),
        decision_number="1号",
        authority="财政局",
    )


def merge(county: County, into: Body, *ended: Body, since: date = DAY, by: Agent | None = None) -> Body:
    version = Body.objects.get(pk=into.pk).version
    return merge_bodies(
        by=by or county.system, into=into, version=version, ended=ended, since=since, document=paper(into)
    )


def split(county: County, body: Body, successors: Sequence[Body]) -> Body:
    version = Body.objects.get(pk=body.pk).version
    return split_body(
        by=county.system, body=body, version=version, successors=successors, since=DAY, document=paper(body)
    )


def is_debarred(body: Body, day: date) -> bool:
    return debarments_of(body, day).exists()


def leave(body: Body) -> None:
    """Nobody works there any more."""
    Appointment.objects.filter(body=body).delete()


def test_a_merged_body_ends_and_those_below_come_along(county: County) -> None:
    leave(county.civil)
    merge(county, county.education, county.civil)
    ended, below = Body.objects.get(pk=county.civil.pk), Body.objects.get(pk=county.nursing.pk)
    assert not ended.is_active
    assert below.parent == county.education
    assert below.path == f"{county.education.path}{below.pk}/"
    assert below.designations.get(days__contains=date(2026, 5, 31)).parent == county.civil
    link = Succession.objects.get()
    assert (link.ended, link.successor, link.day, link.takes_over) == (
        county.civil,
        county.education,
        DAY,
        True,
    )
    assert history(ended)[0].action == "registry.body.ended"
    facts = facts_for_people(history(county.education)[0])
    assert facts.keys() == {"since", "document", "merged"}
    assert facts["merged"] == ["云岭县民政局"]
    assert history(below)[0].facts == {"body.parent": ["云岭县民政局", "云岭县教育体育局"]}


def test_a_parent_and_its_child_merge_into_a_third(county: County) -> None:
    leave(county.civil)
    merge(county, county.education, county.civil, county.nursing)
    assert Succession.objects.filter(successor=county.education).count() == 2
    assert not Body.objects.filter(pk__in=[county.civil.pk, county.nursing.pk], is_active=True).exists()


def test_a_split_body_ends_in_several(county: County) -> None:
    leave(county.civil)
    first, second = (body(name, county.place, office=county.finance) for name in ("民政一局", "民政二局"))
    split(county, county.civil, [first, second])
    found = {link.successor.name: link.takes_over for link in Succession.objects.all()}
    assert found == {"民政一局": True, "民政二局": False}
    assert Body.objects.get(pk=county.nursing.pk).parent == first
    [entry] = history(county.civil)
    assert (entry.action, entry.facts["split_into"]) == ("registry.body.split", ["民政一局", "民政二局"])


def test_what_cannot_be_merged(county: County) -> None:
    with pytest.raises(Refusal, match="2 个人任职没有结束：李经办（采购经办人，长期）、王局长（"):
        merge(county, county.education, county.civil)
    leave(county.civil)
    with pytest.raises(Refusal, match="在云岭县民政局之下"):
        merge(county, county.nursing, county.civil)
    with pytest.raises(Refusal, match="不能由自己承接"):
        merge(county, county.civil, county.civil)
    with pytest.raises(Refusal, match="没有登记主管财政部门"):
        merge(county, body("无财政", county.place), county.civil)
    with pytest.raises(Refusal, match="还没有到"):
        merge(county, county.education, county.civil, since=date(2200, 1, 1))
    with pytest.raises(Refusal, match="至少有两个单位"):
        split(county, county.civil, [county.education, county.education])
    leave(county.finance)
    with pytest.raises(Refusal, match="不是财政部门"):
        merge(county, county.education, county.finance)
    with pytest.raises(NotAllowed):
        merge(county, county.education, county.civil, by=county.treasurer)
    assert not Succession.objects.exists()


def test_roles_that_end_today_are_named_with_the_day_that_is_needed(
    county: County, signed_in: SignedIn
) -> None:
    today = timezone.localdate()
    Appointment.objects.filter(body=county.education).update(
        days=DateRange(date(2026, 1, 1), today + ONE_DAY)
    )
    page = signed_in(county.system).get(f"/bodies/{county.education.pk}/split/").content.decode()
    said = f"1 个人任职没有结束：赵经办（采购经办人，到{today}）"
    assert said in page
    with pytest.raises(Refusal, match=said) as refused:
        merge(county, county.civil, county.education)
    assert f"最后一天填昨天（{today - ONE_DAY}）" in refused.value.remedy
    Appointment.objects.filter(body=county.education).update(days=DateRange(date(2026, 1, 1), today))
    merge(county, county.civil, county.education)


def test_a_finance_office_hands_its_clients_over(county: County) -> None:
    heir = body("云岭县财政金融局", county.place, is_finance_office=True)
    Body.objects.filter(pk=heir.pk).update(office=heir)
    leave(county.finance)
    merge(county, heir, county.finance)
    assert Body.objects.get(pk=county.civil.pk).office == heir


def test_what_went_into_another_is_not_opened_again(county: County) -> None:
    leave(county.civil)
    merge(county, county.education, county.civil)
    with pytest.raises(Refusal, match="已经由云岭县教育体育局承接"):
        reopen_body(by=county.system, body=county.civil, version=Body.objects.get(pk=county.civil.pk).version)


def test_a_renamed_provider_stays_debarred(county: County) -> None:
    old, new = code_of("91"), code_of("91", 1)
    one = provider(county, "甲公司", credit_code=old)
    debar(one)
    rename_body(
        by=county.system, body=one, version=1, since=DAY, document=paper(one), name="乙公司", credit_code=new
    )
    assert is_debarred(one, DAY)
    assert of_codes([old, new, "9" * 18]) == {old: one.pk, new: one.pk}


def test_a_provider_merged_into_another_takes_its_debarment_along(county: County) -> None:
    one, two, three, clean = (provider(county, name) for name in ("甲公司", "乙公司", "丙公司", "丁公司"))
    debar(one)
    merge(county, two, one)
    merge(county, three, two, since=date(2026, 7, 1))
    assert not is_debarred(two, date(2026, 5, 31))
    assert is_debarred(two, DAY)
    assert not is_debarred(three, date(2026, 6, 30))
    assert is_debarred(three, date(2026, 7, 1))
    assert is_debarred(two, date(2026, 7, 1)) and not is_debarred(clean, date(2026, 7, 1))
    assert not is_debarred(three, date(2029, 1, 1))


def test_none_escapes_by_being_split(county: County) -> None:
    one, two, three = (provider(county, name) for name in ("甲公司", "乙公司", "丙公司"))
    debar(one)
    split(county, one, [two, three])
    assert is_debarred(two, DAY) and is_debarred(three, DAY)


def test_the_pages(county: County, signed_in: SignedIn) -> None:
    client = signed_in(county.system)
    leave(county.civil)
    debar(county.civil)
    number = county.education.pk
    given = {"since": "2026-06-01", "document": paper(county.education).pk, "version": 1}
    empty = client.post(f"/bodies/{number}/merge/", given)
    assert empty.status_code == 422
    assert "请填写并入的单位 1" in empty.content.decode()
    sent = given | {"body_1": "云岭县民政局（云岭县539999）"}
    asked = client.post(f"/bodies/{number}/merge/", sent)
    assert asked.status_code == 200
    assert "云岭县民政局停用，由云岭县教育体育局承接" in asked.content.decode()
    assert "下属单位，改由承接的单位主管：1 个（云岭县养老服务中心）" in " ".join(
        asked.content.decode().split()
    )
    assert not Succession.objects.exists()  # nothing is done before it is confirmed
    again = client.post(f"/bodies/{number}/merge/", sent | {"back": "1"})
    assert again.status_code == 200 and "云岭县民政局（云岭县539999）" in again.content.decode()
    assert client.post(f"/bodies/{number}/merge/", sent | {"sure": "1"}).status_code == 302
    heir = client.get(f"/bodies/{number}/").content.decode()
    assert "并入本单位" in heir
    assert "并入的云岭县民政局在禁止参加政府采购期内" in heir
    ended = client.get(f"/bodies/{county.civil.pk}/").content.decode()
    assert "已经并入" in ended
    assert client.get(f"/bodies/{county.nursing.pk}/split/").status_code == 200
