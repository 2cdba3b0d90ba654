"""Additions to an earlier procurement (添购): which one, what it cost, and when the plan says it (procurement-law:31)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Q

from goufu.core.errors import Refusal
from goufu.procurement.models import Procurement, ProcurementState
from goufu.procurement.past.days import offers_of
from goufu.procurement.review.rounds import awards_of

ADDITION = "addition"
FIRST = ("first_number", "first_on", "first_amount")
ARTICLE = "procurement-law:31"


def first_of(procurement: Procurement, number: str) -> Procurement | None:
    """The purchaser's own procurement of that number, or the past one that had it elsewhere; none that was struck."""
    own = Procurement.objects.filter(purchaser=procurement.purchaser_id).exclude(pk=procurement.pk)
    own = own.exclude(state=ProcurementState.WITHDRAWN)
    return own.filter(Q(number=number) | Q(past__other_number=number)).order_by("pk").first()


def said_of_first(found: Procurement, changed: Mapping[str, Any]) -> dict[str, Any]:
    """What is to be stored of the first procurement: of one that is known here, its number alone. Raises Refusal."""
    said = {name: changed.get(name, getattr(found, name)) for name in FIRST}
    if not any(name in changed for name in FIRST):
        return {}
    if found.method_ground != ADDITION and any(said.values()):
        raise Refusal(
            "这次采购不是添购，没有原采购",
            "添购的，先把适用情形选为添购",
            field="first_number",
            articles=[ARTICLE],
        )
    number = (said["first_number"] or "").strip()  # a program may send null
    if number == found.number:
        raise Refusal("原采购写成了这次采购自己", "请写原来那次采购的编号", field="first_number")
    first = first_of(found, number) if number else None
    if first is None:
        return {**said, "first_number": number}
    if not (awards_of(first).exists() or offers_of(first).filter(is_awarded=True).exists()):
        raise Refusal(
            f"原采购{first.number}还没有确定供应商，没有可以添购的合同",
            "请核对编号；确定了供应商以后再添购",
            field="first_number",
            articles=[ARTICLE],
        )
    return {"first_number": first.number, "first_on": None, "first_amount": None}
