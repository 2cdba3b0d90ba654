"""The central catalogue comes from the data files, once, and keeps their mark."""

from __future__ import annotations

from datetime import date, timedelta
from io import BytesIO, StringIO
from zipfile import ZipFile

import pytest
from django.core.management import call_command
from django.test import Client

from goufu import wall_clock
from goufu.catalogue import entries as data
from goufu.catalogue.api import EditionOut
from goufu.catalogue.entries import Catalogue, load_catalogue
from goufu.catalogue.loading import load_central
from goufu.catalogue.models import Edition, EditionState
from goufu.core.action import history
from goufu.journal.models import Entry
from goufu.journal.replay import replay
from goufu.registry.models import Body, Person
from goufu.registry.tests.county import body

pytestmark = pytest.mark.django_db
LATER = ("A1503", "A1504")


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
    assert "施行日期 2020-03-01 也待核对" in first.getvalue()
    assert "已经在了" in second.getvalue()


def test_a_first_day_that_nobody_has_checked_is_marked_wherever_it_stands(client: Client) -> None:
    edition = load_central()[0]
    for address in (f"/catalogue/editions/{edition.pk}/", "/catalogue/editions/"):
        page = client.get(address).content.decode()
        assert "2020" in page, address
        assert "待核对" in page.partition("2020")[2][:300], address
    with ZipFile(BytesIO(client.get("/catalogue/editions/?as=xlsx").content)) as book:
        assert "待核对" in "".join(book.read(name).decode() for name in book.namelist())
    told = EditionOut.from_orm(edition)
    assert (told.valid_from, told.valid_from_verified) == (date(2020, 3, 1), False)
    edition.is_verified = True
    assert edition.day_mark == ""


def an_earlier_program_s(monkeypatch: pytest.MonkeyPatch) -> Edition:
    """What a program loaded whose data lacked two entries."""
    whole = load_catalogue()
    fewer = Catalogue(whole.edition, tuple(each for each in whole.entries if each.code not in LATER))
    with monkeypatch.context() as earlier:
        earlier.setattr(data, "load_catalogue", lambda: fewer)
        return load_central()[0]


def test_entries_that_became_known_later_come_with_a_new_edition_from_today(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    before = an_earlier_program_s(monkeypatch)
    edition, is_new = load_central()
    assert (is_new, edition.number, edition.valid_from) == (True, 2, wall_clock.today())
    assert set(edition.names) - set(before.names) == set(LATER)
    before.refresh_from_db()
    assert before.state == EditionState.SUPERSEDED
    assert before.valid_until == wall_clock.today() - timedelta(days=1)
    assert set(LATER).isdisjoint(before.names)
    assert history(edition).get().facts["ended"] == "中央本级政府购买服务指导性目录（第1版）"
    assert load_central() == (edition, False)
    assert replay(only=["catalogue_edition", "catalogue_editionentry"]).faults == []


@pytest.mark.parametrize("state", [EditionState.DRAFT, EditionState.PUBLISHED])
def test_what_the_ministry_s_people_have_made_stays(state: str, monkeypatch: pytest.MonkeyPatch) -> None:
    before = an_earlier_program_s(monkeypatch)
    own = Edition.objects.create(owner=before.owner, kind=before.kind, title="财政部自己编的", number=2)
    if state == EditionState.PUBLISHED:
        Edition.objects.filter(pk=before.pk).update(
            state=EditionState.SUPERSEDED, valid_until=date(2026, 1, 1), version=2
        )
        Edition.objects.filter(pk=own.pk).update(
            state=state,
            valid_from=date(2026, 1, 2),
            published_on=date(2026, 1, 2),
            published_by=Person.objects.create(username="ministry", name="编目录的人"),
        )
    assert load_central() == (own, False)
    assert Edition.objects.count() == 2
