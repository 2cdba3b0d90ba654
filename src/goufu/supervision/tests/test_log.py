"""The standard log as a witness or a monitor fetches it, without an account."""

from __future__ import annotations

import pytest
from django.test import Client

from goufu.journal import actions
from goufu.journal.tests.conftest import Write
from goufu.journal.tests.test_tlog import many_seals, unpacked
from goufu.journal.tlog import merkle, notes, publishing
from goufu.journal.tlog.notes import Note

pytestmark = pytest.mark.django_db


def test_the_checkpoint_is_text_that_is_not_kept_for_long(client: Client, write: Write) -> None:
    write(1)
    actions.seal()
    publishing.publish()
    answer = client.get("/journal/log/checkpoint")
    assert (answer["Content-Type"], answer["Cache-Control"]) == ("text/plain; charset=utf-8", "max-age=5")
    note = Note.read(answer.content.decode())
    assert publishing.log_key().signed(note.signatures[0], note.text)
    assert notes.Checkpoint.read(note.text).size == 1


def test_tiles_and_entries_lead_to_the_checkpoint(client: Client) -> None:
    many_seals(260)
    publishing.publish()
    tile = client.get("/journal/log/tile/0/000")
    assert (tile["Content-Type"], len(tile.content)) == ("application/octet-stream", 8192)
    assert "immutable" in tile["Cache-Control"]
    entries = unpacked(client.get("/journal/log/tile/entries/000").content)
    assert tile.content == b"".join(map(merkle.leaf, entries))
    rest = client.get("/journal/log/tile/0/001.p/4").content
    assert rest == b"".join(
        merkle.leaf(each) for each in unpacked(client.get("/journal/log/tile/entries/001.p/4").content)
    )
    above = client.get("/journal/log/tile/1/000.p/1").content
    at = [rest[each : each + 32] for each in range(0, 128, 32)]
    root = merkle.node(above, merkle.node(merkle.node(*at[:2]), merkle.node(*at[2:])))
    checkpoint = notes.Checkpoint.read(Note.read(client.get("/journal/log/checkpoint").content.decode()).text)
    assert (checkpoint.size, checkpoint.root) == (260, root)


@pytest.mark.parametrize(
    "address",
    [
        "tile/0/001",
        "tile/0/001.p/5",
        "tile/1/000",
        "tile/1/000.p/2",
        "tile/2/000.p/1",
        "tile/64/000",
        "tile/999999999999/000",
        "tile/0/0",
        "tile/0/x001/000",
        "tile/0/000.p/0",
        "tile/entries/001",
        "tile/entries/000.p/256",
        "tile/x/000",
    ],
)
def test_what_the_log_does_not_have_is_not_found(client: Client, address: str) -> None:
    many_seals(260)
    publishing.publish()
    assert client.get(f"/journal/log/{address}").status_code == 404


def test_what_is_sealed_and_not_published_is_not_found_yet(client: Client) -> None:
    many_seals(1)
    assert client.get("/journal/log/checkpoint").status_code == 404
    assert client.get("/journal/log/tile/0/000.p/1").status_code == 404
    publishing.publish()
    assert client.get("/journal/log/tile/0/000.p/1").status_code == 200
