"""What the catalogue's actions and things are called in the journal."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

ACTIONS = {
    "catalogue.edition.drafted": _("起草了一版目录"),
    "catalogue.edition.handed_in": _("报送了一版目录"),
    "catalogue.edition.loaded": _("载入了一版目录"),
    "catalogue.edition.published": _("发布了一版目录"),
    "catalogue.edition.returned": _("退回了一版目录"),
    "catalogue.edition.withdrawn": _("撤回了一版目录"),
    "catalogue.entries.imported": _("导入了目录条目"),
    "catalogue.entry.added": _("增加了目录条目"),
    "catalogue.entry.changed": _("修改了目录条目"),
    "catalogue.entry.removed": _("删去了目录条目"),
    "catalogue.opinion.given": _("对目录提了意见"),
    "catalogue.opinion.settled": _("答复了对目录的意见"),
    "catalogue.opinions.asked": _("为目录征求意见"),
    "catalogue.review.recorded": _("记录了目录的专家评审"),
}
THINGS = {
    "edition": _("目录"),
    "editionentry": _("目录条目"),
    "opinion": _("目录意见"),
    "expertreview": _("目录专家评审"),
}
FACTS = {
    "added": _("增加"),
    "asked": _("征求哪些单位"),
    "changed": _("修改"),
    "code": _("条目代码"),
    "due_on": _("答复截止日"),
    "ended": _("同时停用"),
    "experts": _("专家"),
    "held_on": _("评审日期"),
    "is_passed": _("是否通过"),
    "name": _("名称"),
    "reason": _("理由"),
    "removed": _("删去"),
    "start": _("从哪里起草"),
    "title": _("名称"),
}
