"""The arguments of the rules' addresses."""

from __future__ import annotations

ARGUMENTS = {
    "law:rule": lambda county: {"rule_id": "plan.budgeted"},
    "law:instrument": lambda county: {"instrument_id": "order-102"},
}
