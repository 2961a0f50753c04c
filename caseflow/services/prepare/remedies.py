"""Facts of acts of review, recheck, hearing, conclusion and withdrawal."""

from datetime import date
from functools import partial
from typing import Any

from django.db.models import Q

from caseflow.choices import Outcome, PaperKind
from caseflow.clocks import start
from caseflow.facts import Refusal, Refused
from caseflow.models import Case, Execution, Notice, Opinion, OpinionItem, RemedyRequest, Service, Withdrawal
from caseflow.rules import Rules
from caseflow.services.bodies import bodies_of
from caseflow.services.calendars import rules_for_region
from caseflow.services.executions import revoke_executions
from caseflow.services.load import office_facts
from caseflow.services.prepare import handling, routes
from caseflow.services.prepare.base import Ask, Facts, Prepare, Ready
from caseflow.workflow import WAITING
from caseflow.workflow.rows import HANDLING, REMEDIES
from offices.models import Office
from petitions.models import Event, Petitioner
from petitions.searching import normal
from petitions.services import matters

LAST_WORDS = (PaperKind.RECHECK, PaperKind.REVIEW, PaperKind.OPINION)  # what was settled ends where these are missing


def _herself(ask: Ask, facts: Facts) -> None:
    """The petitioner by her query code speaks for herself; her day is today."""
    if ask.actor.petitioner_id is not None:
        facts["petitioner"] = ask.actor.petitioner_id


def _request(ask: Ask, facts: Facts) -> Ready:
    _herself(ask, facts)
    if ask.actor.petitioner_id is not None:
        facts |= {"received_on": ask.on, "postmark_on": None}
    facts["bodies"] = bodies_of(ask.case, ask.on)
    body = facts.get("body")
    if body is None and len(facts["bodies"]) == 1 and not facts.get("organ"):
        body = facts["bodies"][0]
    facts["body"] = None
    if isinstance(body, int):
        found = office_facts({body}, ask.on)
        if body not in found:
            raise Refused(Refusal("unknown_office"))
        facts["body"] = found[body]
        facts["wrong_body"] = body not in facts["bodies"]
        facts["body_rules"] = rules_for_region(found[body].region)
    return Ready(facts)


def _pass_on(ask: Ask, facts: Facts) -> Ready:
    row = RemedyRequest.objects.select_related("of").filter(case=ask.case).first()
    if row is None:
        return Ready(facts)
    facts["bodies"] = bodies_of(row.of, ask.on)
    facts["request"] = _copy(row)
    if isinstance(facts.get("target"), int):
        found = office_facts({facts["target"]}, ask.on)
        if facts["target"] not in found:
            raise Refused(Refusal("unknown_office"))
        facts["target"] = found[facts["target"]]
        facts["body_rules"] = rules_for_region(facts["target"].region)
    return Ready(facts)


def _copy(row: RemedyRequest) -> dict[str, Any]:
    return {"of": row.of_id, "petitioner": row.petitioner_id, "asked_on": row.asked_on, "postmark_on": row.postmark_on,
            "text": row.text, "wrong_body": row.wrong_body}  # fmt: skip


def _excuse(ask: Ask, facts: Facts) -> Ready:
    """Until when she could ask after the obstacle had ended; counted at the body."""
    if isinstance(facts.get("obstacle_ended_on"), date):
        window = start("XD", facts["obstacle_ended_on"], ask.rules)
        facts["excuse_until"] = window[0].due_on if window else None
    return Ready(facts)


def _decide(ask: Ask, facts: Facts) -> Ready:
    if ask.state.kind in REMEDIES and ask.state.asked:
        asked, at_review = ask.state.asked, facts.get("redo_at") == "review"
        office = asked.of_office if at_review else asked.first_office
        facts["redo_office"] = office
        latest = start("C9" if at_review else "C6", ask.on, _rules_of(office))
        facts["latest_on"] = latest[0].due_on if latest else None
    if ask.state.via == "redo":
        facts["same_words"] = _same_words(ask.case)
    return Ready(facts)


def _same_words(case: Case) -> bool:
    """The draft says word for word what the opinion that fell said."""
    mine = Opinion.objects.filter(case=case).order_by("-draft_no").first()
    before = Opinion.objects.filter(
        case__matter=case.matter_id, case__office=case.office_id, case__kind=case.kind, revoked_on__isnull=False
    )
    old = before.order_by("-decided_at", "-pk").first()
    return bool(mine and old) and _words(mine) == _words(old)


def _words(opinion: Opinion) -> tuple[str, list[tuple[str, str]]]:
    items = opinion.items.values_list("outcome", "answer")
    return normal(opinion.opened.get("findings", "")), [(o, normal(a)) for o, a in items]


def _send(ask: Ask, facts: Facts) -> Ready:
    asked = ask.state.asked
    if asked is None or ask.actor.role == "import":
        return routes.PREPARE["send"](ask, facts)
    if ask.state.outcome == "changed":
        return Ready(facts, partial(_carry_out_anew, ask, asked.first_case, asked.first_office))
    if ask.state.outcome != "redo":
        return Ready(facts)
    at_review = asked.redo_at == "review"
    office = asked.of_office if at_review else asked.first_office
    facts["redo_rules"] = _rules_of(office)
    row = RemedyRequest.objects.get(case=ask.case)
    facts["redo_reason"] = str(row.get_ground_display())
    if at_review:
        facts["first_text"] = RemedyRequest.objects.get(case=asked.of_case).text
    else:
        open_there = Case.objects.open().filter(matter=ask.case.matter_id, office=office, kind=HANDLING)
        facts["redo_has_case"] = open_there.exclude(pk=asked.first_case).exists()
    first = Case.objects.get(pk=asked.first_case)
    return Ready(facts, lambda row: _fall(None if at_review else first, ask.on))


def _fall(first: Case | None, on: date) -> None:
    if first is not None:
        revoke_executions(first, on)


def _carry_out_anew(ask: Ask, first: int, office: int, row: Case) -> None:
    """R22 Art. 32: what the review supports is carried out by the first office, in place of what it had promised."""
    revoke_executions(Case.objects.get(pk=first), ask.on)
    until = start("EX", ask.on, ask.rules)[0].due_on
    opinion = Opinion.objects.filter(case=row, decided_at__isnull=False).order_by("-draft_no").first()
    supported = OpinionItem.objects.filter(opinion=opinion, outcome=Outcome.SUPPORTED)
    Execution.objects.bulk_create(
        Execution(case_id=first, item=item, office_id=office, due_on=item.carry_out_on or until) for item in supported
    )


def _conclude(ask: Ask, facts: Facts) -> Ready:
    """After a death this case ends with the matter: whether another one is open, beside those that only wait for one below."""
    if facts.get("died_on"):
        others = Case.objects.open().filter(matter=ask.case.matter_id).exclude(pk=ask.case.pk)
        facts["others_open"] = others.exclude(state__in=WAITING).exists()
    return Ready(facts)


def _rules_of(office: int) -> Rules:
    return rules_for_region(Office.objects.values_list("region_id", flat=True).get(pk=office))


def _not_again(ask: Ask, facts: Facts) -> Ready:
    """The paper that ended the matter, whether each petitioner of this petition had part in it, and what is still owed."""
    matter, mine = ask.case.matter_id, list(ask.case.petition.petitioners.all())
    ended = Event.objects.filter(matter=matter, kind="conclude").order_by("-seq").first()
    how = ended.opened if ended else {}
    facts["rule"] = how.get("rule", "")
    order = {kind: n for n, kind in enumerate((*LAST_WORDS, PaperKind.SETTLEMENT))}
    words = Q(kind__in=LAST_WORDS, case__state="closed")
    if ended:
        words |= Q(kind=PaperKind.SETTLEMENT, case=ended.case_id, case__state="settled")
    papers = Notice.objects.filter(words, case__matter=matter).order_by("-pk")
    last = min(
        papers.only("pk", "kind", "number", "issued_at", "case_id"),
        key=lambda n: order[PaperKind(n.kind)],
        default=None,
    )
    facts["strangers"] = len(mine)  # nobody was party where no paper ended it, or where the party has died
    if last is None or how.get("died_on"):
        return Ready(facts)
    facts |= {"recheck_number": last.number, "recheck_on": last.issued_at.date()}
    served = Service.objects.filter(notice=last, received_on__isnull=False).values("petitioner")
    parties = [*Petitioner.objects.filter(pk__in=served)]
    if last.kind == PaperKind.SETTLEMENT:
        parties += Petitioner.objects.filter(petition__cases=last.case_id)
    party = {k for p in parties for k in _marks(p)}
    facts["strangers"] = sum(1 for p in mine if not party & _marks(p))
    facts["owed"] = owed(matter)
    return Ready(facts)


def _marks(person: Petitioner) -> set[str]:
    """What two petitions of one person share; compared here, kept nowhere (architecture 5)."""
    name = normal(person.name).replace(" ", "")
    found = {f"i:{person.identity_hash}"} if person.identity_hash else set()
    if name and person.phone_hash:
        found.add(f"p:{name}:{person.phone_hash}")
    if name and person.address:
        found.add(f"a:{name}:{normal(person.address).replace(' ', '')}")
    return found


def owed(matter: int) -> int:
    """How many supported requests of the matter are still to be carried out (R22 Art. 32 ¶2)."""
    return Execution.objects.open().filter(case__matter=matter).count()


def _new_facts(ask: Ask, facts: Facts) -> Ready:
    if not ask.state.concluded:
        return Ready(facts)
    petition, old = ask.case.petition, ask.case.matter
    made = matters.matter_after(petition, old)
    facts |= {"to_matter": made.pk, "to_klass": made.klass}

    def move(row: Case) -> None:
        matters.move_petition(petition, old, made, ask.actor, ask.at, via="new_facts")

    return Ready(facts, move)


def _withdraw(ask: Ask, facts: Facts) -> Ready:
    _herself(ask, facts)
    return Ready(facts)


def _revoke(ask: Ask, facts: Facts) -> Ready:
    _herself(ask, facts)
    row = Withdrawal.objects.filter(case=ask.case, petitioner=facts.get("petitioner"), revoked_on=None).first()
    if row:
        facts |= {"from_state": row.from_state, "left": row.left}
    request = RemedyRequest.objects.filter(case=ask.case).first()
    if request:
        facts["request"] = _copy(request)
    return Ready(facts)


def _hearing(ask: Ask, facts: Facts) -> Ready:
    return handling.PREPARE["investigate"](ask, facts)


PREPARE: dict[str, Prepare] = {
    "ask_review": _request, "ask_recheck": _request, "pass_request_on": _pass_on, "accept_request": _excuse,
    "decide": _decide, "send": _send, "refuse_reacceptance": _not_again, "new_facts": _new_facts, "withdraw": _withdraw,
    "revoke_withdrawal": _revoke, "hold_hearing": _hearing, "conclude": _conclude,
}  # fmt: skip
