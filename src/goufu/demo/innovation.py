"""The innovation procurement of the demonstration: applications are examined by its panel; those admitted prepare their responses."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from goufu.demo.participating import fit_agents, join
from goufu.demo.procurements import ProcurementCourse
from goufu.demo.reviews import seats_of
from goufu.demo.services import read
from goufu.demo.simulation import workday_before
from goufu.demo.world import World
from goufu.law.clock import workday_due
from goufu.planning.models import Project
from goufu.procurement.actions.admitting import examine_application, tell_applicants
from goufu.procurement.applications import applicants
from goufu.wall_clock import CHINA

APPLYING = 4
CLOSES_AT = time(17)
REFUSED = "没有写明研发人员的分工，也没有可以验证的同类研发成果"


def begin(world: World) -> None:
    for said in read("procurements")["innovation"]:
        if said["bureau"] < len(world.bureaus):
            InnovationCourse(world, said).begin()


class InnovationCourse(ProcurementCourse):
    """One innovation procurement, from its plan until its suppliers prepare their first responses."""

    def _values(self, project: Project) -> dict[str, Any]:
        need = "有研发人员和试验条件，做过同一方向的研发"
        return super()._values(project) | {
            "qualification_text": f"符合政府采购法第二十二条的规定；{need}",
            "applications_until": datetime.combine(self.said["applied"], CLOSES_AT, CHINA),
            "file_until": workday_due(self.said["told"], 6).day,
        }

    def _after_notice(self) -> None:
        for day, act in (
            (workday_before(self.said["applied"], 3), self.apply),
            (self.said["told"], self.admit),
        ):
            self._on(day, act)

    def apply(self) -> None:
        join(self.number, fit_agents(self.world, APPLYING))

    def admit(self) -> None:
        """The panel is drawn, examines, and keeps the last one out; all are told."""
        course = self.review()
        course.draw()
        head = next(each for each in seats_of(self.number, self.officer) if each.member.is_head)
        found = list(applicants(self.found))
        for each in found:
            is_last = each == found[-1]
            examine_application(
                participation=each.pk, has_passed=not is_last, reason=REFUSED if is_last else "", by=head
            )
        tell_applicants(procurement=self.number, by=self.officer)
