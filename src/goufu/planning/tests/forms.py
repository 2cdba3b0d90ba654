"""A page's form as a browser would send it: every input with what stands in it."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any


def text(answer: Any) -> str:
    return str(answer.content.decode())


def sent_by(answer: Any) -> dict[str, Any]:
    """What the page's last form would send."""
    reader = _Reader()
    reader.feed(text(answer))
    return reader.form


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.form: dict[str, Any] = {}
        self._name = ""
        self._has_options = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        match tag:
            case "form":
                self.form = {}
            case "input" if given.get("type") in ("radio", "checkbox"):
                if "checked" in given:
                    self.form[given["name"]] = given.get("value", "on")
            case "input" if "name" in given:
                self.form[given["name"]] = given.get("value", "")
            case "textarea" | "select":
                self._name = given["name"]
                self.form[self._name] = ""
                self._has_options = False
            case "option" if "selected" in given or not self._has_options:
                self.form[self._name] = given.get("value", "")
                self._has_options = True

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self.form[self._name] = self.form[self._name].removeprefix("\n")
            self._name = ""
        elif tag == "select":
            self._name = ""

    def handle_data(self, data: str) -> None:
        if self._name and self.lasttag == "textarea":
            self.form[self._name] += data
