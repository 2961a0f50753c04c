"""The papers of supervision: an order's and a recommendation's text, their numbers, and the PDF set from the frozen text.

They look like every paper of the office (letterhead, mark, contact) but are none of a case's notices: those bear the number of
the office that handles the case and go to the petitioner (docs/decisions/0080).
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from caseflow import wording
from caseflow.models import Letterhead
from caseflow.services import paper_layout, paper_pdf
from caseflow.services.paper_fields import day
from caseflow.services.papers import in_force
from offices.models import Office
from petitions.services.register import take_numbers

TEMPLATES = Path(settings.BASE_DIR) / "templates" / "oversight" / "papers"
FIELDS = ("addressee", "petition_number", "matter", "facts", "asked", "due_on", "subject", "linked", "paragraph")
COUNTERS = {"order": "order", "recommendation": "recommendation"}  # kinds of `NumberCounter`
MARKS = {"order": "督", "recommendation": "建"}


@dataclass(frozen=True)
class Paper:
    """A paper with its number, frozen by the hash of its text."""

    number: str
    year: int
    sequence: int
    text: str
    sha256: str
    head: Letterhead | None


def write(kind: str, title: str, office: Office, at: datetime, values: Mapping[str, str], *, petition: str = "") -> Paper:  # fmt: skip
    """Number and write a paper of `office`. Call it last in its transaction, with Chinese in force: it locks the counter."""
    on = timezone.localtime(at).date()
    head: Letterhead | None = in_force(Letterhead.objects.filter(office=office), on)
    sequence, _code = take_numbers(office.pk, on.year, COUNTERS[kind], 1)
    mark = head.mark if head else ""
    number = (
        f"{mark}{MARKS[kind]}〔{on.year}〕{sequence}号" if mark else f"{office.name}〔{on.year}〕{title}第{sequence}号"
    )
    number = number[:60]
    text = paper_layout.together(
        issuer=head.issuer if head else office.name, title=title, number=number,
        reference=paper_layout.reference_line(petition, values.get("matter", "")) if petition else "",
        blocks=wording.write_out(_source(kind), {name: values.get(name, "") for name in FIELDS}, FIELDS),
        contact=paper_layout.contact_line(office.name, office.address, office.phone, head.contact if head else ""),
        query="", signer=office.name, date=day(at),
    )  # fmt: skip
    return Paper(number, on.year, sequence, text, hashlib.sha256(text.encode()).hexdigest(), head)


@cache
def _source(kind: str) -> str:
    return (TEMPLATES / f"{kind}.txt").read_text(encoding="utf-8")


def pdf(text: str, title: str, at: datetime) -> bytes:
    """The PDF of an issued paper: the same text at the same instant gives the same bytes. Raises paper_pdf.Unprintable."""
    return paper_pdf.set_text(text, title, "", at)
