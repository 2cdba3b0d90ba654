"""What the finance offices of the demonstration decide on doubts: titles that they were asked about, and projects."""

from __future__ import annotations

from datetime import date, datetime, time
from functools import partial
from typing import Any

from goufu.decisions.actions import decide_title, replace_decision, withdraw_decision
from goufu.decisions.models import Decision, Verdict
from goufu.demo.services import read
from goufu.demo.world import World
from goufu.planning.actions.judging import judge_doubt
from goufu.planning.law import opinion_on
from goufu.planning.step_forms import decidable
from goufu.registry.agents import Agent
from goufu.wall_clock import CHINA

REASON = "买的是约定数量和质量的服务，人由承接主体自己招用和管理，不由购买主体安排岗位。"


def begin(world: World) -> None:
    for said in read("decisions")["decision"]:
        world.simulation.schedule(_morning(said["on"]), partial(_decide, world, said))


def judge(project: int, by: Agent) -> None:
    """Decides the doubts of a project, each rule's once for the office: those like it are known then."""
    for each in decidable(opinion_on(project)):
        if not Decision.objects.filter(body=by.body, rule=each.rule.id).exists():
            judge_doubt(project=project, rule=each.rule.id, verdict=Verdict.LAWFUL, reason=REASON, by=by)


def _decide(world: World, said: dict[str, Any]) -> None:
    given = {name: said[name] for name in ("rule", "title", "verdict", "reason")}
    made = decide_title(by=world.treasurer(said["place"]), **given)
    if "replaced_on" in said:
        world.simulation.schedule(_morning(said["replaced_on"]), partial(_replace, world, made.pk, said))
    if "withdrawn_on" in said:
        world.simulation.schedule(_morning(said["withdrawn_on"]), partial(_withdraw, world, made.pk, said))


def _replace(world: World, number: int, said: dict[str, Any]) -> None:
    by = world.treasurer(said["place"])
    replace_decision(decision=number, verdict=said["replaced_by"], reason=said["why"], by=by)


def _withdraw(world: World, number: int, said: dict[str, Any]) -> None:
    withdraw_decision(decision=number, reason=said["why"], by=world.treasurer(said["place"]))


def _morning(day: date) -> datetime:
    return datetime.combine(day, time(10, 20), CHINA)
