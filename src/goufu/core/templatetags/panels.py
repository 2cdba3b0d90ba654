"""The template tag for panels: `{% load panels %}{% panels "home" %}`."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.safestring import SafeString, mark_safe

from goufu.core.panels import panels_of

register = template.Library()


@register.simple_tag(takes_context=True)
def panels(context: template.Context, page: str, thing: Any = None) -> SafeString:
    """The panels of the page as HTML, in their order; each template sees the page's context and its own."""
    engine = context.template.engine  # type: ignore[union-attr]
    shown = []
    for panel in panels_of(page, context["request"], thing):
        with context.push(**panel.context):
            shown.append(engine.get_template(panel.template).render(context))
    return mark_safe("".join(shown))  # noqa: S308, rendered by templates, which escape
