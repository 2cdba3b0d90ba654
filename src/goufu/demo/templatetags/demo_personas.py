"""The people as whom one can sign in."""

from __future__ import annotations

from django import template

from goufu.demo.personas import Personas, personas

register = template.Library()


@register.simple_tag
def all_personas() -> list[Personas]:
    return personas()
