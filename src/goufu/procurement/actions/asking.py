"""Questions of suppliers (询问), asked here or entered from a letter, and their answers."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db.models import Exists, F, OuterRef, TextField, Value

from goufu import wall_clock
from goufu.core.action import action
from goufu.core.errors import NotFound, Refusal
from goufu.core.permissions import Permission
from goufu.core.reasons import required_reason
from goufu.core.roles import Role
from goufu.procurement.models import Participation, Procurement, ProcurementState, Question
from goufu.procurement.queries.finding import announced, is_open, questions_for
from goufu.procurement.timing.counting import day_of
from goufu.procurement.transitions import QUESTION
from goufu.registry.agents import Agent
from goufu.registry.models import Appointment, Body
from goufu.registry.queries.providers import RegisteredNames

MOST_QUESTIONS = 20
NAMELESS = "答复给所有供应商，请去掉名称"


def ask_question(*, procurement: int, text: str, by: Agent, once: UUID | None = None) -> Question:
    """Asks the purchaser: before the deadline for all to read, afterwards for the own body alone. Raises Refusal."""
    with action("procurement.question.asked", Permission.BID, by=by, once=once) as act:
        act.allow(Participation(bidder=by.body))
        if not announced().filter(pk=procurement).exists():
            raise NotFound
        found = act.lock(Procurement.objects.select_related("purchaser"), procurement)
        said = required_reason(text, "提问", field="text")
        if found.questions.filter(asker=by.body).count() >= MOST_QUESTIONS:
            raise Refusal(
                f"本单位已经问了{MOST_QUESTIONS}个问题",
                "请把问题合在一起，或者向采购人书面询问",
                field="text",
            )
        is_private = not is_open(found)
        if not is_private and (by.body.name in said or by.person.name in said):
            raise Refusal("问题里写了本单位或者您的名称", "问题和答复一起公开，请去掉名称", field="text")
        made = Question(
            procurement=found,
            asker=by.body,
            asked_by=by.person,
            asked_at=wall_clock.now(),
            is_private=is_private,
            text=said,
        )
        act.create(made)
        act.set_subject(made)
        act.log(title=found.title)
        return made


def enter_question(
    *, procurement: int, asker: str, received_on: date, text: str, by: Agent, once: UUID | None = None
) -> Question:
    """Enters what a supplier asked by letter or aloud: `asker` by name or credit code. Raises Refusal.

    What came before the day of the deadline is answered to all, whenever it is entered.
    """
    with action("procurement.question.entered", Permission.ANSWER_QUESTIONS, by=by, once=once) as act:
        found = act.lock(Procurement.objects.select_related("purchaser__place"), procurement)
        if found.state == ProcurementState.PLANNING:
            raise Refusal("采购还没有开始", "公告、文件发出以后才有询问")
        said = required_reason(text, "询问", field="text")
        if received_on > wall_clock.today():
            raise Refusal("这一天还没有到", "收到以后再登记", field="received_on")
        name = asker.strip()
        if not name:
            raise Refusal("没有写是哪个供应商问的", "写它的名称或者统一社会信用代码", field="asker")
        body = RegisteredNames([name]).body(name, field="asker")
        is_private = not (is_open(found) or _came_in_time(found, received_on))
        if not is_private and any(each in said for each in (name, body.name if body else name)):
            raise Refusal("问题里写了供应商的名称", "问题和答复一起公开，请去掉名称", field="text")
        made = Question(
            procurement=found,
            asker=body,
            asker_name="" if body else name,
            asked_by=by.person,
            asked_at=wall_clock.now(),
            received_on=received_on,
            is_private=is_private,
            text=said,
        )
        act.create(made)
        act.set_subject(made)
        act.log(title=found.title, day=received_on)
        return made


def _came_in_time(procurement: Procurement, received_on: date) -> bool:
    """Whether it came before the day of the deadline; of that day itself no hour is known."""
    until = procurement.bid_deadline_at
    return until is not None and received_on < day_of(until)


def answer_question(
    *,
    question: int,
    answer: str,
    changes_file: bool,
    by: Agent,
    version: int | None = None,
    once: UUID | None = None,
) -> Question:
    """Answers to all who look, without the asker's name; what was asked in private, to the asker alone.

    What changes the file needs a correction notice besides. Raises Refusal, Stale, NotAllowed.
    """
    with action("procurement.question.answered", Permission.ANSWER_QUESTIONS, by=by, once=once) as act:
        found, state = QUESTION.lock(act, questions_for(by), question, "answer", version=version)
        said = required_reason(answer, "答复", field="answer")
        if changes_file and not is_open(found.procurement):
            raise Refusal("截止以后的答复不能改变采购文件", "选“不改变”", field="changes_file")
        if not found.is_private:
            _refuse_names(said)
            _refuse_name_of_letter(said, found)
        act.log(title=found.procurement.title, changes_file=changes_file)
        return act.change(
            found,
            state=state,
            answer=said,
            changes_file=changes_file,
            answered_by=by.person,
            answered_at=wall_clock.now(),
        )


def _refuse_names(answer: str) -> None:
    """Raises Refusal for the name of any provider of the house: to ask for the asker's alone would tell who it is."""
    acting = Appointment.objects.filter(body=OuterRef("pk"), role=Role.PROVIDER_AGENT)
    text = Value(answer, output_field=TextField())
    named = Body.objects.alias(said=text).filter(Exists(acting), said__contains=F("name")).first()
    if named:
        raise Refusal(f"答复里写了供应商的名称（{named.name}）", NAMELESS, field="answer")


def _refuse_name_of_letter(answer: str, question: Question) -> None:
    """Raises Refusal for the name of who asked by letter, whom the office knows and the house needn't."""
    if question.received_on and question.asked_of in answer:
        raise Refusal(f"答复里写了供应商的名称（{question.asked_of}）", NAMELESS, field="answer")
