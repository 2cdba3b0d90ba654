"""The contract of the API: whatever schemathesis makes of its description is answered as the description says.

The seed is fixed, so that each run sends the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import cycle
from typing import Any, get_args

import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from django.http import HttpRequest
from hypothesis import HealthCheck, Phase, given, settings
from pydantic import BaseModel
from pytest_django import DjangoDbBlocker
from schemathesis import GenerationMode
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import negative_data_rejection, positive_data_acceptance

from goufu import wall_clock
from goufu.accounts.actions.keys import issue_key
from goufu.catalogue.tests.addresses import draft as draft_edition
from goufu.config.api import api
from goufu.config.tests.addresses import arguments, sent
from goufu.core.roles import Role
from goufu.decisions.tests.addresses import a_decision
from goufu.funds.tests.money import YEAR, budget_line
from goufu.journal.actions import Actor, record
from goufu.journal.models import Entry
from goufu.planning.actions.writing import draft_project
from goufu.planning.tests.writing import complete
from goufu.procurement.actions.buying_together import take_in_purchaser
from goufu.procurement.actions.sitting import give_codes
from goufu.procurement.api.panel import sit
from goufu.procurement.api.panel_schemas import SitIn
from goufu.procurement.models import Bid, PanelMember, Participation
from goufu.procurement.tests.addresses import a_doubtful_bid, a_sealed_paper, an_application, late_paper
from goufu.registry.agents import Agent
from goufu.registry.tests.county import County, a_provider, make_county
from goufu.registry.tests.county import agent as new_agent


def readable(found: Any) -> Any:
    """The operation. Fails where schemathesis can't read what is said of it."""
    assert isinstance(found, Ok), found
    return found.ok()


def closing(app: Callable[..., Any]) -> Callable[..., Any]:
    """The application whose answers are read whole and closed, as a server does, and schemathesis doesn't."""

    def answered(environ: dict[str, Any], start: Callable[..., Any]) -> list[bytes]:
        answer = app(environ, start)
        try:
            return [b"".join(answer)]
        finally:
            answer.close()

    return answered


DESCRIBED = schemathesis.openapi.from_dict(api.get_openapi_schema())
DESCRIBED.app = closing(WSGIHandler())
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


# Who asks, or the key of a session, and the numbers of things that are there by the names under which the request gives them.
Asked = tuple[Agent | str, dict[str, Any]]


def buyer(county: County) -> Agent:
    return new_agent("全能", county.civil, Role.PURCHASING_OFFICER, Role.PURCHASING_LEAD)


def bidder(county: County) -> Agent:
    return new_agent("供应商经办人", a_provider(county), Role.PROVIDER_AGENT)


def in_projects(county: County) -> Asked:
    drafted = draft_project(by=county.officer, values={"title": "失能老人上门护理服务", "year": YEAR})
    return buyer(county), {"number": complete(drafted, budget_line(county.civil), county.officer).pk}


def in_editions(county: County) -> Asked:
    return county.lead, {"number": draft_edition(county).pk}


def in_decisions(county: County) -> Asked:
    return county.treasurer, {"number": a_decision(county).pk}


def in_the_journal(county: County) -> Asked:
    with transaction.atomic():
        record("demo", by=Actor(None, "?"), subject=("body", county.civil.pk), facts={})
    [entry] = Entry.objects.filter(action="demo")
    return county.audit, {"number": entry.pk}


def in_procurements(name: str, who: Callable[[County], Agent], *keys: str) -> Callable[[County], Asked]:
    """What the address of that name is about, or is sent, by somebody who may ask for it."""

    def made(county: County) -> Asked:
        agent = who(county)
        said = arguments()[name](county) if "number" in keys else sent(name, county)
        return agent, {key: said[key] for key in keys}

    return made


def on_a_panel(county: County) -> Asked:
    """Somebody who sits on one, by the code."""
    number = arguments()["api:replace-member"](county)["number"]
    procurement = PanelMember.objects.get(pk=number).procurement
    applied = Participation.objects.create(
        procurement=procurement,
        bidder=a_provider(county),
        taken_by=county.officer.person,
        taken_at=wall_clock.now(),
    )
    [(_member, code)] = give_codes(procurement=procurement.pk, by=county.officer)
    return sit(HttpRequest(), SitIn(number=procurement.number, code=code))["token"], {
        "response": arguments()["api:qualify"](county)["number"],
        "participation": applied.pk,
        "document": 0,  # refused before it is looked for: nobody has declared
    }


def with_an_application(county: County) -> Asked:
    """An open tender whose prequalification has closed."""
    there = an_application(county)
    made = Participation.objects.get(pk=there["number"])
    return buyer(county), {"number": made.procurement_id, "application": made.pk}


def about_paper(county: County) -> Asked:
    """Sealed paper whose opening goes on."""
    there = a_sealed_paper(county)
    paper = Bid.objects.get(envelope=there["envelope"])
    return county.officer, {"number": there["number"], "bid": str(paper.token)}


def about_late_paper(county: County) -> Asked:
    there = late_paper(county)
    return county.officer, {"number": there["number"], "bid": str(there["token"])}


def in_doubt(county: County) -> Asked:
    there = a_doubtful_bid(county)
    return county.officer, {"number": there["number"], "bid": str(there["token"])}


def taken_in(county: County) -> Asked:
    """A body that was asked to buy together."""
    number = arguments()["api:procurement"](county)["number"]
    take_in_purchaser(procurement=number, name=county.education.name, by=county.officer)
    return new_agent("钱经办", county.education, Role.PURCHASING_OFFICER), {"number": number}


def a_paper_to_fetch(county: County) -> Asked:
    return bidder(county), {**arguments()["api:fetch-file"](county)}


def a_receipt(county: County) -> Asked:
    """Of an opened bid, by whoever sees the procurement."""
    token = arguments()["api:receipt"](county)["token"]
    return county.officer, {"token": str(token)}


def treasurer(county: County) -> Agent:
    return county.treasurer


def officer(county: County) -> Agent:
    return county.officer


# By a part of the address: the first that is in it.
MADE: dict[str, Callable[[County], Asked]] = {
    "challenges/file": in_procurements("api:file-challenge", bidder, "procurement"),
    "challenges/enter": in_procurements("api:enter-challenge", buyer, "procurement"),
    "complaints/file": in_procurements("api:file-complaint", bidder, "challenge"),
    "complaints/enter": in_procurements("api:enter-complaint", treasurer, "procurement"),
    "procurements/{number}/applications": with_an_application,
    "notices/{number}": in_procurements("api:notice", buyer, "number"),
    "open/{number}/withdraw-bid": in_procurements("api:withdraw-bid", bidder, "number"),
    "open/{number}/sheet": in_procurements("api:open-sheet", bidder, "number"),
    "open/{number}/files": a_paper_to_fetch,
    "procurements/letters/{kind}/{number}/receive": in_procurements(
        "api:receive-letter", bidder, "number", "kind"
    ),
    "procurements/letters/{kind}/{number}/served": in_procurements(
        "api:serve-letter", buyer, "number", "kind"
    ),
    "procurements/open": in_procurements("api:announced", bidder, "number"),
    "procurements/searches": in_procurements("api:forget-search", bidder, "number"),
    "receipts/{token}": a_receipt,
    "procurements/receipts": lambda county: (bidder(county), {}),
    "procurements/own-": lambda county: (bidder(county), {}),
    "procurements/questions": in_procurements("api:question", buyer, "number"),
    "procurements/experts": lambda county: (county.treasurer, {}),
    "file-templates": in_procurements("api:drop-file-template", buyer, "number"),
    "procurements/draft": lambda county: (buyer(county), {}),
    "delegations/{number}": in_procurements("api:delegation", buyer, "number"),
    "challenges/{number}": in_procurements("api:challenge", buyer, "number"),
    "complaints/{number}": in_procurements("api:complaint", treasurer, "number"),
    "complaint-parties": in_procurements("api:party", buyer, "number"),
    "procurements/memberships": in_procurements("api:decline-membership", bidder, "number"),
    "frameworks/{number}/apply": in_procurements("api:framework", bidder, "number"),
    "/frameworks": in_procurements("api:framework", buyer, "number"),
    "members-of-frameworks/{number}/leave": in_procurements(
        "api:leave-framework-frameworkmember", bidder, "number"
    ),
    "members-of-frameworks": in_procurements("api:suspend-member-frameworkmember", buyer, "number"),
    "applications": in_procurements("api:application", buyer, "number"),
    "supplements": in_procurements("api:conclude-supplement", buyer, "number"),
    "call-offs/{number}/lapse": in_procurements("api:lapse-calloff", buyer, "number"),
    "call-offs/{number}/quote": in_procurements("api:quote", bidder, "number"),
    "call-offs": in_procurements("api:call-off", buyer, "number"),
    "user-choices": in_procurements("api:user-choice", buyer, "number"),
    "procurements/{number}/leave-out": in_procurements("api:procurement", buyer, "number"),
    "procurements/{number}/leave": taken_in,
    "/offers": in_procurements("api:offer", buyer, "number"),
    "counter/late": in_doubt,
    "counter/paper-back": about_late_paper,
    "opening/paper": about_paper,
    "opening/scans-check": about_paper,
    "{number}/bids": in_procurements("api:bid", bidder, "number"),
    "enter-past": lambda county: (buyer(county), {}),
    "/panel": on_a_panel,
    "{number}/keys": in_procurements("api:keys", officer, "number"),
    "opening/begin": in_procurements("api:opening-begin", officer, "number"),
    "{number}/opening": in_procurements("api:opening", officer, "number"),
    "responses/{number}": in_procurements("api:qualify", buyer, "number"),
    "members/{number}": in_procurements("api:replace-member", buyer, "number"),
    "participations/{number}/deposit": in_procurements("api:return-deposit", buyer, "number"),
    "/participations": in_procurements("api:participation", bidder, "number"),
    "/procurements": in_procurements("api:procurement", buyer, "number"),
    "/projects": in_projects,
    "/editions": in_editions,
    "/decisions": in_decisions,
    "/journal": in_the_journal,
    "/me": lambda county: (county.officer, {}),
}


def about(label: str) -> str:
    return next(part for part in MADE if part in label)


@pytest.fixture(scope="module")
def standing_county(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[County]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield make_county()
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def asked(request: pytest.FixtureRequest, standing_county: County) -> Iterator[tuple[str, dict[str, int]]]:
    """The key of who asks, and what is there: made once for all requests about it, which follow each other."""
    with transaction.atomic():
        who, there = MADE[request.param](standing_county)
        yield who if isinstance(who, str) else issue_key(name="contract", days=1, by=who)[1], there
        transaction.set_rollback(True)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("asked", "label", "mode"),
    [pytest.param(about(label), label, mode, id=f"{label}-{mode.value}") for label, mode in ASKED],
    indirect=["asked"],
    scope="module",  # else each test would have an `asked` of its own
)
def test_answers_are_as_described(
    asked: tuple[str, dict[str, Any]], label: str, mode: GenerationMode
) -> None:
    """Numbers are those of a thing that is there in every second request."""
    key, there = asked
    statuses: set[int] = set()
    is_found = cycle((True, False))

    @given(case=OPERATIONS[label].as_strategy(generation_mode=mode))
    @EACH_THE_SAME
    def ask(case: Any) -> None:
        left_out = [
            positive_data_acceptance
        ]  # what fits the description may be against the law, or come too late
        numbers = [case.path_parameters, case.body if isinstance(case.body, dict) else {}]
        said = [(each, name) for each in numbers for name in there if name in each]
        if bool(said) and next(is_found):
            for each, name in said:
                each[name] = there[name]
            left_out.append(negative_data_rejection)  # the number may have been what was wrong
        with transaction.atomic():
            answer = case.call_and_validate(
                headers={"Authorization": f"Bearer {key}"}, excluded_checks=left_out
            )
            transaction.set_rollback(True)
        statuses.add(answer.status_code)

    ask()
    assert statuses - {404}, "nothing but 404 was answered"


def test_each_shape_has_a_name_of_its_own() -> None:
    """The description knows shapes by their names: of two with one name it would tell the last."""
    named: dict[str, set[type[BaseModel]]] = {}
    for shape in shapes():
        named.setdefault(shape.__name__, set()).add(shape)
    assert [name for name, found in named.items() if len(found) > 1] == []


def shapes() -> set[type[BaseModel]]:
    """All that is sent and answered, and what they are made of."""
    found: set[type[BaseModel]] = set()
    operations = [
        operation
        for _prefix, router in api._routers
        for view in router.path_operations.values()
        for operation in view.operations
    ]
    given = [
        each for operation in operations for each in (*operation.models, *operation.response_models.values())
    ]
    waiting: list[Any] = [
        field.annotation
        for each in given
        if hasattr(each, "model_fields")
        for field in each.model_fields.values()
    ]
    while waiting:
        each = waiting.pop()
        if not (isinstance(each, type) and issubclass(each, BaseModel)):
            waiting += get_args(each)
        elif each not in found:
            found.add(each)
            waiting += [field.annotation for field in each.model_fields.values()]
    return found
