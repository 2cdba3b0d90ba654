"""Checked lists for tests: a file dropped at the check, read and answered, as the worker leaves it."""

from __future__ import annotations

from goufu.check.tasks import lists_folder
from goufu.check.tests.jobs import check_now
from goufu.check.uploaded_list import UploadedList

HEAD = "项目名称,购买主体,预算金额（元）,预算年度,合同期限（月）\n"
LINES = (
    HEAD + "老年人助浴服务,云岭县民政局,120000,2027,12\n"
    "社区矫正社会工作服务,云岭县司法局,400000,2027,12\n"
    ",云岭县民政局,1000,2027,12\n"
    "老年人助浴服务,云岭县民政局,130000,2027,12\n"
    "留守儿童关爱服务,,80000,,\n"
)


def checked_list(content: str | bytes = LINES, name: str = "2027年购买计划.csv") -> UploadedList:
    """The list after its worker has gone through it."""
    uploaded = UploadedList.receive(
        lists_folder(), name, [content if isinstance(content, bytes) else content.encode()]
    )
    assert check_now(uploaded).phase == "done"
    return uploaded
