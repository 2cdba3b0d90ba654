"""The arguments of the rules' addresses."""

from __future__ import annotations

ARGUMENTS = {
    "law:rule": lambda county: {"rule_id": "plan.budgeted"},
    "law:word_list": lambda county: {"name": "scale_terms"},
    "law:parameter": lambda county: {"name": "contract_notice_workdays"},
    "law:instrument": lambda county: {"instrument_id": "order-102"},
}
