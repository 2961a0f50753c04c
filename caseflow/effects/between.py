"""What acts between offices do beside the table."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from caseflow.clocks import first_clocks, start
from caseflow.effects.base import Effect, Facts
from caseflow.effects.competence import cited
from caseflow.facts import By, CaseState, Change, NewCase, Paper
from caseflow.rules import Rules
from caseflow.statute import Unit
from caseflow.workflow import DESK, HANDLING

# --- what single acts do beside the table -----------------------------------------------------------------------


def _transfer(state: CaseState, facts: Facts, by: By, on: date, rules: Rules, change: Change) -> Change:
    target, via = facts["target"], change.act
    desk = target.kind == "petition" and via != "pass_down"
    kind = DESK if desk else HANDLING
    report = facts.get("report_due_on")
    child = NewCase(
        kind=kind,
        state="registered" if desk else "received",
        office=target.id,
        received_on=on,
        via=via,
        matter=state.matter,
        petition=state.petition,
        clocks=first_clocks(kind, target, state.klass, via, on, rules, report, state.procedure),
        report_due_on=report,
        reason=facts.get("reason", ""),
        duty=facts.get("duty"),
        capacity="sender" if desk else "handler",
        procedure=state.procedure,
    )
    decision = cited(state.decision)
    notice = rules.term("C3", on)
    span = {"days": notice.length, "working": notice.unit is Unit.WORKING_DAYS} if notice else {}
    paper = tuple(
        Paper(p.kind, {"target": target.id, "report_due_on": report, **span, **decision}) for p in change.papers
    )
    if state.kind == DESK and rules.option("forwarding_notice", on) == "no":
        paper = ()  # R22 Art. 23 ¶1 binds the organ that passes on, not the petition office
    return replace(change, opens=(child,), papers=paper).with_facts(**decision)


def _object(state: CaseState, facts: Facts, by: By, on: date, rules: Rules, change: Change) -> Change:
    assert state.sender is not None
    suggested = facts.get("suggested")
    note = {"objection": facts["reason"], "objected_on": on, "suggested_office_id": suggested.id if suggested else None}
    verify = Change(
        case=state.sender.case,
        act="verify_due",
        from_state=state.sender.state,
        to_state=state.sender.state,
        starts=start("V1", on, rules),
        facts={"by_case": state.id},
    )
    told = {"sender": state.sender.office.id, "reason": facts["reason"], "suggested": note["suggested_office_id"],
            "materials": facts.get("materials") or "原转送的全部材料"}  # fmt: skip
    papers = tuple(Paper(p.kind, told) for p in change.papers)
    return replace(change, transfer=note, also=(verify,), papers=papers)


def _confirm(state: CaseState, facts: Facts, by: By, on: date, rules: Rules, change: Change) -> Change:
    assert state.sender is not None
    sender, returns = state.sender, state.returns + 1
    back = "received" if sender.kind == HANDLING else "registered"
    above = sender.petition_office_above if returns >= 2 else None
    opens: tuple[NewCase, ...] = ()
    if above is not None:  # the second return: the superior's petition office assigns with force
        opens = (
            NewCase(
                DESK, "registered", above, on, "forward", state.matter, state.petition, start("R1", on, rules),
                reason=facts["reason"], capacity="sender",
            ),
        )  # fmt: skip
    sent_back = Change(
        case=sender.case,
        act="returned",
        from_state=sender.state,
        to_state=sender.state if opens else back,
        starts=() if opens else start("R1", on, rules),
        opens=opens,
        facts={"by_case": state.id, "returns": returns},
        fields={"stop_terms": ("V1",)},
    )
    return replace(
        change,
        also=(sent_back,),
        matter={"returns": returns},
        transfer={"resolved_on": on, "confirmed": True},
        ends_participation=("handler",),
        papers=tuple(Paper(p.kind, {"sender": sender.office.id}) for p in change.papers),
    )


def _reject(state: CaseState, facts: Facts, by: By, on: date, rules: Rules, change: Change) -> Change:
    assert state.sender is not None
    stop = Change(
        case=state.sender.case,
        act="verified",
        from_state=state.sender.state,
        to_state=state.sender.state,
        facts={"by_case": state.id},
        fields={"stop_terms": ("V1",)},
    )
    return replace(change, also=(stop,), transfer={"resolved_on": on, "confirmed": False})


def _direct(state: CaseState, facts: Facts, by: By, on: date, rules: Rules, change: Change) -> Change:
    told = {name: facts[name] for name in ("organ", "organ_address", "reason")}
    return replace(change, papers=tuple(Paper(p.kind, told) for p in change.papers) if state.reachable else ())


def _reassign(state: CaseState, facts: Facts, by: By, on: date, rules: Rules, change: Change) -> Change:
    return replace(change, fields={"handler_id": facts["handler"]}).with_facts(old_handler=state.handler)


EFFECTS: Mapping[str, Effect] = {
    "forward": _transfer, "assign": _transfer, "pass_down": _transfer, "object": _object, "confirm_objection": _confirm, "reject_objection": _reject, "reassign": _reassign, "direct": _direct,
}  # fmt: skip
