"""The arguments of the check's addresses: a list that waits to be read."""

from __future__ import annotations

from typing import Any

from goufu.check.desk import Desk, State
from goufu.check.list_views import lists_folder


def a_list(**more: Any) -> dict[str, Any]:
    desk = Desk.receive(lists_folder(), "清单.csv", [b""])
    desk.tell(State("refused", what="读不懂", remedy="请重来"))
    return {"token": desk.token} | more


ARGUMENTS = {
    "check:list": lambda county: a_list(),
    "check:line": lambda county: a_list(number=1),
    "check:unit": lambda county: a_list(),
    "check:columns": lambda county: a_list(),
    "check:download": lambda county: a_list(kind="csv"),
}
