"""Labels of the room's actions, things and facts in the journal."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from goufu.funds.queries.plausibility import DoubtKind

ACTIONS = {
    "funds.budget_file.imported": _("导入了预算文件"),
    "funds.budget_file.received": _("上传了预算文件"),
    "funds.budget_file.swept": _("清理了没有导入的预算文件"),
    "funds.budget_line.added": _("增加了预算指标"),
    "funds.budget_line.adjusted": _("调整了预算指标"),
    "funds.budget_line.taken_over": _("由承接的单位接过了预算指标"),
    "funds.budget_lines.followed": _("预算指标随单位的变更改了"),
    "funds.budget_lines.taken_over": _("承接了原单位的预算指标"),
}
THINGS = {
    "budgetadjustment": _("预算调整"),
    "budgetfile": _("预算文件"),
    "budgetline": _("预算指标"),
    "ledgerentry": _("资金分录"),
}
FACTS = {
    "files": _("文件数"),
    "added": _("新增"),
    "adjusted": _("调整的指标"),
    "approved": _("批复金额"),
    "basis": _("依据"),
    "before": _("原单位"),
    "body": _("单位"),
    "changed": _("改动"),
    "checked": _("已逐条核对的疑点"),
    "code": _("项目编码"),
    "count": _("个数"),
    "digest": _("SM3摘要"),
    "document": _("文件"),
    "file": _("文件名"),
    "fund": _("资金性质"),
    "increase": _("批复金额增减"),
    "line": _("项目名称"),
    "service_purchase": _("政府购买服务"),
    "since": _("生效日期"),
    "size_bytes": _("大小（字节）"),
    "successor": _("承接的单位"),
    "total": _("文件合计"),
    "unchanged": _("不变"),
    "year": _("预算年度"),
    **{kind.field: kind.label for kind in DoubtKind},
}
NUMBERED = {"adjusted": "budgetline"}
