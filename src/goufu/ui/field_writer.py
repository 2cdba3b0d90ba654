"""Fields of forms, written without a template: a form may have a hundred of them, a list has one for each filter."""

from __future__ import annotations

from typing import Any

from django.utils.html import conditional_escape as escaped
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

# What a field asks the renderer for in place of a template's name; the renderer then calls `field_as_html`.
WRITTEN_FIELD = "written by goufu.ui.field_writer"
FEW_TICKS = 5  # each is ticked by itself


def field_as_html(field: Any) -> SafeString:
    """The field as HTML: its name, what it wants, what is wrong with it, the input, and below one for money its amount again.

    field: a bound field.
    """
    errors = field.errors
    classes = ["gf-field"] + ["gf-set"] * field.use_fieldset + ["wrong"] * bool(errors)
    parts = "\n  ".join(filter(None, _parts(field, _notes(field, errors))))
    html = (
        f'<div class="{" ".join(classes)}" data-name="{escaped(field.html_name)}" data-kind="{field.widget_type}">'
        f"\n  {parts}\n</div>"
    )
    return mark_safe(html)  # noqa: S308, each part is escaped


def _parts(field: Any, notes: str) -> list[str]:
    """What stands in the field, in its order; "" for what it hasn't."""
    label: str = escaped(field.label)
    unit = getattr(field.field, "unit", None)
    need = f' <span class="gf-need">{_("必填")}</span>' if field.field.required else ""
    if field.use_fieldset:
        told = field.aria_describedby
        described = f' aria-describedby="{escaped(told)}"' if told else ""
        inputs = str(field)
        head = f"<legend>{label}{need}</legend>"
        return [f"<fieldset{described}>", head, notes, _tick_all(inputs), inputs, "</fieldset>"]
    if unit:
        label = f"{label}{_('（')}{escaped(unit.word)}{_('）')}"
    label = f'<label for="{escaped(field.id_for_label)}">{label}{need}</label>'
    if field.widget_type == "checkbox":
        return [f'<div class="gf-tick">{field} {label}</div>', notes]
    echo = f'<p class="gf-echo" id="{escaped(field.auto_id)}_echo">{escaped(field.echo)}</p>' if unit else ""
    return [label, notes, str(field), echo]


def _tick_all(inputs: str) -> str:
    """The button that ticks many ticks at once (goufu.js shows it); "" where there are few."""
    if inputs.count('type="checkbox"') <= FEW_TICKS:
        return ""
    return f'<button type="button" class="gf-tick-all" data-tick-all hidden>{_("全选 / 全不选")}</button>'


def _notes(field: Any, errors: Any) -> str:
    """What a field wants, and what is wrong with it, where aria-describedby finds them."""
    known = escaped(field.auto_id)
    wants = (
        f'<p class="gf-help" id="{known}_helptext">{escaped(field.help_text)}</p>' if field.help_text else ""
    )
    wrong = _("；").join(map(escaped, errors))
    return wants + (f'\n  <p class="gf-wrong" id="{known}_error">{wrong}</p>' if errors else "")
