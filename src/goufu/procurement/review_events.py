"""The events of a review and an award, as events.toml names them."""

DRAWN = "panel_drawn"
REVIEWED = "review_ended"
SENT, RECEIVED = "report_sent", "report_received"
AWARDED = "awarded"
TOLD = "letter_sent"
SIGNED = "contract_signed"
BY_REVIEW = frozenset({REVIEWED, SENT, RECEIVED, AWARDED, TOLD})
