"""The weights of entries and of classes that `goufu.catalogue.entry_scores` learned from titles with their buyers' class of services.

scipy is needed here alone, in an environment of its own, and at run time nowhere:

    python3 -m venv /tmp/weights && /tmp/weights/bin/pip install scikit-learn
    PYTHONPATH=src:tools /tmp/weights/bin/python tools/entry_weights.py PAIRS.csv [--write all|classes]

PAIRS.csv has the columns title, top_kind, n_categories and category_path_2013, such as 服务/商务服务/审计服务. A buyer's
class says only that the entry is one of those that belong to the class, so the likelihood of a title is that of all of
them together; the entries' own texts, of which each has one entry, keep the entries of a class apart. The classes have
weights of their own beside these, learned from the titles alone, for n-grams that entries have weights for.
Printed is how often the class is met by the first and by the first three suggestions, for each half of the projects with
weights learned from the other half and from the texts. `--write` learns from all titles and replaces `entry_weights.csv`
and `class_weights.csv` in `src/goufu/catalogue/data`, or the latter alone: n-grams and numbers, no titles.
"""

from __future__ import annotations

import argparse
import csv
import zlib
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from kind_weights import project
from scipy.optimize import minimize
from scipy.sparse import csr_matrix, diags

from goufu.catalogue.buyer_classes import load_buyer_classes
from goufu.catalogue.entries import load_catalogue
from goufu.catalogue.entry_scores import (
    CLASSES,
    CLASSES_SCALE,
    CONSTANT,
    LEARNED,
    LEARNED_SCALE,
    EntryScores,
    Weights,
    bm25,
    features,
    read_learned,
    texts_of_entries,
)  # fmt: skip
from goufu.catalogue.suggest import best, what_is_bought
from goufu.reader import read

CODES = tuple(entry.code for entry in load_catalogue().leaves())
ROWS = 2_000
LEAST_TEXTS = 3  # that hold a feature
WEIGHT_OF_TEXT = 0.15  # of an entry's own text, beside a title's 1
PENALTY = 0.1
ROUNDS = 60
SHARE = 1.5  # of the learned weights, beside BM25
LEAST_WEIGHT = 0.3
LEAST_WEIGHT_OF_CLASS = 0.03
PENALTY_OF_CLASS = 5.0

# The features of what a title buys, and the place of its class.
Title = tuple[set[str], int]


def learned(titles: list[Title]) -> tuple[Weights, Weights]:
    """The weights of entries and of classes."""
    of_entries = learned_entries(titles)
    return of_entries, learned_classes(titles, of_entries)


def learned_entries(titles: list[Title]) -> Weights:
    """The weights by feature and entry; a title may be any of the entries of its class."""
    members = load_buyer_classes().entries
    texts = [
        (features(text), (np.arange(len(CODES)) == CODES.index(code)).astype(float), WEIGHT_OF_TEXT * weight)
        for code, of_entry in texts_of_entries().items()
        for text, weight in of_entry
    ]
    rows = [
        *texts,
        *(
            (found, np.isin(np.arange(len(CODES)), members[place]).astype(float), 1.0)
            for found, place in titles
        ),
    ]
    names = _often([found for found, _, _ in rows])
    matrix, constant = _fitted(
        _shares(_matrix([found for found, _, _ in rows], names)),
        np.array([may_be for _, may_be, _ in rows]),
        np.array([weight for _, _, weight in rows]),
        PENALTY,
    )
    return _table(CODES, names, SHARE * matrix, SHARE * constant, SHARE * LEAST_WEIGHT, 1)


def learned_classes(titles: list[Title], of_entries: Weights) -> Weights:
    """The weights by feature and class: of a plain multinomial regression, so that their sums are logarithms of odds."""
    classes = load_buyer_classes().names
    known = {*of_entries, *bm25(texts_of_entries())}
    rows = [found & known for found, _ in titles]
    names = _often(rows)
    matrix, constant = _fitted(
        _matrix(rows, names),
        np.eye(len(classes))[[place for _, place in titles]],
        np.ones(len(titles)),
        PENALTY_OF_CLASS,
    )
    return _table(classes, names, matrix, constant, LEAST_WEIGHT_OF_CLASS, 2)


def _often(texts: list[set[str]]) -> list[str]:
    """The features that enough texts hold."""
    spread = Counter(feature for found in texts for feature in found)
    return sorted(feature for feature, count in spread.items() if count >= LEAST_TEXTS)


def _table(
    columns: Sequence[str],
    names: list[str],
    matrix: np.ndarray,
    constant: np.ndarray,
    least: float,
    digits: int,
) -> Weights:
    """The rows of the weights that tell most, without what is alike for all columns or too small, rounded."""

    def told(row: np.ndarray, least: float) -> dict[str, float]:
        rounded = {
            column: round(float(weight), digits)
            for column, weight in zip(columns, row, strict=True)
            if abs(weight) >= least
        }
        return {column: weight for column, weight in rounded.items() if weight}

    matrix = matrix - np.median(matrix, axis=1, keepdims=True)
    kept = np.argsort(-np.square(matrix).sum(axis=1), kind="stable")[: ROWS - 1]
    weights = {names[row]: told(matrix[row], least) for row in sorted(kept)}
    return {CONSTANT: told(constant - np.median(constant), 0)} | {
        name: row for name, row in weights.items() if row
    }


def _matrix(rows: list[set[str]], names: list[str]) -> csr_matrix:
    """The features of each row as 1."""
    places = {name: place for place, name in enumerate(names)}
    found = [[places[feature] for feature in row if feature in places] for row in rows]
    ends = np.cumsum([0, *map(len, found)])
    columns = [place for row in found for place in row]
    return csr_matrix((np.ones(len(columns)), columns, ends), shape=(len(rows), len(names)))


def _shares(matrix: csr_matrix) -> csr_matrix:
    """Each row divided by the root of the number of its features."""
    return diags(1 / np.sqrt(np.diff(matrix.indptr) + 1)) @ matrix


def _fitted(
    matrix: csr_matrix, may_be: np.ndarray, weights: np.ndarray, penalty: float
) -> tuple[np.ndarray, np.ndarray]:
    """The weights and constants of a multinomial regression on rows of which each may be one of several columns."""
    size = (matrix.shape[1], may_be.shape[1])
    turned = matrix.T.tocsr()

    def loss(values: np.ndarray) -> tuple[float, np.ndarray]:
        fit, constant = values[: -size[1]].reshape(size), values[-size[1] :]
        sums = matrix @ fit + constant
        odds = np.exp(sums - sums.max(axis=1, keepdims=True))
        odds /= odds.sum(axis=1, keepdims=True)
        right = odds * may_be
        likelihood = right.sum(axis=1, keepdims=True) + 1e-12
        slope = (odds - right / likelihood) * weights[:, None]
        value = penalty * np.square(fit).sum() / 2 - (weights * np.log(likelihood[:, 0])).sum()
        return value, np.concatenate([(turned @ slope + penalty * fit).ravel(), slope.sum(axis=0)])

    found = minimize(
        loss, np.zeros(size[0] * size[1] + size[1]), jac=True, method="L-BFGS-B", options={"maxiter": ROUNDS}
    )
    return found.x[: -size[1]].reshape(size), found.x[-size[1] :]


def half(title: str) -> int:
    """The half, 0 or 1, to which the project of a title belongs."""
    return zlib.crc32(project(title).encode()) % 2


def measure(titles: list[tuple[str, int]]) -> None:
    """Prints the shares of titles whose class is met, half by half."""
    members = [{CODES[place] for place in entries} for entries in load_buyer_classes().entries]
    print("| 半数 | 标题 | 第一个对 | 三个里有对的 | 没有建议 | 有建议的里，三个里有对的 |")
    print("|---|---:|---:|---:|---:|---:|")
    for which in (0, 1):
        seen = [(features(_bought(title)), place) for title, place in titles if half(title) != which]
        scores = EntryScores.of(bm25(texts_of_entries()), *learned(seen))
        unseen = [(title, place) for title, place in titles if half(title) == which]
        answers = [[each.code for each in best(_bought(title), 3, scores)] for title, _ in unseen]
        met = [
            [code in members[place] for code in answer]
            for answer, (_, place) in zip(answers, unseen, strict=True)
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
    parser.add_argument("--write", choices=("all", "classes"))
    options = parser.parse_args()
    classes = load_buyer_classes().names
    with options.pairs.open(encoding="utf-8-sig", newline="") as file:
        rows = [
            row for row in csv.DictReader(file) if row["n_categories"] == "1" and row["top_kind"] == "服务"
        ]
    named = [(row["title"], row["category_path_2013"].split("/")) for row in rows]
    titles = [
        (title, classes.index(path[1])) for title, path in named if len(path) > 1 and path[1] in classes
    ]
    measure(titles)
    if options.write:
        found = [(features(_bought(title)), place) for title, place in titles]
        of_entries = learned_entries(found) if options.write == "all" else read_learned()
        if options.write == "all":
            _write(
                LEARNED,
                ("weights",),
                {
                    feature: [
                        " ".join(f"{code}:{weight * LEARNED_SCALE:.0f}" for code, weight in row.items())
                    ]
                    for feature, row in of_entries.items()
                },
            )
        _write(
            CLASSES,
            classes,
            {
                feature: [f"{row[name] * CLASSES_SCALE:.0f}" if name in row else "" for name in classes]
                for feature, row in learned_classes(found, of_entries).items()
            },
        )


def _write(path: Path, columns: Sequence[str], rows: Mapping[str, Sequence[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("feature", *columns))
        writer.writerows((feature, *row) for feature, row in rows.items())


if __name__ == "__main__":
    main()
