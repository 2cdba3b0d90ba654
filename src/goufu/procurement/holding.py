"""That a project which is being procured stays as it is: planning asks before it is adjusted or withdrawn."""

from __future__ import annotations

from goufu.core.errors import Refusal
from goufu.planning.models import Project
from goufu.procurement.models import Share
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
        return None
    return Refusal(
        f"这个项目正在采购：{share.procurement.number} {share.procurement.title}",
        "先撤销、终止这次采购，或者从它的方案里去掉这个项目",
    )
