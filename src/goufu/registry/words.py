"""What the registry's actions and things are called in the journal."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

ACTIONS = {
    "registry.appointment.delegated": _("委托了岗位"),
    "registry.appointment.ended": _("停止了岗位"),
    "registry.appointment.made": _("授予了岗位"),
    "registry.appointment.withdrawn": _("收回了委托的岗位"),
    "registry.bodies.imported": _("从表格导入了单位"),
    "registry.body.changed": _("修改了单位信息"),
    "registry.body.closed": _("停用了单位"),
    "registry.body.moved": _("改变了单位的隶属"),
    "registry.body.registered": _("登记了单位"),
    "registry.body.reopened": _("恢复了单位"),
    "registry.person.changed": _("修改了人员资料"),
    "registry.person.deactivated": _("停用了账号"),
    "registry.person.enrolled": _("登记了人员"),
    "registry.person.reactivated": _("恢复了账号"),
    "registry.person.set_up": _("首次设置时登记了人员"),
    "registry.person.unmasked": _("查看了个人信息"),
    "registry.place.changed": _("变更了区划"),
    "registry.place.merged": _("合并了区划"),
    "registry.place.opened": _("增设了区划"),
    "registry.provider.corrected": _("更正了承接主体档案"),
    "registry.provider.ended": _("写明了承接主体档案里的期限"),
    "registry.provider.founding_set": _("填写了成立日期"),
    "registry.provider.noted": _("登记了承接主体档案"),
    "registry.provider.struck": _("划去了承接主体档案里的一条"),
}
THINGS = {
    "appointment": _("任职"),
    "appropriation": _("财政拨款情况"),
    "body": _("单位"),
    "creditlisting": _("信用名单记录"),
    "debarment": _("禁止参加记录"),
    "inspection": _("年检记录"),
    "person": _("人员"),
    "place": _("区划"),
    "qualification": _("资质"),
}
FACTS = {
    "body": _("单位"),
    "code": _("代码"),
    "corrected": _("更正的是第几条"),
    "count": _("个数"),
    "field": _("查看的内容"),
    "first_day": _("第一天"),
    "full_name": _("姓名"),
    "kind": _("种类"),
    "last_day": _("最后一天"),
    "name": _("名称"),
    "reason": _("理由"),
    "role": _("岗位"),
    "username": _("登录名"),
    "year": _("年份"),
}
