"""A bare django-ninja, to compare the API with: one table, no sign-in, no law, no log, no middleware; a URL configuration."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django.contrib.auth.models import Group
from django.db.models import F
from django.http import HttpRequest
from django.urls import path
from ninja import NinjaAPI, Schema

from goufu.planning.models import Project

api = NinjaAPI(urls_namespace="bare")


class Draft(Schema):
    title: str
    year: int


class Line(Schema):
    pk: int
    title: str
    purchaser_name: str
    year: int
    amount: Decimal | None
    state: str
    changed_at: datetime


@api.post("/projects", response=Draft)
def draft(request: HttpRequest, sent: Draft) -> Draft:
    """Stores one row of two columns."""
    made = Group.objects.create(name=f"{sent.title}{uuid4()}")
    return Draft(title=made.name, year=sent.year)


@api.get("/projects", response=list[Line])
def listing(request: HttpRequest) -> Any:
    """Reads twenty rows with their purchasers' names."""
    named = Project.objects.order_by("-pk").annotate(purchaser_name=F("purchaser__name"))
    return named.values(*Line.model_fields)[:20]


urlpatterns = [path("", api.urls)]
