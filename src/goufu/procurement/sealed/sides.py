"""On whose side custodians stand: bodies that belong to one another are one, and who buys and its agency run the procurement together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence

from goufu.core.errors import Refusal
from goufu.procurement.agencies import agencies_of, purchasers_of
from goufu.procurement.models import Procurement
from goufu.registry.models import Body


def refuse_one_side(found: Procurement, bodies: Sequence[Body], needed: int) -> None:
    """Refuses keys with which one side can open bids: one entry in `bodies` for each custodian.

    A body, what stands above it and what stands below it are one side. Where somebody was named from outside, who buys and its
    agency may not be enough together either: else nobody would need the outsider.
    """
    everybodys = _everybodys(found)
    sides = [_side_of(each, everybodys) for each in bodies]
    side, most = Counter(sides).most_common(1)[0]
    if most >= needed:
        names = dict.fromkeys(each.name for each, its in zip(bodies, sides, strict=True) if its == side)
        raise Refusal(
            f"一个单位的保管人就能打开投标：{'、'.join(names)}",
            "保管人要来自不同的单位，上级和下属算一个：同一方的人数要少于打开需要的人数",
            field="needed",
        )
    running = {
        _side_of(each, everybodys)
        for each in Body.objects.filter(
            pk__in=purchasers_of(found) | {each.pk for each in agencies_of(found)}
        )
    }
    within = sum(side in running for side in sides)
    if needed <= within < len(sides):
        raise Refusal(
            f"采购人和代理机构的 {within} 位保管人不用别人就能打开投标",
            "请来了别的单位保管，就要少不了它：采购人、代理机构只出一位，或者多要一位一起才打开",
            field="needed",
        )


def _everybodys(found: Procurement) -> set[int]:
    """What stands above the finance office, such as the government: to belong to it makes nobody one side."""
    office = found.purchaser.office
    return {*_numbers(office)} - {office.pk} if office else set()


def _side_of(body: Body, everybodys: Collection[int]) -> int:
    """The highest body to which it belongs alone or with its own."""
    return next((each for each in _numbers(body) if each not in everybodys), body.pk)


def _numbers(body: Body) -> list[int]:
    return [int(each) for each in body.path.strip("/").split("/")]
