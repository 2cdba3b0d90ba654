"""The next step of a procurement whose winners are taken into a framework agreement, as its purchaser sees it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from goufu.procurement.actions.agreeing import CALLED
from goufu.procurement.frameworks.notices import SHORTLIST, SUMMARY
from goufu.procurement.models import Procurement
from goufu.procurement.notice_kinds import kinds_now
from goufu.procurement.review.events import SHORTLIST_TOLD
from goufu.procurement.review.rounds import agreements_of, lots_to_agree

Step = tuple[str, str, str]  # the button's word, its address, a sentence


def framework_step(procurement: Procurement, happened: Mapping[str, Any]) -> Step | None:
    """After the letters, or the call of an open agreement: the notices, the agreement of each lot, then what goes on in it."""
    number = [procurement.pk]
    kinds = {each.kind: each for each in kinds_now(procurement)}
    if due := kinds.get(SHORTLIST) or kinds.get(SUMMARY):
        sentence = (
            _("入围结果在指定媒体公告。") if due.kind == SHORTLIST else _("协议结束了：公告成交结果汇总。")
        )
        address = f"{reverse('procurement:new_notice', args=number)}?kind={due.kind}"
        return _("起草%(kind)s") % {"kind": _(due.title)}, address, sentence
    if not happened.keys() & {SHORTLIST_TOLD, CALLED} or (
        procurement.framework_kind == "closed" and SHORTLIST_TOLD not in happened
    ):
        return None
    if left := without_framework(procurement):
        sentence = (
            _("通知书发出了：在规定的日子以内，与入围供应商签订框架协议。")
            if procurement.framework_kind == "closed"
            else _("征集公告发了：写明协议的条件，供应商随时可以申请加入。")
        )
        address = f"{reverse('procurement:conclude_framework', args=number)}" + (
            f"?lot={left[0]}" if left[0] else ""
        )
        return _("签订框架协议"), address, sentence
    first = agreements_of(procurement).order_by("pk").first()
    if first is None:
        return None
    address = reverse("procurement:framework", args=[first.pk])
    return _("看框架协议"), address, _("选用、加入、暂停和清退都在协议页。")


def without_framework(procurement: Procurement) -> list[int | None]:
    """The lots, or None for the whole, on which no agreement is concluded yet."""
    there = set(agreements_of(procurement).values_list("lot", flat=True))
    return [each for each in lots_to_agree(procurement) if each not in there]
