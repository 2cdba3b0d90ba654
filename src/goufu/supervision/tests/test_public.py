"""What everybody may have: roots of days, proofs that are checked without us, and the whole journal for who may see it."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from django.test import Client

import goufu.supervision
from goufu.journal import actions, proof
from goufu.journal.export import read
from goufu.journal.models import Day, Entry
from goufu.journal.tlog import publishing
from goufu.journal.tlog.proofs import ConsistencyProof, InclusionProof, checkpoint_of, read_checkpoint
from goufu.journal.tlog.publishing import publish
from goufu.journal.verify import verify
from goufu.registry.tests.county import County
from goufu.supervision.tests.conftest import SignIn, log

CHECK_PROOF = Path(goufu.supervision.__file__).parent / "static" / "supervision" / "check_proof.py"

pytestmark = pytest.mark.django_db


def roots() -> dict[str, str]:
    return {str(day.day): bytes(day.root).hex() for day in Day.objects.order_by("day")}


@pytest.mark.usefixtures("three_days")
def test_roots_are_public_as_page_text_and_json(client: Client) -> None:
    page = client.get("/journal/days/").content.decode()
    assert all(root in page for root in roots().values())
    text = client.get("/journal/days.txt").content.decode()
    assert text == "".join(f"{day}={root}\n" for day, root in roots().items())
    listed = client.get("/api/journal/days").json()
    assert listed == [{"day": day, "root": root, "seals": 2} for day, root in roots().items()]


def test_before_the_first_day_is_over_there_is_none(client: Client) -> None:
    assert "还没有日根" in client.get("/journal/days/").content.decode()
    assert client.get("/journal/days.txt").content == b""


@pytest.mark.usefixtures("three_days")
def test_a_proof_is_taken_and_checked_here_and_with_nothing_of_ours(
    county: County, signed_in: SignIn, client: Client, tmp_path: Path
) -> None:
    entry = Entry.objects.order_by("pk")[7]
    answer = signed_in(county.auditor).get(f"/journal/entries/{entry.pk}/proof/")
    assert answer.headers["Content-Disposition"] == f'attachment; filename="proof-{entry.pk}.tlog-proof"'
    proven = proof.check(proof.read(answer.content))
    assert proven.day_root is not None
    assert proven.day_root.hex() == roots()["2026-11-21"]

    file = tmp_path / "proof.tlog-proof"
    file.write_bytes(answer.content)
    printed = check_alone(file)
    checkpoint = client.get("/journal/log/checkpoint").content.decode()
    assert printed.stdout == f"{' '.join(checkpoint.splitlines()[:3])}\n2026-11-21={roots()['2026-11-21']}\n"

    sent = InclusionProof.read(file.read_text(encoding="utf-8"))
    said = sent.extra.decode()
    assert "李经办" in said
    file.write_text(str(replace(sent, extra=said.replace("李经办", "赵经办").encode())), encoding="utf-8")
    refused = check_alone(file)
    assert (refused.returncode, "证明或者日志被改过" in refused.stderr) == (1, True)


def check_alone(file: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, CHECK_PROOF, file], capture_output=True, text=True, check=False)


@pytest.mark.usefixtures("three_days")
def test_a_checkpoint_comes_with_the_proof_that_it_goes_on_from_the_one_that_was_kept(
    county: County, client: Client
) -> None:
    kept = client.get("/journal/log/checkpoint").content.decode()
    log(county.officer)
    actions.seal()
    publish()
    answer = client.get("/journal/log/checkpoint?since=6")
    proof_of_today = ConsistencyProof.read(answer.content.decode())
    assert proof_of_today.holds(checkpoint_of(read_checkpoint(kept)))
    for since in (8, 10**17):
        assert client.get(f"/journal/log/checkpoint?since={since}").status_code == 404
    assert client.get("/journal/log/checkpoint?since=x").content.startswith(b"old 0\n\n")


def test_what_is_not_sealed_yet_has_no_proof_and_says_so(county: County, signed_in: SignIn) -> None:
    [entry] = log(county.officer)
    answer = signed_in(county.auditor).get(f"/journal/entries/{entry.pk}/proof/")
    assert answer.status_code == 422
    assert "还没有存证" in answer.content.decode()


@pytest.mark.usefixtures("three_days")
def test_the_whole_journal_is_taken_home_and_verified_there(county: County, signed_in: SignIn) -> None:
    answer = signed_in(county.audit).post("/journal/export/")
    lines = b"".join(answer.streaming_content).decode().splitlines()  # type: ignore[attr-defined]
    report = verify(read(lines))
    assert (report.entries, report.seals, report.days, report.fault_count) == (18, 6, 3, 0)
    assert report.waiting == 2  # her second factor, and the export itself
    assert Entry.objects.latest("pk").action == "supervision.journal.exported"


def test_who_sees_a_part_takes_no_whole(county: County, signed_in: SignIn) -> None:
    answer = signed_in(county.auditor).post("/journal/export/")
    assert answer.status_code == 403
    assert "安全审计员" in answer.content.decode()
    assert not Entry.objects.filter(action="supervision.journal.exported").exists()


def test_the_way_to_check_is_told_to_everybody(client: Client) -> None:
    page = client.get("/journal/proofs/").content.decode()
    assert "check_proof.py" in page
    assert "SM3" in page
    assert (
        page.count(f"--log-key {publishing.log_key()}</pre>") == 2
    )  # nobody need ask for it, only compare it


def test_a_proof_over_the_api(county: County, three_days: None) -> None:
    from goufu.accounts.actions.keys import issue_key

    _token, text = issue_key(name="审计系统", days=1, by=county.auditor)
    number = Entry.objects.order_by("pk")[3].pk
    answer = Client().get(f"/api/journal/entries/{number}/proof", headers={"authorization": f"Bearer {text}"})
    proven = proof.check(proof.read(json.loads(answer.content)["proof"].encode()))
    assert proven.day_root is not None
    assert proven.day_root.hex() == roots()["2026-11-20"]
