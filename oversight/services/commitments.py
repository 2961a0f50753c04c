"""Commitments: written, signed above, countersigned by the head of the office, replaced by the next version, ended."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from offices.actors import Actor
from offices.models import Office
from offices.roles import Capability
from oversight.models import Commitment, CommitmentAct, CommitmentTarget
from oversight.review_measures import IN_COMMITMENT, code_version, definition, measures
from oversight.review_refusals import ReviewRefused, refused
from oversight.review_who import acts_of_commitment, step_for
from oversight.scoring import Problem, Target, problems
from petitions.identity import holds_numbers

LONGEST = 366  # days


@dataclass(frozen=True)
class Draft:
    """A commitment as it was written in the form."""

    office: Office
    year: int
    first_day: date
    last_day: date
    targets: Sequence[Target]
    text: str = ""


def may_write_for(office: Office, actor: Actor) -> bool:
    """Whoever oversees, for an office below her own."""
    return actor.may(Capability.OVERSEE) and office.pk in actor.office_ids and office.pk != actor.office_id


def check(draft: Draft, actor: Actor, same: Commitment | None = None) -> list[Problem]:
    """Everything that keeps the draft from being saved. `same`: the commitment it changes or follows."""
    found = [] if may_write_for(draft.office, actor) else [Problem("office", "not_below")]
    found += period_problems(draft.year, draft.first_day, draft.last_day)
    ends = draft.office.valid_until
    if ends is not None and ends < draft.last_day:
        found.append(Problem("office", "office_ends", ends))
    if holds_numbers(draft.text):
        found.append(Problem("text", "numbers"))
    found += _beside(draft, actor, same)
    return [*found, *problems(draft.targets, measures(), IN_COMMITMENT)]


def period_problems(year: int, first: date, last: date) -> list[Problem]:
    """A period of a year ends in that year and takes at most 366 days."""
    if last < first:
        return [Problem("last_day", "period")]
    if last.year != year or (last - first).days + 1 > LONGEST:
        return [Problem("last_day", "year")]
    return []


def _beside(draft: Draft, actor: Actor, same: Commitment | None) -> list[Problem]:
    """No two commitments of one office hold for the same day; of one year there is one, in versions."""
    others = Commitment.objects.running().filter(office=draft.office).select_related("overseer")
    if same is None and others.filter(year=draft.year, overseer=actor.office_id).exists():
        return [Problem("office", "exists")]
    if same is not None:
        others = others.exclude(year=same.year, overseer=same.overseer_id)
    clash = others.filter(first_day__lte=draft.last_day, last_day__gte=draft.first_day).first()
    return [Problem("first_day", "overlap", _told(clash))] if clash else []


def _told(commitment: Commitment) -> str:
    days = f"{commitment.first_day.isoformat()} – {commitment.last_day.isoformat()}"
    return f"{commitment.year}.{commitment.version}, {days}, {commitment.overseer}"


@transaction.atomic
def write(draft: Draft, actor: Actor, at: datetime, changed: Commitment | None = None) -> Commitment:
    """A new commitment, a draft written anew, or the next version of one that is in force. Raises ReviewRefused."""
    Office.objects.select_for_update().get(pk=draft.office.pk)  # one at a time for an office: none overlooks another
    same = _locked(changed) if changed else None
    if same is not None and (same.overseer_id != actor.office_id or same.office_id != draft.office.pk or same.year != draft.year):  # fmt: skip
        raise refused("not_yours")
    if same is not None and same.state not in {"draft", "in_force"}:
        raise refused("moved_on")
    if same is not None and same.state == "in_force" and _draft_of(same) is not None:
        raise refused("exists", where="office")
    if found := check(draft, actor, same):
        raise ReviewRefused(found)
    fields = {"first_day": draft.first_day, "last_day": draft.last_day, "text": draft.text, "code_version": code_version()}  # fmt: skip
    if same is not None and same.state == "draft":
        same.targets.all().delete()
        for name, value in fields.items():
            setattr(same, name, value)
        same.save(update_fields=[*fields])
        row = same
    else:
        last = Commitment.objects.filter(office=draft.office, year=draft.year).order_by("-version").first()
        row = Commitment.objects.create(
            office=draft.office, overseer_id=actor.office_id, year=draft.year, version=last.version + 1 if last else 1, **fields
        )  # fmt: skip
    CommitmentTarget.objects.bulk_create(CommitmentTarget(commitment=row, **line) for line in lines_of(draft.targets))
    _note(row, "write", actor, at)
    return row


def lines_of(targets: Sequence[Target]) -> list[dict[str, object]]:
    """Targets as rows, each with today's definition of its measure."""
    known = measures()
    return [
        {"position": n, "indicator": t.code, "weight": t.weight, "full": t.full, "floor": t.floor, "unit": known[t.code].unit,
         "higher_is_better": known[t.code].higher_is_better, **definition(t.code).__dict__}
        for n, t in enumerate(targets, 1)
    ]  # fmt: skip


def _draft_of(commitment: Commitment) -> Commitment | None:
    rows = Commitment.objects.filter(office=commitment.office_id, year=commitment.year, state__in=("draft", "half"))
    return rows.first()


def _locked(commitment: Commitment) -> Commitment:
    row: Commitment = Commitment.objects.select_for_update(of=("self",)).select_related("office", "overseer").get(pk=commitment.pk)  # fmt: skip
    return row


def _note(commitment: Commitment, act: str, actor: Actor, at: datetime, reason: str = "") -> None:
    CommitmentAct.objects.create(
        commitment=commitment, act=act, user_id=actor.user_id, posting_id=actor.posting_id, at=at, reason=reason
    )


@transaction.atomic
def act(commitment: Commitment, name: str, actor: Actor, at: datetime, reason: str = "") -> Commitment:
    """Sign, take back, decline, countersign or end. Raises ReviewRefused; of two at once the second finds it changed.

    With the countersignature it is in force, and the version before is replaced.
    """
    Office.objects.select_for_update().get(pk=commitment.office_id)
    row = _locked(commitment)
    step = step_for("commitment", name, acts_of_commitment(row, actor))
    if name == "write":
        raise refused("not_yours")
    if name in {"take_back", "decline", "end"} and not reason.strip():
        raise refused("reason", where="reason")
    if holds_numbers(reason):
        raise refused("numbers", where="reason")
    if name in {"sign", "countersign"}:
        _may_begin(row)
    if name == "countersign":
        before = Commitment.objects.filter(office=row.office_id, year=row.year, state="in_force")
        for old in before.select_for_update():
            old.state = "replaced"
            old.save(update_fields=["state"])
            _note(old, "replace", actor, at)
    row.state = step.to
    row.save(update_fields=["state"])
    _note(row, name, actor, at, reason.strip())
    return row


def _may_begin(row: Commitment) -> None:
    """What was right when it was written may have changed until it is signed."""
    ends = row.office.valid_until
    if ends is not None and ends < row.last_day:
        raise refused("office_ends", ends, "office")
    others = Commitment.objects.filter(office=row.office_id, state="in_force").exclude(year=row.year)
    clash = others.filter(first_day__lte=row.last_day, last_day__gte=row.first_day).select_related("overseer").first()
    if clash is not None:
        raise refused("overlap", _told(clash), "first_day")
    same = Commitment.objects.filter(office=row.office_id, year=row.year, state="in_force")
    if (other := same.exclude(overseer=row.overseer_id).select_related("overseer").first()) is not None:
        raise refused("overlap", _told(other), "first_day")
