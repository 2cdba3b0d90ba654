"""Labels of the room's actions, things and facts in the journal."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

ACTIONS = {
    "decisions.decision.made": _("判定了疑点"),
    "decisions.decision.replaced": _("改定了疑点"),
    "decisions.decision.withdrawn": _("撤回了疑点判定"),
}
THINGS = {"decision": _("疑点判定")}
FACTS = {"rule": pgettext_lazy("one", "规则"), "verdict": _("判定"), "reason": _("理由")}
