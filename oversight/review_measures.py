"""The one door of commitments and reviews to the published figures: what can be measured, and the figures of many offices."""

import hashlib
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from offices.actors import Actor
from offices.models import Office, OfficeBelow
from offices.roles import CAPABILITIES, Role
from oversight.forecast import Amount
from oversight.indicators import BY_CODE, Figure, Scope
from oversight.periods import Period
from oversight.scoring import COUNT, DAYS, POINTS, SHARE, Measure, rounded
from oversight.services.figures import NOW

COMMITMENT = "commitment"  # the measure that is no indicator: how far the office kept what it signed
COMMITMENT_NAME = _("Commitment kept")
COMMITMENT_FORMULA = _(
    "points of the office's own commitment, 0 to 100, by the same formula over the same figures; without a commitment in force the weight is spread over the other lines"
)
IN_COMMITMENT = frozenset({SHARE, DAYS})
IN_FORMULA = IN_COMMITMENT | {POINTS}


def measures() -> dict[str, Measure]:
    """All that has a name here, what may not be a target included."""
    found = {c: Measure(c, i.unit, i.higher_is_better) for c, i in BY_CODE.items()}
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
    sources = sorted((base / "oversight" / "indicators").glob("*.py"))
    sources += [base / "oversight" / name for name in ("periods.py", "scoring.py", "review_measures.py")]
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
    """A figure as it is published: a share in percent, days as their mean, a plain number as it is; rounded."""
    if figure.denominator is None:
        return Amount(figure.numerator, None, Decimal(figure.numerator))
    scale = 100 if BY_CODE[code].unit == SHARE else 1
    value = rounded(Fraction(figure.numerator * scale, figure.denominator)) if figure.denominator else None
    return Amount(figure.numerator, figure.denominator, value, scale)


def as_at(code: str, period: Period, today: date) -> date | None:
    """The past day as at which a figure of a day is counted; None for one of a period, or of today."""
    return period.last if code in NOW and period.last < today else None


def figures(
    codes: Iterable[str], groups: Mapping[int, frozenset[int]], scope: Scope, period: Period
) -> dict[tuple[int, str], Figure]:
    """(office, code) -> figure; `groups` are the offices whose cases count for each. Statements grow with the codes alone.

    One that went over from another line is counted too, though its cases are not opened from here. What is counted as it
    stands on a day (open, late, idle) is counted as at the period's last day: no later day changes it.
    """
    every = frozenset().union(*groups.values()) if groups else frozenset()
    wide = replace(scope, actor=replace(scope.actor, office_ids=scope.actor.office_ids | every), offices=every)
    found: dict[tuple[int, str], Figure] = {}
    for code in codes:
        indicator = BY_CODE[code]
        counted = indicator.by_office(replace(wide, as_at=as_at(code, period, scope.today)), period)
        for office, ids in groups.items():
            parts = [counted[i] for i in ids if i in counted]
            below = None if indicator.unit == COUNT else sum(p.denominator or 0 for p in parts)
            found[office, code] = Figure(sum(p.numerator for p in parts), below)
    return found
