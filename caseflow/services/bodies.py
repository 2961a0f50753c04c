"""Which bodies may review a case's opinion, read from the tree of offices (`caseflow/bodies.py` says how)."""

from collections.abc import Sequence
from datetime import date

from django.db.models import Q

from caseflow.bodies import Place, reviewers
from caseflow.models import Case
from offices.models import Office, OfficeBelow, OfficeKind, Region


def bodies_of(case: Case, day: date) -> tuple[int, ...]:
    """The offices that may review the case's opinion, the petitioner's choice first: none, one or two."""
    return bodies_for(deciders_of(case), day)


def deciders_of(case: Case) -> list[int]:
    """Whoever decided it: the lead alone, for a part is no opinion and the lead's binds (R22 Art. 24 ¶1)."""
    return [case.office_id]


def bodies_for(deciders: Sequence[int], day: date) -> tuple[int, ...]:
    """The offices that may review what `deciders` decided."""
    paths = list(Region.objects.filter(offices__in=deciders).values_list("path", flat=True))
    codes = {code for path in paths for code in path.split("/") if code}
    regions = {
        code: (pk, path) for pk, code, path in Region.objects.filter(code__in=codes).values_list("pk", "code", "path")
    }
    above = OfficeBelow.objects.filter(below__in=deciders).values("above")
    here = Q(kind=OfficeKind.GOVERNMENT, region__in=[pk for pk, _path in regions.values()])
    rows = list(Office.objects.filter(Q(pk__in=above) | Q(pk__in=deciders) | here).select_related("region"))
    known = {row.pk for row in rows}
    later = {row.successor_id for row in rows if row.successor_id} - known
    rows += Office.objects.filter(pk__in=later).select_related("region")
    ids = {code: pk for code, (pk, _path) in regions.items()}
    tree = {row.pk: _place(row, ids) for row in rows}
    return reviewers(deciders, tree, day)


def _place(office: Office, ids: dict[str, int]) -> Place:
    line = [ids[code] for code in reversed(office.region.path.split("/")) if code in ids]
    return Place(
        office.pk, office.kind, tuple(line), office.superior_id, office.successor_id, office.is_vertical, office.valid_until
    )  # fmt: skip
