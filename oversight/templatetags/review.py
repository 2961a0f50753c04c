"""Words of commitments and reviews in templates: a value with its unit, a lamp with its words."""

from decimal import Decimal

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import pgettext

from offices.templatetags.desk import icon
from oversight.review_words import LAMPS

register = template.Library()


@register.filter
def measured(value: Decimal | None, unit: str) -> str:
    """A value as it is published: 92.50%, 12.50 days; nothing to count gives a dash."""
    if value is None:
        return "—"
    if unit == "share":
        return f"{value}%"
    if unit == "count":
        return f"{value.normalize():f}" if value % 1 else f"{int(value)}"
    return pgettext("figure", "%(n)s days") % {"n": value} if unit == "days" else f"{value}"


@register.filter
def points(value: Decimal | None) -> str:
    """Points with two decimals."""
    return "—" if value is None else f"{value}"


@register.simple_tag
def outlook_lamp(name: str) -> SafeString:
    """A forecast's lamp: icon, words, colour."""
    picture, words = LAMPS[name]
    return format_html('<span class="lamp lamp-{}">{}<span>{}</span></span>', name, icon(picture), words)
