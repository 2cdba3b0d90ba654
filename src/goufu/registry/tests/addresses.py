"""The arguments of the registry's addresses and of those for signing in."""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator

from goufu.registry.tests.county import County


def a_key_of_the_officer(county: County) -> dict[str, Any]:
    made = Authenticator.objects.create(
        user=county.officer.person,
        type=Authenticator.Type.WEBAUTHN,
        data={"name": "钥匙", "passwordless": False},
    )
    return {"pk": made.pk}


ARGUMENTS = {
    "mfa_edit_webauthn": a_key_of_the_officer,
    "mfa_remove_webauthn": a_key_of_the_officer,
}
