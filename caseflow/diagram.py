"""The table of acts as a picture: the states of a kind stand side by side, each act is an arrow between them.

Drawn from `workflow.TABLE` alone, so that picture and table cannot differ (`manage.py workflow_diagram`).
"""

from collections.abc import Callable
from xml.sax.saxutils import escape

from caseflow.statute import Article
from caseflow.workflow import FINAL, STATES, TABLE, Row

LANE, LINE, LEFT, TOP, NAMES, CLOCKS = 112, 28, 16, 74, 360, 300
INK, STILL, PALE, OURS = "#1b2430", "#4a5563", "#8a96a3", "#7a4a00"


def rows_of(kind: str) -> list[Row]:
    """The acts that move a case of the kind, in the table's order, then those by which it stays."""
    mine = [row for row in TABLE if kind in row.kinds]
    return [r for r in mine if r.target] + [r for r in mine if not r.target]


def diagram(kind: str, *, state_name: Callable[[str], str], act_name: Callable[[str], str], article: Callable[[Article], str],
            title: str) -> str:  # fmt: skip
    """An SVG of one kind of case, names in the language of the callables."""
    states = [*STATES[kind], *FINAL[kind]]
    acts = rows_of(kind)
    width, height = LEFT * 2 + NAMES + LANE * len(states) + CLOCKS, TOP + LINE * (len(acts) + 1)
    at = {state: LEFT + NAMES + LANE * n + LANE // 2 for n, state in enumerate(states)}
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="\'Noto Sans CJK SC\',\'PingFang SC\',sans-serif" font-size="12">',
        f"<title>{escape(title)}</title>",
        '<defs><marker id="tip" markerWidth="8" markerHeight="8" refX="7" refY="4" orient="auto"><path d="M0 0L8 4L0 8z" fill="#1b2430"/></marker></defs>',
        f'<rect width="{width}" height="{height}" fill="#fff"/>',
        f'<text x="{LEFT}" y="20" font-size="15" font-weight="600" fill="{INK}">{escape(title)}</text>',
    ]
    for state, x in at.items():
        final = state in FINAL[kind]
        dash = "" if final else ' stroke-width="1.5"'
        parts.append(
            f'<rect x="{x - LANE // 2 + 5}" y="34" width="{LANE - 10}" height="26" rx="6" fill="{"#e9edf2" if final else "#fff"}" stroke="{STILL}"{dash}/>'
        )
        parts.append(f'<text x="{x}" y="51" text-anchor="middle" fill="{INK}">{escape(state_name(state))}</text>')
        parts.append(
            f'<line x1="{x}" y1="60" x2="{x}" y2="{height - 8}" stroke="{PALE}" stroke-dasharray="{"1 4" if final else "3 3"}"/>'
        )
    for n, row in enumerate(acts):
        parts += _act(row, kind, at, TOP + LINE * n + 14, LEFT * 2 + NAMES + LANE * len(states), act_name, article)
    return "\n".join([*parts, "</svg>", ""])


def _act(row: Row, kind: str, at: dict[str, int], y: int, right: int, act_name: Callable[[str], str],
         article: Callable[[Article], str]) -> list[str]:  # fmt: skip
    sources = [s for s in row.sources if s in at]
    target = row.target if row.target in at else None
    colour = INK if row.articles else OURS
    parts = [f'<circle cx="{at[s]}" cy="{y}" r="3.5" fill="{colour}"/>' for s in sources]
    xs = [at[s] for s in sources]
    if target is not None and (target not in sources or len(sources) > 1):
        ends = [x for x in xs if x != at[target]]
        far = max(ends, key=lambda x: abs(x - at[target])) if ends else at[target]
        parts.append(f'<line x1="{far}" y1="{y}" x2="{at[target]}" y2="{y}" stroke="{colour}" marker-end="url(#tip)"/>')
    elif len(xs) > 1:
        parts.append(f'<line x1="{min(xs)}" y1="{y}" x2="{max(xs)}" y2="{y}" stroke="{PALE}" stroke-dasharray="2 2"/>')
    told = "; ".join(article(a) for a in row.articles)
    clocks = " ".join([*(f"−{c}" for c in row.stops), *(f"+{c}" for c in row.starts)])
    parts.append(
        f'<text x="{LEFT}" y="{y + 4}" fill="{colour}">{escape(act_name(row.act))} <tspan fill="{STILL}" font-size="10">{escape(told)}</tspan></text>'
    )
    if clocks:
        parts.append(f'<text x="{right}" y="{y + 4}" fill="{STILL}" font-size="10">{escape(clocks)}</text>')
    return parts
