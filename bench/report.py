"""The budgets of performance.md, what a run says to each, and the page with the history."""

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from typing import Any

STATEMENTS = {
    "my list": 8,
    "cases": 8,
    "petitions": 8,
    "case page": 10,
    "a matter": 10,
    "a case of": 10,
    "the post": 16,
    "register": 24,
    "act": 20,
}
# the session, the user and the posting come before what register (20) and act (16) may ask themselves
FLOOR = {"my list": 1.5, "register": 4.0, "act": 4.0}
GROWTH = 1.2
STEADY = (
    "my list",
    "cases, ended, by number",
    "cases, ended, deep page",
    "case page",
    "register",
    "act",
    "draft",
)


@dataclass(frozen=True)
class Verdict:
    what: str
    told: str
    met: bool


def verdicts(run: dict[str, Any]) -> list[Verdict]:
    """Each budget with what was measured."""
    sizes = sorted(run["sizes"], key=int)
    return [*_growth(run, sizes[0], sizes[-1]), *(v for n in sizes for v in _one(n, run["sizes"][n]))]


def _growth(run: dict[str, Any], small: str, large: str) -> Iterator[Verdict]:
    if small == large:
        return
    told = run["sizes"][small]["pages"].keys() & run["sizes"][large]["pages"].keys()  # an older run has fewer
    for name in (n for n in STEADY if n in told):
        a, b = (run["sizes"][n]["pages"][name]["ours"]["p50"] for n in (small, large))
        yield Verdict(
            f"{name}: p50 at {int(large):,} against {int(small):,}",
            f"{b / a:.2f} x (<= {GROWTH}), {b:.0f} ms",
            b / a <= GROWTH,
        )


def _one(size: str, found: dict[str, Any]) -> Iterator[Verdict]:
    at = f" at {int(size):,}"
    for name, page in found["pages"].items():
        ours, floor = page["ours"], page["floor"]
        limit = next((n for start, n in STATEMENTS.items() if name.startswith(start)), None)
        if limit:
            yield Verdict(
                f"{name}: statements{at}", f"{ours['statements']:.0f} (<= {limit})", ours["statements"] <= limit
            )
        if name in FLOOR and floor:
            ratio = ours["p50"] / floor["p50"]
            yield Verdict(
                f"{name}: against the floor{at}",
                f"{ratio:.2f} x (<= {FLOOR[name]}), {ours['p50']:.0f} : {floor['p50']:.0f} ms",
                ratio <= FLOOR[name],
            )
        if name.startswith("search"):
            yield Verdict(f"{name}: database{at}", f"{ours['db_ms']:.0f} ms (<= 300)", ours["db_ms"] <= 300)
    ordinary = found["pages"]["case page"]["ours"]["p50"]
    for name in ("a matter of 900 petitions", "a case of 2,000 events, 500 files"):
        if name in found["pages"]:
            ratio = found["pages"][name]["ours"]["p50"] / ordinary
            yield Verdict(f"{name}: against an ordinary one{at}", f"{ratio:.2f} x (<= 2)", ratio <= 2)
    sets = found["sets"]
    for word, search in sets["search"].items():
        few = 0 < search["rows"] < 10_000
        yield Verdict(
            f"search {word}{at}",
            f"{search['ms']:.1f} ms (<= {40 if few else 300}), {search['rows']} rows, scan {search['scan_ms']:.0f} ms",
            search["ms"] <= (40 if few else 300),
        )
    yield from _real(at, sets.get("real search") or {})
    yield Verdict(
        f"count of open cases{at}", f"{sets['count of open cases']:.1f} ms (<= 10)", sets["count of open cases"] <= 10
    )
    yield Verdict(
        f"count of all cases{at}", f"{sets['count of all cases']:.1f} ms (<= 10)", sets["count of all cases"] <= 10
    )
    yield Verdict(f"same matter{at}", f"{sets['same matter']:.0f} ms (<= 300)", sets["same matter"] <= 300)
    yield Verdict(
        f"sweep, nothing due{at}", f"{sets['sweep, nothing due']:.0f} ms (<= 50)", sets["sweep, nothing due"] <= 50
    )
    if "import" in sets:
        yield from _import(at, sets["import"])
    if "export" in sets:
        yield from _export(sets["export"], at, int(size))
    for query, told in sets.get("export, row by row", {}).items():
        words = f"{told['differ']} of {told['rows']:,} differ from the list"
        yield Verdict(f"export, {query}{at}", words, told["rows"] > 0 and not told["differ"])
    if tried := sets.get("what-if"):
        share = tried["seconds"] / max(1, tried["petitions"]) * 100_000
        yield Verdict(
            f"what-if over the year's petitions{at}",
            f"{share:.1f} s per 100,000 (<= 60), {tried['seconds']:.1f} s for {tried['petitions']:,}, {tried['moved']:,} move",
            share <= 60 or tried["seconds"] <= 5,
        )
    if int(size) >= 100_000:
        yield Verdict(
            f"generate{at}", f"{found['lives_a_second']:.0f} lives a second (>= 2000)", found["lives_a_second"] >= 2000
        )
    memory = max(p["ours"]["rss_kb"] for p in found["pages"].values()) / 1024
    yield Verdict(f"memory of a web process{at}", f"{memory:.0f} MB (<= 200)", memory <= 200)


def _real(at: str, found: dict[str, Any]) -> Iterator[Verdict]:
    if not found:
        return
    told = f"{len(found['wrong'])} of {found['asked']} differ from a plain loop; {found['real']} real messages"
    yield Verdict(f"parts of real messages found{at}", told, not found["wrong"])
    for what, limit in (("few", 40), ("many", 300)):
        if times := found[what]:
            told = f"p50 {times['p50']:.1f}, p95 {times['p95']:.1f}, most {times['most']:.1f} ms (<= {limit}) of {times['n']}"
            yield Verdict(f"parts of real messages, {what} hits{at}", told, times["most"] <= limit)


def _import(at: str, rates: dict[str, float]) -> Iterator[Verdict]:
    """Rows a second: plain letters whole; and the checks of rows that are then copied, against COPY alone with all indexes."""
    told = f"{rates['plain']:.0f} a second (>= 500), replied {rates['replied']:.0f}"
    yield Verdict(f"import{at}", told, rates["plain"] >= 500)
    checked = 1 / (1 / rates["checks"] + 1 / rates["copy"])
    told = f"{checked / rates['copy']:.2f} x COPY (>= 0.5); checks {rates['checks']:.0f}, COPY {rates['copy']:.0f} a second"
    yield Verdict(f"import: checks only{at}", told, checked >= 0.5 * rates["copy"])


def _export(found: dict[str, Any], at: str, size: int) -> Iterator[Verdict]:
    """The best of three each. Rates mean something from some ten thousand rows on; below, reading the keys weighs too much."""
    csv, copy = found["csv"], found["copy"]
    ratio = csv["rows_a_second"] / copy["rows_a_second"]
    told = f"{ratio:.2f} x (>= 0.3), {csv['rows_a_second']:,.0f} : {copy['rows_a_second']:,.0f} rows a second, {csv['rows']:,} rows"
    if size >= 100_000:
        yield Verdict(f"export to CSV: against COPY TO{at}", told, ratio >= 0.3)
    for form in ("csv", "xlsx"):
        grown = found[form]["grown_kb"] / 1024
        rate = found[form]["rows_a_second"]
        yield Verdict(
            f"export to {form.upper()}: memory grown{at}",
            f"{grown:.0f} MB (<= 40), {rate:,.0f} rows a second",
            grown <= 40,
        )


def page(history: list[dict[str, Any]]) -> str:
    """All runs, the newest first: budgets and medians."""
    parts = []
    for run in reversed(history):
        rows = "".join(
            f"<tr class={'met' if v.met else 'missed'}><td>{escape(v.what)}</td><td>{escape(v.told)}</td></tr>"
            for v in verdicts(run)
        )
        tables = "".join(_table(size, found) for size, found in run["sizes"].items())
        parts.append(
            f"<h2>{escape(run['at'])} · {escape(run['commit'])} · {run['cores']} cores</h2><table>{rows}</table>{tables}"
        )
    style = "body{font:14px sans-serif;margin:2em}td,th{padding:2px 10px;text-align:left;border-bottom:1px solid #ddd}.missed{background:#fde8e8}"
    return f"<!doctype html><html lang=en><meta charset=utf-8><title>Petition Desk: speed</title><style>{style}</style><h1>Speed</h1>{''.join(parts)}</html>"


def _table(size: str, found: dict[str, Any]) -> str:
    rows = "".join(
        f"<tr><td>{escape(name)}</td>"
        + "".join(
            f"<td>{p[who][k]:.1f}</td>" if p[who] else "<td>–</td>"
            for who, k in (
                ("ours", "p50"),
                ("ours", "p95"),
                ("ours", "statements"),
                ("ours", "db_ms"),
                ("ours", "cpu_ms"),
                ("floor", "p50"),
                ("floor", "statements"),
            )
        )
        + "</tr>"
        for name, p in found["pages"].items()
    )
    head = "<tr><th>page</th><th>p50 ms</th><th>p95</th><th>statements</th><th>database ms</th><th>CPU ms</th><th>floor p50</th><th>floor statements</th></tr>"
    return f"<h3>{int(size):,} petitions (load {found['load'][0]:.1f})</h3><table>{head}{rows}</table>"
