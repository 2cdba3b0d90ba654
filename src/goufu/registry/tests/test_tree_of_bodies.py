"""The tree of bodies: whatever is moved, each path says where its body stands."""

from __future__ import annotations

from itertools import count
from threading import Barrier, Thread

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from goufu.core.errors import Refusal
from goufu.registry.actions.bodies import move_body
from goufu.registry.models import Body
from goufu.registry.tests.county import County, body

NUMBERS = count()  # of bodies, whose names are not used again
MOVES = st.lists(st.tuples(st.integers(0, 7), st.none() | st.integers(0, 7)), max_size=12)


def consistent() -> bool:
    """Every path is the parent's and the body's own number: there can be no circle then."""
    bodies = {each.pk: each for each in Body.objects.all()}
    return all(
        each.path == f"{bodies[each.parent_id].path if each.parent_id else '/'}{each.pk}/"
        for each in bodies.values()
    )


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(moves=MOVES)
def test_paths_stay_true_under_any_moves(county: County, moves: list[tuple[int, int | None]]) -> None:
    made = [body(f"单位{next(NUMBERS)}", county.place) for number in range(8)]
    for which, where in moves:
        moved, above = made[which], made[where] if where is not None else None
        fresh = Body.objects.get(pk=moved.pk)
        circle = above is not None and Body.objects.get(pk=above.pk).path.startswith(fresh.path)
        stays = fresh.parent == above
        try:
            move_body(by=county.system, body=moved, version=fresh.version, parent=above)
            assert not circle and not stays
        except Refusal as refused:
            assert circle or stays
            assert refused.field == "parent"
        assert consistent()


def test_a_circle_says_what_lies_below_what(county: County) -> None:
    with pytest.raises(Refusal, match="云岭县养老服务中心就在云岭县民政局之下"):
        move_body(by=county.system, body=county.civil, version=1, parent=county.nursing)
    with pytest.raises(Refusal, match="不能作自己的上级"):
        move_body(by=county.system, body=county.civil, version=1, parent=county.civil)


def test_a_closed_body_takes_nobody_in(county: County) -> None:
    Body.objects.filter(pk=county.education.pk).update(is_active=False)
    with pytest.raises(Refusal, match="云岭县教育体育局已经停用"):
        move_body(by=county.system, body=county.nursing, version=1, parent=county.education)


@pytest.mark.django_db(transaction=True)
def test_two_moves_at_once_make_no_circle(county: County) -> None:
    start = Barrier(2)

    def move(moved: Body, above: Body) -> None:
        start.wait()
        try:
            move_body(by=county.system, body=moved, version=1, parent=above)
        except Refusal:
            pass
        finally:
            connection.close()

    threads = [
        Thread(target=move, args=pair)
        for pair in ((county.civil, county.education), (county.education, county.civil))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert consistent()
    assert (
        Body.objects.filter(parent__in=[county.civil, county.education]).exclude(pk=county.nursing.pk).count()
        == 1
    )
