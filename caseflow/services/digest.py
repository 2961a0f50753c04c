"""The morning digest: what is late, due today and soon for each user; numbers and days, nothing of the text."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from caseflow.models import Case
from offices.models import Office, Posting, User
from offices.roles import CAPABILITIES, Capability


@dataclass(frozen=True)
class DigestLine:
    number: str
    due_on: date
    state: str


@dataclass(frozen=True)
class Owed:
    """A line that a room above adds: for the people of an office with the capability."""

    office: int
    capability: Capability
    confidential: bool
    key: str
    line: DigestLine


MORE: list[Callable[[Mapping[int, Office], date], Iterable[Owed]]] = []  # of the offices by id, on the day


def digests(today: date) -> Iterator[tuple[User, list[DigestLine]]]:
    """(user, her lines by due day) for all who want a digest and have something due within their office's days."""
    rows = Posting.objects.in_force(today).filter(user__is_active=True, user__digest=True).exclude(user__email="")
    users: dict[int, tuple[User, list[Posting]]] = {}
    for posting in rows.select_related("user", "office"):
        users.setdefault(posting.user_id, (posting.user, []))[1].append(posting)
    offices = {p.office_id: p.office for _u, some in users.values() for p in some}
    due: dict[int, list[Case]] = defaultdict(list)
    for case in (
        Case.objects.open()
        .filter(office__in=offices, due_on__lte=today + timedelta(days=30))
        .select_related("petition", "matter")
        .order_by("due_on")
    ):
        if case.due_on and case.due_on <= today + timedelta(days=offices[case.office_id].soon_days):
            due[case.office_id].append(case)
    more: dict[int, list[Owed]] = defaultdict(list)
    for owed in (owed for give in MORE for owed in give(offices, today)):
        more[owed.office].append(owed)
    for user, postings in users.values():
        lines: dict[int | str, DigestLine] = {}
        for posting in postings:
            can = CAPABILITIES.get(posting.role, frozenset())
            if not can & {Capability.HANDLE, Capability.TRANSFER}:
                continue
            for case in due[posting.office_id]:
                secret = case.matter.confidential and Capability.CONFIDENTIAL not in can
                if not secret and case.handler_id in (None, user.pk):
                    lines[case.pk] = DigestLine(case.petition.number, case.due_on, str(case.get_state_display()))
            for owed in more[posting.office_id]:
                if owed.capability in can and (not owed.confidential or Capability.CONFIDENTIAL in can):
                    lines[owed.key] = owed.line
        if lines:
            yield user, sorted(lines.values(), key=lambda x: x.due_on)
