"""The arguments of the addresses of accounts and of signing in."""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator

from goufu.accounts.actions.keys import issue_key
from goufu.accounts.actions.sign_ups import ask_to_join, invite_agent
from goufu.accounts.models import SignUp
from goufu.registry.models import Body
from goufu.registry.tests.addresses import the_officer
from goufu.registry.tests.county import County, body


def a_passkey_of_the_officer(county: County) -> dict[str, Any]:
    made = Authenticator.objects.create(
        user=county.officer.person,
        type=Authenticator.Type.WEBAUTHN,
        data={"name": "钥匙", "passwordless": False},
    )
    return {"pk": made.pk}


def a_key_of_the_officer(county: County) -> dict[str, Any]:
    made, _text = issue_key(name="财务系统", days=30, by=county.officer)
    return {"number": made.pk}


def many_keys(county: County, count: int) -> None:
    for _each in range(count):
        a_key_of_the_officer(county)


def a_sign_up(county: County) -> dict[str, Any]:
    made, _code = ask_to_join(
        credit_code="52539999MJ0000001L",
        agent_name=f"周玲{SignUp.objects.count() or ''}",
        phone="",
        body_name="云岭县福寿居家养老服务中心",
        kind="social_service_organisation",
        place=county.place,
    )
    return {"number": made.pk}


def an_invitation(county: County) -> dict[str, Any]:
    _invited, secret = invite_agent(body=_firm(county), by=county.treasurer)
    return {"secret": secret}


def an_open_invitation(county: County) -> dict[str, Any]:
    an_invitation(county)
    return {"number": SignUp.objects.latest("pk").pk}


def many_sign_ups(county: County, count: int) -> None:
    for _each in range(count):
        invite_agent(body=_firm(county), by=county.treasurer)


def _firm(county: County) -> Body:
    name = f"{county.place.name}青禾服务有限公司"
    return Body.objects.filter(name=name).first() or body(name, county.place, kind="enterprise")


ARGUMENTS = {
    **dict.fromkeys([f"accounts:{name}" for name in ("sign_up", "confirm", "refuse")], a_sign_up),
    "accounts:take-back": an_open_invitation,
    "accounts:invitation": an_invitation,
    **{
        f"accounts:{name}": the_officer for name in ("reset_password", "reset_second_factor", "unlock_person")
    },
    "accounts:revoke_key": a_key_of_the_officer,
    **dict.fromkeys(
        ["openid_connect_login", "openid_connect_callback"], lambda county: {"provider_id": "yunling"}
    ),
    "mfa_edit_webauthn": a_passkey_of_the_officer,
    "mfa_remove_webauthn": a_passkey_of_the_officer,
}
MANY = {"keys": many_keys, "sign-ups": many_sign_ups}
