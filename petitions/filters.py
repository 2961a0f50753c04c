"""Filters of lists, one set for page, export and API (django-filter). No filter by person anywhere (architecture 5)."""

import time
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import django_filters as df
from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from offices.models import Office, Region
from petitions.choices import Channel, Purpose
from petitions.models import Petition, Topic
from petitions.services.search import searched

FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2399, 12, 31)  # beyond them an instant has no place in the database
KEPT = 60.0  # seconds that the lists of places and topics are kept in this process
_kept: dict[tuple[str, str], tuple[float, list[tuple[str, str]]]] = {}


def kept_choices(name: str, read: Callable[[], list[tuple[str, str]]]) -> list[tuple[str, str]]:
    """Choices that hardly ever change, read once a minute and language."""
    key = (name, get_language() or "")
    known = _kept.get(key)
    if known is None or time.monotonic() - known[0] > KEPT:
        known = _kept[key] = (time.monotonic(), read())
    return known[1]


def _listed(rows: QuerySet) -> list[tuple[str, str]]:
    return [("", "—"), *((r.code, f"{'　' * (r.level - 1)}{r}") for r in rows)]


def topic_choices() -> list[tuple[str, str]]:
    return kept_choices("topic", lambda: _listed(Topic.objects.filter(level__lte=2).order_by("code")))


def region_choices() -> list[tuple[str, str]]:
    return kept_choices("region", lambda: _listed(Region.objects.filter(level__lte=3).order_by("path")))


class CodeField(forms.CharField):
    """A row of a reference table by its code; the page offers the upper levels, the address takes any code."""

    def __init__(self, *, model: Any, choices: Callable[[], list[tuple[str, str]]], **more: Any) -> None:
        super().__init__(widget=forms.Select, max_length=40, **more)
        self.model = model
        self.widget.choices = choices

    def to_python(self, value: Any) -> Any:
        code = (super().to_python(value) or "").strip()
        if not code:
            return None
        row = self.model.objects.filter(code=code).first()
        if row is None:
            raise forms.ValidationError(_("Nothing has the code “%(code)s”."), params={"code": code[:20]})
        return row


class CodeFilter(df.Filter):
    field_class = CodeField


def begin_of(day: date) -> datetime:
    """The first instant of a day at the desk's own time."""
    return timezone.make_aware(datetime.combine(day, datetime.min.time()))


class DayFilter(df.DateFilter):
    """A day of a period; `until` includes that day. Instants are compared by the desk's own days."""

    def __init__(self, column: str, *, until: bool = False, instant: bool = False, **more: Any) -> None:
        super().__init__(
            field_name=column, widget=forms.DateInput(attrs={"type": "date"}),
            validators=[MinValueValidator(FIRST_DAY), MaxValueValidator(LAST_DAY)], **more,
        )  # fmt: skip
        self.until, self.instant = until, instant

    def filter(self, qs: QuerySet, value: date | None) -> QuerySet:
        if not value:
            return qs
        bound: Any = value
        if self.instant:
            bound = begin_of(value + timedelta(days=1) if self.until else value)
        lookup = ("lt" if self.instant else "lte") if self.until else "gte"
        return qs.filter(**{f"{self.field_name}__{lookup}": bound})


def period(column: str, label: Any, *, instant: bool = False) -> tuple[DayFilter, DayFilter]:
    """Two filters: from a day, and until a day."""
    first = DayFilter(column, instant=instant, label=format_lazy("{} {}", label, _("from")))
    return first, DayFilter(column, until=True, instant=instant, label=format_lazy("{} {}", label, _("until")))


class OneOrMany(forms.Select):
    """A plain select on the page; the address may repeat the parameter."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        given = data.getlist(name) if hasattr(data, "getlist") else [data.get(name, "")]
        return [value for value in given if value]

    def optgroups(self, name: str, value: Any, attrs: Any = None) -> Any:
        nothing = self.create_option(name, "", "—", not any(value), 0)
        return [(None, [nothing], 0), *super().optgroups(name, value, attrs)]


def one_or_many(choices: Any, label: Any, method: str) -> df.MultipleChoiceFilter:
    """A filter over an enumeration."""
    return df.MultipleChoiceFilter(choices=choices.choices, label=label, method=method, widget=OneOrMany)


class TextFilters(df.FilterSet):
    """What every list of letters is filtered by. `petition` and `matter` are the paths from the row."""

    petition, matter = "", "matter__"
    FIRST: tuple[str, ...] = ("q",)

    @property
    def first_fields(self) -> list[Any]:
        """The fields that the page always shows."""
        return [self.form[name] for name in self.FIRST]

    @property
    def more_fields(self) -> list[Any]:
        """Those that it folds away."""
        return [bound for bound in self.form if bound.name not in self.FIRST and not bound.is_hidden]

    @property
    def shows_more(self) -> bool:
        """Whether the folded fields are asked for, or one of them is in force."""
        return bool(self.data.get("more")) or any(
            self.data.get(name) for name, field in self.form.fields.items() if name not in self.FIRST and name != "lamp"
        )

    q = df.CharFilter(method="by_words", label=_("Words"), max_length=200)
    number = df.CharFilter(method="by_number", label=_("Number"), max_length=60)
    channel = one_or_many(Channel, _("Channel"), "by_petition")
    purpose = one_or_many(Purpose, _("Purpose"), "by_petition")
    region = CodeFilter(method="by_region", model=Region, choices=region_choices, label=_("Place"))
    topic = CodeFilter(method="by_topic", model=Topic, choices=topic_choices, label=_("Topic"))
    office = df.CharFilter(method="by_office", label=_("Office"), max_length=20)

    def by_words(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return searched(rows, value, self.request.actor, f"{self.petition}pk")

    def by_number(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(number__startswith=value.strip().upper())

    def by_petition(self, rows: QuerySet, name: str, value: list[str]) -> QuerySet:
        return rows.filter(**{f"{self.petition}{name}__in": value}) if value else rows

    def by_region(self, rows: QuerySet, name: str, value: Region | None) -> QuerySet:
        below = Region.objects.below(value.path).values("pk") if value else None
        return rows.filter(**{f"{self.matter}region__in": below}) if value else rows

    def by_topic(self, rows: QuerySet, name: str, value: Topic | None) -> QuerySet:
        if not value:
            return rows
        stem = value.code[: value.level * 2]
        return rows.filter(**{f"{self.matter}topic__in": Topic.objects.filter(code__startswith=stem).values("pk")})

    def by_office(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(office__in=Office.objects.filter(code=value.strip().upper()).values("pk"))


class PetitionFilter(TextFilters):
    """Petitions by text, number, dates, channel, place, topic, office."""

    matter = ""

    def by_words(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows  # the list has chosen them already: words decide how it is read

    received_from, received_to = period("received_at", _("Received"), instant=True)
    registered_from, registered_to = period("registered_at", _("Registered"), instant=True)
    written_from, written_to = period("written_on", _("Written"))

    class Meta:
        model = Petition
        fields: list[str] = []
