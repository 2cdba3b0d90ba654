"""What providers do in a procurement before its deadline: take part, ask, fetch the file; and what they look for."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from goufu.core.constraints import state_has
from goufu.core.model_fields import MoneyField
from goufu.core.principal import scope_of
from goufu.journal.append_only import append_only
from goufu.planning.kinds import ServiceField
from goufu.procurement.models.procurements import Lot, Procurement, scope_of_procurement
from goufu.registry.models import Body, Person

if TYPE_CHECKING:
    from goufu.procurement.models.applications import ApplicationLetter


class ParticipationState(models.TextChoices):
    TAKING_PART = "taking_part", _("参加")
    WITHDRAWN = "withdrawn", _("已退出")


class DepositForm(models.TextChoices):
    GUARANTEE = "guarantee", _("保函")
    TRANSFER = "transfer", _("转账")


class Participation(models.Model):
    """That a provider takes part in a procurement, or in one of its lots, with what it declares and its deposit in yuan.

    Whether it has sent a bid is another matter, and secret until the opening.
    """

    procurement = models.ForeignKey(
        Procurement, models.PROTECT, related_name="participations", editable=False
    )
    lot = models.ForeignKey(
        Lot, models.PROTECT, null=True, blank=True, related_name="participations", verbose_name=_("包")
    )
    bidder = models.ForeignKey(
        Body, models.PROTECT, related_name="participations", verbose_name=_("供应商"), editable=False
    )
    meets_conditions = models.BooleanField(_("声明符合政府采购法第二十二条的条件"), default=False)
    is_not_debarred = models.BooleanField(_("声明没有被禁止参加政府采购、不在失信名单上"), default=False)
    has_no_conflict = models.BooleanField(
        _("声明与其他供应商没有负责人相同、控股、管理关系，没有为本项目做过前期工作"), default=False
    )
    is_small = models.BooleanField(_("声明属于中小企业"), null=True, blank=True)
    own_share_percent = models.DecimalField(
        _("本单位的份额（%）"),
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0, _("不能小于零。")), MaxValueValidator(100, _("不能大于100。"))],
        help_text=_("组成联合体的才写"),
    )
    deposit_form = models.CharField(_("保证金的形式"), max_length=10, choices=DepositForm.choices, blank=True)
    deposit = MoneyField(_("保证金"), null=True, blank=True)
    deposit_reference = models.CharField(_("保函编号或者转账凭证号"), max_length=80, blank=True)
    deposit_returned_on = models.DateField(_("保证金退还日期"), null=True, editable=False)
    state = models.CharField(
        max_length=12,
        choices=ParticipationState.choices,
        default=ParticipationState.TAKING_PART,
        verbose_name=_("状态"),
    )
    taken_by = models.ForeignKey(Person, models.PROTECT, related_name="+", editable=False)
    taken_at = models.DateTimeField(editable=False)
    withdrawn_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", editable=False)
    withdrawn_at = models.DateTimeField(null=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    SCOPE_FIELDS = scope_of("bidder")

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["bidder", "-id"], name="participation_of_bidder")]
        constraints = [
            models.UniqueConstraint(
                fields=["procurement", "lot", "bidder"],
                condition=models.Q(state=ParticipationState.TAKING_PART),
                nulls_distinct=False,
                name="participation_once",
                violation_error_message="本单位已经参加了这次采购（这个包）。",
            ),
            state_has(
                [ParticipationState.WITHDRAWN],
                ["withdrawn_by", "withdrawn_at"],
                name="participation_withdrawn_by_somebody",
                sentence="退出要记下由谁、什么时候。",
            ),
            models.CheckConstraint(
                condition=models.Q(deposit_returned_on=None) | models.Q(deposit__isnull=False),
                name="participation_returned_what_was_paid",
                violation_error_message="没有交保证金的，没有可以退还的。",
            ),
            models.CheckConstraint(
                condition=models.Q(deposit=None)
                | ~models.Q(deposit_form="") & ~models.Q(deposit_reference=""),
                name="participation_deposit_has_its_form",
                violation_error_message="保证金要写明形式和凭证。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.bidder.name}：{self.procurement.title}"

    @property
    def shares(self) -> list[tuple[Body, Decimal]]:
        """All members of the consortium with their shares in percent, the leader first, as a response has them.

        None for one alone, nor where a member has declined: then there is no consortium, and who reviews is told.
        """
        members = list(self.members.all())
        if not members or any(each.has_declined for each in members):
            return []
        others = [(each.body, each.share_percent) for each in members]
        return [(self.bidder, self.own_share_percent or Decimal(0)), *others]

    @property
    def answer(self) -> ApplicationLetter | None:
        """What was answered to its application; None while nothing is, and where suppliers don't apply first."""
        return getattr(self, "application_letter", None)


class ParticipationMember(models.Model):
    """Another member of the consortium in which the bidder leads, with its share of the contract in percent."""

    participation = models.ForeignKey(Participation, models.PROTECT, related_name="members")
    body = models.ForeignKey(Body, models.PROTECT, related_name="+", verbose_name=_("联合体成员"))
    share_percent = models.DecimalField(
        _("份额（%）"),
        max_digits=5,
        decimal_places=2,
        validators=[MinValueValidator(0, _("不能小于零。")), MaxValueValidator(100, _("不能大于100。"))],
    )

    SCOPE_FIELDS = scope_of("body")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["participation", "body"],
                name="participation_member_once",
                violation_error_message="联合体的成员只列一次。",
            )
        ]
        triggers = append_only("联合体的成员只能添加，不能修改、删除")

    def __str__(self) -> str:
        return f"{self.body.name}：{self.participation.procurement.title}"

    @property
    def has_declined(self) -> bool:
        return hasattr(self, "decline")


class MemberDecline(models.Model):
    """That a body doesn't take part in the consortium of which somebody made it a member, and why."""

    member = models.OneToOneField(ParticipationMember, models.PROTECT, related_name="decline")
    reason = models.CharField(_("理由"), max_length=1_000)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        triggers = append_only("不参加联合体的记录只能添加，不能修改、删除")


class QuestionState(models.TextChoices):
    ASKED = "asked", _("待答复")
    ANSWERED = "answered", _("已答复")


class Question(models.Model):
    """What a supplier asks. About the file, before the deadline: the answer goes to all, without the asker's name.

    What is asked later is answered to the asker alone (`is_private`). A question that came by letter or aloud is entered by the
    office: `asked_by` is who entered it, `received_on` the day on which it came, and by which it is private or not,
    `asker_name` a supplier who isn't registered.
    """

    procurement = models.ForeignKey(Procurement, models.PROTECT, related_name="questions", editable=False)
    asker = models.ForeignKey(Body, models.PROTECT, null=True, related_name="questions", editable=False)
    asker_name = models.CharField(max_length=200, blank=True, db_default="", editable=False)
    asked_by = models.ForeignKey(Person, models.PROTECT, related_name="+", editable=False)
    asked_at = models.DateTimeField(editable=False)
    received_on = models.DateField(null=True, editable=False)
    is_private = models.BooleanField(default=False, db_default=False, editable=False)
    text = models.TextField(
        _("问题"), max_length=2_000, help_text=_("不要写单位和人的名称：问题和答复一起公开")
    )
    state = models.CharField(
        max_length=10, choices=QuestionState.choices, default=QuestionState.ASKED, verbose_name=_("状态")
    )
    answer = models.TextField(_("答复"), max_length=4_000, blank=True, editable=False)
    changes_file = models.BooleanField(_("改变采购文件"), null=True, editable=False)
    answered_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", editable=False)
    answered_at = models.DateTimeField(null=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    SCOPE_FIELDS = scope_of_procurement("procurement")
    ASKER_FIELDS: ClassVar[dict[str, str]] = scope_of("asker")

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(fields=["procurement", "id"], name="question_of_procurement"),
            models.Index(fields=["asker", "-id"], name="question_of_asker"),
        ]
        constraints = [
            state_has(
                [QuestionState.ANSWERED],
                ["answered_by", "answered_at", "changes_file"],
                text="answer",
                name="question_answered_by_somebody",
                sentence="答复了的问题必须记下由谁、什么时候、怎样答复。",
            ),
            models.CheckConstraint(
                condition=models.Q(asker__isnull=False) | ~models.Q(asker_name=""),
                name="question_of_somebody",
                violation_error_message="询问要写明是哪个供应商提的。",
            ),
        ]

    def __str__(self) -> str:
        return self.text[:40]

    @property
    def came_on(self) -> date:
        """The day from which the answer is counted."""
        return self.received_on or timezone.localdate(self.asked_at)

    @property
    def asked_of(self) -> str:
        """Whose question it is, for whoever answers it to that supplier alone."""
        return self.asker.name if self.asker else self.asker_name


class FileDownload(models.Model):
    """That a provider has fetched a paper of the procurement file."""

    procurement = models.ForeignKey(Procurement, models.PROTECT, related_name="downloads")
    document = models.ForeignKey("documents.Document", models.PROTECT, related_name="+")
    body = models.ForeignKey(Body, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    SCOPE_FIELDS = scope_of("body")

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["procurement", "body"], name="file_download_of")]
        triggers = append_only("采购文件的下载记录只能添加，不能修改、删除")


class SavedSearch(models.Model):
    """What a provider looks for among the open procurements: words, a field, a place by the beginning of its code."""

    body = models.ForeignKey(Body, models.PROTECT, related_name="saved_searches", editable=False)
    words = models.CharField(_("名称里的词"), max_length=100, blank=True)
    field = models.CharField(_("服务领域"), max_length=20, choices=ServiceField.choices, blank=True)
    place = models.CharField(_("区划"), max_length=6, blank=True)
    saved_by = models.ForeignKey(Person, models.PROTECT, related_name="+", editable=False)
    saved_at = models.DateTimeField(editable=False)

    SCOPE_FIELDS = scope_of("body")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["body", "words", "field", "place"],
                name="saved_search_once",
                violation_error_message="这个条件已经保存过。",
            ),
            models.CheckConstraint(
                condition=~models.Q(words="", field="", place=""),
                name="saved_search_looks_for_something",
                violation_error_message="先填一个条件，再保存。",
            ),
        ]

    def __str__(self) -> str:
        return " ".join(filter(None, (self.words, self.field and str(self.get_field_display()), self.place)))
