"""The central catalogue comes from the data files, once, and keeps their mark."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import call_command

from goufu.catalogue.entries import load_catalogue
from goufu.catalogue.loading import load_central
from goufu.catalogue.models import Edition
from goufu.core.action import history
from goufu.journal.models import Entry
from goufu.registry.models import Body
from goufu.registry.tests.county import body

pytestmark = pytest.mark.django_db


def test_it_is_loaded_once_as_the_ministry_s() -> None:
    edition, is_new = load_central()
    assert is_new
    assert (edition.owner.name, edition.owner.office, edition.is_verified) == ("财政部", edition.owner, False)
    assert edition.entries.count() == len(load_catalogue().entries)
    assert edition.entries.get(code="A0402").items == list(load_catalogue().entry("A0402").items)
    assert load_central() == (edition, False)
    assert Edition.objects.count() == 1
    assert history(edition).count() == Entry.objects.count() == 1


def test_a_ministry_that_is_registered_is_taken() -> None:
    load_central()
    ministry = Body.objects.get()
    assert ministry.is_finance_office
    other = body("国家某部", ministry.place, office=ministry)
    assert load_central()[0].owner == ministry != other


def test_the_command_says_what_it_did() -> None:
    first, second = StringIO(), StringIO()
    call_command("load_central", stdout=first)
    call_command("load_central", stdout=second)
    assert "已载入" in first.getvalue()
    assert "待核对" in first.getvalue()
    assert "已经在了" in second.getvalue()
