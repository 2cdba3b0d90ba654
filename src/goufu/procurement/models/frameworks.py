"""Framework agreements: their terms, who is in, applications to join, and supplements of those that have become too few."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from goufu.core.constraints import state_has
from goufu.core.model_fields import MoneyField
from goufu.core.principal import scope_of
from goufu.journal.append_only import append_only
from goufu.procurement import choices
from goufu.procurement.models.procurements import Lot, Procurement
from goufu.procurement.models.responses import Response
from goufu.registry.models import Body, Person


class FrameworkState(models.TextChoices):
    """ENDED: nothing is called off any more. One whose last day has passed is over although nobody has ended it."""

    ACTIVE = "active", _("履行中")
    ENDED = "ended", _("已结束")


class Framework(models.Model):
    """The agreement on a procurement or one of its lots: what every provider in it agreed to.

    Prices are yuan a `unit`; none is above `ceiling`. `total_limit`: what all call-offs together may cost, in yuan. `way`: how a
    provider is found in the second stage, as the first one said. `round`: of the shortlist that it is with (rounds.py).
    ended_by: None where the program ended it after its last day.
    """

    procurement = models.ForeignKey(
        Procurement, models.PROTECT, related_name="frameworks", verbose_name=_("采购"), editable=False
    )
    lot = models.ForeignKey(Lot, models.PROTECT, null=True, related_name="frameworks", editable=False)
    round = models.PositiveSmallIntegerField(default=1, editable=False)
    way = models.CharField(_("第二阶段的方式"), max_length=12, choices=choices.second_stages, editable=False)
    unit = models.CharField(_("计价单位"), max_length=20, help_text=_("例如 人次、份、小时"))
    ceiling = MoneyField(_("最高限制单价"))
    total_limit = MoneyField(_("成交总额上限"), help_text=_("各笔成交合起来不超过这个数"))
    starts_on = models.DateField(_("开始的日子"))
    ends_on = models.DateField(_("最后一天"), editable=False)
    conditions = models.TextField(_("约定的条件"), max_length=5_000, blank=True)
    state = models.CharField(
        max_length=10, choices=FrameworkState.choices, default=FrameworkState.ACTIVE, verbose_name=_("状态")
    )
    concluded_by = models.ForeignKey(Person, models.PROTECT, related_name="+", editable=False)
    concluded_at = models.DateTimeField(editable=False)
    ended_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", editable=False)
    ended_at = models.DateTimeField(null=True, editable=False)
    end_reason = models.TextField(blank=True, max_length=2_000, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    SCOPE_FIELDS = scope_of("procurement__purchaser")

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["state", "-id"], name="framework_state")]
        constraints = [
            models.UniqueConstraint(
                fields=["procurement", "lot", "round"],
                nulls_distinct=False,
                name="framework_once",
                violation_error_message="已经签订了框架协议。",
            ),
            models.CheckConstraint(
                condition=models.Q(ceiling__gt=0, total_limit__gt=0),
                name="framework_amounts_positive",
                violation_error_message="最高限制单价和成交总额上限要大于零。",
            ),
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on")),
                name="framework_ends_after_it_starts",
                violation_error_message="框架协议的最后一天不能早于开始的日子。",
            ),
            state_has(
                [FrameworkState.ENDED],
                ["ended_at"],
                text="end_reason",
                name="framework_ended_with_reason",
                sentence="结束的框架协议必须记下什么时候、为什么。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.procurement.title}（{self.lot.title}）" if self.lot else self.procurement.title


class MemberState(models.TextChoices):
    """LEFT: by its own word; REMOVED: taken out by the purchaser, on a ground."""

    IN = "in", _("在协议里")
    SUSPENDED = "suspended", _("已暂停")
    REMOVED = "removed", _("已清退")
    LEFT = "left", _("已退出")


class FrameworkMember(models.Model):
    """A provider in an agreement (入围供应商), with its price in yuan a unit, and its turn where they take turns.

    `response`: what it offered in the first stage; None for one that joined later. `reason`: of the last change of state.
    """

    framework = models.ForeignKey(
        Framework, models.PROTECT, related_name="members", verbose_name=_("框架协议"), editable=False
    )
    provider = models.ForeignKey(
        Body, models.PROTECT, related_name="+", verbose_name=_("入围供应商"), editable=False
    )
    response = models.ForeignKey(Response, models.PROTECT, null=True, related_name="+", editable=False)
    price = MoneyField(_("协议单价"), editable=False)
    turn = models.PositiveSmallIntegerField(_("轮候次序"), editable=False)
    joined_on = models.DateField(_("入围的日子"), editable=False)
    state = models.CharField(
        max_length=10, choices=MemberState.choices, default=MemberState.IN, verbose_name=_("状态")
    )
    ground = models.CharField(_("清退的情形"), max_length=30, choices=choices.removals, blank=True)
    reason = models.CharField(_("理由"), max_length=1_000, blank=True)
    changed_on = models.DateField(null=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    SCOPE_FIELDS = scope_of("provider")

    class Meta:
        ordering = ["turn"]
        indexes = [models.Index(fields=["provider", "state"], name="framework_member_provider")]
        constraints = [
            models.UniqueConstraint(
                fields=["framework", "provider"],
                name="framework_member_once",
                violation_error_message="这家供应商已经在协议里，或者已经被清退、退出。",
            ),
            models.UniqueConstraint(
                fields=["framework", "turn"],
                name="framework_member_turn_once",
                violation_error_message="轮候次序不能重复。",
            ),
            models.CheckConstraint(
                condition=models.Q(price__gt=0),
                name="framework_member_price_positive",
                violation_error_message="协议单价要大于零。",
            ),
            models.CheckConstraint(
                condition=models.Q(state=MemberState.IN) | ~models.Q(reason=""),
                name="framework_member_out_with_reason",
                violation_error_message="暂停、清退、退出要写明理由。",
            ),
            models.CheckConstraint(
                condition=~models.Q(state=MemberState.REMOVED) | ~models.Q(ground=""),
                name="framework_member_removed_on_a_ground",
                violation_error_message="清退要选明是哪种情形。",
            ),
        ]

    def __str__(self) -> str:
        return self.provider.name


class Supplement(models.Model):
    """A call for more providers of a closed agreement (补充征集), while fewer are left than the law says.

    `shortlisted` and `remaining`: how many there were at first, and when it was called. `record`: how those who applied
    were compared, once it is concluded.
    """

    framework = models.ForeignKey(Framework, models.PROTECT, related_name="supplements", editable=False)
    reason = models.CharField(_("理由"), max_length=1_000)
    until = models.DateTimeField(_("申请截止"))
    shortlisted = models.PositiveSmallIntegerField(editable=False)
    remaining = models.PositiveSmallIntegerField(editable=False)
    called_by = models.ForeignKey(Person, models.PROTECT, related_name="+", editable=False)
    called_at = models.DateTimeField(editable=False)
    record = models.TextField(_("怎样比较、确定的"), max_length=5_000, blank=True)
    concluded_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", editable=False)
    concluded_at = models.DateTimeField(null=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    SCOPE_FIELDS = scope_of("framework__procurement__purchaser")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["framework"],
                condition=models.Q(concluded_at=None),
                name="supplement_one_at_a_time",
                violation_error_message="上一次补充征集还没有结束。",
            ),
            models.CheckConstraint(
                condition=models.Q(concluded_at=None, concluded_by=None, record="")
                | models.Q(concluded_at__isnull=False, concluded_by__isnull=False) & ~models.Q(record=""),
                name="supplement_concluded_with_record",
                violation_error_message="补充征集结束要写明怎样比较、确定的。",
            ),
        ]

    def __str__(self) -> str:
        return str(self.framework)


class ApplicationState(models.TextChoices):
    RECEIVED = "received", _("待审核")
    ADMITTED = "admitted", _("已入围")
    REFUSED = "refused", _("没有入围")
    WITHDRAWN = "withdrawn", _("已撤回")


class FrameworkApplication(models.Model):
    """A provider applies to join: an open agreement at any time, a closed one while a supplement is called."""

    framework = models.ForeignKey(Framework, models.PROTECT, related_name="applications", editable=False)
    supplement = models.ForeignKey(
        Supplement, models.PROTECT, null=True, related_name="applications", editable=False
    )
    provider = models.ForeignKey(
        Body, models.PROTECT, related_name="+", verbose_name=_("申请的供应商"), editable=False
    )
    price = MoneyField(_("报价"), help_text=_("每一计价单位，不超过最高限制单价"))
    text = models.TextField(_("服务承诺"), max_length=5_000)
    state = models.CharField(
        max_length=10,
        choices=ApplicationState.choices,
        default=ApplicationState.RECEIVED,
        verbose_name=_("状态"),
    )
    applied_by = models.ForeignKey(Person, models.PROTECT, related_name="+", editable=False)
    applied_at = models.DateTimeField(editable=False)
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", editable=False)
    decided_at = models.DateTimeField(null=True, editable=False)
    reason = models.CharField(_("理由"), max_length=1_000, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    SCOPE_FIELDS = scope_of("provider")

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["state", "framework"], name="framework_application_state")]
        constraints = [
            models.UniqueConstraint(
                fields=["framework", "provider"],
                condition=models.Q(state__in=["received", "admitted"]),
                name="framework_application_once",
                violation_error_message="已经申请过。",
            ),
            models.CheckConstraint(
                condition=~models.Q(state=ApplicationState.REFUSED) | ~models.Q(reason=""),
                name="framework_application_refused_with_reason",
                violation_error_message="没有入围的要写明理由。",
            ),
            state_has(
                [ApplicationState.ADMITTED, ApplicationState.REFUSED, ApplicationState.WITHDRAWN],
                ["decided_by", "decided_at"],
                name="framework_application_decided_by_somebody",
                sentence="审核了的申请必须记下由谁、什么时候。",
            ),
        ]

    def __str__(self) -> str:
        return self.provider.name


class Quote(models.Model):
    """What a provider quotes in a second competition, in yuan a unit; the last row of a provider counts."""

    call_off = models.ForeignKey("procurement.CallOff", models.PROTECT, related_name="quotes")
    member = models.ForeignKey(FrameworkMember, models.PROTECT, related_name="quotes")
    price = MoneyField(_("报价"))
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    SCOPE_FIELDS = scope_of("member__provider")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(price__gt=0),
                name="quote_price_positive",
                violation_error_message="报价要大于零。",
            )
        ]
        triggers = append_only("二次竞价的报价只能添加，不能修改、删除")
