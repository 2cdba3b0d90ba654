"""The arguments of the registry's addresses and of those for signing in."""

from __future__ import annotations

from datetime import date
from typing import Any

from allauth.mfa.models import Authenticator

from goufu.registry.models import Debarment, Place
from goufu.registry.tests.county import County, body


def a_key_of_the_officer(county: County) -> dict[str, Any]:
    made = Authenticator.objects.create(
        user=county.officer.person,
        type=Authenticator.Type.WEBAUTHN,
        data={"name": "钥匙", "passwordless": False},
    )
    return {"pk": made.pk}


def the_bureau(county: County) -> dict[str, Any]:
    return {"number": county.civil.pk}


def the_county(county: County) -> dict[str, Any]:
    return {"number": county.place.pk}


def a_debarment_of_the_bureau(county: County) -> dict[str, Any]:
    made = Debarment.objects.create(
        body=county.civil, starts_on=date(2026, 1, 1), decision_number="1", authority="云岭县财政局"
    )
    return {"kind": "debarment", "entry": made.pk}


def more_bodies(county: County, count: int) -> None:
    for number in range(count):
        body(f"单位{number}", county.place, office=county.finance, parent=county.civil)


def more_bodies_in_ended_places(county: County, count: int) -> None:
    before = Place.objects.exclude(listed_until=None).count()
    for number in range(before, before + count):
        ended = Place.objects.create(
            code=f"{538999 - number}", name="旧县", level="county", listed_from=1980, listed_until=2010
        )
        body(f"旧单位{number}", ended)


def more_places(county: County, count: int) -> None:
    taken = Place.objects.filter(level="province").count()
    for number in range(count):
        Place.objects.create(
            code=f"{60 + taken + number}0000", name=f"省{number}", level="province", listed_from=1980
        )


ARGUMENTS = {
    **dict.fromkeys(
        [
            f"registry:{name}"
            for name in (
                "body",
                "branch",
                "change_body",
                "move_body",
                "close_body",
                "reopen_body",
                "follow_place",
                "founding",
            )
        ],
        the_bureau,
    ),
    **dict.fromkeys(["registry:place", "registry:change_place", "registry:merge_place"], the_county),
    **dict.fromkeys(
        ["registry:correct_entry", "registry:strike_entry", "registry:end_entry"], a_debarment_of_the_bureau
    ),
    "registry:add_entry": lambda county: {**the_bureau(county), "kind": "debarment"},
    "mfa_edit_webauthn": a_key_of_the_officer,
    "mfa_remove_webauthn": a_key_of_the_officer,
}

MANY = {
    "bodies": more_bodies,
    "bodies in ended places": more_bodies_in_ended_places,
    "provinces": more_places,
}
