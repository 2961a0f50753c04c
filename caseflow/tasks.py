"""Celery tasks of the cases: each idempotent, retried with backoff, safe when run twice, late or killed."""

from datetime import timedelta
from urllib.parse import urlsplit

from celery import shared_task
from django.conf import settings
from django.core.mail import EmailMessage
from django.db import DatabaseError, transaction
from django.db.models import Exists, OuterRef
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from caseflow.choices import ReminderKind
from caseflow.imports.runs import drop_stale
from caseflow.models import Case, Proposal, Reminder
from caseflow.services.accusations import remind_of_receipts
from caseflow.services.consistency import run_checks
from caseflow.services.digest import digests
from caseflow.services.emergencies import mark_late, shut_ended
from caseflow.services.overdue import mark_late_parts, remind_of_decisions
from caseflow.services.proposals import propose_office
from caseflow.services.succession import move_cases
from caseflow.services.sweep import sweep as run_sweep
from caseflow.services.what_if import drop_expired_trials
from offices.models import User
from petitions.models import Matter

QUIET = frozenset({ReminderKind.CONFIDENTIAL, ReminderKind.RETALIATION, ReminderKind.DATA})
ROOM = 500  # matters read at once
RETRY = {"autoretry_for": (DatabaseError, OSError), "retry_backoff": True, "max_retries": 5}


@shared_task(**RETRY)
def sweep() -> dict[str, int]:
    return vars(run_sweep(timezone.now()))


@shared_task(**RETRY)
def sweep_between() -> dict[str, int]:
    """What offices owe each other: late parts, decisions asked for and not recorded."""
    now = timezone.now()
    return {"parts": mark_late_parts(now), "decisions": remind_of_decisions(now)}


@shared_task(**RETRY)
def move_to_successors() -> int:
    """Cases and duties of ended offices go on at their successors; what a person must decide stays."""
    return move_cases(timezone.now())


@shared_task(**RETRY)
def watch_emergencies() -> int:
    """Marks what was not acknowledged within its hours, shuts the texts of events that are over, reminds of receipts."""
    now = timezone.now()
    return mark_late(now) + shut_ended(now) + remind_of_receipts(now)


@shared_task(**RETRY)
def propose(matter_ids: list[int]) -> int:
    """The routing's proposals for new matters, after their registration has committed."""
    rows = Matter.objects.filter(pk__in=matter_ids, confidential=False).select_related("topic", "region")
    return sum(1 for m in rows if propose_office(m, timezone.now()) is not None)


@shared_task(**RETRY)
def propose_missing() -> int:
    """The sweep behind `propose`: open desks whose matter has no proposal, for a task may have been lost.

    It walks all of them, so that those the duty catalogue knows no office for stand in nobody's way.
    """
    have = Proposal.objects.filter(matter=OuterRef("matter_id"), kind="office")
    since = timezone.now() - timedelta(days=14)
    rows = Case.objects.open().filter(state="registered", opened_at__gte=since, matter__confidential=False)
    rows = rows.exclude(Exists(have)).order_by("-matter_id")
    count, below = 0, None
    while True:
        part = rows if below is None else rows.filter(matter_id__lt=below)
        matters = list(part.values_list("matter_id", flat=True)[:ROOM])
        if not matters:
            return count
        count, below = count + propose(matters), matters[-1]


@shared_task(**RETRY)
def check_consistency() -> int:
    """The daily look whether all records agree; the health page tells what it found."""
    return run_checks(timezone.now()).violations


@shared_task(**RETRY)
def drop_trials() -> int:
    return drop_expired_trials(timezone.now())


@shared_task(**RETRY)
def mail_reminders() -> int:
    """Mail unread reminders once: the claim commits before the mail goes out, so that no crash and no second run repeats it.

    A mail whose worker dies in between is not sent; its reminder stands in the page's bell and in the morning's digest.
    """
    count = 0
    while count < 500 and (row := _claim()) is not None:
        with translation.override(row.user.language or settings.LANGUAGE_CODE):
            number, words = row.case.petition.number if row.case else "", row.get_kind_display()
            if _is_secret(row):  # R22 Art. 30 ¶3: a mail tells neither the class nor which petition it is
                number, words = "", _("A message waits at the desk")
            _mail(row, f"{words} {number}".strip(), f"{words}\n{number}\n{_link(row)}\n")
        count += 1
    return count


def _is_secret(row: Reminder) -> bool:
    return row.kind in QUIET or bool(row.case and row.case.confidential)


def _link(row: Reminder) -> str:
    if _is_secret(row):
        return f"{settings.SITE_URL}/reminders/"
    if row.case:
        return f"{settings.SITE_URL}/cases/{row.case.uid}/"
    return f"{settings.SITE_URL}/jobs/{row.facts['job']}/" if row.facts.get("job") else settings.SITE_URL


def _claim() -> Reminder | None:
    """The next reminder to mail, marked as mailed for everybody else."""
    fresh = timezone.now() - timedelta(days=2)
    with transaction.atomic():
        rows = Reminder.objects.filter(mailed_at=None, read_at=None, at__gte=fresh).exclude(user__email="")
        row = rows.select_for_update(skip_locked=True, of=("self",)).select_related("user", "case__petition").first()
        if row is not None:
            Reminder.objects.filter(pk=row.pk).update(mailed_at=timezone.now())
        return row


def _mail(row: Reminder, subject: str, body: str) -> None:
    """Send the mail of a claimed reminder under an id of its own; a refusal gives the claim back and is tried again."""
    message_id = f"<reminder-{row.pk}@{urlsplit(settings.SITE_URL).hostname or 'localhost'}>"
    try:
        EmailMessage(subject, body, None, [row.user.email], headers={"Message-ID": message_id}).send()
    except Exception:
        Reminder.objects.filter(pk=row.pk).update(mailed_at=None)
        raise


@shared_task(**RETRY)
def drop_stale_uploads() -> int:
    return drop_stale(timezone.now())


@shared_task(**RETRY)
def morning_digest() -> int:
    """One mail a user and day with what is late, due today and soon."""
    today, count = timezone.localdate(), 0
    for user, lines in digests(today):
        row = _claim_digest(user, f"digest:{today.isoformat()}")
        if row is None:
            continue
        with translation.override(user.language or settings.LANGUAGE_CODE):
            body = render_to_string(
                "caseflow/digest.txt", {"lines": lines, "user": user, "today": today, "url": settings.SITE_URL}
            )
            _mail(row, _("Your cases on %(day)s") % {"day": today.isoformat()}, body)
        count += 1
    return count


def _claim_digest(user: User, key: str) -> Reminder | None:
    """The user's digest of the day, None where it is mailed or another run is about to."""
    now = timezone.now()
    row, made = Reminder.objects.get_or_create(
        user=user, key=key, defaults={"kind": "soon", "at": now, "read_at": now, "mailed_at": now}
    )
    if made:
        return row
    claimed = Reminder.objects.filter(pk=row.pk, mailed_at=None).update(mailed_at=now)
    return row if claimed else None
