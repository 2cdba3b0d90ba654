"""Documents of budgets: what orders an adjustment of a line, and the file that an import took its lines from."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from goufu.core.errors import NotFound
from goufu.core.permissions import Permission
from goufu.documents.subjects import DocumentKind, Subject
from goufu.funds.models import BudgetAdjustment
from goufu.funds.models.files import VOUCHER
from goufu.funds.queries.budget import line as line_seen
from goufu.funds.queries.importing import readable_files
from goufu.registry.agents import Agent

BASIS = DocumentKind("basis", _("调整依据"), Permission.KEEP_BUDGET)
IMPORTED = DocumentKind(VOUCHER, _("导入的预算文件"), Permission.KEEP_BUDGET)


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


def budget_file(agent: Agent | None, kind: str, number: int) -> Subject:
    """The document subject of an imported file. Raises NotFound where the agent may not read it."""
    found = readable_files(agent).filter(pk=number).first()
    if found is None:
        raise NotFound
    return Subject(
        thing=found,
        title=found.name,
        url=reverse("budget:imported"),
        kinds=(IMPORTED,),
        closed="预算文件是导入的凭证，不能另外上传或者替换",
    )
