"""The methods as they are offered for a procurement: the lawful ones with their cases, and why the others are not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from goufu.law.model import Value
from goufu.procurement.choices import of_fact
from goufu.procurement.choosing import Situation, Unknown, approval_needed, reasons_against
from goufu.procurement.law import situation_of
from goufu.procurement.methods import load_methods
from goufu.procurement.model import Method, Methods
from goufu.procurement.models import Procurement

GROUNDS = ("method_ground", "framework_case", "emergency_case")  # the facts of which a method's case is one


@dataclass(frozen=True, slots=True)
class Option:
    """A method with one of its cases (empty: it needs none): the words of the line, a note, and the reasons against it."""

    method: str
    case: str
    words: str
    note: str
    reasons: tuple[str, ...]

    @property
    def value(self) -> str:
        """How a form says it."""
        return f"{self.method}:{self.case}"


@dataclass(slots=True)
class Line:
    """A method: its cases that nothing speaks against."""

    method: Method
    cited: str
    options: list[Option] = field(default_factory=list)


def methods_for(
    procurement: Procurement, facts: dict[str, Value]
) -> tuple[list[Line], list[tuple[Method, tuple[str, ...]]]]:
    """The lawful methods for the procurement of these facts, and the others, each with the reasons against it."""
    methods = load_methods()
    situation = situation_of(procurement, {name: said for name, said in facts.items() if name not in GROUNDS})
    lines: list[Line] = []
    refused: list[tuple[Method, tuple[str, ...]]] = []
    for method in methods.methods.values():
        found = [*_options(method, situation, methods)]
        article = method.grounds.article if method.grounds else method.article
        lawful = [each for each in found if not each.reasons]
        if lawful:
            lines.append(Line(method, methods.book.cite(article), lawful))
        else:
            refused.append((method, found[0].reasons))
    return lines, refused


def _options(method: Method, situation: Situation, methods: Methods) -> Iterable[Option]:
    """The method with each of its cases."""
    if method.grounds is None:
        yield _option(method, "", situation, methods)
        return
    for case in method.grounds.cases:
        asked = Situation(
            situation.day, situation.place, {**situation.choices, method.grounds.fact: case}, situation.level
        )
        yield _option(method, case, asked, methods)


def _option(method: Method, case: str, situation: Situation, methods: Methods) -> Option:
    words = str(dict(of_fact(method.grounds.fact))[case]) if method.grounds else method.title
    needed = None if method.refusal else approval_needed(method, situation, methods)
    note = ""
    if isinstance(needed, Unknown):
        note = needed.sentence
    elif needed:
        note = "要先经设区的市、自治州以上财政部门批准"
    return Option(method.name, case, words, note, reasons_against(method, situation, methods))
