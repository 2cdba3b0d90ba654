"""A title as it was read, marked where its parts stand."""

from __future__ import annotations

import pytest

from goufu.check.stretches import stretches_of
from goufu.reader import read

TITLES = [
    "云岭县民政局办公楼装修及物业管理服务",
    "城区路灯改造及三十年运营政府购买服务",
    "失能老人上门护理服务（2026年度）",
    "某项目",
    "道路 硬化\u200b服务",
    "＂全角＂计算机采购",
    "",
]


@pytest.mark.parametrize("title", TITLES)
def test_nothing_of_the_title_is_lost(title: str) -> None:
    assert "".join(each.text for each in stretches_of(read(title))) == title


def test_works_and_service_are_marked_apart() -> None:
    marked = {each.text: each for each in stretches_of(read(TITLES[0])) if each.kind}
    kinds = [each.kind for each in marked.values()]
    assert kinds == ["stop", "ok"]
    works, service = marked.values()
    assert "装修" in works.text
    assert works.words.startswith("工程")
    assert "物业" in service.text
    assert service.words.startswith("服务")
