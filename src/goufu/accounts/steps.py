"""The steps of sign-ups, one row per verb."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from goufu.accounts.actions import sign_ups as actions
from goufu.accounts.models import SignUp
from goufu.accounts.sign_ups import agents_of_body, registered, sign_up_for
from goufu.accounts.transitions import SIGN_UP
from goufu.core.permissions import Permission
from goufu.core.reasons import ReasonField
from goufu.core.steps import ReasonForm, Step, Steps


class ConfirmForm(ReasonForm):
    """How the person's authority was verified; where the body has agents, that it was asked itself."""

    thing: SignUp
    reason = ReasonField(
        label=_("怎样核实的"),
        max_length=500,
        help_text=_("例如：收到加盖公章的授权书，照单位办公电话回拨核实"),
    )

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        body = registered(self.thing.credit_code)
        self.agents = agents_of_body(body) if body else []
        if self.agents:
            label = _("已经向单位核实（现在的经办人：%(names)s）") % {"names": "、".join(self.agents)}
            self.fields["is_asked_of_body"] = forms.BooleanField(label=label, required=False)


class RefuseForm(ReasonForm):
    """Why a sign-up is not confirmed."""

    reason = ReasonField(max_length=500, help_text=_("申请人用查询码看得到"))


SIGN_UP_STEPS = Steps(
    SIGN_UP,
    [
        Step(
            "confirm",
            Permission.KEEP_PROVIDERS,
            actions.confirm_sign_up,
            _("确认供应商经办人"),
            _("已确认。本人用查询码看得到登录名，第一次登录的密码就是查询码。"),
            ConfirmForm,
            note=_("确认以后这个人可以为单位投标、签收文件。没有登记的单位同时登记。"),
            is_forward=True,
        ),
        Step(
            "refuse",
            (Permission.KEEP_PROVIDERS, Permission.BID),
            actions.refuse_sign_up,
            _("不确认供应商经办人"),
            _("没有确认；申请人用查询码看得到理由。"),
            RefuseForm,
            note=_("不是本单位的人、材料不对的，写明理由退回。"),
            is_end=True,
        ),
        Step(
            "take-back",
            (Permission.KEEP_PROVIDERS, Permission.BID),
            actions.take_back_invitation,
            _("收回邀请"),
            _("已收回，链接不能再用。"),
            note=_("收回以后，这个链接打不开；需要时重新邀请。"),
            is_end=True,
        ),
    ],
    find=sign_up_for,
    page="accounts:sign_up",
    template="accounts/sign_ups/step.html",
)
