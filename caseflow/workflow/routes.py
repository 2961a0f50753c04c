"""Class and route: another class, the ways of Art. 31, the simplified procedure, settlement and carrying out."""

from caseflow.guards import desk, routes
from caseflow.workflow.rows import DESK, HANDLE, HANDLING, RECEIVED_CLOCKS, Row, art

AT_WORK = ("accepted", "in_clearance")

TABLE: tuple[Row, ...] = (
    Row("reclassify", (DESK, HANDLING), ("registered", "received", *AT_WORK), None, ("transfer", "handle"),
        (art(28, 2), art(29), art(30), art(31)), (), (), None,
        (routes.never_unsealed, routes.other_class, routes.one_matter_each), ("klass", "reason")),
    Row("route_out", (DESK, HANDLING), ("registered", "received"), "routed_out", ("transfer", "handle"),
        (art(20, 2), art(31)), ("C1", "R1", "SF", *RECEIVED_CLOCKS), (), "route",
        (routes.litigation_visit, routes.by_other_organ, routes.route_still_open), ("route", "reason")),
    Row("start_own", (HANDLING,), ("received", "accepted"), "in_own_procedure", HANDLE,
        (art(31, None, 4), art(31, None, 5)), ("C6", "A6", "SO", *RECEIVED_CLOCKS), (), "own_procedure",
        (routes.own_route,), ("route", "reason")),
    Row("answer_own", (HANDLING,), ("in_own_procedure",), "decided", ("handle", "decide"), (art(31, None, 5),), (), (),
        "own_answer", (), ("text", "basis", "remedy")),
    Row("use_simplified", (DESK, HANDLING), ("registered", "received", "accepted"), None, ("transfer", "handle"), (), (), (),
        "simplified", (routes.is_ordinary, routes.qualifies_for_simplified), ("ground",)),
    Row("leave_simplified", (DESK, HANDLING), ("registered", "received", *AT_WORK), None, ("transfer", "handle"), (),
        ("SF", "SA", "SO"), (), "simplified", (routes.is_simplified,), ("reason",)),
    Row("settle", (HANDLING,), ("accepted",), "settled", HANDLE, (art(33),), (), (), "settlement",
        (routes.is_claim, routes.performance_ahead), ("kind", "requests", "parties", "agreement", "perform_on")),
    Row("settlement_performed", (HANDLING,), ("settled", "accepted", "in_clearance", "decided", "served", "closed"), None,
        HANDLE, (art(33),), (), (), None, (routes.unperformed,), ("text",)),
    Row("resume", (HANDLING,), ("settled",), None, HANDLE, (art(33),), (), (), "resumed",
        (routes.unperformed, routes.performance_due, desk.no_handling_here), ("reason",), by_petitioner=True),
    Row("carry_out", (HANDLING,), ("served", "closed"), None, HANDLE, (art(32, 2), art(40, 1)), (), (), None,
        (routes.execution_open,), ("execution", "result", "text")),
)  # fmt: skip
