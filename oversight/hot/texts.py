"""What a text says: the names in it (estate, street, school, company, platform) and its other words. No person's name.

A name is found by its ending (花园, 路, 学院 ...) and by what stands before it; how it is cut off is decided by all texts
together: of 我是丽发新城 and 丽发新城 the longest form that stands alone somewhere else is kept.
"""

import re
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path

import rjieba

MOST_CHARACTERS = 400  # of a text; what it is about stands at its beginning
SUBJECT_WEIGHT = 3  # a word of the subject counts as three of the text
MASK = "|"
RUN = re.compile(r"[\u4e00-\u9fffA-Z0-9]+")
# 长沙市, 雨花区 and the letters that stand for them in published messages (A市, A3区, 西地省)
REGION = re.compile(r"西地省|[A-Z]\d*[省市区县州](?!政府)")

_LISTS = tomllib.loads((Path(__file__).parent / "words.toml").read_text(encoding="utf-8"))
ENDINGS, BROAD, BEFORE = (_LISTS[name].split() for name in ("endings", "broad", "before"))
GENERIC = frozenset(_LISTS["generic"].split())
BROAD_WEIGHT = 0.4  # what a broad name weighs: much happens there
_ENDING = re.compile("|".join(sorted(ENDINGS, key=len, reverse=True)))
_BEFORE = re.compile("|".join(sorted(BEFORE, key=len, reverse=True)))
_BROAD = re.compile(f"(?:{'|'.join(BROAD)})$")
_DOTS = re.compile(r"[·.。](?=[\u4e00-\u9fff])")
LONGEST, SHORTEST = 10, 3
RARE = 0.006  # share of the texts in which a word without a name's ending may stand and yet be a name
PROPER = frozenset(("nr", "nrt", "ns", "nt", "nz"))  # the dictionary's own names, of whatever
HAN = re.compile(r"[\u4e00-\u9fff]{2,}")


def clean(text: str, regions: re.Pattern[str] = REGION) -> str:
    """One width, capitals, no dots inside names, the names of regions masked."""
    text = unicodedata.normalize("NFKC", text).upper()
    return regions.sub(MASK, _DOTS.sub("", text))


def region_pattern(names: Iterable[str]) -> re.Pattern[str]:
    """The masked letters and the names of the desk's own regions, the longest first."""
    own = sorted({re.escape(n.upper()) for n in names if len(n) > 1}, key=lambda n: (-len(n), n))
    return re.compile("|".join([*own, REGION.pattern]))


def grams(text: str) -> Iterable[str]:
    """The pairs and triples of characters of a cleaned text."""
    for run in RUN.findall(text):
        for n in (2, 3):
            for i in range(len(run) - n + 1):
                yield run[i : i + n]


def candidates(text: str) -> list[tuple[int, str]]:
    """(offset, name) of what may be a name in a cleaned text: from a boundary to an ending."""
    found = []
    for run in RUN.finditer(text):
        start = 0
        pieces = []
        for cut in _BEFORE.finditer(run.group()):
            pieces.append((start, run.group()[start : cut.start()]))
            start = cut.end()
        pieces.append((start, run.group()[start:]))
        for offset, piece in pieces:
            last = 0
            for end in _ENDING.finditer(piece):
                if end.end() - last >= SHORTEST:
                    first = max(last, end.end() - LONGEST)
                    found.append((run.start() + offset + first, piece[first : end.end()]))
                    last = end.end()
    return found


class Names:
    """The names that occur in a set of texts, learnt from all of them: in how many each form stands.

    A name without an ending (温斯顿) is one that the dictionary knows as such and few texts have.
    """

    def __init__(self, texts: Sequence[Sequence[str]]) -> None:
        self.seen: Counter[str] = Counter()
        self._words: Counter[str] = Counter()
        self._known: dict[str, str] = {}
        for parts in texts:
            self.seen.update({name for part in parts for _, name in candidates(part)})
            self._words.update({word for part in parts for word in rjieba.cut(part) if HAN.fullmatch(word)})
        self._rare = max(RARE * len(texts), 3)

    def of(self, text: str) -> list[tuple[int, str]]:
        """(offset, name) in a cleaned text, each in the form that others use too; what is no name left out."""
        found = []
        for offset, raw in candidates(text):
            name = self._known.get(raw)
            if name is None:
                name = self._known[raw] = self._form(raw)
            if name:
                found.append((offset + len(raw) - len(name), name))
        taken = {i for start, name in found for i in range(start, start + len(name))}
        at = 0
        for word in rjieba.cut(text):
            if at not in taken and self._is_strange(word):
                found.append((at, word))
            at += len(word)
        return found

    def _is_strange(self, word: str) -> bool:
        often = self._words[word]
        if often < 2 or often > self._rare or word in GENERIC or _ENDING.fullmatch(word):
            return False
        return len(word) >= 3 and rjieba.has_word(word) and rjieba.tag(word)[0][1] in PROPER

    def _form(self, raw: str) -> str:
        name = next((raw[i:] for i in range(len(raw) - SHORTEST + 1) if self.seen[raw[i:]] >= 2), "")
        return "" if not name or _is_generic(name) else name


@lru_cache(maxsize=100_000)
def may_be_shown(name: str) -> bool:
    """A word that the dictionary has for persons may help to find, but is never shown, though a company may bear it."""
    if name.endswith(tuple(ENDINGS)):
        return True
    return not rjieba.has_word(name) or not rjieba.tag(name)[0][1].startswith("nr")


def _is_generic(name: str) -> bool:
    return name in GENERIC or all(part in GENERIC for part in rjieba.cut(name))


def is_broad(name: str) -> bool:
    """A street, town or quarter, where very different things happen."""
    return bool(_BROAD.search(name))


def marks(names: Iterable[str]) -> set[str]:
    """What tells one place from another: the triples of characters of the names that are not broad."""
    return {mark for name in names for mark in _marks_of(name)}


@lru_cache(maxsize=100_000)
def _marks_of(name: str) -> tuple[str, ...]:
    if is_broad(name):
        return ()
    core = proper(name)
    start = name.index(core)
    return tuple(name[i : i + 3] for i in range(start, min(start + len(core), len(name) - 2))) or (name,)


@lru_cache(maxsize=100_000)
def proper(name: str) -> str:
    """The part of a name that is its own: 民政 of 民政职业技术学院."""
    parts = rjieba.cut(name)
    while len(parts) > 1 and parts[-1] in GENERIC:
        parts.pop()
    while len(parts) > 1 and parts[0] in GENERIC:
        parts.pop(0)
    core = "".join(parts)
    return core if len(core) > 1 else name


def subject_names(subject: str) -> set[str]:
    """What a subject calls by name, though no other text does: enough to tell that it speaks of another place."""
    return {name for _, name in candidates(subject) if not _is_generic(name)}


def name_grams(name: str) -> Iterable[str]:
    """What two forms of a name have in common (万科魅力之城, 魅力之城): pairs and triples, but for those of its ending alone."""
    start = name.index(proper(name))
    for n in (2, 3):
        for i in range(start, min(start + len(proper(name)), len(name) - n + 1)):
            yield name[i : i + n]


def words(text: str, found: Sequence[tuple[int, str]]) -> list[str]:
    """The ordinary words of two characters and more outside the names."""
    masked = list(text)
    for offset, name in found:
        masked[offset : offset + len(name)] = MASK * len(name)
    return [w for w in rjieba.cut("".join(masked)) if len(w) >= 2 and w[0] != MASK and rjieba.has_word(w)]
