"""The names of exported examples."""

from __future__ import annotations

from goufu.decisions.exporting import _name


class Counting(dict[str, int]):
    """Names that count how often they are looked for."""

    looked = 0

    def __contains__(self, name: object) -> bool:
        self.looked += 1
        return super().__contains__(name)


def test_a_title_gets_a_number_of_its_own_each_time() -> None:
    names: dict[str, int] = {}
    titles = ["甲", "甲（2）", "甲", "甲", "甲（2）", "乙"]
    assert [_name(title, names) for title in titles] == [
        "甲",
        "甲（2）",
        "甲（3）",
        "甲（4）",
        "甲（2）（2）",
        "乙",
    ]


def test_thousands_of_one_title_are_not_looked_through_for_each() -> None:
    names = Counting()
    for _ in range(1_000):
        _name("甲", names)
    assert len(names) == 1_000
    assert names.looked < 3_000
