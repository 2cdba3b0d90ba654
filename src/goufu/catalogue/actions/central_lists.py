"""Import of a list of what is bought centrally (政府采购法第七条、第八条): all lines or none."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from goufu.catalogue.central import prefix_of
from goufu.catalogue.central_sheet import leave_out_headings
from goufu.catalogue.models.central_lists import CentralList, CentralListItem
from goufu.core.action import action
from goufu.core.errors import Refusal
from goufu.core.permissions import Permission
from goufu.core.sheets import ReadSheet
from goufu.registry.agents import Agent

MOST_NOTES = 20_000  # signs


def import_central_list(
    *, sheet: ReadSheet, number: str, valid_from: date, level: str = "", by: Agent, once: UUID | None = None
) -> CentralList:
    """Stores the list of the agent's place, read with `central_sheet.COLUMNS`.

    level: the budget level for which alone it holds; "": the place's and all below.

    Raises:
        SheetRefused: a cell is wrong, or nothing stands in the table; nothing was stored.
        Refusal: the agent's body is no finance office.
    """
    with action("catalogue.central_list.imported", Permission.PUBLISH_EDITION, by=by, once=once) as act:
        place = by.body.place.code
        made = CentralList(
            owner=by.body,
            place=place,
            prefix=prefix_of(place),
            level=level,
            number=number,
            valid_from=valid_from,
            notes="\n".join(sheet.notes),
        )
        act.allow(made)
        if not by.body.is_finance_office:
            raise Refusal(f"{by.body}不是财政部门", "集中采购目录由财政部门导入")
        leave_out_headings(sheet)
        _refuse_classes(sheet)
        sheet.refuse_repeated("code")
        sheet.settle()
        if len(made.notes) > MOST_NOTES:
            raise Refusal(
                f"表里的备注和说明有 {len(made.notes)} 个字，最多 {MOST_NOTES} 个",
                "请只留目录本身的说明：导入以后不能删改，人人都看得到",
                field="file",
            )
        if not sheet.rows:
            raise Refusal("表里没有品目", "请把集中采购目录的品目写进表里，一行一个", field="file")
        act.create(made)
        act.create_all(
            [
                CentralListItem(
                    list=made,
                    code=row["code"],
                    prefix=prefix_of(row["code"]),
                    name=row["name"],
                    remark=row["remark"] or "",
                )
                for row in sheet.rows
            ]
        )
        act.log(count=len(sheet.rows))
        return made


def _refuse_classes(sheet: ReadSheet) -> None:
    """A single letter with a name that is no heading is no item."""
    for row in sheet.rows:
        if row["code"] and len(row["code"]) == 1:
            sheet.wrong(row, "code", "不是品目编码", "品目编码是一个字母加八位数字，如 C05010000")
