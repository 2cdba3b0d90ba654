"""Every verb from every state of procurements, notices, challenges and complaints.

The tables are written out here, and not read from those judged.
"""

from __future__ import annotations

import pytest

from goufu.procurement.transitions import (
    APPLICATION,
    CALL_OFF,
    CHALLENGE,
    COMPLAINT,
    DELEGATION,
    FRAMEWORK,
    MEMBER,
    NOTICE,
    OFFER,
    PARTY,
    PROCUREMENT,
)

# state: where each verb leads; what is not named is refused
PROCUREMENTS = {
    "planning": {
        **dict.fromkeys(
            (
                "write",
                "take-in",
                "leave-out",
                "ask-approval",
                "approve-method",
                "refuse-method",
                "correct",
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
                "invite",
                "admit-suppliers",
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
                "record-result",
            ),
            "running",
        ),
        "end-past": "terminated",
        "strike-past": "withdrawn",
        "terminate": "terminated",
        "end": "terminated",
        "void": "terminated",
    },
    "terminated": {
        **dict.fromkeys(
            ("return-deposit", "file-emergency", "review-emergency", "tell-end", "correct"), "terminated"
        ),
        "strike-past": "withdrawn",
    },
    "withdrawn": {},
}
NOTICES = {
    "draft": {"write": "draft", "publish": "published", "discard": "discarded"},
    "published": {"receive": "published", "appear": "published"},
    "discarded": {},
}

DELEGATIONS = {
    "draft": {"correct-delegation": "draft", "sign-delegation": "offered", "end-delegation": "ended"},
    "offered": {"take-delegation": "in_force", "decline-delegation": "declined", "end-delegation": "ended"},
    "in_force": {
        "end-delegation": "ended",
        "hand-over-papers": "in_force",
        "receive-papers": "in_force",
    },
    "declined": {},
    "ended": {"hand-over-papers": "ended", "receive-papers": "ended"},
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
            ("proceed-complaint", "send-copies", "suspend", "resume", "join-complaint"), "accepted"
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
TOLD = {"hear-decision": "decided", "hear-end": "ended"}
PARTIES = {
    "complains": TOLD,
    "sent": {"receive-copy": "received", **TOLD},
    "received": {"answer-copy": "answered", **TOLD},
    "answered": TOLD,
    "decided": {"receive-decision": "served", "record-appeal": "decided"},
    "served": {"record-appeal": "served"},
    "ended": {},
}
FRAMEWORKS = {
    "active": {
        **dict.fromkeys(("call-off", "apply", "admit", "call-supplement", "conclude-supplement"), "active"),
        "end-framework": "ended",
    },
    "ended": {},
}
MEMBERS = {
    "in": {"suspend-member": "suspended", "remove-member": "removed", "leave-framework": "left"},
    "suspended": {"restore-member": "in", "remove-member": "removed", "leave-framework": "left"},
    "removed": {},
    "left": {},
}
APPLICATIONS = {
    "received": {
        "admit-application": "admitted",
        "refuse-application": "refused",
        "withdraw-application": "withdrawn",
    },
    "admitted": {},
    "refused": {},
    "withdrawn": {},
}
CALL_OFFS = {
    "choosing": {
        "ask-quotes": "quoting",
        "offer": "offered",
        "cancel-call-off": "cancelled",
        "change-choice": "choosing",
    },
    "quoting": {
        "ask-quotes": "quoting",
        "quote": "quoting",
        "offer": "offered",
        "cancel-call-off": "cancelled",
    },
    "offered": {
        "agree": "agreed",
        "decline": "choosing",
        "lapse": "choosing",
        "cancel-call-off": "cancelled",
    },
    "agreed": {"sign-call-off": "agreed", "change-choice": "agreed"},
    "cancelled": {},
}
OFFERS = {
    "pending": {
        "accept-offer": "accepted",
        "refuse-offer": "refused",
        "lapse-offer": "lapsed",
        "take-back": "taken_back",
    },
    "accepted": {},
    "refused": {"judge-refusal": "refused"},
    "lapsed": {"judge-refusal": "lapsed"},
    "taken_back": {},
}


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        *((PROCUREMENT, PROCUREMENTS), (NOTICE, NOTICES), (CHALLENGE, CHALLENGES), (COMPLAINT, COMPLAINTS)),
        *((PARTY, PARTIES), (DELEGATION, DELEGATIONS)),
        *((FRAMEWORK, FRAMEWORKS), (MEMBER, MEMBERS), (APPLICATION, APPLICATIONS)),
        *((CALL_OFF, CALL_OFFS), (OFFER, OFFERS)),
    ],
)
def test_each_verb_leads_where_it_should(table: object, expected: dict[str, dict[str, str]]) -> None:
    assert isinstance(table, type(PROCUREMENT))
    found = {
        str(state): {verb: str(table.table[verb].target or state) for verb in table.verbs(state)}
        for state in table.states
    }
    assert found == expected
