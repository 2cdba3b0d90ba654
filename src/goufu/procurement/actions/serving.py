"""Letters served: whoever reads one in the program has received it; what went otherwise is registered with its day and receipt."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from goufu import wall_clock
from goufu.core.action import Action, action
from goufu.core.errors import Refusal
from goufu.core.permissions import Permission
from goufu.documents.actions import judged, keep_document
from goufu.documents.models import Document
from goufu.documents.store import Draft
from goufu.procurement.models import Invitation, LetterService, Procurement, Way
from goufu.procurement.serving import Mail, mail_for_office, own_mail
from goufu.registry.agents import Agent

RECEIPT = "service"  # the kind of the document that shows it


def receive_letter(*, kind: str, number: int, by: Agent, once: UUID | None = None) -> Mail:
    """The supplier's receipt of the letter, here and now, by which it is read; a second changes nothing. Raises NotFound, NotAllowed."""
    with action("procurement.letter.served", Permission.BID, by=by, once=once) as act:
        act.allow(by.body)
        mail = own_mail(by, kind, number)
        act.lock(Procurement.objects, mail.procurement.pk)
        if _service(mail) is not None:
            act.nothing_changed()
            return mail
        _serve(act, mail, by, wall_clock.today(), Way.PROGRAM)
    return mail


def register_service(
    *,
    kind: str,
    number: int,
    day: date,
    way: str,
    receipt: tuple[str, Draft] | None = None,
    by: Agent,
    once: UUID | None = None,
) -> Mail:
    """How the letter was served outside the program, on which day, with the scan of its receipt (name and draft).

    Raises Refusal for a day before the letter or to come, without the receipt of what was handed over or posted, and for what is
    served; NotFound, NotAllowed.
    """
    mail = mail_for_office(by, kind, number)
    with action("procurement.letter.served", mail.permission, by=by, once=once) as act:
        act.allow(mail.whose)
        act.lock(Procurement.objects, mail.procurement.pk)
        if (done := _service(mail)) is not None:
            raise Refusal(f"这份{mail.title}已经送达（{done.get_way_display()}，{done.day}）", "不用再登记")
        _refuse_unfit(mail, day, way, receipt)
        _serve(act, mail, by, day, Way(way), receipt)
    return mail


def _service(mail: Mail) -> LetterService | None:
    """How it was served by now: asked anew under the procurement's lock."""
    return LetterService.objects.filter(**{mail.field: mail.letter}).first()


def _refuse_unfit(mail: Mail, day: date, way: str, receipt: tuple[str, Draft] | None) -> None:
    if way not in (Way.HAND, Way.POST, Way.MAIL):
        raise Refusal(
            "没有写怎样送达", "供应商在本系统签收的不用登记；其他的选当面递交、邮寄或者电子邮件", field="way"
        )
    if not mail.day <= day <= wall_clock.today():
        raise Refusal(
            f"送达的日期是 {day}，通知书是 {mail.day} 发出的",
            "请写从发出到今天之间、送到的那一天",
            field="day",
        )
    if receipt is None and way != Way.MAIL:
        raise Refusal("没有送达回证", "请上传供应商签收的回证，或者邮寄的签收凭证的扫描件", field="receipt")


def _serve(
    act: Action, mail: Mail, by: Agent, day: date, way: Way, receipt: tuple[str, Draft] | None = None
) -> None:
    # Who is invited is veiled until the opening, as all that tells who takes part.
    act.set_subject(mail.letter if isinstance(mail.letter, Invitation) else mail.procurement)
    act.create(
        LetterService(
            **{mail.field: mail.letter},
            way=way,
            day=day,
            receipt=_kept(act, mail, receipt) if receipt else None,
            person=by.person,
            at=wall_clock.now(),
        )
    )
    act.log(provider=mail.addressee.name, number=mail.number or mail.title, day=day, way=way.label)


def _kept(act: Action, mail: Mail, receipt: tuple[str, Draft]) -> Document:
    name, draft = receipt
    return keep_document(
        act,
        mail.letter,
        kind=RECEIPT,
        file_name=name,
        draft=draft,
        type_=judged(draft, field="receipt"),
    )
