"""Programs that ask the API, for tests: in the name of somebody, by a key."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from django.test import Client

from goufu.accounts.actions.keys import issue_key
from goufu.registry.agents import Agent

Ask = Callable[..., Any]


def program_of(agent: Agent | None) -> Ask:
    """Asks /api/procurements/…; without an agent it has no key. Fails for another status than 200."""
    text = issue_key(name="办公系统", days=60, by=agent)[1] if agent else ""
    client = Client(headers={"authorization": f"Bearer {text}"} if text else {})

    def ask(
        path: str, said: Mapping[str, Any] | None = None, *, status: int = 200, verb: str = "POST"
    ) -> Any:
        address = f"/api/procurements/{path}"
        answer = (
            client.get(address)
            if said is None
            else client.generic(verb, address, json.dumps(said), content_type="application/json")
        )
        assert answer.status_code == status, answer.content.decode()
        return answer.json()

    return ask
