"""Delegations: which steps of a procurement a purchaser gives to an agency, for how long, and at which fee."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from goufu import wall_clock
from goufu.core import principal
from goufu.core.constraints import state_has
from goufu.core.duties import Duty
from goufu.core.model_fields import MoneyField
from goufu.procurement.models.procurements import Procurement, scope_of_procurement
from goufu.registry.models import Body, Person


class DelegationState(models.TextChoices):
    """OFFERED: the purchaser has signed. IN_FORCE: the agency has taken it, and acts on the days that it names."""

    DRAFT = "draft", _("起草中")
    OFFERED = "offered", _("采购人已签，等代理机构接受")
    IN_FORCE = principal.IN_FORCE, _("生效")
    DECLINED = "declined", _("代理机构不接受")
    ENDED = "ended", _("已解除")


class Payer(models.TextChoices):
    """Who pays the agency's fee."""

    PURCHASER = "purchaser", _("采购人支付")
    WINNER = "winner", _("中标、成交供应商支付")
    NOBODY = "nobody", _("不收费")


class Delegation(models.Model):
    """A delegation (委托代理协议) of a procurement to an agency: its duties, days and fee, who signed it, and who ended it.

    `handed_list`: the papers that the agency gave back, a line each; with `received_by` the purchaser has them.
    """

    procurement = models.ForeignKey(
        Procurement, models.PROTECT, related_name="delegations", editable=False, verbose_name=_("采购")
    )
    agency = models.ForeignKey(Body, models.PROTECT, related_name="delegations", verbose_name=_("代理机构"))
    number = models.CharField(_("协议编号"), max_length=80, blank=True)
    duties = ArrayField(
        models.CharField(max_length=12, choices=Duty.choices), verbose_name=_("委托的事项"), size=len(Duty)
    )
    starts_on = models.DateField(_("从哪天起"))
    ends_on = models.DateField(_("到哪天止"), help_text=_("含这一天"))
    payer = models.CharField(_("代理费由谁付"), max_length=10, choices=Payer.choices)
    fee_text = models.CharField(_("收费标准"), max_length=300, blank=True)
    fee = MoneyField(
        _("代理费"),
        null=True,
        blank=True,
        validators=[MinValueValidator(0, _("不能小于零。"))],
        help_text=_("约定了金额就写；按比例收的，定标以后才算得出，空着"),
    )
    state = models.CharField(
        max_length=10,
        choices=DelegationState.choices,
        default=DelegationState.DRAFT,
        verbose_name=_("状态"),
        editable=False,
    )
    drafted_by = models.ForeignKey(Person, models.PROTECT, related_name="+", editable=False)
    drafted_at = models.DateTimeField(editable=False)  # as it stands: corrected, it is drafted anew
    revision = models.PositiveSmallIntegerField(_("第几稿"), default=1, db_default=1, editable=False)
    signed_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", editable=False)
    signed_at = models.DateTimeField(null=True, editable=False)
    taken_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", editable=False)
    taken_at = models.DateTimeField(null=True, editable=False)
    ended_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", editable=False)
    ended_at = models.DateTimeField(null=True, editable=False)
    end_reason = models.TextField(blank=True, max_length=2_000, editable=False)
    handed_list = models.TextField(_("移交清单"), blank=True, max_length=10_000, editable=False)
    handed_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", editable=False)
    handed_at = models.DateTimeField(null=True, editable=False)
    received_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", editable=False)
    received_at = models.DateTimeField(null=True, editable=False)
    received_note = models.TextField(blank=True, max_length=2_000, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    SCOPE_FIELDS: ClassVar[dict[str, str]] = scope_of_procurement("procurement") | {"agency": "agency_id"}

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["agency", "-id"], name="delegation_of_agency"),
            models.Index(fields=["procurement", "-id"], name="delegation_of_procurement"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["procurement"],
                condition=models.Q(state__in=[DelegationState.OFFERED, DelegationState.IN_FORCE]),
                name="delegation_one_at_a_time",
                violation_error_message="这次采购已经委托了一家代理机构；要换，先解除。",
            ),
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on")),
                name="delegation_days_in_order",
                violation_error_message="最后一天不能早于第一天。",
            ),
            models.CheckConstraint(
                condition=models.Q(duties__len__gt=0),
                name="delegation_has_duties",
                violation_error_message="至少委托一件事。",
            ),
            models.CheckConstraint(
                condition=models.Q(payer=Payer.NOBODY, fee=None) | ~models.Q(payer=Payer.NOBODY),
                name="delegation_free_has_no_fee",
                violation_error_message="不收费的不写代理费。",
            ),
            models.CheckConstraint(
                condition=models.Q(payer=Payer.NOBODY) | ~models.Q(fee_text=""),
                name="delegation_fee_has_its_standard",
                violation_error_message="收费的要写收费标准，写进结果公告。",
            ),
            state_has(
                [DelegationState.IN_FORCE],
                ["taken_by", "taken_at", "signed_by", "signed_at"],
                free=[DelegationState.OFFERED, DelegationState.ENDED, DelegationState.DECLINED],
                name="delegation_signed_by_both",
                sentence="生效的委托要由采购人和代理机构双方签过。",
            ),
            state_has(
                [DelegationState.ENDED, DelegationState.DECLINED],
                ["ended_by", "ended_at"],
                text="end_reason",
                name="delegation_ended_with_reason",
                sentence="解除、不接受的委托必须记下由谁、什么时候、为什么。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.procurement.title}：委托{self.agency.name}"

    @property
    def is_in_force(self) -> bool:
        """Whether the agency acts today."""
        return self.state == DelegationState.IN_FORCE and self.starts_on <= wall_clock.today() <= self.ends_on

    @property
    def duties_in_words(self) -> list[str]:
        return [str(Duty(each).label) for each in Duty.values if each in self.duties]
