"""How the tables of accounts are proved, and why some of the framework's are not."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount

from goufu.accounts.models import ApiKey, SignUp
from goufu.journal.proofs import Proof

_NOT_USED = "程序不用这张表，里面有什么都不起作用"
_EACH_TIME = "每次使用都变；登录本身在日志里"

PROOFS = [
    Proof(ApiKey, unproved={"last_used_on": "每天第一次使用时记下，不影响权限"}),
    Proof(Authenticator, secret=["data"], unproved={"last_used_at": _EACH_TIME}),
    Proof(SignUp, secret=["phone", "password"]),
    Proof(
        SocialAccount,
        secret=["uid"],
        unproved={"last_login": _EACH_TIME, "extra_data": "程序不读，也不往里写"},
    ),
]
UNPROVED = {
    "accounts_cache": "框架自己的限次和用过的验证码，过几分钟就失效",
    "account_emailaddress": _NOT_USED,
    "account_emailconfirmation": _NOT_USED,
    "auth_group": _NOT_USED,
    "auth_group_permissions": _NOT_USED,
    "auth_permission": _NOT_USED,
    "django_session": "登录的会话，过期就删；登录和退出在日志里",
    "socialaccount_socialapp": _NOT_USED,
    "socialaccount_socialtoken": _NOT_USED,
}
