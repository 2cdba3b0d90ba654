"""Every verb from every state of procurements and notices: the tables are written out here, and not read from those judged."""

from __future__ import annotations

import pytest

from goufu.procurement.transitions import NOTICE, PROCUREMENT

# state: where each verb leads; what is not named is refused
PROCUREMENTS = {
    "planning": {
        **dict.fromkeys(
            ("write", "ask-approval", "approve-method", "refuse-method", "record-approval", "record"),
            "planning",
        ),
        "announce": "running",
        "begin": "running",
        "withdraw": "withdrawn",
    },
    "running": {
        "record": "running",
        "enter-response": "running",
        "correct": "running",
        "terminate": "terminated",
    },
    "terminated": {},
    "withdrawn": {},
}
NOTICES = {
    "draft": {"write": "draft", "publish": "published", "discard": "discarded"},
    "published": {"receive": "published", "appear": "published"},
    "discarded": {},
}


@pytest.mark.parametrize(("table", "expected"), [(PROCUREMENT, PROCUREMENTS), (NOTICE, NOTICES)])
def test_each_verb_leads_where_it_should(table: object, expected: dict[str, dict[str, str]]) -> None:
    assert isinstance(table, type(PROCUREMENT))
    found = {
        str(state): {verb: str(table.table[verb].target or state) for verb in table.verbs(state)}
        for state in table.states
    }
    assert found == expected
