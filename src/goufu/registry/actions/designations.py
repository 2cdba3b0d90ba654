"""Designations: what a body was until a change on a day, stored with the document of the change."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import DateField, Func, Max

from goufu import wall_clock
from goufu.core.action import Action
from goufu.core.errors import Refusal
from goufu.documents.models import Document
from goufu.registry.models import Body, Designation
from goufu.registry.models.bodies import OUTSIDE_THE_BUDGET

CHANGE = "change"  # the kind of a body's documents on which changes rest


def require_document(body: Body, document: Document) -> None:
    """Raises Refusal for what is no document on a change of this body."""
    is_its_own = (document.subject_kind, document.subject_number) == ("body", body.pk)
    if not is_its_own or document.kind != CHANGE or document.successor:
        raise Refusal(
            f"{body.name}没有这份批准变更的文件，或者已经替换", "请先在单位页面上传，再选它", field="document"
        )
    if not document.number and body.kind not in OUTSIDE_THE_BUDGET:
        raise Refusal(f"《{document}》没有写文号", "请在单位页面把它替换成写了文号的一份", field="document")


def cited(document: Document) -> str:
    """The document with its number, if it has one: an enterprise's or association's change need not have."""
    return f"《{document}》（{document.number}）" if document.number else f"《{document}》"


def end_designations(act: Action, bodies: Sequence[Body], since: date, document: Document) -> None:
    """Stores what these locked bodies are now as designations that end before the day `since`, ahead of their change.

    A second change on the same day adds no designation. Raises Refusal for a day in the future, before the body's last
    change, or not after its founding.
    """
    if since > wall_clock.today():
        raise Refusal("生效的日期还没有到", "请在生效那一天或者以后办理", field="since")
    ended = _last_ends(bodies)
    for body in bodies:
        _refuse_early(body, since, ended.get(body.pk))
    act.create_all(
        [
            _designation(act, body, ended.get(body.pk), since, document)
            for body in bodies
            if ended.get(body.pk) != since
        ]
    )
    act.log(since=since, document=cited(document))


def present_since(body: Body) -> date | None:
    """The first day on which the body's present facts hold; None: it has never changed."""
    return _last_ends([body]).get(body.pk)


def _last_ends(bodies: Sequence[Body]) -> dict[int, date]:
    """The last days of earlier facts, exclusive, by body, for those of the bodies that have changed before."""
    rows = Designation.objects.filter(body__in=bodies).order_by().values_list("body")
    end = Func("days", function="UPPER", output_field=DateField())
    return dict(rows.annotate(end=Max(end)))


def _refuse_early(body: Body, since: date, last: date | None) -> None:
    if last and since < last:
        raise Refusal(
            f"{body.name}在{last:%Y-%m-%d}已经变更过，这次的日期不能更早", "请核对生效日期", field="since"
        )
    if body.founded_on and since <= body.founded_on:
        raise Refusal(
            f"{body.name}{body.founded_on:%Y-%m-%d}才成立，变更要在那以后", "请核对生效日期", field="since"
        )


def _designation(act: Action, body: Body, first: date | None, since: date, document: Document) -> Designation:
    return Designation(
        body=body,
        name=body.name,
        credit_code=body.credit_code,
        kind=body.kind,
        size=body.size,
        level=body.level,
        parent_id=body.parent_id,
        office_id=body.office_id,
        days=DateRange(first, since),
        document=document,
        journal_entry_id=act.entry_number,
    )
