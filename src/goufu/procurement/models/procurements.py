"""Procurements: how what was approved is bought, from the plan on; the projects that pay for them, and their lots."""

from __future__ import annotations

from typing import Any

import pgtrigger
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.core.serializers.json import DjangoJSONEncoder
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models.functions import Least, Upper
from django.utils.translation import gettext_lazy as _

from goufu.core.constraints import state_has
from goufu.core.model_fields import MoneyField
from goufu.core.principal import scope_of
from goufu.planning.models import Project
from goufu.procurement import choices
from goufu.registry.models import Body, Person


class ProcurementState(models.TextChoices):
    """The state of a procurement. RUNNING: its activity has begun, with its notice or without one."""

    PLANNING = "planning", _("编制方案")
    RUNNING = "running", _("采购中")
    TERMINATED = "terminated", _("已终止")
    WITHDRAWN = "withdrawn", _("已撤销")


ENDED = frozenset({ProcurementState.TERMINATED, ProcurementState.WITHDRAWN})  # take none of a project's money


class Reserve(models.TextChoices):
    """How a procurement is reserved for small and medium enterprises (财库〔2020〕46号)."""

    WHOLE = "whole", _("整体专门面向中小企业")
    LOTS = "lots", _("部分包专门面向中小企业")
    CONSORTIUM = "consortium", _("要求联合体，由中小企业承担一定份额")
    SUBCONTRACT = "subcontract", _("要求分包给中小企业一定份额")
    NONE = "none", _("不预留")


class Goods(models.TextChoices):
    """Whether goods come with the service, and by which standard they are bought (国办发〔2025〕34号)."""

    NONE = "none", _("不含货物")
    DOMESTIC = "domestic", _("含货物，货物按本国产品标准采购")
    OTHER = "other", _("含货物，货物不按本国产品标准采购")


_not_negative = MinValueValidator(0, _("不能小于零。"))


def _money(title: Any, hint: Any = "") -> models.DecimalField[Any, Any]:
    return MoneyField(title, null=True, blank=True, validators=[_not_negative], help_text=hint)


def _percent(title: Any, hint: Any = "") -> models.DecimalField[Any, Any]:
    return models.DecimalField(
        title,
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[_not_negative, MaxValueValidator(100, _("不能大于100。"))],
        help_text=hint,
    )


def _text(title: Any, hint: Any = "", most: int = 2_000) -> models.TextField[str, str]:
    return models.TextField(title, blank=True, max_length=most, help_text=hint)


def _yes_or_no(title: Any, hint: Any = "") -> models.BooleanField[Any, Any]:
    return models.BooleanField(title, null=True, blank=True, help_text=hint)


def scope_of_procurement(path: str) -> dict[str, str]:
    """The SCOPE_FIELDS of a model that belongs to the procurement in the field of this name: its purchaser's, and its agency's."""
    return scope_of(f"{path}__purchaser") | {"delegation": f"{path}__delegation"}


class Procurement(models.Model):
    """One procurement of one or several projects; `purchaser` leads where several buy together.

    `method` is the name of a file in procurement/methods, `law_method` and `framework_kind` what the rules call it.
    Which of the three grounds is filled depends on the method. What happened stands in Occurrence, with days that are set.
    """

    number = models.CharField(_("采购编号"), max_length=40, editable=False)
    title = models.CharField(_("采购名称"), max_length=200)
    purchaser = models.ForeignKey(
        Body, models.PROTECT, related_name="procurements", verbose_name=_("采购人"), editable=False
    )

    method = models.CharField(_("采购方式"), max_length=30, choices=choices.methods, blank=True)
    law_method = models.CharField(max_length=30, blank=True, editable=False)
    framework_kind = models.CharField(max_length=10, blank=True, editable=False)
    method_ground = models.CharField(_("适用情形"), max_length=40, choices=choices.method_grounds, blank=True)
    first_number = models.CharField(
        _("原采购的编号"),
        max_length=80,
        blank=True,
        default="",
        db_default="",
        help_text=_("添购所依据的那次采购；在本系统办过、补录过的写采购编号，没有的写原合同的编号"),
    )
    first_on = models.DateField(_("原合同的日期"), null=True, blank=True, help_text=_("原采购在本系统的空着"))
    first_amount = _money(_("原合同的金额"), _("原采购在本系统的空着，程序自己知道"))
    framework_case = models.CharField(
        _("框架协议适用情形"), max_length=40, choices=choices.framework_cases, blank=True
    )
    framework_evaluation = models.CharField(
        _("第一阶段的评审方法"), max_length=15, choices=choices.framework_evaluations, blank=True
    )
    second_stage = models.CharField(
        _("第二阶段的方式"), max_length=12, choices=choices.second_stages, blank=True
    )
    framework_term_months = models.PositiveSmallIntegerField(
        _("框架协议的期限（月）"), null=True, blank=True, help_text=_("服务一般不超过两年")
    )
    survey_respondent_count = models.PositiveSmallIntegerField(
        _("需求调查每一类对象的个数"),
        null=True,
        blank=True,
        help_text=_("采购人、服务对象、供应商各一类，写最少的那一类"),
    )
    emergency_case = models.CharField(
        _("紧急采购的情形"), max_length=20, choices=choices.emergency_cases, blank=True
    )
    emergency_form = models.CharField(
        _("紧急采购的形式"),
        max_length=20,
        choices=choices.emergency_forms,
        blank=True,
        help_text=_("竞争性方式优先；时间极其紧迫或者供应渠道有限的才直接采购"),
    )
    organisation = models.CharField(_("组织形式"), max_length=12, choices=choices.organisations, blank=True)
    evaluation_method = models.CharField(
        _("评审方法"), max_length=20, choices=choices.evaluation_methods, blank=True
    )
    has_fixed_price = _yes_or_no(_("执行国家统一定价或者固定价格"))
    ceiling = _money(_("最高限价"), _("不设就空着；不能超过预算"))
    reserve = models.CharField(_("面向中小企业的预留"), max_length=12, choices=Reserve.choices, blank=True)
    price_deduction_percent = _percent(_("小微企业价格扣除比例（%）"), _("不预留的写明；不扣除写 0"))
    goods = models.CharField(_("服务里的货物"), max_length=8, choices=Goods.choices, blank=True)
    accepts_consortium = _yes_or_no(_("接受联合体或者允许分包"))
    has_prequalification = _yes_or_no(_("进行资格预审"))
    bid_deposit = _money(_("保证金"), _("不收就写 0；不超过预算的百分之二，应当接受保函"))
    bid_deposit_cash_only = _yes_or_no(_("保证金只收现金"))
    qualification_text = _text(
        _("申请人的资格要求"), _("政府采购法第二十二条，落实政策的资格要求，本项目的特定资格要求"), 10_000
    )
    track_record_count = models.PositiveSmallIntegerField(
        _("资格条件要求的同类业绩合同份数"), null=True, blank=True, help_text=_("不要求写 0；一般不超过两份")
    )
    contract_term_text = models.CharField(_("合同履行期限"), max_length=200, blank=True)
    signs_yearly = _yes_or_no(
        _("采购一次，合同逐年签订"), _("评审一次，选定的供应商每年签一份合同，每年的金额照项目批准的分年安排")
    )
    file_access = _text(_("怎样获取采购文件"), _("地点、方式、售价"))
    submission_place = models.CharField(_("提交响应文件的地点"), max_length=200, blank=True)
    opening_place = models.CharField(_("开启地点"), max_length=200, blank=True)
    contact = _text(_("联系方式"), _("采购人的名称、地址、电话；项目联系人和电话"))

    starts_on = models.DateField(
        _("采购活动打算开始的日子"), null=True, blank=True, help_text=_("采购公告或者采购文件最先发出的日子")
    )
    file_until = models.DateField(_("采购文件提供到"), null=True, blank=True)
    applications_until = models.DateTimeField(_("参与申请、资格预审申请截止"), null=True, blank=True)
    bid_deadline_at = models.DateTimeField(_("响应截止"), null=True, blank=True)
    opens_at = models.DateTimeField(_("开启时间"), null=True, blank=True)

    delegation = models.ForeignKey(
        "procurement.Delegation", models.PROTECT, null=True, editable=False, related_name="+"
    )  # the last that an agency has taken
    facts = models.JSONField(default=dict, blank=True, encoder=DjangoJSONEncoder, editable=False)
    state = models.CharField(
        max_length=10,
        choices=ProcurementState.choices,
        default=ProcurementState.PLANNING,
        verbose_name=_("状态"),
    )
    drafted_by = models.ForeignKey(Person, models.PROTECT, related_name="+", editable=False)
    approval_asked_at = models.DateTimeField(null=True, editable=False)
    approval_asked_by = models.ForeignKey(Person, models.PROTECT, null=True, editable=False, related_name="+")
    begun_at = models.DateTimeField(null=True, editable=False)
    begun_by = models.ForeignKey(Person, models.PROTECT, null=True, editable=False, related_name="+")
    ended_at = models.DateTimeField(null=True, editable=False)
    ended_by = models.ForeignKey(Person, models.PROTECT, null=True, editable=False, related_name="+")
    end_cause = models.CharField(
        _("终止的原因"), max_length=20, choices=choices.endings, blank=True, editable=False
    )
    end_reason = models.TextField(blank=True, max_length=2_000, editable=False)
    changed_at = models.DateTimeField(editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    SCOPE_FIELDS = scope_of("purchaser") | {"delegation": "delegation"}

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["purchaser", "-id"], name="procurement_of_purchaser"),
            models.Index(fields=["state", "-id"], name="procurement_state"),
            models.Index(
                fields=["bid_deadline_at", "id"],
                condition=models.Q(state=ProcurementState.RUNNING),
                name="procurement_open",
            ),
            models.Index(
                fields=["purchaser", "id"],
                condition=models.Q(law_method="emergency"),
                name="procurement_in_the_lane",
            ),
            models.Index(
                Least("bid_deadline_at", "ended_at").desc(),
                models.F("id").desc(),
                condition=models.Q(bid_deadline_at__isnull=False),
                name="procurement_over",
            ),
            GinIndex(OpClass(Upper("title"), name="gin_trgm_ops"), name="procurement_title_parts"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["number"],
                name="procurement_number_once",
                violation_error_message="采购编号只用一次。",
            ),
            models.CheckConstraint(
                condition=models.Q(method="") | ~models.Q(law_method=""),
                name="procurement_method_is_the_laws",
                violation_error_message="采购方式要是规则里有的。",
            ),
            models.CheckConstraint(
                condition=models.Q(bid_deadline_at=None)
                | models.Q(opens_at=None)
                | models.Q(opens_at__gte=models.F("bid_deadline_at")),
                name="procurement_opens_after_deadline",
                violation_error_message="开启不能早于响应截止。",
            ),
            models.CheckConstraint(
                condition=models.Q(applications_until=None)
                | models.Q(bid_deadline_at=None)
                | models.Q(applications_until__lt=models.F("bid_deadline_at")),
                name="procurement_applied_for_before_deadline",
                violation_error_message="申请截止要早于响应截止。",
            ),
            state_has(
                [ProcurementState.RUNNING],
                ["begun_by", "begun_at"],
                free=[ProcurementState.TERMINATED],
                name="procurement_begun_by_somebody",
                sentence="开始了的采购必须记下由谁、什么时候开始。",
            ),
            state_has(
                ENDED,
                ["ended_by", "ended_at"],
                text="end_reason",
                name="procurement_ended_with_reason",
                sentence="终止、撤销的采购必须记下由谁、什么时候、为什么。",
            ),
            models.CheckConstraint(
                condition=models.Q(end_cause="") | models.Q(state=ProcurementState.TERMINATED),
                name="procurement_cause_of_its_end",
                violation_error_message="只有终止的采购才有终止的原因。",
            ),
            models.CheckConstraint(
                condition=~models.Q(state=ProcurementState.RUNNING) | ~models.Q(method=""),
                name="procurement_begun_by_a_method",
                violation_error_message="没有选定采购方式，不能开始采购。",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_planned(self) -> bool:
        return self.state == ProcurementState.PLANNING


# What is held of a project, in shares and call-offs, never exceeds what was approved. Asked with the project locked, so that
# of two procurements begun at once one waits for the other.
WITHIN_THE_PROJECT = """
PERFORM FROM planning_project WHERE id = NEW.project_id FOR UPDATE;
IF procurement_held(NEW.project_id) > (SELECT amount FROM planning_project WHERE id = NEW.project_id) THEN
    RAISE EXCEPTION '各次采购的金额合起来超过了项目批准的金额' USING ERRCODE = 'integrity_constraint_violation';
END IF;
RETURN NULL;
"""


class Share(models.Model):
    """What a procurement spends, in yuan, of one approved project, whose purchaser is its purchaser's too."""

    procurement = models.ForeignKey(Procurement, models.PROTECT, related_name="shares")
    project = models.ForeignKey(Project, models.PROTECT, related_name="shares", verbose_name=_("项目"))
    amount = MoneyField(_("金额"))

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["procurement", "project"],
                name="share_project_once",
                violation_error_message="同一个项目只列一次。",
            ),
            models.CheckConstraint(
                condition=models.Q(amount__gt=0),
                name="share_amount_positive",
                violation_error_message="从项目安排的金额要大于零。",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="within_the_project",
                when=pgtrigger.After,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func=WITHIN_THE_PROJECT,
            )
        ]


class CoPurchaser(models.Model):
    """A body that the leading purchaser has taken into its plan, and which may add its projects; nobody else may.

    joined_at: when it added one last; the leading purchaser is told until it does something with its plan.
    """

    procurement = models.ForeignKey(Procurement, models.PROTECT, related_name="co_purchasers")
    body = models.ForeignKey(Body, models.PROTECT, related_name="+", verbose_name=_("单位"))
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    joined_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["procurement", "body"],
                name="co_purchaser_once",
                violation_error_message="同一个单位只请一次。",
            )
        ]


class Lot(models.Model):
    """A lot (包) of a procurement, in yuan."""

    procurement = models.ForeignKey(Procurement, models.PROTECT, related_name="lots")
    number = models.PositiveSmallIntegerField(_("包号"))
    title = models.CharField(_("名称"), max_length=200)
    amount = MoneyField(_("预算"))

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                fields=["procurement", "number"],
                name="lot_number_once",
                violation_error_message="包号不能重复。",
            ),
            models.CheckConstraint(
                condition=models.Q(amount__gt=0),
                name="lot_amount_positive",
                violation_error_message="每个包的预算要大于零。",
            ),
        ]
