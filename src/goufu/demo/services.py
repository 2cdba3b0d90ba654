"""What the made-up bureaus buy, and what they had better not (data/)."""

from __future__ import annotations

import csv
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True, slots=True)
class Service:
    """A service that a bureau buys each year. `price`: yuan a unit; `quantity`: least and most; `item`: of procurement."""

    title: str
    entry: str
    field: str
    beneficiaries: str
    unit: str
    price: int
    quantity: tuple[int, int]
    need: str
    providers: str  # the kind of body that it is bought from
    item: str = ""


@dataclass(frozen=True, slots=True)
class Trouble:
    """A project that the rules stop. `amount`: yuan."""

    bureau: str
    title: str
    entry: str
    amount: int
    need: str


@dataclass(frozen=True, slots=True)
class Bureau:
    """A kind of bureau, of which each place has one."""

    name: str
    duty: str
    kind: str
    department_code: str
    function_class: str
    services: tuple[Service, ...]


@cache
def bureaus() -> tuple[Bureau, ...]:
    return tuple(_bureau(each) for each in read("services")["bureau"])


@cache
def troubles() -> tuple[Trouble, ...]:
    return tuple(Trouble(**each) for each in read("troubles")["trouble"])


def _bureau(said: dict[str, Any]) -> Bureau:
    services = tuple(_service(dict(each)) for each in said.pop("service"))
    return Bureau(**{"kind": "state_organ"} | said, services=services)


def _service(said: dict[str, Any]) -> Service:
    return Service(beneficiaries=said.pop("for"), quantity=tuple(said.pop("quantity")), **said)


@cache
def central_items() -> frozenset[str]:
    """The items that the province's list has bought centrally, whatever they cost."""
    with (DATA / "central_list.csv").open(encoding="utf-8") as file:
        return frozenset(row["品目编码"] for row in csv.DictReader(file))


def read(name: str) -> dict[str, Any]:
    return tomllib.loads((DATA / f"{name}.toml").read_text(encoding="utf-8"))


def whole(text: str) -> str:
    """A text of a template with something concrete for each of its instructions (data/files.toml)."""
    for instruction, said in read("files")["written"].items():
        text = text.replace(f"【{instruction}】", said)
    return text
