"""The arguments of the check's addresses: a list that waits to be read."""

from __future__ import annotations

from typing import Any

from goufu.check.list_state import ListState, Said
from goufu.check.tasks import lists_folder
from goufu.check.uploaded_list import UploadedList


def a_list(**more: Any) -> dict[str, Any]:
    uploaded = UploadedList.receive(lists_folder(), "清单.csv", [b""])
    uploaded.write_state(ListState("refused", said=Said("读不懂", "", "请重来")))
    return {"token": uploaded.token} | more


ARGUMENTS = {
    "check:list": lambda county: a_list(),
    "check:line": lambda county: a_list(number=1),
    "check:unit": lambda county: a_list(),
    "check:column": lambda county: a_list(),
    "check:bodies": lambda county: a_list(),
    "check:sheet": lambda county: a_list(),
    "check:columns": lambda county: a_list(),
    "check:download": lambda county: a_list(kind="csv"),
}
