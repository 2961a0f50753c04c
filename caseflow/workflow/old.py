"""Old records: taken over by the import in the state in which their source has them, without a paper of ours."""

from caseflow.guards import old
from caseflow.workflow.rows import DESK, HANDLING, RECEIVED_CLOCKS, Row, art

CLOCKS = ("C1", "R1", *RECEIVED_CLOCKS)
BOTH, AT_FIRST = (DESK, HANDLING), ("registered", "received")

TABLE: tuple[Row, ...] = (
    Row("take_over_refused", BOTH, AT_FIRST, "refused", (), (art(19, 3),), CLOCKS, (), None, (old.by_import,),
        by_system=True, secret=True),
    Row("take_over_routed_out", BOTH, AT_FIRST, "routed_out", (), (art(31),), CLOCKS, (), None, (old.by_import,),
        by_system=True, secret=True),
    Row("take_over_not_reaccepted", BOTH, AT_FIRST, "not_reaccepted", (), (art(36, 3),), CLOCKS, (), None, (old.by_import,),
        by_system=True, secret=True),
)  # fmt: skip
