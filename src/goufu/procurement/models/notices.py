"""Notices: drafted from what the program knows, published once, and then on their way to the designated medium."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

from goufu.core.constraints import state_has
from goufu.procurement import choices
from goufu.procurement.models.procurements import Procurement, scope_of_procurement
from goufu.registry.models import Person


class NoticeState(models.TextChoices):
    DRAFT = "draft", _("待发布")
    PUBLISHED = "published", _("已发布")
    DISCARDED = "discarded", _("已作废")


# What stands in a published notice stays; its way to the medium is written beside it once.
STAYS_AS_PUBLISHED = """
IF TG_OP = 'DELETE' THEN
    RAISE EXCEPTION '公告不能删除' USING ERRCODE = 'integrity_constraint_violation';
END IF;
IF (OLD.procurement_id, OLD.kind, OLD.content, OLD.number, OLD.digest, OLD.rulebook, OLD.about_id, OLD.state)
    IS DISTINCT FROM (NEW.procurement_id, NEW.kind, NEW.content, NEW.number, NEW.digest, NEW.rulebook, NEW.about_id, NEW.state)
    OR (OLD.published_at, OLD.published_by_id) IS DISTINCT FROM (NEW.published_at, NEW.published_by_id)
    OR OLD.received_on IS NOT NULL AND OLD.received_on IS DISTINCT FROM NEW.received_on
    OR OLD.appeared_on IS NOT NULL AND (OLD.appeared_on, OLD.address) IS DISTINCT FROM (NEW.appeared_on, NEW.address) THEN
    RAISE EXCEPTION '公告发布以后不能改；有错，发更正公告' USING ERRCODE = 'integrity_constraint_violation';
END IF;
RETURN NEW;
"""


class Notice(models.Model):
    """A notice of a kind of procurement/notices. `typed`: what people wrote into it, by field; the rest comes from records.

    When it is published, all that it says is kept in `content` (a list of field, title and text), with the digest of that and
    of the rules that were asked. `about`: the notice that it corrects or that it ends. A correction may move days.
    `call_off`: the one whose result it tells.
    """

    procurement = models.ForeignKey(Procurement, models.PROTECT, related_name="notices", editable=False)
    kind = models.CharField(_("公告种类"), max_length=30, choices=choices.notice_kinds, editable=False)
    about = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="later", verbose_name=_("针对的公告"), editable=False
    )
    call_off = models.ForeignKey(
        "procurement.CallOff", models.PROTECT, null=True, related_name="notices", editable=False
    )
    typed = models.JSONField(_("填写的内容"), default=dict, blank=True)
    affects_bids = models.BooleanField(_("可能影响响应文件编制"), null=True, blank=True)
    new_deadline_at = models.DateTimeField(_("顺延后的响应截止"), null=True, blank=True)
    new_opens_at = models.DateTimeField(_("顺延后的开启时间"), null=True, blank=True)
    state = models.CharField(
        max_length=10, choices=NoticeState.choices, default=NoticeState.DRAFT, verbose_name=_("状态")
    )
    number = models.CharField(_("公告编号"), max_length=40, blank=True, editable=False)
    content = models.JSONField(null=True, editable=False)
    digest = models.CharField(max_length=64, blank=True, editable=False)  # SM3
    rulebook = models.CharField(max_length=64, blank=True, editable=False)  # of the rules that were asked
    drafted_by = models.ForeignKey(Person, models.PROTECT, related_name="+", editable=False)
    drafted_at = models.DateTimeField(editable=False)
    published_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", editable=False)
    published_at = models.DateTimeField(null=True, editable=False)
    received_on = models.DateField(_("指定媒体收到"), null=True, blank=True)
    appeared_on = models.DateField(_("指定媒体发布"), null=True, blank=True)
    address = models.URLField(_("网址"), max_length=500, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    SCOPE_FIELDS = scope_of_procurement("procurement")

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["state", "-published_at"], name="notice_published")]
        constraints = [
            models.UniqueConstraint(
                fields=["number"],
                condition=~models.Q(number=""),
                name="notice_number_once",
                violation_error_message="公告编号只用一次。",
            ),
            models.UniqueConstraint(
                fields=["procurement", "kind"],
                condition=models.Q(state=NoticeState.DRAFT),
                name="notice_one_draft",
                violation_error_message="这种公告已经有一份待发布的，请在那一份上接着写。",
            ),
            state_has(
                [NoticeState.PUBLISHED],
                ["published_by", "published_at", "content"],
                text="digest",
                name="notice_published_with_its_content",
                sentence="发布的公告必须记下内容、摘要、发布人和时间。",
            ),
            models.CheckConstraint(
                condition=~models.Q(published_by=models.F("drafted_by")),
                name="notice_published_by_another",
                violation_error_message="公告由起草人以外的人发布。",
            ),
            models.CheckConstraint(
                condition=models.Q(appeared_on=None, address="")
                | models.Q(appeared_on__isnull=False) & ~models.Q(address=""),
                name="notice_appeared_somewhere",
                violation_error_message="登记指定媒体的发布，要有日期和网址。",
            ),
            models.CheckConstraint(
                condition=models.Q(received_on=None)
                | models.Q(appeared_on=None)
                | models.Q(appeared_on__gte=models.F("received_on")),
                name="notice_appeared_after_receipt",
                violation_error_message="指定媒体发布不能早于收到。",
            ),
            models.CheckConstraint(
                condition=models.Q(state=NoticeState.PUBLISHED)
                | models.Q(received_on=None, appeared_on=None),
                name="notice_appeared_once_published",
                violation_error_message="没有发布的公告不会在指定媒体上。",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="stays_as_published",
                when=pgtrigger.Before,
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__state=NoticeState.PUBLISHED.value),
                func=STAYS_AS_PUBLISHED,
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}：{self.procurement.title}"

    @property
    def is_published(self) -> bool:
        return self.state == NoticeState.PUBLISHED
