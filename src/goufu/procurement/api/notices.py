"""Notices over the API: drafted, written, looked at, published and followed to the medium. The pages' own actions and queries."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext_noop
from ninja import Field, Router, Schema

from goufu.core.action import not_allowed
from goufu.core.api import CardOut, Moment, Rows, asked_by
from goufu.core.errors import AgainstTheLaw, Refusal
from goufu.core.opinion import cards
from goufu.core.permissions import Permission
from goufu.procurement.actions.noticing import draft_notice, save_notice
from goufu.procurement.filling import Filling
from goufu.procurement.models import Notice
from goufu.procurement.notice_kinds import kinds_now
from goufu.procurement.notices import load_notices
from goufu.procurement.queries.procurements import own_notice_for, procurement_for, published_notices
from goufu.procurement.readiness import against_publication, opinions_on
from goufu.procurement.steps.notices import NOTICE_STEPS

router = Router(tags=["procurement"])  # of a procurement
notice_router = Router(tags=["procurement"])


class ContentOut(Schema):
    """A field of a notice."""

    field: str
    title: str
    text: str


class NoticeOut(Schema):
    """A notice; `content` is null and `number` empty until it is published."""

    id: int = Field(alias="pk")
    procurement: int = Field(alias="procurement_id")
    kind: str
    number: str
    state: str
    content: list[ContentOut] | None
    digest: str
    rulebook: str
    published_at: datetime | None
    received_on: date | None
    appeared_on: date | None
    address: str
    version: int


class NoticeIn(Schema):
    """The request to draft a notice of a kind; `call_off`: of whose result it tells; `about`: which one a correction corrects."""

    kind: str = Field(max_length=30)
    call_off: int | None = None
    about: int | None = None
    once: UUID | None = None


class NoticeKindOut(Schema):
    """A kind of notice that may be drafted now."""

    kind: str
    title: str


class NoticesOut(Schema):
    """The notices of a procurement, drafts and discarded ones among them, and the kinds that may be drafted now."""

    kinds: list[NoticeKindOut]
    notices: list[NoticeOut]


class NoticeFieldOut(ContentOut):
    """A field of a draft. `is_typed`: a person writes it; `suggestion`: what the page's form begins with."""

    is_typed: bool
    is_mandatory: bool
    suggestion: str


class ObstacleOut(Schema):
    """What stands in the way of publishing, with articles, and the cards of rules that are not met."""

    what: str
    remedy: str
    articles: list[str]
    cards: list[CardOut]


class NoticeTextOut(Schema):
    """A notice as it reads now. Of a draft also what stands in the way of publishing, and the doubts that a person looks into.

    Whoever publishes names the rules of `to_review` in `reviewed`.
    """

    version: int
    state: str
    affects_bids: bool | None
    new_deadline_at: datetime | None
    new_opens_at: datetime | None
    fields: list[NoticeFieldOut]
    obstacles: list[ObstacleOut]
    to_review: list[CardOut]


class NoticeTextIn(Schema):
    """All that is typed into a draft, by field; what is left out is empty. The others say what a correction moves."""

    version: int
    typed: dict[str, str]
    affects_bids: bool | None = None
    new_deadline_at: Moment | None = None
    new_opens_at: Moment | None = None
    once: UUID | None = None


@notice_router.get(
    "",
    response=list[NoticeOut],
    auth=None,
    url_name="notices",
    summary=gettext_noop("已发布的采购公告，不用令牌"),
)
def notices(request: HttpRequest, before: int | None = None, limit: Rows = 50) -> list[Notice]:
    found = published_notices().order_by("-id")
    return list((found.filter(pk__lt=before) if before else found)[:limit])


@notice_router.get(
    "/{int:number}", response=NoticeOut, url_name="notice", summary=gettext_noop("一份采购公告")
)
def notice(request: HttpRequest, number: int) -> Notice:
    found: Notice = own_notice_for(asked_by(request, Permission.SEE_PROCUREMENTS), number)
    return found


@router.post(
    "/{int:number}/notices", response=NoticeOut, url_name="draft-notice", summary=gettext_noop("起草采购公告")
)
def draft(request: HttpRequest, number: int, sent: NoticeIn) -> Notice:
    agent = asked_by(request, Permission.KEEP_NOTICES)
    procurement_for(agent, number)
    return draft_notice(
        procurement=number, kind=sent.kind, call_off=sent.call_off, about=sent.about, by=agent, once=sent.once
    )


@router.get(
    "/{int:number}/notices",
    response=NoticesOut,
    url_name="draft-notice",
    summary=gettext_noop("一次采购的公告，和现在可以起草的种类"),
)
def of_procurement(request: HttpRequest, number: int) -> dict[str, Any]:
    found = procurement_for(asked_by(request, Permission.SEE_PROCUREMENTS), number)
    return {
        "kinds": [{"kind": each.kind, "title": each.title} for each in kinds_now(found)],
        "notices": list(found.notices.all()),
    }


@notice_router.get(
    "/{int:number}/text",
    response=NoticeTextOut,
    url_name="notice-text",
    summary=gettext_noop("公告现在的内容，还有什么不能发布"),
)
def text(request: HttpRequest, number: int) -> dict[str, Any]:
    return _text(own_notice_for(asked_by(request, Permission.SEE_PROCUREMENTS), number))


@notice_router.put(
    "/{int:number}/text",
    response=NoticeTextOut,
    url_name="notice-text",
    summary=gettext_noop("填写没有发布的公告"),
)
def write(request: HttpRequest, number: int, sent: NoticeTextIn) -> dict[str, Any]:
    agent = asked_by(request, Permission.SEE_PROCUREMENTS)
    if not agent.may_on(Permission.KEEP_NOTICES, own_notice_for(agent, number)):
        raise not_allowed(agent, Permission.KEEP_NOTICES)
    save_notice(notice=number, by=agent, **sent.dict())
    return _text(own_notice_for(agent, number))


def _text(found: Notice) -> dict[str, Any]:
    told: dict[str, Any] = {
        name: getattr(found, name)
        for name in ("version", "state", "affects_bids", "new_deadline_at", "new_opens_at")
    }
    if found.content is not None:
        fixed = {"is_typed": False, "is_mandatory": False, "suggestion": ""}
        return told | {"fields": [each | fixed for each in found.content], "obstacles": [], "to_review": []}
    filling = Filling(found)
    opinions, begins_with = opinions_on(found, filling), filling.suggested
    mandatory = load_notices()[found.kind].mandatory
    return told | {
        "fields": [
            {
                "field": each.field.name,
                "title": each.field.title,
                "text": each.text,
                "is_typed": each.is_typed,
                "is_mandatory": each.field.name in mandatory,
                "suggestion": begins_with.get(each.field.name, ""),
            }
            for each in filling.fields
        ],
        "obstacles": [_obstacle(each) for each in against_publication(found, filling, opinions)],
        "to_review": cards([answer for each in opinions for answer in each.to_review]),
    }


def _obstacle(refusal: Refusal) -> dict[str, Any]:
    return {
        "what": refusal.what,
        "remedy": refusal.remedy,
        "articles": list(refusal.articles),
        "cards": list(refusal.cards) if isinstance(refusal, AgainstTheLaw) else [],
    }


NOTICE_STEPS.add_routes(notice_router, NoticeOut)
