"""Why a file or a row is not taken, or taken with a doubt: a msgid and its values, said in the reader's language."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext


@dataclass(frozen=True)
class Reason:
    """`str()` is the source's English, `words` the language of whoever reads it. Kept as [msgid, values]."""

    msgid: str
    values: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.msgid % self.values

    @property
    def words(self) -> str:
        return gettext(self.msgid) % self.values

    def as_json(self) -> list[Any]:
        return [self.msgid, dict(self.values)]


def read_reasons(kept: list[list[Any]]) -> list[Reason]:
    """The reasons as they were kept."""
    return [Reason(msgid, values) for msgid, values in kept]


class Reasoned(Exception):
    """An error that carries its reason."""

    def __init__(self, msgid: str, **values: Any) -> None:
        super().__init__(msgid)
        self.reason = Reason(msgid, values)

    def __str__(self) -> str:
        return str(self.reason)


class UnreadableFile(Reasoned):
    """The file cannot be read as a table; the reason says why, for a clerk."""


class BadImport(Reasoned):
    """The file as a whole cannot be imported; nothing was."""


class BadRow(Reasoned, ValueError):
    """Why a row is rejected."""
