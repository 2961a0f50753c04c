"""Between offices: passing down, directing elsewhere, objecting, and who handles."""

from caseflow.guards import between, desk
from caseflow.workflow.rows import (
    ANY_OPEN,
    DESK,
    HANDLE,
    HANDLING,
    RECEIVED_CLOCKS,
    Row,
    art,
)

TABLE: tuple[Row, ...] = (
    Row("pass_down", (HANDLING,), ("received",), "passed_down", HANDLE, (art(23, 1), art(23, 3)), RECEIVED_CLOCKS, (),
        "transfer", (between.target_fits, between.target_free, between.target_below), ("target", "reason")),
    Row("direct", (HANDLING,), ("received",), "directed", HANDLE, (art(23, 1),), RECEIVED_CLOCKS, (), "direction",
        (desk.without_sender,), ("organ", "organ_address", "reason")),
    Row("object", (HANDLING,), ("received",), "objected", ("handle", "decide"), (art(23, 3),), ("C4",), (), "objection",
        (between.came_by_transfer, between.objection_in_time, between.first_objection), ("reason",)),
    Row("confirm_objection", (HANDLING,), ("objected",), "returned", ("transfer", "handle"), (art(22), art(23, 3)),
        ("C3",), (), "return", (), ("reason",), where="sender"),
    Row("reject_objection", (HANDLING,), ("objected",), "received", ("transfer", "handle"), (art(23, 3),), (), (), None,
        (), ("reason",), where="sender"),
    Row("reassign", (DESK, HANDLING), ANY_OPEN, None, ("handle", "decide", "transfer"), (art(28, 3),),
        needs=("handler",), secret=True),
    Row("close_sender", (DESK, HANDLING), ("passed_on", "passed_down"), "closed", (), (art(22),), ("V1",), (), None,
        (between.no_child_open,), (), by_system=True),
)  # fmt: skip
