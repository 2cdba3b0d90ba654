"""The steps of providers that take part, and of the questions that they ask, one row per verb."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from ninja import Field

from goufu.core.api import StepIn
from goufu.core.permissions import Permission
from goufu.core.steps import Step, Steps
from goufu.procurement.actions import asking, participating
from goufu.procurement.forms.participating import AnswerForm
from goufu.procurement.queries.finding import participation_for, question_for
from goufu.procurement.transitions import PARTICIPATION, QUESTION


class AnswerQuestionIn(StepIn):
    """The answer, and whether it changes the file: then a correction follows. What was asked in private changes nothing."""

    answer: str = Field(max_length=4_000)
    changes_file: bool


PARTICIPATION_STEPS = Steps(
    PARTICIPATION,
    [
        Step(
            "leave",
            Permission.BID,
            participating.withdraw_participation,
            _("退出采购"),
            _("已退出。响应截止以前可以重新参加。"),
            note=_("交了保证金的，采购人按期退还。已经提交的响应文件要另外撤回。"),
            is_end=True,
        )
    ],
    find=participation_for,
    page="procurement:participation",
    template="procurement/finding/leave.html",
)
QUESTION_STEPS = Steps(
    QUESTION,
    [
        Step(
            "answer",
            Permission.ANSWER_QUESTIONS,
            asking.answer_question,
            _("答复供应商的提问"),
            _("已答复。"),
            AnswerForm,
            AnswerQuestionIn,
            note=_("答复以后不能改。"),
            is_forward=True,
        )
    ],
    find=question_for,
    page="procurement:question",
    template="procurement/finding/answer.html",
)
