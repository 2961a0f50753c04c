"""Who is in charge: a decision asked for, disputes of competence, and offices that have ended."""

from caseflow.guards import between, competence, joint
from caseflow.workflow.rows import ANY_OPEN, DECIDE, DESK, FINAL, HANDLING, RECEIVED_CLOCKS, TRANSFER, Row, art

TABLE: tuple[Row, ...] = (
    Row("ask_decision", (DESK,), ("registered",), None, TRANSFER, (art(22, 1, 1),), ("C1", "R1"), ("D3",), "proposal",
        (competence.no_decision_awaited,), ("grounds", "text")),
    Row("record_decision", (DESK,), ("registered",), None, TRANSFER, (art(22, 1, 1),), ("D3",), ("R1",), None,
        (competence.decision_awaited, competence.decision_day), ("decided_by", "decided_on", "text")),
    Row("raise_dispute", (HANDLING,), ("received",), None, DECIDE, (art(24, 1),), (), (), None,
        (competence.no_dispute, competence.parties_fit, competence.consultation_day, competence.decider_known),
        ("parties", "consulted_on", "text")),
    Row("decide_dispute", (HANDLING,), ("received",), None, ("decide", "transfer"), (art(24, 1),), (), (), "dispute",
        (competence.dispute_open, competence.decides_here, between.target_active, competence.named_free,
         competence.decision_day), ("target", "decided_on", "reason"), where="any"),
    Row("succeed", (DESK, HANDLING), ANY_OPEN + FINAL[HANDLING], None, ("decide", "transfer"), (art(24, 2),), (), (), None,
        (competence.office_ended, competence.decides_succession, between.target_fits, competence.successor_fits,
         competence.successor_free), ("target",), where="any", secret=True, by_system=True),
    Row("join_at_successor", (HANDLING,), ("received",), "joined", (), (art(21, 2), art(24, 2)), RECEIVED_CLOCKS, (), "joined",
        (competence.twin_there, competence.no_dispute, joint.parts_in), ("pending",), by_system=True),
)  # fmt: skip
