"""Lists of what is bought centrally (集中采购目录), as finance offices bring them: dated, and never changed."""

from __future__ import annotations

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from goufu.catalogue.central import ITEM
from goufu.core.principal import scope_of
from goufu.journal.append_only import append_only
from goufu.registry.kinds import levels
from goufu.registry.models import Body


class CentralList(models.Model):
    """A list of the items that the bodies of a place buy through a central agency, whatever the amount, from a day on.

    It holds until a later one of the same place and level; the latest brought corrects an earlier one of the same day.
    The list of the nearest place goes before that of a place above it.
    """

    owner = models.ForeignKey(Body, models.PROTECT, related_name="central_lists", verbose_name=_("财政部门"))
    place = models.CharField(_("行政区划"), max_length=6)
    prefix = models.CharField(max_length=6, editable=False)
    level = models.CharField(
        _("预算级次"),
        max_length=12,
        choices=levels,
        blank=True,
        help_text=_("只对一级适用的写明；不填就对本区划和以下各级都适用"),
    )
    number = models.CharField(_("文号"), max_length=100, help_text=_("公布这份目录的文件"))
    valid_from = models.DateField(_("施行日期"))
    notes = models.TextField(_("表里的说明"), blank=True, db_default="", default="")

    SCOPE_FIELDS = scope_of("owner")

    class Meta:
        ordering = ["-valid_from", "-pk"]
        indexes = [models.Index(fields=["prefix", "valid_from"], name="central_list_of_place")]
        triggers = append_only("集中采购目录只能添加，不能修改、删除；有误的重新导入")

    def __str__(self) -> str:
        return f"{self.number}（{self.valid_from:%Y-%m-%d}起）"

    @property
    def holds_for(self) -> str:
        """Whom the list holds for, in words. A place that its owner no longer belongs to is said by its code."""
        place = self.owner.place.name if self.owner.place.code == self.place else self.place
        if self.level:
            return f"{place} {self.get_level_display()}"
        return str(_("%(place)s和以下各级") % {"place": place})


class CentralListItem(models.Model):
    """An item of such a list; it covers the items below it."""

    list = models.ForeignKey(
        CentralList, models.PROTECT, related_name="items", verbose_name=_("集中采购目录")
    )
    code = models.CharField(
        _("品目编码"),
        max_length=9,
        validators=[RegexValidator(rf"^{ITEM}$", _("品目编码是一个字母加八位数字。"))],
    )
    prefix = models.CharField(max_length=9, editable=False)
    name = models.CharField(_("品目名称"), max_length=200)
    remark = models.TextField(_("备注"), blank=True, db_default="", default="")

    SCOPE_FIELDS = {name: f"list__{path}" for name, path in CentralList.SCOPE_FIELDS.items()}

    class Meta:
        ordering = ["list_id", "code"]
        constraints = [
            models.UniqueConstraint(
                fields=["list", "code"],
                name="central_item_once",
                violation_error_message="这份目录里已经有这个品目。",
            )
        ]
        triggers = append_only("集中采购目录的品目只能添加，不能修改、删除；有误的重新导入")

    def __str__(self) -> str:
        return f"{self.code} {self.name}"
