"""The demonstration pages as a site of their own."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.contrib.auth.models import Group
from pytest_django import Settings

NAMES = (
    "失能老人上门护理服务",
    "社区矫正社会工作服务",
    "残疾人辅具适配服务",
    "农村公共文化巡演服务",
    "高校毕业生就业指导服务",
)


@pytest.fixture
def demo(settings: Settings) -> None:
    settings.ROOT_URLCONF = "goufu.ui.tests.demo"
    [engine] = settings.TEMPLATES
    settings.TEMPLATES = [engine | {"DIRS": [Path(__file__).parent / "templates"]}]


@pytest.fixture
def projects(db: None) -> None:
    """A hundred and twenty of them."""
    Group.objects.bulk_create(Group(name=f"{NAMES[number % 5]}（{number + 1:03}）") for number in range(120))
