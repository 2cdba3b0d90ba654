"""Sign-ups: how somebody becomes the agent of a provider, by asking for it or by an invitation."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from goufu.core.constraints import state_has
from goufu.core.personal import PersonalField
from goufu.registry.kinds import body_kinds
from goufu.registry.models import Body, Person, Place


class SignUpState(models.TextChoices):
    INVITED = "invited", _("已邀请")
    WAITING = "waiting", _("待确认")
    CONFIRMED = "confirmed", _("已确认")
    REFUSED = "refused", _("未确认")
    WITHDRAWN = "withdrawn", _("邀请已收回")


class SignUp(models.Model):
    """Somebody who wants to act for a provider, or was invited to. What the body is called and is, as it was typed: a body
    that is registered is named by `body`, another is registered when the sign-up is confirmed.

    Of the inquiry code, or of the invitation, only the digest is stored. The inquiry code is the password of the first
    sign-in as well: its hash becomes the person's.
    """

    body = models.ForeignKey(
        Body, models.PROTECT, null=True, related_name="sign_ups", verbose_name=_("单位"), editable=False
    )
    credit_code = models.CharField(_("统一社会信用代码"), max_length=18, blank=True)
    body_name = models.CharField(_("单位名称"), max_length=200)
    kind = models.CharField(_("类别"), max_length=40, choices=body_kinds)
    place = models.ForeignKey(Place, models.PROTECT, related_name="+", verbose_name=_("所在区划"))
    agent_name = models.CharField(_("经办人姓名"), max_length=60, blank=True)
    phone = PersonalField(_("手机号码"), blank=True)
    state = models.CharField(
        max_length=10, choices=SignUpState.choices, default=SignUpState.WAITING, verbose_name=_("状态")
    )
    digest = models.CharField(max_length=64, editable=False)
    password = models.CharField(max_length=128, blank=True, editable=False)
    asked_at = models.DateTimeField(editable=False)
    expires_on = models.DateField(
        null=True, editable=False, verbose_name=_("有效到")
    )  # of an invitation; on that day it still holds
    invited_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", editable=False)
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", editable=False)
    decided_at = models.DateTimeField(null=True, editable=False)
    reason = models.CharField(_("理由"), max_length=500, blank=True, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="sign_ups", editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    BEGINS_IN = (SignUpState.WAITING, SignUpState.INVITED)
    SCOPE_FIELDS = {"body": "body_id", "place": "place__code"}

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["state", "asked_at"], name="sign_up_state"),
            models.Index(fields=["body"], name="sign_up_body"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["digest"], name="sign_up_digest_once", violation_error_message="这个查询码已经用过。"
            ),
            state_has(
                [SignUpState.CONFIRMED],
                ["person"],
                name="sign_up_confirmed_with_its_person",
                sentence="确认了的注册必须记下是哪个人。",
            ),
            models.CheckConstraint(
                condition=~models.Q(state=SignUpState.REFUSED) | ~models.Q(reason=""),
                name="sign_up_refused_with_reason",
                violation_error_message="不确认要写明理由。",
            ),
            models.CheckConstraint(
                condition=models.Q(invited_by=None, expires_on=None)
                | models.Q(invited_by__isnull=False, expires_on__isnull=False, body__isnull=False),
                name="sign_up_invitation_ends",
                violation_error_message="邀请要写明单位、邀请人和有效期。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.body_name} {self.agent_name}".strip()
