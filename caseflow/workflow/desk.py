"""At the desk of the petition office, and what concerns a registration."""

from caseflow.guards import between, competence, desk, secrecy
from caseflow.workflow.rows import (
    ANY_OPEN,
    DESK,
    HANDLING,
    RECEIVED_CLOCKS,
    TRANSFER,
    Row,
    art,
)

TABLE: tuple[Row, ...] = (
    Row("forward", (DESK,), ("registered",), "passed_on", TRANSFER, (art(22, 1, 2),), ("C1", "R1", "SF"), (), "transfer",
        (competence.no_decision_awaited, between.target_fits, between.target_free, desk.not_forced), ("target", "reason")),
    Row("assign", (DESK,), ("registered",), "passed_on", TRANSFER, (art(22, 1, 3),), ("C1", "R1", "SF"), (), "transfer",
        (competence.no_decision_awaited, between.target_fits, between.target_free, desk.report_day), ("target", "reason", "report_due_on")),
    Row("keep", (DESK,), ("registered",), "passed_on", TRANSFER, (art(22, 1),), ("C1", "R1", "SF"), (), None,
        (competence.no_decision_awaited, desk.no_handling_here), (), secret=True),
    Row("report_head", (DESK,), ("registered",), None, TRANSFER, (art(22, 2), art(30)), (), (), None,
        (desk.only_confidential,), ("reason",), secret=True),
    Row("refuse_duplicate", (DESK, HANDLING), ("registered", "received"), "refused", ("transfer", "handle"),
        (art(19, 3),), ("C1", "R1", "SF", *RECEIVED_CLOCKS), (), "refusal",
        (desk.without_sender, desk.pending_below, desk.pending_in_term), ("pending", "reason")),
    Row("amend", (DESK, HANDLING), ANY_OPEN, None, ("register",), (art(19),), (), (), None, (desk.amended_day,),
        ("field", "new", "reason"), secret=True),
    Row("void", (DESK, HANDLING), ("registered", "received"), "voided", TRANSFER, (), ("C1", "R1", "SF", *RECEIVED_CLOCKS), (),
        None, (desk.without_sender, desk.second_person), ("reason", "second"), secret=True),
    Row("split", (DESK,), ("registered",), None, TRANSFER, (art(30, 3), art(31)), (), (), None,
        (secrecy.split_checked, desk.second_person, secrecy.split_clean), ("matters",), secret=True),
    Row("link", (DESK, HANDLING), ("registered", "received"), "joined", ("transfer", "handle"), (art(19, 3),),
        ("C1", "R1", "SF", *RECEIVED_CLOCKS), (), None, (desk.without_sender, desk.other_matter), ("to_matter", "reason")),
    Row("unlink", (DESK, HANDLING), ("registered", "received"), "joined", ("transfer", "handle"), (art(19, 3),),
        ("C1", "R1", "SF", *RECEIVED_CLOCKS), (), None, (desk.without_sender, desk.was_linked), ("to_matter", "reason")),
    Row("join", (DESK, HANDLING), ("registered", "received"), "joined", ("transfer", "handle"), (art(21, 2), art(23)),
        ("C1", "R1", "SF", *RECEIVED_CLOCKS), (), "joined", (desk.without_sender, desk.pending_here), ("pending", "reason")),
)  # fmt: skip
