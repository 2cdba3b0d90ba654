"""The transitions of decisions."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from goufu.core.transitions import Transition, Transitions
from goufu.decisions.models import Decision, DecisionState

STANDING = frozenset({DecisionState.STANDING})
DECISION = Transitions(
    Decision,
    DecisionState,
    {
        "replace": Transition(_("改定"), STANDING, DecisionState.REPLACED),
        "withdraw": Transition(_("撤回"), STANDING, DecisionState.WITHDRAWN),
    },
    turns={
        DecisionState.STANDING: _("遇到相近的项目会显示出来"),
        DecisionState.WITHDRAWN: _("撤回的不再显示；仍有疑点，请另行判定"),
        DecisionState.REPLACED: _("以改定后的那一次为准"),
    },
)
