"""Writes of the duty catalogue: rows are added and ended, never changed."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import connection, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from caseflow.models import Duty
from caseflow.services.proposals import read_duty_rows
from caseflow.trial import Change, NewDuty, changed
from offices.models import Level, Office, Region
from petitions.models import Topic

MOST_LINES = 2_000
COLUMNS = ("topic", "level", "office", "basis")
_LOCK = 4720  # one change of the catalogue at a time, so that a version is given once and a trial stays true


class BadDuties(Exception):
    """Nothing was taken over; `errors` are (line, reason)."""

    def __init__(self, errors: list[tuple[int, str]]) -> None:
        super().__init__(f"{len(errors)} errors")
        self.errors = errors


@dataclass(frozen=True)
class DutyLine:
    """A row to add, as a file or the form gives it."""

    topic: Topic
    level: int
    office: Office
    basis: str
    valid_from: date


def one_at_a_time() -> None:
    """Wait for whoever else changes the catalogue; until the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


@transaction.atomic
def add_duty(topic: Topic, level: int, office: Office, basis: str, valid_from: date) -> Duty:
    """A new row; a running row of the same topic, level and office ends the day before."""
    one_at_a_time()
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
    one_at_a_time()
    duty.valid_until = max(last_day, duty.valid_from)
    duty.save(update_fields=["valid_until"])
    return duty


@transaction.atomic
def save_changes(changes: Sequence[Change]) -> None:
    """Many changes in their order, as `add_duty` and `end_duty` one by one would leave them, in a few statements."""
    one_at_a_time()
    old = {row.id: row for row in read_duty_rows()}
    new = {row.id: row for row in changed(old.values(), changes)}
    topics = dict(Topic.objects.filter(code__in={r.topic for r in new.values()}).values_list("code", "pk"))
    Duty.objects.bulk_create(
        Duty(topic_id=topics[r.topic], level=r.level, office_id=r.office, basis=r.basis, version=r.version, valid_from=r.valid_from,
             valid_until=r.valid_until)
        for r in new.values() if r.id not in old
    )  # fmt: skip
    Duty.objects.bulk_update(
        [Duty(pk=r.id, basis=r.basis, version=r.version, valid_until=r.valid_until) for r in new.values() if old.get(r.id, r) != r],
        ["basis", "version", "valid_until"],
    )  # fmt: skip


def load_duties(content: bytes, today: date) -> int:
    """Duties from CSV (topic code, level, office code, basis, valid_from): all or nothing, errors by line."""
    lines = read_duties(content, today)
    regions = dict(Region.objects.filter(offices__in={line.office.pk for line in lines}).values_list("pk", "code"))
    save_changes([
        NewDuty(line.topic.code, line.level, line.office.pk, regions[line.office.region_id], line.basis, line.valid_from)
        for line in lines
    ])  # fmt: skip
    return len(lines)


def read_duties(content: bytes, today: date) -> list[DutyLine]:
    """The lines of a CSV file, nothing written. Raises BadDuties with every line that cannot be read."""
    rows = _rows(content)
    topics = {t.code: t for t in Topic.objects.all()}
    offices = {o.code: o for o in Office.objects.all()}
    errors: list[tuple[int, str]] = []
    lines: list[DutyLine] = []
    seen: set[tuple[str, int, str, date]] = set()
    for number, row in rows:
        read = _line(row, topics, offices, today)
        if isinstance(read, str):
            errors.append((number, read))
            continue
        key = (read.topic.code, read.level, read.office.code, read.valid_from)
        if key in seen:
            errors.append((number, _("this line stands twice")))
        seen.add(key)
        lines.append(read)
    if not errors and not lines:
        errors = [(1, _("there is no line"))]
    if errors:
        raise BadDuties(errors)
    return lines


def _rows(content: bytes) -> list[tuple[int, dict[str, str]]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BadDuties([(1, _("The file is not UTF-8. Save it as CSV UTF-8 and try again."))]) from None
    if "\0" in text:
        raise BadDuties([(1, _("This is not a text file. Save it as CSV UTF-8 and try again."))])
    reader = csv.DictReader(io.StringIO(text))
    try:
        missing = [c for c in COLUMNS if c not in (reader.fieldnames or [])]
        if missing:
            raise BadDuties([(1, _("Columns are missing: %(names)s") % {"names": ", ".join(missing)})])
        rows = [(reader.line_num, {k: v or "" for k, v in row.items() if isinstance(k, str)}) for row in reader]
    except csv.Error:
        raise BadDuties([(reader.line_num, _("a value is missing, malformed or doubled"))]) from None
    if len(rows) > MOST_LINES:
        raise BadDuties([(MOST_LINES + 2, _("At most %(n)s lines at once.") % {"n": MOST_LINES})])
    return rows


def _line(row: dict[str, str], topics: dict[str, Topic], offices: dict[str, Office], today: date) -> DutyLine | str:
    topic, office = topics.get(row["topic"].strip()), offices.get(row["office"].strip())
    if topic is None or office is None:
        return _("unknown topic") if topic is None else _("unknown office")
    try:
        level = Level(int(row["level"]))
        since = date.fromisoformat(row.get("valid_from", "").strip() or today.isoformat())
    except ValueError:
        return _("a value is missing, malformed or doubled")
    return DutyLine(topic, level.value, office, row["basis"].strip()[:300], since)
