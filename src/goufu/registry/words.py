"""What the registry's actions and things are called in the journal."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

ACTIONS = {
    "registry.bodies.imported": _("从表格导入了单位"),
    "registry.body.changed": _("修改了单位"),
    "registry.body.closed": _("停用了单位"),
    "registry.body.moved": _("改了单位的上级"),
    "registry.body.registered": _("登记了单位"),
    "registry.body.reopened": _("恢复了单位"),
    "registry.place.changed": _("改了区划的名称或者代码"),
    "registry.place.merged": _("把区划并入了别处"),
    "registry.place.opened": _("登记了新设的区划"),
    "registry.provider.corrected": _("更正了承接主体档案"),
    "registry.provider.ended": _("写明了承接主体档案里的期限"),
    "registry.provider.founding_set": _("填写了成立日期"),
    "registry.provider.noted": _("登记了承接主体档案"),
    "registry.provider.struck": _("划去了承接主体档案里的一条"),
    "registry.token.issued": _("新建了接口令牌"),
    "registry.token.revoked": _("停用了接口令牌"),
}
THINGS = {
    "place": _("区划"),
    "body": _("单位"),
    "person": _("人员"),
    "appointment": _("任职"),
    "apitoken": _("接口令牌"),
    "qualification": _("资质"),
    "inspection": _("年度检查"),
    "creditlisting": _("信用记录"),
    "debarment": _("禁止参加政府采购"),
    "appropriation": _("财政拨款"),
}
FACTS = {
    "name": _("用途"),
    "address": _("网络地址"),
    "expires_on": _("到期日"),
    "count": _("个数"),
    "year": _("从哪一年起"),
    "reason": _("理由"),
    "corrected": _("更正的是第几条"),
}
