"""Labels of the room's actions, things and facts in the journal."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

ACTIONS = {
    "procurement.approval.asked": _("申请批准采购方式"),
    "procurement.approval.recorded": _("登记了采购方式的批复"),
    "procurement.event.recorded": _("登记了采购的办理情况"),
    "procurement.method.chosen": _("选定了采购方式"),
    "procurement.method.decided": _("决定了采购方式的申请"),
    "procurement.notice.appeared": _("登记了公告在指定媒体的发布"),
    "procurement.notice.discarded": _("作废了待发布的公告"),
    "procurement.notice.drafted": _("起草了公告"),
    "procurement.notice.published": _("发布了公告"),
    "procurement.notice.received": _("登记了指定媒体收到公告"),
    "procurement.notice.saved": _("修改了待发布的公告"),
    "procurement.procurement.begun": _("开始了采购活动"),
    "procurement.procurement.drafted": _("开始编制采购方案"),
    "procurement.procurement.joined": _("加入了联合采购"),
    "procurement.procurement.judged": _("作了采购的判断"),
    "procurement.procurement.saved": _("修改了采购方案"),
    "procurement.procurement.withdrawn": _("撤销了采购"),
    "procurement.response.entered": _("登记了供应商的响应"),
    "procurement.procurements.taken_over": _("承接了原单位没有办完的采购"),
}
THINGS = {
    "procurement": _("采购"),
    "notice": _("采购公告"),
    "response": _("供应商的响应"),
    "consortiummember": _("联合体成员"),
    "share": _("采购用的项目金额"),
    "lot": _("采购的包"),
    "occurrence": _("采购的办理情况"),
    "tick": _("采购的判断"),
    "methoddecision": _("采购方式的批复"),
}
FACTS = {
    "address": _("网址"),
    "before": _("原单位"),
    "body": _("单位"),
    "count": _("个数"),
    "day": _("日期"),
    "digest": _("摘要"),
    "event": _("办理情况"),
    "holds": _("是否属实"),
    "is_granted": _("批准"),
    "judgement": _("判断"),
    "lots": _("分包"),
    "method": _("采购方式"),
    "money": _("从项目安排的金额"),
    "note": _("说明"),
    "notice": _("公告"),
    "number": _("编号"),
    "office": _("财政部门"),
    "reason": _("理由"),
    "responses": _("报价"),
    "since": _("生效日期"),
    "title": _("名称"),
}
