"""Every verb from every state of procurements, notices, challenges and complaints.

The tables are written out here, and not read from those judged.
"""

from __future__ import annotations

import pytest

from goufu.procurement.transitions import CHALLENGE, COMPLAINT, NOTICE, PROCUREMENT

# state: where each verb leads; what is not named is refused
PROCUREMENTS = {
    "planning": {
        **dict.fromkeys(
            (
                "write",
                "ask-approval",
                "approve-method",
                "refuse-method",
                "record-approval",
                "record",
                "waive",
            ),
            "planning",
        ),
        "announce": "running",
        "begin": "running",
        "withdraw": "withdrawn",
    },
    "running": {
        **dict.fromkeys(
            (
                "record",
                "receive",
                "open",
                "enter-response",
                "seat",
                "review",
                "award",
                "settle",
                "return-deposit",
                "correct",
                "file-emergency",
                "review-emergency",
                "record-effects",
            ),
            "running",
        ),
        "terminate": "terminated",
        "end": "terminated",
        "void": "terminated",
    },
    "terminated": {"return-deposit": "terminated"},
    "withdrawn": {},
}
NOTICES = {
    "draft": {"write": "draft", "publish": "published", "discard": "discarded"},
    "published": {"receive": "published", "appear": "published"},
    "discarded": {},
}

CHALLENGES = {
    "received": {
        "weigh-challenge": "received",
        "answer-challenge": "answered",
        "refuse-challenge": "refused",
        "withdraw-challenge": "withdrawn",
    },
    "answered": {"serve-answer": "answered"},
    "refused": {},
    "withdrawn": {},
}
TURNED_AWAY = {
    "refuse-complaint": "refused",
    "refer-complaint": "referred",
    "withdraw-complaint": "withdrawn",
}
COMPLAINTS = {
    "received": {"accept-complaint": "accepted", "ask-supplement": "supplement", **TURNED_AWAY},
    "supplement": {"supplement": "received", **TURNED_AWAY},
    "accepted": {
        **dict.fromkeys(
            ("proceed-complaint", "reply-complaint", "suspend", "resume", "join-complaint"), "accepted"
        ),
        "decide-complaint": "decided",
        "withdraw-complaint": "withdrawn",
    },
    "decided": {
        **dict.fromkeys(
            ("proceed-complaint", "publish-decision", "decision-appeared", "list-abuse"), "decided"
        ),
        "annul-decision": "accepted",
    },
    "refused": {},
    "referred": {},
    "withdrawn": {},
}


@pytest.mark.parametrize(
    ("table", "expected"),
    [(PROCUREMENT, PROCUREMENTS), (NOTICE, NOTICES), (CHALLENGE, CHALLENGES), (COMPLAINT, COMPLAINTS)],
)
def test_each_verb_leads_where_it_should(table: object, expected: dict[str, dict[str, str]]) -> None:
    assert isinstance(table, type(PROCUREMENT))
    found = {
        str(state): {verb: str(table.table[verb].target or state) for verb in table.verbs(state)}
        for state in table.states
    }
    assert found == expected
