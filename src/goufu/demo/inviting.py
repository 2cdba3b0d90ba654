"""The invited tender of the demonstration: the qualified are listed, four are drawn by lot, fetch the file and bid, one is awarded."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from goufu import wall_clock
from goufu.demo.participating import agents_for, join
from goufu.demo.procurements import ProcurementCourse
from goufu.demo.reviews import ReviewCourse
from goufu.demo.services import read
from goufu.demo.simulation import workday_before
from goufu.demo.world import World
from goufu.law.clock import workday_due
from goufu.planning.models import Project
from goufu.procurement.actions.admitting import examine_application, tell_applicants
from goufu.procurement.actions.inviting import code_of, draw_invited, list_candidates
from goufu.procurement.actions.participating import record_download
from goufu.procurement.applications import applicants
from goufu.procurement.invitations import invited_to
from goufu.procurement.models import Procurement
from goufu.procurement.queries.papers import file_papers
from goufu.registry.eligibility import against_providers
from goufu.registry.models import Body
from goufu.wall_clock import CHINA

QUALIFIED, WANTED = 7, 4  # at most so many; the panel will keep one out
CLOSES_AT = time(17)
KIND = "social_service_organisation"
FIT = "资格预审合格：登记证书、纳税和社保证明齐全"
REASONS = (
    f"{FIT}，上门服务人员{{staff}}名",
    f"{FIT}，近三年做过同类服务{{done}}项",
    f"{FIT}，人员和场地都核对过原件",
)


def begin(world: World) -> None:
    for said in read("procurements")["invited"]:
        if said["bureau"] < len(world.bureaus):
            InvitedCourse(world, said).begin()


class InvitedCourse(ProcurementCourse):
    """One invited tender, from its plan to the award."""

    def _values(self, project: Project) -> dict[str, Any]:
        lot = self.said["lot"]
        said = "提供过一年以上同类上门服务，服务人员不少于五名"
        return super()._values(project) | {
            "has_prequalification": True,
            "qualification_text": f"符合政府采购法第二十二条的规定；{said}",
            "applications_until": datetime.combine(workday_before(lot, 2), CLOSES_AT, CHINA),
            "file_until": workday_due(lot, 6).day,
        }

    def _after_notice(self) -> None:
        """The qualified apply; the day before the lot they are told and listed; those drawn fetch the file in the days after."""
        lot = self.said["lot"]
        for day, act in (
            (workday_before(lot, 4), self.apply),
            (workday_before(lot, 1), self.list_qualified),
            (lot, self.draw),
            (workday_due(lot, 1).day, self.fetch),
        ):
            self._on(day, act)
        self._award()

    def apply(self) -> None:
        join(self.number, agents_for(self.world, self._qualified()))

    def list_qualified(self) -> None:
        """All are found qualified, and told."""
        for each in applicants(self.found):
            examine_application(participation=each.pk, has_passed=True, by=self.officer)
        tell_applicants(procurement=self.number, by=self.officer)
        found = [
            (code_of(each), REASONS[place % len(REASONS)].format(staff=6 + place, done=2 + place % 3))
            for place, each in enumerate(self._qualified())
        ]
        list_candidates(procurement=self.number, candidates=found, wanted=WANTED, by=self.officer)

    def _qualified(self) -> list[Body]:
        """Organisations that look after people, of whose files nothing speaks against them."""
        bodies = [
            each for (_place, kind), found in self.world.providers.items() if kind == KIND for each in found
        ]
        unfit = against_providers(bodies, wall_clock.today())
        return sorted((each for each in bodies if each.pk not in unfit), key=lambda each: each.pk)[:QUALIFIED]

    def draw(self) -> None:
        """The lot; the letters go out, and from now on the procurement file is fetched."""
        draw_invited(procurement=self.number, by=self.officer)
        self.record("file_provided")

    def fetch(self) -> None:
        paper, *_others = file_papers(self.found)
        for each in agents_for(self.world, invited_bodies(self.number)):
            record_download(procurement=self.number, document=paper, by=each)

    def review(self) -> ReviewCourse:
        return InvitedReview(self.world, self.number, self.officer, self.lead, self.drafter)


class InvitedReview(ReviewCourse):
    """The review of the bids of those who were invited."""

    def _bidders(self) -> list[Body]:
        return invited_bodies(self.number)


def invited_bodies(number: int) -> list[Body]:
    """Those whom the lot drew, in its order."""
    return [each.candidate.body for each in invited_to(Procurement.objects.get(pk=number))]
