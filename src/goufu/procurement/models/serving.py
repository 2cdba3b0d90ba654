"""How, when and by whom a letter was received: read in the program, or served otherwise and registered by the office. Only added to."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from goufu.journal.append_only import append_only
from goufu.procurement.models.challenges import Way
from goufu.procurement.models.inviting import Invitation
from goufu.procurement.models.paper import UnopenedLetter
from goufu.procurement.models.review import Letter
from goufu.registry.models import Person

LETTERS = ("letter", "unopened", "invitation")
_ONE = models.Q()
for _name in LETTERS:
    _ONE |= models.Q(**{f"{each}__isnull": each != _name for each in LETTERS})


class LetterService(models.Model):
    """The service of one letter to a supplier, whichever of the three it is. `person`: who read it, or who registered how it was served.

    `receipt`: the scan of what shows that it was handed over or posted.
    """

    letter = models.OneToOneField(Letter, models.PROTECT, null=True, related_name="service")
    unopened = models.OneToOneField(UnopenedLetter, models.PROTECT, null=True, related_name="service")
    invitation = models.OneToOneField(Invitation, models.PROTECT, null=True, related_name="service")
    way = models.CharField(_("怎样送达"), max_length=8, choices=Way.choices)
    day = models.DateField(_("送达的日期"))
    receipt = models.ForeignKey(
        "documents.Document", models.PROTECT, null=True, related_name="+", verbose_name=_("送达回证")
    )
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=_ONE,
                name="service_of_one_letter",
                violation_error_message="一次送达说的是一份通知书。",
            ),
            models.CheckConstraint(
                condition=models.Q(way__in=[Way.HAND, Way.POST], receipt__isnull=False)
                | models.Q(way=Way.MAIL)
                | models.Q(way=Way.PROGRAM, receipt=None),
                name="service_has_its_receipt",
                violation_error_message="当面递交、邮寄的要有送达回证。",
            ),
        ]
        triggers = append_only("送达的记录只能添加，不能修改、删除")
