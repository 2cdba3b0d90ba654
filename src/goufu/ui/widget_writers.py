"""Inputs, text areas and selections, written without templates: a page may have hundreds of them.

The HTML is that of Django's templates, which the tests hold against each other.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.formats import localize
from django.utils.html import conditional_escape as escaped
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

_FOLDER = "django/forms/widgets"
_INPUTS = ("text", "number", "date", "email", "password", "hidden", "checkbox", "search", "tel", "url")


def _as_text(value: Any) -> str:
    """As Django's `stringformat:"s"`: text that is marked as safe stays, and what else has __html__ is only text."""
    return value if isinstance(value, SafeString) else escape(str(value))


def _attributes(widget: Mapping[str, Any]) -> str:
    return "".join(
        f" {escaped(name)}" if value is True else f' {escaped(name)}="{_as_text(value)}"'
        for name, value in widget["attrs"].items()
        if value is not False
    )


def _input(widget: Mapping[str, Any]) -> str:
    value = "" if widget["value"] is None else f' value="{_as_text(widget["value"])}"'
    return f'<input type="{escaped(widget["type"])}" name="{escaped(widget["name"])}"{value}{_attributes(widget)}>'


def _textarea(widget: Mapping[str, Any]) -> str:
    value = escaped(widget["value"] or "")
    return f'<textarea name="{escaped(widget["name"])}"{_attributes(widget)}>\n{value}</textarea>'


def _select(widget: Mapping[str, Any]) -> str:
    groups = "".join(_group(name, options) for name, options, _index in widget["optgroups"])
    return f'<select name="{escaped(widget["name"])}"{_attributes(widget)}>{groups}\n</select>'


def _group(name: Any, options: list[Mapping[str, Any]]) -> str:
    shown = "".join(f"\n  {_option(option)}" for option in options)
    return f'\n  <optgroup label="{escaped(localize(name))}">{shown}\n  </optgroup>' if name else shown


def _option(widget: Mapping[str, Any]) -> str:
    label = escaped(localize(widget["label"]))
    return f'<option value="{_as_text(widget["value"])}"{_attributes(widget)}>{label}</option>\n'


_WRITERS: Mapping[str, Callable[[Mapping[str, Any]], str]] = {
    **{f"{_FOLDER}/{kind}.html": _input for kind in _INPUTS},
    f"{_FOLDER}/textarea.html": _textarea,
    f"{_FOLDER}/select.html": _select,
}


def written(template_name: str, context: Mapping[str, Any]) -> SafeString | None:
    """The widget's HTML; None for a template that is not one of these widgets'."""
    writer = _WRITERS.get(template_name)
    return mark_safe(writer(context["widget"])) if writer else None  # noqa: S308, each part is escaped
