"""Write a batch of letters: register them, and take those with a reply through the plan of acts at their own instants."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db import DatabaseError, InterfaceError, OperationalError, transaction
from django.utils.translation import gettext_noop

from caseflow.facts import Refused
from caseflow.imports.outcome import Outcome
from caseflow.imports.reasons import Reason
from caseflow.imports.rows import Letter
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
            _answer({p.pk: x for p, x in zip(petitions, letters, strict=True) if x.replied_at}, actor)
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


def _answer(letters: Mapping[int, Letter], actor: Actor) -> None:
    """The way of a replied letter, through the same plan of acts at its own instants."""
    if not letters:
        return
    cases = {c.petition_id: c for c in Case.objects.filter(petition__in=letters, closed_at=None)}
    received = {pk: x.registration.received_at for pk, x in letters.items()}
    replied = {pk: x.replied_at for pk, x in letters.items() if x.replied_at}
    if actor.office_kind == OfficeKind.PETITION:
        perform_many([Step(cases[pk].pk, "keep", received[pk]) for pk in letters], actor)
        rows = Case.objects.filter(petition__in=letters, kind="handling", closed_at=None)
        cases = {c.petition_id: c for c in rows}
    perform_many([Step(cases[pk].pk, "accept", received[pk]) for pk in letters], actor)
    for act in ("draft", "clear", "decide", "send"):
        facts = {pk: _opinion(x) if act == "draft" else {} for pk, x in letters.items()}
        perform_many([Step(cases[pk].pk, act, replied[pk], facts[pk]) for pk in letters], actor)


def _opinion(letter: Letter) -> dict[str, Any]:
    """The reply as the opinion; its outcome is not recorded in the file, and counted apart everywhere."""
    item = {"request": letter.registration.summary, "outcome": "not_recorded", "answer": letter.reply}
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
