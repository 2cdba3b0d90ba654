"""The contract of the API: whatever schemathesis makes of its description is answered as the description says.

The seed is fixed, so that each run sends the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import cycle
from typing import Any

import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import negative_data_rejection, positive_data_acceptance

from goufu.accounts.actions.keys import issue_key
from goufu.catalogue.tests.addresses import draft as draft_edition
from goufu.config.api import api
from goufu.config.tests.addresses import arguments, sent
from goufu.core.roles import Role
from goufu.decisions.tests.addresses import a_decision
from goufu.journal.actions import Actor, record
from goufu.journal.models import Entry
from goufu.planning.tests.drafts import draft, line
from goufu.registry.agents import Agent
from goufu.registry.tests.county import County, a_provider, county
from goufu.registry.tests.county import agent as new_agent

__all__ = ["county", "draft", "line"]


def readable(found: Any) -> Any:
    """The operation. Fails where schemathesis can't read what is said of it."""
    assert isinstance(found, Ok), found
    return found.ok()


DESCRIBED = schemathesis.openapi.from_dict(api.get_openapi_schema())
DESCRIBED.app = WSGIHandler()
OPERATIONS = {each.label: each for each in map(readable, DESCRIBED.get_all_operations())}
ASKED = [
    (label, mode)
    for label, operation in sorted(OPERATIONS.items())
    for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)
    if mode == GenerationMode.POSITIVE or operation.body or [*operation.iter_parameters()]
]
EXAMPLES = 6  # of each operation, right ones and wrong ones
EACH_THE_SAME = settings(
    max_examples=EXAMPLES,
    derandomize=True,
    database=None,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture(autouse=True)
def in_the_test_s_transaction() -> Iterator[None]:
    """Requests leave the connection open, as those of Django's own test client do."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def key_of(agent: Agent) -> str:
    _key, text = issue_key(name="contract", days=1, by=agent)
    return text


# Who asks, and the number of a thing that is there by the name under which the request gives it.
Asked = tuple[Agent, dict[str, int]]


def in_projects(request: pytest.FixtureRequest, county: County) -> Asked:
    writer = new_agent("全能", county.civil, Role.PURCHASING_OFFICER, Role.PURCHASING_LEAD)
    return writer, {"number": request.getfixturevalue("draft").pk}


def in_editions(request: pytest.FixtureRequest, county: County) -> Asked:
    return county.lead, {"number": draft_edition(county).pk}


def in_decisions(request: pytest.FixtureRequest, county: County) -> Asked:
    return county.treasurer, {"number": a_decision(county).pk}


def in_procurements(request: pytest.FixtureRequest, county: County) -> Asked:
    """A draft of a notice, a challenge, a complaint, or the procurement that receives bids, as the address says, or any."""
    buyer = new_agent("全能", county.civil, Role.PURCHASING_OFFICER, Role.PURCHASING_LEAD)
    bidder = new_agent("供应商经办人", a_provider(county), Role.PROVIDER_AGENT)
    of_part = {
        "challenges/file": ("api:file-challenge", bidder, "procurement"),
        "challenges/enter": ("api:enter-challenge", buyer, "procurement"),
        "complaints/file": ("api:file-complaint", bidder, "challenge"),
        "complaints/enter": ("api:enter-complaint", county.treasurer, "procurement"),
        "notices/{number}": ("api:notice", buyer, "number"),
        "delegations/{number}": ("api:delegation", buyer, "number"),
        "challenges/{number}": ("api:challenge", buyer, "number"),
        "complaints/{number}": ("api:complaint", county.treasurer, "number"),
        "{number}/bids": ("api:bid", bidder, "number"),
        "{number}/keys": ("api:keys", county.officer, "number"),
        "opening/begin": ("api:opening-begin", county.officer, "number"),
        "{number}/opening": ("api:opening", county.officer, "number"),
        "responses/{number}": ("api:qualify", buyer, "number"),
        "members/{number}": ("api:replace-member", buyer, "number"),
        "participations/{number}": ("api:return-deposit", buyer, "number"),
    }
    name, agent, key = next(
        (each for part, each in of_part.items() if part in request.node.name),
        ("api:procurement", buyer, "number"),
    )
    said = arguments()[name](county) if key == "number" else sent(name, county)
    return agent, {key: said[key]}


def in_the_journal(request: pytest.FixtureRequest, county: County) -> Asked:
    with transaction.atomic():
        record("demo", by=Actor(None, "?"), subject=("body", county.civil.pk), facts={})
    [entry] = Entry.objects.filter(action="demo")
    return county.audit, {"number": entry.pk}


# By the first word of the address.
PLACES: dict[str, Callable[[pytest.FixtureRequest, County], Asked]] = {
    "projects": in_projects,
    "editions": in_editions,
    "decisions": in_decisions,
    "procurements": in_procurements,
    "journal": in_the_journal,
    "me": lambda request, county: (county.officer, {}),
}


@pytest.mark.parametrize(("label", "mode"), ASKED)
def test_answers_are_as_described(
    label: str, mode: GenerationMode, county: County, request: pytest.FixtureRequest
) -> None:
    """Numbers are those of a thing that is there in every second request."""
    agent, there = PLACES[label.split("/")[2]](request, county)
    key = key_of(agent)
    statuses: set[int] = set()
    is_found = cycle((True, False))

    @given(case=OPERATIONS[label].as_strategy(generation_mode=mode))
    @EACH_THE_SAME
    def ask(case: Any) -> None:
        left_out = [
            positive_data_acceptance
        ]  # what fits the description may be against the law, or come too late
        numbers = [case.path_parameters, case.body if isinstance(case.body, dict) else {}]
        said = [each for each in numbers if next(iter(there), "") in each]
        if bool(said) and next(is_found):
            said[0].update(there)
            left_out.append(negative_data_rejection)  # the number may have been what was wrong
        with transaction.atomic():
            answer = case.call_and_validate(
                headers={"Authorization": f"Bearer {key}"}, excluded_checks=left_out
            )
            transaction.set_rollback(True)
        statuses.add(answer.status_code)

    ask()
    assert statuses - {404}, "nothing but 404 was answered"
