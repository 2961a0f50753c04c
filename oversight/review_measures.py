"""The one door of commitments and reviews to the published figures: what can be measured, and the figures of many offices.

The rows are the indicator's own `numerator` and `denominator`, counted by office in two statements however many offices
there are; a figure that is not counted so is computed office by office, by the indicator's `compute`.
"""

import hashlib
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import Count
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from caseflow.models import Case
from offices.actors import Actor
from offices.models import Office, OfficeBelow
from offices.roles import CAPABILITIES, Role
from oversight.forecast import Amount
from oversight.indicators import BY_CODE, Figure, Indicator, Scope
from oversight.periods import Period
from oversight.scoring import COUNT, DAYS, POINTS, SHARE, Measure, percent, rounded

COMMITMENT = "commitment"  # the measure that is no indicator: how far the office kept what it signed
COMMITMENT_NAME = _("Commitment kept")
COMMITMENT_FORMULA = _(
    "points of the office's own commitment, 0 to 100, by the same formula over the same figures; without a commitment in force the weight is spread over the other lines"
)
IN_COMMITMENT = frozenset({SHARE, DAYS})
IN_FORMULA = IN_COMMITMENT | {POINTS}


def unit_of(indicator: Indicator) -> str:
    """share, count or days: by the indicator's own word, else a share where it has a denominator."""
    return str(getattr(indicator, "unit", "") or (SHARE if indicator.hit else COUNT))


def measures() -> dict[str, Measure]:
    """All that has a name here, what may not be a target included."""
    found = {c: Measure(c, unit_of(i), i.higher_is_better) for c, i in BY_CODE.items()}
    return {**found, COMMITMENT: Measure(COMMITMENT, POINTS, True)}


def is_target(measure: Measure) -> bool:
    """Whether a target may be set on it at all."""
    return measure.higher_is_better is not None and measure.unit != COUNT


@dataclass(frozen=True)
class Definition:
    """A measure in both languages, as it is frozen with a figure or a signed target."""

    name_zh: str
    name_en: str
    formula_zh: str
    formula_en: str
    citation: str


def definition(code: str) -> Definition:
    """The published definition of today. The code must be known."""
    if code == COMMITMENT:
        name, formula, citation = COMMITMENT_NAME, COMMITMENT_FORMULA, "R22 39"
    else:
        indicator = BY_CODE[code]
        name, formula, citation = indicator.name, indicator.formula, indicator.citation
    texts = []
    for language in ("zh-hans", "en"):
        with translation.override(language):
            texts.append((str(name), str(formula)))
    return Definition(texts[0][0], texts[1][0], texts[0][1], texts[1][1], citation)


def name_of(code: str) -> str:
    """A measure's name in the language in force; the code itself where nothing has it."""
    return str(COMMITMENT_NAME if code == COMMITMENT else BY_CODE[code].name if code in BY_CODE else code)


@lru_cache(maxsize=1)
def code_version() -> str:
    """The version of the desk, and a fingerprint of the sources that count: two equal ones count alike."""
    base = Path(settings.BASE_DIR)
    version = tomllib.loads((base / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    sources = [p for p in sorted((base / "oversight").rglob("*.py")) if p.stem.startswith(("indicator", "periods", "scoring"))]  # fmt: skip
    digest = hashlib.sha256(b"".join(p.read_bytes() for p in sources)).hexdigest()
    return f"{version}+{digest[:12]}"


def sight_of(office_id: int, day: date) -> Actor:
    """The sight of an overseeing office, whoever of it looks: so that both sides of a commitment see one number."""
    below = frozenset(OfficeBelow.objects.filter(above=office_id).values_list("below_id", flat=True)) | {office_id}
    return Actor(
        user_id=None, office_id=office_id, role=Role.SUPERVISOR, day=day, capabilities=CAPABILITIES[Role.SUPERVISOR],
        office_ids=below,
    )  # fmt: skip


def counted_with(offices: Iterable[int], period: Period) -> dict[int, list[Office]]:
    """Whose cases count for each office: of those that ended within the period, by its chain of single successors.

    R22 Art. 24 ¶2: whoever goes on exercising the powers answers for them. An office that ended before the period's last
    day and has one successor is counted there and has no figure of its own; one that was split or went without a
    successor keeps its own figures.
    """
    ended = {o.pk: o for o in Office.objects.filter(successor__isnull=False, valid_until__gte=period.first, valid_until__lt=period.last)}  # fmt: skip
    found: dict[int, list[Office]] = {office: [] for office in offices}
    for office in sorted(ended.values(), key=lambda o: o.pk):
        here, seen = office, {office.pk}
        while here.successor_id in ended and here.successor_id not in seen:
            here = ended[here.successor_id]
            seen.add(here.pk)
        if here.successor_id in found and here.successor_id != office.pk:
            found[here.successor_id].append(office)
    return found


def is_merged(office: Office, period: Period) -> bool:
    """Whether the office went over into another within the period, and is counted there."""
    return bool(office.successor_id and office.valid_until and period.first <= office.valid_until < period.last)


def amount_of(code: str, figure: Figure) -> Amount:
    """A figure as it is published: a share in percent, anything else as it is, rounded."""
    if figure.denominator is not None and unit_of(BY_CODE[code]) == SHARE:
        return Amount(figure.numerator, figure.denominator, percent(figure.numerator, figure.denominator))
    value = figure.value
    told = None if value is None else rounded(Decimal(str(value)))
    return Amount(figure.numerator, figure.denominator, told, is_share=False)


def figures(
    codes: Iterable[str], groups: Mapping[int, frozenset[int]], scope: Scope, period: Period
) -> dict[tuple[int, str], Figure]:
    """(office, code) -> figure; `groups` are the offices whose cases count for each, within the scope's sight."""
    every = frozenset().union(*groups.values()) if groups else frozenset()
    found: dict[tuple[int, str], Figure] = {}
    for code in codes:
        indicator = BY_CODE[code]
        tops = _by_office(indicator.numerator(_scope(scope, every), period)) if _is_counted(indicator) else None
        if tops is None:
            found |= {(o, code): indicator.compute(_scope(scope, ids), period) for o, ids in groups.items()}
            continue
        bottoms = _by_office(indicator.denominator(_scope(scope, every), period)) if indicator.hit else None
        for office, ids in groups.items():
            bottom = sum(bottoms.get(i, 0) for i in ids) if bottoms is not None else None
            found[office, code] = Figure(sum(tops.get(i, 0) for i in ids), bottom)
    return found


def _scope(scope: Scope, offices: frozenset[int]) -> Scope:
    """Cut to the offices; one that went over from another line is counted too, though its cases are not opened from here."""
    seen = replace(scope.actor, office_ids=scope.actor.office_ids | offices)
    return replace(scope, actor=seen, offices=offices)


def _is_counted(indicator: Indicator) -> bool:
    return unit_of(indicator) in {SHARE, COUNT}


def _by_office(rows: Any) -> dict[int, int] | None:
    """Rows counted by the office that handles them; None where they are no cases."""
    if rows.model is not Case:
        return None
    return dict(rows.order_by().values_list("office").annotate(n=Count("pk")))
