"""The pages of people as administrators, leads and officers use them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

from django.db.backends.postgresql.psycopg_any import DateRange
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from goufu.core.roles import Role
from goufu.journal import actions as journal
from goufu.journal.models import Entry
from goufu.registry.agents import Agent
from goufu.registry.models import Appointment, Person
from goufu.registry.tests.county import County, agent
from goufu.registry.tests.enrolled import IDENTITY, PASSWORD, PHONE, SignedIn, text, zhou

__all__ = ["zhou"]


def test_a_system_administrator_enrols_and_reads_the_password_once(
    county: County, signed_in: SignedIn
) -> None:
    client = signed_in(county.system)
    assert "登记一个人" in text(client, "/people/")
    given = {
        "once": str(uuid4()),
        "username": "zhou",
        "name": "周新",
        "body": county.civil.name,
        "phone": PHONE,
    }
    answer = client.post("/people/enrol/", given)
    page = answer.content.decode()
    assert PASSWORD.search(page)
    assert answer.headers["Cache-Control"] == "no-store"
    again = client.post("/people/enrol/", given)
    assert again.headers["Location"] == f"/people/{Person.objects.get(username='zhou').pk}/"
    assert Person.objects.filter(username="zhou").count() == 1


def test_what_was_refused_stays_in_the_form(county: County, signed_in: SignedIn) -> None:
    client = signed_in(county.system)
    given = {
        "username": county.officer.person.username,
        "name": "周新",
        "body": county.civil.name,
        "phone": "1381234",
    }
    answer = client.post("/people/enrol/", given)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "11位" in page
    assert 'value="周新"' in page
    given["phone"] = PHONE
    assert "已经有人使用" in client.post("/people/enrol/", given).content.decode()


def test_numbers_are_masked_on_every_page(county: County, signed_in: SignedIn, zhou: Person) -> None:
    for viewer in (county.system, county.security, county.audit):
        client = signed_in(viewer)
        for address in ("/people/?columns=phone", "/people/", f"/people/{zhou.pk}/"):
            page = client.get(address, follow=True).content.decode()
            assert PHONE not in page
            assert IDENTITY not in page
    page = text(signed_in(county.system), f"/people/{zhou.pk}/change/")
    assert "138****5678" in page
    assert PHONE not in page


def test_a_changed_name_leaves_the_masked_numbers_as_they_were(
    county: County, signed_in: SignedIn, zhou: Person
) -> None:
    client = signed_in(county.system)
    given = {"version": "1", "name": "周鑫", "phone": "138****5678", "identity_number": ""}
    assert client.post(f"/people/{zhou.pk}/change/", given).status_code == 302
    zhou.refresh_from_db()
    assert (zhou.name, zhou.phone.reveal(), bool(zhou.identity_number)) == ("周鑫", PHONE, False)
    stale = client.post(f"/people/{zhou.pk}/change/", given | {"name": "周欣"})
    assert stale.status_code == 409
    assert "系统员" in stale.content.decode()
    assert 'value="周欣"' in stale.content.decode()


def test_unmasking_asks_why_and_is_told(county: County, signed_in: SignedIn, zhou: Person) -> None:
    client = signed_in(county.security)
    address = f"/people/{zhou.pk}/unmask/phone/"
    assert "为什么看" in text(client, address)
    assert client.post(address, {"reason": "看看"}).status_code == 422
    answer = client.post(address, {"reason": "核对联系方式"})
    assert PHONE in answer.content.decode()
    assert answer.headers["Cache-Control"] == "no-store"
    assert Entry.objects.filter(action="registry.person.unmasked", person=county.security.person.pk).exists()
    assert client.get(f"/people/{zhou.pk}/unmask/password/").status_code == 404


def test_a_security_administrator_gives_and_ends_a_role(
    county: County, signed_in: SignedIn, zhou: Person
) -> None:
    client = signed_in(county.security)
    address = f"/people/{zhou.pk}/appoint/"
    assert 'list="suggestions-body"' in text(client, address)
    assert "云岭县民政局" in text(client, "/bodies/suggested/?body=民政")
    given = {"role": "purchasing_officer", "body": "没有的单位", "first_day": f"{timezone.localdate()}"}
    assert "没有找到“没有的单位”" in client.post(address, given).content.decode()
    assert client.post(address, given | {"body": "云岭县民政局"}).status_code == 302
    made = Appointment.objects.get(person=zhou)
    assert "在任" in text(client, f"/people/{zhou.pk}/")
    admin = given | {"body": "云岭县民政局", "role": "audit_admin"}
    assert "必须由不同的人担任" in client.post(address, admin).content.decode()
    end = f"/people/{zhou.pk}/appointments/{made.pk}/end/"
    assert "停止周新" in text(client, end)
    late = client.post(end, {"version": "0", "last_day": f"{timezone.localdate()}"})
    assert (late.status_code, 'name="version" value="1"' in late.content.decode()) == (409, True)
    done = client.post(end, {"version": "1", "last_day": f"{timezone.localdate()}"})
    assert done.status_code == 302
    made.refresh_from_db()
    assert made.last_day == timezone.localdate()


def test_a_lead_sees_the_people_of_the_own_body_only(county: County, signed_in: SignedIn) -> None:
    client = signed_in(county.lead)
    page = text(client, "/people/")
    assert "李经办" in page
    assert "赵经办" not in page
    assert "登记一个人" not in page
    assert client.get(f"/people/{county.teacher.person.pk}/").status_code == 404
    assert "重设密码" not in text(client, f"/people/{county.officer.person.pk}/")


def test_people_without_the_permission_find_nothing(county: County, signed_in: SignedIn) -> None:
    client = signed_in(county.officer)
    officer = county.officer.person.pk
    for address in ("/people/", f"/people/{officer}/", "/people/enrol/", "/account/delegations/"):
        assert client.get(address).status_code == 404
    for address in (f"/people/{officer}/change/", f"/people/{officer}/appoint/"):
        assert signed_in(county.lead).get(address).status_code == 404


def test_a_lead_reads_of_a_colleague_what_concerns_his_own_body(county: County, signed_in: SignedIn) -> None:
    officer, today = county.officer.person, timezone.localdate()
    for at, body_role in ((county.civil, Role.PURCHASING_LEAD), (county.education, Role.PURCHASING_LEAD)):
        Appointment.objects.create(
            person=county.teacher.person,
            body=at,
            role=body_role,
            family="business",
            days=DateRange(today, today + timedelta(days=1)),
            delegated_by=officer,
        )
    journal.record(
        "accounts.person.signed_in",
        by=county.officer.actor,
        subject=("person", officer.pk),
        facts={"address": "192.0.2.7"},
    )
    seen = {
        name: text(signed_in(viewer), f"/people/{officer.pk}/")
        for name, viewer in (("lead", county.lead), ("security", county.security))
    }
    assert county.teacher.person.name in seen["lead"]
    assert [text in seen["lead"] for text in (county.education.name, "192.0.2.7")] == [False, False]
    assert [text in seen["security"] for text in (county.education.name, "192.0.2.7")] == [True, True]


def test_a_role_is_lent_and_taken_back(county: County, signed_in: SignedIn) -> None:
    client = signed_in(county.lead)
    address = "/account/delegations/"
    assert "李经办" in text(client, address)
    given = {
        "role": "purchasing_lead",
        "to": f"{county.officer.person.pk}",
        "last_day": f"{timezone.localdate() + timedelta(days=200)}",
    }
    assert "最长180天" in client.post(address, given).content.decode()
    given["last_day"] = f"{timezone.localdate() + timedelta(days=5)}"
    assert client.post(address, given).headers["Location"] == address
    page = text(client, address)
    assert "收回" in page
    lent = Appointment.objects.get(delegated_by=county.lead.person)
    assert "王局长" in text(signed_in(county.officer), "/account/")
    assert client.post(f"{address}{lent.pk}/withdraw/").status_code == 302
    lent.refresh_from_db()
    assert lent.revoked_at and "收回" not in text(client, address).split("<table")[1]


def test_the_list_costs_the_same_however_many_there_are(
    county: County, signed_in: SignedIn, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client = signed_in(county.system)
    for number in range(40):
        agent(f"多{number}", county.civil, Role.PURCHASING_OFFICER, Role.PURCHASING_LEAD)
    with django_assert_max_num_queries(8):
        client.get("/people/")


def test_a_person_s_page_costs_the_same_however_long_the_career(
    county: County, signed_in: SignedIn, zhou: Person, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client = signed_in(county.security)
    with django_assert_max_num_queries(16):
        client.get(f"/people/{zhou.pk}/")


def test_people_are_found_by_name_and_role(county: County, signed_in: SignedIn) -> None:
    client = signed_in(county.audit)
    page = text(client, "/people/?q=李&role=purchasing_officer")
    assert "李经办" in page
    assert "赵经办" not in page
    assert client.get("/people/?as=xlsx").headers["Content-Type"].startswith("application/vnd")


def test_whoever_closes_an_account_reads_that_the_work_stays_where_it_is(
    county: County, signed_in: Callable[[Agent], Client]
) -> None:
    page = signed_in(county.system).get(f"/people/{county.officer.person.pk}/deactivate/").content.decode()
    assert "交接工作" in page


def test_all_that_is_wrong_with_a_person_is_told_at_once(
    county: County, signed_in: Callable[[Agent], Client]
) -> None:
    wrong = {"phone": "12345", "identity_number": "530103199001010000", "body": "没有这个局", "email": "x"}
    said = ("已经有人使用", "请填写姓名", "没有找到", "邮箱", "手机号码是11位数字", "请对照证件改正")
    client = signed_in(county.system)
    given = wrong | {"username": f" {county.officer.person.username} ", "name": "", "once": str(uuid4())}
    answer = client.post("/people/enrol/", given)
    assert answer.status_code == 422
    assert [each for each in said if each not in answer.content.decode()] == []
    number = county.officer.person.pk
    page = client.post(f"/people/{number}/change/", wrong | {"name": "", "version": "1"}).content.decode()
    assert "手机号码是11位数字" in page and "请对照证件改正" in page and "请填写姓名" in page
