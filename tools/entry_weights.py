"""The weights that `goufu.catalogue.likeness` learned from titles with their buyers' class of services.

scipy is needed here alone, in an environment of its own, and at run time nowhere:

    python3 -m venv /tmp/weights && /tmp/weights/bin/pip install scikit-learn
    PYTHONPATH=src:tools /tmp/weights/bin/python tools/entry_weights.py PAIRS.csv [--write]

PAIRS.csv has the columns title, top_kind, n_categories and category_path_2013, such as 服务/商务服务/审计服务. A buyer's
class says only that the entry is one of those that belong to the class, so the likelihood of a title is that of all of
them together; the entries' own texts, of which each has one entry, keep the entries of a class apart.
Printed is how often the class is met by the first and by the first three suggestions, for each half of the projects with
weights learned from the other half and from the texts. `--write` learns from all titles and replaces
`src/goufu/catalogue/data/entry_weights.csv`: n-grams and numbers, no titles.
"""

from __future__ import annotations

import argparse
import csv
import zlib
from collections import Counter
from pathlib import Path

import numpy as np
from kind_weights import project
from scipy.optimize import minimize
from scipy.sparse import csr_matrix, diags

from goufu.catalogue.entries import load_catalogue
from goufu.catalogue.likeness import (
    CONSTANT,
    LEARNED,
    LEARNED_SCALE,
    Likeness,
    Weights,
    bm25,
    features,
    texts_of_entries,
)  # fmt: skip
from goufu.catalogue.suggest import best, what_is_bought
from goufu.reader import read

# The items of 2022 that a class of 2013 has become. An entry belongs to the class when one of its items does.
ITEMS = {
    "科学研究和试验开发": "C01", "教育服务": "C02", "医疗卫生和社会服务": "C04 C0501 C0502 C0503 C0599", "文化、体育、娱乐服务": "C06",
    "环境服务": "C07", "农林牧副渔服务": "C09", "工程咨询管理服务": "C11", "水利管理服务": "C12", "公共设施管理服务": "C13 C14",
    "交通运输和仓储服务": "C15", "信息技术服务": "C16", "电信和其他信息传输服务": "C17", "专业技术服务": "C19",
    "房地产服务": "C21", "会议和展览服务": "C2201 C2202", "住宿和餐饮服务": "C2203 C2204",
    "租赁服务（不带操作员）": "C2311", "维修和保养服务": "C2312",
    "商务服务": "C03 C0504 C20 C2301 C2302 C2303 C2304 C2305 C2306 C2307 C2308 C2309 C2310 C2315 C2316 C2317 C2318 C2319 C232 C2399",
}  # fmt: skip
# Entries that belong to a class although none of their items does.
BESIDES = {
    "信息技术服务": "B10 A1504", "商务服务": "B0501 B07", "专业技术服务": "A17 A14 A0102 A0601 A0603 A0504 A1206 B0603 B07",
    "房地产服务": "B1106", "医疗卫生和社会服务": "A04 A05 A10", "教育服务": "A0302 B09", "文化、体育、娱乐服务": "A15",
    "公共设施管理服务": "A1101 A1601 B0603", "环境服务": "A06 A1101", "电信和其他信息传输服务": "B10 A1501 A1504",
    "科学研究和试验开发": "A07 B0201", "水利管理服务": "A12 A14 A0601 A1703", "会议和展览服务": "B0401 A1502 A1503",
    "交通运输和仓储服务": "A1101 A1301 A1302 A1402 B1106", "工程咨询管理服务": "B06", "农林牧副渔服务": "A12",
}  # fmt: skip
CODES = tuple(entry.code for entry in load_catalogue().leaves())
ROWS = 2_000
LEAST_TEXTS = 3  # that hold a feature
WEIGHT_OF_TEXT = 0.15  # of an entry's own text, beside a title's 1
PENALTY = 0.1
ROUNDS = 60
SHARE = 1.5  # of the learned weights, beside BM25
LEAST_WEIGHT = 0.3


def entries_by_class() -> dict[str, np.ndarray]:
    """The entries that belong to each class, as 0 and 1 in the order of CODES."""
    catalogue = load_catalogue()
    return {
        name: np.array(
            [
                code.startswith(tuple(BESIDES.get(name, "-").split()))
                or any(item.startswith(tuple(items.split())) for item in catalogue.entry(code).items)
                for code in CODES
            ],
            dtype=float,
        )
        for name, items in ITEMS.items()
    }


def learned(titles: list[tuple[set[str], np.ndarray]]) -> Weights:
    """The weights by feature and entry; titles come with the entries that they may be."""
    texts = [
        (features(text), (np.arange(len(CODES)) == CODES.index(code)).astype(float), WEIGHT_OF_TEXT * weight)
        for code, of_entry in texts_of_entries().items()
        for text, weight in of_entry
    ]
    rows = [*texts, *((found, may_be, 1.0) for found, may_be in titles)]
    spread = Counter(feature for found, _, _ in rows for feature in found)
    names = sorted(feature for feature, count in spread.items() if count >= LEAST_TEXTS)
    matrix, constant = _fitted(
        _matrix([found for found, _, _ in rows], names),
        np.array([may_be for _, may_be, _ in rows]),
        np.array([weight for _, _, weight in rows]),
    )
    matrix = SHARE * (matrix - np.median(matrix, axis=1, keepdims=True))
    kept = np.argsort(-np.square(matrix).sum(axis=1), kind="stable")[: ROWS - 1]
    weights = {names[row]: _told(matrix[row], SHARE * LEAST_WEIGHT) for row in sorted(kept)}
    return {CONSTANT: _told(SHARE * (constant - np.median(constant)), 0)} | weights


def _told(row: np.ndarray, least: float) -> dict[str, float]:
    """The weights of a row that count, rounded as the file keeps them."""
    rounded = {
        code: round(float(weight), 1) for code, weight in zip(CODES, row, strict=True) if abs(weight) >= least
    }
    return {code: weight for code, weight in rounded.items() if weight}


def _matrix(rows: list[set[str]], names: list[str]) -> csr_matrix:
    """The features of each row as 1, divided by the root of their number."""
    places = {name: place for place, name in enumerate(names)}
    found = [[places[feature] for feature in row if feature in places] for row in rows]
    ends = np.cumsum([0, *map(len, found)])
    columns = [place for row in found for place in row]
    matrix = csr_matrix((np.ones(len(columns)), columns, ends), shape=(len(rows), len(names)))
    return diags(1 / np.sqrt(np.diff(ends) + 1)) @ matrix


def _fitted(matrix: csr_matrix, may_be: np.ndarray, weights: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The weights and constants of a multinomial regression on rows of which each may be one of several entries."""
    size = (matrix.shape[1], len(CODES))
    turned = matrix.T.tocsr()

    def loss(values: np.ndarray) -> tuple[float, np.ndarray]:
        fit, constant = values[: -size[1]].reshape(size), values[-size[1] :]
        sums = matrix @ fit + constant
        odds = np.exp(sums - sums.max(axis=1, keepdims=True))
        odds /= odds.sum(axis=1, keepdims=True)
        right = odds * may_be
        likelihood = right.sum(axis=1, keepdims=True) + 1e-12
        slope = (odds - right / likelihood) * weights[:, None]
        value = PENALTY * np.square(fit).sum() / 2 - (weights * np.log(likelihood[:, 0])).sum()
        return value, np.concatenate([(turned @ slope + PENALTY * fit).ravel(), slope.sum(axis=0)])

    found = minimize(
        loss, np.zeros(size[0] * size[1] + size[1]), jac=True, method="L-BFGS-B", options={"maxiter": ROUNDS}
    )
    return found.x[: -size[1]].reshape(size), found.x[-size[1] :]


def half(title: str) -> int:
    """The half, 0 or 1, to which the project of a title belongs."""
    return zlib.crc32(project(title).encode()) % 2


def measure(titles: list[tuple[str, str]], classes: dict[str, np.ndarray]) -> None:
    """Prints the shares of titles whose class is met, half by half."""
    print("| 半数 | 标题 | 第一个对 | 三个里有对的 | 没有建议 | 有建议的里，三个里有对的 |")
    print("|---|---:|---:|---:|---:|---:|")
    for which in (0, 1):
        seen = [(features(_bought(title)), classes[name]) for title, name in titles if half(title) != which]
        likeness = Likeness.of(bm25(texts_of_entries()), learned(seen))
        unseen = [(title, name) for title, name in titles if half(title) == which]
        answers = [[each.code for each in best(_bought(title), 3, likeness)] for title, _ in unseen]
        met = [
            [bool(classes[name][CODES.index(code)]) for code in answer]
            for answer, (_, name) in zip(answers, unseen, strict=True)
        ]
        first, three = sum(any(each[:1]) for each in met), sum(any(each) for each in met)
        silent = sum(not answer for answer in answers)
        shares = " | ".join(f"{count / len(met):.1%}" for count in (first, three, silent))
        print(f"| {'甲乙'[which]} | {len(met)} | {shares} | {three / (len(met) - silent):.1%} |")


def _bought(title: str) -> str:
    return what_is_bought(read(title))


def main() -> None:
    """Prints the figures of the file; with --write, replaces the weights."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("pairs", type=Path)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    classes = entries_by_class()
    with options.pairs.open(encoding="utf-8-sig", newline="") as file:
        rows = [
            row for row in csv.DictReader(file) if row["n_categories"] == "1" and row["top_kind"] == "服务"
        ]
    named = [(row["title"], row["category_path_2013"].split("/")) for row in rows]
    titles = [(title, path[1]) for title, path in named if len(path) > 1 and path[1] in classes]
    measure(titles, classes)
    if options.write:
        weights = learned([(features(_bought(title)), classes[name]) for title, name in titles])
        with LEARNED.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(("feature", "weights"))
            for feature, by_code in weights.items():
                writer.writerow(
                    (
                        feature,
                        " ".join(f"{code}:{weight * LEARNED_SCALE:.0f}" for code, weight in by_code.items()),
                    )
                )


if __name__ == "__main__":
    main()
