"""Call-offs: what a purchaser buys of a framework agreement, out of its own approved project, and to whom it was offered."""

from __future__ import annotations

from decimal import Decimal

import pgtrigger
from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from goufu.core.constraints import state_has
from goufu.core.model_fields import MoneyField
from goufu.core.principal import scope_of
from goufu.planning.models import Project
from goufu.procurement.models.frameworks import Framework, FrameworkMember
from goufu.procurement.models.user_choices import UserChoice
from goufu.registry.models import Body, Person


class CallOffState(models.TextChoices):
    """CHOOSING: whoever was offered it has refused or not answered, so another one is chosen."""

    CHOOSING = "choosing", _("待选供应商")
    QUOTING = "quoting", _("二次竞价中")
    OFFERED = "offered", _("等供应商答复")
    AGREED = "agreed", _("已成交")
    CANCELLED = "cancelled", _("已取消")


# All call-offs together stay within the agreement's limit, and what is held of the project within what was approved. The
# agreement and the project are locked, so that of two at once one waits for the other.
WITHIN_THE_LIMITS = """
PERFORM FROM procurement_framework WHERE id = NEW.framework_id FOR UPDATE;
IF (SELECT sum(c.amount) FROM procurement_calloff c WHERE c.framework_id = NEW.framework_id AND c.state <> 'cancelled')
    > (SELECT f.total_limit FROM procurement_framework f WHERE f.id = NEW.framework_id) THEN
    RAISE EXCEPTION '各笔成交合起来超过了框架协议的成交总额上限' USING ERRCODE = 'integrity_constraint_violation';
END IF;
PERFORM FROM planning_project WHERE id = NEW.project_id FOR UPDATE;
IF procurement_held(NEW.project_id) > (SELECT amount FROM planning_project WHERE id = NEW.project_id) THEN
    RAISE EXCEPTION '各次采购的金额合起来超过了项目批准的金额' USING ERRCODE = 'integrity_constraint_violation';
END IF;
RETURN NULL;
"""


class CallOff(models.Model):
    """One purchase of the second stage, of `quantity` units. `amount`, in yuan: what it costs, and until that is agreed the most it may.

    `member`: with whom it was agreed. `signed_on`: when the contract with it was signed.
    `quotes_until`: until when providers quote, in a second competition; `quotes_from`: when
    they were asked to, the last time: what was quoted and refused before belongs to a competition that is over.
    `choice`: where those served chose the provider themselves, for which period, and `persons`: how many of them it is for now.
    """

    framework = models.ForeignKey(
        Framework, models.PROTECT, related_name="call_offs", verbose_name=_("框架协议"), editable=False
    )
    project = models.ForeignKey(
        Project, models.PROTECT, related_name="call_offs", verbose_name=_("项目"), editable=False
    )
    purchaser = models.ForeignKey(
        Body, models.PROTECT, related_name="call_offs", verbose_name=_("采购人"), editable=False
    )
    number = models.CharField(_("编号"), max_length=40, editable=False)
    title = models.CharField(_("要什么服务"), max_length=200)
    quantity = models.DecimalField(
        _("数量"),
        max_digits=12,
        decimal_places=2,
        validators=[MinValueValidator(Decimal(0), _("数量不能小于零。"))],
    )
    amount = MoneyField(_("金额"), editable=False)
    member = models.ForeignKey(
        FrameworkMember, models.PROTECT, null=True, related_name="call_offs", editable=False
    )
    choice = models.ForeignKey(
        UserChoice, models.PROTECT, null=True, related_name="call_offs", editable=False
    )
    persons = models.PositiveIntegerField(_("人数"), null=True, editable=False)
    quotes_from = models.DateTimeField(null=True, editable=False)
    quotes_until = models.DateTimeField(_("报价截止"), null=True, editable=False)
    state = models.CharField(
        max_length=10, choices=CallOffState.choices, default=CallOffState.CHOOSING, verbose_name=_("状态")
    )
    called_by = models.ForeignKey(Person, models.PROTECT, related_name="+", editable=False)
    called_at = models.DateTimeField(editable=False)
    agreed_on = models.DateField(_("成交的日子"), null=True, editable=False)
    signed_on = models.DateField(_("合同签订的日子"), null=True, editable=False)
    cancelled_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", editable=False)
    cancelled_at = models.DateTimeField(null=True, editable=False)
    cancel_reason = models.TextField(blank=True, max_length=2_000, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    SCOPE_FIELDS = scope_of("purchaser")

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["framework", "-id"], name="call_off_of_framework"),
            models.Index(fields=["project"], name="call_off_of_project"),
            models.Index(fields=["purchaser", "state", "-id"], name="call_off_of_purchaser"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["number"], name="call_off_number_once", violation_error_message="成交编号只用一次。"
            ),
            models.CheckConstraint(
                condition=models.Q(amount__gt=0, quantity__gt=0)
                | models.Q(choice__isnull=False, state="agreed", amount__gte=0, quantity__gte=0),
                name="call_off_amounts_positive",
                violation_error_message="数量、金额要大于零。",
            ),
            models.CheckConstraint(
                condition=models.Q(choice=None, persons=None)
                | models.Q(choice__isnull=False, persons__isnull=False),
                name="call_off_persons_of_a_choice",
                violation_error_message="由服务对象选择的，要写明人数。",
            ),
            state_has(
                [CallOffState.AGREED],
                ["member", "agreed_on"],
                name="call_off_agreed_with_somebody",
                sentence="成交要记下和哪家供应商、哪一天。",
            ),
            models.CheckConstraint(
                condition=models.Q(signed_on=None) | models.Q(signed_on__gte=models.F("agreed_on")),
                name="call_off_signed_after_agreed",
                violation_error_message="合同不能早于成交签订。",
            ),
            state_has(
                [CallOffState.CANCELLED],
                ["cancelled_by", "cancelled_at"],
                text="cancel_reason",
                name="call_off_cancelled_with_reason",
                sentence="取消必须记下由谁、什么时候、为什么。",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="within_the_limits",
                when=pgtrigger.After,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func=WITHIN_THE_LIMITS,
            )
        ]

    def __str__(self) -> str:
        return self.title


class OfferState(models.TextChoices):
    """LAPSED: not answered within the days of the agreement."""

    PENDING = "pending", _("等答复")
    ACCEPTED = "accepted", _("已接受")
    REFUSED = "refused", _("已拒绝")
    LAPSED = "lapsed", _("逾期没有答复")
    TAKEN_BACK = "taken_back", _("已取消")


class CallOffOffer(models.Model):
    """That a call-off was offered to a provider at a price, in yuan a unit, and what it answered.

    `is_justified`: whether a refusal, or silence, had a good reason, as the purchaser of the agreement judges.
    """

    call_off = models.ForeignKey(CallOff, models.PROTECT, related_name="offers", editable=False)
    member = models.ForeignKey(FrameworkMember, models.PROTECT, related_name="offers", editable=False)
    price = MoneyField(_("单价"), editable=False)
    because = models.CharField(_("为什么选这家"), max_length=1_000, blank=True, editable=False)
    offered_by = models.ForeignKey(Person, models.PROTECT, related_name="+", editable=False)
    offered_at = models.DateTimeField(editable=False)
    answer_by = models.DateField(_("答复到哪一天"), editable=False)
    state = models.CharField(
        max_length=10, choices=OfferState.choices, default=OfferState.PENDING, verbose_name=_("状态")
    )
    answered_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", editable=False)
    answered_at = models.DateTimeField(null=True, editable=False)
    reason = models.CharField(_("拒绝的理由"), max_length=1_000, blank=True)
    is_justified = models.BooleanField(_("理由正当"), null=True, blank=True)
    judged_because = models.CharField(_("认定的理由"), max_length=1_000, blank=True)
    judged_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", editable=False)
    judged_at = models.DateTimeField(null=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    SCOPE_FIELDS = scope_of("call_off__purchaser")

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["member", "state"], name="call_off_offer_to")]
        constraints = [
            models.UniqueConstraint(
                fields=["call_off"],
                condition=models.Q(state__in=["pending", "accepted"]),
                name="call_off_offer_one_at_a_time",
                violation_error_message="已经向一家供应商提出，等它答复。",
            ),
            models.CheckConstraint(
                condition=~models.Q(state=OfferState.REFUSED) | ~models.Q(reason=""),
                name="call_off_refused_with_reason",
                violation_error_message="拒绝要写明理由。",
            ),
            models.CheckConstraint(
                condition=models.Q(is_justified=None, judged_by=None)
                | models.Q(is_justified__isnull=False, judged_by__isnull=False)
                & ~models.Q(judged_because=""),
                name="call_off_refusal_judged_with_reason",
                violation_error_message="认定拒绝的理由是否正当，要写明依据。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.call_off.title} → {self.member.provider.name}"
