"""Bidders that nobody has registered: whoever stands at the counter before the deadline is received, and entered with the bid."""

from __future__ import annotations

from typing import NamedTuple

from goufu import wall_clock
from goufu.core.action import Action
from goufu.core.errors import Refusal
from goufu.procurement.models import Procurement
from goufu.registry.actions.bodies import enter_body, lock_tree
from goufu.registry.credit_codes import compact, fault_of
from goufu.registry.eligibility import providing_kinds
from goufu.registry.models import Body
from goufu.registry.names import as_written


class Newcomer(NamedTuple):
    """Who a bidder is, as its licence says: its full name and its kind."""

    name: str
    kind: str

    @classmethod
    def said(cls, name: str, kind: str) -> Newcomer | None:
        """None where nothing was written."""
        return cls(name, kind) if name or kind else None


def bidder_of(code: str, newcomer: Newcomer | None) -> Body:
    """The body of that credit code; one that is not stored yet where nobody has registered it, and the tree is locked then.

    Raises Refusal for a wrong code, and where nothing says who it is.
    """
    code = compact(code)
    if found := Body.objects.filter(credit_code=code, is_active=True).first():
        return found
    if fault := fault_of(code):
        raise Refusal(*fault, field="credit_code")
    if newcomer is None or not (newcomer.name.strip() and newcomer.kind):
        raise Refusal(
            f"单位库里没有统一社会信用代码为 {code} 的单位",
            "核对代码；确实没有登记过的，照证书写上名称和类别，一起收下",
            field="name",
        )
    if newcomer.kind not in providing_kinds(wall_clock.today()):
        raise Refusal("这一类单位不能作承接主体", "请照证书核对类别", field="kind_of_body")
    lock_tree()
    return Body(name=as_written(newcomer.name), kind=newcomer.kind, credit_code=code)


def entered(act: Action, bidder: Body, procurement: Procurement) -> Body:
    """The bidder, stored where it was not, in the purchaser's place: whoever keeps the register may correct that."""
    if bidder.pk:
        return bidder
    bidder.place = procurement.purchaser.place
    return enter_body(act, bidder)
