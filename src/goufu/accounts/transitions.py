"""The transitions of sign-ups."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from goufu.accounts.models import SignUp, SignUpState
from goufu.core.transitions import Transition, Transitions

_WAITING, _INVITED = frozenset({SignUpState.WAITING}), frozenset({SignUpState.INVITED})

SIGN_UP = Transitions(
    SignUp,
    SignUpState,
    {
        "confirm": Transition(_("确认"), _WAITING, SignUpState.CONFIRMED),
        "refuse": Transition(_("不确认"), _WAITING, SignUpState.REFUSED),
        "take-back": Transition(_("收回邀请"), _INVITED, SignUpState.WITHDRAWN),
        "accept": Transition(_("接受邀请"), _INVITED, SignUpState.CONFIRMED),
    },
    turns={
        SignUpState.INVITED: _("等被邀请的人打开邀请，填写姓名"),
        SignUpState.WAITING: _("由单位所在地的财政部门确认"),
        SignUpState.CONFIRMED: _("已经有账号，不再变动"),
        SignUpState.REFUSED: _("没有确认的不再变动；可以重新申请"),
        SignUpState.WITHDRAWN: _("收回的邀请不再有效；需要时重新邀请"),
    },
)
