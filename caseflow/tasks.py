"""Celery tasks of the cases: each idempotent, retried with backoff, safe when run twice, late or killed."""

from datetime import timedelta

from celery import shared_task
from django.conf import settings
from django.core.mail import send_mail
from django.db import DatabaseError, transaction
from django.db.models import Exists, OuterRef
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from caseflow.imports.runs import drop_stale
from caseflow.models import Case, Proposal, Reminder
from caseflow.services.consistency import run_checks
from caseflow.services.digest import digests
from caseflow.services.proposals import propose_office
from caseflow.services.sweep import sweep as run_sweep
from caseflow.services.what_if import drop_expired_trials
from petitions.models import Matter

RETRY = {"autoretry_for": (DatabaseError, OSError), "retry_backoff": True, "max_retries": 5}


@shared_task(**RETRY)
def sweep() -> dict[str, int]:
    return vars(run_sweep(timezone.now()))


@shared_task(**RETRY)
def propose(matter_ids: list[int]) -> int:
    """The routing's proposals for new matters, after their registration has committed."""
    rows = Matter.objects.filter(pk__in=matter_ids, confidential=False).select_related("topic", "region")
    return sum(1 for m in rows if propose_office(m, timezone.now()) is not None)


@shared_task(**RETRY)
def propose_missing() -> int:
    """The sweep behind `propose`: open desks whose matter has no proposal, for a task may have been lost."""
    have = Proposal.objects.filter(matter=OuterRef("matter_id"), kind="office")
    since = timezone.now() - timedelta(days=14)
    rows = Case.objects.open().filter(state="registered", opened_at__gte=since, matter__confidential=False)
    return propose(list(rows.exclude(Exists(have)).values_list("matter_id", flat=True)[:500]))


@shared_task(**RETRY)
def check_consistency() -> int:
    """The daily look whether all records agree; the health page tells what it found."""
    return run_checks(timezone.now()).violations


@shared_task(**RETRY)
def drop_trials() -> int:
    return drop_expired_trials(timezone.now())


@shared_task(**RETRY)
def mail_reminders() -> int:
    """Mail unread reminders once; a row is claimed before it is sent, so that two runs never send it twice."""
    count = 0
    fresh = timezone.now() - timedelta(days=2)
    while count < 500:
        with transaction.atomic():
            rows = Reminder.objects.filter(mailed_at=None, read_at=None, at__gte=fresh).exclude(user__email="")
            row = (
                rows.select_for_update(skip_locked=True, of=("self",)).select_related("user", "case__petition").first()
            )
            if row is None:
                return count
            Reminder.objects.filter(pk=row.pk).update(mailed_at=timezone.now())
            with translation.override(row.user.language or settings.LANGUAGE_CODE):
                number = row.case.petition.number if row.case else ""
                job = row.facts.get("job")
                link = (
                    f"{settings.SITE_URL}/cases/{row.case.uid}/"
                    if row.case
                    else f"{settings.SITE_URL}/jobs/{job}/"
                    if job
                    else settings.SITE_URL
                )
                send_mail(
                    f"{row.get_kind_display()} {number}",
                    f"{row.get_kind_display()}\n{number}\n{link}\n",
                    None,
                    [row.user.email],
                )
        count += 1
    return count


@shared_task(**RETRY)
def drop_stale_uploads() -> int:
    return drop_stale(timezone.now())


@shared_task(**RETRY)
def morning_digest() -> int:
    """One mail a user and day with what is late, due today and soon."""
    today, count = timezone.localdate(), 0
    for user, lines in digests(today):
        key = f"digest:{today.isoformat()}"
        _row, made = Reminder.objects.get_or_create(
            user=user,
            key=key,
            defaults={"kind": "soon", "at": timezone.now(), "read_at": timezone.now(), "mailed_at": timezone.now()},
        )
        if not made:
            continue
        with translation.override(user.language or settings.LANGUAGE_CODE):
            body = render_to_string(
                "caseflow/digest.txt", {"lines": lines, "user": user, "today": today, "url": settings.SITE_URL}
            )
            send_mail(_("Your cases on %(day)s") % {"day": today.isoformat()}, body, None, [user.email])
        count += 1
    return count
