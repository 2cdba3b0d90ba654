"""How far a permission goes: over one thing as over a list of them."""

from __future__ import annotations

import pytest

from goufu.core.permissions import Permission
from goufu.core.principal import System, visible
from goufu.core.roles import Role
from goufu.registry.agents import Agent
from goufu.registry.models import Body
from goufu.registry.tests.county import County, agent, body, make_county

FINANCE, CIVIL, NURSING, EDUCATION = (
    "云岭县财政局",
    "云岭县民政局",
    "云岭县养老服务中心",
    "云岭县教育体育局",
)
YUNLING = [EDUCATION, NURSING, CIVIL, FINANCE]
LINJIANG = [name.replace("云岭县", "临江县") for name in YUNLING]


def reached(agent: Agent, permission: Permission) -> list[str]:
    """The bodies that the agent is shown, who has been asked of each whether she may."""
    shown = set(Body.objects.filter(visible(agent, permission, Body.SCOPE_FIELDS)))
    assert shown == {each for each in Body.objects.all() if agent.may_on(permission, each)}
    return sorted(each.name for each in shown)


@pytest.mark.parametrize(
    ("who", "permission", "due"),
    [
        ("officer", Permission.SEE_BODIES, [CIVIL]),  # of the body itself
        ("lead", Permission.SEE_BODIES, [NURSING, CIVIL]),  # and of those below
        ("treasurer", Permission.KEEP_BUDGET, YUNLING),  # of those that the office pays for
        ("treasurer", Permission.SEE_BODIES, [*YUNLING, "云岭县第二财政局"]),  # of the place
        ("audit", Permission.SEE_BODIES, [*YUNLING, "云岭县第二财政局", *LINJIANG, "云南省财政厅"]),
        ("officer", Permission.KEEP_BUDGET, []),
    ],
)
def test_a_permission_goes_as_far_as_its_scope(
    county: County, who: str, permission: Permission, due: list[str]
) -> None:
    make_county("临江县", "539998", "二")
    body("云岭县第二财政局", county.place, is_finance_office=True)
    assert county.place.parent
    body("云南省财政厅", county.place.parent)
    assert reached(getattr(county, who), permission) == sorted(due)


def test_a_place_holds_the_places_within(county: County) -> None:
    make_county("临江县", "539998", "二")
    assert county.place.parent
    auditor = agent("省监督", body("云南省财政厅", county.place.parent), Role.AUDITOR)
    assert reached(auditor, Permission.SEE_BODIES) == sorted([*YUNLING, *LINJIANG, "云南省财政厅"])


def test_without_an_agent_nothing_is_shown(county: County) -> None:
    assert not Body.objects.filter(visible(None, Permission.SEE_BODIES, Body.SCOPE_FIELDS)).exists()


def test_to_the_program_itself_nothing_is_shown(county: County) -> None:
    assert not Body.objects.filter(visible(System(), Permission.SEE_BODIES, Body.SCOPE_FIELDS)).exists()
