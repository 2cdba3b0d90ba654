"""The document that orders an adjustment of a budget line."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from goufu.core.errors import NotFound
from goufu.core.permissions import Permission
from goufu.documents.subjects import DocumentKind, Subject
from goufu.funds.models import BudgetAdjustment
from goufu.funds.queries.budget import line as line_seen
from goufu.registry.agents import Agent

BASIS = DocumentKind("basis", _("调整依据"), Permission.KEEP_BUDGET)


def adjustment(agent: Agent | None, kind: str, number: int) -> Subject:
    """The document subject of an adjustment. Raises NotFound where the agent may not see the line."""
    found = BudgetAdjustment.objects.filter(pk=number).first()
    if found is None or agent is None:
        raise NotFound
    line = line_seen(agent, found.line_id)
    return Subject(
        thing=found,
        title=f"{line.name}：{found}",
        url=reverse("budget:line", args=[line.pk]),
        kinds=(BASIS,),
        history_of=line,
    )
