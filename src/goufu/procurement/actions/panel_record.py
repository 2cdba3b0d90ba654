"""What all actions share that change who sits on a panel."""

from __future__ import annotations

from goufu.core.action import Action
from goufu.core.errors import Refusal
from goufu.procurement.models import (
    PanelMember,
    Procurement,
)
from goufu.procurement.review.rounds import all_reports_of, rereviews_of
from goufu.procurement.transitions import PROCUREMENT

SAME_PANEL = ("order-87:re-evaluation-panel", "order-87:re-evaluation")
LAW = "法律"  # a field with this word is a lawyer's


def seat_of(act: Action, member: int, version: int | None) -> tuple[Procurement, PanelMember]:
    """The procurement and a member who still sits on its panel, locked. Raises Refusal for one who has left."""
    seen = PanelMember.objects.filter(pk=member).values_list("procurement", flat=True).first()
    found = locked(act, seen, None)
    held = act.lock(PanelMember.objects.select_related("expert"), member, version=version)
    if held.left_at:
        raise Refusal("这位成员已经退出", "不用再办")
    return found, held


def locked(act: Action, procurement: int | None, version: int | None) -> Procurement:
    found, _state = PROCUREMENT.lock(act, Procurement.objects, procurement, "seat", version=version)
    if rereviews_of(found).exists():
        raise Refusal(
            "重新评审由原来的评审小组进行，成员不能替换、增减",
            "本人来不了的，另约他能来的时间；确实不能再来的，不能重新评审：终止采购的，写明理由；供应商不服结果的，可以质疑",
            articles=SAME_PANEL,
        )
    if all_reports_of(found).exists():
        raise Refusal("评审报告已经有了，评审小组不再变动", "评审有错的，依法由原来的评审小组重新评审")
    return found
