"""What an operator is told of procurements (`core.status`)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from goufu import wall_clock
from goufu.core.status import Finding
from goufu.procurement.frameworks.standing import left_over

ONE_NIGHT = timedelta(days=1)


def frameworks() -> Iterator[Finding]:
    """Framework agreements that the job of the night should have ended."""
    found = left_over(wall_clock.today() - ONE_NIGHT).select_related("procurement", "lot")
    count = found.count()
    yield Finding(
        "frameworks_left_over",
        "到期没有结束成的框架协议",
        count,
        f"{count} 份"
        + (f"，最早的是 {found[0].procurement.number}，{found[0].ends_on} 期满" if count else ""),
        "运行日志里有原因；排除不了的，由采购人在协议页上结束" if count else "",
    )
