"""The events of a review and an award, as events.toml names them."""

DRAWN = "panel_drawn"
REVIEWED = "review_ended"
# On a lawful ground: what it concerns is reviewed again, and no other round begins.
REOPENED = "review_reopened"
SENT, RECEIVED = "report_sent", "report_received"
AWARDED, SHORTLISTED = "awarded", "shortlist_decided"
TOLD, SHORTLIST_TOLD = "letter_sent", "shortlist_letter_sent"
SIGNED, CONTRACT_PUBLISHED, CONTRACT_FILED = "contract_signed", "contract_published", "contract_filed"
FRAMEWORK_SIGNED, PURCHASERS_TOLD, FRAMEWORK_ENDED = "framework_signed", "shortlist_told", "framework_ended"
APPLICATION_RECEIVED, APPLICATION_REVIEWED = "application_received", "application_reviewed"
CHOSEN = frozenset({AWARDED, SHORTLISTED})  # who provides is decided: one, or several for an agreement
CONCLUDED = frozenset({SIGNED, FRAMEWORK_SIGNED})
BY_REVIEW = frozenset({REVIEWED, SENT, RECEIVED, AWARDED, SHORTLISTED, TOLD, SHORTLIST_TOLD})
