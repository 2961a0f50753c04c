"""Our own SVG charts: bars as links, no inline style, a table under each (in the page's template)."""

from collections.abc import Sequence

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

register = template.Library()
ROW, LABEL, WIDTH, GAP = 24, 150, 640, 6


@register.simple_tag
def bars(rows: Sequence[tuple[str, int, str]], title: str) -> SafeString:
    """Horizontal bars of (label, number, link)."""
    most = max((value for _label, value, _link in rows), default=0) or 1
    height = len(rows) * ROW + GAP
    room = WIDTH - LABEL - 60
    parts = []
    for n, (label, value, link) in enumerate(rows):
        y = n * ROW + GAP
        width = max(round(value / most * room), 1 if value else 0)
        parts.append((link, label, value, y + 13, label[:12], LABEL, y, width, LABEL + width + 6, y + 13, value))
    body = format_html_join(
        "",
        '<a href="{}"><title>{}: {}</title><text x="0" y="{}">{}</text><rect x="{}" y="{}" width="{}" height="16" rx="2"/>'
        '<text x="{}" y="{}">{}</text></a>',
        parts,
    )
    return format_html(
        '<svg class="chart" role="group" aria-label="{}" viewBox="0 0 {} {}">{}</svg>', title, WIDTH, height, body
    )
