"""How the journal reads what this room tells it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

ACTIONS = {
    "planning.budget_file.imported": _("导入了预算文件"),
    "planning.budget_file.received": _("上传了预算文件"),
    "planning.budget_line.added": _("增加了预算指标"),
    "planning.budget_line.adjusted": _("调整了预算指标"),
    "planning.project.adjusted": _("调整了项目"),
    "planning.project.approved": _("批准了项目"),
    "planning.project.drafted": _("起草了项目"),
    "planning.project.returned": _("退回了项目"),
    "planning.project.saved": _("修改了项目"),
    "planning.project.submitted": _("提交了项目"),
    "planning.project.withdrawn": _("撤回了项目"),
    "planning.projects.imported": _("由清单导入了项目"),
    "planning.rules.waived": _("豁免了规则"),
}
THINGS = {
    "budgetadjustment": _("预算调整"),
    "budgetfile": _("预算文件"),
    "budgetline": _("预算指标"),
    "ledgerentry": _("资金分录"),
    "project": _("项目"),
    "target": _("绩效目标"),
    "waiver": _("豁免"),
}
FACTS = {
    "answered": _("法规问到的"),
    "money": _("资金"),
    "added": _("新增"),
    "adjusted": _("调整的指标"),
    "amount": _("金额（元）"),
    "approved": _("批复金额"),
    "basis": _("依据"),
    "body": _("单位"),
    "changed": _("改动"),
    "code": _("项目编码"),
    "count": _("个数"),
    "digest": _("SM3摘要"),
    "file": _("文件名"),
    "fund": _("资金性质"),
    "funding": _("资金来源"),
    "increase": _("批复金额增减"),
    "line": _("项目名称"),
    "list": _("清单"),
    "note": _("说明"),
    "reason": _("理由"),
    "reviewed": _("人工核查过的规则"),
    "service_purchase": _("政府购买服务"),
    "targets": _("绩效目标"),
    "title": _("名称"),
    "total": _("文件合计"),
    "unchanged": _("不变"),
    "waived": _("豁免的规则和理由"),
    "year": _("预算年度"),
}
