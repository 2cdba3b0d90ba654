"""Labels of the room's actions, things and facts in the journal."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

ACTIONS = {
    "planning.project.adjusted": _("调整了项目"),
    "planning.project.approved": _("批准了项目"),
    "planning.project.deleted": _("删除了草稿"),
    "planning.project.drafted": _("起草了项目"),
    "planning.project.judged": _("判定了项目的疑点"),
    "planning.project.provider_changed": _("承接主体改了名称，或者由别的单位承接"),
    "planning.project.returned": _("退回了项目"),
    "planning.project.saved": _("修改了项目"),
    "planning.project.submitted": _("提交了项目"),
    "planning.project.taken_over": _("由承接的单位接过了项目"),
    "planning.project.withdrawn": _("撤回了项目"),
    "planning.projects.imported": _("由清单导入了项目"),
    "planning.projects.provider_changed": _("项目改用了承接主体的新名称"),
    "planning.projects.followed": _("项目随购买主体的变更改了"),
    "planning.projects.taken_over": _("承接了原单位没有办完的项目"),
    "planning.rules.waived": _("豁免了规则"),
}
THINGS = {
    "project": pgettext_lazy("one", "项目"),
    "target": _("绩效目标"),
    "waiver": _("豁免"),
}
FACTS = {
    "answered": _("法规问到的"),
    "money": _("资金"),
    "before": _("原单位"),
    "amount": _("金额（元）"),
    "amount_before": _("上年的预算金额（元）"),
    "copied": _("从哪个项目复制"),
    "count": _("个数"),
    "funding": _("资金来源"),
    "judged": _("判定的疑点"),
    "list": _("清单"),
    "name": _("名称"),
    "note": _("说明"),
    "reason": _("理由"),
    "removed_targets": _("删去的绩效目标"),
    "reviewed": _("人工核查过的规则"),
    "since": _("生效日期"),
    "successor": _("承接的单位"),
    "targets": _("绩效目标"),
    "title": _("名称"),
    "unread_targets": _("没有读成指标的绩效目标"),
    "waived": _("豁免的规则和理由"),
    "year": _("预算年度"),
}
