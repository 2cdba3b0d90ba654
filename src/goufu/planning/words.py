"""How the journal reads what this room tells it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

ACTIONS = {
    "planning.budget_line.added": _("增加了预算指标"),
    "planning.budget_line.adjusted": _("调整了预算指标"),
    "planning.budget_file.received": _("上传了预算文件"),
    "planning.budget_file.imported": _("导入了预算文件"),
}
THINGS = {
    "budgetline": _("预算指标"),
    "budgetfile": _("预算文件"),
}
FACTS = {
    "body": _("单位"),
    "year": _("预算年度"),
    "code": _("项目编码"),
    "line": _("项目名称"),
    "approved": _("批复金额"),
    "fund": _("资金性质"),
    "service_purchase": _("政府购买服务"),
    "basis": _("依据"),
    "file": _("文件名"),
    "digest": _("SM3摘要"),
    "added": _("新增"),
    "changed": _("改动"),
    "unchanged": _("不变"),
    "total": _("文件合计"),
    "increase": _("批复金额增减"),
    "adjusted": _("调整的指标"),
}
