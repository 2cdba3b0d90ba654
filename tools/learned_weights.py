"""The weights of `goufu.reader.learned`, made from labelled needs and clauses that several authors wrote.

scikit-learn is needed here alone, in an environment of its own, and at run time nowhere:

    python3 -m pip install --target /tmp/weights scikit-learn
    PYTHONPATH=/tmp/weights .venv/bin/python tools/learned_weights.py [--real INTENTIONS.csv] [--write]

The texts stand in `src/goufu/reader/tests`: those of each author in `authors/`, our own beside it. The tables printed
leave out a fifth of the authors at a time: what is answered about their texts was learned from the others, never from them.
The files whose names hold `kept` are learned from by nobody. `--real` adds the needs of real intentions, which aren't in the project.
`--write` learns from all and replaces the tables of weights.
"""

from __future__ import annotations

import argparse
import csv
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from unittest.mock import patch

import numpy as np
from scipy.sparse import csr_matrix, diags
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression

from goufu.check.screening import Labelled, Outcome, screen
from goufu.law import readings
from goufu.law.load import load_rulebook
from goufu.reader import learned, normal, read, read_contract, titles
from goufu.reader.doubting import TOLD

TEXTS = Path(learned.__file__).parent / "tests"
DAY = date(2026, 11, 29)
FOLDS = 5
ASKED_OF_CONTRACT = (
    "labour", "labour_doubt", "finance_doubt", "learned_guarantee", "learned_labour", "learned_power",
)  # fmt: skip
UNSPECIFIC_TITLE = "综合服务"  # of needs that we wrote without one
REGULARISATION = 5.0
NEED_KINDS = ("duty", "works", "goods", "finance", "labour", "other", learned.DOUBTFUL)
CLAUSE_KINDS = ("guarantee", "labour", "power")
NEED_ROWS, CLAUSE_ROWS = 5_925, 3_955
OWN_WEIGHT, DOUBTFUL_WEIGHT, CLAUSE_WEIGHT, NEED_WEIGHT = 1.0, 0.5, 0.5, 0.3
PIECES_WEIGHT, SHORTEST_PIECE = 0.8, 6
REAL_WEIGHT, SHORTEST_TITLE_LIKE_NEED = 2.0, 60
_OTHER_THAN_SERVICES = re.compile("设备|改造|加固|维修|电梯|整修|电源|实验室")
_SENTENCE = re.compile(r"[^。;!?]+[。;!?]")
_CLAUSE = re.compile(r"[^,。;!?]+")
# what a clause is as a need, and the other way round: each model learns from the texts of the other, too
AS_NEED = {"guarantee": "finance", "labour": "labour", "dispatch": "labour", "power": "duty", "clean": ""}
AS_CLAUSE = {"finance": "guarantee", "labour": "labour", "duty": "power", "": "clean"}


@dataclass(eq=False)
class Example:
    """A labelled text with its features. `label` is V, C or R; `kind` is empty for C."""

    author: str
    label: str
    kind: str
    title: str
    text: str
    features: set[str]
    weight: float = 1.0

    @property
    def is_authors(self) -> bool:
        """Whether an author wrote it from the law alone, who knew nothing of the reader."""
        return self.author.startswith("a")

    @property
    def is_kept(self) -> bool:
        return "kept" in self.author


def needs() -> list[Example]:
    """The titles with their needs, of the authors and our own."""
    found = []
    for path in [
        *sorted((TEXTS / "authors").glob("*_titles.csv")),
        TEXTS / "needs_own.csv",
    ]:
        found += [
            _need(path.stem.removesuffix("_titles"), row["label"], row["kind"], row["title"], row["need"])
            for row in _rows(path)
        ]
    for path in (TEXTS / "powers.csv", TEXTS / "hidden.csv"):
        for row in _rows(path):
            label = "C" if row["label"] == "clean" else "V"
            kind = "" if label == "C" else row["label"]
            found.append(_need(path.stem, label, kind, UNSPECIFIC_TITLE, row["need"]))
    return [each for each in found if each.text]


def real_needs(path: Path) -> list[Example]:
    """Needs of real intentions to purchase services, as officials write them: lawful, but for those that buy goods or works."""
    texts: dict[str, str] = {}
    for row in _rows(path):
        name, need = (row["project_name"] or "").strip(), (row["need_summary"] or "").strip()
        texts.setdefault(need, name)
        if len(name) >= SHORTEST_TITLE_LIKE_NEED:  # some rows have the need in the place of the name
            texts.setdefault(name, "")
    found = [
        _need("real", "C", "", name, need) for need, name in texts.items() if len(need) >= learned.SHORTEST
    ]
    for each in found:
        each.weight = REAL_WEIGHT
    return [each for each in found if not _OTHER_THAN_SERVICES.search(each.title + each.text)]


def clauses() -> list[Example]:
    """The clauses of contracts, of the authors and our own."""
    found = []
    for path in [*sorted((TEXTS / "authors").glob("*_clauses.csv")), *sorted(TEXTS.glob("clauses_*.csv"))]:
        for row in _rows(path):
            label = "C" if row["label"] == "clean" else "V"
            kind = "" if label == "C" else row["label"].replace("dispatch", "labour")
            text = normal(row["text"]).text
            author = path.stem.removesuffix("_clauses")
            found.append(Example(author, label, kind, "", text, learned.ngrams(text)))
    return found


def _need(author: str, label: str, kind: str, title: str, need: str) -> Example:
    heard = normal(need).text
    plain = read(title, need or None, learned=False)
    said = (name for name in TOLD if getattr(plain.facts, name))
    parts = (normal(part.text).text for part in plain.parts)
    found = learned.ngrams(heard) | learned.need_context(parts, said)
    kind = kind if kind in NEED_KINDS or not kind else "other"
    return Example(author, label, kind, title, need, found, DOUBTFUL_WEIGHT if label == "R" else 1.0)


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file)


def for_needs(of_needs: Iterable[Example], of_clauses: Iterable[Example]) -> list[Example]:
    """What the model of needs learns from: needs, and clauses that say what a need may say, too."""
    lent = [
        Example(
            each.author,
            each.label,
            AS_NEED[each.kind or "clean"],
            "",
            each.text,
            each.features,
            CLAUSE_WEIGHT,
        )
        for each in of_clauses
    ]
    return [*of_needs, *lent, *lawful_pieces(of_needs, "need")]


def for_clauses(of_needs: Iterable[Example], of_clauses: Iterable[Example]) -> list[Example]:
    """What the model of clauses learns from: clauses, and needs of the same kinds."""
    lent = [
        Example(
            each.author, each.label, "" if each.label == "C" else AS_CLAUSE[each.kind], "", each.text,
            learned.ngrams(normal(each.text).text), NEED_WEIGHT,
        )
        for each in of_needs
        if each.label != "R" and (each.kind if each.label == "V" else "") in AS_CLAUSE
    ]  # fmt: skip
    return [*of_clauses, *lent, *lawful_pieces(of_clauses, "clause")]


def lawful_pieces(examples: Iterable[Example], model: str) -> list[Example]:
    """The sentences and clauses of lawful texts, each lawful by itself: so that a short text isn't taken for a violation."""
    found = []
    for each in examples:
        if each.label == "C":
            heard = normal(each.text).text
            pieces = [
                one
                for one in (*_SENTENCE.findall(heard), *_CLAUSE.findall(heard))
                if len(one) >= SHORTEST_PIECE
            ]
            beside = (
                {one for one in each.features if one[0] == learned.IN_TITLE} if model == "need" else set()
            )
            found += [
                Example(
                    each.author, "C", "", "", one, learned.ngrams(one) | beside, PIECES_WEIGHT / len(pieces)
                )
                for one in pieces
            ]
    return found


def fitted(examples: Sequence[Example], kinds: Sequence[str], rows: int) -> learned.Table:
    """The model that these examples teach: of a violation at all, and of each kind against all others."""
    vectorizer = CountVectorizer(analyzer=list, binary=True, min_df=2)
    found = vectorizer.fit_transform([each.features for each in examples])
    weights = np.array([each.weight * (1 if each.is_authors else OWN_WEIGHT) for each in examples])
    targets = [np.array([each.label != "C" for each in examples])]
    for kind in kinds:
        is_of = (
            (lambda each: each.label == "R")
            if kind == learned.DOUBTFUL
            else (lambda each, kind=kind: each.kind == kind)
        )
        targets.append(np.array([is_of(each) for each in examples]))
    whole, _ = _regressions(found, targets, weights)
    reach = np.abs(whole).max(axis=0) + np.abs(whole[0])
    share = np.sqrt(np.asarray(found.mean(axis=0)).ravel())
    kept = np.sort(np.argsort(-reach * share, kind="stable")[:rows])
    small, constants = _regressions(found[:, kept], targets, weights)
    names = vectorizer.get_feature_names_out()[kept]
    numbers = np.rint(small * learned.SCALE).astype(int).T
    constant = tuple(np.rint(constants * learned.SCALE) / learned.SCALE)
    weights = {name: tuple(map(int, row)) for name, row in zip(names, numbers, strict=True)}
    return learned.table_of(kinds, constant, weights)


def _regressions(
    found: csr_matrix, targets: list[np.ndarray], weights: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """The coefficients and constants of one regression for each target, on rows scaled as `learned.weigh` scales them."""
    shares = diags(1 / np.sqrt(np.asarray(found.sum(axis=1)).ravel() + learned.FEW))
    scaled = shares @ found
    fits = [
        LogisticRegression(C=REGULARISATION, class_weight="balanced", max_iter=300).fit(
            scaled, target, sample_weight=weights
        )
        for target in targets
    ]
    return np.vstack([fit.coef_ for fit in fits]), np.concatenate([fit.intercept_ for fit in fits])


def need_answers(examples: Sequence[Example], *, model: bool) -> list[str]:
    """The outcomes of the screens for titles with their needs (`goufu screening`)."""
    labelled = [Labelled(0, each.title, each.text, each.label) for each in examples]
    doubts = titles.doubts_of_need if model else lambda *_: {}
    with (
        patch.object(titles, "doubts_of_need", doubts),
        patch.object(readings, "_read", readings._read.__wrapped__),  # which keeps what it has read
    ):
        return [str(each.outcome) for each in screen(labelled, load_rulebook(), DAY)]


def clause_answers(examples: Sequence[Example], *, model: bool) -> list[str]:
    """What becomes of clauses: those that guarantee or dispatch are stopped, others go to a person, or pass."""
    read = (read_contract(each.text, learned=model) for each in examples)
    return [
        str(
            Outcome.STOPPED
            if facts.guarantee or facts.dispatch
            else Outcome.PERSON
            if any(getattr(facts, name) for name in ASKED_OF_CONTRACT)
            else Outcome.PASSED
        )
        for facts in read
    ]


Answered = tuple[Example, str, str]


def left_out(of_needs: Sequence[Example], of_clauses: Sequence[Example]) -> tuple[list[Answered], ...]:
    """Each text of an author with its answer by words, and by words and a model that hadn't seen him: needs, then clauses."""
    authors = sorted({each.author for each in [*of_needs, *of_clauses] if each.is_authors})
    answers: tuple[list[Answered], ...] = ([], [])
    for fold in range(FOLDS):
        asked = {*authors[fold::FOLDS]}
        taught = [
            [each for each in some if each.author not in asked and not each.is_kept]
            for some in (of_needs, of_clauses)
        ]
        tables = {
            learned.NEEDS: fitted(for_needs(*taught), NEED_KINDS, NEED_ROWS),
            learned.CLAUSES: fitted(for_clauses(*taught), CLAUSE_KINDS, CLAUSE_ROWS),
        }
        with patch.object(learned, "load", tables.__getitem__):
            for found, some, answers_of in zip(
                answers, (of_needs, of_clauses), (need_answers, clause_answers), strict=True
            ):
                theirs = [each for each in some if each.author in asked]
                found += zip(
                    theirs, answers_of(theirs, model=False), answers_of(theirs, model=True), strict=True
                )
    return answers


def show(rows: Sequence[Answered], groups: Sequence[tuple[str, str]]) -> None:
    """A table of the answers by label and kind, words alone beside words with the model."""
    outcomes = [str(each) for each in Outcome if any(each in row[1:] for row in rows)]
    titles = "/".join(outcomes)
    print(f"| 标签 | 类 | 例数 | 只凭词语：{titles} | 词语加模型：{titles} |\n|---|---|---:|---:|---:|")
    for label, kind in groups:
        some = [row for row in rows if row[0].label == label and kind in ("", row[0].kind)]
        if some:
            tables = (Counter(row[place] for row in some) for place in (1, 2))
            cells = (" / ".join(str(table[name]) for name in outcomes) for table in tables)
            print(f"| {label} | {kind or '全部'} | {len(some)} |", " | ".join(cells), "|")


def write(path: Path, table: learned.Table) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["feature", "violation", *table.kinds])
        writer.writerow([learned.CONSTANT, *(round(each * learned.SCALE) for each in table.constant)])
        writer.writerows(
            [name, table.at_all[name], *numbers] for name, numbers in sorted(table.of_kinds.items())
        )


def main() -> None:
    """Prints the tables of answers, one author left out at a time; with --write, replaces the weights."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--real", type=Path, help="CSV of real intentions, with project_name and need_summary"
    )
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--quick", action="store_true", help="no tables, only the weights")
    options = parser.parse_args()
    of_needs, of_clauses = tuple(needs()), tuple(clauses())
    if options.real:
        of_needs = (*of_needs, *real_needs(options.real))
        print(f"{sum(each.author == 'real' for each in of_needs)} real needs")
    answers = ([], []) if options.quick else left_out(of_needs, of_clauses)
    print("\n没有学过的作者，名称加需求\n")
    show(answers[0], [("V", ""), *(("V", kind) for kind in NEED_KINDS[:-1]), ("C", ""), ("R", "")])
    print("\n没有学过的作者，合同条款\n")
    show(answers[1], [*(("V", kind) for kind in CLAUSE_KINDS), ("C", "")])
    if options.write:
        taught = [[each for each in some if not each.is_kept] for some in (of_needs, of_clauses)]
        write(learned.NEEDS, fitted(for_needs(*taught), NEED_KINDS, NEED_ROWS))
        write(learned.CLAUSES, fitted(for_clauses(*taught), CLAUSE_KINDS, CLAUSE_ROWS))


if __name__ == "__main__":
    main()
