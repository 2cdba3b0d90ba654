"""What a provider does over the API before the deadline, and what it is told afterwards: the pages' own actions and queries."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import FileResponse, HttpRequest
from django.utils.translation import gettext_noop
from ninja import Router

from goufu.core.api import Rows, answers_file, asked_by, asked_for, chosen
from goufu.core.errors import NotFound, Refusal
from goufu.core.permissions import Permission
from goufu.documents.serving import stored_file
from goufu.planning.kinds import ServiceField
from goufu.procurement.actions import participating as actions
from goufu.procurement.actions.asking import ask_question
from goufu.procurement.actions.receiving import withdraw_bid
from goufu.procurement.api.acts import one_of
from goufu.procurement.api.provider_schemas import (
    AskQuestionIn,
    ConsortiumMemberIn,
    ForgetIn,
    LetterOut,
    OwnOut,
    OwnQuestionOut,
    ParticipationOut,
    ReceiptOut,
    SearchIn,
    SearchOut,
    TakePartIn,
    UnopenedLetterOut,
    WithdrawBidIn,
)
from goufu.procurement.invitations import is_left_out, letters_to
from goufu.procurement.queries.finding import (
    announced_for,
    memberships,
    own_letters,
    own_questions,
    participation_for,
    participations,
    saved_searches,
)
from goufu.procurement.queries.papers import file_papers
from goufu.procurement.queries.sealed import (
    own_unopened_letters,
    receipt_for,
    receiving_bids,
    sent_bids,
)
from goufu.procurement.sealed.quotations import final_until
from goufu.procurement.steps.participating import PARTICIPATION_STEPS
from goufu.registry.agents import Agent
from goufu.registry.models import Body
from goufu.registry.queries.bodies import with_code

router = Router(tags=["procurement"])
open_router = Router(tags=["procurement"])  # on an announced procurement
participation_router = Router(tags=["procurement"])


def _bidder(request: HttpRequest) -> Agent:
    agent: Agent = asked_by(request, Permission.BID)
    return agent


@router.get(
    "/searches",
    response=list[SearchOut],
    url_name="searches",
    summary=gettext_noop("本单位保存的找采购的条件"),
)
def searches(request: HttpRequest) -> Any:
    return saved_searches(asked_by(request, Permission.SEE_BIDS))


@router.post(
    "/searches",
    response=SearchOut,
    url_name="searches",
    summary=gettext_noop("保存找采购的条件，合条件的列在首页"),
)
def save_search(request: HttpRequest, sent: SearchIn) -> Any:
    agent = _bidder(request)
    if sent.field:
        one_of(ServiceField, sent.field, "field")
    return actions.save_search(by=agent, **sent.dict())


@router.post(
    "/searches/{int:number}/forget",
    response=list[SearchOut],
    url_name="forget-search",
    summary=gettext_noop("去掉保存的条件"),
)
def forget_search(request: HttpRequest, number: int, sent: ForgetIn) -> Any:
    agent = _bidder(request)
    actions.forget_search(search=number, by=agent, once=sent.once)
    return saved_searches(agent)


@open_router.get(
    "/{int:number}/own",
    response=OwnOut,
    url_name="open-own",
    summary=gettext_noop("本单位在一次采购里：参加、提问、回执、告知书"),
)
def own(request: HttpRequest, number: int) -> dict[str, Any]:
    agent, found = asked_by(request, Permission.SEE_BIDS), announced_for(number)
    taken = participations(agent).filter(procurement=found).prefetch_related("members__body")
    invited = list(letters_to(found, agent.body))
    return {
        "is_invited": bool(invited),
        "invitations": invited,
        "is_left_out": is_left_out(found, agent.body),
        "final_until": final_until(found, agent.body.pk),
        "participations": list(taken),
        "consortia": list(memberships(agent).filter(participation__procurement=found)),
        "questions": list(own_questions(agent).filter(procurement=found)),
        "receipts": list(sent_bids(agent).filter(procurement=found)),
        "letters": list(own_letters(agent).filter(response__procurement=found)),
        "unopened_letters": list(own_unopened_letters(agent).filter(opening__procurement=found)),
    }


@open_router.post(
    "/{int:number}/take-part",
    response=ParticipationOut,
    url_name="take-part",
    summary=gettext_noop("参加采购：声明、联合体和保证金"),
)
def take_part(request: HttpRequest, number: int, sent: TakePartIn) -> Any:
    agent = _bidder(request)
    declared = sent.dict(include={*actions.DECLARED, "is_small", "own_share_percent"})
    made = actions.take_part(
        procurement=number,
        lot=sent.lot,
        declared=declared,
        members=[_member(each) for each in sent.members],
        deposit_form=sent.deposit_form,
        deposit_reference=sent.deposit_reference,
        by=agent,
        once=sent.once,
    )
    return participation_for(agent, made.pk)


def _member(said: ConsortiumMemberIn) -> tuple[Body, Any]:
    found = with_code(said.credit_code)
    if found is None:
        raise Refusal(
            f"单位库里没有统一社会信用代码“{said.credit_code}”", "请它先登记，再写进联合体", field="members"
        )
    return found, said.share_percent


@open_router.post(
    "/{int:number}/ask",
    response=OwnQuestionOut,
    url_name="ask-question",
    summary=gettext_noop("询问采购人：截止以前的答复公开给所有供应商，不写谁问的；截止以后的只答复本单位"),
)
def ask(request: HttpRequest, number: int, sent: AskQuestionIn) -> Any:
    agent = _bidder(request)
    return ask_question(procurement=number, by=agent, **sent.dict())


@open_router.post(
    "/{int:number}/files/{int:document}",
    url_name="fetch-file",
    operation_id="fetch_file_of_procurement",
    summary=gettext_noop("下载采购文件，下载会记下来"),
    openapi_extra=answers_file(),
)
def fetch(request: HttpRequest, number: int, document: int) -> FileResponse:
    agent = _bidder(request)
    paper = next((each for each in file_papers(announced_for(number)) if each.pk == document), None)
    if paper is None:
        raise NotFound
    actions.record_download(procurement=number, document=paper, by=agent)
    return stored_file(paper)


@open_router.post(
    "/{int:number}/withdraw-bid",
    response=list[ReceiptOut],
    url_name="withdraw-bid",
    summary=gettext_noop("截止以前撤回送来的响应，撤回的不会打开"),
)
def withdraw(request: HttpRequest, number: int, sent: WithdrawBidIn) -> Any:
    agent = _bidder(request)
    receiving_bids(number)
    withdraw_bid(procurement=number, lot=sent.lot, by=agent, once=sent.once)
    return list(sent_bids(agent).filter(procurement=number))


@participation_router.get(
    "",
    response=list[ParticipationOut],
    url_name="participations",
    summary=gettext_noop("本单位参加的采购，新的在前"),
)
def listing(request: HttpRequest, before: int | None = None, state: str = "", limit: Rows = 50) -> Any:
    rows = participations(asked_by(request, Permission.SEE_BIDS)).prefetch_related("members__body")
    return chosen(rows, before, state=state)[:limit]


@participation_router.get(
    "/{int:number}",
    response=ParticipationOut,
    url_name="participation",
    summary=gettext_noop("本单位参加的一次采购"),
)
def participation(request: HttpRequest, number: int) -> Any:
    return participation_for(asked_by(request, Permission.SEE_BIDS), number)


@router.get(
    "/own-questions",
    response=list[OwnQuestionOut],
    url_name="own-questions",
    summary=gettext_noop("本单位的提问和答复，新的在前"),
)
def questions(request: HttpRequest, before: int | None = None, state: str = "", limit: Rows = 50) -> Any:
    return chosen(own_questions(asked_by(request, Permission.SEE_BIDS)), before, state=state)[:limit]


@router.get(
    "/receipts",
    response=list[ReceiptOut],
    url_name="receipts",
    summary=gettext_noop("本单位的回执，新的在前"),
)
def receipts(request: HttpRequest, before: int | None = None, limit: Rows = 50) -> Any:
    return chosen(sent_bids(asked_by(request, Permission.SEE_BIDS)), before)[:limit]


@router.get(
    "/receipts/{uuid:token}", response=ReceiptOut, url_name="receipt", summary=gettext_noop("一份回执")
)
def receipt(request: HttpRequest, token: UUID) -> Any:
    return receipt_for(asked_by(request), token)


@router.get(
    "/own-letters",
    response=list[LetterOut],
    url_name="own-letters",
    summary=gettext_noop("发给本单位的通知书、结果告知，新的在前"),
)
def letters(request: HttpRequest, before: int | None = None, limit: Rows = 50) -> Any:
    return chosen(own_letters(asked_by(request, Permission.SEE_BIDS)), before)[:limit]


@router.get(
    "/own-letters/unopened",
    response=list[UnopenedLetterOut],
    url_name="own-unopened-letters",
    summary=gettext_noop("告知本单位没有开启、原样退回的，新的在前"),
)
def unopened(request: HttpRequest, before: int | None = None, limit: Rows = 50) -> Any:
    return chosen(own_unopened_letters(asked_by(request, Permission.SEE_BIDS)), before)[:limit]


asked_for(Permission.BID, "take-part", "ask-question", "withdraw-bid", "searches")
PARTICIPATION_STEPS.add_routes(participation_router, ParticipationOut)
