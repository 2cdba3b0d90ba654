"""What administrators do for somebody's sign-in, in a browser."""

from __future__ import annotations

from uuid import uuid4

from django.test import Client

from goufu.accounts.lockout import is_locked
from goufu.core.roles import Role
from goufu.registry.models import Appointment, Person
from goufu.registry.tests.county import County, agent
from goufu.registry.tests.enrolled import PASSWORD, SignedIn, text, zhou

__all__ = ["zhou"]


def test_an_account_is_closed_opened_unlocked_and_its_password_reset(
    county: County, signed_in: SignedIn, zhou: Person
) -> None:
    system, security = signed_in(county.system), signed_in(county.security)
    here = f"/people/{zhou.pk}/"
    assert "立即退出" in text(system, f"{here}deactivate/")
    assert system.post(f"{here}deactivate/", {"reason": "调离本单位"}).headers["Location"] == here
    assert "停用" in text(security, here)
    assert system.post(f"{here}reactivate/").headers["Location"] == here
    once = {"once": str(uuid4())}
    assert PASSWORD.search(system.post(f"{here}password/", once).content.decode())
    assert system.post(f"{here}password/", once).headers["Location"] == here
    for _ in range(6):
        Client().post("/account/login/", {"login": "zhou", "password": "wrong"})
    assert is_locked(zhou)
    assert "暂时锁定" in text(security, here)
    assert security.post(f"{here}unlock/").status_code == 302
    assert not is_locked(zhou)


def test_a_second_factor_is_reset_for_a_reason(county: County, signed_in: SignedIn) -> None:
    victim = signed_in(county.officer)
    address = f"/people/{county.officer.person.pk}/second-factor/"
    assert "确认是本人" in text(signed_in(county.security), address)
    assert signed_in(county.security).post(address, {"reason": "手机丢失了"}).status_code == 302
    assert victim.get("/account/").status_code == 302


def test_whoever_works_for_two_bodies_changes_between_them(county: County, signed_in: SignedIn) -> None:
    both = agent("钱两边", county.civil, Role.PURCHASING_OFFICER)
    Appointment.objects.create(
        person=both.person,
        body=county.education,
        role=Role.PURCHASING_OFFICER,
        family="business",
        days=Appointment.objects.get(person=both.person).days,
    )
    client = signed_in(both)
    assert "换到这个单位" in text(client, "/account/")
    there = {"body": f"{county.education.pk}", "next": "/account/"}
    assert client.post("/work-for/", there).headers["Location"] == "/account/"
    assert client.session["body"] == county.education.pk
    elsewhere = there | {"next": "https://elsewhere.example/"}
    assert client.post("/work-for/", elsewhere).headers["Location"] == "/"
    assert client.post("/work-for/", {"body": f"{county.finance.pk}"}).status_code == 404
    assert client.post("/work-for/", {"body": "x"}).status_code == 404
