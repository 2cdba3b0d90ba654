"""What browsers of 2022 don't have in our scripts and styles: `python tools/browsers.py` lists it and fails, for `make check`.

Offices keep their browsers for years: UOS, Kylin and 360 ship Chromium 100 or a little later. Scripts are held to ES2020 (acorn
reads the syntax, LATER_BUILT_INS what it calls), styles to Chromium 100, but for what stands within @supports.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
NODE, ACORN = ROOT / ".venv/bin/node", ROOT / "node_modules/acorn/bin/acorn"
# Built-ins by the year of the ECMAScript edition, or by the first Chromium that has it (caniuse.com).
LATER_BUILT_INS = {
    r"\.replaceAll\(|\bPromise\.any\(|\bAggregateError\b|\bWeakRef\b": "ES2021",
    r"\.at\(|\bObject\.hasOwn\(": "ES2022",
    r"\.(findLast|findLastIndex|toSorted|toReversed|toSpliced|with)\(": "ES2023",
    r"\b(Object|Map)\.groupBy\(|\bPromise\.withResolvers\(": "ES2024",
    r"\.(union|intersection|difference|isSubsetOf|isSupersetOf)\(|\bPromise\.try\(": "ES2025",
    r"\bAbortSignal\.(timeout|any)\(|\bURL\.(canParse|parse)\(|\bArray\.fromAsync\(": "Chromium 103",
    r"\.(checkVisibility|showPopover|hidePopover|togglePopover|startViewTransition)\(|\.inert\b": "Chromium 102",
}
LATER_STYLES = {
    r"@(container|scope|starting-style|view-transition|position-try)\b": "Chromium 105",
    r":(has|modal|user-valid|user-invalid|popover-open|state)\b": "Chromium 105",
    r"\b(oklab|oklch|lab|lch|color-mix|light-dark|color)\(": "Chromium 111",
    r"\b(sin|cos|tan|round|mod|rem|pow|sqrt|hypot|abs|sign)\(": "Chromium 111",
    r"\d(dvh|svh|lvh|dvw|svw|lvw|cqw|cqh|cqi|cqb|rlh|lh|cap|rcap)\b": "Chromium 105",
    r"\bsubgrid\b|\btext-wrap\b|\bfield-sizing\b|\binterpolate-size\b": "Chromium 114",
    r"(?<![\w-])(translate|rotate|scale|mask|mask-image|container-type|container-name|anchor-name|scrollbar-color)\s*:": "Chromium 104",
    r"@media[^{]*\([^)]*[<>]": "Chromium 104",
    r"\b(inset-area|position-area|text-box|math-depth|object-view-box)\b": "Chromium 104",
}
_COMMENTS = re.compile(r"/\*.*?\*/", re.DOTALL)
_STRINGS = re.compile(r"\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'")


def own(ending: str) -> list[Path]:
    """Our files of that kind; what is copied from libraries is theirs to keep readable."""
    found = (ROOT / "src").glob(f"goufu/*/static/**/*.{ending}")
    return sorted(file for file in found if "vendor" not in file.parts)


def of_scripts(files: list[Path]) -> Iterator[str]:
    """What is later than ES2020, as file:line: what."""
    for file in files:
        command = [NODE, ACORN, "--ecma2020", "--module", "--silent", file]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            yield f"{file}: {done.stderr.strip() or 'acorn failed'}"
        for line, text in _lines(file.read_text(encoding="utf-8")):
            yield from _later(LATER_BUILT_INS, f"{file}:{line}", text.partition("//")[0])


def of_styles(files: list[Path]) -> Iterator[str]:
    """What is later than Chromium 100, as file:line: what."""
    for file in files:
        for line, text in _unguarded(_blank(_COMMENTS, file.read_text(encoding="utf-8"))):
            where = f"{file}:{line}"
            if text == NESTED:
                yield f"{where}: a rule within a rule needs Chromium 112"
            yield from _later(LATER_STYLES, where, text)


NESTED = "nested"


def _unguarded(text: str) -> Iterator[tuple[int, str]]:
    """The preludes and declarations outside of @supports by line, and NESTED where a rule opens within a rule."""
    within: list[str] = []
    for found in re.finditer(r"([^{};]*)([{};])", text):
        said, mark = found[1].strip(), found[2]
        line = text.count("\n", 0, found.end(1)) + 1
        if not any(each.startswith("@supports") for each in (*within, said)):
            if mark == "{" and said[:1] != "@" and any(each[:1] != "@" for each in within):
                yield line, NESTED
            yield line, said + ("{" if mark == "{" else "")
        if mark == "{":
            within.append(said)
        elif mark == "}" and within:
            within.pop()


def _blank(pattern: re.Pattern[str], text: str) -> str:
    """The text without what matches, its lines where they were."""
    return pattern.sub(lambda found: "\n" * found[0].count("\n"), text)


def _lines(text: str) -> Iterator[tuple[int, str]]:
    return enumerate(_blank(_STRINGS, _blank(_COMMENTS, text)).splitlines(), start=1)


def _later(table: dict[str, str], where: str, text: str) -> Iterator[str]:
    for pattern, since in table.items():
        if found := re.search(pattern, text):
            yield f"{where}: “{found[0]}” needs {since} or later"


if __name__ == "__main__":
    problems = [*of_scripts(own("js")), *of_styles(own("css"))]
    print(*problems, sep="\n", end="\n" if problems else "")
    sys.exit(bool(problems))
