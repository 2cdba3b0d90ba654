"""What a query of the credit lists found of a bidder, or of a member of a consortium. Only added to."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from goufu.journal.append_only import append_only
from goufu.procurement.models.procurements import Procurement, scope_of_procurement
from goufu.registry.models import Body, Person

# As the facts of an award call them.
CREDIT_LISTS = ("is_dishonest_debtor", "is_tax_violator", "is_debarred", "has_major_violation")
_NOT_ASKED, _IS_LISTED = models.Q(), models.Q()
for _name in CREDIT_LISTS:
    _NOT_ASKED &= models.Q(**{f"{_name}__isnull": True})
    _IS_LISTED |= models.Q(**{_name: True})


class CreditQuery(models.Model):
    """A query of the lists for one body on one day: of each list whether the body is on it, None where it wasn't asked.

    `what`: which record, where there is one. The page that was seen is a document of the query. For each list the last row of a
    body that answers it counts.
    """

    procurement = models.ForeignKey(Procurement, models.PROTECT, related_name="credit_queries")
    body = models.ForeignKey(Body, models.PROTECT, related_name="+", verbose_name=_("供应商"))
    day = models.DateField(_("查询的日期"))
    is_dishonest_debtor = models.BooleanField(_("失信被执行人"), null=True, blank=True)
    is_tax_violator = models.BooleanField(_("重大税收违法失信主体"), null=True, blank=True)
    is_debarred = models.BooleanField(_("严重违法失信（禁止期内）"), null=True, blank=True)
    has_major_violation = models.BooleanField(_("三年内重大违法记录"), null=True, blank=True)
    what = models.CharField(_("是什么记录"), max_length=500, blank=True)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    SCOPE_FIELDS: ClassVar[dict[str, str]] = scope_of_procurement("procurement")

    class Meta:
        verbose_name = _("信用记录的查询")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=~_NOT_ASKED,
                name="credit_query_of_a_list",
                violation_error_message="没有写查了哪个名单。",
            ),
            models.CheckConstraint(
                condition=~models.Q(what="") | ~_IS_LISTED,
                name="credit_query_says_what",
                violation_error_message="有记录的要写明是什么记录。",
            ),
        ]
        triggers = append_only("信用记录的查询只能添加，不能修改、删除")
