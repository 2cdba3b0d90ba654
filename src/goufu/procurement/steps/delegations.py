"""The steps of delegations, one row per verb."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _
from ninja import Field

from goufu.core.api import ReasonIn, StepIn
from goufu.core.permissions import Permission
from goufu.core.steps import ReasonForm, Step, Steps
from goufu.procurement.actions import delegating
from goufu.procurement.forms.delegations import CorrectForm, HandOverForm, ReceiveForm, SignForm
from goufu.procurement.models import Delegation
from goufu.procurement.queries.delegations import delegation_for
from goufu.procurement.transitions import DELEGATION


class PapersIn(StepIn):
    """The list of papers, a line each."""

    papers: str = Field(min_length=1, max_length=10_000)


class CorrectIn(StepIn):
    """The delegation as it is to be. `agency`: the number of its body; `payer`: purchaser, winner or nobody; `fee` in yuan."""

    agency: int
    duties: list[str] = Field(min_length=1)
    starts_on: date
    ends_on: date
    payer: str = Field(max_length=10)
    fee_text: str = Field("", max_length=300)
    fee: Decimal | None = None
    number: str = Field("", max_length=80)


class NoteIn(StepIn):
    note: str = Field("", max_length=2_000)


def _note_of_end(held: Delegation) -> str:
    """What the end means; also that custodians of the agency keep the keys that bids may be sealed with."""
    note = _("解除以后代理机构的人不能再办，也看不到这次采购；资料仍要移交。")
    kept = held.procurement.custodians.filter(body=held.agency)
    if not kept.exists():
        return str(note)
    held_on = _(
        "它的人还是这次采购开标钥匙的保管人：公告以前可以改设保管人；公告以后改不了，开启时仍要他们到场。"
    )
    return f"{note}{held_on}"


def _context(step: Step, form: Any) -> dict[str, Any]:
    return {"procurement": form.thing.procurement}


DELEGATION_STEPS = Steps(
    DELEGATION,
    [
        Step(
            "correct-delegation",
            Permission.WRITE_PROCUREMENT,
            delegating.correct_delegation,
            _("改委托"),
            _("已改。和上传的协议不一致的，请重新上传协议。"),
            CorrectForm,
            CorrectIn,
            note=_("采购负责人签署以前，起草人可以改；改了以后要和上传的协议一致。"),
        ),
        Step(
            "sign-delegation",
            Permission.LEAD_PROCUREMENT,
            delegating.sign_delegation,
            _("签署委托"),
            _("已签署，等代理机构接受。"),
            SignForm,
            note=_("代理机构接受以后，它的人按委托的事项办理；随时可以解除，马上生效。"),
            is_forward=True,
        ),
        Step(
            "take-delegation",
            Permission.TAKE_DELEGATION,
            delegating.take_delegation,
            _("接受委托"),
            _("已接受，委托生效。"),
            note=_("从委托的第一天起办理委托的事项。本机构的人不评审这次采购。"),
            is_forward=True,
        ),
        Step(
            "decline-delegation",
            Permission.TAKE_DELEGATION,
            delegating.decline_delegation,
            _("不接受委托"),
            _("已告知采购人。"),
            ReasonForm,
            ReasonIn,
            is_end=True,
        ),
        Step(
            "hand-over-papers",
            Permission.TAKE_DELEGATION,
            delegating.hand_over_papers,
            _("移交资料"),
            _("已记下移交清单，等采购人签收。"),
            HandOverForm,
            PapersIn,
            note=_("纸质的当面移交；清单写错了，签收以前可以再写一次。"),
        ),
        Step(
            "receive-papers",
            Permission.WRITE_PROCUREMENT,
            delegating.receive_papers,
            _("签收资料"),
            _("已签收。"),
            ReceiveForm,
            NoteIn,
            note=_("照清单核对以后签收。"),
        ),
        Step(
            "end-delegation",
            (Permission.LEAD_PROCUREMENT, Permission.TAKE_DELEGATION),
            delegating.end_delegation,
            _("解除委托"),
            _("已解除，马上生效。"),
            ReasonForm,
            ReasonIn,
            note=_note_of_end,
            is_end=True,
        ),
    ],
    find=delegation_for,
    page="procurement:delegation",
    template="procurement/delegation_step.html",
    context=_context,
)
