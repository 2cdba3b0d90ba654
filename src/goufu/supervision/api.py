"""The API of the journal: roots of days for everybody, proofs for agents who may see the entry."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest
from django.utils.translation import gettext_noop
from ninja import Router, Schema

from goufu.core.api import asked_by
from goufu.core.permissions import Permission
from goufu.supervision.queries import day_roots, proof_for

router = Router(tags=["journal"])


class DayOut(Schema):
    """The root of a closed day, 64 hexadecimal digits, and its number of seals."""

    day: date
    root: str
    seals: int


class ProofOut(Schema):
    """The proof of an entry: the text of a file that `goufu journal check-proof` reads (c2sp.org/tlog-proof)."""

    proof: str


@router.get(
    "/days",
    response=list[DayOut],
    auth=None,
    url_name="journal-days",
    summary=gettext_noop("各天的日根，不用令牌"),
)
def days(request: HttpRequest) -> list[DayOut]:
    return [DayOut(day=day.day, root=day.root, seals=day.seals) for day in day_roots()]


@router.get(
    "/entries/{int:number}/proof",
    response=ProofOut,
    url_name="journal-proof",
    summary=gettext_noop("一条日志的证明"),
)
def entry_proof(request: HttpRequest, number: int) -> ProofOut:
    return ProofOut(proof=str(proof_for(asked_by(request, Permission.SEE_JOURNAL), number)))
