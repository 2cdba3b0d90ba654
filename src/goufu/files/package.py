"""An xlsx file as what it is: a zip of parts, judged before anything unpacks or believes it."""

from __future__ import annotations

import lzma
import posixpath
import struct
import zipfile
import zlib
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from xml.etree import ElementTree

from goufu.files import named_texts
from goufu.files.empty_rows import without_empty_rows
from goufu.files.errors import ListError
from goufu.files.marks import marks_of
from goufu.files.rows import MAX_COLUMNS, Mark
from goufu.files.sheet_xml import SMALLER, NoSuchPlace, SheetScan
from goufu.lazy_patterns import lazy_pattern

MAX_UNPACKED = 600 << 20  # bytes of XML; more takes minutes and gigabytes
MAX_RATIO = 200  # tables compress 5 to 40 times, bombs 1000 times
MAX_CELLS = 40_000_000  # of all sheets
MAX_NAMED = 900 << 20  # bytes of texts, for each cell that names one: 300 signs in each of a million rows
_BIG = 20 << 20
_CHUNK = 1 << 20
_USE_CSV = "请拆成几个文件，或者另存为 CSV（不限大小）再试"
_SAVE_ANEW = "请用 Excel 或 WPS 打开后另存一份再试"
WORKBOOK, WORKBOOK_RELATIONS, STYLES = "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml"
TEXTS = "xl/sharedstrings.xml"  # where the reader of workbooks looks for them, whatever the workbook calls the part
# Parts of a number format that don't format the number: quoted and escaped text, colours, conditions.
_NO_FIGURE = lazy_pattern(r'"[^"]*"|[\\!_*].|\[[^\]]*\]')
_SCALE = lazy_pattern(r"[0#?],+(?![0#?,])")  # a comma after the last digit divides by 1,000

_PADDED = lazy_pattern("0{2,40}")

Parts = Mapping[str, zipfile.ZipInfo]


def part_names(path: Path) -> set[str]:
    """The names of the file's parts. Raises ListError where it is damaged or cannot be told."""
    with opened(path) as archive:
        return set(parts_of(path, archive))


def scan_xlsx(path: Path, most_bytes: int = MAX_UNPACKED) -> dict[str, SheetScan]:
    """Every part read once, so that sizes and checksums are true; what was found in the sheets, by their names.

    Args:
        most_bytes: of all parts together, unpacked.

    Raises:
        ListError: too big, packed like a bomb, too wide, damaged, locked, or with cells outside of any sheet.
    """
    with opened(path) as archive:
        parts = parts_of(path, archive)
        _refuse_bomb(path, archive, parts, most_bytes)
        sheets, is_uncalculated = sheet_parts(archive, parts)
        _refuse_repeated(path, parts, sheets, most_bytes)
        styles, lengths = _styles(archive, parts), _lengths_at_most(archive, parts)
        size = _Size(path)
        scans: dict[str, SheetScan] = {}
        for name, info in parts.items():
            if name in sheets:
                scan = SheetScan(styles, is_uncalculated=is_uncalculated)
                with _chunks(archive, info) as xml:
                    _read_scanning(path, xml, scan, size.times(len(sheets[name])))
                scans |= dict.fromkeys(sheets[name], scan)
            elif name != TEXTS or lengths is None:
                with _chunks(archive, info) as content:
                    deque(content, 0)
        _refuse_named(path, archive, parts, sheets, scans, lengths)
    return scans


def marked_sheets(path: Path) -> dict[str, Mark]:
    """What earlier answers of ours added to the sheets, by their names. Raises ListError."""
    with opened(path) as archive:
        return marks_of(_tree(archive.read(parts_of(path, archive)[WORKBOOK])))


@contextmanager
def opened(path: Path) -> Iterator[zipfile.ZipFile]:
    """The archive; whatever Python's zip reader says of it becomes a sentence."""
    try:
        with zipfile.ZipFile(path) as archive:
            yield archive
    except NotImplementedError:
        raise ListError("文件的压缩方式太新，这里不认得", path.name, _SAVE_ANEW) from None
    except RuntimeError:  # zipfile's answer to an encrypted part
        raise locked(path) from None
    except (zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError, OSError, ValueError):
        raise ListError(
            "文件已经损坏或者没有传完整", path.name, "请重新下载，或者用 Excel 或 WPS 另存一份再试"
        ) from None


def locked(path: Path) -> ListError:
    """The sentence for a workbook that needs a password."""
    return ListError("工作簿有打开密码", path.name, "请在 Excel 或 WPS 里去掉密码后再上传")


def parts_of(path: Path, archive: zipfile.ZipFile) -> Parts:
    """The parts by the names under which a reader finds them: case, backslashes and dots make no difference."""
    parts: dict[str, zipfile.ZipInfo] = {}
    for info in archive.infolist():
        name = _bare(info.filename)
        if name in parts:
            raise ListError(
                f"文件里有两个部分叫“{info.filename[:60]}”，不知道该读哪一个", path.name, _SAVE_ANEW
            )
        parts[name] = info
    return parts


def _bare(name: str) -> str:
    return posixpath.normpath("/" + name.replace("\\", "/")).lstrip("/").lower()


def _refuse_bomb(path: Path, archive: zipfile.ZipFile, parts: Parts, most_bytes: int) -> None:
    unpacked = sum(info.file_size for info in archive.infolist())
    packed = max(1, path.stat().st_size)
    if unpacked > _BIG and unpacked > MAX_RATIO * packed:
        raise ListError(
            f"文件解开后是原来的{unpacked // packed}倍，不是正常的表格", path.name, "请用 Excel 另存一份再试"
        )
    if unpacked > most_bytes:
        raise ListError(
            f"工作簿太大，解开后有 {unpacked >> 20} MB，最多 {most_bytes >> 20} MB", path.name, _USE_CSV
        )
    # What lists the sheets is read as a tree, which takes twenty times as much memory.
    listing = max(
        (parts[name].file_size for name in (WORKBOOK, WORKBOOK_RELATIONS) if name in parts), default=0
    )
    if listing > _BIG:
        raise ListError(
            f"工作簿里定义的名称太多，解开后有 {listing >> 20} MB",
            path.name,
            "请在名称管理器里删去用不着的名称，再另存一份",
        )


def sheet_parts(archive: zipfile.ZipFile, parts: Parts) -> tuple[dict[str, list[str]], bool]:
    """The parts that the workbook calls sheets, wherever they lie, each with the names of its sheets.

    And whether the workbook wants its formulas worked out when it is opened.
    """
    try:
        book = _tree(archive.read(parts[WORKBOOK]))
        relations = _tree(archive.read(parts[WORKBOOK_RELATIONS]))
    except KeyError as error:
        raise ValueError("no workbook") from error
    targets = {each.get("Id"): _bare(_from_workbook(each.get("Target", ""))) for each in relations}
    sheets: dict[str, list[str]] = {}
    for element in _named(book, "sheet"):
        # The strict form of the standard has another namespace for the id.
        ids = [value for name, value in element.items() if name.endswith("}id")]
        sheets.setdefault(targets.get(*ids[:1] or [""]) or "", []).append(element.get("name", ""))
    return sheets, any(each.get("fullCalcOnLoad") in ("1", "true") for each in _named(book, "calcPr"))


def _from_workbook(target: str) -> str:
    return target if target.startswith(("/", "xl/")) else f"xl/{target}"


def _refuse_repeated(path: Path, parts: Parts, sheets: Mapping[str, Sequence[str]], most_bytes: int) -> None:
    """Each sheet is read, and one part may be called so by many: it counts for each of them."""
    unpacked = sum(parts[name].file_size * len(of) for name, of in sheets.items() if name in parts)
    if unpacked > most_bytes:
        raise ListError(
            f"各工作表加起来有 {unpacked >> 20} MB，最多 {most_bytes >> 20} MB", path.name, _USE_CSV
        )


def _styles(archive: zipfile.ZipFile, parts: Parts) -> dict[str, int]:
    """What styles show of a number, by their indices: SMALLER, divided by 1,000 or more, or so many digits, 001 for 1.

    Styles that can't be parsed are ignored.
    """
    part = parts.get(STYLES)
    if part is None or part.file_size > _BIG:
        return {}
    try:
        styles = _tree(archive.read(part))
    except ValueError:
        return {}
    formats = {each.get("numFmtId"): _shows(each.get("formatCode", "")) for each in _named(styles, "numFmt")}
    cells = [each for group in _named(styles, "cellXfs") for each in group]
    found = ((str(at), formats.get(each.get("numFmtId"))) for at, each in enumerate(cells))
    return {style: shows for style, shows in found if shows is not None}


def _named(tree: ElementTree.Element, name: str) -> Iterator[ElementTree.Element]:
    return (element for element in tree.iter() if element.tag.rpartition("}")[2] == name)


def _shows(code: str) -> int | None:
    """What a number format shows of a number, where that is not all that it is."""
    if _SCALE.search(_NO_FIGURE.sub("", code.split(";")[0])):
        return SMALLER
    return len(code) if _PADDED.fullmatch(code) else None


def _tree(part: bytes) -> ElementTree.Element:
    """Excel writes no document type; one could hold entities that swell without end."""
    if b"<!" in part or b"\0" in part[:200]:
        raise ValueError("a document type")
    try:
        return ElementTree.fromstring(part)  # noqa: S314
    except ElementTree.ParseError as error:
        raise ValueError(str(error)) from error


@contextmanager
def _chunks(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Iterator[Iterator[bytes]]:
    with archive.open(info) as part:
        yield iter(partial(part.read, _CHUNK), b"")


def _lengths_at_most(archive: zipfile.ZipFile, parts: Parts) -> list[int] | None:
    """No text that cells name has more bytes; None where it can't be told fast."""
    if TEXTS not in parts:
        return []
    try:
        with _chunks(archive, parts[TEXTS]) as xml:
            return named_texts.at_most(xml)
    except named_texts.Unlike:
        return None


def _refuse_named(
    path: Path,
    archive: zipfile.ZipFile,
    parts: Parts,
    sheets: Mapping[str, Sequence[str]],
    scans: Mapping[str, SheetScan],
    lengths: Sequence[int] | None,
) -> None:
    """Each cell gets a text of its own from the reader of workbooks, however many name the same."""
    read = {name: of for name, of in sheets.items() if name in parts and scans[of[0]].naming}
    if lengths is not None and _named_at_most(archive, parts, read, scans, lengths) <= MAX_NAMED:
        return
    if not read:
        return
    with _chunks(archive, parts[TEXTS]) as texts:
        exact = named_texts.lengths(texts)
    named = 0
    for name, of in read.items():
        scan = SheetScan(lengths=exact)
        with _chunks(archive, parts[name]) as xml:
            for data in xml:
                scan.feed(data)
        scan.close()
        named += scan.named * len(of)
    if named > MAX_NAMED:
        raise ListError(
            f"同样的长文字在很多格里重复，各格加起来有 {named >> 20} MB，最多 {MAX_NAMED >> 20} MB",
            path.name,
            _USE_CSV,
        )


def _named_at_most(
    archive: zipfile.ZipFile,
    parts: Parts,
    read: Mapping[str, Sequence[str]],
    scans: Mapping[str, SheetScan],
    lengths: Sequence[int],
) -> int:
    """How many bytes the cells of the sheets name at most; more than may be where it can't be told fast."""
    naming = {name: scans[of[0]].naming for name, of in read.items()}
    most = max(lengths, default=0) * sum(naming[name] * len(of) for name, of in read.items())
    if most <= MAX_NAMED:
        return most
    named = 0
    for name, of in read.items():
        with _chunks(archive, parts[name]) as xml:
            try:
                named += len(of) * named_texts.named_at_most(xml, lengths, naming[name])
            except named_texts.Unlike:
                return most
    return named


class _Size:
    """How large the sheets of a workbook are together, while they are scanned."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._before = 0  # cells of the sheets before
        self._times = 1
        self._cells = 0

    def times(self, sheets: int) -> _Size:
        """The same, to be asked of the next part, which so many sheets are made of."""
        self._before += self._times * self._cells
        self._times, self._cells = sheets, 0
        return self

    def refuse_large(self, scan: SheetScan) -> None:
        self._cells = scan.last_line * scan.last_column
        if scan.last_column > MAX_COLUMNS:
            raise ListError(f"超过{MAX_COLUMNS}列", self._path.name, "请删去用不着的列")
        if self._before + self._times * self._cells > MAX_CELLS:
            together = "各工作表加起来" if self._before or self._times > 1 else ""
            raise ListError(
                f"用到了第{scan.last_line}行、第{scan.last_column}列，{together}超过{MAX_CELLS // 10_000}万格",
                self._path.name,
                "请删去表格下方和右边用不着的行和列；确实这么大，就另存为 CSV（不限大小）再试",
            )


def _read_scanning(path: Path, xml: Iterator[bytes], scan: SheetScan, size: _Size) -> None:
    try:
        for data in xml:
            scan.feed(without_empty_rows(data))
            size.refuse_large(scan)
        scan.close()
    except NoSuchPlace as error:
        raise ListError(
            f"有一格的位置写作“{str(error)[:30]}”，表格里没有这个位置", path.name, _SAVE_ANEW
        ) from None
    size.refuse_large(scan)
