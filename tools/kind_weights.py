"""The weights of `goufu.reader.model`, made from titles with their buyers' class.

scikit-learn is needed here alone, in an environment of its own, and at run time nowhere:

    python3 -m venv /tmp/kind-weights && /tmp/kind-weights/bin/pip install scikit-learn
    PYTHONPATH=src /tmp/kind-weights/bin/python tools/kind_weights.py PAIRS.csv [--write]

PAIRS.csv has the columns title, top_kind (服务, 工程 or 货物) and n_categories; titles of several categories are left out.
The confusion table and the accuracy come from five folds by project, so that the notices of one project are never on
both sides. `--write` fits all titles and replaces `src/goufu/reader/kind_weights.csv`: n-grams and numbers, no titles.
"""

from __future__ import annotations

import argparse
import csv
import re
import unicodedata
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix, diags
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from goufu.reader.model import CONSTANT, SCALE, WEIGHTS, features, probabilities_by

KINDS = ("服务", "工程", "货物")
ROWS = 2_000
REGULARISATION = 5.0
FOLDS = 5
PROJECT_KEY_LENGTH = 14
_NOTICE = (
    "竞争性磋商|竞争性谈判|公开招标|邀请招标|单一来源|政府采购|购买服务|更正|变更|终止|废标|流标|中标|成交|结果|公告|公示|通知|"
    "延期|澄清|答疑|补遗|磋商|谈判|询价|比选|遴选|采购|招标|项目|二次|三次|重招|标段|包|第[一二三四五六七八九十0-9]+次"
)
_BRACKETS = re.compile(r"[(【\[][^()【】\[\]]{0,30}[)】\]]")
_AGENT = re.compile(r"^.*?(?:公司|事务所|招标中心|交易中心|采购中心)关于|^关于")
_TAIL = re.compile(rf"(?:{_NOTICE}|[\W_]|[0-9]+)+$")
_NO_PURCHASE_SAID = re.compile("采购公告|政府采购|单一来源采购")


def folded(title: str) -> str:
    """The title in NFKC, without white space."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", title))


def core(title: str) -> tuple[str, bool]:
    """What is bought, and whether 采购 stood behind it."""
    text = _AGENT.sub("", _BRACKETS.sub("", folded(title)))
    tail = _TAIL.search(text)
    if not tail:
        return text, False
    return text[: tail.start()], "采购" in _NO_PURCHASE_SAID.sub("", tail[0])


def project(title: str) -> str:
    """A key that the notices of one project share."""
    return re.sub(rf"{_NOTICE}|[\W_]", "", folded(title))[-PROJECT_KEY_LENGTH:]


def fitted(texts: list[set[str]], kinds: np.ndarray) -> list[tuple[str, int, int]]:
    """A model of ROWS rows: (feature, weight of works, weight of goods) in thousandths, the constant first."""
    vectorizer = CountVectorizer(analyzer=list, binary=True, min_df=2)
    found = vectorizer.fit_transform(texts)
    whole = _regression(found, kinds)
    reach = np.abs(whole.coef_ - whole.coef_.mean(axis=0)).max(axis=0)
    share = np.sqrt(np.asarray(found.mean(axis=0)).ravel())
    kept = np.argsort(-reach * share, kind="stable")[: ROWS - 1]
    small = _regression(found[:, kept], kinds)
    names = vectorizer.get_feature_names_out()[kept]
    weights = np.rint((small.coef_[1:] - small.coef_[0]) * SCALE).astype(int)
    constant = np.rint((small.intercept_[1:] - small.intercept_[0]) * SCALE).astype(int)
    return [(CONSTANT, *constant), *sorted(zip(names, *weights, strict=True))]


def _regression(found: csr_matrix, kinds: np.ndarray) -> LogisticRegression:
    """A regression on rows that are scaled as `goufu.reader.model.probabilities_by` scales them."""
    shares = 1 / np.sqrt(np.asarray(found.sum(axis=1)).ravel() + 1)
    regression = LogisticRegression(C=REGULARISATION, class_weight="balanced", max_iter=5_000)
    return regression.fit(diags(shares) @ found, kinds)


def confusion(texts: list[set[str]], kinds: np.ndarray, projects: list[str]) -> np.ndarray:
    """How often each kind (rows) was answered as each (columns), by models that had not seen the project."""
    table = np.zeros((len(KINDS), len(KINDS)), dtype=int)
    for seen, unseen in GroupKFold(FOLDS).split(texts, kinds, projects):
        rows = fitted([texts[place] for place in seen], kinds[seen])
        weights = {name: (works / SCALE, goods / SCALE) for name, works, goods in rows}
        for place in unseen:
            answer = probabilities_by(texts[place], weights)
            table[kinds[place], answer.index(max(answer))] += 1
    return table


def main() -> None:
    """Prints the confusion table of the file; with --write, replaces the weights."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("pairs", type=Path)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    with options.pairs.open(encoding="utf-8-sig", newline="") as file:
        rows = [
            row for row in csv.DictReader(file) if row["n_categories"] == "1" and row["top_kind"] in KINDS
        ]
    cores = [core(row["title"]) for row in rows]
    texts = [features(text, said_purchase=said) for text, said in cores]
    kinds = np.array([KINDS.index(row["top_kind"]) for row in rows])
    table = confusion(texts, kinds, [project(row["title"]) for row in rows])
    print("| 购买方自己归的类 |", " | ".join(f"答{kind}" for kind in KINDS), "| 答对 |")
    print("|---|---:|---:|---:|---:|")
    for kind, counts in zip(KINDS, table, strict=True):
        right = counts[KINDS.index(kind)] / counts.sum()
        print(f"| {kind} |", " | ".join(map(str, counts)), f"| {right:.1%} |")
    print(f"\n{table.sum()} 个标题，答对 {np.trace(table) / table.sum():.1%}")
    if options.write:
        with WEIGHTS.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerows([("feature", "works", "goods"), *fitted(texts, kinds)])


if __name__ == "__main__":
    main()
