"""The standard log for everybody (c2sp.org/tlog-tiles): the checkpoint, tiles, and entries."""

from __future__ import annotations

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from goufu.journal.errors import NoCheckpoint
from goufu.journal.tlog import publishing, seals, tiles, witnesses
from goufu.journal.tlog.tiles import Tile
from goufu.numbers import whole_number

HIGHEST_LEVEL = 7  # 256^8 seals are more than a number in the database can count
FOR_SECONDS = "max-age=5"
FOR_EVER = "max-age=31536000, immutable"


@require_safe
def checkpoint(request: HttpRequest) -> HttpResponse:
    """The last checkpoint, with the log's signature and those of its witnesses.

    `since`, the size of a checkpoint that somebody has kept, asks for the proof that it goes on from that (c2sp.org/tlog-witness).
    """
    last, since = publishing.last_checkpoint(), request.GET.get("since")
    if last is None:
        raise Http404
    try:
        said = (
            publishing.note_of(last)
            if since is None
            else str(witnesses.request_to_witness(whole_number(since)))
        )
    except (NoCheckpoint, seals.SealMissing) as error:
        raise Http404 from error
    answer = HttpResponse(said, content_type="text/plain; charset=utf-8")
    answer["Cache-Control"] = FOR_SECONDS
    return answer


@require_safe
def tile(request: HttpRequest, level: int, end: str) -> HttpResponse:
    """A tile of digests."""
    return _of_tile(level, end, seals.digests)


@require_safe
def entries(request: HttpRequest, end: str) -> HttpResponse:
    """The seals under a tile of level 0."""
    return _of_tile(0, end, seals.bundle)


def _of_tile(level: int, end: str, read: Callable[[Tile], bytes]) -> HttpResponse:
    """What belongs to a tile, as far as it was published. Raises Http404 for another address."""
    found, last = tiles.read_path(end), publishing.last_checkpoint()
    if found is None or last is None or level > HIGHEST_LEVEL:
        raise Http404
    asked = Tile(level, *found)
    if not tiles.has(last.size, asked):
        raise Http404
    try:
        answer = HttpResponse(read(asked), content_type="application/octet-stream")
    except seals.SealMissing as error:
        raise Http404 from error
    answer["Cache-Control"] = FOR_EVER
    return answer
