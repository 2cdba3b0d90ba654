"""Files by their digest: written and known to the disk before anything else, read only as they were kept."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.db import transaction
from pytest_django import Settings

from goufu.core.errors import Refusal
from goufu.documents.errors import Changed, MissingFile, NotStored, TooLarge
from goufu.documents.models import Document
from goufu.documents.store import MOST_BYTES, Draft, FolderStore, days_ago, store, sync_files
from goufu.documents.sweep import sweep
from goufu.documents.verify import verified

ABC = "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"  # SM3 of "abc", GB/T 32905-2016 annex A


@pytest.fixture
def place(tmp_path: Path, settings: Settings) -> FolderStore:
    settings.DOCUMENTS = tmp_path / "documents"
    return store()


def keep(place: FolderStore, *chunks: bytes) -> str:
    with place.draft(chunks) as draft:
        place.keep(draft)
    return draft.digest


def files(place: FolderStore) -> list[str]:
    return sorted(str(file.relative_to(place.folder)) for file in place.folder.rglob("*") if file.is_file())


def grow_old(place: FolderStore, days: int = 11) -> None:
    for name in files(place):
        os.utime(place.folder / name, (days_ago(days), days_ago(days)))


def paper(digest: str) -> Document:
    return Document.objects.create(
        subject_kind="thing", subject_number=1, kind="letter", origin="attached", name="来信", media_type="application/pdf",
        size_bytes=3, digest=digest, person_name="李经办",
    )  # fmt: skip


def test_bytes_lie_under_their_digest_and_come_back(place: FolderStore) -> None:
    assert keep(place, b"a", b"bc") == ABC
    assert files(place) == [f"66/{ABC}"]
    with place.read(ABC) as file:
        assert file.read() == b"abc"


def test_what_is_read_in_memory_wants_no_temporary_folder(
    place: FolderStore, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    large = b"of a paper " * 300_000
    digest = keep(place, large)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "full"))
    with place.read(digest, in_memory=True) as file:
        assert file.read() == large
    monkeypatch.setattr("goufu.documents.store.LARGEST", MOST_BYTES)
    place._path(digest).write_bytes(b"x" * (MOST_BYTES + 1))
    with pytest.raises(Changed):
        place.read(digest, in_memory=True)


def test_a_file_that_can_t_be_read_is_as_good_as_missing(place: FolderStore) -> None:
    digest = keep(place, b"abc")
    place._path(digest).unlink()
    place._path(digest).symlink_to("/proc/self/mem")  # opens, and fails where nothing is mapped
    with pytest.raises(MissingFile):
        place.read(digest)


def test_the_same_bytes_lie_there_once(place: FolderStore) -> None:
    assert keep(place, b"abc") == keep(place, b"abc")
    assert files(place) == [f"66/{ABC}"]


def test_what_is_not_kept_is_gone(place: FolderStore) -> None:
    with pytest.raises(ZeroDivisionError), place.draft([b"abc"]) as draft:
        assert draft.path.read_bytes() == b"abc"
        raise ZeroDivisionError
    assert files(place) == []


def test_nobody_else_on_the_machine_reads_it(place: FolderStore) -> None:
    keep(place, b"abc")
    assert [(place.folder / name).stat().st_mode & 0o777 for name in (f"66/{ABC}", "66", ".")] == [
        0o600,
        0o700,
        0o700,
    ]


def told_to_the_disk(monkeypatch: pytest.MonkeyPatch, said: Callable[[Path], str]) -> list[str]:
    """What the disk is told from now on: each path that is synced, as it is said, and "moved"."""
    steps: list[str] = []
    sync, replace = os.fsync, Path.replace

    def synced(handle: int) -> None:
        steps.append(said(Path(f"/proc/self/fd/{handle}").readlink()))
        sync(handle)

    def moved(self: Path, target: Path) -> Path:
        steps.append("moved")
        return replace(self, target)

    monkeypatch.setattr(os, "fsync", synced)
    monkeypatch.setattr(Path, "replace", moved)
    return steps


def test_the_disk_knows_the_file_and_its_folder_before_it_is_kept(
    place: FolderStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A power failure after `keep` takes nothing: the order of what the disk is told."""
    steps = told_to_the_disk(monkeypatch, lambda path: f"synced {path.parent.name or '/'}")
    keep(place, b"abc")
    parent = place.folder.parent.name
    # the folder of drafts is new, the draft, the folder 66 is new, the file is under its digest
    assert steps == [f"synced {parent}", "synced drafts", f"synced {parent}", "moved", "synced documents"]


def test_of_many_files_each_is_on_the_disk_before_it_moves_and_each_folder_once(
    place: FolderStore, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    paths = [tmp_path / f"{number}" for number in range(6)]
    for path in paths:
        path.write_bytes(b"x")
    drafts = [Draft(path, f"{number % 3:02x}" + f"{number}" * 62, 1) for number, path in enumerate(paths)]
    steps = told_to_the_disk(monkeypatch, lambda path: path.name)
    sync_files(paths)
    place.keep_all(drafts)
    assert sorted(steps[:6]) == [path.name for path in paths]
    assert steps[-9:-3] == ["moved"] * 6
    assert sorted(steps[-3:]) == ["00", "01", "02"]
    assert all(place.has(draft.digest) for draft in drafts)


def test_a_changed_file_is_refused(place: FolderStore) -> None:
    keep(place, b"abc")
    (place.folder / "66" / ABC).write_bytes(b"abd")
    with pytest.raises(Changed, match="和登记时不同"):
        place.read(ABC)


def test_bringing_the_same_bytes_again_mends_a_changed_file(place: FolderStore) -> None:
    keep(place, b"abc")
    (place.folder / "66" / ABC).write_bytes(b"abd")
    keep(place, b"abc")
    with place.read(ABC) as file:
        assert file.read() == b"abc"


def test_a_missing_file_is_told_in_a_sentence(place: FolderStore) -> None:
    with pytest.raises(MissingFile, match="不见了"):
        place.read(ABC)


def test_a_digest_that_is_none_leads_nowhere(place: FolderStore) -> None:
    with pytest.raises(ValueError, match="passwd"):
        place.read("../../etc/passwd")


def test_too_large_is_refused_before_the_rest_is_read(place: FolderStore) -> None:
    read = 0

    def endless() -> Iterator[bytes]:
        nonlocal read
        while True:
            read += 1
            yield bytes(1 << 20)

    with pytest.raises(TooLarge, match="超过 2 MB"), place.draft(endless(), 2 << 20):
        pass
    assert (read, files(place)) == (3, [])


def test_a_share_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    share = FolderStore(tmp_path / "share", is_ours=False)
    with pytest.raises(NotStored, match="没有存下来"), share.draft([b"abc"]):
        pass
    assert not share.folder.exists()


def test_a_full_disk_is_told_in_a_sentence(place: FolderStore, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(Refusal, match="没有存下来"), place.draft([b"abc"]):
        pass


@pytest.mark.django_db
def test_the_sweep_takes_what_no_paper_is_about_after_ten_days(place: FolderStore) -> None:
    orphan, wanted = keep(place, b"abc"), keep(place, b"a letter")
    paper(wanted)
    with place.draft([b"broken off"]) as draft:
        os.link(draft.path, draft.path.with_name("killed"))
    assert sweep() == 0
    assert files(place)[-1] == f"orphans/{orphan}"
    grow_old(place, days=9)
    assert sweep() == 0
    assert len(files(place)) == 4
    grow_old(place)
    assert sweep() == 1
    assert files(place) == [f"{wanted[:2]}/{wanted}"]
    assert orphan not in files(place)


@pytest.mark.django_db
def test_what_loses_its_paper_when_the_database_is_restored_stays_ten_days_from_then(
    place: FolderStore,
) -> None:
    """An older database doesn't know papers that were attached after it was backed up, however old they are by now."""
    orphan = keep(place, b"abc")
    assert sweep() == 0  # it is found without a paper, and marked
    with transaction.atomic():
        paper(orphan)
        grow_old(place, days=100)
        assert sweep() == 0
        transaction.set_rollback(True)
    assert sweep() == 0
    assert (place.folder / f"66/{ABC}").exists()
    grow_old(place)
    assert sweep() == 1
    assert files(place) == []


@pytest.mark.django_db
def test_a_file_brought_again_while_the_sweep_looks_stays(
    place: FolderStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The sweep has seen the orphan; before it is gone somebody attaches the same bytes."""
    keep(place, b"abc")
    sweep()
    grow_old(place)

    def somebody_was_first(digest: str) -> None:
        keep(place, b"abc")
        paper(digest)

    monkeypatch.setattr("goufu.documents.sweep.hold", somebody_was_first)
    assert sweep() == 0
    assert files(place) == [f"66/{ABC}", f"orphans/{ABC}"]
    assert sweep() == 0
    assert files(place) == [f"66/{ABC}"]


@pytest.mark.django_db
def test_a_paper_without_its_file_is_found(place: FolderStore) -> None:
    good, gone, changed = (keep(place, each) for each in (b"abc", b"gone", b"changed"))
    papers = [paper(digest) for digest in (good, gone, changed, good)]
    assert list(verified()) == [None] * 4
    (place.folder / gone[:2] / gone).unlink()
    (place.folder / changed[:2] / changed).write_bytes(b"other")
    faults = {fault.number: fault.what[:8] for fault in verified() if fault}
    assert faults == {papers[1].pk: "这份文件的内容不", papers[2].pk: "这份文件和登记时"}
