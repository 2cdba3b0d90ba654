"""The form of what the credit lists say of all bidders: a line for each, a column for each list."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from goufu import wall_clock
from goufu.documents.store import LARGEST, store
from goufu.procurement.actions.credit import Found
from goufu.procurement.credit import CreditLine, title_of
from goufu.procurement.models import CREDIT_LISTS
from goufu.procurement.sending import AT_ONCE
from goufu.ui.forms import DateField, Form

ANSWERS = [("", gettext_lazy("没有查")), ("no", gettext_lazy("没有记录")), ("yes", gettext_lazy("有记录"))]


class CreditForm(Form):
    """The day, and for each body that bids what each list says. A line that is left alone isn't recorded."""

    day = DateField(label=gettext_lazy("查询的日期"), initial=wall_clock.today)

    def __init__(self, *given: Any, lines: Sequence[CreditLine], **more: Any) -> None:
        super().__init__(*given, **more)
        self.lines = lines
        for line in lines:
            of, name = f"-{line.body.pk}", line.body.name
            for each in CREDIT_LISTS:
                self.fields[each + of] = forms.ChoiceField(
                    label=f"{name}：{title_of(each)}", choices=ANSWERS, required=False
                )
            self.fields[f"what{of}"] = forms.CharField(
                label=_("%(name)s：是什么记录") % {"name": name}, max_length=500, required=False
            )
            self.fields[f"page{of}"] = forms.FileField(
                label=_("%(name)s：网页的存档") % {"name": name}, required=False
            )

    @property
    def rows(self) -> Iterator[dict[str, Any]]:
        """The fields of each line, for the table."""
        for line in self.lines:
            of = f"-{line.body.pk}"
            yield {
                "line": line,
                "answers": [(title_of(each), self[each + of]) for each in CREDIT_LISTS],
                "what": self[f"what{of}"],
                "page": self[f"page{of}"],
            }

    def found(self, stack: ExitStack) -> list[Found]:
        """What the action takes of the lines that say something; drafts of files live as long as the stack."""
        return [found for line in self.lines if (found := self._found(line.body.pk, stack))]

    def _found(self, body: int, stack: ExitStack) -> Found | None:
        said, of = self.cleaned_data, f"-{body}"
        answers = {each: said[each + of] == "yes" for each in CREDIT_LISTS if said[each + of]}
        what, file = said[f"what{of}"], said[f"page{of}"]
        if not (answers or what or file):
            return None
        page = None
        if file:
            page = file.name, stack.enter_context(store().draft(file.chunks(AT_ONCE), LARGEST))
        return Found(body, answers, what, page, line=of)
