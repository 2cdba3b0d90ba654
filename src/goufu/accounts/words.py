"""Labels of the actions, things and facts of accounts in the journal."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

ACTIONS = {
    "accounts.factor.stored": _("登录的方式有变动"),
    "accounts.key.issued": _("新建了接口令牌"),
    "accounts.key.revoked": _("停用了接口令牌"),
    "accounts.keys.revoked": _("停用了离开的人的接口令牌"),
    "accounts.person.locked_out": _("因错误太多被锁定"),
    "accounts.person.password_changed": _("修改了自己的密码"),
    "accounts.person.password_reset": _("重设了密码"),
    "accounts.person.recovery_codes_renewed": _("换了一批恢复码"),
    "accounts.person.second_factor_added": _("设了第二重验证"),
    "accounts.person.second_factor_failed": _("第二重验证没有通过"),
    "accounts.person.second_factor_removed": _("停用了一个第二重验证"),
    "accounts.person.second_factor_reset": _("重置了第二重验证"),
    "accounts.person.sign_in_failed": _("登录没有成功"),
    "accounts.person.signed_in": _("登录了"),
    "accounts.person.signed_out": _("退出了登录"),
    "accounts.person.unlocked": _("解锁了账号"),
    "accounts.sign_up.accepted": _("接受了作供应商经办人的邀请"),
    "accounts.sign_up.asked": _("申请作供应商经办人"),
    "accounts.sign_up.confirmed": _("确认了供应商经办人"),
    "accounts.sign_up.invited": _("邀请了供应商经办人"),
    "accounts.sign_up.refused": _("没有确认供应商经办人"),
    "accounts.sign_up.taken_back": _("收回了供应商经办人的邀请"),
}
THINGS = {
    "apikey": _("接口令牌"),
    "authenticator": _("第二重验证"),
    "signup": _("供应商注册"),
    "socialaccount": _("单位统一登录的关联"),
}
FACTS = {
    "address": _("网络地址"),
    "agent": _("经办人"),
    "body": _("单位"),
    "code": _("统一社会信用代码"),
    "count": _("个数"),
    "expires_on": _("到期日"),
    "kind": _("种类"),
    "provider": _("单位统一登录"),
    "purpose": _("用途"),
    "reason": _("理由"),
    "second_factor": _("有第二重验证"),
    "username": _("登录名"),
}
