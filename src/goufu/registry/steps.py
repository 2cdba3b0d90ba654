"""The steps of what providers ask to have changed in their files."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from goufu.core.permissions import Permission
from goufu.core.reasons import ReasonField
from goufu.core.steps import ReasonForm, Step, Steps
from goufu.registry.actions import file_requests as actions
from goufu.registry.queries.providers import file_request_for
from goufu.registry.transitions import FILE_REQUEST


class AnswerForm(ReasonForm):
    reason = ReasonField(label=_("答复"), max_length=500, help_text=_("供应商看得到"))


FILE_REQUEST_STEPS = Steps(
    FILE_REQUEST,
    [
        Step(
            "settle",
            Permission.KEEP_PROVIDERS,
            actions.settle_request,
            _("档案已经更改"),
            _("已答复。"),
            AnswerForm,
            note=_("先在单位页面改好档案，再在这里写改了什么。"),
            is_forward=True,
        ),
        Step(
            "decline",
            Permission.KEEP_PROVIDERS,
            actions.decline_request,
            _("档案不予更改"),
            _("已答复。"),
            AnswerForm,
            note=_("写明为什么不改、还要什么材料。"),
            is_end=True,
        ),
    ],
    find=file_request_for,
    page="registry:file_request",
    template="registry/file_request_step.html",
)
