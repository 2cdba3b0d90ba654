"""The page that is shown while the demonstration is being made: how far it is, until the program itself answers."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

# Of the whole scenario and of the small one: always as many; tests/test_demo.py and `make bench` count them.
EVENTS, EVENTS_OF_SMALL = 2613, 348
TOLD_FROM = 0.03  # a remaining time that is guessed earlier is wrong
PAGE = """<!doctype html>
<html lang="zh-CN"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>正在编出示例 · 购服</title>
<style>body {{ font: 1.0625rem/1.6 sans-serif; margin: 4rem auto; max-width: 34rem; padding: 0 1rem; }} progress {{ width: 100%; }}</style>
<main>
<h1>正在编出示例</h1>
<p>一个省、一个市、两个县三年里的事，都由程序自己的动作办出来。编完以后，这一页会变成示例的第一页。</p>
<p><progress value="{done}" max="{total}" aria-label="进度"></progress></p>
<p role="status">{percent}%{left}</p>
<p lang="en">The demonstration is being made; this page turns into its first page.</p>
</main>
<script>
setInterval(async () => {{
  try {{
    const answer = await fetch(location.href, {{ cache: "no-store" }});
    if (answer.status !== 503) return location.reload();
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    document.querySelector("main").replaceWith(page.querySelector("main"));
  }} catch {{ /* between this page and the program nobody answers */ }}
}}, 2000);
</script>
</html>
"""


class Progress:
    """How much of something is done, and how long the rest will take if it goes on like that."""

    def __init__(self, total: int) -> None:
        self.done, self.total = 0, total
        self._started = time.monotonic()

    def add(self, more: int) -> None:
        self.done += more

    def page(self) -> str:
        share = min(self.done / self.total, 1.0)
        left = ""
        if share >= TOLD_FROM:
            seconds = (time.monotonic() - self._started) * (1 - share) / share
            left = f"，约还要 {max(1, round(seconds))} 秒"
        return PAGE.format(done=self.done, total=self.total, percent=int(share * 100), left=left)


@contextmanager
def shown(host: str, port: int, total: int) -> Iterator[Callable[[int], None]]:
    """A context in which the address answers with the page; what is given tells it that more is done."""
    progress = Progress(total)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            content = progress.page().encode()
            self.send_response(HTTPStatus.SERVICE_UNAVAILABLE)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(content)))
            self.send_header("Cache-Control", "no-store")
            self.send_header("Retry-After", "2")
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *arguments: object) -> None:
            """Says nothing: the progress bar is on the same screen."""

    with ThreadingHTTPServer((host, port), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.1,), daemon=True)
        thread.start()
        try:
            yield progress.add
        finally:
            server.shutdown()
            thread.join()
