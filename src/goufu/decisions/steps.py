"""The steps of a decision, one row per verb."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from ninja import Field

from goufu.core.api import ReasonIn, StepIn
from goufu.core.permissions import Permission
from goufu.core.steps import ReasonForm, Step, Steps
from goufu.decisions import actions
from goufu.decisions.forms import ReplaceForm
from goufu.decisions.models import Verdict
from goufu.decisions.queries import decision_for
from goufu.decisions.transitions import DECISION


class ReplaceIn(StepIn):
    """The request to decide anew."""

    verdict: Verdict
    reason: str = Field("", max_length=2_000)


DECISION_STEPS = Steps(
    DECISION,
    [
        Step(
            "replace",
            Permission.DECIDE_DOUBT,
            actions.replace_decision,
            _("改定"),
            _("已改定，原来的那一次仍可查看。"),
            ReplaceForm,
            ReplaceIn,
            note=_("原来的判定留着，标明已改定；以后遇到相近的，显示新的这一次。"),
        ),
        Step(
            "withdraw",
            Permission.DECIDE_DOUBT,
            actions.withdraw_decision,
            _("撤回判定"),
            _("已撤回，以后遇到相近的不再显示。"),
            ReasonForm,
            ReasonIn,
            note=_("撤回的判定仍可查看，不再在相近的项目旁显示，也不再导出。"),
            is_end=True,
        ),
    ],
    find=decision_for,
    page="decisions:decision",
    template="decisions/step.html",
)
