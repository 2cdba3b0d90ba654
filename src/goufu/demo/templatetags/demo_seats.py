"""The people as whom one can sign in."""

from __future__ import annotations

from django import template

from goufu.demo.seats import Seats, seats

register = template.Library()


@register.simple_tag
def all_seats() -> list[Seats]:
    return seats()
