"""The house's own certificate authority, its server certificates, and those of an office."""

from __future__ import annotations

import ipaddress
import ssl
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.verification import PolicyBuilder, Store, VerificationError

from goufu.config import tls
from goufu.config.folders import key_files
from goufu.config.processes import StartError
from goufu.config.watchdog import Watchdog
from goufu.config.web_server import WebServer

NAMES = ["goufu.county", "192.0.2.7", "localhost"]
NOW = tls.now()


def server(folder: Path, names: list[str] = NAMES, now: datetime = NOW) -> x509.Certificate:
    return x509.load_pem_x509_certificate(tls.issued(folder, names, now).certificate.read_bytes())


def verify(folder: Path, name: str, now: datetime = NOW) -> None:
    """As a browser does that has the authority's certificate."""
    try:
        subject: x509.verification.Subject = x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        subject = x509.DNSName(name)
    presented = server(folder, now=now)
    store = Store([tls.authority_certificate(folder)])
    PolicyBuilder().store(store).time(now).build_server_verifier(subject).verify(presented, [])


def test_whoever_trusts_the_authority_trusts_each_name_of_the_server_and_no_other(tmp_path: Path) -> None:
    server(tmp_path)
    for name in NAMES:
        verify(tmp_path, name)
    with pytest.raises(VerificationError):
        verify(tmp_path, "goufu.elsewhere")


def test_keys_are_for_their_owner_only_and_the_authority_is_in_a_backup(tmp_path: Path) -> None:
    files = tls.issued(tmp_path, NAMES, NOW)
    for file in (files.key, tmp_path / "tls_ca_key"):
        assert file.stat().st_mode & 0o777 == 0o600
    assert key_files(tmp_path).keys() == {"tls_ca_key", "tls_ca.pem"}


def test_a_start_changes_nothing_that_is_still_good(tmp_path: Path) -> None:
    assert server(tmp_path) == server(tmp_path, NAMES[:1], NOW + timedelta(days=300))


@pytest.mark.parametrize(
    ("names", "days"), [(NAMES, 397 - 29), ([*NAMES, "goufu.city"], 0)], ids=["ends soon", "another name"]
)
def test_a_server_certificate_is_renewed_under_the_same_authority(
    names: list[str], days: int, tmp_path: Path
) -> None:
    before, authority = server(tmp_path), tls.authority_certificate(tmp_path)
    later = NOW + timedelta(days=days)
    assert server(tmp_path, names, later) != before
    assert tls.authority_certificate(tmp_path) == authority
    verify(tmp_path, "goufu.county", later)


def test_a_key_of_another_certificate_is_replaced(tmp_path: Path) -> None:
    """As a start leaves it that was killed between the two files."""
    files = tls.issued(tmp_path, NAMES, NOW)
    key, certificate = files.key.read_bytes(), files.certificate.read_bytes()
    tls.issued(tmp_path, [*NAMES, "goufu.city"], NOW)
    for broken in (key, b"", b"no key"):
        files.key.write_bytes(broken)
        tls.issued(tmp_path, NAMES, NOW)
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(files.certificate, files.key)
    assert files.certificate.read_bytes() != certificate


def test_an_authority_that_ends_soon_is_made_anew(tmp_path: Path) -> None:
    server(tmp_path)
    later = NOW + timedelta(days=3650 - 29)
    verify(tmp_path, "goufu.county", later)
    assert tls.authority_certificate(tmp_path).not_valid_after_utc > later + timedelta(days=3000)


@pytest.mark.parametrize(
    ("host", "is_ours"),
    [
        ("127.0.0.1", True),
        ("localhost", True),
        ("::1", True),
        ("0.0.0.0", False),  # noqa: S104
        ("::", False),
        ("10.1.2.3", False),
    ],
)
def test_only_what_others_reach_speaks_tls(host: str, is_ours: bool) -> None:
    assert tls.is_of_this_machine(host) is is_ours


def test_names_that_were_given_come_first_and_nothing_twice() -> None:
    names = tls.names_of("0.0.0.0", ["goufu.county", "", "[2001:db8::7]", ".city.gov.cn", "localhost"])  # noqa: S104
    assert names[:4] == ["goufu.county", "2001:db8::7", "*.city.gov.cn", "localhost"]
    assert len(names) == len(set(names)) and {"127.0.0.1", "::1"} <= set(names)


def of_an_office(folder: Path) -> tuple[Path, Path]:
    """Its certificate, and its key in the older form that openssl writes, too."""
    key = rsa.generate_private_key(65537, 2048)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "goufu.county")])
    certificate = tls._builder(name, name, key.public_key(), 90, NOW).sign(key, hashes.SHA256())  # type: ignore[arg-type]
    (folder / "office.pem").write_bytes(certificate.public_bytes(Encoding.PEM))
    (folder / "office.key").write_bytes(
        key.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption())
    )
    return folder / "office.pem", folder / "office.key"


def test_an_office_s_own_certificate_is_copied_as_the_server_reads_it(tmp_path: Path) -> None:
    files = tls.adopted(tmp_path, *of_an_office(tmp_path))
    assert files.key.read_text().startswith("-----BEGIN PRIVATE KEY-----")
    assert files.key.stat().st_mode & 0o777 == 0o600
    assert not (tmp_path / "tls_ca_key").exists()


def test_what_is_no_certificate_and_what_is_no_pair_is_told_in_a_sentence(tmp_path: Path) -> None:
    certificate, key = of_an_office(tmp_path)
    with pytest.raises(StartError, match="读不到证书"):
        tls.adopted(tmp_path, tmp_path / "nowhere", key)
    with pytest.raises(StartError, match="读不懂"):
        tls.adopted(tmp_path, certificate, certificate)
    other = ec.generate_private_key(ec.SECP256R1())
    key.write_bytes(tls._pem(other))
    with pytest.raises(StartError, match="不是一对"):
        tls.adopted(tmp_path, certificate, key)


def test_certificate_and_key_are_set_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOUFU_CERTIFICATE", "/etc/goufu.pem")
    with pytest.raises(StartError, match="一起设"):
        tls.given_files()


def test_a_certificate_that_is_being_exchanged_stops_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificate, key = of_an_office(tmp_path)
    monkeypatch.setenv("GOUFU_DATA", str(tmp_path))
    for name in ("GOUFU_SPEAKS_TLS", "GOUFU_HOSTS"):
        monkeypatch.setenv(name, "")  # the server sets them
    monkeypatch.setenv("GOUFU_CERTIFICATE", str(certificate))
    monkeypatch.setenv("GOUFU_CERTIFICATE_KEY", str(key))
    with closing(Watchdog(10)) as watchdog:
        server = WebServer("0.0.0.0", 8443, 1, watchdog)  # noqa: S104
        at_work = tls.server_files(tmp_path).certificate.read_bytes()
        certificate.write_bytes(b"half of it")
        server._looked -= timedelta(hours=2)
        assert server.ended() is None
    assert tls.server_files(tmp_path).certificate.read_bytes() == at_work
