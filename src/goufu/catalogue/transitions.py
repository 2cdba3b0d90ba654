"""From which state an edition may go where (article 13: consulted first, then examined, then published)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from goufu.catalogue.models import WRITABLE, Edition, State
from goufu.catalogue.models.editions import AT_WORK
from goufu.core.transitions import Transition, Transitions

_CONSULTING, _REVIEWING = frozenset({State.CONSULTING}), frozenset({State.REVIEWING})
_ARTICLE_13 = ("order-102:13",)

EDITION = Transitions(
    Edition,
    State,
    {
        "write": Transition(_("修改条目"), frozenset(WRITABLE)),
        "ask": Transition(_("征求意见"), frozenset(WRITABLE), State.CONSULTING),
        "answer": Transition(_("答复意见"), _CONSULTING),
        "settle": Transition(_("处理意见"), _CONSULTING),
        "hand-in": Transition(_("报送"), _CONSULTING, State.REVIEWING, _ARTICLE_13),
        "review": Transition(_("记录专家论证"), _CONSULTING | _REVIEWING),
        "publish": Transition(_("公布"), _REVIEWING, State.PUBLISHED, _ARTICLE_13),
        "return": Transition(_("退回"), _REVIEWING, State.CONSULTING),
        "withdraw": Transition(_("撤回"), frozenset(AT_WORK), State.WITHDRAWN),
        "supersede": Transition(_("由下一版接替"), frozenset({State.PUBLISHED}), State.SUPERSEDED),
    },
    turns={
        State.DRAFT: _("由编制单位编写，先征求有关部门的意见"),
        State.CONSULTING: _("由编制单位处理完意见，报送财政部门"),
        State.REVIEWING: _("等财政部门公布；要修改，请财政部门退回"),
        State.PUBLISHED: _("已公布的目录不再变动，由下一版接替"),
        State.SUPERSEDED: _("已公布的目录不再变动，请看接替它的一版"),
        State.WITHDRAWN: _("撤回的目录不再变动；仍要编制，请另编一版"),
    },
)
