"""The cases behind a number: one choice of rows for the page and for its export."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from caseflow.exports.columns import CASES, CaseTable
from caseflow.exports.sources import SOURCES, Opened, Source, opened, sort_words
from offices.actors import Actor
from offices.models import Office, Region
from offices.paging import Sort
from offices.roles import Capability
from oversight.indicators import BY_CODE, Indicator, Scope
from oversight.periods import Period
from petitions.filters import FIRST_DAY, LAST_DAY
from petitions.models import Topic

BEHIND = Sort("due_on", nullable=True)


def _day(text: str | None, default: date) -> date:
    try:
        day = date.fromisoformat(text or "")
    except ValueError:
        return default
    return min(max(day, FIRST_DAY), LAST_DAY)


def scope_of(asked: Mapping[str, str] | QueryDict, actor: Actor) -> tuple[Scope, Period]:
    """Scope and period of an address; a wrong value falls back to the whole sight and the last twelve months."""
    last = _day(asked.get("to"), actor.day)
    first = _day(asked.get("from"), actor.day - timedelta(days=364))
    office, topic = asked.get("office", ""), asked.get("topic", "")
    offices = frozenset({int(office)}) & actor.office_ids if office.isdecimal() else None
    past = _day(asked.get("as_at"), actor.day)
    scope = Scope(
        actor, actor.day, offices, topic[:6] if topic.isdecimal() else "", asked.get("region", "")[:80],
        past if past < actor.day else None,
    )  # fmt: skip
    return scope, Period(min(first, last), max(first, last))


def cases_behind(code: str, part: str, scope: Scope, period: Period) -> tuple[Indicator, QuerySet]:
    """The indicator and exactly the cases of its numerator or denominator. The code must be known; none of a closed part."""
    indicator = BY_CODE[code]
    if part not in indicator.lists:
        return indicator, indicator.denominator(scope, period).none()
    return indicator, (indicator.denominator if part == "denominator" else indicator.numerator)(scope, period)


def open_figure(data: QueryDict, actor: Actor) -> Opened:
    """The cases behind a figure, for the export; an unknown code has none."""
    scope, period = scope_of(data, actor)
    code, part = data.get("code", ""), data.get("part", "numerator")
    known = code in BY_CODE
    indicator, rows = cases_behind(code if known else "received", part, scope, period)
    words = [
        (_("Figure"), " · ".join([str(indicator.name), *([_("all counted")] if part == "denominator" else [])])),
        (_("Formula"), f"{indicator.formula} ({indicator.citation})"),
        (_("Period"), f"{period.first.isoformat()} – {period.last.isoformat()}"),
        *_scope_words(scope), *sort_words("due"),
    ]  # fmt: skip
    return opened(rows if known else rows.none(), BEHIND, None, words)


def _scope_words(scope: Scope) -> list[tuple[str, Any]]:
    words = []
    if scope.offices is not None:
        words.append((_("Office"), "、".join(str(o) for o in Office.objects.filter(pk__in=scope.offices)) or "—"))
    if scope.topic:
        topic = Topic.objects.filter(code=scope.topic.ljust(6, "0")[:6]).first()
        words.append((_("Topic"), str(topic or scope.topic)))
    if scope.region:
        words.append((_("Place"), str(Region.objects.filter(path=scope.region).first() or scope.region)))
    if scope.as_at:
        words.append((_("As at the end of"), scope.as_at.isoformat()))
    return words


def _page(data: QueryDict) -> str:
    kept = data.copy()
    code = kept.pop("code", ["received"])[-1]
    return f"{reverse('oversight:behind', args=[code if code in BY_CODE else 'received'])}?{kept.urlencode()}"


SOURCES["figure"] = Source(
    "figure", gettext_lazy("Cases behind a figure"), Capability.OVERSEE, CASES, CaseTable, open_figure, _page
)
