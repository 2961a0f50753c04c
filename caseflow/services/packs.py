"""Local packs: write a version, end one, and show what a day would be under it. Versions are never changed."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db import transaction

from caseflow.calendars import Calendar
from caseflow.deadlines import Due, due
from caseflow.models import Pack, PackOption, PackTerm
from caseflow.packs import Comparison, LocalOption, LocalTerm, Problem, comparisons, problems
from caseflow.packs import Pack as Rows
from caseflow.statute import law_on
from offices.actors import Actor
from offices.models import CalendarVersion, Region

NOTE = "pack "  # how a version of the rules begins that changed no day of the calendar


@dataclass(frozen=True)
class Draft:
    """A pack as it was written in the form or the file."""

    code: str
    name_zh: str
    region: Region
    valid_from: date
    source: str
    name_en: str = ""
    valid_until: date | None = None
    note: str = ""
    terms: Sequence[LocalTerm] = ()
    options: Sequence[LocalOption] = field(default_factory=tuple)

    @property
    def rows(self) -> Rows:
        """The value, before it has a version."""
        return Rows(
            f"{self.code}.new", self.code, self.name_zh, self.name_en or self.name_zh, self.valid_from, self.valid_until,
            {t.code: t for t in self.terms}, {o.name: o for o in self.options},
        )  # fmt: skip


class PackRefused(ValueError):
    """The pack was not saved; `problems` say why."""

    def __init__(self, found: Sequence[Problem]) -> None:
        super().__init__(", ".join(f"{p.where}: {p.code}" for p in found))
        self.problems = list(found)


@transaction.atomic
def save_pack(draft: Draft, actor: Actor | None, at: datetime, today: date) -> Pack:
    """Begin a pack, or its next version, which ends the one before. Raises PackRefused; nothing is written then.

    Clocks that run already keep the version they were started with, so that nothing told to anybody changes.
    """
    Region.objects.select_for_update().get(pk=draft.region.pk)  # one at a time in a region: none overlooks another
    last = Pack.objects.select_for_update().filter(code=draft.code).order_by("-version").first()
    if found := check(draft, last, actor, today):
        raise PackRefused(found)
    if last is not None and (last.valid_until is None or last.valid_until >= draft.valid_from):
        last.valid_until = draft.valid_from - timedelta(days=1)
        last.save(update_fields=["valid_until"])
    user = actor.user_id if actor else None
    pack = Pack.objects.create(
        code=draft.code, version=last.version + 1 if last else 1, name_zh=draft.name_zh, name_en=draft.name_en, region=draft.region,
        valid_from=draft.valid_from, valid_until=draft.valid_until, source=draft.source, note=draft.note, entered_by_id=user,
        entered_at=at,
    )  # fmt: skip
    PackTerm.objects.bulk_create(
        PackTerm(pack=pack, code=t.code, length=t.length, unit=t.unit, max_extension=t.max_extension, article=t.article, own=t.own)
        for t in draft.terms
    )  # fmt: skip
    PackOption.objects.bulk_create(
        PackOption(pack=pack, name=o.name, value=o.value, article=o.article) for o in draft.options
    )
    _changed(pack, user)
    return pack


@transaction.atomic
def end_pack(pack: Pack, last_day: date, actor: Actor, today: date) -> Pack:
    """The version's last day; what began under it goes on as it is. Raises PackRefused for a day that has passed."""
    row = Pack.objects.select_for_update().get(pk=pack.pk)
    found = [Problem("region", "not_yours")] if not Pack.objects.set_by(actor).filter(pk=row.pk).exists() else []
    if last_day < max(today, row.valid_from):
        found.append(Problem("valid_until", "past"))
    if row.valid_until is not None and row.valid_until < last_day:
        found.append(Problem("valid_until", "ended"))
    if found:
        raise PackRefused(found)
    row.valid_until = last_day
    row.save(update_fields=["valid_until"])
    _changed(row, actor.user_id)
    return row


def _changed(pack: Pack, user: int | None) -> None:
    """Every worker reads the packs anew."""
    CalendarVersion.objects.create(note=f"{NOTE}{pack.key}: {pack.name_zh}"[:200], by_id=user)


def check(draft: Draft, last: Pack | None, actor: Actor | None, today: date) -> list[Problem]:
    """Everything that keeps the draft from being saved; `last` is the newest version of its code."""
    found = [*_head(draft), *problems(draft.rows, draft.terms, draft.options)]
    if actor is not None and not Region.objects.set_by(actor).filter(pk=draft.region.pk).exists():
        found.append(Problem("region", "not_yours"))
    if draft.valid_until is not None and draft.valid_until < draft.valid_from:
        found.append(Problem("valid_until", "period"))
    if last is not None:
        if last.region_id != draft.region.pk:
            found.append(Problem("region", "region_fixed"))
        if draft.valid_from <= last.valid_from:
            found.append(Problem("valid_from", "not_later"))
        elif draft.valid_from < today:
            found.append(Problem("valid_from", "past"))
    return [*found, *_doubled(draft)]


def _head(draft: Draft) -> list[Problem]:
    """The words of the head fit their columns; the form asks for the same."""
    found = [] if re.fullmatch(r"[A-Z0-9]{2,12}", draft.code) else [Problem("code", "code")]
    for name in ("name_zh", "name_en", "source"):
        most = Pack._meta.get_field(name).max_length
        if len(getattr(draft, name)) > most:
            found.append(Problem(name, "long", most))
    return found


def _doubled(draft: Draft) -> list[Problem]:
    """Two packs of one region never answer the same question on the same day."""
    others = Pack.objects.filter(region=draft.region).exclude(code=draft.code).exclude(valid_until__lt=draft.valid_from)
    if draft.valid_until is not None:
        others = others.filter(valid_from__lte=draft.valid_until)
    mine = {t.code for t in draft.terms} | {o.name for o in draft.options}
    theirs = {*PackTerm.objects.filter(pack__in=others).values_list("code", flat=True),
              *PackOption.objects.filter(pack__in=others).values_list("name", flat=True)}  # fmt: skip
    return [Problem(name, "other_pack") for name in sorted(mine & theirs)]


@dataclass(frozen=True)
class WhatIf:
    """A term's days from one day under the pack, and under the national set alone."""

    compared: Comparison
    local: Due
    national: Due | None

    @property
    def moved(self) -> int:
        """Days later (or, below nothing, earlier) than nationally."""
        return (self.local.legal - self.national.legal).days if self.national else 0


def what_if(rows: Rows, day: date, calendar: Calendar) -> list[WhatIf]:
    """What each term of the pack would end on from `day`, beside the national day. Raises LookupError before 2005-05-01."""
    return [
        WhatIf(c, due(c.local, day, calendar), due(c.national, day, calendar) if c.national and c.national.length else None)
        for c in comparisons(rows, law_on(day))
    ]  # fmt: skip
