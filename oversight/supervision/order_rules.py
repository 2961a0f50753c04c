"""What may be done with an order of supervision and with a recommendation, and why not. Pure: no clock, no ORM."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from caseflow.facts import Refusal
from caseflow.statute import Article
from oversight.supervision.rules import ART_40, GROUNDS, Kind

ART_24, ART_30, ART_39, ART_40_3, ART_40_4 = Article(24, 2), Article(30, 3), Article(39), Article(40, 3), Article(40, 4)


class OrderState(StrEnum):
    ISSUED = "issued"
    ANSWERED = "answered"
    SENT_BACK = "sent_back"
    VERIFIED = "verified"
    WITHDRAWN = "withdrawn"


OPEN_STATES = (OrderState.ISSUED, OrderState.ANSWERED, OrderState.SENT_BACK)


class Act(StrEnum):
    ANSWER = "answer"
    VERIFY = "verify"
    SEND_BACK = "send_back"
    EXTEND = "extend"
    WITHDRAW = "withdraw"
    LIST = "list"
    DELIST = "delist"


@dataclass(frozen=True)
class OrderFacts:
    """An order as its acts look at it. `issuer`, `addressed`, `answering` are offices; `listed_by` while it is listed."""

    state: OrderState
    due_on: date
    issuer: int
    addressed: int
    answering: int  # where the case lies now
    extended: bool = False
    listed_by: int | None = None


@dataclass(frozen=True)
class Doer:
    """Who acts: her office, those it oversees, and what her posting allows."""

    office: int | None
    below: frozenset[int]
    supervises: bool  # oversees, in a petition office
    lists: bool  # oversees, in a petition office or a joint conference's
    answers: bool  # handles or decides


# act -> from which states, to which (None: it stays)
MOVES: Mapping[Act, tuple[tuple[OrderState, ...], OrderState | None]] = {
    Act.ANSWER: ((OrderState.ISSUED, OrderState.SENT_BACK), OrderState.ANSWERED),
    Act.VERIFY: ((OrderState.ANSWERED,), OrderState.VERIFIED),
    Act.SEND_BACK: ((OrderState.ANSWERED,), OrderState.SENT_BACK),
    Act.EXTEND: ((OrderState.ISSUED, OrderState.SENT_BACK), None),
    Act.WITHDRAW: (OPEN_STATES, OrderState.WITHDRAWN),
    Act.LIST: (OPEN_STATES, None),
    Act.DELIST: (OPEN_STATES, None),
}


def refusal_of(order: OrderFacts, act: Act, doer: Doer) -> Refusal | None:
    """Why the act is not possible for whoever acts, None where it is. Buttons and services ask the same."""
    if order.state not in MOVES[act][0]:
        return Refusal("order_state", ART_40)
    if act == Act.ANSWER:
        return _may_answer(order, doer)
    if act in (Act.LIST, Act.DELIST):
        return _may_list(order, act, doer)
    if doer.office != order.issuer or not doer.supervises:
        return Refusal("not_issuer", ART_40)
    if act == Act.EXTEND and order.extended:
        return Refusal("order_extended", ART_40)
    return None


def _may_answer(order: OrderFacts, doer: Doer) -> Refusal | None:
    if not doer.answers:
        return Refusal("capability")
    if doer.office == order.answering:
        return None
    if doer.office == order.addressed:  # it has ended, or its cases have gone to another
        return Refusal("successor_answers", ART_24)
    return Refusal("not_addressed", ART_40)


def _may_list(order: OrderFacts, act: Act, doer: Doer) -> Refusal | None:
    """R22 Art. 39: an office above the one addressed, at or above the one that issued the order."""
    if not doer.lists:
        return Refusal("capability")
    above = order.answering in doer.below and doer.office != order.answering
    if not above or order.issuer not in doer.below:
        return Refusal("not_above", ART_39)
    if act == Act.LIST:
        return Refusal("listed_before", ART_39) if order.listed_by is not None else None
    if order.listed_by is None:
        return Refusal("not_listed", ART_39)
    return None if order.listed_by == doer.office else Refusal("other_listed", ART_39)


@dataclass(frozen=True)
class NewOrder:
    """An order before it is issued. `kinds` as chosen, `proposed` as the facts say; `barred`: offices accused in the matter."""

    kinds: Sequence[str]
    proposed: Collection[str]
    under_order: Mapping[str, str]  # kind -> number of the open order that covers it already
    is_open: bool
    confidential: bool
    addressed: int
    barred: frozenset[int]
    due_on: date


def new_refusal(order: NewOrder, doer: Doer, today: date) -> Refusal | None:
    """Why an order is not issued; None where nothing stands against it."""
    if not doer.supervises:
        return Refusal("capability")
    if order.confidential:
        return Refusal("confidential_order", ART_30)
    if order.addressed in order.barred:
        return Refusal("accused_addressed", ART_30)
    if order.addressed == doer.office or order.addressed not in doer.below:
        return Refusal("order_not_below", ART_40)
    if order.due_on <= today:
        return Refusal("order_day_past", ART_40)
    if not order.kinds:
        return Refusal("no_kind", ART_40)
    for kind in order.kinds:
        if (number := order.under_order.get(kind)) is not None:
            return Refusal("ordered_before", ART_40, {"number": number})
        if not order.is_open and not GROUNDS[Kind(kind)].when_closed:
            return Refusal("order_closed_case", ART_40)
        if GROUNDS[Kind(kind)].proposed and kind not in order.proposed:
            return Refusal("no_candidate", ART_40)
    return None


def new_day_refusal(old: date, new: date | None, today: date) -> Refusal | None:
    """A later day of an order: it lies ahead, and after the one before."""
    if new is None or new <= today:
        return Refusal("order_day_past", ART_40)
    return Refusal("order_day_earlier", ART_40, {"due_on": old}) if new < old else None


# --- the three recommendations --------------------------------------------------------------------------------------


class Advice(StrEnum):
    IMPROVE_WORK = "improve_work"
    IMPROVE_POLICY = "improve_policy"
    ACCOUNTABILITY = "accountability"


ADVICE: Mapping[Advice, Article] = {
    Advice.IMPROVE_WORK: ART_40, Advice.IMPROVE_POLICY: Article(40, 2), Advice.ACCOUNTABILITY: ART_40_3,
}  # fmt: skip


class Reply(StrEnum):
    ADOPTED = "adopted"
    PARTLY = "partly"
    NOT = "not"


@dataclass(frozen=True)
class NewAdvice:
    """A recommendation before it is issued. `blamed`: the offices of the cases and orders it rests on, and those complained of."""

    kind: Advice
    addressee: int | None
    organ: str
    own_office: int | None
    linked: int
    blamed: frozenset[int]
    barred: frozenset[int]
    due_on: date


def advice_refusal(advice: NewAdvice, today: date) -> Refusal | None:
    """Why a recommendation is not issued; None where nothing stands against it."""
    if (advice.addressee is None) == (not advice.organ):
        return Refusal("one_addressee", ART_40)
    if advice.addressee is not None and advice.addressee == advice.own_office:
        return Refusal("own_addressee", ART_40)
    if advice.addressee in advice.barred:
        return Refusal("accused_addressed", ART_30)
    if advice.kind == Advice.ACCOUNTABILITY:
        # to the organ with power over it, where it had grave consequences: never to the office meant, never without a case
        if not advice.linked:
            return Refusal("advice_needs_case", ART_40_3)
        if advice.addressee in advice.blamed:
            return Refusal("blamed_addressed", ART_40_3)
    return Refusal("order_day_past", ART_40_4) if advice.due_on <= today else None


def reply_refusal(reply: str, reason: str) -> Refusal | None:
    """R05 Art. 36 ¶2, R22 Art. 40 ¶4: what is not adopted, or in part, needs its reason."""
    if reply != Reply.ADOPTED and not reason.strip():
        return Refusal("reply_reason", ART_40_4)
    return None
