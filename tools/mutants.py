"""Mutation tests: deliberate faults, one at a time; a fault that no test detects is a survivor.

    python tools/mutants.py [--only PART] [--most N] [--seed N] [--at FILE[:LINE] …] [--jobs N]

Each part names the modules that must not be wrong, each with the tests that hold it. A mutant is one small change of one
expression (< for <=, `or` for `and`, 2 for 1, a call or a raise left out, a scope widened). The module is changed while
it is imported: no file is touched. Ends with 1 when a mutant of money, permission or an action survives.
"""

from __future__ import annotations

import argparse
import ast
import importlib.abc
import importlib.machinery
import importlib.util
import os
import random
import subprocess
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue
from types import ModuleType
from typing import Any

import hypothesis

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src"
PATIENCE_SECONDS = 600

# part: {module: the tests that hold it}
PARTS: dict[str, dict[str, Sequence[str]]] = {
    "permission": {
        "goufu.core.permissions": ("tests/test_grants.py",),
        "goufu.core.principal": (
            "src/goufu/core/tests/test_permission_of_pages.py",
            "src/goufu/registry/tests/test_scopes.py",
        ),
        "goufu.registry.agents": ("src/goufu/registry/tests/test_agents.py",),
        "goufu.accounts.queries": ("src/goufu/accounts/tests/test_keys.py",),
        "goufu.accounts.middleware": ("src/goufu/accounts/tests/test_at_work_for.py",),
        "goufu.core.pages": ("src/goufu/core/tests/test_permission_of_pages.py",),
        "goufu.accounts.sessions": (
            "src/goufu/accounts/tests/test_sessions.py",
            "src/goufu/accounts/tests/test_set_up.py",
            "src/goufu/accounts/tests/test_sign_in.py",
        ),
    },
    "action": {
        "goufu.core.action": ("src/goufu/registry/tests/test_action.py",),
        "goufu.core.form_tokens": ("src/goufu/registry/tests/test_action.py",),
        "goufu.core.log_entry": ("src/goufu/registry/tests/test_action.py",),
        "goufu.core.steps": (
            "src/goufu/planning/tests/test_project_step_pages.py",
            "src/goufu/planning/tests/test_api.py",
        ),
        "goufu.planning.actions.deciding": (
            "src/goufu/planning/tests/test_project_way.py",
            "src/goufu/planning/tests/test_waivers.py",
            "src/goufu/planning/tests/test_holding.py",
            "src/goufu/planning/tests/test_transitions.py",
            "src/goufu/planning/tests/test_project_step_pages.py",
        ),
    },
    "money": {
        "goufu.files.numerals": ("src/goufu/files/tests/test_numerals.py",),
        "goufu.files.amounts": ("src/goufu/files/tests/test_amounts.py",),
        "goufu.files.units": ("src/goufu/files/tests/test_units.py",),
        "goufu.ui.money": (
            "src/goufu/ui/tests/test_in_words.py",
            "src/goufu/ui/tests/test_amounts_on_pages.py",
        ),
        "goufu.ui.bars": ("src/goufu/ui/tests/test_amounts_on_pages.py",),
        "goufu.ui.narrow": ("src/goufu/ui/tests/test_money_field.py",),
        "goufu.ui.money_field": ("src/goufu/ui/tests/test_money_field.py",),
        "goufu.funds.queries.ledger": ("src/goufu/funds/tests/test_ledger.py",),
        "goufu.funds.actions.ledger": ("src/goufu/funds/tests/test_ledger.py",),
        "goufu.funds.actions.budget": (
            "src/goufu/funds/tests/test_budget.py",
            "src/goufu/funds/tests/test_budget_actions.py",
        ),
        "goufu.funds.queries.budget": ("src/goufu/funds/tests/test_sums.py",),
        "goufu.funds.queries.importing": (
            "src/goufu/funds/tests/test_importing.py",
            "src/goufu/funds/tests/test_reading_budgets.py",
            "src/goufu/funds/tests/test_plausibility.py",
            "src/goufu/funds/tests/test_documents.py",
        ),
        "goufu.funds.actions.importing": (
            "src/goufu/funds/tests/test_importing.py",
            "src/goufu/funds/tests/test_reading_budgets.py",
            "src/goufu/funds/tests/test_plausibility.py",
            "src/goufu/funds/tests/test_documents.py",
            "src/goufu/funds/tests/test_importing_race.py",
        ),
        "goufu.planning.actions.reserving": (
            "src/goufu/planning/tests/test_reserving.py",
            "src/goufu/planning/tests/test_holding.py",
            "src/goufu/planning/tests/test_project_step_pages.py",
        ),
        "goufu.check.units": ("src/goufu/check/tests/test_units.py",),
        "goufu.core.model_fields": ("src/goufu/core/tests/test_model_fields.py",),
    },
    "tables": {
        f"goufu.files.{name}": (f"src/goufu/files/tests/test_{name}.py",)
        for name in ("headers", "other_rows", "reading", "importing")
    },
    "clock": {"goufu.law.clock": ("src/goufu/law/tests/test_clock.py",)},
    "transitions": dict.fromkeys(
        (
            "goufu.core.transitions",
            "goufu.planning.transitions",
            "goufu.catalogue.transitions",
        ),
        ("src/goufu/planning/tests", "src/goufu/catalogue/tests"),
    ),
    "seals": dict.fromkeys(
        ("goufu.journal.tree", "goufu.journal.actions", "goufu.journal.verify"),
        ("src/goufu/journal/tests",),
    ),
}
# (module, change): why it changes nothing that anybody could see. Not tried.
EQUIVALENT = {
    (
        "goufu.files.amounts",
        "abs(rounded - number) * 10 ** 6 <= number with Lt",
    ): "equal for zero only, which rounds to itself",
}
NONE_MAY_SURVIVE = ("money", "permission", "action")

_COMPARISONS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Mutant:
    """The `number`-th possible change of a module."""

    part: str
    module: str
    number: int
    line: int
    what: str

    def __str__(self) -> str:
        return f"{self.part}: {self.path}:{self.line}: {self.what}"

    @property
    def path(self) -> str:
        return f"src/{self.module.replace('.', '/')}.py"


def changes(tree: ast.Module) -> Iterator[tuple[ast.AST, str, Any]]:
    """(node, what is changed, how: a function of the node) for each change, in a fixed order.

    How a data class is stored (frozen, slots), and of how many rows a statement is, is left alone: no answer depends on it.
    """
    stored = {
        id(option.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        for option in node.keywords
        if ast.unparse(node.func) == "dataclass" or option.arg == "batch_size"
    }
    for node in ast.walk(tree):
        if id(node) not in stored:
            yield from _changes_of(node)


def _changes_of(node: ast.AST) -> Iterator[tuple[ast.AST, str, Any]]:
    if isinstance(node, ast.Compare):
        for place, operator in enumerate(node.ops):
            other = _COMPARISONS[type(operator)]
            yield (
                node,
                f"{ast.unparse(node)} with {other.__name__}",
                lambda n, p=place, o=other: n.ops.__setitem__(p, o()),
            )
    elif isinstance(node, ast.BoolOp):
        turned = ast.Or if isinstance(node.op, ast.And) else ast.And
        yield node, f"{ast.unparse(node)} with {turned.__name__}", lambda n, o=turned: setattr(n, "op", o())
    elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Sub):
        swapped = ast.Sub if isinstance(node.op, ast.Add) else ast.Add
        yield node, f"{ast.unparse(node)} with {swapped.__name__}", lambda n, o=swapped: setattr(n, "op", o())
    elif isinstance(node, ast.Constant) and type(node.value) in (int, bool):
        value = not node.value if isinstance(node.value, bool) else node.value + 1
        yield node, f"{node.value} is {value}", lambda n, v=value: setattr(n, "value", v)
    elif isinstance(node, ast.Attribute) and ast.unparse(node) in (
        "_S.OWN",
        "_S.BELOW",
        "_S.OFFICE",
        "_S.PLACE",
    ):
        yield node, f"{ast.unparse(node)} is ALL", lambda n: setattr(n, "attr", "ALL")
    elif isinstance(node, ast.FunctionDef | ast.If | ast.For | ast.With):
        for place, statement in enumerate(node.body):
            is_call = isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call)
            if is_call or isinstance(statement, ast.Raise):
                yield statement, f"without {ast.unparse(statement)[:80]}", _left_out(node, place)


def _left_out(parent: ast.AST, place: int) -> Any:
    return lambda _node: parent.body.__setitem__(place, ast.copy_location(ast.Pass(), parent.body[place]))  # type: ignore[attr-defined]


def mutants(part: str) -> Iterator[Mutant]:
    """The mutants of the part's modules, without those known to be equivalent."""
    for module in PARTS[part]:
        tree = ast.parse((SOURCE / f"{module.replace('.', '/')}.py").read_text(encoding="utf-8"))
        for number, (node, what, _change) in enumerate(changes(tree)):
            if (module, what) in EQUIVALENT:
                continue
            yield Mutant(part, module, number, getattr(node, "lineno", 0), what)


def mutated(source: str, number: int) -> ast.Module:
    """The module's syntax tree with its `number`-th change made."""
    tree = ast.parse(source)
    node, _what, change = list(changes(tree))[number]
    change(node)
    return ast.fix_missing_locations(tree)


class Loader(importlib.machinery.SourceFileLoader):
    """The loader of the module named in MUTANT, with its change."""

    def source_to_code(self, data: Any, path: Any, *, _optimize: int = -1) -> Any:
        tree = mutated(bytes(data).decode(), int(os.environ["MUTANT"].partition(":")[2]))
        return compile(tree, path, "exec", dont_inherit=True, optimize=_optimize)

    def get_code(self, fullname: str) -> Any:
        return self.source_to_code(self.get_data(self.path), self.path)  # never from a cache


class Finder(importlib.abc.MetaPathFinder):
    """The finder of the module named in MUTANT, asked before all others."""

    def find_spec(self, name: str, path: Any, target: ModuleType | None = None) -> Any:
        if name != os.environ["MUTANT"].partition(":")[0]:
            return None
        file = SOURCE / f"{name.replace('.', '/')}.py"
        return importlib.util.spec_from_file_location(name, file, loader=Loader(name, str(file)))


def passes(tests: Sequence[str], database: str, mutant: str = "") -> bool:
    """Whether the tests pass, in the order of their files, with the change that `mutant` names (module:number).

    A run that does not end fails.
    """
    environment = os.environ | {
        "DATABASE_URL": database,
        "PYTHONPATH": f"{ROOT / 'tools'}{os.pathsep}{SOURCE}",
    }
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # else each interpreter compiles everything anew
    if mutant:
        environment["MUTANT"] = mutant
    options = (
        "-p mutants -p no:randomly -p no:cacheprovider --hypothesis-profile=mutants -x -q --reuse-db -n0"
    )
    try:
        done = subprocess.run(
            [sys.executable, "-m", "pytest", *options.split(), *tests],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            timeout=PATIENCE_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return False
    return done.returncode == 0


def survivors(chosen: Sequence[Mutant], workers: int) -> list[Mutant]:
    """The mutants that no test detects. So many `workers` run at once, each with a database of its own.

    Ends the program if the tests of a module fail without any change, since their failing would then tell nothing.
    """
    from goufu.config.postgres import throwaway_database

    with throwaway_database() as url, ThreadPoolExecutor(workers) as pool:
        free: SimpleQueue[str] = SimpleQueue()
        for number in range(workers):
            free.put(url.replace("/goufu?", f"/mutants{number}?"))

        def run(tests: Sequence[str], mutant: str = "") -> bool:
            database = free.get()
            try:
                return passes(tests, database, mutant)
            finally:
                free.put(database)

        tests_of = {(each.part, each.module): PARTS[each.part][each.module] for each in chosen}
        for (_part, module), fine in zip(tests_of, pool.map(run, tests_of.values()), strict=True):
            if not fine:
                sys.exit(f"{module}: its tests fail without any fault")
        mutated = pool.map(
            lambda each: run(tests_of[each.part, each.module], f"{each.module}:{each.number}"), chosen
        )
        found = []
        for mutant, survives in zip(chosen, mutated, strict=True):
            print(f"{'SURVIVES' if survives else 'seen'}  {mutant}", flush=True)
            if survives:
                found.append(mutant)
    return found


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--only", choices=PARTS, help="one part")
    parser.add_argument("--most", type=int, default=30, help="so many of each part, drawn at random (0: all)")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument(
        "--at", nargs="+", metavar="FILE[:LINE]", help="all of these places, as they are printed"
    )
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="so many at once")
    given = parser.parse_args()
    chosen: list[Mutant] = []
    for part in [given.only] if given.only else PARTS:
        of_part = list(mutants(part))
        if given.at:
            chosen += [each for each in of_part if {each.path, f"{each.path}:{each.line}"} & set(given.at)]
            continue
        draw = random.Random(given.seed)  # noqa: S311, a sample, no secret
        chosen += draw.sample(of_part, given.most) if 0 < given.most < len(of_part) else of_part
    found = survivors(chosen, given.jobs)
    print(f"{len(chosen)} mutants, {len(found)} survive")
    return int(any(mutant.part in NONE_MAY_SURVIVE for mutant in found))


if __name__ == "__main__":
    sys.exit(main())
# As pytest's plugin. That a test fails is enough: no smaller example is looked for.
hypothesis.settings.register_profile(
    "mutants",
    deadline=None,
    phases=set(hypothesis.Phase) - {hypothesis.Phase.shrink, hypothesis.Phase.explain},
)
if "MUTANT" in os.environ:
    sys.meta_path.insert(0, Finder())
