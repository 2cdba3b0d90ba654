"""The web server: granian with its processes, over TLS where it listens to the network."""

from __future__ import annotations

import http.client
import logging
import os
import ssl
import threading
from contextlib import suppress
from datetime import timedelta
from importlib import import_module
from pathlib import Path

from goufu.config import tls
from goufu.config.folders import data_folder
from goufu.config.loading import keep_loaded
from goufu.config.processes import StartError
from goufu.config.supervisor import Program
from goufu.config.watchdog import Watchdog
from goufu.files.environment import whole_number

START_SECONDS = 60
# Per process, idle ones included (a browser holds six); less than the limit of open files (1024).
CONNECTIONS = 512
HEADERS_WITHIN_MS = (
    15_000  # since the connection was opened or became idle; with HTTP/1, idle connections are closed too
)
STOPS_WITHIN_SECONDS = 5
CERTIFICATE_LOOKED_AT = timedelta(hours=1)

log = logging.getLogger(__name__)


class WebServer(Program):
    """Granian restarts those of its processes that die, the supervisor restarts granian.

    It speaks TLS where others than this machine reach it, unless a proxy in front does (GOUFU_HTTPS=1) or GOUFU_TLS=0:
    with the office's own certificate (GOUFU_CERTIFICATE, GOUFU_CERTIFICATE_KEY) or one of the house's authority. It is
    restarted when that was renewed. Raises StartError.
    """

    def __init__(self, host: str, port: int, workers: int, watchdog: Watchdog) -> None:
        self.host = host
        self.port = port
        self._names = tls.names_of(host, os.environ.get("GOUFU_HOSTS", "").split(","))
        self._files = self._certificate()
        self._looked = tls.now()
        self.workers = workers
        super().__init__("网页服务", "goufu-web", self._serve, watchdog)

    @property
    def url(self) -> str:
        """The address for people: by the first name where others reach it."""
        if not self._files:
            return f"http://{_address(self.host)}:{self.port}/"
        name = self._names[0].removeprefix("*.")
        return f"https://{f'[{name}]' if ':' in name else name}:{self.port}/"

    @property
    def advice(self) -> str:
        """What others need before they open it, else ''."""
        if not self._files or tls.given_files():
            return ""
        said = tls.fingerprint(tls.authority_certificate(data_folder()))
        return f"每台电脑第一次用，先装证书：{self.url}certificate/  装以前核对指纹（SHA-256）：{said}"

    def start(self) -> None:
        self._files = self._certificate()
        super().start()

    def ended(self) -> str | None:
        """As of every program; now and then the certificate is looked at, and the server restarted for a new one."""
        if self._files and tls.now() - self._looked > CERTIFICATE_LOOKED_AT:
            self._looked = tls.now()
            if self._is_renewed(self._files):
                self.stop()
                with suppress(OSError):  # the supervisor starts it again
                    self.start()
        return super().ended()

    def wait(self) -> None:
        """Returns once it answers. Raises StartError."""
        pause = threading.Event()
        for _ in range(START_SECONDS * 10):
            if self.ended():
                break
            if self._is_ready():
                return
            pause.wait(0.1)
        raise StartError("网页服务没有启动，原因见上。")

    def _serve(self) -> None:
        """Becomes granian, whose processes are forked from it; the database and the static files are ready."""
        from granian.cli import cli

        import_module("goufu.config.asgi")  # its middleware lists the static files
        keep_loaded()
        cli(_options(self.host, self.port, self.workers, self._files), auto_envvar_prefix="GRANIAN")

    def _is_renewed(self, files: tls.ServerFiles) -> bool:
        """Whether there is another certificate now; one that can't be used (yet) leaves the old one at work."""
        try:
            before = files.certificate.read_bytes()
            self._certificate()
            return files.certificate.read_bytes() != before
        except (StartError, OSError) as error:
            log.error(f"新的证书用不了，接着用原来的：{error}")
            return False

    def _certificate(self) -> tls.ServerFiles | None:
        """The files of the certificate, brought up to date; None where plain HTTP is spoken."""
        if os.environ.get("GOUFU_HTTPS") == "1" or os.environ.get("GOUFU_TLS") == "0":
            return None
        given = tls.given_files()
        if not given and tls.is_of_this_machine(self.host):
            return None
        os.environ["GOUFU_SPEAKS_TLS"] = "office" if given else "house"  # for the web processes
        os.environ["GOUFU_HOSTS"] = ",".join(_for_django(each) for each in self._names)
        if given:
            return tls.adopted(data_folder(), *given)
        return tls.issued(data_folder(), self._names, tls.now())

    def _is_ready(self) -> bool:
        host = _address(self.host).strip("[]")
        connection: http.client.HTTPConnection
        if self._files:
            connection = http.client.HTTPSConnection(host, self.port, timeout=5, context=_whoever_answers())
        else:
            connection = http.client.HTTPConnection(host, self.port, timeout=5)
        try:
            connection.request("GET", "/ready", headers={"Host": "localhost"})
            return connection.getresponse().status == http.client.OK
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()


def _options(host: str, port: int, workers: int, files: tls.ServerFiles | None) -> list[str]:
    options = ["--interface", "asgi", "--log-level", "warning"]
    options += ["--http", "1", "--host", host, "--port", str(port), "--workers", str(workers), "--no-ws"]
    options += ["--backpressure", str(CONNECTIONS)]
    options += ["--http1-header-read-timeout", str(HEADERS_WITHIN_MS)]
    options += ["--respawn-failed-workers", "--workers-kill-timeout", str(STOPS_WITHIN_SECONDS)]
    if files:
        options += ["--ssl-certificate", str(files.certificate), "--ssl-keyfile", str(files.key)]
        options += ["--ssl-protocol-min", "tls1.2"]
    return [*options, *_told(), "goufu.config.asgi:application"]


def _told() -> list[str]:
    """Granian's log lines as ours are, its access log and its own metrics, as far as the environment asks for them."""
    told = []
    if os.environ.get("GOUFU_LOG") == "json":
        told += ["--log-config", str(Path(__file__).with_name("granian_log.json"))]
    if os.environ.get("GOUFU_ACCESS_LOG") == "1":
        told += ["--access-log"]
    if port := whole_number("GOUFU_METRICS_PORT", 0, least=0):
        told += ["--metrics", "--metrics-address", "127.0.0.1", "--metrics-port", str(port)]
    return told


def _whoever_answers() -> ssl.SSLContext:
    """Without verification: asked is only whether our own server answers on this machine."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def _for_django(name: str) -> str:
    """The name as ALLOWED_HOSTS writes it."""
    return f"[{name}]" if ":" in name else name.removeprefix("*")


def _address(host: str) -> str:
    """The host as a browser on this machine reaches it."""
    if host in tls.ANY_ADDRESS:
        return "127.0.0.1"
    return f"[{host}]" if ":" in host else host
