"""Who acts for the parties to a complaint, what waits for each of them, and what the office is shown of them."""

from __future__ import annotations

from datetime import date

from goufu import wall_clock
from goufu.core.roles import Role
from goufu.documents.papers import Paper
from goufu.procurement.documents.cases import party as subject_of
from goufu.procurement.models import Complaint, Party
from goufu.procurement.queries.cases import complaint_for
from goufu.procurement.views.parties import PartyLine, party_lines
from goufu.procurement.work.cases import waiting
from goufu.registry.agents import Agent, agents_of
from goufu.registry.models import Body, Person
from goufu.registry.tests.county import County, agent

STRANGER = "云岭县众安护理中心"


def winner(county: County) -> Agent:
    """Somebody who acts for who has won."""
    return _acting("中标人经办人", Body.objects.get(name="第1康养服务有限公司"), Role.PROVIDER_AGENT)


def agency(county: County) -> Agent:
    """Somebody who acts for the agency."""
    return _acting("代理机构答复人", Body.objects.exclude(agency_kind="").get(), Role.AGENCY_AGENT)


def _acting(name: str, at: Body, role: Role) -> Agent:
    person = Person.objects.filter(username=name).first()
    return agents_of(person, wall_clock.today())[0] if person else agent(name, at, role)


def asked_of(by: Agent) -> list[tuple[str, date | None]]:
    """What waits for somebody as a party."""
    groups = [each for each in waiting(by) if "当事人" in str(each.title)]
    return [(item.what.partition("：")[0], item.due) for each in groups for item in each.items]


def lines(county: County, made: Complaint) -> dict[str, PartyLine]:
    """What the office is shown of each party, by kind."""
    found = complaint_for(county.treasurer, made.pk)
    return {each.party.kind: each for each in party_lines(found, county.treasurer)}


def due(line: PartyLine) -> dict[str, object]:
    """The last days of the clocks that run for the party."""
    return {each.name: each.latest for each in line.clocks}


def papers_for(by: Agent, party: Party) -> tuple[Paper, ...]:
    """The papers of the party that somebody sees."""
    return subject_of(by, "party", party.pk).papers
