"""Labels of the demonstration's actions in the journal."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

ACTIONS = {"demo.person.settled": _("示例：不用设密码")}
