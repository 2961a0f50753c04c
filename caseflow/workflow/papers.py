"""Papers by themselves: the receipt on paper, a second attempt to serve, the correction of a paper."""

from caseflow.guards import papers
from caseflow.workflow.rows import ANY_OPEN, DECIDE, DESK, FINAL, HANDLING, REGISTER, SERVE, Row, art

TABLE: tuple[Row, ...] = (
    Row("issue_receipt", (DESK, HANDLING), ANY_OPEN, None, REGISTER, (art(18, 1), art(21, 2)), (), (), "receipt"),
    Row("serve_again", (HANDLING,), ("served", "closed"), None, SERVE, (art(35), art(36, 1)), (), (), None,
        (papers.came_back,), ("petitioner", "way")),
    Row("correct_paper", (DESK, HANDLING), (*ANY_OPEN, *FINAL[DESK], *FINAL[HANDLING]), None, DECIDE, (), (), (), None,
        (papers.paper_here,), ("paper", "reason", "wording"), secret=True),
)  # fmt: skip
