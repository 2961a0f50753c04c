"""What the machine proposes: the office in charge, and the same matter. A person confirms; both values are kept."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.db.models import Max
from rapidfuzz import fuzz

from caseflow.models import Case, Duty, Proposal
from caseflow.routing import DutyRow, Facts, OfficeRow, Route, Step, route
from offices.actors import Actor
from offices.models import Office, Region
from petitions.models import Extract, Matter, Petitioner, Topic
from petitions.services.accused import barred_from


@lru_cache(maxsize=4)
def _duties(stamp: tuple[int, int]) -> tuple[DutyRow, ...]:
    return read_duty_rows()


def read_duty_rows() -> tuple[DutyRow, ...]:
    """All duties as the routing wants them, as they stand now."""
    rows = Duty.objects.select_related("topic", "office__region")
    return tuple(
        DutyRow(
            d.pk,
            d.topic.code,
            d.level,
            d.office_id,
            d.office.region.code,
            d.basis,
            d.valid_from,
            d.valid_until,
            d.version,
        )
        for d in rows
    )


def duty_rows() -> tuple[DutyRow, ...]:
    """All duties as the routing wants them, read anew when one was added or ended."""
    found = Duty.objects.aggregate(last=Max("pk"), version=Max("version"))
    return _duties(
        (found["last"] or 0, (found["version"] or 0) * 100_000 + Duty.objects.exclude(valid_until=None).count())
    )


def office_rows(day: date) -> Mapping[int, OfficeRow]:
    return {
        o.pk: OfficeRow(
            o.pk, o.kind, o.region.code, o.region.level, o.valid_until is None or o.valid_until >= day, o.successor_id
        )
        for o in Office.objects.select_related("region")
    }


def topic_line(topic: Topic | None) -> tuple[str, ...]:
    """The topic's code and those above it."""
    return codes_above(topic.code) if topic else ()


def codes_above(code: str) -> tuple[str, ...]:
    """A topic code and those above it, the most specific first."""
    return tuple(dict.fromkeys([code, code[:4] + "00", code[:2] + "0000"]))


def region_line(region: Region | None) -> tuple[tuple[str, int], ...]:
    """(code, level) of the region and those above it, by its path."""
    if region is None:
        return ()
    codes = [c for c in region.path.split("/") if c]
    return places_above(region.path, dict(Region.objects.filter(code__in=codes).values_list("code", "level")))


def places_above(path: str, levels: Mapping[str, int]) -> tuple[tuple[str, int], ...]:
    """(code, level) along a region's path from the place to the root; `levels` by code."""
    return tuple((c, levels[c]) for c in reversed(path.split("/")) if c in levels)


def route_of(matter: Matter, day: date) -> Route:
    """The proposed office of a matter, with its explanation."""
    accused = barred_from(matter.pk, day).offices if matter.confidential else frozenset()
    facts = Facts(
        topic_line(matter.topic), region_line(matter.region), day, "B" if matter.confidential else matter.klass, accused
    )
    return route(facts, duty_rows(), office_rows(day))


def propose_office(matter: Matter, at: datetime) -> Proposal | None:
    """Keep the routing's proposal for a matter once; nothing for a gap. Idempotent."""
    found = route_of(matter, at.date())
    if found.office is None:
        return None
    proposal, _made = Proposal.objects.get_or_create(
        matter=matter, kind="office", value={"office": found.office, "duty": found.duty},
        defaults={"reason": reason_of(found), "score": 1.0, "made_at": at},
    )  # fmt: skip
    return proposal


def reason_of(found: Route) -> dict[str, Any]:
    """The explanation of a route as it is kept: principle, basis and the steps with their facts."""
    return {"principle": found.principle, "basis": found.basis, "steps": [_step(s) for s in found.steps]}


def _step(step: Step) -> dict[str, object]:
    return {"code": step.code, **step.facts}


def plain(text: str) -> str:
    """A text for comparing: NFKC, no spaces or punctuation."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text)).lower()


def same_matter(
    case: Case, actor: Actor, *, people: Iterable[Petitioner] | None = None, limit: int = 5
) -> list[tuple[Matter, Case, int]]:
    """Matters in the actor's sight that may be the same: (matter, its newest case, likeness in percent).

    By place, topic and text; also by the petitioner's identity or phone while comparing (architecture 5). Closed ones
    are among them. Confidential matters are never compared. `people`: her petitioners where they are at hand.
    """
    matter = case.matter
    if matter.confidential:
        return []
    near = Case.objects.visible_to(actor).filter(matter__confidential=False).exclude(matter=matter)
    people = list(case.petition.petitioners.all() if people is None else people)
    hashes = {p.identity_hash for p in people if p.identity_hash} | {p.phone_hash for p in people if p.phone_hash}
    by_person = near.filter(petition__petitioners__identity_hash__in=hashes) | near.filter(
        petition__petitioners__phone_hash__in=hashes
    )
    by_topic = (
        near.filter(matter__region=matter.region, matter__topic=matter.topic) if matter.region_id else near.none()
    )
    pool: dict[int, Case] = {}
    for rows in (by_person.distinct() if hashes else near.none(), by_topic):
        for other in rows.select_related("matter", "petition", "office").order_by("-pk")[:60]:
            if other.matter_id not in pool:
                pool[other.matter_id] = other
    text = plain(case.petition.opened["text"])[:2000]
    found = []
    for other in pool.values():
        score = round(fuzz.token_set_ratio(text, plain(other.petition.opened["text"])[:2000], score_cutoff=0))
        ratio = round(fuzz.ratio(text, plain(other.petition.opened["text"])[:2000]))
        found.append((other.matter, other, max(score if score > 90 else 0, ratio)))
    return sorted((f for f in found if f[2] >= 40), key=lambda f: -f[2])[:limit]


def matter_text(matter: Matter) -> str:
    """The text of a matter's first petition, for comparing side by side."""
    link = Extract.objects.filter(matter=matter, until=None).select_related("petition").order_by("pk").first()
    return link.opened_text if link else ""
