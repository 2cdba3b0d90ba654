"""The people as whom one can sign in, and how one finds one of many."""

from __future__ import annotations

from goufu.core.roles import Role
from goufu.demo.personas import personas
from goufu.registry.tests.county import County, agent, county

__all__ = ["county"]


def names(words: str) -> list[list[str]]:
    return [[held.person.name for held in (*each.first, *each.others)] for each in personas(words)]


def test_one_of_many_is_found_by_name_or_body(county: County) -> None:
    for number in range(5):
        agent(f"助餐员{number}", county.nursing, Role.PROVIDER_AGENT)
    [agents] = [each for each in personas() if each.role == Role.PROVIDER_AGENT]
    assert (len(agents.first), len(agents.others)) == (3, 2)
    assert names(" 助餐员4 ") == [["助餐员4"]]
    [found] = personas("养老服务中心")
    assert (len(found.first), len(found.others)) == (5, 0)  # nothing is folded away
    assert names("没有这个人") == []
