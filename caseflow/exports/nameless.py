"""Take the petitioner's identity out of a text: what the investigated office is handed names nobody (R22 Art. 30 ¶3, 46 (5)).

By value: whatever the records of the matter know of its petitioners, wherever and however it is written; and whatever looks
like an identity or telephone number, whoever's it is.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.translation import gettext as _

from petitions.identity import NUMBERS
from petitions.models import Petitioner
from petitions.sealing import unseal

WIDE = {**{0xFF10 + n: 0x30 + n for n in range(10)}, **{0xFF21 + n: 0x41 + n for n in range(26)}, **{0xFF41 + n: 0x61 + n for n in range(26)}}  # fmt: skip
PART = re.compile(r"\d+[\w]{0,2}?(?:号|室|单元|栋|幢|楼|层|组|户|弄|巷|座)")


class Nameless:
    """Removes the identity of a matter's petitioners from texts and from whole documents of texts."""

    def __init__(self, matter_id: int) -> None:
        people = Petitioner.objects.filter(petition__extracts__matter=matter_id).select_related("petition").distinct()
        patterns = sorted({p for person in people for p in _patterns(person)}, key=len, reverse=True)
        self._known = re.compile("|".join(patterns), re.IGNORECASE) if patterns else None
        self.mark = f"〔{_('removed')}〕"

    def text(self, given: str) -> str:
        """The text without them; full-width letters and digits are read as plain ones."""
        found = given.translate(WIDE)
        if self._known is not None:
            found = self._known.sub(self.mark, found)
        return NUMBERS.sub(self.mark, found)

    def all(self, data: Any) -> Any:
        """Every text of a document's data."""
        match data:
            case str():
                return self.text(data)
            case dict():
                return {name: self.all(value) for name, value in data.items()}
            case list() | tuple():
                return [self.all(value) for value in data]
        return data


def _patterns(person: Petitioner) -> Iterator[str]:
    opened, petition = person.opened, person.petition
    yield from _names(opened["name"])
    yield from _places(opened["address"])
    for value in (unseal(person.identity) or "", unseal(person.phone) or "", unseal(person.code) or ""):
        yield from _spaced(value, r"[\s\-]*")
    identity = unseal(person.identity) or ""
    if len(identity) == 18:
        yield from _spaced(identity[:6] + identity[8:17], r"[\s\-]*")  # its old form of fifteen digits
    for value in (
        petition.number,
        petition.external_no,
        *(opened.get(n) or getattr(person, n) for n in ("email", "employer")),
    ):
        yield from _spaced(value, r"\s*")


def _spaced(value: str, between: str, least: int = 3) -> Iterator[str]:
    letters = [re.escape(c) for c in value if not c.isspace()]
    if len(letters) >= least:
        yield between.join(letters)


def _names(name: str) -> Iterator[str]:
    """The whole name, the given name of a Chinese one, the longer words of another."""
    yield from _spaced(name, r"\s*", least=2)
    plain = "".join(name.split())
    if re.fullmatch(r"[\u4e00-\u9fff]{3,4}", plain):
        yield from _spaced(plain[-2:], r"\s*", least=2)
    yield from (rf"\b{re.escape(word)}\b" for word in re.findall(r"[A-Za-z]{3,}", name))


def _places(address: str) -> Iterator[str]:
    """The address, and every tail of it that tells a house, flat or group."""
    plain = "".join(address.translate(WIDE).split())
    yield from _spaced(plain, r"\s*")
    for end in _ends(plain):
        for begin in range(max(0, end - 40), end - 2):
            tail = plain[begin:end]
            if re.search(r"\d", tail):
                yield from _spaced(tail, r"\s*")


def _ends(plain: str) -> Iterable[int]:
    return {m.end() for m in PART.finditer(plain)} | ({len(plain)} if plain else set())
