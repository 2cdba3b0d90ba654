"""The pages and the API by which those served choose: the officer goes by the next steps, and a provider sees its own number alone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from goufu import wall_clock
from goufu.procurement.models import CallOff, UserChoice
from goufu.procurement.tests.framing import of_provider, own_project, standing
from goufu.procurement.tests.test_framework_api import program_of
from goufu.procurement.tests.test_framework_pages import following, page, refused, send
from goufu.registry.agents import Agent
from goufu.registry.tests.county import County

pytestmark = pytest.mark.django_db
SignIn = Callable[[Agent], Client]


def test_the_officer_goes_from_the_agreement_to_who_moved(county: County, signed_in: SignIn) -> None:
    found = standing(county, prices=("48", "50"), case="service_users_choose")
    project, today = own_project(county), wall_clock.today()
    path = f"/procurements/frameworks/{found.pk}/"
    teacher, one, two = (
        signed_in(each) for each in (county.teacher, of_provider(county, 1), of_provider(county, 2))
    )
    new = following(page(teacher, path))
    period = {"project": project.pk, "title": "居家养老", "persons": 30, "per_person": "10"}
    days = {"starts_on": str(today), "ends_on": str(today + timedelta(days=90))}
    assert "代选" in refused(
        teacher,
        f"{path}call-off/",
        project=project.pk,
        title="看护",
        quantity="1",
        member=found.members.get(turn=1).pk,
    )
    led = send(teacher, new, **period, **days)
    choice = UserChoice.objects.get()
    assert led == following(page(teacher, path)) == f"/procurements/user-choices/{choice.pk}/"
    record = following(page(teacher, led))
    first, second = found.members.all()
    numbers = {f"member_{first.pk}": 12, f"member_{second.pk}": 19, "day": str(today)}
    assert "还可以服务 30 人" in refused(teacher, record, **numbers)
    send(teacher, record, **numbers | {f"member_{second.pk}": 8})
    mine, others = choice.call_offs.order_by("pk")
    assert "服务对象 12 人" in page(one, f"/procurements/call-offs/{mine.pk}/")
    assert one.get(f"/procurements/call-offs/{others.pk}/").status_code == 404
    assert one.get(led).status_code == 404
    send(one, following(page(one, f"/procurements/call-offs/{mine.pk}/")))
    refuse = following(page(two, f"/procurements/call-offs/{others.pk}/")).replace("accept", "refuse")
    send(two, refuse, reason="这个月人手都派在别的片区")
    assert "登记服务对象改选：居家养老" in page(teacher, "/")
    text = page(teacher, led)
    assert "供应商没有接受，等改选" in text and "等服务对象改选" in text
    change = following(text)
    assert change == following(page(teacher, f"/procurements/call-offs/{others.pk}/"))
    said = {"member": first.pk, "persons": 8, "quantity": "80", "day": str(today)}
    assert "理由" in refused(teacher, change, **said, reason="")
    send(teacher, change, **said, reason="第二家这个月没有人手")
    text = page(teacher, led)
    assert "第2康养服务有限公司 → 第1康养服务有限公司" in text and "其中 8 人等答复" in text
    assert "offer/" not in page(teacher, f"/procurements/call-offs/{mine.pk}/")


def test_over_the_api_as_on_the_pages(county: County) -> None:
    found = standing(county, prices=("48", "50"), case="service_users_choose")
    project, today = own_project(county), wall_clock.today()
    school, lead, one = (
        program_of(each) for each in (county.teacher, county.officer, of_provider(county, 1))
    )
    wanted = {
        "project": project.pk,
        "title": "居家养老",
        "persons": 30,
        "per_person": "10",
        "starts_on": str(today),
        "ends_on": str(today + timedelta(days=90)),
    }
    one(f"frameworks/{found.pk}/user-choice", wanted, status=404)
    made = school(f"frameworks/{found.pk}/user-choice", wanted)
    assert (made["left"], made["providers"]) == (30, [])
    first, second = found.members.all()
    chosen = {"day": str(today), "chosen": [{"member": first.pk, "persons": each} for each in (5, 7)]}
    lead(f"user-choices/{made['id']}/record", chosen, status=403)
    one(f"user-choices/{made['id']}", status=404)
    done = school(f"user-choices/{made['id']}/record", chosen)
    assert [(each["persons"], each["amount"]) for each in done["providers"]] == [(12, "5760.00")]
    called = CallOff.objects.get()
    offer = one(f"call-offs/{called.pk}")
    assert (offer["persons"], offer["choice"]) == (12, made["id"])
    one(f"offers/{offer['offers'][0]['id']}/accept-offer", {})
    move = {
        "member": second.pk,
        "persons": 2,
        "quantity": "15",
        "day": str(today),
        "reason": "搬家以后离得更近",
    }
    assert school(f"call-offs/{called.pk}/change-choice", move)["persons"] == 10
    seen = lead(f"user-choices/{made['id']}")
    assert [(each["persons"], each["quantity"]) for each in seen["providers"]] == [
        (10, "105.00"),
        (2, "15.00"),
    ]
    assert (seen["left"], seen["to_choose_anew"]) == (18, 0)
