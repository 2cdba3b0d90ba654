"""What is asked when the method is chosen: the lawful ones in groups, as the law has them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from goufu.procurement.methods import FRAMEWORK, METHOD, OTHER
from goufu.procurement.offered import Line, Option
from goufu.ui.forms import Form

# The groups in their order, by `Method.group`: the title, and a line on what they are for.
GROUPS: dict[str, tuple[str | Promise, str | Promise]] = {
    METHOD: (_("采购方式"), _("一次采购确定一家供应商。")),
    FRAMEWORK: (_("框架协议"), _("多次、零散的小额采购：先确定入围的几家，用的时候再从里面选。")),
    OTHER: (_("其他"), _("政府采购法以外的：限额以下，或者突发事件。")),
}


class MethodForm(Form):
    """The method with its lawful case: only what nothing speaks against can be chosen."""

    choice = forms.ChoiceField(label=_("采购方式和适用情形"), widget=forms.RadioSelect)

    def __init__(self, *given: Any, lines: Sequence[Line], chosen: str = "", **more: Any) -> None:
        super().__init__(*given, **more)
        self.lines = lines
        choice = self.fields["choice"]
        assert isinstance(choice, forms.ChoiceField)
        choice.choices = [
            (each.value, f"{line.method.title}：{each.words}" if line.method.grounds else each.words)
            for line in self.lines
            for each in line.options
        ]
        self.initial.setdefault("choice", chosen)

    def grouped(self) -> Iterator[tuple[Any, Any, list[tuple[Line, list[tuple[Any, Option]]]]]]:
        """The title and line of each group that has a lawful method, and of each of these the buttons with their words."""
        buttons = {each.data["value"]: each for each in self["choice"].subwidgets}
        for group, (title, sentence) in GROUPS.items():
            lines = [each for each in self.lines if each.method.group == group]
            if lines:
                yield (
                    title,
                    sentence,
                    [(each, [(buttons[o.value], o) for o in each.options]) for each in lines],
                )

    def said(self) -> dict[str, str]:
        method, _colon, ground = self.cleaned_data["choice"].partition(":")
        return {"method": method, "ground": ground}
