"""The events of a review and an award, as events.toml names them."""

DRAWN = "panel_drawn"
REVIEWED = "review_ended"
SENT, RECEIVED = "report_sent", "report_received"
AWARDED, SHORTLISTED = "awarded", "shortlist_decided"
TOLD, SHORTLIST_TOLD = "letter_sent", "shortlist_letter_sent"
SIGNED = "contract_signed"
BY_REVIEW = frozenset({REVIEWED, SENT, RECEIVED, AWARDED, SHORTLISTED, TOLD, SHORTLIST_TOLD})
