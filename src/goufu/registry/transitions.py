"""The transitions of what providers ask to have changed in their files."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from goufu.core.transitions import Transition, Transitions
from goufu.registry.models import FileRequest, FileRequestState

_ASKED = frozenset({FileRequestState.ASKED})

FILE_REQUEST = Transitions(
    FileRequest,
    FileRequestState,
    {
        "settle": Transition(_("已办理"), _ASKED, FileRequestState.SETTLED),
        "decline": Transition(_("不予更改"), _ASKED, FileRequestState.REFUSED),
    },
    turns={
        FileRequestState.ASKED: _("由财政部门核实以后改档案"),
        FileRequestState.SETTLED: _("办理了的不再变动；还要改，另外申请"),
        FileRequestState.REFUSED: _("答复了的不再变动；还要改，另外申请"),
    },
)
