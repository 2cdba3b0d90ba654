"""The ledger of money: what is reserved, committed and paid of each budget line."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import Q

from goufu.core.model_fields import MoneyField
from goufu.funds.models.budget import BudgetLine
from goufu.journal.append_only import append_only
from goufu.journal.models import Entry

# The update locks the line's row, so that no other entry is added between the update and the sums.
ADD_TO_TOTALS = """
UPDATE funds_budgetline SET
    reserved = reserved + CASE NEW.kind WHEN 'reservation' THEN NEW.amount ELSE 0 END,
    committed = committed + CASE NEW.kind WHEN 'commitment' THEN NEW.amount ELSE 0 END,
    paid = paid + CASE NEW.kind WHEN 'payment' THEN NEW.amount ELSE 0 END
WHERE id = NEW.line_id;
SELECT COALESCE(SUM(amount) FILTER (WHERE kind = 'reservation'), 0) AS reserved,
       COALESCE(SUM(amount) FILTER (WHERE kind = 'commitment'), 0) AS committed,
       COALESCE(SUM(amount) FILTER (WHERE kind = 'payment'), 0) AS paid
INTO held FROM funds_ledgerentry
WHERE line_id = NEW.line_id
  AND project IS NOT DISTINCT FROM NEW.project;
IF held.reserved < 0 OR held.paid < 0 OR held.paid > held.committed THEN
    RAISE EXCEPTION '一个项目只能动用它自己占用和承诺的金额' USING ERRCODE = 'integrity_constraint_violation';
END IF;
RETURN NULL;
"""


class LedgerEntry(models.Model):
    """A movement of money on a line, in yuan; never changed, a wrong one is reversed by another entry.

    The project is stored by its number and its title at that time; without one the money is held for no project.
    """

    class Kind(models.TextChoices):
        RESERVATION = "reservation", "占用"
        COMMITMENT = "commitment", "承诺"
        PAYMENT = "payment", "支付"

    line = models.ForeignKey(BudgetLine, models.PROTECT, related_name="entries", verbose_name="预算指标")
    kind = models.CharField(max_length=12, choices=Kind.choices, verbose_name="类型")
    amount = MoneyField("金额")  # negative for the reverse movement
    project = models.BigIntegerField(null=True, blank=True, verbose_name="项目编号")
    project_title = models.CharField(max_length=200, blank=True, verbose_name="项目")
    why = models.CharField(max_length=200, verbose_name="事由")
    at = models.DateTimeField(verbose_name="时间")
    person = models.BigIntegerField(null=True, blank=True)  # None: the program itself
    body = models.BigIntegerField(null=True, blank=True)
    journal_entry = models.ForeignKey(Entry, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(fields=["project", "line"], name="ledger_of_project"),
            models.Index(fields=["line", "project", "kind"], name="ledger_of_line"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(amount=0),
                name="ledger_amount_not_zero",
                violation_error_message="金额不能是零。",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["reservation", "commitment", "payment"]),
                name="ledger_kind",
                violation_error_message="资金台账只记占用、承诺和支付。",
            ),
            models.CheckConstraint(
                condition=Q(project=None, project_title="") | (~Q(project=None) & ~Q(project_title="")),
                name="ledger_project_has_title",
                violation_error_message="资金分录写明项目时，编号和名称缺一不可。",
            ),
        ]
        triggers = [
            *append_only("资金台账只能添加，不能修改、删除"),
            pgtrigger.Trigger(
                name="add_to_totals",
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                declare=[("held", "record")],
                func=ADD_TO_TOTALS,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.amount:+,.2f}"
