"""What planning's actions and things are called in the journal."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

ACTIONS = {
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
    "planning.rule.waived": _("豁免了一条规则"),
}
THINGS = {
    "budgetline": _("预算指标"),
    "budgetadjustment": _("预算调整"),
    "ledgerentry": _("资金分录"),
    "project": _("项目"),
    "target": _("绩效目标"),
    "waiver": _("豁免"),
}
FACTS = {
    "amount": _("金额（元）"),
    "approved": _("批准数（元）"),
    "basis": _("依据文件"),
    "body": _("单位"),
    "code": _("指标编码"),
    "count": _("个数"),
    "fund": _("资金性质"),
    "funding": _("资金来源"),
    "kind": _("种类"),
    "ledger": _("资金分录"),
    "line": _("预算指标"),
    "list": _("清单"),
    "note": _("说明"),
    "project": _("项目"),
    "reason": _("理由"),
    "reviewed": _("人工核查过的规则"),
    "rule": _("规则"),
    "service_purchase": _("用于购买服务"),
    "targets": _("绩效目标"),
    "title": _("名称"),
    "year": _("年度"),
}
