"""Pages for uploading a table: the file field, and the empty form to download."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from django import forms
from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext_lazy as _
from rustpy_xlsxwriter import FastExcel

from goufu.files.reading import Column

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORM_ROWS = 200  # lines of the empty form that offer the words to choose from


class SheetForm(forms.Form):
    """A form with one table file. Rendered by core/sheet_form.html, its faults by core/sheet_problems.html."""

    refusal: Any = None

    file = forms.FileField(
        label=_("选择文件"),
        error_messages={
            "required": _("还没有选择文件。请选择一张 Excel 或 CSV 表格"),
            "empty": _("这个文件是空的。请选择一张有内容的 Excel 或 CSV 表格"),
            "missing": _("还没有选择文件。请选择一张 Excel 或 CSV 表格"),
            "invalid": _("文件没有传上来。请重新选择"),
        },
        widget=forms.FileInput(attrs={"class": "form-control", "accept": ".xlsx,.xls,.xlsm,.csv,.txt"}),
    )

    def refuse(self, refusal: Any, *, version: int | None = None) -> None:
        self.refusal = refusal


def empty_form_answer(title: str, columns: Sequence[Column]) -> HttpResponse:
    """The response that downloads the empty form, named after its title."""
    answer = HttpResponse(empty_form(title, columns), content_type=XLSX)
    answer.headers["Content-Disposition"] = content_disposition_header(True, f"{title}.xlsx") or ""
    return answer


def empty_form(title: str, columns: Sequence[Column]) -> bytes:
    """The workbook to fill in: a sheet with the headers, and a second sheet that explains them."""
    target = BytesIO()
    book = FastExcel(target).format(bold_headers=True)
    book = book.sheet(
        title,
        [{column.title: "" for column in columns}] * FORM_ROWS,
        column_widths={column.title: max(12.0, 2.4 * len(column.title)) for column in columns},
        data_validations={
            column.title: {"type": "list", "values": list(column.options)}
            for column in columns
            if 0 < len(",".join(column.options)) <= 255
        },
    )
    book = book.sheet(
        "填写说明",
        [
            {
                "栏目": column.title,
                "必填": "是" if column.is_required else "否",
                "说明": column.about,
                "可以填": column.choices,
            }
            for column in columns
        ],
        column_widths={"栏目": 20.0, "说明": 60.0, "可以填": 80.0},
    )
    book.freeze(row=1).save()
    return target.getvalue()
