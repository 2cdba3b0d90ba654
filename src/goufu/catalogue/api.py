"""The API of editions, with the same actions and queries as the pages."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_noop
from ninja import Field, Router, Schema

from goufu.catalogue.models import Edition
from goufu.catalogue.queries import lists
from goufu.catalogue.steps import EDITION_STEPS
from goufu.core.api import Rows, asked_by, chosen

router = Router(tags=["catalogue"])


class EditionOut(Schema):
    """An edition; `serial` is its number among those of its owner and kind; reasons are empty when there is none."""

    number: int = Field(alias="pk")
    title: str
    owner: str = Field(alias="owner.name")
    kind: str
    serial: int = Field(alias="number")
    state: str
    valid_from: date | None
    valid_from_verified: bool = Field(alias="is_day_verified")
    valid_until: date | None
    published_on: date | None
    return_reason: str
    withdrawal_reason: str
    version: int


@router.get(
    "", response=list[EditionOut], url_name="editions", summary=gettext_noop("目录版次，按编号从大到小")
)
def listing(request: HttpRequest, before: int | None = None, state: str = "", limit: Rows = 50) -> Any:
    return chosen(lists.editions(asked_by(request)), before, state=state)[:limit]


@router.get("/{int:number}", response=EditionOut, url_name="edition", summary=gettext_noop("一版目录"))
def edition(request: HttpRequest, number: int) -> Edition:
    return lists.edition(asked_by(request), number)


EDITION_STEPS.add_routes(router, EditionOut)
