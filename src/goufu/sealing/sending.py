"""Sending an envelope to a house over its API, in pieces; what was broken off goes on where it ended."""

from __future__ import annotations

import http.client
import json
from dataclasses import dataclass
from typing import Any, BinaryIO
from urllib.parse import urlsplit

from goufu.sealing.errors import SealError

PIECE = 4 << 20
_SECONDS = 60  # for one piece
_OK, _CONFLICT = 200, 409


@dataclass(frozen=True)
class House:
    """A house by its address, as the holder of an API key."""

    address: str
    key: str

    def bid(self, procurement: int, digest: str) -> Sending:
        return Sending(self, f"/api/procurements/{procurement}/bids/{digest}")

    def ask(self, method: str, path: str, body: bytes | None, media_type: str) -> dict[str, Any]:
        """What the house answers. Raises SealError with its own sentences, or for a network that is broken."""
        where = urlsplit(self.address)
        connect = http.client.HTTPSConnection if where.scheme == "https" else http.client.HTTPConnection
        connection = connect(where.hostname or "", where.port, timeout=_SECONDS)
        headers = {"Authorization": f"Bearer {self.key}", "Content-Type": media_type}
        try:
            connection.request(method, f"{where.path.rstrip('/')}{path}", body, headers)
            answer = connection.getresponse()
            said = json.loads(answer.read() or b"{}")
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise SealError(
                "连不上 %(address)s", "请检查网址和网络，再运行一次，会接着送", address=self.address
            ) from error
        finally:
            connection.close()
        if answer.status == _CONFLICT and "have" in said:
            return dict(said)
        if answer.status != _OK:
            raise SealError(str(said.get("what", answer.reason)), str(said.get("remedy", "请核对令牌和网址")))
        return dict(said)


@dataclass(frozen=True)
class Sending:
    """An envelope on its way to a house."""

    house: House
    path: str

    def send(self, file: BinaryIO, size: int) -> None:
        """Sends what isn't there yet."""
        have = self._have("GET", self.path, None)
        while have < size:
            file.seek(have)
            have = self._have("PUT", f"{self.path}?at={have}&of={size}", file.read(PIECE))

    def take_in(self, listed: str) -> dict[str, Any]:
        """The receipt of what has come whole."""
        return self.house.ask("POST", self.path, json.dumps({"list": listed}).encode(), "application/json")

    def _have(self, method: str, path: str, body: bytes | None) -> int:
        return int(self.house.ask(method, path, body, "application/octet-stream")["have"])
