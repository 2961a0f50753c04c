"""A whole case as data for its document: what the page shows, to whom it shows it, without the page's short lists."""

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from caseflow.models import Case, Notice
from caseflow.services.persons import ShownPerson, shown_person
from caseflow.services.sheet import Sheet, sheet
from caseflow.services.timeline import ClockLine, clock_lines
from offices.actors import Actor

ALL = 1_000_000  # rows of any list: a document has no next page
Section = dict[str, Any]


def whole(case: Case, actor: Actor) -> Sheet:
    """All that the page shows in parts."""
    return sheet(case, actor, {}, most=ALL)


def document(
    case: Case, shown: Sheet, papers: list[Notice], actor: Actor, at: datetime, *, nameless: bool = False
) -> dict[str, Any]:
    """The data of `case.typ`, in the language in force. `case` with all that the page reads with it.

    `nameless`: no row that is there to tell who the petitioner is; the caller takes her out of the texts.
    """
    sections = [
        _facts(case, shown, actor, nameless),
        {"kind": "text", "heading": _("Original text"), "text": shown.text},
        _clocks(shown),
        *_opinion(shown),
        _timeline(shown),
        *_papers(papers, nameless),
        *([] if nameless else _files(shown)),
    ]
    return {
        "title": case.matter.opened_title or ("—" if nameless else case.number), "number": "" if nameless else case.number, "office": str(case.office),
        "lang": "en" if (get_language() or "").startswith("en") else "zh", "page": _("Page {n} of {total}"),
        "made": _("Taken out at %(at)s by %(name)s") % {"at": _moment(at), "name": actor.name}, "sections": sections,
    }  # fmt: skip


def _moment(value: datetime | None) -> str:
    return timezone.localtime(value).strftime("%Y-%m-%d %H:%M") if value else "—"


def _day(value: Any) -> str:
    return date_format(value, "DATE_FORMAT") if value else "—"


def _joined(*parts: object) -> str:
    return " · ".join(str(part) for part in parts if part)


def _hash(sha256: str) -> str:
    """In groups, to be compared by eye and broken at a line's end."""
    return " ".join(sha256[n : n + 16] for n in range(0, len(sha256), 16))


def _person(shown: ShownPerson) -> str:
    return _joined(shown.name or _("anonymous"), shown.row.get_sex_display(), shown.address)


def _facts(case: Case, shown: Sheet, actor: Actor, nameless: bool) -> Section:
    petition, matter = case.petition, case.matter
    people = [str(n) for n, _p in enumerate(shown.people, 1)] if nameless else [_person(shown_person(p, actor, case)) for p in shown.people]  # fmt: skip
    rows = [
        *([] if nameless else [(_("Number"), case.number)]),
        (_("State"), str(case.get_state_display())),
        *((_("petitioner"), told) for told in people),
        (_("channel"), _joined(petition.get_channel_display(), _("joint") if petition.is_joint else "")),
        (_("class"), _joined(matter.get_klass_display(), _("confidential") if matter.confidential else "")),
        (_("Received"), _moment(petition.received_at)),
        (_("place"), str(matter.region or "—")),
        (_("topic"), str(matter.topic or "—")),
        (_("Registering office"), str(petition.office)),
        (_("office"), str(case.office)),
        (_("handler"), str(case.handler or "—")),
        (_("Due"), _day(case.due_on)),
        (_("outcome"), str(case.get_outcome_display()) if case.outcome else "—"),
    ]
    if shown.others and not nameless:
        rows.append((_("also"), ", ".join(shown.others)))
    return {"kind": "facts", "heading": _("Overview"), "rows": [list(row) for row in rows]}


STATUS = {
    "running": lambda: _("running"), "met": lambda: _("met"), "met_late": lambda: _("met late"), "lapsed": lambda: _("lapsed"),
}  # fmt: skip


def _clocks(shown: Sheet) -> Section:
    rows = [_clock(line) for line in clock_lines(shown.clocks)]
    head = [_("Clock"), _("From"), _("Due"), _("Stopped"), _("State"), _("Why this date")]
    return {"kind": "table", "heading": _("Clocks"), "head": head, "rows": rows, "widths": [3, 0, 0, 0, 2, 6]}


def _clock(line: ClockLine) -> list[str]:
    clock = line.clock
    return [
        f"{line.name} ({clock.term})", clock.started_on.isoformat(), clock.due_on.isoformat(),
        clock.stopped_on.isoformat() if clock.stopped_on else "—", STATUS.get(line.status, lambda: _("ended"))(), " ".join(line.why),
    ]  # fmt: skip


def _opinion(shown: Sheet) -> list[Section]:
    if shown.opinion is None:
        return []
    opened, opinion = shown.opinion.opened, shown.opinion
    stage = _("decided") if opinion.decided_at else _("cleared") if opinion.cleared_at else _("draft")
    parts = [
        {"heading": f"{item.position}. {item.request}", "note": str(item.get_outcome_display()), "text": item.answer}
        for item in shown.items
    ]
    for name, label in (("findings", _("Facts and reasons")), ("basis", _("legal basis")), ("remedy", _("remedy"))):
        if opened.get(name):
            parts.append({"heading": label, "note": "", "text": str(opened[name])})
    return [{"kind": "parts", "heading": _joined(_("Opinion"), stage), "parts": parts}]


def _timeline(shown: Sheet) -> Section:
    rows = [
        [_moment(e.at), _joined(e.title, _("back-dated") if e.is_backdated else ""), _joined(e.who, e.office), e.text]
        for e in reversed(shown.lines)
    ]  # fmt: skip
    head = [_("When"), _("Act"), _("Done by"), _("What was done")]
    return {"kind": "table", "heading": _("Timeline"), "head": head, "rows": rows, "widths": [0, 2, 3, 5]}


def _papers(papers: list[Notice], nameless: bool) -> list[Section]:
    note = (lambda p: "") if nameless else (lambda p: f" · SHA-256 {_hash(p.sha256)}")
    parts = [
        {"heading": f"{p.get_kind_display()} · {p.number}", "note": f"{_moment(p.issued_at)}{note(p)}", "text": p.opened}
        for p in papers
    ]  # fmt: skip
    return [{"kind": "parts", "heading": _("Papers"), "parts": parts}] if parts else []


def _files(shown: Sheet) -> list[Section]:
    rows = [[str(n), f.opened_name, f"{f.size:,}", _hash(f.sha256)] for n, f in enumerate(shown.files, 1)]
    head = [_("No."), _("Name"), _("Bytes"), "SHA-256"]
    return (
        [{"kind": "table", "heading": _("Files"), "head": head, "rows": rows, "widths": [0, 4, 0, 6]}] if rows else []
    )
