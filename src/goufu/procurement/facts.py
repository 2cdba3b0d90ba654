"""The facts of a procurement for the law: its plan's fields, and what facts.sql joins; and those of a response (award_facts.sql)."""

from __future__ import annotations

from pathlib import Path

from goufu.core.fact_views import FactView

# What is planned and not told by anything that happens, by the fact's name: the field.
OF_FIELDS = {
    "title": "title",
    "method": "law_method",
    "framework_kind": "framework_kind",
    "method_ground": "method_ground",
    "framework_case": "framework_case",
    "framework_evaluation": "framework_evaluation",
    "second_stage": "second_stage",
    "framework_term_months": "framework_term_months",
    "survey_respondent_count": "survey_respondent_count",
    "emergency_case": "emergency_case",
    "emergency_form": "emergency_form",
    "evaluation_method": "evaluation_method",
    "has_fixed_price": "has_fixed_price",
    "price_deduction_percent": "price_deduction_percent",
    "accepts_consortium": "accepts_consortium",
    "has_prequalification": "has_prequalification",
    "bid_deposit_yuan": "bid_deposit",
    "bid_deposit_cash_only": "bid_deposit_cash_only",
    "qualification_text": "qualification_text",
    "track_record_count": "track_record_count",
    "contract_term_text": "contract_term_text",
}
PROCUREMENTS = FactView("procurement_procurement_facts", Path(__file__).with_name("facts.sql"), OF_FIELDS)
RESPONSES = FactView("procurement_award_facts", Path(__file__).with_name("award_facts.sql"), {})
