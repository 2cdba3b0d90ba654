"""What is asked when the method is chosen: the lawful ones in groups, as the law has them, and why the others are not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from goufu.procurement.choices import of_fact
from goufu.procurement.choosing import Situation, Unknown, approval_needed, reasons_against
from goufu.procurement.methods import FRAMEWORK, METHOD, OTHER, load_methods
from goufu.procurement.model import Method, Methods
from goufu.ui.forms import Form

# The groups in their order, by `Method.group`: the title, and a line on what they are for.
GROUPS: dict[str, tuple[str | Promise, str | Promise]] = {
    METHOD: (_("采购方式"), _("一次采购确定一家供应商。")),
    FRAMEWORK: (_("框架协议"), _("多次、零散的小额采购：先确定入围的几家，用的时候再从里面选。")),
    OTHER: (_("其他"), _("政府采购法以外的：限额以下，或者突发事件。")),
}


@dataclass(frozen=True, slots=True)
class Option:
    """A method with one of its cases: its value in the form, the words of the line, a note, and the reasons against it."""

    value: str
    words: str
    note: str
    reasons: tuple[str, ...]


@dataclass(slots=True)
class Line:
    """A method on the page: its cases that nothing speaks against."""

    method: Method
    cited: str
    options: list[Option] = field(default_factory=list)


class MethodForm(Form):
    """The method with its lawful case: only what nothing speaks against can be chosen."""

    choice = forms.ChoiceField(label=_("采购方式和适用情形"), widget=forms.RadioSelect)

    def __init__(self, *given: Any, situation: Situation, chosen: str = "", **more: Any) -> None:
        super().__init__(*given, **more)
        methods = load_methods()
        self.refused: list[tuple[Method, tuple[str, ...]]] = []
        self.lines: list[Line] = []
        for method in methods.methods.values():
            found = [*_options(method, situation, methods)]
            article = method.grounds.article if method.grounds else method.article
            line = Line(method, methods.book.cite(article), [each for each in found if not each.reasons])
            if line.options:
                self.lines.append(line)
            else:
                self.refused.append((method, found[0].reasons))
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


def _options(method: Method, situation: Situation, methods: Methods) -> Iterable[Option]:
    """The method with each of its cases."""
    if method.grounds is None:
        yield _option(method, "", situation, methods)
        return
    for case in method.grounds.cases:
        asked = Situation(
            situation.day, situation.place, {**situation.choices, method.grounds.fact: case}, situation.level
        )
        yield _option(method, case, asked, methods)


def _option(method: Method, case: str, situation: Situation, methods: Methods) -> Option:
    words = str(dict(of_fact(method.grounds.fact))[case]) if method.grounds else method.title
    needed = None if method.refusal else approval_needed(method, situation, methods)
    note = ""
    if isinstance(needed, Unknown):
        note = needed.sentence
    elif needed:
        note = "要先经设区的市、自治州以上财政部门批准"
    return Option(f"{method.name}:{case}", words, note, reasons_against(method, situation, methods))
