"""What the petitioner brings herself, at the counter or by her query code."""

from caseflow.workflow.rows import FINAL, STATES, Row, art

OPEN = tuple(dict.fromkeys(state for states in STATES.values() for state in states))

TABLE: tuple[Row, ...] = (
    Row("hand_in", tuple(STATES), OPEN, None, ("register", "handle"), (art(19, 1), art(31, None, 6)), needs=("text",),
        where="any", secret=True, by_petitioner=True),
)  # fmt: skip
assert not set(OPEN) & {state for states in FINAL.values() for state in states}
