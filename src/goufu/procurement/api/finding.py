"""Finding procurements over the API: the open ones, and what is public of one. Without a key, as the pages are everybody's."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_noop
from ninja import Field, Router, Schema

from goufu.core.api import Rows, answers_file, chosen
from goufu.planning.kinds import ServiceField
from goufu.procurement.api.acts import one_of
from goufu.procurement.api.notices import NoticeOut
from goufu.procurement.cases.suspending import suspended_now
from goufu.procurement.models import NoticeState
from goufu.procurement.queries.finding import announced_for, answered, looked_for, open_now, past
from goufu.procurement.queries.papers import file_papers
from goufu.procurement.queries.sealed import announced_sheet
from goufu.procurement.sealed.sheets import sealing_of

router = Router(tags=["procurement"], auth=None)


class OpenLine(Schema):
    """An announced procurement in a list. `suspended_until`: the last day of the suspension that holds today, or null."""

    id: int = Field(alias="pk")
    number: str
    title: str
    purchaser: str = Field(alias="purchaser.name")
    place: str = Field(alias="purchaser.place.code")
    method: str
    state: str
    bid_deadline_at: datetime | None
    suspended_until: date | None


class AnnouncedLotOut(Schema):
    """A lot of an announced procurement, its budget in yuan."""

    id: int
    number: int
    title: str
    amount: Decimal


class AnsweredOut(Schema):
    """A question with its answer; who asked is not told. `changes_file`: a correction follows."""

    id: int = Field(alias="pk")
    text: str
    answer: str
    changes_file: bool | None
    answered_at: datetime | None


class FilePaperOut(Schema):
    """A paper of the procurement file; a provider fetches it by its id, which is recorded."""

    id: int
    name: str
    size_bytes: int


class AnnouncedOut(OpenLine):
    """What is public of a procurement. `sheet_digest`: SM3 of the sheet by which bids are sealed, '' where they are not."""

    applications_until: datetime | None
    opens_at: datetime | None
    file_until: date | None
    accepts_consortium: bool | None
    bid_deposit: Decimal | None
    sheet_digest: str
    lots: list[AnnouncedLotOut]
    notices: list[NoticeOut]
    questions: list[AnsweredOut]
    files: list[FilePaperOut]

    @staticmethod
    def resolve_sheet_digest(found: Any) -> str:
        sealing = sealing_of(found)
        return sealing.sheet_digest if sealing else ""

    @staticmethod
    def resolve_lots(found: Any) -> list[Any]:
        return list(found.lots.all())

    @staticmethod
    def resolve_notices(found: Any) -> list[Any]:
        return list(found.notices.filter(state=NoticeState.PUBLISHED).order_by("id"))

    @staticmethod
    def resolve_questions(found: Any) -> list[Any]:
        return list(answered(found))

    @staticmethod
    def resolve_files(found: Any) -> list[dict[str, Any]]:
        return [
            {"id": each.pk, "name": each.file_name, "size_bytes": each.size_bytes}
            for each in file_papers(found)
        ]


@router.get(
    "",
    response=list[OpenLine],
    url_name="open",
    summary=gettext_noop("可以参加的采购，或者已经截止的（over），按编号从大到小，不用令牌"),
)
def listing(
    request: HttpRequest,
    words: str = "",
    field: str = "",
    place: str = "",
    method: str = "",
    over: bool = False,
    before: int | None = None,
    limit: Rows = 50,
) -> Any:
    if field:
        one_of(ServiceField, field, "field")
    rows = looked_for(past() if over else open_now(), words=words, field=field, place=place)
    return _with_suspensions(chosen(rows.order_by("-id"), before, method=method)[:limit])


@router.get(
    "/{int:number}",
    response=AnnouncedOut,
    url_name="announced",
    summary=gettext_noop("一次采购公开的内容，不用令牌"),
)
def show(request: HttpRequest, number: int) -> Any:
    return _with_suspensions([announced_for(number)])[0]


def _with_suspensions(found: Iterable[Any]) -> list[Any]:
    """The procurements, each with the last day for which it is suspended, or None."""
    held, rows = suspended_now(), list(found)
    for each in rows:
        each.suspended_until = held[each.pk].last if each.pk in held else None
    return rows


@router.get(
    "/{int:number}/sheet",
    url_name="open-sheet",
    summary=gettext_noop("封标说明，封标的程序要用，不用令牌"),
    openapi_extra=answers_file("application/json", {"type": "object"}),
)
def sheet(request: HttpRequest, number: int) -> HttpResponse:
    found = announced_sheet(None, number)
    return HttpResponse(found.sheet.encode(), content_type="application/json")
