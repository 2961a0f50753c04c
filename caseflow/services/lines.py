"""A reminder before it is written: to whom, of what."""

from dataclasses import dataclass
from typing import Any

from offices.roles import Capability


@dataclass(frozen=True)
class Line:
    """A reminder to write: to the handler alone where there is one, else to the office's people with the capability."""

    case: int
    confidential: bool
    kind: str
    capability: Capability
    key: str
    office_id: int
    handler_id: int | None = None
    facts: dict[str, Any] | None = None
    role: str = ""  # these alone, where a step of clearance names a role
