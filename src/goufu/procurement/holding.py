"""That a project which is being procured stays as it is: planning asks before it is adjusted or withdrawn."""

from __future__ import annotations

from goufu.core.errors import Refusal
from goufu.planning.models import Project
from goufu.procurement.models import CallOff, CallOffState, Share
from goufu.procurement.models.procurements import ENDED


def in_procurement(project: Project) -> Refusal | None:
    """The refusal for a project that a procurement uses which has not ended; None for others."""
    share = (
        Share.objects.filter(project=project)
        .exclude(procurement__state__in=ENDED)
        .select_related("procurement")
        .first()
    )
    if share is None:
        return _in_call_off(project)
    return Refusal(
        f"这个项目正在采购：{share.procurement.number} {share.procurement.title}",
        "先撤销、终止这次采购，或者从它的方案里去掉这个项目",
    )


def _in_call_off(project: Project) -> Refusal | None:
    """The refusal for a project out of which something was called off of a framework agreement."""
    found = CallOff.objects.filter(project=project).exclude(state=CallOffState.CANCELLED).first()
    if found is None:
        return None
    return Refusal(
        f"这个项目从框架协议里选用过：{found.number} {found.title}",
        "还没有成交的，先取消；已经成交的不能再调整项目",
    )
