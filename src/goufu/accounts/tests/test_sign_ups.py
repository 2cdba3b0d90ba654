"""How providers get their agents: asked for and confirmed, or invited; and what impostors meet."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from goufu import wall_clock
from goufu.accounts.actions.sign_ups import (
    accept_invitation,
    ask_to_join,
    confirm_sign_up,
    invite_agent,
    refuse_sign_up,
    take_back_invitation,
)
from goufu.accounts.models import SignUp, SignUpState
from goufu.accounts.sign_ups import sign_ups, waiting_for
from goufu.accounts.transitions import SIGN_UP
from goufu.accounts.work import waiting
from goufu.core.action import history
from goufu.core.errors import NotAllowed, NotFound, Refusal
from goufu.core.roles import Role
from goufu.registry.agents import Agent, agents_of
from goufu.registry.models import Body
from goufu.registry.tests.county import County, agent, body, sign_in

CODE = "52539999MJ0000001L"
NEW: dict[str, Any] = {
    "credit_code": CODE,
    "agent_name": "周玲",
    "phone": "13800138000",
    "body_name": "云岭县福寿居家养老服务中心",
    "kind": "social_service_organisation",
}
PASSWORD = "liang-hu-mian-bao-9"  # noqa: S105, of a person who is made up


@pytest.fixture
def provider(county: County) -> Body:
    return body(NEW["body_name"], county.place, kind=NEW["kind"], credit_code=CODE)


@pytest.fixture
def own(county: County, provider: Body) -> Agent:
    return agent("王海", provider, Role.PROVIDER_AGENT)


def ask(county: County, **more: Any) -> tuple[SignUp, str]:
    return ask_to_join(**(NEW | {"place": county.place} | more))


def confirm(found: SignUp, by: Agent, **more: Any) -> SignUp:
    return confirm_sign_up(signup=found.pk, reason="授权书盖了公章，打过电话", by=by, **more)


def test_the_states_and_verbs_are_these() -> None:
    assert {verb: (set(each.sources), each.target) for verb, each in SIGN_UP.table.items()} == {
        "confirm": ({"waiting"}, "confirmed"),
        "refuse": ({"waiting"}, "refused"),
        "take-back": ({"invited"}, "withdrawn"),
        "accept": ({"invited"}, "confirmed"),
    }


def test_a_confirmed_person_acts_for_a_body_registered_with_it(county: County) -> None:
    found, code = ask(county)
    assert agents_of_person(found) == []
    made = confirm(found, county.treasurer)
    assert made.person and made.body
    assert (made.body.name, made.body.credit_code) == (NEW["body_name"], CODE)
    assert made.person.username == f"{CODE.lower()}-1"
    assert made.person.check_password(code) and made.person.must_change_password
    [acting] = agents_of(made.person, wall_clock.today())
    assert acting.roles == {Role.PROVIDER_AGENT} and acting.body == made.body
    assert SignUp.objects.get().password == ""
    assert [each.action for each in history(made)] == ["accounts.sign_up.confirmed", "accounts.sign_up.asked"]


def agents_of_person(found: SignUp) -> list[Agent]:
    return agents_of(found.person, wall_clock.today()) if found.person else []


def test_a_registered_body_is_as_the_register_says(county: County, provider: Body) -> None:
    found, _code = ask(county, body_name="冒名的单位", kind="enterprise", place=None)
    assert (found.body, found.body_name, found.kind) == (provider, provider.name, provider.kind)
    assert confirm(found, county.treasurer).body == provider
    assert Body.objects.filter(credit_code=CODE).count() == 1


def test_where_somebody_acts_already_the_body_is_asked_first(county: County, own: Agent) -> None:
    found, _code = ask(county)
    with pytest.raises(Refusal, match="已经有经办人：王海") as refused:
        confirm(found, county.treasurer)
    assert refused.value.field == "is_asked_of_body"
    confirm(found, county.treasurer, is_asked_of_body=True)


def test_an_agent_of_the_body_may_refuse_an_impostor_and_not_confirm(county: County, own: Agent) -> None:
    found, _code = ask(county)
    assert [item.what for group in waiting(own) for item in group.items] == ["周玲申请作本单位的经办人"]
    with pytest.raises(NotAllowed):
        confirm(found, own)
    refuse_sign_up(signup=found.pk, reason="我们单位没有这个人", by=own)
    assert SignUp.objects.get().state == SignUpState.REFUSED


def test_only_the_finance_office_of_the_place_decides(county: County) -> None:
    found, _code = ask(county)
    stranger = agent("外人", body("另一家公司", county.place, kind="enterprise"), Role.PROVIDER_AGENT)
    for each in (county.officer, county.lead, county.auditor, county.system, stranger):
        with pytest.raises(NotFound):
            confirm(found, each)
        assert list(sign_ups(each)) == []
    assert list(waiting_for(county.treasurer)) == [found]


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"credit_code": "52539999MJ0000001K"}, "credit_code"),  # its check digit
        ({"kind": "state_organ"}, "kind"),
        ({"kind": "enterprise"}, "kind"),  # not what registers codes that begin with 5
        ({"body_name": " "}, "body_name"),
        ({"place": None}, "place"),
        ({"phone": "12345"}, "phone"),
    ],
)
def test_what_is_wrong_is_refused_with_its_field(county: County, more: dict[str, Any], field: str) -> None:
    with pytest.raises(Refusal) as refused:
        ask(county, **more)
    assert refused.value.field == field
    assert not SignUp.objects.exists()


def test_a_purchaser_has_no_agents_of_providers(county: County) -> None:
    Body.objects.filter(pk=county.civil.pk).update(credit_code="11539999MB0000001D")
    with pytest.raises(Refusal, match="不能作承接主体"):
        ask(county, credit_code="11539999MB0000001D")
    county.civil.refresh_from_db()
    with pytest.raises(Refusal, match="不能作承接主体"):
        invite_agent(body=county.civil, by=county.treasurer)


def test_who_asks_again_is_answered_as_who_asks_first(county: County) -> None:
    """Nobody learns whether a person has asked already; who has lost the inquiry code gets another one."""
    (first, code), (second, other) = ask(county), ask(county)
    assert first.pk != second.pk and code != other
    assert {each.state for each in SignUp.objects.all()} == {SignUpState.WAITING}


def test_two_agents_of_one_body_have_names_of_their_own(county: County) -> None:
    first, second = (ask(county, agent_name=name)[0] for name in ("周玲", "吴明"))
    confirm(first, county.treasurer)
    made = confirm(second, county.treasurer, is_asked_of_body=True)
    assert made.person and made.person.username == f"{CODE.lower()}-2"


def test_an_invitation_is_used_once_and_not_after_its_day(county: County, provider: Body) -> None:
    said = {"agent_name": "周玲", "phone": "", "password": PASSWORD}
    made, secret = invite_agent(body=provider, by=county.treasurer)
    accepted = accept_invitation(secret=secret, **said)
    assert accepted.person and accepted.person.check_password(PASSWORD)
    with pytest.raises(NotFound):
        accept_invitation(secret=secret, **said)
    made, secret = invite_agent(body=provider, by=county.treasurer)
    SignUp.objects.filter(pk=made.pk).update(expires_on=wall_clock.today() - timedelta(days=1))
    with pytest.raises(NotFound):
        accept_invitation(secret=secret, **said)
    made, secret = invite_agent(body=provider, by=county.treasurer)
    take_back_invitation(signup=made.pk, by=county.treasurer)
    with pytest.raises(NotFound):
        accept_invitation(secret=secret, **said)


def test_an_agent_invites_for_the_own_body_alone(county: County, own: Agent) -> None:
    invite_agent(body=own.body, by=own)
    with pytest.raises(NotFound):
        invite_agent(body=county.civil, by=own)


def test_from_the_page_to_the_first_sign_in(county: County) -> None:
    client = Client()
    answer = client.get("/join/", {"credit_code": CODE})
    assert answer.status_code == 302
    page = client.get(answer["Location"]).content.decode()
    assert f'value="{county.place.code}" selected' in page  # the place of the code itself
    sent = {**NEW, "place": county.place.code}
    answer = client.post("/join/as/", sent)
    assert answer.status_code == 200 and "no-store" in answer["Cache-Control"]
    code = answer.context["code"]
    assert "待确认" in client.post("/join/state/", {"code": code}).content.decode()
    [found] = SignUp.objects.all()
    treasurer = sign_in(county.treasurer)
    assert NEW["body_name"] in treasurer.get("/").content.decode()
    answer = treasurer.post(
        f"/sign-ups/{found.pk}/confirm/", {"reason": "授权书盖了公章，打过电话", "version": 1}
    )
    assert answer.status_code == 302
    page = client.post("/join/state/", {"code": f" {code.upper()} "}).content.decode()
    assert f"{CODE.lower()}-1" in page
    signing = client.post("/account/login/", {"login": f"{CODE.lower()}-1", "password": code})
    assert signing.status_code == 302


def test_nothing_is_told_of_who_acts_for_a_body(county: County, own: Agent) -> None:
    page = Client().get("/join/as/", {"credit_code": CODE}).content.decode()
    assert own.body.name in page and own.person.name not in page


def test_an_invitation_s_page_makes_the_account(county: County, provider: Body) -> None:
    treasurer = sign_in(county.treasurer)
    page = treasurer.post("/sign-ups/invite/", {"body": provider.name}).content.decode()
    link = page.split("<code>")[1].split("</code>")[0].removeprefix("http://testserver")
    sent = {"agent_name": "周玲", "phone": "13800138000", "password": PASSWORD, "again": PASSWORD}
    assert Client().post(link, sent | {"again": "别的"}).status_code == 422
    assert Client().post(link, sent | {"password": "123", "again": "123"}).status_code == 422
    assert Client().post(link, sent)["Location"] == "/account/login/"
    assert Client().get(link).status_code == 404


def test_asking_too_often_is_refused(county: County) -> None:
    client = Client()
    sent = {**NEW, "place": county.place.code}
    answers = [client.post("/join/as/", sent | {"agent_name": f"人{number}"}) for number in range(6)]
    assert [each.status_code for each in answers] == [200] * 5 + [429]
    elsewhere = Client(REMOTE_ADDR="198.51.100.7")
    assert elsewhere.post("/join/as/", sent | {"agent_name": "真的经办人"}).status_code == 200


@pytest.mark.parametrize(
    "sent",
    [
        {"credit_code": "<script>alert(1)</script>"},
        {"credit_code": CODE, "agent_name": "周\u202e玲" * 99},
        {"credit_code": CODE, "agent_name": "周玲", "body_name": "x" * 5000, "kind": "moon", "place": "0"},
        {"credit_code": "5" * 5000},
    ],
)
def test_hostile_input_is_answered_and_stores_nothing(county: County, sent: dict[str, str]) -> None:
    answer = Client().post("/join/as/", sent)
    assert answer.status_code in (302, 422)
    assert not SignUp.objects.exists()


def test_a_wrong_inquiry_code_finds_nothing(county: County) -> None:
    ask(county)
    assert Client().post("/join/state/", {"code": "abcd-efgh"}).status_code == 422
