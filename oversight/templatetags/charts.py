"""Our own SVG charts: bars and points as links, no inline style, a table under each (in the page's template)."""

from collections.abc import Sequence

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from offices.templatetags.desk import grouped, percent
from oversight.indicators import COUNT, SHARE, Figure

register = template.Library()
ROW, LABEL, WIDTH, GAP = 24, 165, 560, 6
LETTERS = 13  # what a label's room holds of Chinese

BAR = (
    '<a href="{}"><title>{}: {}</title><text x="0" y="{}">{}</text><rect x="{}" y="{}" width="{}" height="16"/>'
    '<text x="{}" y="{}">{}</text></a>'
)
PART = (
    '<a href="{}"><title>{}, {}: {}</title><rect class="late" x="{}" y="{}" width="{}" height="16"/>'
    '<text class="late" x="{}" y="{}">{} {}</text></a>'
)


@register.filter
def figure(value: Figure, unit: str) -> str:
    """A figure by its unit: a number, a share, or days on average; nothing to count gives a dash."""
    if unit == COUNT:
        return grouped(value.numerator)
    if unit == SHARE:
        return percent(value.value)
    return "—" if value.value is None else _("%(n)s days") % {"n": f"{value.value:.1f}"}


def _short(label: str) -> str:
    """A label cut to its room; a Latin letter takes half of a Chinese one."""
    room = LETTERS * 2
    for place, sign in enumerate(label):
        room -= 1 if ord(sign) < 0x2E80 else 2
        if room < 0:
            return f"{label[: place - 1]}…"
    return label


def _svg(title: str, height: int, body: SafeString) -> SafeString:
    return format_html(
        '<div class="chart-box"><svg class="chart" role="group" aria-label="{}" viewBox="0 0 {} {}">{}</svg></div>',
        title,
        WIDTH,
        height,
        body,
    )


@register.simple_tag
def bars(rows: Sequence[tuple[str, int, str]], title: str) -> SafeString:
    """Horizontal bars of (label, number, link)."""
    most = max((value for _label, value, _link in rows), default=0) or 1
    room = WIDTH - LABEL - 60
    parts = []
    for n, (label, value, link) in enumerate(rows):
        y, width = n * ROW + GAP, max(round(value / most * room), 1 if value else 0)
        parts.append((link, label, value, y + 13, _short(label), LABEL, y, width, LABEL + width + 6, y + 13, value))
    body = format_html_join("", BAR, parts)
    return _svg(title, len(rows) * ROW + GAP, body)


@register.simple_tag
def stacked_bars(rows: Sequence[tuple[str, int, str, int, str]], title: str, part: str) -> SafeString:
    """Bars of (label, number, link, the part of it that `part` names, its link); the part in red at the end."""
    most = max((row[1] for row in rows), default=0) or 1
    room = WIDTH - LABEL - 110
    whole, parts = [], []
    for n, (label, value, link, late, late_link) in enumerate(rows):
        y, width = n * ROW + GAP, round(value / most * room)
        red = min(width, max(round(late / most * room), 2)) if late else 0
        whole.append(
            (link, label, value, y + 13, _short(label), LABEL, y, width - red, LABEL + width + 6, y + 13, value)
        )
        if late:
            mark = (LABEL + width - red, y, red, LABEL + width + 40, y + 13)
            parts.append((late_link, label, part, late, *mark, part, late))
    body = format_html_join("", BAR, whole) + format_html_join("", PART, parts)
    return _svg(title, len(rows) * ROW + GAP, body)


@register.simple_tag
def line(rows: Sequence[tuple[str, int, str]], title: str) -> SafeString:
    """A line through (label, number, link); each point is a link. The axis begins at zero."""
    left, top, bottom = 40, 20, 200
    most = max((value for _label, value, _link in rows), default=0) or 1
    step = next(s for e in range(12) for s in (10**e, 2 * 10**e, 5 * 10**e) if s * 5 >= most)
    ceiling = -(-most // step) * step
    wide = (WIDTH - left - 30) / max(len(rows) - 1, 1)

    def height(value: int) -> int:
        return round(bottom - value / ceiling * (bottom - top))

    grid = format_html_join(
        "",
        '<line x1="{}" x2="{}" y1="{}" y2="{}"/><text x="0" y="{}">{}</text>',
        ((left, WIDTH, y, y, y + 4, v) for v in range(0, ceiling + 1, step) for y in [height(v)]),
    )
    points = [(round(left + n * wide), height(value), *row) for n, row in enumerate(rows) for value in [row[1]]]
    path = format_html('<polyline points="{}"/>', " ".join(f"{x},{y}" for x, y, *_row in points))
    skip = max(1, -(-len(rows) // 13))
    dots = format_html_join(
        "",
        '<a href="{}"><title>{}: {}</title><circle cx="{}" cy="{}" r="4"/><text class="mid" x="{}" y="{}">{}</text>'
        '<text class="mid" x="{}" y="{}">{}</text></a>',
        (
            (link, label, value, x, y, x, y - 9, value, x, bottom + 20, label[2:] if n % skip == 0 else "")
            for n, (x, y, label, value, link) in enumerate(points)
        ),
    )
    return _svg(title, bottom + 30, format_html("{}{}{}", grid, path, dots))
