"""A read of the table of sessions gives nobody a session."""

from __future__ import annotations

from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client

from goufu.accounts.session_store import SessionStore, stored_key
from goufu.accounts.tests.test_sessions import SignedIn
from goufu.registry.tests.county import County


def test_the_stored_key_opens_nothing(county: County, signed_in: SignedIn) -> None:
    client = signed_in(county.officer)
    key = client.cookies[settings.SESSION_COOKIE_NAME].value
    assert client.get("/account/").status_code == 200
    stored = Session.objects.get()
    assert key not in (stored.session_key, stored.session_data)
    thief = Client()
    thief.cookies[settings.SESSION_COOKIE_NAME] = stored.session_key
    assert thief.get("/account/").status_code == 302


def test_a_session_that_is_copied_into_another_row_is_nobody_s(county: County, signed_in: SignedIn) -> None:
    victim = signed_in(county.treasurer)
    copied = Session.objects.get().session_data
    thief = signed_in(county.officer)
    own = stored_key(thief.cookies[settings.SESSION_COOKIE_NAME].value)
    assert Session.objects.filter(session_key=own).update(session_data=copied) == 1
    assert thief.get("/account/").status_code == 302
    assert victim.get("/account/").status_code == 200


def test_it_is_found_changed_and_deleted_by_its_key(db: None) -> None:
    session = SessionStore()
    session["a"] = 1
    session.save()
    key = session.session_key
    assert key is not None
    found = SessionStore(key)
    assert found["a"] == 1
    found["a"] = 2
    found.save()
    assert SessionStore(key)["a"] == 2
    assert SessionStore().exists(key)
    found.cycle_key()
    assert not SessionStore().exists(key)
    assert found.session_key is not None
    assert SessionStore(found.session_key)["a"] == 2
    found.flush()
    assert not Session.objects.exists()


def test_a_key_that_is_not_there_is_not_taken_over(db: None) -> None:
    session = SessionStore("a" * 32)
    assert session.load() == {}
    session["a"] = 1
    session.save()
    assert session.session_key != "a" * 32
