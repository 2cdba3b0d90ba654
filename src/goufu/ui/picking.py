"""Choosing one of many with a search: a plain selection, above which the page puts a search field (goufu.js).

    self.fields["entry"].widget = PickInput([("", "未选"), *groups])

Without a script it is the browser's own selection, in whose list one types the first letters.

    self.fields["fund_kind"].widget = KnownInput([("111", "12 条，如“社区居家养老服务”")])

Where what is known is not all that there is, one types: the browser offers what contains it, and takes anything else.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

Choices = Iterable[tuple[Any, Any]]


class PickInput(forms.Select):
    """A selection with a search field. A stored value that is not among the choices stays one."""

    def __init__(self, choices: Choices = ()) -> None:
        super().__init__({"data-search": _("搜索名称或者编码")}, choices)

    def create_option(self, name: str, value: Any, *args: Any, **more: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **more)
        if value:
            option["attrs"]["lang"] = "zh-Hans"  # official names, which have no English
        return option

    def optgroups(self, name: str, value: list[str], attrs: dict[str, Any] | None = None) -> list[Any]:
        groups = super().optgroups(name, value, attrs)
        shown = {str(option["value"]) for _name, options, _index in groups for option in options}
        for number, other in enumerate(each for each in value if each not in shown):
            option = self.create_option(name, other, other, True, len(groups) + number)
            groups.insert(0, (None, [option], len(groups) + number))
        return groups


class KnownInput(forms.TextInput):
    """A text input that offers known values, each with a label; others can be typed."""

    template_name = "components/known_input.html"

    def __init__(self, known: Iterable[tuple[str, str]], attrs: dict[str, Any] | None = None) -> None:
        super().__init__({**(attrs or {}), "autocomplete": "off"})
        self.known = list(known)

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["attrs"]["list"] = f"known-{name}"
        context["widget"]["known"] = self.known
        return context
