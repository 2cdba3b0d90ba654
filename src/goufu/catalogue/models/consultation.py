"""The consultation required by article 13: comments of the departments, and expert reviews where needed."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from goufu.catalogue.models.editions import Edition
from goufu.core.principal import scope_of
from goufu.registry.models import Body

NO_COMMENTS = ("无意见", "无意见。", "没有意见", "没有意见。")  # answers that leave nothing to take up


class Comment(models.Model):
    """A body's comment on an edition: requested, answered by a day, and accepted or refused with a reason.

    It belongs to the body that was asked; only the edition's owner settles it.
    """

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="comments", verbose_name="目录")
    body = models.ForeignKey(Body, models.PROTECT, related_name="comments", verbose_name="征求意见的单位")
    asked_on = models.DateField(verbose_name="征求日期")
    due_on = models.DateField(verbose_name="答复期限")  # the last day
    answered_on = models.DateField(null=True, blank=True, verbose_name="答复日期")
    text = models.TextField(_("意见"), blank=True, max_length=5000, help_text=_("没有意见也请写“无意见”"))
    is_accepted = models.BooleanField(_("是否采纳"), null=True, blank=True)
    reason = models.TextField(_("处理说明"), blank=True, max_length=2000, help_text=_("不采纳的要说明理由"))
    version = models.PositiveIntegerField(default=1, editable=False)

    SCOPE_FIELDS = scope_of("body")

    class Meta:
        ordering = ["due_on", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "body"],
                name="comment_asked_once",
                violation_error_message="已经征求过这个单位的意见。",
            ),
            models.CheckConstraint(
                condition=Q(due_on__gte=F("asked_on")),
                name="comment_due_after_asked",
                violation_error_message="答复期限不能早于征求意见的日期。",
            ),
            models.CheckConstraint(
                condition=Q(answered_on=None, text="") | (Q(answered_on__gte=F("asked_on")) & ~Q(text="")),
                name="comment_answered_with_text",
                violation_error_message="答复要写明意见；没有意见也请写“无意见”。",
            ),
            models.CheckConstraint(
                condition=Q(is_accepted=None) | Q(answered_on__isnull=False),
                name="comment_settled_after_answer",
                violation_error_message="还没有答复，不能写处理结果。",
            ),
            models.CheckConstraint(
                condition=Q(is_accepted=None) | Q(is_accepted=True) | ~Q(reason=""),
                name="comment_refused_with_reason",
                violation_error_message="不采纳的意见要说明理由。",
            ),
        ]
        indexes = [models.Index(fields=["body", "answered_on", "due_on"], name="comment_of_body")]

    def __str__(self) -> str:
        return f"{self.body}：{self.edition}"

    @property
    def is_settled(self) -> bool:
        return self.is_accepted is not None

    @property
    def awaits_decision(self) -> bool:
        """Whether it was answered with something that the owner still has to take up or not."""
        return bool(self.answered_on) and not self.is_settled and self.text not in NO_COMMENTS

    @property
    def outcome(self) -> str:
        """The decision on the comment in a word, or that none is needed; "" while there is none."""
        if self.answered_on and not (self.is_settled or self.awaits_decision):
            return gettext("没有意见，不用处理")
        return "" if self.is_accepted is None else gettext("采纳") if self.is_accepted else gettext("不采纳")


class ExpertReview(models.Model):
    """A meeting of experts on the entries that need a review."""

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="reviews", verbose_name="目录")
    held_on = models.DateField(_("论证日期"))
    experts = models.CharField(_("专家"), max_length=500, help_text=_("姓名和单位，多人用顿号隔开"))
    is_passed = models.BooleanField(_("论证通过"))
    text = models.TextField(_("论证意见"), max_length=5000)

    class Meta:
        ordering = ["held_on", "id"]

    def __str__(self) -> str:
        return f"{self.held_on} {self.edition}"
