"""Facts of acts at the desk, and of what concerns a registration."""

from collections.abc import Sequence
from datetime import date, datetime, time

from django.utils import timezone

from caseflow.facts import Refusal, Refused
from caseflow.models import Case
from caseflow.services.load import pending_of
from caseflow.services.prepare.base import Ask, Facts, Prepare, Ready
from caseflow.statute import Article
from offices.models import Posting
from petitions.models import Matter
from petitions.services import matters
from petitions.services.inputs import Part


def _case_named(ask: Ask, facts: Facts) -> Case | None:
    """The case another act names by id; only one in the actor's own sight, so that nothing is told of the rest."""
    if not facts.get("pending"):
        return None
    rows = Case.objects.visible_to(ask.actor).select_related("office", "matter", "petition")
    case = rows.filter(pk=facts["pending"]).first()
    if case is None:
        raise Refused(Refusal("unknown_case"))
    return case


def _pending(ask: Ask, facts: Facts) -> Ready:
    case = _case_named(ask, facts)
    if case is None:
        return Ready(facts)
    facts["pending"] = pending_of(case, ask.on)
    if ask.act != "join":
        return Ready(facts)

    def move(row: Case) -> None:
        matters.move_petition(row.petition, row.matter, case.matter, ask.actor, ask.at, via="join")

    return Ready(facts, move)


def _link(ask: Ask, facts: Facts) -> Ready:
    if not facts.get("to_matter"):
        return Ready(facts)
    target = Matter.objects.visible_to(ask.actor).filter(pk=facts["to_matter"]).first()
    if target is None or target.confidential != ask.case.matter.confidential:
        raise Refused(Refusal("unknown_matter"))
    return _to_matter(ask, facts, target)


def _unlink(ask: Ask, facts: Facts) -> Ready:
    if ask.state.via != "link":
        return Ready(facts)
    return _to_matter(ask, facts, matters.matter_for_unlinked(ask.case.petition, ask.case.matter, ask.at))


def _to_matter(ask: Ask, facts: Facts, target: Matter) -> Ready:
    open_there = Case.objects.open().filter(matter=target, office=ask.case.office_id)
    facts |= {"to_matter": target.pk, "to_klass": target.klass, "open_case_there": open_there.exists()}

    def move(row: Case) -> None:
        matters.move_petition(row.petition, row.matter, target, ask.actor, ask.at, via=ask.act)

    return Ready(facts, move)


def _split(ask: Ask, facts: Facts) -> Ready:
    parts: list[Part] = facts.pop("parts", [])
    if len(parts) < 2:
        return Ready(facts)
    known = matters.files_of_part(ask.case.petition, ask.case.matter, ask.actor)
    if {pk for part in parts for pk in part.files} - set(known.values_list("pk", flat=True)):
        raise Refused(Refusal("unknown_file"))
    secret = [p for p in parts if p.is_secret]
    if secret and not ask.state.confidential:
        if len(secret) == len(parts):
            raise Refused(Refusal("all_secret", Article(30, 3)))
        parts = sorted(parts, key=lambda p: p.is_secret)  # the matter that others see keeps a part that is none
        facts |= {"cuts_secret": True, "overlap": _overlap(parts, secret)}
        _second_here(ask, facts)
    made = matters.split_matter(ask.case.petition, ask.case.matter, parts, ask.actor, ask.at)
    facts["matters"] = [{"matter": m.pk, "klass": m.klass} for m in made]
    return Ready(facts)


LIKE = 12  # characters in a row that stand in an accusation and in another part: no part of a sentence, but its content


def _overlap(parts: Sequence[Part], secret: Sequence[Part]) -> bool:
    """Whether a piece of an accusation's text stands in a part that is none (R22 Art. 30 ¶3)."""
    texts = ["".join((p.text or "").split()) for p in parts if p not in secret]
    for part in secret:
        text = "".join((part.text or "").split())
        pieces = {text[n : n + LIKE] for n in range(max(1, len(text) - LIKE + 1))} if text else set()
        if any(piece in other for piece in pieces for other in texts):
            return True
    return False


def _second_here(ask: Ask, facts: Facts) -> None:
    here = Posting.objects.in_force(ask.on).filter(office=ask.case.office_id, user=facts.get("second"))
    if facts.get("second") and not here.exists():
        raise Refused(Refusal("handler_elsewhere"))


def _void(ask: Ask, facts: Facts) -> Ready:
    _second_here(ask, facts)
    return Ready(facts)


def _amend(ask: Ask, facts: Facts) -> Ready:
    field, value = facts.get("field"), facts.pop("value", None)
    if field not in matters.AMENDABLE:
        raise Refused(Refusal("not_amendable"))
    facts["new"] = value.isoformat() if isinstance(value, date) else value
    if field == "received_on" and isinstance(value, date):
        facts["new_day"] = value
        facts["old"] = timezone.localtime(ask.case.petition.received_at).date().isoformat()
        value = timezone.make_aware(datetime.combine(value, time.min))
    else:
        old = getattr(ask.case.petition, f"{field}_id" if field in {"region", "topic"} else field)
        facts["old"] = old.isoformat() if isinstance(old, date) else old

    def write(row: Case) -> None:
        matters.amend_petition(row.petition, field, value)

    return Ready(facts, write)


PREPARE: dict[str, Prepare] = {
    "join": _pending, "refuse_duplicate": _pending, "link": _link, "unlink": _unlink, "split": _split, "void": _void, "amend": _amend,
}  # fmt: skip
