"""A user's draft for the duty catalogue: lines gathered, tried in the background, taken over all or nothing."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from caseflow.models import Duty, DutyChange
from caseflow.services.duties import MOST_LINES, DutyLine, one_at_a_time, save_changes
from caseflow.services.proposals import read_duty_rows
from caseflow.trial import Change, EndDuty, NewDuty, stamp
from offices import jobs
from offices.actors import Actor
from offices.models import Job, JobState, Office
from petitions.models import Topic

KIND = "what_if"
FARTHEST = timedelta(days=3660)  # the last day of an ending row lies within ten years


class DraftRefused(Exception):
    """Nothing was written. `code`: empty, full, day, ended, changed, untried, stale, lines; `lines` are (line, reason)."""

    def __init__(self, code: str, lines: Sequence[tuple[DutyChange, str]] = ()) -> None:
        super().__init__(code)
        self.code, self.lines = code, list(lines)


def draft_of(actor: Actor) -> list[DutyChange]:
    """The actor's lines in the order in which they were gathered, with all that a page shows of them."""
    rows = DutyChange.objects.visible_to(actor)
    return list(rows.select_related("topic", "office__region", "duty__topic", "duty__office__region").order_by("pk"))


@transaction.atomic
def draft_new(actor: Actor, lines: Iterable[DutyLine]) -> int:
    """Note rows to add; one drafted before for the same topic, level, office and day is replaced. Returns how many."""
    mine = DutyChange.objects.visible_to(actor)
    held = {(c.topic_id, c.level, c.office_id, c.on): c.pk for c in mine if c.duty_id is None}
    lines = list(lines)
    if len(lines) + mine.count() > MOST_LINES:
        raise DraftRefused("full")
    again = [held.get((line.topic.pk, line.level, line.office.pk, line.valid_from)) for line in lines]
    mine.filter(pk__in=[pk for pk in again if pk]).delete()
    DutyChange.objects.bulk_create(
        DutyChange(
            user_id=actor.user_id, posting_id=actor.posting_id, topic=line.topic, level=line.level, office=line.office,
            basis=line.basis, on=line.valid_from,
        ) for line in lines
    )  # fmt: skip
    return len(lines)


@transaction.atomic
def draft_end(actor: Actor, duty: Duty, last_day: date) -> None:
    """Note the last day of a running row, from today on; a day noted before is replaced."""
    if duty.valid_until is not None:
        raise DraftRefused("ended")
    if not actor.day <= last_day <= actor.day + FARTHEST:
        raise DraftRefused("day")
    mine = DutyChange.objects.visible_to(actor)
    mine.filter(duty=duty).delete()
    if mine.count() >= MOST_LINES:
        raise DraftRefused("full")
    DutyChange.objects.create(user_id=actor.user_id, posting_id=actor.posting_id, duty=duty, on=last_day)


def asked_of(lines: Iterable[DutyChange]) -> list[dict[str, Any]]:
    """The lines as a job keeps them."""
    return [
        {"duty": c.duty_id, "on": c.on.isoformat()} if c.duty_id else
        {"topic": c.topic_id, "level": c.level, "office": c.office_id, "basis": c.basis, "on": c.on.isoformat()}
        for c in lines
    ]  # fmt: skip


def digest(asked: Sequence[Mapping[str, Any]]) -> str:
    """A short hash of a draft's lines."""
    text = json.dumps(list(asked), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def changes_of(asked: Sequence[Mapping[str, Any]]) -> list[Change]:
    """A job's lines as the routing wants them. Raises jobs.Failed where a row they name is gone."""
    topics = dict(Topic.objects.filter(pk__in=[a["topic"] for a in asked if "topic" in a]).values_list("pk", "code"))
    ids = [a["office"] for a in asked if "office" in a]
    regions = dict(Office.objects.filter(pk__in=ids).order_by().values_list("pk", "region__code"))
    try:
        return [
            EndDuty(a["duty"], date.fromisoformat(a["on"])) if "duty" in a else
            NewDuty(topics[a["topic"]], a["level"], a["office"], regions[a["office"]], a["basis"], date.fromisoformat(a["on"]))
            for a in asked
        ]  # fmt: skip
    except KeyError:
        raise jobs.Failed(jobs.BROKEN) from None


def try_draft(actor: Actor, at: datetime) -> Job:
    """Ask for the trial of the draft as it stands. Raises DraftRefused("empty") and jobs.TooMany."""
    asked = asked_of(draft_of(actor))
    if not asked:
        raise DraftRefused("empty")
    return jobs.start(KIND, actor, at, {"lines": asked, "draft": digest(asked)})


def trial_of(actor: Actor, draft: str) -> Job | None:
    """The newest trial of a draft with these lines, however far it is."""
    rows = Job.objects.visible_to(actor).filter(kind=KIND, asked__draft=draft)
    return rows.exclude(state__in=(JobState.FAILED, JobState.STOPPED)).order_by("-pk").first()


def is_true(trial: Job | None, catalogue: str) -> bool:
    """Whether the trial is done and was made with the catalogue as it stands."""
    return trial is not None and trial.state == JobState.DONE and trial.told.get("stamp") == catalogue


@transaction.atomic
def take_over(actor: Actor, *, draft: str, confirmed: str = "") -> int:
    """Save all the lines or none; the draft is empty then. Returns how many.

    `draft` is the digest of the lines that the user saw. Without a trial made with the catalogue as it stands,
    `confirmed` must be the stamp of that catalogue: the user wants it all the same. Raises DraftRefused.
    """
    one_at_a_time()
    lines = draft_of(actor)
    if not lines:
        raise DraftRefused("empty")
    if digest(asked_of(lines)) != draft:
        raise DraftRefused("changed")
    now, trial = stamp(read_duty_rows()), trial_of(actor, draft)
    if not is_true(trial, now) and confirmed != now:
        raise DraftRefused("stale" if trial and trial.state == JobState.DONE else "untried")
    if problems := _problems(lines, actor.day):
        raise DraftRefused("lines", problems)
    save_changes([_not_past(c, actor.day) for c in changes_of(asked_of(lines))])
    DutyChange.objects.visible_to(actor).delete()
    return len(lines)


def _not_past(change: Change, today: date) -> Change:
    """A row drafted to end on a day that has passed meanwhile ends today."""
    return EndDuty(change.duty, max(change.last_day, today)) if isinstance(change, EndDuty) else change


def _problems(lines: Iterable[DutyChange], today: date) -> list[tuple[DutyChange, str]]:
    """What can no longer be saved: rows that ended meanwhile, and offices that have ended."""
    found = []
    for line in lines:
        if line.duty and line.duty.valid_until is not None:
            found.append((line, _("this row has ended meanwhile")))
        if line.office and line.office.valid_until is not None and line.office.valid_until < max(line.on, today):
            found.append((line, _("the office has ended by then; name its successor")))
    return found
