"""What the registry's actions and things are called in the journal."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

ACTIONS = {
    "registry.appointment.delegated": _("把岗位委托给了别人"),
    "registry.appointment.ended": _("结束了任职"),
    "registry.appointment.made": _("任命了岗位"),
    "registry.appointment.withdrawn": _("收回了委托"),
    "registry.body.changed": _("修改了单位信息"),
    "registry.body.closed": _("停用了单位"),
    "registry.body.moved": _("改变了单位的隶属"),
    "registry.body.registered": _("登记了单位"),
    "registry.body.reopened": _("恢复了单位"),
    "registry.person.changed": _("修改了人员信息"),
    "registry.person.deactivated": _("停用了账号"),
    "registry.person.enrolled": _("开通了账号"),
    "registry.person.password_reset": _("重置了密码"),
    "registry.person.reactivated": _("恢复了账号"),
    "registry.person.second_factor_reset": _("重置了第二重验证"),
    "registry.person.unlocked": _("解除了登录锁定"),
    "registry.person.unmasked": _("查看了个人信息原文"),
    "registry.place.changed": _("变更了区划"),
    "registry.place.merged": _("合并了区划"),
    "registry.place.opened": _("增设了区划"),
    "registry.token.issued": _("新建了接口令牌"),
    "registry.token.revoked": _("停用了接口令牌"),
}
THINGS = {
    "apitoken": _("接口令牌"),
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
    "address": _("网络地址"),
    "body": _("单位"),
    "code": _("代码"),
    "expires_on": _("到期日"),
    "field": _("哪一项"),
    "first_day": _("从哪一天起"),
    "kind": _("类别"),
    "last_day": _("到哪一天为止"),
    "name": _("名称"),
    "purpose": _("用途"),
    "reason": _("理由"),
    "role": _("岗位"),
    "username": _("登录名"),
    "year": _("年份"),
}
