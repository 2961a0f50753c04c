"""Write a batch of letters: register them, and take those with a reply or a status through the plan of acts at their own instants."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import DatabaseError, InterfaceError, OperationalError, transaction
from django.utils.translation import gettext_noop

from caseflow.facts import Refused
from caseflow.imports.outcome import Outcome
from caseflow.imports.reasons import Reason
from caseflow.imports.rows import Letter
from caseflow.imports.statuses import ANSWERED
from caseflow.models import Case, Proposal
from caseflow.services.bulk import Step, perform_many
from offices.actors import Actor
from offices.models import Office, OfficeKind
from petitions.models import Extract, Petition
from petitions.services.register import register_many


def import_actor(office: Office, day: date) -> Actor:
    """The import acts as nobody: allowed every step of the plan, reminding and mailing no one."""
    return Actor(
        user_id=None, office_id=office.pk, role="import", day=day, office_kind=office.kind, region_id=office.region_id
    )


def write_batch(letters: Sequence[Letter], actor: Actor, at: Any, found: list[Outcome]) -> None:
    """All letters, or, where one of them fails, each by itself, so that one bad row costs no other.

    A database that went away is no fault of a row: the import ends there, and goes on from the last whole batch.
    """
    try:
        with transaction.atomic():
            petitions = register_many([x.registration for x in letters], actor, at)
            _drive({p.pk: x for p, x in zip(petitions, letters, strict=True)}, actor)
    except (OperationalError, InterfaceError):
        raise
    except (DatabaseError, Refused, ValueError) as problem:
        if len(letters) == 1:
            msgid = gettext_noop("could not be registered (%(kind)s)")
            reason = Reason(msgid, {"kind": type(problem).__name__})
            found.append(Outcome(letters[0].line, "rejected", letters[0].number, (reason,)))
            return
        for letter in letters:
            write_batch([letter], actor, at, found)
        return
    found += [_outcome(x, p) for x, p in zip(letters, petitions, strict=True)]


def _outcome(letter: Letter, petition: Petition) -> Outcome:
    result = "answered" if letter.replied_at else "registered"
    return Outcome(letter.line, result, letter.number, letter.doubts, petition.pk, petition.number)


def _drive(letters: Mapping[int, Letter], actor: Actor) -> None:
    """The way of letters with a reply or a status, through the same plan of acts at their own instants."""
    ways = {pk: acts for pk, x in letters.items() if (acts := _acts(x))}
    if not ways:
        return
    cases = {c.petition_id: c for c in Case.objects.filter(petition__in=ways, closed_at=None)}
    if actor.office_kind == OfficeKind.PETITION and (handled := [pk for pk, acts in ways.items() if "accept" in acts]):
        perform_many([Step(cases[pk].pk, "keep", _received(letters[pk])) for pk in handled], actor)
        rows = Case.objects.filter(petition__in=handled, kind="handling", closed_at=None)
        cases |= {c.petition_id: c for c in rows}
    for act in dict.fromkeys(act for acts in ways.values() for act in acts):
        wave = [
            Step(cases[pk].pk, act, _at(letters[pk], act), _facts(letters[pk], act))
            for pk, acts in ways.items()
            if act in acts
        ]
        perform_many(wave, actor)


def _acts(letter: Letter) -> tuple[str, ...]:
    """The acts that a row stands for: those of its status, or of an answer, or of an acceptance that it dates."""
    if letter.status is not None:
        return letter.status.acts
    return ANSWERED if letter.replied_at else ("accept",) if letter.accepted_at else ()


def _received(letter: Letter) -> datetime:
    return letter.registration.received_at


def _at(letter: Letter, act: str) -> datetime:
    if act == "accept":
        return letter.accepted_at or _received(letter)
    return letter.replied_at or letter.accepted_at or _received(letter)


def _facts(letter: Letter, act: str) -> dict[str, Any]:
    """The reply as the opinion. Without an outcome in the file it is *not recorded*, and counted apart everywhere."""
    if act != "draft":
        return {}
    item = {"request": letter.registration.summary, "outcome": letter.outcome, "answer": letter.reply}
    return {"findings": "", "basis": "", "remedy": "", "items": [item]}


def propose_topics(second: Mapping[str, str], source: str, topics: Mapping[str, tuple[int, bool]]) -> None:
    """Keep another topic that a later row gives for a number as a proposal; the first row's stands."""
    if not second:
        return
    rows = Extract.objects.filter(petition__source=source, petition__external_no__in=second, until=None)
    for extract in rows.select_related("petition").order_by("pk"):
        name = second[extract.petition.external_no]
        if extract.petition.topic_id != topics[name][0]:
            Proposal.objects.get_or_create(
                matter_id=extract.matter_id, kind="topic", value={"topic": topics[name][0]},
                defaults={"reason": {"code": "second_label", "name": name}, "made_at": extract.petition.registered_at},
            )  # fmt: skip
