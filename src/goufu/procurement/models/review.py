"""The review: examinations, scores, low prices, the report, and the award with its letters. Mostly only added to."""

from __future__ import annotations

from typing import ClassVar

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _

from goufu.core.model_fields import MoneyField
from goufu.core.principal import scope_of
from goufu.journal.append_only import append_only
from goufu.procurement import choices
from goufu.procurement.models.panel import PanelMember
from goufu.procurement.models.procurements import Lot, Procurement, scope_of_procurement
from goufu.procurement.models.responses import Response
from goufu.procurement.models.scoring import Factor
from goufu.procurement.models.served import Served
from goufu.registry.models import Person


class Part(models.TextChoices):
    """What is examined. PRICE: the bidder confirms the corrected price, or does not."""

    QUALIFICATION = "qualification", _("资格审查")
    CONFORMITY = "conformity", _("符合性审查")
    PRICE = "price", _("报价修正的确认")


class Examination(models.Model):
    """The result of an examination of a response; the last row of a part counts. By the purchaser or by the panel's head.

    `is_misplaced`: the panel finds that the decimal point of a unit price is clearly misplaced. Of a qualification, as far as it
    was looked at: `did_earlier_work` for this project (procurement-regulation:18), and whether those who serve are on the
    payroll of a small or medium enterprise (`is_own_staff`), and, where another bidder's person in charge has the same name,
    whether it is the same person (`has_same_head`).
    """

    response = models.ForeignKey(Response, models.PROTECT, related_name="examinations")
    part = models.CharField(_("审查"), max_length=14, choices=Part.choices)
    has_passed = models.BooleanField(_("通过"))
    reason = models.CharField(_("理由"), max_length=1_000, blank=True)
    is_misplaced = models.BooleanField(_("单价小数点明显错位"), null=True, blank=True)
    did_earlier_work = models.BooleanField(_("做过前期服务"), null=True, blank=True)
    is_own_staff = models.BooleanField(_("服务人员是本企业职工"), null=True, blank=True)
    has_same_head = models.BooleanField(_("负责人与别家是同一个人"), null=True, blank=True)
    member = models.ForeignKey(PanelMember, models.PROTECT, null=True, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(member=None, person__isnull=False)
                | models.Q(member__isnull=False, person=None),
                name="examination_by_one",
                violation_error_message="审查由采购人或者评审小组的一方作出。",
            ),
            models.CheckConstraint(
                condition=models.Q(has_passed=True) | ~models.Q(reason=""),
                name="examination_failed_with_reason",
                violation_error_message="不通过要写明理由。",
            ),
            models.CheckConstraint(
                condition=models.Q(part=Part.QUALIFICATION)
                | models.Q(did_earlier_work=None, is_own_staff=None, has_same_head=None),
                name="examination_asks_of_qualification",
                violation_error_message="前期服务、服务人员和负责人在审查资格时核对。",
            ),
        ]
        triggers = append_only("审查的记录只能添加，不能修改、删除")


class Score(models.Model):
    """A member's points for a factor of a response; the last row counts."""

    member = models.ForeignKey(PanelMember, models.PROTECT, related_name="scores")
    response = models.ForeignKey(Response, models.PROTECT, related_name="scores")
    factor = models.ForeignKey(Factor, models.PROTECT, related_name="+")
    points = models.DecimalField(_("得分"), max_digits=5, decimal_places=2)
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["response", "member", "factor", "-id"], name="score_last")]
        triggers = append_only("评分只能添加，不能修改、删除")


class Explanation(models.Model):
    """A bidder is asked to explain an abnormally low price, by the numbers or by the panel's judgement (`is_judged`)."""

    response = models.OneToOneField(Response, models.PROTECT, related_name="explanation", editable=False)
    is_judged = models.BooleanField(_("评审小组认为明显过低"), default=False)
    asked_at = models.DateTimeField(_("要求说明"))
    until = models.DateTimeField(_("说明到"))
    text = models.TextField(_("供应商的说明"), blank=True, max_length=5_000)
    explained_at = models.DateTimeField(_("收到说明"), null=True, blank=True)
    is_accepted = models.BooleanField(_("说明成立"), null=True, blank=True)
    reason = models.CharField(_("认定的理由"), max_length=1_000, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True, editable=False)
    member = models.ForeignKey(PanelMember, models.PROTECT, related_name="+", editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    SCOPE_FIELDS = scope_of_procurement("response__procurement")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(is_accepted=None, decided_at=None)
                | models.Q(is_accepted__isnull=False, decided_at__isnull=False) & ~models.Q(reason=""),
                name="explanation_decided_with_reason",
                violation_error_message="认定说明是否成立，要写明理由。",
            )
        ]


class ReviewReport(models.Model):
    """The panel's report on a procurement or a lot: the places, as the record gives them, with SM3 of `content`.

    By the panel's head (`member`), or, where the method has no panel, by the purchaser's officer who writes down the talks.
    Another one follows only where the same panel reviews again on a lawful ground (`Rereview`, whose `ground` it bears), or in
    the next `round`, after the review was voided; the last one counts.
    """

    procurement = models.ForeignKey(Procurement, models.PROTECT, related_name="reports")
    lot = models.ForeignKey(Lot, models.PROTECT, null=True, blank=True, related_name="reports")
    outcome = models.CharField(_("结果"), max_length=10, choices=choices.review_outcomes)
    content = models.JSONField(encoder=DjangoJSONEncoder)
    digest = models.CharField(max_length=64)
    ground = models.CharField(
        _("重新评审的情形"), max_length=30, choices=choices.rereview_grounds, blank=True
    )
    round = models.PositiveSmallIntegerField(default=1, editable=False)
    member = models.ForeignKey(PanelMember, models.PROTECT, null=True, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(member=None, person__isnull=False)
                | models.Q(member__isnull=False, person=None),
                name="report_by_one",
                violation_error_message="评审报告由评审小组或者采购人的一方写出。",
            )
        ]
        triggers = append_only("评审报告只能添加，不能修改、删除")


class ReportSignature(models.Model):
    """A member's signature under a report, with a dissent where there is one."""

    report = models.ForeignKey(ReviewReport, models.PROTECT, related_name="signatures")
    member = models.ForeignKey(PanelMember, models.PROTECT, related_name="signatures")
    dissent = models.TextField(_("不同意见"), blank=True, max_length=2_000)
    at = models.DateTimeField(_("签署评审报告"))

    class Meta:
        ordering = ["member__number"]
        constraints = [
            models.UniqueConstraint(
                fields=["report", "member"],
                name="report_signed_once",
                violation_error_message="这份评审报告已经签过。",
            )
        ]
        triggers = append_only("评审报告的签署只能添加，不能修改、删除")


class Rereview(models.Model):
    """The same panel reviews `report` again on a lawful ground, as the purchaser wants it; the report stays, and counts no more."""

    report = models.OneToOneField(ReviewReport, models.PROTECT, related_name="rereview")
    ground = models.CharField(_("重新评审的情形"), max_length=30, choices=choices.rereview_grounds)
    reason = models.CharField(_("理由"), max_length=1_000)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        triggers = append_only("重新评审的决定只能添加，不能修改、删除")


class Placing(models.Model):
    """A line of the report: what became of a response; amounts in yuan. `rank` is None for one that did not pass."""

    report = models.ForeignKey(ReviewReport, models.PROTECT, related_name="placings")
    response = models.ForeignKey(Response, models.PROTECT, related_name="placings")
    rank = models.PositiveSmallIntegerField(_("名次"), null=True, blank=True)
    is_tied = models.BooleanField(default=False)
    price = MoneyField(_("评审用的报价"), null=True, blank=True)
    deduction_percent = models.DecimalField(
        _("价格扣除（%）"), max_digits=5, decimal_places=2, null=True, blank=True
    )
    scored_price = MoneyField(_("评审价格"), null=True, blank=True)
    technical = models.DecimalField(
        _("价格以外的得分"), max_digits=6, decimal_places=2, null=True, blank=True
    )
    price_points = models.DecimalField(_("价格得分"), max_digits=6, decimal_places=2, null=True, blank=True)
    total = models.DecimalField(_("总分"), max_digits=6, decimal_places=2, null=True, blank=True)
    reason = models.CharField(_("没有通过的理由"), max_length=1_000, blank=True)

    class Meta:
        ordering = ["report", models.F("rank").asc(nulls_last=True), "id"]
        triggers = append_only("评审报告只能添加，不能修改、删除")


class Award(models.Model):
    """The purchaser's decision on a procurement or a lot, out of a report. `reason`: why another than the first.

    `is_shared`: others are awarded the same, as in a framework agreement. `round`: the first decision, or the one after so
    many were voided.
    """

    procurement = models.ForeignKey(Procurement, models.PROTECT, related_name="awards")
    lot = models.ForeignKey(Lot, models.PROTECT, null=True, blank=True, related_name="awards")
    report = models.ForeignKey(ReviewReport, models.PROTECT, related_name="awards")
    response = models.ForeignKey(
        Response, models.PROTECT, related_name="awards", verbose_name=_("中标、成交供应商")
    )
    amount = MoneyField(_("中标、成交金额"))
    day = models.DateField(_("确定的日期"))
    reason = models.CharField(_("理由"), max_length=1_000, blank=True)
    is_shared = models.BooleanField(default=False, editable=False)
    round = models.PositiveSmallIntegerField(default=1, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["procurement", "lot", "round"],
                condition=models.Q(is_shared=False),
                nulls_distinct=False,
                name="award_once",
                violation_error_message="已经确定了中标、成交供应商。",
            ),
            models.UniqueConstraint(
                fields=["procurement", "lot", "round", "response"],
                nulls_distinct=False,
                name="award_of_response_once",
                violation_error_message="这家供应商已经确定过。",
            ),
        ]
        triggers = append_only("定标的决定只能添加，不能修改、删除")

    def __str__(self) -> str:
        return self.response.bidder.name


class Letter(Served, models.Model):
    """What a bidder is told of the result: the award, or why it lost, with its own score and rank; or that there is none.

    `award`: None where there is none; then `report` is the panel's that says that all of it failed, or None of talks that ended,
    and of what a decision on a complaint means for the procurement, which is `decision`.
    """

    response = models.ForeignKey(Response, models.PROTECT, related_name="letters")
    award = models.ForeignKey(Award, models.PROTECT, null=True, related_name="letters")
    report = models.ForeignKey(ReviewReport, models.PROTECT, null=True, related_name="letters")
    decision = models.ForeignKey(
        "procurement.ComplaintDecision", models.PROTECT, null=True, related_name="letters"
    )
    is_award = models.BooleanField(_("中标、成交"))
    number = models.CharField(_("编号"), max_length=40)
    text = models.TextField(_("内容"), max_length=5_000)
    day = models.DateField(_("发出的日期"))
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    SCOPE_FIELDS: ClassVar[dict[str, str]] = scope_of_procurement("response__procurement")
    BIDDER_FIELDS: ClassVar[dict[str, str]] = scope_of("response__bidder")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["award", "response"],
                name="letter_once",
                violation_error_message="通知书已经发过。",
            ),
            models.UniqueConstraint(
                fields=["report", "response"],
                name="letter_of_failure_once",
                violation_error_message="通知书已经发过。",
            ),
            models.UniqueConstraint(
                fields=["response"],
                condition=models.Q(award=None, report=None, decision=None),
                name="letter_of_end_once",
                violation_error_message="通知书已经发过。",
            ),
            models.UniqueConstraint(
                fields=["decision", "response"],
                name="letter_of_decision_once",
                violation_error_message="告知书已经发过。",
            ),
            models.CheckConstraint(
                condition=models.Q(decision=None) | models.Q(award=None, report=None),
                name="letter_of_decision_alone",
                violation_error_message="告知书说的是投诉处理决定，不是定标。",
            ),
            models.CheckConstraint(
                condition=models.Q(award__isnull=False, report=None) | models.Q(award=None, is_award=False),
                name="letter_of_award_or_none",
                violation_error_message="通知书说的或者是定标，或者是没有成交。",
            ),
        ]
        triggers = append_only("发出的通知书只能添加，不能修改、删除")
