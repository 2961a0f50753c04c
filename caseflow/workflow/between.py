"""Between offices: passing down, directing elsewhere, objecting, and who handles."""

from caseflow.guards import between, desk, recusal
from caseflow.workflow.rows import (
    DESK,
    HANDLE,
    HANDLING,
    RECEIVED_CLOCKS,
    REMEDIES,
    Row,
    art,
    open_of,
)

TABLE: tuple[Row, ...] = (
    Row("pass_down", (HANDLING,), ("received",), "passed_down", HANDLE, (art(23, 1), art(23, 3)), RECEIVED_CLOCKS, (),
        "transfer", (between.undisputed, between.target_fits, between.target_free, between.target_below), ("target", "reason")),
    Row("direct", (HANDLING,), ("received",), "directed", HANDLE, (art(23, 1),), RECEIVED_CLOCKS, (), "direction",
        (desk.without_sender, between.undisputed), ("organ", "organ_address", "reason")),
    Row("object", (HANDLING,), ("received",), "objected", ("handle", "decide"), (art(23, 3),), ("C4",), (), "objection",
        (between.undisputed, between.came_by_transfer, between.objection_in_time, between.first_objection), ("reason",)),
    Row("confirm_objection", (HANDLING,), ("objected",), "returned", ("transfer", "handle"), (art(22), art(23, 3)),
        ("C3",), (), "return", (), ("reason",), where="sender"),
    Row("reject_objection", (HANDLING,), ("objected",), "received", ("transfer", "handle"), (art(23, 3),), (), (), None,
        (), ("reason",), where="sender"),
    Row("reassign", (DESK, HANDLING, *REMEDIES), open_of(DESK, HANDLING, *REMEDIES), None, ("handle", "decide", "transfer"),
        (art(28, 3),), (), (), None, (recusal.handler_fits,), ("handler",), secret=True),
    Row("close_sender", (DESK, HANDLING), ("passed_on", "passed_down"), "closed", (), (art(22),), ("V1",), (), None,
        (between.no_child_open,), (), by_system=True),
)  # fmt: skip
