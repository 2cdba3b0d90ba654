"""An OpenID provider of a made-up county, on this machine alone: it signs in whoever it is told to, at once."""

from __future__ import annotations

import json
import secrets
import time
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from jwt.algorithms import RSAAlgorithm

CLIENT, SECRET = "goufu", "geheim"


@cache
def key(name: str) -> RSAPrivateKey:
    return generate_private_key(public_exponent=65537, key_size=2048)


@dataclass
class Provider:
    """What it says can be changed between two steps of a sign-in; what it was asked is kept."""

    address: str = ""
    person: dict[str, Any] = field(default_factory=lambda: {"sub": "17", "preferred_username": "Newcomer"})
    in_token: bool = True  # else only userinfo tells more than the number
    token: dict[str, Any] = field(default_factory=dict)  # claims that are otherwise than they should be
    signed_by: str = "its own"
    algorithm: str = "RS256"
    answers: dict[str, tuple[int, Any]] = field(default_factory=dict)  # instead of the right ones, by path
    asked: list[str] = field(default_factory=list)
    begun: dict[str, dict[str, str]] = field(default_factory=dict)  # what it was asked for, by code

    def authorize(self, address: str) -> str:
        """What a browser does there: the address to which it is sent back."""
        asked = dict(parse_qsl(urlsplit(address).query))
        assert (asked["client_id"], asked["response_type"]) == (CLIENT, "code")
        assert "openid" in asked["scope"].split()
        code = secrets.token_urlsafe()
        self.begun[code] = asked
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def answer(self, path: str, form: dict[str, str], authorization: str) -> tuple[int, Any]:
        self.asked.append(path)
        if path in self.answers:
            return self.answers[path]
        if path == "/token":
            return self._exchange(form)
        if path == "/userinfo":
            return (200, self.person) if authorization == "Bearer for-userinfo" else (401, {})
        public = RSAAlgorithm.to_jwk(key("its own").public_key(), as_dict=True) | {"kid": "1", "use": "sig"}
        return {
            "/.well-known/openid-configuration": (200, self.configuration()),
            "/jwks": (200, {"keys": [public]}),
        }.get(path, (404, {}))

    def configuration(self) -> dict[str, Any]:
        places = {"authorization": "authorize", "token": "token", "userinfo": "userinfo"}
        return {
            "issuer": self.address,
            "jwks_uri": f"{self.address}/jwks",
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
            **{f"{name}_endpoint": f"{self.address}/{place}" for name, place in places.items()},
        }

    def _exchange(self, form: dict[str, str]) -> tuple[int, Any]:
        begun = self.begun.pop(form["code"], None)  # a code is taken once
        if begun is None or not _proves(form, begun):
            return 400, {"error": "invalid_grant"}
        return 200, {"access_token": "for-userinfo", "token_type": "Bearer", "id_token": self.id_token(begun)}

    def id_token(self, begun: dict[str, str]) -> str:
        now = int(time.time())
        person = self.person if self.in_token else {"sub": self.person["sub"]}
        claims = {"iss": self.address, "aud": CLIENT, "iat": now, "exp": now + 60, "nonce": begun["nonce"]}
        claims |= {**person, **self.token}
        signing = key(self.signed_by) if self.algorithm == "RS256" else SECRET * 8
        return jwt.encode(
            claims,
            "" if self.algorithm == "none" else signing,
            algorithm=self.algorithm,
            headers={"kid": "1"},
        )


def _proves(form: dict[str, str], begun: dict[str, str]) -> bool:
    """The client's secret, the same address to come back to, and the code's challenge (PKCE)."""
    challenge = urlsafe_b64encode(sha256(form["code_verifier"].encode()).digest()).rstrip(b"=").decode()
    return (
        (form["client_id"], form["client_secret"]) == (CLIENT, SECRET)
        and form["redirect_uri"] == begun["redirect_uri"]
        and (begun["code_challenge_method"], begun["code_challenge"]) == ("S256", challenge)
    )


@contextmanager
def serving() -> Iterator[Provider]:
    provider = Provider()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path, _, query = self.path.partition("?")
            if path == "/authorize":
                self._send(302, b"", Location=provider.authorize(self.path))
            else:
                self._answer(path, query)

        def do_POST(self) -> None:
            self._answer(self.path, self.rfile.read(int(self.headers["Content-Length"])).decode())

        def _answer(self, path: str, form: str) -> None:
            said = {name: values[0] for name, values in parse_qs(form).items()}
            status, body = provider.answer(path, said, self.headers.get("Authorization", ""))
            raw = body if isinstance(body, bytes) else json.dumps(body).encode()
            self._send(status, raw, **{"Content-Type": "application/json"})

        def _send(self, status: int, raw: bytes, **headers: str) -> None:
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(raw)))
            self.end_headers()
            self.wfile.write(raw)

        def log_message(self, *said: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        provider.address = f"http://127.0.0.1:{server.server_port}"
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield provider
        finally:
            server.shutdown()
            thread.join()
