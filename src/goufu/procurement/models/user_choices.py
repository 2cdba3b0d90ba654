"""Those served choose their provider themselves: for which period, how many of them, and who moved. Numbers only, nobody's name."""

from __future__ import annotations

from decimal import Decimal

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from goufu.core.principal import scope_of
from goufu.journal.append_only import append_only
from goufu.planning.models import Project
from goufu.procurement.models.frameworks import Framework
from goufu.registry.models import Body, Person


class UserChoice(models.Model):
    """A period of an agreement for which those served choose: at most `persons` of them, with `per_person` units each.

    What they have chosen are call-offs, one for each provider and recording, with their persons.
    """

    framework = models.ForeignKey(
        Framework, models.PROTECT, related_name="user_choices", verbose_name=_("框架协议"), editable=False
    )
    project = models.ForeignKey(
        Project, models.PROTECT, related_name="+", verbose_name=_("项目"), editable=False
    )
    purchaser = models.ForeignKey(
        Body, models.PROTECT, related_name="+", verbose_name=_("采购人"), editable=False
    )
    title = models.CharField(_("要什么服务"), max_length=200, editable=False)
    persons = models.PositiveIntegerField(_("服务对象人数"), editable=False)
    per_person = models.DecimalField(
        _("每人的数量"),
        max_digits=12,
        decimal_places=2,
        validators=[MinValueValidator(Decimal("0.01"), _("数量要大于零。"))],
        editable=False,
    )
    starts_on = models.DateField(_("服务期的第一天"), editable=False)
    ends_on = models.DateField(_("服务期的最后一天"), editable=False)
    opened_by = models.ForeignKey(Person, models.PROTECT, related_name="+", editable=False)
    opened_at = models.DateTimeField(editable=False)

    SCOPE_FIELDS = scope_of("purchaser")

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(persons__gt=0, per_person__gt=0),
                name="user_choice_numbers_positive",
                violation_error_message="服务对象人数和每人的数量要大于零。",
            ),
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on")),
                name="user_choice_ends_after_it_starts",
                violation_error_message="服务期的最后一天不能早于第一天。",
            ),
        ]
        triggers = append_only("服务对象选择的服务期只能添加，不能修改、删除")

    def __str__(self) -> str:
        return self.title


class ChoiceMove(models.Model):
    """That so many persons chose on a day: a provider for the first time, or another one than before, with a reason.

    `source`: the call-off that they leave; None for a first choice. `quantity`: the units that go with them.
    """

    source = models.ForeignKey(
        "procurement.CallOff", models.PROTECT, null=True, related_name="moves_out", editable=False
    )
    target = models.ForeignKey("procurement.CallOff", models.PROTECT, related_name="moves_in", editable=False)
    persons = models.PositiveIntegerField(_("人数"), editable=False)
    quantity = models.DecimalField(_("数量"), max_digits=12, decimal_places=2, editable=False)
    day = models.DateField(_("选择的日子"), editable=False)
    reason = models.CharField(_("理由"), max_length=1_000, blank=True, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", editable=False)
    at = models.DateTimeField(editable=False)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(persons__gt=0, quantity__gt=0),
                name="choice_move_numbers_positive",
                violation_error_message="人数和数量要大于零。",
            ),
            models.CheckConstraint(
                condition=models.Q(source=None) | ~models.Q(reason=""),
                name="choice_move_changed_with_reason",
                violation_error_message="改选要写明理由。",
            ),
        ]
        triggers = append_only("服务对象的选择只能添加，不能修改、删除")
