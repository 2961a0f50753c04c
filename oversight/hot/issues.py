"""Hot issues: which groups of petitions are one issue, what it is called, where it is, and how hot, with every part told.

Heat counts petitions, never persons:

    heat = petitions + half of those in the busiest 30 days + log2(1 + endorsements / 10)

where a petition whose text repeats an earlier one of the issue counts a fifth. An issue has three petitions and more, or
has one that a hundred others endorsed where it was published.
"""

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from oversight.hot.cluster import groups
from oversight.hot.texts import MOST_CHARACTERS, RUN, Names, clean, is_broad, marks, may_be_shown, region_pattern
from oversight.hot.vectors import Read, Space, alike, build

WINDOW = 365  # days between two petitions that may be compared
LEAST_ALIKE = 0.1  # cosine of two petitions that are compared at all
LEAST_PETITIONS, LEAST_DIFFERENT = 3, 2  # of an issue; copies are not different
SUPPORTED = 100  # endorsements that make an issue of fewer petitions
COPY = 0.2  # what a repeated text counts
SAME_TEXT = 0.8  # share of triples of characters in common from which a text repeats another
RECENT = 200  # different texts of an issue that a new one may be a copy of
BUSY = 30  # days
ANCHORED = 0.5  # share of the petitions of an issue that name what it is about
OWN = 0.3  # share of all petitions with that name that belong to the issue
OWN_NAMELESS = 0.5  # the same where it is no place or company but a phrase ...
ONE_PLACE = 0.7  # ... and the share of its petitions that then must name one region
TITLE = 40  # characters
EDGES = " \u3000\u200b,.，。!！?？、"
MASKED = "|"
LEADING = re.compile(r"^(?:(?:再次)?(?:投诉|举报|反映|反应|关于|咨询|请问|询问|问问|反馈|质疑|强烈|坚决)+|对(?=[A-Z]))")


@dataclass(frozen=True)
class Message:
    """A petition as the search reads it. `endorsed`: how many others supported it, `region`: where it arose, where known."""

    key: str
    day: date
    subject: str
    text: str
    endorsed: int = 0
    region: str = ""


@dataclass(frozen=True)
class Heat:
    """The parts of an issue's heat: petitions (copies counted a fifth), those of the busiest 30 days, endorsements."""

    petitions: int
    different: int
    counted: float
    busiest: float
    endorsed: int

    @property
    def half(self) -> float:
        return self.busiest / 2

    @property
    def loud(self) -> float:
        return math.log2(1 + self.endorsed / 10)

    @property
    def value(self) -> float:
        return round(self.counted + self.half + self.loud, 1)


@dataclass(frozen=True)
class Issue:
    """An issue: title, most specific place ("" where there is none), span, heat, its petitions by day, by what they were found.

    `named_by` is the petition whose subject gave the title.
    """

    title: str
    named_by: str
    place: str
    first: date
    last: date
    heat: Heat
    members: tuple[str, ...]
    signs: tuple[str, ...]


def find_issues(messages: Sequence[Message], regions: Mapping[str, int] | None = None) -> list[Issue]:
    """The issues in the messages, the hottest first. `regions`: names of the desk's regions with their level (deeper is larger).

    Deterministic: the same messages in any order give the same issues.
    """
    rows = sorted(messages, key=lambda m: (m.day, m.key))
    levels = dict(regions or {})
    pattern = region_pattern(levels)
    texts = [(clean(m.subject, pattern), clean(m.text[:MOST_CHARACTERS], pattern)) for m in rows]
    space, reads = build(texts, Names(texts))
    pairs = alike(space, [m.day.toordinal() for m in rows], WINDOW, LEAST_ALIKE)
    corpus = _Corpus(rows, texts, space, reads, levels, pattern)
    found = []
    alone = {i for i, row in enumerate(rows) if row.endorsed >= SUPPORTED}
    for members in corpus.anchored([sorted(group.members) for group in groups(space, reads, pairs)]):
        if (issue := corpus.issue(members)) is not None:
            found.append(issue)
            alone.difference_update(members)
    found += [issue for i in sorted(alone) if (issue := corpus.issue([i])) is not None]
    return sorted(found, key=lambda i: (-i.heat.value, i.first, i.members))


def triples(text: str) -> frozenset[str]:
    return frozenset(run[i : i + 3] for run in RUN.findall(text) for i in range(len(run) - 2))


def heat_of(days: Sequence[date], texts: Sequence[frozenset[str]], endorsed: int) -> Heat:
    """The heat of petitions given in order of days, each with the triples of its text."""
    weights: list[float] = []
    kept: list[frozenset[str]] = []
    for own in texts:
        copy = any(len(own & other) >= SAME_TEXT * max(len(own | other), 1) for other in kept[-RECENT:])
        weights.append(COPY if copy else 1.0)
        if not copy:
            kept.append(own)
    busiest = max(
        (sum(w for d, w in zip(days, weights, strict=True) if 0 <= (d - start).days < BUSY) for start in days),
        default=0.0,
    )
    return Heat(len(days), len(kept), round(sum(weights), 1), round(busiest, 1), endorsed)


@dataclass
class _Corpus:
    rows: Sequence[Message]
    texts: Sequence[tuple[str, str]]
    space: Space
    reads: Sequence[Read]
    levels: Mapping[str, int]
    pattern: re.Pattern[str]

    def anchored(self, found: list[list[int]]) -> list[list[int]]:
        """The groups that share what an issue is about: a name, or a phrase of their subjects, that is mostly theirs.

        The others are but a kind of matter, at many places.
        """
        shared = [self._shared(members) for members in found]
        wanted = {t for counts in shared for of_part in counts for t in of_part}
        seen: Counter[str] = Counter()  # in how many texts each of those stands
        for parts in self.texts:
            seen.update(triples(MASKED.join(parts)) & wanted)
        return [
            members
            for members, (names, phrases) in zip(found, shared, strict=True)
            if any(n >= OWN * seen[t] for t, n in names.items())
            or (any(n >= OWN_NAMELESS * seen[t] for t, n in phrases.items()) and self._at_one_place(members))
        ]

    def _at_one_place(self, members: list[int]) -> bool:
        """Do most of the petitions that name a region name the same?"""
        named = [regions for i in members if (regions := self._regions(i))]
        counts = Counter(name for regions in named for name in regions)
        return not named or max(counts.values()) >= ONE_PLACE * len(named)

    def _regions(self, i: int) -> set[str]:
        """Those that the text names, else the one that the desk has entered."""
        row = self.rows[i]
        named = set(self.pattern.findall(f"{row.subject} {row.text[:MOST_CHARACTERS]}".upper()))
        return named or ({row.region} if row.region else set())

    def _shared(self, members: list[int]) -> tuple[dict[str, int], dict[str, int]]:
        """The triples of names, and those of subjects, that enough of the petitions share: in how many of them."""
        named = {m for i in members for m in marks({*self.reads[i].names, *self.reads[i].own})}
        texts = Counter(t for i in members for t in triples(MASKED.join(self.texts[i])) & named)
        subjects = Counter(t for i in members for t in triples(self.texts[i][0]))
        least = max(2.0, ANCHORED * len(members))
        return {t: n for t, n in texts.items() if n >= least}, {t: n for t, n in subjects.items() if n >= least}

    def issue(self, members: list[int]) -> Issue | None:
        rows = [self.rows[i] for i in members]
        heat = heat_of(
            [r.day for r in rows],
            [triples(MASKED.join(self.texts[i])) for i in members],
            sum(r.endorsed for r in rows),
        )
        few = heat.petitions < LEAST_PETITIONS or heat.different < LEAST_DIFFERENT
        if few and heat.endorsed < SUPPORTED:
            return None
        place, names = self.place(members)
        title, named_by = self.title(members)
        keys = tuple(r.key for r in rows)
        return Issue(title, named_by, place, rows[0].day, rows[-1].day, heat, keys, names)

    def place(self, members: list[int]) -> tuple[str, tuple[str, ...]]:
        """The most specific name that half of the petitions share, with the region that most of them name; and all such names."""
        counts = Counter(name for i in members for name in self.reads[i].names if may_be_shown(name))
        subjects = " ".join(self.texts[i][0] for i in members)
        shared = [
            (n + 2 * subjects.count(name), name)
            for name, n in counts.items()
            if n >= max(min(2, len(members)), len(members) / 2)
        ]
        shared.sort(key=lambda pair: (is_broad(pair[1]), -pair[0], -len(pair[1]), pair[1]))
        names = tuple(name for _, name in shared[:4])
        best = names[0] if names else ""
        for a in names[:3]:
            for b in names[:3]:
                if a != b and subjects.count(a + b) >= len(members) / 3:
                    best = a + b
        return self.region(members) + best, names

    def region(self, members: list[int]) -> str:
        """The deepest region that a third of the petitions name."""
        counts: Counter[str] = Counter()
        for i in members:
            row = self.rows[i]
            counts.update(set(self.pattern.findall(row.subject.upper())))
            counts.update(set(self.pattern.findall(row.text[:MOST_CHARACTERS].upper())))
        first = self.rows[members[0]].subject.upper()
        fit = [
            (self.depth(name), n, -first.find(name) if name in first else -len(first), name)
            for name, n in counts.items()
            if n >= len(members) / 3
        ]
        return max(fit)[-1] if fit else ""

    def depth(self, name: str) -> int:
        """The level of a region; of a masked one by its form: 省, A市, A3区."""
        return self.levels.get(name, 2 if any(c.isdigit() for c in name) else 1 if name[:1].isascii() else 0)

    def title(self, members: list[int]) -> tuple[str, str]:
        """(title, key of the petition it is from): the subject most of whose pairs of characters stand in the others too, without what every subject begins with."""
        pairs = [_pairs(self.texts[i][0]) for i in members]
        counts = Counter(pair for own in pairs for pair in own)

        total = sum(self.rows[i].endorsed for i in members) + 1

        def fit(at: int) -> tuple[float, int]:
            shared = sum(counts[pair] - 1 for pair in pairs[at]) / (len(self.texts[members[at]][0]) + 8)
            return (shared * (1 + self.rows[members[at]].endorsed / total) if total > SUPPORTED else shared), -at

        row = self.rows[members[max(range(len(members)), key=fit)]]
        subject = " ".join((row.subject or row.text).split())
        return LEADING.sub("", subject).strip(EDGES)[:TITLE] or subject[:TITLE], row.key


def _pairs(text: str) -> frozenset[str]:
    return frozenset(run[i : i + 2] for run in RUN.findall(text) for i in range(len(run) - 1))
