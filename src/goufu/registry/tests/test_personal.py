"""Personal data: ciphertext in the database, masked wherever it is shown, and lost keys spoil no page."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest
from cryptography.fernet import Fernet
from django.db import connection
from pytest_django import Settings

from goufu.core import personal
from goufu.core.personal import KeyMissing, Personal
from goufu.registry.models import Person

PHONE = "13812345678"
OLD, NEW = Fernet.generate_key().decode(), Fernet.generate_key().decode()


@pytest.fixture
def keys(settings: Settings) -> Iterator[Settings]:
    """Whatever a test sets as PERSONAL_KEYS; the keys in use are read once a process."""
    personal._keys.cache_clear()
    yield settings
    personal._keys.cache_clear()


def use(settings: Settings, *keys: str) -> None:
    settings.PERSONAL_KEYS = list(keys)
    personal._keys.cache_clear()


@pytest.fixture
def person(db: None) -> Person:
    return Person.objects.create(username="zhou", name="周新", phone=PHONE)


def stored(person: Person) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT phone FROM registry_person WHERE id = %s", [person.pk])
        return str(cursor.fetchone()[0])


def read(person: Person) -> Person:
    return Person.objects.get(pk=person.pk)


def test_the_database_sees_ciphertext(person: Person) -> None:
    assert PHONE not in stored(person)
    assert stored(person).startswith("gAAAA")
    assert read(person).phone.reveal() == PHONE


def test_as_text_it_is_masked(person: Person, caplog: pytest.LogCaptureFixture) -> None:
    phone = read(person).phone
    logging.getLogger("goufu").warning("%s %r", phone, phone)
    for shown in (str(phone), repr(phone), f"{phone}", caplog.text, repr(vars(read(person)))):
        assert PHONE not in shown
    assert str(phone) == "138****5678"
    assert str(Personal("110105")) == "******"


def test_what_is_blank_stays_blank(db: None) -> None:
    nobody = Person.objects.create(username="blank", name="空白")
    again = read(nobody)
    again.save()
    assert not again.phone
    assert stored(nobody) == ""


def test_a_new_key_reads_what_an_old_one_wrote(keys: Settings, db: None) -> None:
    use(keys, OLD)
    person = Person.objects.create(username="zhou", name="周新", phone=PHONE)
    use(keys, NEW, OLD)
    assert read(person).phone.reveal() == PHONE
    person.phone = Personal(PHONE)
    person.save()
    use(keys, NEW)
    assert read(person).phone.reveal() == PHONE


def test_a_wrong_key_spoils_no_list_and_is_told_when_it_matters(keys: Settings, db: None) -> None:
    use(keys, OLD)
    person = Person.objects.create(username="zhou", name="周新", phone=PHONE)
    before = stored(person)
    use(keys, NEW)
    found = read(person)
    assert "打不开" in str(found.phone)
    with pytest.raises(KeyMissing, match="另一把密钥") as lost:
        found.phone.reveal()
    assert "personal_keys" in lost.value.remedy
    found.save()
    assert stored(person) == before
