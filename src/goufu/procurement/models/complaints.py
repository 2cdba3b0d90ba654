"""Complaints to the finance office, its decisions, what happened in each case, and the list of abusers."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from goufu.core.principal import scope_of
from goufu.journal.append_only import append_only
from goufu.procurement import choices
from goufu.procurement.models.challenges import Challenge, Way
from goufu.procurement.models.notices import Notice
from goufu.procurement.models.parties import Party
from goufu.procurement.models.procurements import Procurement
from goufu.registry.models import Body, Debarment, Person

SHORTEST, LONGEST = 12, 36  # months of a ban: procurement-law:77, procurement-regulation:73


class ComplaintState(models.TextChoices):
    RECEIVED = "received", _("待审查")
    SUPPLEMENT = "supplement", _("待补正")
    ACCEPTED = "accepted", _("处理中")
    DECIDED = "decided", _("已决定")
    REFUSED = "refused", _("不予受理")
    REFERRED = "referred", _("不属本部门管辖")
    WITHDRAWN = "withdrawn", _("已撤回")


UNDECIDED = frozenset({ComplaintState.RECEIVED, ComplaintState.SUPPLEMENT, ComplaintState.ACCEPTED})


class Finding(models.TextChoices):
    """What a decision finds. The first four dismiss the complaint."""

    BASELESS = "baseless", _("驳回：缺乏事实依据，投诉事项不成立")
    NOT_ADMISSIBLE = "not_admissible", _("驳回：受理以后发现不符合受理条件")
    FABRICATED = "fabricated", _("驳回：捏造事实或者提供虚假材料")
    UNLAWFUL = "unlawful", _("驳回：以非法手段取得证明材料")
    NO_EFFECT = "no_effect", _("投诉成立，不影响采购结果")
    EFFECT = "effect", _("投诉成立，影响或者可能影响采购结果")


ABUSIVE = frozenset({Finding.FABRICATED, Finding.UNLAWFUL})
UNPROVED = frozenset({Finding.BASELESS, *ABUSIVE})  # 查无实据


class Effect(models.TextChoices):
    """What a decision does to the procurement."""

    GO_ON = "go_on", _("继续采购活动")
    REVIEW = "review", _("评审结果无效，重新评审")
    AWARD = "award", _("中标、成交结果无效，从合格的候选人中另行确定")
    VOID = "void", _("责令重新开展采购活动")


def _text(title: object, hint: object = "", *, blank: bool = False) -> models.TextField[str, str]:
    return models.TextField(title, max_length=10_000, blank=blank, help_text=hint)  # type: ignore[arg-type]


class Complaint(models.Model):
    """A written complaint, handled by the finance office of the purchaser. `challenge`: the one that came before it.

    `leader`: the complaint together with which it is decided.
    """

    procurement = models.ForeignKey(Procurement, models.PROTECT, related_name="complaints", editable=False)
    challenge = models.ForeignKey(
        Challenge,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="complaints",
        verbose_name=_("针对的质疑"),
    )
    number = models.CharField(_("投诉编号"), max_length=40, editable=False)
    complainant = models.ForeignKey(
        Body, models.PROTECT, related_name="complaints", verbose_name=_("投诉人"), editable=False
    )
    office = models.ForeignKey(
        Body, models.PROTECT, related_name="+", verbose_name=_("财政部门"), editable=False
    )
    complained_on = models.DateField(_("提出（寄出）的日子"))
    received_on = models.DateField(_("收到的日子"))
    way = models.CharField(_("怎样收到"), max_length=8, choices=Way.choices)
    matters = _text(_("投诉事项"), _("不得超出已质疑的范围，根据质疑答复提出的除外"))
    request = _text(_("请求"))
    grounds = _text(_("事实依据和法律依据"), _("证明材料在投诉页上传"))
    state = models.CharField(
        _("状态"), max_length=10, choices=ComplaintState.choices, default=ComplaintState.RECEIVED
    )
    leader = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="joined", verbose_name=_("并入的投诉"), editable=False
    )
    entered_by = models.ForeignKey(Person, models.PROTECT, related_name="+", editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    SCOPE_FIELDS = scope_of("procurement__purchaser")

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(fields=["office", "state", "-id"], name="complaint_office_state"),
            models.Index(fields=["complainant", "-id"], name="complaint_complainant"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["number"], name="complaint_number_once", violation_error_message="投诉编号只用一次。"
            ),
            models.CheckConstraint(
                condition=models.Q(received_on__gte=models.F("complained_on")),
                name="complaint_received_after_it_was_sent",
                violation_error_message="收到不能早于提出。",
            ),
            models.CheckConstraint(
                condition=~models.Q(leader=models.F("id")),
                name="complaint_joins_another",
                violation_error_message="投诉不能并入自己。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.complainant.name}"


class CaseStep(models.Model):
    """Something that happened in a challenge or a complaint, on a day. `until`: the last day of a suspension.

    `kind` is a name of cases.toml. `text`: what was written; `way`: how it was served. `notice`: of a publication.
    `party`: whose copy, answer or service it was; None for what concerns the whole case.
    """

    challenge = models.ForeignKey(Challenge, models.PROTECT, null=True, related_name="steps")
    complaint = models.ForeignKey(Complaint, models.PROTECT, null=True, related_name="steps")
    party = models.ForeignKey(
        Party, models.PROTECT, null=True, related_name="steps", verbose_name=_("当事人")
    )
    kind = models.CharField(_("办理情况"), max_length=20, choices=choices.case_kinds)
    day = models.DateField(_("日期"))
    until = models.DateField(_("到哪一天"), null=True, blank=True)
    way = models.CharField(_("怎样送达"), max_length=8, choices=Way.choices, blank=True)
    text = _text(_("说明"), blank=True)
    notice = models.ForeignKey(Notice, models.PROTECT, null=True, related_name="+", editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        indexes = [
            # Few suspensions have days to come: every provider's home and the list of open procurements ask.
            models.Index(fields=["until"], condition=models.Q(until__isnull=False), name="case_step_until")
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(challenge__isnull=True) ^ models.Q(complaint__isnull=True),
                name="case_step_of_one_case",
                violation_error_message="办理情况属于一件质疑或者一件投诉。",
            ),
            models.CheckConstraint(
                condition=models.Q(until=None) | models.Q(until__gte=models.F("day")),
                name="case_step_ends_after_it_began",
                violation_error_message="结束不能早于开始。",
            ),
            models.CheckConstraint(
                condition=models.Q(party=None) | models.Q(complaint__isnull=False),
                name="case_step_of_a_party_of_a_complaint",
                violation_error_message="当事人只有投诉才有。",
            ),
        ]
        triggers = append_only("质疑、投诉的办理情况只能添加，不能修改、删除")


class ComplaintDecision(models.Model):
    """The finance office's decision on a complaint; after one was annulled another follows, and the last one counts.

    It says how it can be gone against: the office that hears reconsideration and within how many days, the court and within how
    many months. Those of before that was kept say nothing of it.
    """

    complaint = models.ForeignKey(Complaint, models.PROTECT, related_name="decisions")
    number = models.CharField(_("文号"), max_length=80)
    finding = models.CharField(_("认定"), max_length=16, choices=Finding.choices)
    effect = models.CharField(_("采购活动怎样办"), max_length=8, choices=Effect.choices)
    facts_text = _text(_("查明的事实"), _("会公告：不写个人信息、商业秘密"))
    basis_text = _text(_("处理依据和结果"), _("会公告；写明条款"))
    contract_text = _text(_("已经签订的合同怎样办"), _("签了合同的才填：撤销，或者已经履行"), blank=True)
    reconsider_at = models.CharField(_("向谁申请行政复议"), max_length=200, default="", db_default="")
    reconsider_days = models.PositiveSmallIntegerField(
        _("申请行政复议的期限（日）"), null=True, validators=[MinValueValidator(1)]
    )
    court = models.CharField(_("向哪个法院提起行政诉讼"), max_length=200, default="", db_default="")
    lawsuit_months = models.PositiveSmallIntegerField(
        _("提起行政诉讼的期限（个月）"), null=True, validators=[MinValueValidator(1)]
    )
    day = models.DateField(_("决定日期"))
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(finding=Finding.EFFECT) ^ models.Q(effect=Effect.GO_ON),
                name="complaint_decision_has_its_effect",
                violation_error_message="影响或者可能影响结果的，采购活动不能就这样继续；其他的，采购活动继续。",
            )
        ]
        triggers = append_only("投诉处理决定只能添加，不能修改、删除")

    @property
    def is_unproved(self) -> bool:
        return self.finding in UNPROVED


class ListedFor(models.TextChoices):
    """Why a complainant is listed."""

    REPEATED = "repeated", _("十二个月内三次以上投诉查无实据")
    FABRICATED = "fabricated", _("捏造事实、提供虚假材料投诉")
    UNLAWFUL = "unlawful", _("以非法手段取得证明材料投诉")


class AbuseListing(models.Model):
    """A complainant put on the list of bad conduct for a complaint; the ban stands in its file, for one to three years."""

    complaint = models.OneToOneField(Complaint, models.PROTECT, related_name="listing")
    debarment = models.OneToOneField(Debarment, models.PROTECT, related_name="+")
    ground = models.CharField(_("情形"), max_length=10, choices=ListedFor.choices)
    months = models.PositiveSmallIntegerField(
        _("禁止参加的月数"), validators=[MinValueValidator(SHORTEST), MaxValueValidator(LONGEST)]
    )
    reason = models.TextField(_("理由"), max_length=2_000)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(months__gte=SHORTEST, months__lte=LONGEST),
                name="abuse_listing_one_to_three_years",
                violation_error_message="禁止参加政府采购是一年到三年。",
            ),
        ]
        triggers = append_only("不良行为记录只能添加，不能修改、删除")
