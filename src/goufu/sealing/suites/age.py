"""The suite of today: age with X25519, by pyrage here and age-encryption in browsers."""

from __future__ import annotations

import pyrage
from pyrage import x25519

from goufu.sealing.errors import Damaged, Malformed, WrongKey
from goufu.sealing.streams import Reader, Writer
from goufu.sealing.suites.suite import Identity

_NO_KEY, _REMEDY = "“%(public)s”不是 age 公钥", "请向保管人要 age1 开头的那一行"
_OTHERS = "No matching keys found"  # what pyrage says when no recipient is ours


class Age:
    """age: X25519, HKDF-SHA-256, ChaCha20-Poly1305 in chunks of 64 KiB (age-encryption.org/v1)."""

    name = "age-x25519"

    def require(self) -> None:
        """Nothing: pyrage is always installed."""

    def new_identity(self) -> Identity:
        made = x25519.Identity.generate()
        return Identity(str(made).encode(), str(made.to_public()))

    def public_of(self, secret: bytes) -> str:
        return str(_identity(secret).to_public())

    def check_public(self, public: str) -> None:
        if str(_recipient(public)) != public:  # in capitals it would be another key to whoever compares texts
            raise Malformed(_NO_KEY, _REMEDY, public=public)

    def encrypt(self, reader: Reader, writer: Writer, public: str) -> None:
        source, sink = _Watched(reader), _Watched(writer)
        try:
            pyrage.encrypt_io(source, sink, [_recipient(public)])
        except (pyrage.EncryptError, OSError) as error:
            raise (source.failure or sink.failure or error) from None

    def decrypt(self, reader: Reader, writer: Writer, secret: bytes) -> None:
        source, sink = _Watched(reader), _Watched(writer)
        try:
            pyrage.decrypt_io(source, sink, [_identity(secret)])
        except (pyrage.DecryptError, OSError) as error:
            if ours := source.failure or sink.failure:
                raise ours from None
            if str(error) == _OTHERS:
                raise WrongKey("这一段不是用这把钥匙封的", "请核对钥匙的指纹和信封") from error
            raise Damaged(
                "密文和封的时候不一样：改过、截断过，或者后面添了东西", "请取收到时摘要相符的那一份"
            ) from error


class _Watched:
    """A stream that remembers what its own reading or writing failed of: pyrage says OSError of its own failures too."""

    def __init__(self, stream: Reader | Writer) -> None:
        self._stream = stream
        self.failure: BaseException | None = None

    def read(self, size: int) -> bytes:
        return bytes(self._tried("read", size))

    def write(self, data: bytes) -> int:
        return int(self._tried("write", data))

    def flush(self) -> None:
        """Nothing: who opened the stream closes it."""

    def _tried(self, name: str, argument: object) -> bytes | int:
        try:
            done: bytes | int = getattr(self._stream, name)(argument)
        except BaseException as error:
            self.failure = error
            raise
        return done


def _identity(secret: bytes) -> x25519.Identity:
    try:
        return x25519.Identity.from_str(secret.decode())
    except (ValueError, pyrage.IdentityError) as error:
        raise Malformed("这不是一把 age 钥匙", "请选保管人自己的钥匙文件") from error


def _recipient(public: str) -> x25519.Recipient:
    try:
        return x25519.Recipient.from_str(public)
    except (ValueError, pyrage.RecipientError) as error:
        raise Malformed(_NO_KEY, _REMEDY, public=public) from error
