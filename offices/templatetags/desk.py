"""The page's small words: icon, lamp, day, field, pager, step bar. Loaded in every template."""

from datetime import date, datetime
from functools import lru_cache
from typing import Any

from bs_icon_templates.templatetags.bs_icons import bs_icon
from django import template
from django.forms import BoundField
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

register = template.Library()


@register.simple_tag
@lru_cache(maxsize=256)
def icon(name: str) -> SafeString:
    """An icon that screen readers pass over."""
    svg = str(bs_icon(name))
    return mark_safe(svg.replace("<svg", '<svg aria-hidden="true" focusable="false"', 1))


def days_left(due_on: date, today: date) -> str:
    """The time left in words: late by, due today, left."""
    days = (due_on - today).days
    if days < 0:
        return ngettext("%(n)d day late", "%(n)d days late", -days) % {"n": -days}
    if days == 0:
        return _("due today")
    return ngettext("%(n)d day left", "%(n)d days left", days) % {"n": days}


def lamp_of(due_on: date | None, today: date, soon_days: int = 5, is_open: bool = True) -> tuple[str, str, str]:
    """(css name, icon, words) of a due day; a state is always icon and words and colour."""
    if due_on is None:
        return ("done", "check2-circle", _("closed")) if not is_open else ("still", "dash-circle", _("no term runs"))
    days = (due_on - today).days
    if days < 0:
        return "late", "exclamation-octagon-fill", days_left(due_on, today)
    if days == 0:
        return "today", "alarm-fill", days_left(due_on, today)
    return ("soon", "exclamation-triangle-fill", days_left(due_on, today)) if days <= soon_days else (
        "fine", "check-circle", days_left(due_on, today)
    )  # fmt: skip


@register.simple_tag(takes_context=True)
def lamp(context: Any, due_on: date | None, is_open: bool = True, soon_days: int = 5) -> SafeString:
    """The lamp of a due day: 逾期 2 天 / 今日到期 / 剩 3 天 / 已办结."""
    today = context.get("today") or timezone.localdate()
    name, picture, words = lamp_of(due_on, today, soon_days, is_open)
    return format_html('<span class="lamp lamp-{}">{}<span>{}</span></span>', name, icon(picture), words)


@register.filter
def day(value: date | datetime | None) -> str:
    """A date in a table: 2026-11-23."""
    if isinstance(value, datetime):
        value = timezone.localtime(value).date()
    return value.isoformat() if value else "—"


@register.filter
def short_day(value: date | datetime | None) -> str:
    """11-23, with the year when it is another."""
    if isinstance(value, datetime):
        value = timezone.localtime(value).date()
    if not value:
        return "—"
    return value.strftime("%m-%d") if value.year == timezone.localdate().year else value.isoformat()


@register.filter
def long_day(value: date | datetime | None) -> str:
    """A date in running text: 2026年11月3日, 3 Nov 2026."""
    if isinstance(value, datetime):
        value = timezone.localtime(value).date()
    return date_format(value, "DATE_FORMAT") if value else "—"


@register.filter
def moment(value: datetime | None) -> str:
    """An instant: 2026-11-23 14:05."""
    return timezone.localtime(value).strftime("%Y-%m-%d %H:%M") if value else "—"


@register.filter
def grouped(value: int | None) -> str:
    """Thousands grouped from 10,000."""
    if value is None:
        return "—"
    return f"{value:,}" if abs(value) >= 10_000 else str(value)


@register.filter
def percent(value: float | None) -> str:
    """A share with one decimal; nothing to count gives a dash."""
    return "—" if value is None else f"{value * 100:.1f}%"


@register.filter
def get(mapping: Any, key: Any) -> Any:
    return mapping.get(key) if mapping else None


CHECKBOX = '<div class="field form-check {}">{}<label class="form-check-label" for="{}">{}</label>{}{}</div>'
CHOICES = '<fieldset class="field choices {}" id="{}"><legend>{}{}</legend>{}{}{}</fieldset>'
PLAIN = '<div class="field {}"><label for="{}">{}{}</label>{}{}{}</div>'


@register.simple_tag
def field(bound: BoundField, css: str = "") -> SafeString:
    """A field with label, help and error, tied together for screen readers."""
    widget = bound.field.widget
    kind = getattr(widget, "input_type", "")
    described = [f"{bound.id_for_label}_help"] if bound.help_text else []
    if bound.errors:
        described.append(f"{bound.id_for_label}_error")
    attrs: dict[str, Any] = {"class": "form-check-input" if kind == "checkbox" else
                             "form-select" if kind == "select" else "form-control"}  # fmt: skip
    if bound.errors:
        attrs["class"] += " is-invalid"
        attrs["aria-invalid"] = "true"
    if described:
        attrs["aria-describedby"] = " ".join(described)
    if bound.field.required:
        attrs["aria-required"] = "true"
    grouped_choice = kind in {"radio"} or widget.__class__.__name__ in {"RadioSelect", "CheckboxSelectMultiple"}
    if grouped_choice:
        attrs.pop("class")
    attrs = {**attrs, **{k: v for k, v in widget.attrs.items() if k != "class"}}
    control = bound.as_widget(attrs=attrs)
    star = mark_safe(' <span class="need" aria-hidden="true">*</span>') if bound.field.required else ""
    help_text = (
        format_html('<div class="form-text" id="{}_help">{}</div>', bound.id_for_label, bound.help_text)
        if bound.help_text
        else ""
    )
    error = (
        format_html('<div class="field-error" id="{}_error">{}</div>', bound.id_for_label, " ".join(bound.errors))
        if bound.errors
        else ""
    )
    name, tail = bound.id_for_label or f"id_{bound.html_name}", (help_text, error)
    if kind == "checkbox" and not grouped_choice:
        return format_html(CHECKBOX, css, control, name, bound.label, *tail)
    if grouped_choice:
        return format_html(CHOICES, css, name, bound.label, star, control, *tail)
    return format_html(PLAIN, css, name, bound.label, star, control, *tail)


@register.simple_tag(takes_context=True)
def query_with(context: Any, **changes: Any) -> str:
    """The present query string with some parameters set or, by None or "", removed."""
    query = context["request"].GET.copy()
    for name, value in changes.items():
        if value in (None, ""):
            query.pop(name, None)
        else:
            query[name] = value
    return f"?{query.urlencode()}" if query else "?"


@register.simple_tag(takes_context=True)
def query_without(context: Any, name: str) -> str:
    """The present query string without one parameter, from the first page on."""
    return query_with(context, **{name: None, "after": None, "before": None})


@register.inclusion_tag("components/sort_header.html", takes_context=True)
def sort_header(context: Any, name: str, label: str) -> dict[str, Any]:
    """A column's head that sorts by it, and the other way round when it already does."""
    return {
        "request": context["request"],
        "sort": context.get("sort"),
        "name": name,
        "down": f"-{name}",
        "label": label,
    }


@register.simple_tag
def is_english() -> bool:
    return (get_language() or "").startswith("en")


@register.inclusion_tag("components/error_summary.html")
def error_summary(*forms: Any) -> dict[str, Any]:
    """All errors of the forms on top of the page, each a link to its field."""
    lines = []
    for form in (f for f in forms if f is not None and f.is_bound):
        for name, errors in form.errors.items():
            if name == "__all__":
                lines += [("", error) for error in errors]
            else:
                bound = form[name]
                lines += [
                    (bound.id_for_label or f"id_{bound.html_name}", f"{bound.label}: {error}") for error in errors
                ]
    return {"lines": lines}


@register.inclusion_tag("components/steps.html")
def step_bar(steps: Any) -> dict[str, Any]:
    return {"steps": steps}


@register.inclusion_tag("components/empty_state.html")
def empty_state(why: str, act: str = "", url: str = "") -> dict[str, str]:
    """An empty list says why and offers one act."""
    return {"why": why, "act": act, "url": url}


@register.inclusion_tag("components/chip.html", takes_context=True)
def chip(context: Any, label: str, *names: str) -> dict[str, str]:
    """An active filter that a click removes."""
    return {"label": label, "url": query_with(context, page=None, **dict.fromkeys(names))}


@register.filter
def signed(value: str) -> str:
    """A difference with its sign."""
    return value if value.startswith(("-", "−")) else f"+{value}"


@register.filter
def at(rows: Any, index: int) -> Any:
    """The element of a list by its place; an indicator gives its name."""
    found = rows[index]
    return getattr(found, "name", found)
