"""How an office's papers look: letterhead, contact and wording, in versions that end by date; and the preview."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone, translation

from caseflow import wording
from caseflow.choices import PaperKind
from caseflow.mandatory import Item, missing
from caseflow.models import Letterhead, Wording
from caseflow.services import paper_fields, paper_layout, paper_pdf, papers
from offices.actors import Actor
from offices.models import Office

SAMPLE = "样　张"


def letterhead_of(office: int, on: date) -> Letterhead | None:
    found: Letterhead | None = papers.in_force(Letterhead.objects.filter(office=office), on)
    return found


def wording_of(office: int, kind: str, on: date) -> Wording | None:
    """The office's own words for the kind; None where the desk's own are in force."""
    found: Wording | None = papers.in_force(Wording.objects.filter(office=office, kind=kind), on)
    return found if found and found.text else None


def editable_text(office: int, kind: str, on: date) -> str:
    """What the editor begins with: the own wording, else the desk's, else a frame around the desk's text."""
    own = wording_of(office, kind, on)
    if own:
        return own.text
    source = papers.default_wording(kind)
    return source if wording.has_blocks(source) else "== addressee ==\n{{ names }}：\n== body ==\n{{ default_text }}\n"


@transaction.atomic
def save_letterhead(office: Office, issuer: str, mark: str, contact: str, actor: Actor, at: datetime) -> Letterhead:
    """A new version from today on; the one before ends. Papers issued keep theirs."""
    Office.objects.select_for_update().get(pk=office.pk)
    last = Letterhead.objects.filter(office=office).order_by("-version").first()
    row = Letterhead(office=office, issuer=issuer, mark=mark, contact=contact, **_next(last, actor, at))
    row.save()
    return row


@transaction.atomic
def save_wording(office: Office, kind: str, text: str, actor: Actor, at: datetime) -> Wording:
    """A new version from today on; "" goes back to the desk's own words. Raises BadWording."""
    if text:
        wording.check(text, paper_fields.fields_for(kind))
    Office.objects.select_for_update().get(pk=office.pk)
    last = Wording.objects.filter(office=office, kind=kind).order_by("-version").first()
    row = Wording(office=office, kind=kind, text=text, **_next(last, actor, at))
    row.save()
    return row


def _next(last: Any, actor: Actor, at: datetime) -> dict[str, Any]:
    on = timezone.localtime(at).date()
    if last is not None and last.valid_until is None:
        last.valid_until = on
        last.save(update_fields=["valid_until"])
    return {"version": last.version + 1 if last else 1, "valid_from": on, "made_by_id": actor.user_id, "made_at": at}


def sample_text(office: Office, kind: str, text: str, head: Letterhead | None) -> tuple[str, list[Item]]:
    """The paper with example values, and what it would not state. Raises BadWording."""
    with translation.override("zh-hans"):
        title = str(PaperKind(kind).label)
    values = paper_fields.sample(kind, office) | {
        "title": title, "issuer": head.issuer if head else office.name, "own_contact": head.contact if head else "",
        "number": f"{head.mark if head and head.mark else office.name}〔2026〕12号",
    }  # fmt: skip
    source = text or papers.default_wording(kind)
    default = papers.default_wording(kind)
    if wording.has_blocks(default):
        fields = paper_fields.fields_for(kind)
        values["default_text"] = paper_layout.joined(wording.write_out(default, values, fields))
    if wording.has_blocks(source):
        blocks = wording.write_out(source, values, paper_fields.fields_for(kind))
    else:
        blocks = {"addressee": f"{values['names']}：", "body": values["default_text"]}
    made = papers.put_together(kind, values, blocks)
    return made, missing(kind, {**values, "text": made, "corrects": ""})


def preview(office: Office, kind: str, text: str, head: Letterhead | None, at: datetime) -> bytes:
    """The real PDF with example values, marked as a sample. Raises BadWording or Unprintable."""
    made, _lacking = sample_text(office, kind, text, head)
    return paper_pdf.set_text(made, kind, paper_fields.FIELDS["petition_number"].sample, at, stamp=SAMPLE)
