"""Writes of the duty catalogue: rows are added and ended, never changed."""

import csv
import io
from datetime import date, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from caseflow.models import Duty
from offices.models import Office
from petitions.models import Topic


class BadDuties(Exception):
    """Nothing was taken over; `errors` are (line, reason)."""

    def __init__(self, errors: list[tuple[int, str]]) -> None:
        super().__init__(f"{len(errors)} errors")
        self.errors = errors


@transaction.atomic
def add_duty(topic: Topic, level: int, office: Office, basis: str, valid_from: date) -> Duty:
    """A new row; a running row of the same topic, level and office ends the day before."""
    same = Duty.objects.filter(topic=topic, level=level, office=office, valid_until=None, valid_from__lt=valid_from)
    same.update(valid_until=valid_from - timedelta(days=1))
    version = (Duty.objects.aggregate(last=Max("version"))["last"] or 0) + 1
    duty, _made = Duty.objects.update_or_create(
        topic=topic,
        level=level,
        office=office,
        valid_from=valid_from,
        defaults={"basis": basis, "version": version, "valid_until": None},
    )
    return duty


@transaction.atomic
def end_duty(duty: Duty, last_day: date) -> Duty:
    """The duty's last day."""
    duty.valid_until = max(last_day, duty.valid_from)
    duty.save(update_fields=["valid_until"])
    return duty


def load_duties(content: bytes, today: date) -> int:
    """Duties from CSV (topic code, level, office code, basis, valid_from): all or nothing, errors by line."""
    try:
        reader = csv.DictReader(io.StringIO(content.decode("utf-8-sig")))
    except UnicodeDecodeError:
        raise BadDuties([(1, _("The file is not UTF-8. Save it as CSV UTF-8 and try again."))]) from None
    missing = [c for c in ("topic", "level", "office", "basis") if c not in (reader.fieldnames or [])]
    if missing:
        raise BadDuties([(1, _("Columns are missing: %(names)s") % {"names": ", ".join(missing)})])
    errors, count = [], 0
    topics = {t.code: t for t in Topic.objects.all()}
    offices = {o.code: o for o in Office.objects.all()}
    with transaction.atomic():
        for line, row in enumerate(reader, start=2):
            topic, office = topics.get((row["topic"] or "").strip()), offices.get((row["office"] or "").strip())
            if topic is None or office is None:
                errors.append((line, _("unknown topic") if topic is None else _("unknown office")))
                continue
            try:
                since = date.fromisoformat(row.get("valid_from") or today.isoformat())
                with transaction.atomic():
                    add_duty(topic, int(row["level"]), office, (row["basis"] or "").strip()[:300], since)
                count += 1
            except (ValueError, IntegrityError):
                errors.append((line, _("a value is missing, malformed or doubled")))
        if errors:
            transaction.set_rollback(True)
    if errors:
        raise BadDuties(errors)
    return count
