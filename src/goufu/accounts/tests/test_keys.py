"""Tokens for programs: shown once, one's own, for a year at most; and what they may ask."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test import Client
from django.utils import timezone

from goufu import wall_clock
from goufu.accounts.actions.keys import issue_key, revoke_key
from goufu.accounts.models import ApiKey
from goufu.accounts.queries import bearer
from goufu.core.errors import AlreadyDone, NotFound, Refusal
from goufu.core.roles import Role
from goufu.journal.models import Entry
from goufu.registry.agents import Agent, agents_of
from goufu.registry.models import Appointment, Body, Person
from goufu.registry.tests.county import SINCE, County


def me(text: str) -> Any:
    return Client().get("/api/me", headers={"authorization": f"Bearer {text}"})


def said(answer: Any) -> dict[str, Any]:
    return dict(json.loads(answer.content))


def test_a_token_stands_for_its_person_in_its_body(county: County) -> None:
    token, text = issue_key(name="财务系统", days=30, by=county.officer)
    answer = me(text)
    assert answer.status_code == 200
    assert said(answer)["body_name"] == "云岭县民政局"
    assert said(answer)["roles"] == ["purchasing_officer"]
    assert "planning.write_project" in said(answer)["permissions"]
    token.refresh_from_db()
    assert token.last_used_on == timezone.localdate()


def test_the_token_is_stored_nowhere(county: County) -> None:
    token, text = issue_key(name="财务系统", days=30, by=county.officer)
    assert text not in str(ApiKey.objects.filter(pk=token.pk).values().get())
    assert text not in str(Entry.objects.values().get())


@pytest.mark.parametrize(
    "end", ["revoked", "over", "person", "body", "appointment", "day", "unknown", "none"]
)
def test_what_has_ended_opens_nothing_from_then_on(county: County, end: str) -> None:
    token, text = issue_key(name="财务系统", days=30, by=county.officer)
    assert me(text).status_code == 200
    match end:
        case "revoked":
            revoke_key(key=token.pk, by=county.officer)
        case "over":
            day = timezone.localdate() - timedelta(days=1)
            ApiKey.objects.update(issued_on=day, expires_on=day)
        case "person":
            Person.objects.filter(pk=county.officer.person.pk).update(is_active=False)
        case "body":
            Body.objects.filter(pk=county.civil.pk).update(is_active=False)
        case "day":
            days = DateRange(SINCE, wall_clock.today())
            Appointment.objects.filter(person=county.officer.person).update(days=days)
        case "appointment":
            Appointment.objects.filter(person=county.officer.person).delete()
        case "unknown":
            text += "x"
        case "none":
            text = ""
    answer = me(text)
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"] == "Bearer"
    assert said(answer)["what"].startswith("没有令牌")


def test_a_key_has_the_roles_that_its_person_has_now_in_its_body(county: County) -> None:
    person, at = county.officer.person, county.officer.body
    _token, text = issue_key(name="财务系统", days=30, by=county.officer)
    for body, role in ((at, Role.PURCHASING_LEAD), (county.education, Role.AUDITOR)):
        days = DateRange(SINCE, None)
        Appointment.objects.create(person=person, body=body, role=role, family=role.family, days=days)
    found = bearer(text)
    [same] = [each for each in agents_of(person, wall_clock.today()) if each.body == at]
    assert found
    assert found[1] == same
    assert found[1].roles == {Role.PURCHASING_OFFICER, Role.PURCHASING_LEAD}
    assert found[1].body.place == same.body.place


@pytest.mark.parametrize(
    ("now", "status"),
    [
        ("2026-12-24T00:00:00+08:00", 200),
        ("2026-12-24T23:59:59.999999+08:00", 200),
        ("2026-12-25T00:00:00+08:00", 401),
        ("2026-12-24T16:00:00+00:00", 401),  # the same moment, said in London
    ],
)
def test_a_key_is_good_until_the_end_of_its_last_day(county: County, now: str, status: int) -> None:
    with wall_clock.telling(wall_clock.standing(datetime.fromisoformat("2026-11-24T09:00:00+08:00"))):
        key, text = issue_key(name="财务系统", days=30, by=county.officer)
    assert key.expires_on == date(2026, 12, 24)
    with wall_clock.telling(wall_clock.standing(datetime.fromisoformat(now))):
        assert me(text).status_code == status


def test_somebody_elses_token_is_not_there(county: County) -> None:
    token, _text = issue_key(name="财务系统", days=30, by=county.officer)
    for other in (county.lead, county.teacher, county.system):
        with pytest.raises(NotFound):
            revoke_key(key=token.pk, by=other)


@pytest.mark.parametrize("days", [0, -1, 366])
def test_no_token_for_longer_than_a_year(county: County, days: int) -> None:
    with pytest.raises(Refusal, match="1到365") as refused:
        issue_key(name="财务系统", days=days, by=county.officer)
    assert refused.value.field == "days"


def test_once_is_once(county: County) -> None:
    token = uuid4()
    issue_key(name="财务系统", days=365, by=county.officer, once=token)
    with pytest.raises(AlreadyDone):
        issue_key(name="财务系统", days=365, by=county.officer, once=token)
    assert ApiKey.objects.count() == 1


def test_a_token_ends_once(county: County) -> None:
    token, _text = issue_key(name="财务系统", days=30, by=county.officer)
    revoke_key(key=token.pk, by=county.officer)
    with pytest.raises(Refusal, match="已经停用"):
        revoke_key(key=token.pk, by=county.officer)


def test_a_session_is_no_token(county: County, signed_in: Callable[[Agent], Client]) -> None:
    assert signed_in(county.officer).get("/api/me").status_code == 401


def test_the_page_shows_a_new_token_once(county: County, signed_in: Callable[[Agent], Client]) -> None:
    client, sent = signed_in(county.officer), {"name": "财务系统", "days": "30", "once": str(uuid4())}
    page = client.post("/account/keys/", sent).content.decode()
    [text] = re.findall(r"gf_[\w-]{43}", page)
    assert me(text).status_code == 200
    again = client.post("/account/keys/", sent)
    assert again.headers["Location"] == "/account/keys/"
    page = client.get("/account/keys/").content.decode()
    assert "财务系统" in page
    assert text not in page


def test_what_is_wrong_is_told_at_its_field(county: County, signed_in: Callable[[Agent], Client]) -> None:
    answer = signed_in(county.officer).post("/account/keys/", {"name": "", "days": "1000"})
    assert answer.status_code == 422
    assert "请填写用途" in answer.content.decode()
    assert not ApiKey.objects.exists()


def test_a_token_is_ended_from_the_page(county: County, signed_in: Callable[[Agent], Client]) -> None:
    token, text = issue_key(name="财务系统", days=30, by=county.officer)
    client = signed_in(county.officer)
    assert client.post(f"/account/keys/{token.pk}/revoke/").status_code == 302
    assert me(text).status_code == 401
    assert "已停用" in client.get("/account/keys/").content.decode()
