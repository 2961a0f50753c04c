"""The record of service (送达回证) of one copy of a paper: to be signed when it is handed over, or as it was recorded."""

from datetime import datetime

from django.utils import translation

from caseflow.choices import PaperKind
from caseflow.facts import Refusal, Refused
from caseflow.mandatory import missing
from caseflow.models import Service, ServiceAttempt
from caseflow.services import paper_pdf, papers
from caseflow.services.paper_fields import day, fields_for, way_name
from caseflow.services.serving import last_attempt

TO_FILL = "＿＿＿＿＿＿＿＿"


def record_text(service: Service, at: datetime) -> str:
    """The record's text, with lines to fill where nothing is known yet. `service` with notice, case and petitioner."""
    attempt = last_attempt(service.attempts.all())
    with translation.override("zh-hans"):
        values = _values(service, attempt, at)
    text = papers.put_together(
        PaperKind.SERVICE_RECORD, values, papers.blocks_of(PaperKind.SERVICE_RECORD, values, "", dict)
    )
    lacking = missing(PaperKind.SERVICE_RECORD, {**values, "text": text, "corrects": ""})
    if lacking:
        names = [f"paper_{item.name}" for item in lacking]
        raise Refused(Refusal("paper_incomplete", None, {"paper": PaperKind.SERVICE_RECORD, "fields": names}))
    return text


def record_pdf(service: Service, at: datetime) -> bytes:
    """Its PDF. Raises Refused or Unprintable."""
    number = service.notice.case.petition.number
    return paper_pdf.set_text(record_text(service, at), str(PaperKind.SERVICE_RECORD), number, at, compact=True)


def _values(service: Service, attempt: ServiceAttempt | None, at: datetime) -> dict[str, str]:
    notice, case = service.notice, service.notice.case
    told = attempt.opened if attempt else {}
    opened = service.petitioner.opened
    came_back = bool(attempt and attempt.returned_on)
    note = told.get("note", "")
    if attempt and came_back:
        note = f"{day(attempt.returned_on)}退回：{told.get('return_reason', '')}　{note}"
    values = dict.fromkeys(fields_for(PaperKind.SERVICE_RECORD), "") | {
        "title": "送达回证", "number": f"{notice.number}送达回证", "issuer": notice.letterhead.issuer if notice.letterhead else notice.office.name,
        "office": notice.office.name, "office_address": notice.office.address, "office_phone": notice.office.phone,
        "own_contact": notice.letterhead.contact if notice.letterhead else "", "petition_number": case.petition.number,
        "matter": case.matter.opened_title or "信访事项", "today": day(at), "document": f"{notice.title}　{notice.number}",
        "names": opened["name"] or "信访人", "way": way_name(attempt.way if attempt else service.way),
        "register_no": attempt.register_no if attempt else "", "place": told.get("place") or opened["address"],
        "sent_on": day(attempt.sent_on if attempt else service.sent_on), "served_on": day(service.received_on),
        "receiver": told.get("receiver", ""), "relation": told.get("relation", ""), "witness": told.get("witness", ""),
        "refused": "受送达人拒绝签收" if service.is_refused else "" if service.received_on else TO_FILL, "note": note,
        "server": attempt.noted_by.name if attempt and attempt.noted_by else "",
    }  # fmt: skip
    blank = ("place", "served_on", "receiver", "relation", "witness", "server")
    return values | {name: TO_FILL for name in blank if not values[name]}
