"""Kinds of parts: what a head and the words before it make of a part, and how sure that is."""

from __future__ import annotations

from collections.abc import Callable

from goufu.reader import words
from goufu.reader.barred import DOUBTFUL, SERVED, barred, doubted
from goufu.reader.endings import DOUBT, Answer
from goufu.reader.lexicon import members
from goufu.reader.parts import REACH, RIGHT_BEFORE, Piece
from goufu.reader.patterns import pattern

BUILT = ("structures", "works", "works_nouns")
CERTAIN, PLAIN, LIKELY, WEAK = 0.95, 0.9, 0.7, 0.6
_MACHINE = pattern("{machines}[^路桥房楼]{0,3}$")
_NO_MACHINE = pattern("{no_machines}")
BOUGHT_WITHIN = 8  # signs of an unknown thing behind a verb of buying


def decide(piece: Piece) -> None:
    """Sets the kind of a part and how sure it is."""
    piece.kind, piece.sure = barred(piece) or BY_HEAD[piece.head_kind](piece)


def _service(piece: Piece) -> Answer:
    """Services; but food that is delivered, things that are made and works right before them are asked about."""
    if piece.head in members("delivery") and piece.object_kind == "buying" and piece.gap == 0:
        return "goods", PLAIN if piece.has("goods") else DOUBT
    if piece.head == "配送" and piece.object in members("foods") and not piece.said_service:
        return "goods", DOUBT
    if piece.head == "制作" and piece.object_kind == "goods":
        return "goods", DOUBT
    if piece.head_kind == "services" and piece.has("works", 0):
        return "works", DOUBT
    return "service", CERTAIN


def _weak_service(piece: Piece) -> Answer:
    """Heads that say little (管理) or build nothing (体系)."""
    return doubted(piece) or ("service", LIKELY)


def _works(piece: Piece) -> Answer:
    """Works; but systems, ships and services are built anew, too (“会商系统新建”)."""
    kind = piece.object_kind
    is_new = piece.head.endswith("建")
    if kind == "digital" or (is_new and kind not in BUILT and piece.has("digital")):
        return "it", DOUBT
    if kind == "goods":
        return ("goods", PLAIN) if piece.head == "建造" else ("works", WEAK)
    if is_new and kind in SERVED:
        return "works", DOUBT
    return "works", WEAK if piece.head in members("mild_works") else CERTAIN


def _works_noun(piece: Piece) -> Answer:
    """What is called 工程; but 运行维护工程服务, 放映工程 and 锅炉大修工程 are none."""
    if piece.said_service and piece.object_kind in SERVED and piece.gap == 0:
        return "service", LIKELY
    if piece.before.endswith(words.lists()["soft_works"]):
        return "unclear", DOUBT
    if piece.object in members("repairs") and len(piece.words) > 1 and piece.words[1][1] == "goods":
        return "service", LIKELY
    return "works", PLAIN


def _light_works(piece: Piece) -> Answer:
    """Building, alteration, repair: what they are depends on what is built, altered or repaired."""
    word, kind, gap = next((found for found in piece.words if found[1] != "light_works"), ("", "", REACH))
    if kind == "buying":
        return "goods", PLAIN if piece.has("goods") else WEAK
    if piece.has("digital") and kind not in BUILT:
        return "it", DOUBT
    if piece.head in members("repairs") and gap > RIGHT_BEFORE and _is_of_machine(piece):
        return "service", CERTAIN
    if kind in BUILT:
        is_near = len(word) > 1 and gap <= (1 if piece.head in members("placed_works") else RIGHT_BEFORE)
        return "works", PLAIN if is_near and piece.head not in members("mild_works") else WEAK
    if kind == "goods":
        return ("service", CERTAIN) if piece.head in members("repairs") else ("goods", WEAK)
    return doubted(piece) or _light_service(piece, word, kind, gap)


def _is_of_machine(piece: Piece) -> bool:
    """Whether a machine stands right before a repair, farther from any building: “肿瘤医院磁共振二号机失超维修”."""
    return _MACHINE.search(_NO_MACHINE.sub("", piece.before)) is not None


def _light_service(piece: Piece, word: str, kind: str, gap: int) -> Answer:
    """Building and repair of nothing that stands: “标准体系建设服务”, “维修服务”."""
    if piece.said_service and not piece.before and piece.head in members("repairs"):
        return "service", LIKELY
    if (kind == "abstract" and gap <= 1) or (kind in SERVED and gap == 0):
        is_plain = piece.said_service and kind == "abstract" and word not in members("shown")
        return "service", CERTAIN if is_plain else LIKELY
    return "unclear", DOUBT


def _structure(piece: Piece) -> Answer:
    """A building: rented it is a service, otherwise nobody knows what is done to it."""
    is_let = any(word in members("letting") for word, _, _ in piece.words)
    return doubted(piece) or (("service", LIKELY) if is_let else ("thing", DOUBT))


def _goods(piece: Piece) -> Answer:
    """Goods; rented, printed or repaired they are a service, spare parts for a repair are not."""
    letting = next((word for word, _, _ in piece.words if word in members("letting")), "")
    is_spare = letting == "维修" and (piece.said_purchase or piece.head in members("spares"))
    if letting and not is_spare:
        return "service", LIKELY
    if piece.said_service and not (piece.said_purchase or piece.has("buying")):
        return "goods", WEAK
    return "goods", PLAIN


def _buying(piece: Piece) -> Answer:
    """What is bought stands before the verb: persons, a service, software, or goods, surely only where they are named."""
    kind = piece.object_kind
    if kind in ("staff", "hiring") and piece.head not in members("giving"):
        return "labour", 1.0
    if kind in SERVED:
        return "service", LIKELY
    if kind == "digital":
        return "it", DOUBT
    if piece.object in members("goods"):
        return "goods", CERTAIN
    if kind == "abstract":
        return "service", CERTAIN if piece.said_service else LIKELY
    return "goods", WEAK


def _digital(piece: Piece) -> Answer:
    return ("service", LIKELY) if piece.said_service else ("it", DOUBT)


def _nothing(piece: Piece) -> Answer:
    """No head is known. A service word just before the end is nearly a head (“展示会服务”)."""
    if doubt := doubted(piece):
        return doubt
    if piece.has("buying", BOUGHT_WITHIN) and not piece.said_service:
        return "goods", WEAK
    if piece.said_service and piece.object_kind in SERVED and piece.gap <= RIGHT_BEFORE:
        return "service", WEAK
    return "none", 0.0


BY_HEAD: dict[str, Callable[[Piece], Answer]] = {
    "": _nothing, "project_services": _service, "services": _service, "general": _weak_service, "works": _works,
    "works_nouns": _works_noun, "light_works": _light_works, "structures": _structure, "goods": _goods,
    "buying": _buying, "digital": _digital, "abstract": _weak_service, "staff": lambda _: ("labour", DOUBT),
    **dict.fromkeys(DOUBTFUL, lambda piece: (DOUBTFUL[piece.head_kind], DOUBT)),
}  # fmt: skip
