"""What the registry's actions and things are called in the journal."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

ACTIONS = {
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
}
