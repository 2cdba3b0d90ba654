"""The transitions of editions: consulted first, then reviewed, then published."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from goufu.catalogue.models import WRITABLE, Edition, EditionState
from goufu.catalogue.models.editions import AT_WORK
from goufu.core.transitions import Transition, Transitions

_CONSULTING, _REVIEWING = frozenset({EditionState.CONSULTING}), frozenset({EditionState.REVIEWING})

EDITION = Transitions(
    Edition,
    EditionState,
    {
        "write": Transition(_("修改条目"), frozenset(WRITABLE)),
        "ask": Transition(_("征求意见"), frozenset(WRITABLE), EditionState.CONSULTING),
        "answer": Transition(_("答复意见"), _CONSULTING),
        "settle": Transition(_("处理意见"), _CONSULTING),
        "hand-in": Transition(_("报送"), _CONSULTING, EditionState.REVIEWING),
        "review": Transition(_("记录专家论证"), _CONSULTING | _REVIEWING),
        "publish": Transition(_("公布"), _REVIEWING, EditionState.PUBLISHED),
        "return": Transition(_("退回"), _REVIEWING, EditionState.CONSULTING),
        "withdraw": Transition(_("撤回"), frozenset(AT_WORK), EditionState.WITHDRAWN),
        "supersede": Transition(
            _("由下一版接替"), frozenset({EditionState.PUBLISHED}), EditionState.SUPERSEDED
        ),
    },
    turns={
        EditionState.DRAFT: _("由编制单位编写，先征求有关部门的意见"),
        EditionState.CONSULTING: _("由编制单位处理完意见，报送财政部门"),
        EditionState.REVIEWING: _("等财政部门公布；要修改，请财政部门退回"),
        EditionState.PUBLISHED: _("已公布的目录不再变动，由下一版接替"),
        EditionState.SUPERSEDED: _("已公布的目录不再变动，请看接替它的一版"),
        EditionState.WITHDRAWN: _("撤回的目录不再变动；仍要编制，请另编一版"),
    },
)
