"""The SVG charts: every bar and point a link, nothing inline, nothing that a name could break out of."""

from xml.etree import ElementTree

import pytest

from oversight.templatetags.charts import LETTERS, bars, line, stacked_bars

SVG = "{http://www.w3.org/2000/svg}"
NASTY = '<script>"&'


def parsed(html: str) -> ElementTree.Element:
    assert "style" not in html and "<script" not in html and "onload" not in html
    return ElementTree.fromstring(html.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" '))


def links(tree: ElementTree.Element) -> list[str]:
    return [a.get("href", "") for a in tree.iter(f"{SVG}a")]


def test_bars_are_as_long_as_their_numbers() -> None:
    tree = parsed(bars([("甲", 100, "?a=1"), ("乙", 50, "?a=2"), (NASTY, 1, "?a=3&b=4"), ("零", 0, "?a=5")], "T"))
    widths = [int(r.get("width", "")) for r in tree.iter(f"{SVG}rect")]
    assert abs(widths[0] - 2 * widths[1]) <= 1 and widths[2] >= 1 and widths[3] == 0
    assert links(tree) == ["?a=1", "?a=2", "?a=3&b=4", "?a=5"]
    assert [t.text for t in tree.iter(f"{SVG}title")][2] == f"{NASTY}: 1"


def test_the_part_stands_within_its_bar_and_has_its_own_link() -> None:
    tree = parsed(stacked_bars([("甲", 40, "?open", 10, "?late"), ("乙", 5, "?open2", 0, "?none")], "T", "late"))
    assert links(tree) == ["?open", "?open2", "?late"]
    first, _second, red = tree.iter(f"{SVG}rect")
    assert int(first.get("x", "")) + int(first.get("width", "")) == int(red.get("x", ""))
    assert int(first.get("width", "")) == pytest.approx(3 * int(red.get("width", "")), abs=2)


@pytest.mark.parametrize("values", [[0, 0], [3], [1, 7, 12, 134], list(range(60)), [10**9, 1]])
def test_a_line_stays_on_its_sheet(values: list[int]) -> None:
    tree = parsed(line([(f"2026-{n:02}", v, f"?m={n}") for n, v in enumerate(values)], "T"))
    points = list(tree.iter(f"{SVG}circle"))
    assert len(points) == len(links(tree)) == len(values)
    assert all(20 <= int(p.get("cy", "")) <= 200 and 0 <= int(p.get("cx", "")) <= 560 for p in points)
    top = min(points, key=lambda p: int(p.get("cy", "")))
    assert values[points.index(top)] == max(values)


def test_nothing_to_draw_is_no_error() -> None:
    for chart in (bars([], "T"), stacked_bars([], "T", "late"), line([], "T")):
        parsed(chart)


def test_a_long_label_is_cut_and_told_whole_in_the_title() -> None:
    name = "云州市人力资源和社会保障局劳动保障监察支队"
    tree = parsed(bars([(name, 3, "?")], "T"))
    text = next(tree.iter(f"{SVG}text")).text or ""
    assert text.endswith("…") and len(text) <= LETTERS and name in (next(tree.iter(f"{SVG}title")).text or "")
