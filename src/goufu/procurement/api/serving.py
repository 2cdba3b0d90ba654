"""The service of letters over the API: a supplier receives its own; the office sees how each was served, and registers it."""

from __future__ import annotations

from contextlib import ExitStack
from datetime import date, datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from django.utils.translation import gettext_noop
from ninja import Field, Router, Schema

from goufu.core.action import not_allowed
from goufu.core.api import ASKS, asked_by, asked_for
from goufu.core.errors import NotFound
from goufu.core.permissions import Permission
from goufu.documents.store import LARGEST, store
from goufu.procurement.actions.serving import receive_letter, register_service
from goufu.procurement.models import Way
from goufu.procurement.queries.procurements import procurement_for
from goufu.procurement.sending import AT_ONCE
from goufu.procurement.serving import Mail, mail_for_office, mail_numbered, mails_of
from goufu.registry.agents import Agent

router = Router(tags=["procurement"])
REGISTER = (Permission.HOLD_OPENING, Permission.TELL_RESULT)  # of envelopes that went back, and of results
Kind = Literal["letter", "unopenedletter", "invitation"]
FileName = Annotated[str, Field(max_length=200)]


class MailOut(Schema):
    """A letter, to whom it goes, and how it was served: `way`, `served_on` and `served_at` are empty while it is not.

    `receipt`: the document that shows that it was handed over or posted.
    """

    kind: str
    id: int
    title: str
    number: str
    day: date
    addressee: str
    way: str
    served_on: date | None
    served_at: datetime | None
    receipt: int | None


def _shown(mail: Mail) -> dict[str, Any]:
    served = mail.service
    return {
        **{name: getattr(mail, name) for name in ("kind", "title", "number", "day")},
        "id": mail.letter.pk,
        "addressee": mail.addressee.name,
        "way": served.way if served else "",
        "served_on": served.day if served else None,
        "served_at": served.at if served else None,
        "receipt": served.receipt_id if served else None,
    }


@router.get(
    "/{int:number}/service",
    response=list[MailOut],
    url_name="service",
    summary=gettext_noop("邀请书、通知书、告知书怎样送达、什么时候送达"),
)
def service(request: HttpRequest, number: int) -> Any:
    agent = asked_by(request)
    found = procurement_for(agent, number)
    # The names of those who bid are in it: whoever holds the review sees all, others what they register.
    sees_all = agent.may_on(Permission.HOLD_REVIEW, found)
    if not (sees_all or any(agent.may_on(each, found) for each in REGISTER)):
        raise NotFound
    return [_shown(each) for each in mails_of(found) if sees_all or agent.may_on(each.permission, each.whose)]


@router.post(
    "/letters/{kind}/{int:number}/receive",
    response=MailOut,
    url_name="receive-letter",
    summary=gettext_noop("签收发给本单位的通知书、告知书、邀请书：以后看得到内容"),
)
def receive(request: HttpRequest, kind: Kind, number: int) -> Any:
    agent = asked_by(request, Permission.BID)
    receive_letter(kind=kind, number=number, by=agent)
    return _shown(mail_numbered(kind, number))


def _registering(request: HttpRequest, kind: Kind, number: int, **_more: object) -> Agent:
    """The agent, who may register it. Raises NotFound, NotAllowed."""
    agent: Agent = asked_by(request)
    mail = mail_for_office(agent, kind, number)
    if not agent.may_on(mail.permission, mail.whose):
        raise not_allowed(agent, mail.permission)
    return agent


@router.put(
    "/letters/{kind}/{int:number}/served",
    response=MailOut,
    url_name="serve-letter",
    summary=gettext_noop("登记怎样送达：请求的内容是送达回证的扫描件，name 是文件名；电子邮件的可以没有"),
)
def served(request: HttpRequest, kind: Kind, number: int, way: Way, day: date, name: FileName = "") -> Any:
    agent = _registering(request, kind, number)
    with ExitStack() as stack:
        draft = stack.enter_context(store().draft(iter(lambda: request.read(AT_ONCE), b""), LARGEST))
        receipt = (name or "送达回证.pdf", draft) if draft.size_bytes else None
        register_service(kind=kind, number=number, day=day, way=way, receipt=receipt, by=agent)
    return _shown(mail_numbered(kind, number))


ASKS["serve-letter"] = _registering
asked_for(Permission.BID, "receive-letter")
