"""The panel over the API: who signs in by a one-time code has a session of its own, and takes the pages' own steps."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.http import FileResponse, HttpRequest
from django.utils.translation import gettext_noop
from ninja import Router, Status
from ninja.security import HttpBearer

from goufu.core.api import answers_file
from goufu.core.client import client_range
from goufu.documents.models import Document
from goufu.documents.serving import stored_file
from goufu.procurement.actions.admitting import examine_application
from goufu.procurement.actions.calling import call_quotations
from goufu.procurement.actions.examining import ask_explanation, decide_explanation, examine
from goufu.procurement.actions.marking import hand_in, save_scores, send_back
from goufu.procurement.actions.reviewing import conclude, reviews_of, sign_report
from goufu.procurement.actions.sitting import declare, read_file, sit_down
from goufu.procurement.api.acts import one_of
from goufu.procurement.api.panel_schemas import (
    AskPriceIn,
    CallIn,
    DecidePriceIn,
    ExamineApplicantIn,
    ExamineIn,
    NothingIn,
    PanelOut,
    ReportIn,
    SatOut,
    ScoresIn,
    SendBackIn,
    SignIn,
    SitIn,
)
from goufu.procurement.api.review_shown import cautions_in
from goufu.procurement.applications import PANEL, admission_of, lines_of
from goufu.procurement.methods import load_methods
from goufu.procurement.models import Part, Procurement, ReviewReport
from goufu.procurement.review.bids import ReviewedBid
from goufu.procurement.review.reading import readable
from goufu.procurement.review.record import Review
from goufu.procurement.review.rounds import reports_of
from goufu.procurement.review.seats import SeatAgent
from goufu.procurement.review.sessions import remember, seat_in


class BySeat(HttpBearer):
    """The authentication by the session of a seat; sets the seat on the request."""

    def authenticate(self, request: HttpRequest, token: str) -> SeatAgent | None:
        found = seat_in(_session(token))
        request.seat = found  # type: ignore[attr-defined]
        return found


def _session(key: str | None = None) -> SessionBase:
    store: SessionBase = import_module(settings.SESSION_ENGINE).SessionStore(key)
    return store


sitting_router = Router(tags=["procurement"], auth=None)
panel_router = Router(tags=["procurement"], auth=BySeat())


@sitting_router.post(
    "/sit",
    response=SatOut,
    url_name="panel-sit",
    summary=gettext_noop("评审人员用登录码登录，只能看这一次采购"),
)
def sit(request: HttpRequest, sent: SitIn) -> dict[str, Any]:
    session = _session()
    remember(session, sit_down(number=sent.number, code=sent.code, place=client_range(request)))
    session.create()
    return {"token": session.session_key, "hours": load_methods().settings["code_hours"].value}


@panel_router.post("/leave", response={204: None}, url_name="panel-leave", summary=gettext_noop("离开评审"))
def leave(request: HttpRequest) -> Status[None]:
    _session(request.headers["authorization"].partition(" ")[2]).flush()
    return Status(204, None)


@panel_router.get("", response=PanelOut, url_name="panel", summary=gettext_noop("评审到了哪一步"))
def show(request: HttpRequest) -> dict[str, Any]:
    return _shown(request.seat)  # type: ignore[attr-defined]


@panel_router.post(
    "/files/{int:document}",
    url_name="panel-file",
    operation_id="file_of_panel",
    summary=gettext_noop("下载响应文件、采购文件，下载会记下来"),
    openapi_extra=answers_file(),
)
def file(request: HttpRequest, document: int) -> FileResponse:
    return stored_file(read_file(document=document, by=request.seat))  # type: ignore[attr-defined]


def _shown(seat: SeatAgent) -> dict[str, Any]:
    """What the seat may see now: its own points, and of the others only how far they are."""
    member = seat.member
    member.refresh_from_db()
    procurement = member.procurement
    reviews = reviews_of(procurement)
    files = readable(procurement) if member.declared_at else {}
    return {
        "number": procurement.number,
        "title": procurement.title,
        "has_declared": member.declared_at is not None,
        "members": [
            {
                "id": each.pk,
                "number": each.number,
                "is_head": each.is_head,
                "is_own": each.pk == member.pk,
                "has_declared": each.declared_at is not None,
                "has_finished": each.finished_at is not None,
                "has_signed": each.signed_at is not None,
            }
            for each in procurement.panel.filter(left_at=None)
        ],
        "files": _files(files.get(None, ())),
        "applications": _applications(procurement),
        "bids": [
            {**_bid(review, each, seat), "files": _files(files.get(each.response.bidder_id, ()))}
            for review in reviews
            for each in review.bids
        ],
        "reports": [_report(each) for each in reports_of(procurement).order_by("pk")]
        if member.declared_at
        else [],
    }


def _applications(procurement: Procurement) -> list[dict[str, Any]]:
    """Who applied, where the panel examines applications."""
    admission = admission_of(procurement)
    if admission is None or admission.by != PANEL:
        return []
    return [
        {
            "id": each.pk,
            "applicant": each.bidder.name,
            "has_passed": examined.has_passed if examined else None,
            "reason": examined.reason if examined else "",
        }
        for each, examined, _letter in lines_of(procurement)
    ]


def _files(documents: Iterable[Document]) -> list[dict[str, Any]]:
    return [{"id": each.pk, "name": each.file_name, "size_bytes": each.size_bytes} for each in documents]


def _bid(review: Review, bid: ReviewedBid, seat: SeatAgent) -> dict[str, Any]:
    told = {"id": bid.pk, "bidder": bid.name, "lot": review.lot.pk if review.lot else None}
    if not seat.member.declared_at:
        hidden: dict[str, Any] = {
            "price": None,
            "out": "",
            "unexamined": [],
            "awaits_final": False,
            "is_low": False,
            "cautions": [],
        }
        return {**told, **hidden, "factors": []}
    own = bid.marks.get(seat.member.pk, {})
    out = review.because(bid)
    return {
        **told,
        "price": bid.correction.price,
        "out": out,
        "unexamined": review.unexamined(bid),
        "awaits_final": review.awaits_final(bid),
        "is_low": not out and any(each.is_low for each in review.low.get(bid.pk, ())),
        "cautions": cautions_in(review, bid),
        "factors": [
            {
                "id": each.pk,
                "title": each.title,
                "points": each.points,
                "is_objective": each.is_objective,
                "looks_at": each.looks_at,
                "own": own.get(each.pk),
            }
            for each in review.factors
        ],
    }


def _report(report: ReviewReport) -> dict[str, Any]:
    return {
        **{name: getattr(report, name) for name in ("outcome", "digest", "ground")},
        "lot": report.lot_id,
        "places": [
            {
                **{
                    name: getattr(each, name)
                    for name in ("rank", "price", "technical", "price_points", "total")
                },
                "bidder": each.response.bidder.name,
                "out": each.reason,
            }
            for each in report.placings.select_related("response__bidder")
        ],
        "signatures": [
            {"seat": each.member.number, "at": each.at, "dissent": each.dissent}
            for each in report.signatures.select_related("member")
        ],
    }


def _scores(seat: SeatAgent, sent: ScoresIn) -> object:
    points = {each.factor: each.points for each in sent.points}
    return save_scores(response=sent.response, points=points, by=seat, once=sent.once)


def _examined(seat: SeatAgent, sent: ExamineIn) -> object:
    said = sent.dict() | {"part": one_of(Part, sent.part, "part")}
    return examine(by=seat, **said)


def _plainly(act: Callable[..., object]) -> Callable[[SeatAgent, Any], object]:
    return lambda seat, sent: act(by=seat, **sent.dict())


_STEPS: dict[str, tuple[type[Any], Callable[[SeatAgent, Any], object], str]] = {
    "declare": (NothingIn, _plainly(declare), gettext_noop("声明没有利害关系")),
    "examine-application": (
        ExamineApplicantIn,
        _plainly(examine_application),
        gettext_noop("组长登记对参与申请的审查"),
    ),
    "examine": (ExamineIn, _examined, gettext_noop("组长登记审查")),
    "ask-price": (AskPriceIn, _plainly(ask_explanation), gettext_noop("要求说明过低的报价")),
    "decide-price": (DecidePriceIn, _plainly(decide_explanation), gettext_noop("认定报价说明")),
    "call": (CallIn, _plainly(call_quotations), gettext_noop("要求最后报价")),
    "scores": (ScoresIn, _scores, gettext_noop("保存自己的评分")),
    "hand-in": (NothingIn, _plainly(hand_in), gettext_noop("交齐评分")),
    "send-back": (SendBackIn, _plainly(send_back), gettext_noop("组长退回评分")),
    "report": (ReportIn, _plainly(conclude), gettext_noop("组长写评审报告")),
    "sign": (SignIn, _plainly(sign_report), gettext_noop("签署评审报告")),
}


def _route(taken: type[Any], act: Callable[[SeatAgent, Any], object]) -> Callable[..., Any]:
    def route(request: HttpRequest, sent: Any) -> Any:
        seat: SeatAgent = request.seat  # type: ignore[attr-defined]
        act(seat, sent)
        return _shown(seat)

    route.__annotations__ = {"request": HttpRequest, "sent": taken}
    return route


for _name, (_taken, _act, _summary) in _STEPS.items():
    panel_router.add_api_operation(
        f"/{_name}",
        ["POST"],
        _route(_taken, _act),
        response=PanelOut,
        url_name=f"panel-{_name}",
        operation_id=f"{_name.replace('-', '_')}_of_panel",
        summary=_summary,
    )
