"""TLS from the house itself: a certificate authority of its own, made once, and the server certificates that it signs.

Browsers give passkeys, the clipboard and much else only to pages that came over TLS, or from the same machine. Whoever
installs the authority's certificate, having compared its fingerprint, is asked nothing more, also when the server's is
renewed. An office that has a certificate of its own gives that one instead.

    tls_ca_key, tls_ca.pem      the authority, ten years; kept like other keys, and in the backup
    tls/server.key, server.pem  what granian reads: signed by it for a year, or a copy of the office's own
"""

from __future__ import annotations

import ipaddress
import os
import socket
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from goufu import os_errors
from goufu.config.folders import write_key_file
from goufu.config.processes import StartError

CA_KEY, CA_CERTIFICATE = "tls_ca_key", "tls_ca.pem"
CA_DAYS, SERVER_DAYS = 3650, 397
RENEWED_BEFORE = timedelta(days=30)
ANY_ADDRESS = ("0.0.0.0", "::", "")  # noqa: S104, compared with, not listened on
_HERE = ("localhost", "127.0.0.1", "::1")
_BACKDATED = timedelta(days=1)  # a clock that is a little slow accepts it, too


@dataclass(frozen=True)
class ServerFiles:
    """The certificate chain and its key, as granian reads them."""

    certificate: Path
    key: Path

    def expires(self) -> datetime:
        return x509.load_pem_x509_certificate(self.certificate.read_bytes()).not_valid_after_utc


def is_of_this_machine(host: str) -> bool:
    """Whether who listens there is reached from this machine only."""
    if host in ANY_ADDRESS:
        return False
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def names_of(host: str, given: Iterable[str]) -> list[str]:
    """The names and addresses by which a server that listens there is reached: those given first."""
    names = [each.strip() for each in given if each.strip() not in ("", "*")]
    names = [f"*{each}" if each.startswith(".") else each.strip("[]") for each in names]
    names += [socket.gethostname().lower(), *_own_addresses()] if host in ANY_ADDRESS else [host]
    return list(dict.fromkeys([*names, *_HERE]))


def issued(folder: Path, names: list[str], now: datetime) -> ServerFiles:
    """A server certificate for these names, signed by the authority of the data folder: the one there, or a new one."""
    files = server_files(folder)
    key, authority = _authority(folder, now)
    if not _is_good(files, authority, names, now):
        server_key = ec.generate_private_key(ec.SECP256R1())
        certificate = (
            _builder(names[0], authority.subject, server_key.public_key(), SERVER_DAYS, now)
            .add_extension(x509.SubjectAlternativeName([_general(each) for each in names]), critical=False)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(
                x509.AuthorityKeyIdentifier.from_issuer_public_key(key.public_key()), critical=False
            )
            .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
            .sign(key, hashes.SHA256())
        )
        _put(files, server_key, certificate.public_bytes(Encoding.PEM))
    return files


def adopted(folder: Path, certificate: Path, key: Path) -> ServerFiles:
    """The office's own certificate chain and key, copied as granian reads them. Raises StartError."""
    try:
        chain = certificate.read_bytes()
        found, private = x509.load_pem_x509_certificate(chain), load_pem_private_key(key.read_bytes(), None)
    except OSError as error:
        raise StartError(f"读不到证书：{error.filename}（{os_errors.why(error)}）。") from error
    except (ValueError, TypeError) as error:
        raise StartError(
            f"{certificate} 或者 {key} 读不懂。证书和钥匙都要是 PEM 格式，钥匙不设口令；国密（SM2）证书请放在前面的代理上。"
        ) from error
    if _public(found.public_key()) != _public(private.public_key()):
        raise StartError(f"{certificate} 和 {key} 不是一对。")
    files = server_files(folder)
    _put(files, private, chain)
    return files


def server_files(folder: Path) -> ServerFiles:
    """Where they are in the data folder, if this installation speaks TLS."""
    return ServerFiles(folder / "tls/server.pem", folder / "tls/server.key")


def authority_certificate(folder: Path) -> x509.Certificate:
    """The authority's certificate. Raises FileNotFoundError where none was made."""
    return x509.load_pem_x509_certificate((folder / CA_CERTIFICATE).read_bytes())


def fingerprint(certificate: x509.Certificate) -> str:
    """The SHA-256 digest as browsers show it, in pairs: 3A:0F:…"""
    return certificate.fingerprint(hashes.SHA256()).hex(":").upper()


def _authority(folder: Path, now: datetime) -> tuple[ec.EllipticCurvePrivateKey, x509.Certificate]:
    """The authority of the data folder, made anew where there is none, or where it ends soon."""
    if (folder / CA_CERTIFICATE).exists() and (folder / CA_KEY).exists():
        certificate = authority_certificate(folder)
        if certificate.not_valid_after_utc - now > RENEWED_BEFORE:
            key = load_pem_private_key((folder / CA_KEY).read_bytes(), None)
            assert isinstance(key, ec.EllipticCurvePrivateKey)
            return key, certificate
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"购服 Goufu {socket.gethostname()}"[:64])])
    usage = dict.fromkeys(
        (
            *("digital_signature", "content_commitment", "key_encipherment", "data_encipherment"),
            *("key_agreement", "key_cert_sign", "crl_sign", "encipher_only", "decipher_only"),
        ),
        False,
    )
    certificate = (
        _builder(name, name, key.public_key(), CA_DAYS, now)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(x509.KeyUsage(**usage | {"key_cert_sign": True, "crl_sign": True}), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    write_key_file(folder / CA_KEY, _pem(key).decode())
    write_key_file(folder / CA_CERTIFICATE, certificate.public_bytes(Encoding.PEM).decode())
    return key, certificate


def _builder(
    subject: str | x509.Name,
    issuer: x509.Name,
    key: ec.EllipticCurvePublicKey,
    days: int,
    now: datetime,
) -> x509.CertificateBuilder:
    if isinstance(subject, str):
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, subject[:64])])
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _BACKDATED)
        .not_valid_after(now + timedelta(days=days))
    )


def _is_good(files: ServerFiles, authority: x509.Certificate, names: list[str], now: datetime) -> bool:
    """Whether the certificate there is of this authority, for all these names, and doesn't end soon."""
    try:
        found = x509.load_pem_x509_certificate(files.certificate.read_bytes())
        found.verify_directly_issued_by(authority)
        said = found.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        key = load_pem_private_key(files.key.read_bytes(), None)
    except (OSError, ValueError, TypeError, InvalidSignature, x509.ExtensionNotFound):
        return False
    all_there = {_general(each) for each in names} <= set(said)
    # No pair where writing them was ended between the two files.
    is_pair = _public(found.public_key()) == _public(key.public_key())
    return all_there and is_pair and found.not_valid_after_utc - now > RENEWED_BEFORE


def _general(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name.encode("idna").decode() if not name.isascii() else name)


def _own_addresses() -> list[str]:
    """The addresses by which others reach this machine, as far as it tells."""
    found = []
    for family, elsewhere in ((socket.AF_INET, "192.0.2.1"), (socket.AF_INET6, "2001:db8::1")):
        with socket.socket(family, socket.SOCK_DGRAM) as probe:
            try:
                probe.connect((elsewhere, 9))  # sends nothing: the kernel only chooses the way
            except OSError:
                continue
            found.append(probe.getsockname()[0])
    return found


def _put(files: ServerFiles, key: PrivateKeyTypes, chain: bytes) -> None:
    files.key.parent.mkdir(mode=0o700, exist_ok=True)
    write_key_file(files.key, _pem(key).decode())
    write_key_file(files.certificate, chain.decode())


def _pem(key: PrivateKeyTypes) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def _public(key: object) -> bytes:
    said: bytes = key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)  # type: ignore[attr-defined]
    return said


def now() -> datetime:
    """By the machine's clock, as browsers judge it."""
    return datetime.now(UTC)


def given_files() -> tuple[Path, Path] | None:
    """The office's own certificate and key, as the environment names them; None where it doesn't. Raises StartError."""
    certificate, key = os.environ.get("GOUFU_CERTIFICATE", ""), os.environ.get("GOUFU_CERTIFICATE_KEY", "")
    if bool(certificate) != bool(key):
        raise StartError("GOUFU_CERTIFICATE（证书）和 GOUFU_CERTIFICATE_KEY（钥匙）要一起设。")
    return (Path(certificate), Path(key)) if certificate else None
