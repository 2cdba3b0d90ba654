"""The checked lists of the demonstration: a bureau's plan, and a table that somebody unknown has brought.

Lists are kept for a day, so that each start has them checked where they are gone.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Sequence
from decimal import Decimal
from io import StringIO
from pathlib import Path

from django.conf import settings

from goufu.check.list_task import Task
from goufu.check.tasks import have_checked, lists_folder
from goufu.check.terms import Terms
from goufu.check.uploaded_list import NoSuchList, UploadedList
from goufu.check.visitors import Visitor
from goufu.demo.people import COUNTIES
from goufu.demo.services import bureaus, troubles
from goufu.demo.world import username
from goufu.registry.models import Person

TERMS = Terms(level="county")
HEADERS = ("序号", "购买主体", "项目名称", "预算金额（万元）", "合同期限（月）", "采购方式")
SOMEBODY = Visitor("demonstration", is_person=False)


def checked_lists() -> list[UploadedList]:
    """Those that are still here, in the order in which they were sent."""
    found = []
    for token in _tokens():
        try:
            found.append(UploadedList.open(lists_folder(), token))
        except NoSuchList:
            continue
    return found


def have_lists_checked() -> None:
    """Sends both lists, unless they are here; the worker checks them, as any other."""
    if checked_lists():
        return
    officer = Person.objects.get(username=username(COUNTIES[0], "jb", 1))
    sent = [
        _send(
            "云岭县民政局2027年政府购买服务计划.csv", _plan(), Visitor(f"person {officer.pk}", is_person=True)
        ),
        _send("松泉县各部门拟购买项目.csv", _wishes(), SOMEBODY),
    ]
    _known().write_text(json.dumps(sent))


def _send(name: str, rows: Iterable[Sequence[object]], by: Visitor) -> str:
    text = StringIO()
    csv.writer(text).writerows([HEADERS, *rows])
    uploaded = UploadedList.receive(lists_folder(), name, [text.getvalue().encode("utf-8-sig")])
    have_checked(uploaded, Task(TERMS), by)
    return uploaded.token


def _plan() -> Iterable[Sequence[object]]:
    """What the bureau of civil affairs buys, and what it had better not."""
    [bureau] = bureaus()[:1]
    wanted = [(each.title, each.price * each.quantity[1]) for each in bureau.services]
    wanted += [(each.title, each.amount) for each in troubles() if each.bureau == bureau.name]
    for number, (title, yuan) in enumerate(wanted, start=1):
        yield number, f"{COUNTIES[0]}{bureau.name}", title, _in_wan(yuan), 12, _method(yuan)


def _wishes() -> Iterable[Sequence[object]]:
    """What the rules stop, one after the other with the first service of some bureaus; some for too long."""
    services = [(each.name, each.services[0]) for each in bureaus()[1:]]
    for number, (trouble, (name, service)) in enumerate(zip(troubles(), services, strict=False)):
        months = 40 if number % 3 == 1 else 12
        yuan = service.price * service.quantity[1]
        buyer, other = f"{COUNTIES[1]}{name}", f"{COUNTIES[1]}{trouble.bureau}"
        yield 2 * number + 1, buyer, service.title, _in_wan(yuan), months, _method(yuan)
        yield 2 * number + 2, other, trouble.title, _in_wan(trouble.amount), 12, _method(trouble.amount)


def _in_wan(yuan: int) -> str:
    return f"{(Decimal(yuan) / 10_000).normalize():f}"


def _method(yuan: int) -> str:
    return "公开招标" if yuan >= 2_000_000 else "竞争性磋商"


def _tokens() -> list[str]:
    file = _known()
    return [str(token) for token in json.loads(file.read_text())] if file.exists() else []


def _known() -> Path:
    return Path(settings.DATA) / "demonstration_lists"
