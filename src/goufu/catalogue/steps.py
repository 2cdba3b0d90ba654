"""The steps of an edition, one row per verb."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from ninja import Field

from goufu import wall_clock
from goufu.catalogue import actions
from goufu.catalogue.forms import AskForm, ForwardForm, PublishForm, ReviewForm
from goufu.catalogue.queries import lists
from goufu.catalogue.transitions import EDITION
from goufu.core.api import ReasonIn, StepIn
from goufu.core.errors import Refusal
from goufu.core.permissions import Permission
from goufu.core.steps import ReasonForm, Step, Steps
from goufu.registry.models import Body


class DatedIn(StepIn):
    """The request of a step that uses today's date."""

    def said(self) -> dict[str, Any]:
        return super().said() | {"day": wall_clock.today()}


class AskIn(DatedIn):
    """The request for comments. `bodies`: their numbers; `due_on`: the last day for answers."""

    bodies: list[int] = Field(min_length=1)
    due_on: date

    def said(self) -> dict[str, Any]:
        found = list(Body.objects.filter(pk__in=self.bodies, is_active=True))
        if missing := set(self.bodies) - {body.pk for body in found}:
            raise Refusal(f"没有编号为{min(missing)}的单位", "请核对单位的编号", field="bodies")
        return super().said() | {"bodies": found}


class ReviewIn(DatedIn):
    held_on: date
    experts: str = Field(min_length=1, max_length=500)
    is_passed: bool
    text: str = Field(min_length=1, max_length=5_000)


class PublishIn(DatedIn):
    valid_from: date


EDITION_STEPS = Steps(
    EDITION,
    [
        Step(
            "ask",
            Permission.DRAFT_EDITION,
            actions.request_comments,
            _("征求意见"),
            _("已发出，被征求的单位会看到。"),
            AskForm,
            AskIn,
            button=_("发出征求意见"),
            is_forward=True,
        ),
        Step(
            "hand-in",
            Permission.DRAFT_EDITION,
            actions.finish_consultation,
            _("结束征求意见，报送财政部门"),
            _("已报送，等财政部门公布。"),
            ForwardForm,
            DatedIn,
            is_forward=True,
        ),
        Step(
            "review",
            Permission.DRAFT_EDITION,
            actions.record_expert_review,
            _("记录专家论证"),
            _("已记录专家论证。"),
            ReviewForm,
            ReviewIn,
        ),
        Step(
            "publish",
            Permission.PUBLISH_EDITION,
            actions.publish_edition,
            _("公布目录"),
            _("已公布，任何人都能看到。"),
            PublishForm,
            PublishIn,
            is_forward=True,
        ),
        Step(
            "return",
            Permission.PUBLISH_EDITION,
            actions.return_edition,
            pgettext_lazy("verb", "退回修改"),
            _("已退回，编制单位会看到理由。"),
            ReasonForm,
            ReasonIn,
        ),
        Step(
            "withdraw",
            Permission.DRAFT_EDITION,
            actions.withdraw_edition,
            _("撤回这一版"),
            _("已撤回。"),
            ReasonForm,
            ReasonIn,
            is_end=True,
        ),
    ],
    find=lists.edition,
    page="catalogue:edition",
    template="catalogue/step.html",
)
