"""An agency over the API: it does what its one duty gives, and nothing else."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from goufu.accounts.actions.keys import issue_key
from goufu.core.duties import GIVES, Duty
from goufu.procurement.api import files, frameworks, openings, planning, reviews, scoring, seating
from goufu.procurement.tests.delegating import agency, delegated
from goufu.procurement.tests.procuring import BEGIN, on, running
from goufu.registry.tests.county import County, county

__all__ = ["county"]
ALL = (
    *(*openings._KEYS, *openings._OPENING, *seating._ACTS, *reviews._ACTS, *frameworks._ACTS),
    *(*scoring._ACTS, *planning._ACTS, *files._ACTS),
)
ACTS = [each for each in ALL if not each.anywhere]
DAY, MOMENT = BEGIN.isoformat(), f"{BEGIN.isoformat()}T09:00:00+08:00"
SENT: dict[str, dict[str, Any]] = {
    "keys/plan": {"custodians": [], "needed": 0},
    "response": {"credit_code": "91530000MA6K00000X", "price": "1", "opened_at": MOMENT, "minutes_on": DAY},
    "applications/enter": {"credit_code": "91530000MA6K00000X"},
    "applications/examine": {"application": 1, "has_passed": True},
    "invitations/list": {"candidates": [{"supplier": "某公司", "reason": "资格预审合格"}], "wanted": 3},
    "draw/commit": {"of": 1, "wanted": [{"count": 1}]},
    "seat": {"seat": "expert", "name": "某人", "employer": "云南大学"},
    "award": {"response": 1},
    "credit": {"day": DAY, "found": []},
    "review/again": {"ground": "sum_error", "reason": "合计错了"},
    "shortlist": {"count": 1},
    "agree": {"unit": "小时", "total_limit": "1", "starts_on": DAY},
    "method": {"method": "consultation"},
    "plan": {"version": 1},
    "judgement": {"fact": "standards_uniform", "holds": True, "reason": "各片区标准一样"},
    "file": {"demand": "", "qualification": "", "contract": ""},
    "talks": {"response": 1, "price": "1", "held_on": DAY, "people": "某人", "text": "谈了价格"},
}


@pytest.mark.parametrize("duty", [Duty.OPENING, Duty.REVIEW, Duty.RESULT, Duty.NOTICES, Duty.FILE])
def test_an_agency_with_one_duty_does_over_the_api_what_it_gives(county: County, duty: Duty) -> None:
    firm = agency(county)
    made = running(county)
    with on(BEGIN + timedelta(days=1)):
        delegated(county, made, firm, [duty])
        _key, text = issue_key(name="代理", days=30, by=firm.clerk)
        client = Client(headers={"authorization": f"Bearer {text}"})
        for act in ACTS:
            answer = client.post(
                f"/api/procurements/{made.pk}/{act.address}",
                json.dumps(SENT.get(act.address, {})),
                content_type="application/json",
            )
            may, is_refused = act.permission in GIVES[duty], answer.status_code == 403
            assert may is not is_refused, (act.address, answer.status_code, answer.content.decode())
        seen = client.get(f"/api/procurements/{made.pk}/review").status_code
        assert seen == (200 if duty in (Duty.REVIEW, Duty.RESULT) else 404)
