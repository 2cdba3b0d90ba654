"""What providers do in the demonstration: they take part in procurements, ask, look for others; somebody wants to act for one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from functools import partial

from goufu import wall_clock
from goufu.accounts.actions.sign_ups import ask_to_join
from goufu.core.errors import refusal_of
from goufu.demo.people import COUNTIES
from goufu.demo.world import World
from goufu.procurement.actions.asking import answer_question, ask_question
from goufu.procurement.actions.depositing import return_deposit
from goufu.procurement.actions.participating import refuse_unfit, save_search, take_part
from goufu.procurement.deposits import deposits_of, of_winners
from goufu.procurement.models import Participation, Procurement, Question
from goufu.procurement.models.participating import DepositForm
from goufu.procurement.queries.finding import open_now
from goufu.registry.actions.file_requests import ask_for_change
from goufu.registry.agents import Agent
from goufu.registry.eligibility import against_providers
from goufu.registry.models import Body, Person
from goufu.wall_clock import CHINA

JOINED_ON, ANSWERED_ON = date(2026, 11, 10), date(2026, 11, 12)
EACH = 3  # providers in a procurement
MOST = 3  # procurements
FORMS = (DepositForm.GUARANTEE, DepositForm.TRANSFER)
QUESTIONS = (
    ("服务人员的经验年限，算到响应截止那一天，还是算到签合同那一天？", "算到响应截止那一天，提供劳动合同或者社保记录。"),
    ("上门服务的交通费是不是包含在报价里？", "包含在报价里，合同期内不另外支付。"),
    ("可以去现场看服务对象的住处吗？", "不组织统一踏勘，需要的请提前一个工作日预约。"),
)  # fmt: skip
DECLARED = {"meets_conditions": True, "is_not_debarred": True, "has_no_conflict": True}


def begin(world: World) -> None:
    for day, act in ((JOINED_ON, _join), (ANSWERED_ON, _answer)):
        world.simulation.schedule(datetime.combine(day, time(15, 10), CHINA), partial(act, world))


def _join(world: World) -> None:
    """Fit providers take part in what is open and ask; one looks for more, one asks for a change of its file."""
    agents = fit_agents(world, EACH + MOST)
    offered = open_now().filter(file_until__gte=wall_clock.today())
    for place, found in enumerate(offered[:MOST]):
        join(found.pk, agents[place : place + EACH])
        ask_question(procurement=found.pk, text=QUESTIONS[place][0], by=agents[place])
    save_search(words="服务", by=agents[0])
    ask_for_change(text="2025年度检查结果合格，公告在民政局网站，请补充登记", by=agents[1])
    body = next(each.body for each in agents if each.body.place.name == COUNTIES[0])
    ask_to_join(credit_code=body.credit_code or "", agent_name="贺文静", phone="13900000001")


def join(number: int, agents: Iterable[Agent]) -> None:
    """Those of them that may, and don't yet, take part, with the deposit that is wanted: letters of guarantee and transfers."""
    for place, agent in enumerate(agents):
        taken = Participation.objects.filter(procurement=number, bidder=agent.body)
        if taken.exists() or not is_fit(agent.body):
            continue
        form = FORMS[place % len(FORMS)]
        reference = f"{form.label} {number:03}-{place + 1:02}"
        take_part(
            procurement=number, declared=DECLARED, deposit_form=form, deposit_reference=reference, by=agent
        )


def is_fit(body: Body) -> bool:
    """Whether the body may take part today."""
    return refusal_of(lambda: refuse_unfit(body)) is None


def give_back(number: int, by: Agent, *, to_winner: bool) -> None:
    """The deposits of those who were not awarded, or of who was, go back today."""
    found = Procurement.objects.get(pk=number)
    winners = of_winners(found)
    for each in deposits_of(found).filter(winners if to_winner else ~winners, deposit_returned_on=None):
        return_deposit(participation=each.pk, day=wall_clock.today(), by=by)


def agents_for(world: World, bodies: Sequence[Body]) -> list[Agent]:
    """Who acts for these providers, as far as somebody does."""
    users = dict(Person.objects.filter(enrolled_with__in=bodies).values_list("enrolled_with", "username"))
    return [world.agent(users[each.pk]) for each in bodies if each.pk in users]


def _answer(world: World) -> None:
    """The officers answer all questions but the last."""
    answers = dict(QUESTIONS[: MOST - 1])
    for each in Question.objects.filter(text__in=answers).select_related("procurement"):
        body = each.procurement.purchaser_id
        officer = next(purchaser.officer for purchaser in world.purchasers if purchaser.body.pk == body)
        answer_question(
            question=each.pk, answer=answers[each.text], changes_file=False, by=world.agent(officer)
        )


def fit_agents(world: World, count: int) -> list[Agent]:
    """The agents of so many providers of which the file says nothing against them, in the order of their registration."""
    bodies: list[Body] = sorted(
        (body for found in world.providers.values() for body in found), key=lambda body: body.pk
    )
    unfit = against_providers(bodies, wall_clock.today())
    fit = [body for body in bodies if body.pk not in unfit][:count]
    return agents_for(world, fit)
