"""What the registry's actions and things are called in the journal."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

ACTIONS = {
    "registry.appointment.made": _("授予了岗位"),
    "registry.appointment.ended": _("停止了岗位"),
    "registry.appointment.delegated": _("委托了岗位"),
    "registry.appointment.withdrawn": _("收回了委托的岗位"),
    "registry.person.enrolled": _("登记了人员"),
    "registry.person.set_up": _("首次设置时登记了人员"),
    "registry.person.changed": _("修改了人员资料"),
    "registry.person.deactivated": _("停用了账号"),
    "registry.person.reactivated": _("恢复了账号"),
    "registry.person.password_reset": _("重设了密码"),
    "registry.person.second_factor_reset": _("重置了第二重验证"),
    "registry.person.unlocked": _("解锁了账号"),
    "registry.person.unmasked": _("查看了个人信息"),
    "registry.person.signed_in": _("登录了"),
    "registry.person.signed_out": _("退出了登录"),
    "registry.person.sign_in_failed": _("登录没有成功"),
    "registry.person.locked_out": _("因错误太多被锁定"),
    "registry.person.password_changed": _("修改了自己的密码"),
    "registry.person.second_factor_failed": _("第二重验证没有通过"),
    "registry.person.second_factor_added": _("设了第二重验证"),
    "registry.person.second_factor_removed": _("停用了一个第二重验证"),
    "registry.person.recovery_codes_renewed": _("换了一批恢复码"),
    "registry.token.issued": _("新建了接口令牌"),
    "registry.token.revoked": _("停用了接口令牌"),
}
THINGS = {
    "place": _("区划"),
    "body": _("单位"),
    "person": _("人员"),
    "appointment": _("任职"),
    "apitoken": _("接口令牌"),
}
FACTS = {
    "name": _("用途"),
    "address": _("网络地址"),
    "expires_on": _("到期日"),
    "username": _("登录名"),
    "full_name": _("姓名"),
    "provider": _("单位统一登录"),
    "kind": _("种类"),
    "second_factor": _("有第二重验证"),
    "body": _("单位"),
    "role": _("岗位"),
    "first_day": _("第一天"),
    "last_day": _("最后一天"),
    "reason": _("理由"),
    "field": _("查看的内容"),
}
