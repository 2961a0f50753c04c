"""Orders of supervision: issue one, pass a candidate over, and every step of an order's life (R22 Art. 39, 40).

Each step writes one event on the matter and tells who must know, in the same transaction. An order never touches the case:
it moves no clock and no state, and the time since the last act runs on.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from caseflow.choices import ReminderKind
from caseflow.facts import Refusal, Refused
from caseflow.models import Case
from caseflow.services.lines import Line
from caseflow.services.paper_fields import day as long_day
from caseflow.services.reminders import send
from offices.actors import Actor
from offices.models import OfficeKind
from offices.roles import Capability
from oversight.models import Dismissal, OrderStep, SupervisionOrder
from oversight.services import paper_text
from oversight.services.candidates import candidates_of, days, may_supervise
from oversight.supervision.choices import StepKind
from oversight.supervision.order_rules import (
    MOVES,
    Act,
    Doer,
    NewOrder,
    OrderFacts,
    OrderState,
    new_day_refusal,
    new_refusal,
    refusal_of,
)
from oversight.supervision.rules import (
    ART_40,
    GROUNDS,
    Candidate,
    Kind,
    remembered_until,
)
from oversight.supervision.texts import fact_text, kind_name
from petitions.identity import holds_numbers
from petitions.services.accused import barred_from
from petitions.services.files import file_row
from petitions.services.inputs import StoredFile
from petitions.services.register import EventLine, record_events

LISTING = frozenset({OfficeKind.PETITION, OfficeKind.JOINT})  # R22 Art. 39
TITLE = "督办函"


def doer_of(actor: Actor) -> Doer:
    """The actor as the rules look at her."""
    return Doer(
        office=actor.office_id, below=actor.office_ids, supervises=may_supervise(actor),
        lists=actor.may(Capability.OVERSEE) and actor.office_kind in LISTING,
        answers=actor.may(Capability.HANDLE) or actor.may(Capability.DECIDE),
    )  # fmt: skip


def facts_of(order: SupervisionOrder) -> OrderFacts:
    """The order as the rules look at it; `order` with its case."""
    return OrderFacts(
        state=OrderState(order.state), due_on=order.due_on, issuer=order.office_id, addressed=order.addressed_id,
        answering=order.case.office_id, extended=order.extended_on is not None,
        listed_by=order.listed_by_id if order.is_listed else None,
    )  # fmt: skip


def acts_of(order: SupervisionOrder, actor: Actor) -> list[Act]:
    """What the actor may do with the order now, in the order of the page."""
    doer, facts = doer_of(actor), facts_of(order)
    return [act for act in Act if refusal_of(facts, act, doer) is None]


@transaction.atomic
def issue_order(case: Case, kinds: Sequence[str], asked: str, due_on: date, actor: Actor, at: datetime, *, key: str = "") -> SupervisionOrder:  # fmt: skip
    """Order the office that handles `case` to answer by `due_on`. `kinds` as chosen; the same `key` again returns its order.

    Raises Refused, and issues nothing: not the actor's to do, a kind that is no longer so or under an order already, a closed
    case, an accused office, a day that is past, a number of a person in the text.
    """
    try:
        with transaction.atomic():
            return _issue(case, kinds, asked.strip(), due_on, actor, at, key)
    except IntegrityError:  # the other click was quicker
        if key and (done := SupervisionOrder.objects.filter(key=key, case=case.pk).first()) is not None:
            return done
        raise


def _issue(case: Case, kinds: Sequence[str], asked: str, due_on: date, actor: Actor, at: datetime, key: str) -> SupervisionOrder:  # fmt: skip
    today = timezone.localtime(at).date()
    case = _locked(case)
    if key and (done := SupervisionOrder.objects.filter(key=key, case=case.pk).first()) is not None:
        return done
    _checked(asked)
    found = candidates_of([case], actor, today)[case.pk]
    ordered = {kind: o.number for o in SupervisionOrder.objects.open().filter(case=case) for kind in o.kinds}
    new = NewOrder(
        kinds=kinds, proposed={c.kind for c in found}, under_order=ordered, is_open=case.is_open, confidential=case.confidential,
        addressed=case.office_id, barred=barred_from(case.matter_id, today).offices, due_on=due_on,
    )  # fmt: skip
    if (refusal := new_refusal(new, doer_of(actor), today)) is not None:
        raise Refused(refusal)
    if not Case.objects.visible_to(actor).filter(pk=case.pk).exists():
        raise Refused(Refusal("unknown_case"))
    led = [c for c in found if c.kind in kinds]
    office = case.office.__class__.objects.get(pk=actor.office_id)
    with translation.override("zh-hans"):
        paper = paper_text.write(
            "order", TITLE, office, at, _values(case, led, kinds, asked, due_on), petition=case.petition.number
        )
    order = SupervisionOrder.objects.create(
        case=case, office=office, addressed_id=case.office_id, number=paper.number, year=paper.year, sequence=paper.sequence,
        kinds=list(kinds), proposed=[c.kind for c in found], facts=[{"kind": c.kind, **f.told()} for c in led for f in c.facts],
        asked=asked, text=paper.text, sha256=paper.sha256, letterhead=paper.head, due_on=due_on, first_due_on=due_on,
        issued_by_id=actor.user_id, issued_at=at, key=key,
    )  # fmt: skip
    step = OrderStep.objects.create(order=order, kind=StepKind.ISSUE, text=asked, due_on=due_on, office=office, by_id=actor.user_id, at=at)  # fmt: skip
    facts = {
        "order": order.number,
        "kinds": list(kinds),
        "target": case.office_id,
        "due_on": due_on.isoformat(),
        "text": asked,
    }
    _tell(order, "supervise", facts, actor, at)
    send(_to_addressed(order, step), at, skip=actor.user_id)
    return order


def _locked(case: Case) -> Case:
    rows = Case.objects.select_for_update(of=("self",)).select_related("office", "matter", "petition")
    return rows.get(pk=case.pk)


def _checked(text: str) -> None:
    if not text:
        raise Refused(Refusal("missing", ART_40, {"fields": ["asked"]}))
    if holds_numbers(text):
        raise Refused(Refusal("personal_numbers", ART_40))


def _values(case: Case, led: Sequence[Candidate], kinds: Sequence[str], asked: str, due_on: date) -> dict[str, str]:
    """The fields of the paper. Call it with Chinese in force."""
    lines = [f"{kind_name(c.kind)}：{fact_text(fact)}" for c in led for fact in c.facts]
    lines += [kind_name(kind) for kind in kinds if not GROUNDS[Kind(kind)].proposed]
    return {
        "addressee": case.office.name, "petition_number": case.petition.number, "matter": case.matter.opened_title or "信访事项",
        "facts": "\n".join(f"{n}．{line}" for n, line in enumerate(lines, start=1)), "asked": asked, "due_on": long_day(due_on),
    }  # fmt: skip


def _tell(order: SupervisionOrder, kind: str, facts: dict[str, Any], actor: Actor, at: datetime) -> None:
    """The event on the matter; `order` with its case and matter."""
    line = EventLine(order.case.matter, kind, at, facts, case_id=order.case_id, office_id=actor.office_id)
    record_events([line], actor)


def _to_addressed(order: SupervisionOrder, step: OrderStep) -> list[Line]:
    """The handler where there is one, and the heads of the office where the case lies now."""
    case, key, facts = order.case, f"order:{order.pk}:{step.pk}", {"order": str(order.uid)}
    to = {"case": case.pk, "confidential": case.confidential, "kind": ReminderKind.ORDER, "key": key, "facts": facts}
    return [
        Line(capability=Capability.HANDLE, office_id=case.office_id, handler_id=case.handler_id, **to),
        Line(capability=Capability.DECIDE, office_id=case.office_id, **to),
    ]


def _to_issuer(order: SupervisionOrder, step: OrderStep) -> list[Line]:
    case = order.case
    return [
        Line(case.pk, case.confidential, ReminderKind.ORDER_ANSWERED, Capability.OVERSEE, f"order:{order.pk}:{step.pk}",
             order.office_id, facts={"order": str(order.uid)})
    ]  # fmt: skip


@transaction.atomic
def take_step(order: SupervisionOrder, act: str, text: str, actor: Actor, at: datetime, *, due_on: date | None = None,
              files: Iterable[StoredFile] = (), step_seen: int | None = None) -> SupervisionOrder:  # fmt: skip
    """One step of an order: answer, verify, send back, extend, withdraw, list, take off the list. Returns it as it is now.

    `due_on`: the new day of an extension or of an answer sent back. `step_seen`: the last step on the page it was sent from; a
    form that is sent twice does nothing twice. Raises Refused; nothing is changed then.
    """
    today, act = timezone.localtime(at).date(), Act(act)
    rows = SupervisionOrder.objects.select_for_update(of=("self",)).select_related(
        "case__matter", "case__office", "office"
    )
    order = rows.get(pk=order.pk)
    last = order.steps.order_by("-pk").first()
    if step_seen is not None and last is not None and last.pk != step_seen:
        if last.kind == act and last.by_id == actor.user_id and last.opened["text"] == text.strip():
            return order
        raise Refused(Refusal("order_state", ART_40))
    if (
        not SupervisionOrder.objects.visible_to(actor).filter(pk=order.pk).exists()
        and actor.office_id != order.addressed_id
    ):
        raise Refused(Refusal("unknown_case"))
    if (refusal := refusal_of(facts_of(order), act, doer_of(actor))) is not None:
        raise Refused(refusal)
    if not text.strip():
        raise Refused(Refusal("missing", ART_40, {"fields": ["text"]}))
    old = order.due_on
    if act in (Act.EXTEND, Act.SEND_BACK) and (refusal := new_day_refusal(old, due_on, today)) is not None:
        raise Refused(refusal)
    _change(order, act, due_on, actor, today, at)
    step = OrderStep.objects.create(
        order=order, kind=StepKind(act), text=text.strip(), old_due_on=old, due_on=order.due_on, office_id=actor.office_id,
        by_id=actor.user_id, at=at,
    )  # fmt: skip
    _add_files(step, files, actor, at)
    _tell(order, f"order_{act}", _event(order, act, old, text.strip(), step), actor, at)
    lines = {
        Act.ANSWER: _to_issuer,
        Act.VERIFY: _to_addressed,
        Act.SEND_BACK: _to_addressed,
        Act.LIST: _to_addressed,
    }.get(act)
    if lines is not None:
        send(lines(order, step), at, skip=actor.user_id)
    return order


def _change(order: SupervisionOrder, act: Act, due_on: date | None, actor: Actor, today: date, at: datetime) -> None:
    _from, target = MOVES[act]
    order.state = target or order.state
    if act in (Act.EXTEND, Act.SEND_BACK) and due_on is not None:
        order.due_on = due_on
    if act == Act.EXTEND:
        order.extended_on = today
    if act == Act.LIST:
        order.listed_by_id, order.listed_on, order.delisted_on = actor.office_id, today, None
    if act == Act.DELIST or target in (OrderState.VERIFIED, OrderState.WITHDRAWN) and order.is_listed:
        order.delisted_on = today
    if target in (OrderState.VERIFIED, OrderState.WITHDRAWN):
        order.closed_at = at
        _remember(order.case, order.kinds, "", actor, at, order)
    order.save()


def _event(order: SupervisionOrder, act: Act, old: date, text: str, step: OrderStep) -> dict[str, Any]:
    """Old and new values, never a sentence."""
    facts: dict[str, Any] = {"order": order.number, "text": text}
    if act in (Act.EXTEND, Act.SEND_BACK):
        facts |= {"old_due_on": old.isoformat(), "new_due_on": order.due_on.isoformat()}
    if names := [file.name for file in step.files.all()]:
        facts["files"] = names
    return facts


def _add_files(step: OrderStep, files: Iterable[StoredFile], actor: Actor, at: datetime) -> None:
    """Files of an answer are files of its case; what they were called is sealed where the case is secret."""
    case = step.order.case
    for file in files:
        row = file_row(file, case.confidential, actor.user_id, at, matter_id=case.matter_id, case_id=case.pk)
        row.save()
        step.files.add(row)


@transaction.atomic
def pass_over(case: Case, kinds: Sequence[str], reason: str, actor: Actor, at: datetime) -> list[Dismissal]:
    """A person looked at the candidate and issues no order: the facts of today stay away from this office's queue.

    Raises Refused where there is nothing to decide about, or no reason.
    """
    today = timezone.localtime(at).date()
    if not may_supervise(actor) or case.office_id not in actor.office_ids - {actor.office_id}:
        raise Refused(Refusal("capability"))
    if not reason.strip():
        raise Refused(Refusal("missing", ART_40, {"fields": ["reason"]}))
    case = _locked(case)
    found = {c.kind for c in candidates_of([case], actor, today)[case.pk]}
    if not kinds or not found.issuperset(kinds):
        raise Refused(Refusal("no_candidate", ART_40))
    return _remember(case, kinds, reason.strip(), actor, at, None)


def _remember(case: Case, kinds: Sequence[str], reason: str, actor: Actor, at: datetime, order: SupervisionOrder | None) -> list[Dismissal]:  # fmt: skip
    today = timezone.localtime(at).date()
    return Dismissal.objects.bulk_create(
        Dismissal(case=case, kind=kind, office_id=actor.office_id, on=today, until=remembered_until(kind, today, days("again")),
                  reason=reason, order=order, by_id=actor.user_id, at=at)
        for kind in kinds if GROUNDS[Kind(kind)].proposed
    )  # fmt: skip


def pdf_of(order: SupervisionOrder) -> bytes:
    """The order as a paper. Raises paper_pdf.Unprintable."""
    return paper_text.pdf(order.opened["text"], TITLE, order.issued_at)


def step_name(act: str) -> str:
    """The act as its page and its button call it."""
    return str(
        {
            Act.ANSWER: _("Answer the order"), Act.VERIFY: _("Verify and end the order"), Act.SEND_BACK: _("Send the answer back"),
            Act.EXTEND: _("Extend the day"), Act.WITHDRAW: _("Withdraw the order"), Act.LIST: _("Put under listed supervision"),
            Act.DELIST: _("Take off the list"),
        }[Act(act)]
    )  # fmt: skip
