"""The arguments of the addresses of accounts and of signing in."""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator

from goufu.accounts.actions.keys import issue_key
from goufu.registry.tests.addresses import the_officer
from goufu.registry.tests.county import County


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


ARGUMENTS = {
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
MANY = {"keys": many_keys}
