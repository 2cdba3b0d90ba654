"""Labels of the catalogue's actions, things and facts in the journal."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

ACTIONS = {
    "catalogue.edition.loaded": _("载入了中央目录"),
    "catalogue.edition.drafted": _("开始编一版目录"),
    "catalogue.edition.taken_over": _("由承接的单位接着编目录"),
    "catalogue.editions.taken_over": _("承接了原单位没有办完的目录和意见"),
    "catalogue.edition.withdrawn": _("撤回了目录"),
    "catalogue.edition.handed_in": _("结束征求意见，报送了目录"),
    "catalogue.edition.returned": _("退回了目录"),
    "catalogue.edition.published": _("公布了目录"),
    "catalogue.entry.added": _("添加了条目"),
    "catalogue.entry.changed": _("修改了条目"),
    "catalogue.entry.removed": _("去掉了条目"),
    "catalogue.entries.imported": _("导入了条目"),
    "catalogue.comments.asked": _("征求了意见"),
    "catalogue.comment.given": _("答复了意见"),
    "catalogue.comment.settled": _("处理了意见"),
    "catalogue.central_list.imported": _("导入了集中采购目录"),
    "catalogue.review.recorded": _("记录了专家论证"),
}
THINGS = {
    "edition": _("目录"),
    "editionentry": _("目录条目"),
    "comment": _("意见"),
    "centrallist": _("集中采购目录"),
    "centrallistitem": _("集中采购目录的品目"),
    "expertreview": _("专家论证"),
}
FACTS = {
    "title": _("名称"),
    "count": _("品目个数"),
    "before": _("原单位"),
    "editions": _("目录个数"),
    "comments": _("意见个数"),
    "since": _("生效日期"),
    "successor": _("承接的单位"),
    "reason": _("理由"),
    "code": _("编码"),
    "name": _("条目"),
    "added": _("新增"),
    "changed": _("修改"),
    "removed": _("去掉"),
    "asked": _("征求的单位"),
    "due_on": _("答复期限"),
    "held_on": _("论证日期"),
    "experts": _("专家"),
    "is_passed": _("论证通过"),
    "ended": _("接替的版次"),
}
