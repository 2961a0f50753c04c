"""Search by words as a pure thing: how text is normalised, a query's grammar, its pairs of characters, and what it matches.

Grammar: words side by side and AND mean both, OR and | either, NOT and a leading minus exclude, "..." a phrase,
parentheses group. A malformed query still answers: what does not fit is left out or read as words.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

BETWEEN = "\x1f"  # stands between the fields of one text; no query can hold it
MOST_TERMS = 20
TOKENS = re.compile(r'"([^"]*)"?|([()|])|(-(?=[^\s()|"-]))|([^\s()"|]+)')


def normal(text: str) -> str:
    """No control characters, NFKC, lower case, white space run together: the form in which texts are compared."""
    printed = "".join(c for c in text if c.isspace() or (c >= " " and c != "\x7f"))
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", printed).lower())
    return " ".join(folded.split())


def search_text(*parts: str) -> str:
    """One searchable text of several fields, each normalised."""
    return BETWEEN.join(normal(part) for part in parts if part)


def grams(text: str) -> list[int]:
    """The distinct pairs of neighbouring characters as integers, as the database's `zh_grams` computes them."""
    pairs = zip(text, text[1:], strict=False)
    return sorted({((ord(a) & 65535) << 15) ^ ord(b) for a, b in pairs})


@dataclass(frozen=True)
class Term:
    """A run of characters that the text holds; already normalised."""

    text: str


@dataclass(frozen=True)
class And:
    parts: tuple["Node", ...]


@dataclass(frozen=True)
class Or:
    parts: tuple["Node", ...]


@dataclass(frozen=True)
class Not:
    part: "Node"


Node = Term | And | Or | Not


def parse(query: str) -> Node | None:
    """The query as a tree; None where nothing is asked. Never raises."""
    tokens = list(_tokens(query))[: MOST_TERMS * 4]
    reader = _Reader(tokens)
    parts = []
    while reader.left:
        found = reader.either()
        parts += [found] if found else []
        if reader.left and found is None:
            reader.take()  # a bracket or operator that fits nowhere
        elif reader.peek() == ")":
            reader.take()
    return _join(And, parts)


def terms(node: Node | None) -> list[str]:
    """The terms that a match may show, those under NOT left out."""
    if isinstance(node, Term):
        return [node.text]
    if isinstance(node, And | Or):
        return [t for part in node.parts for t in terms(part)]
    return []


def matches(node: Node, text: str) -> bool:
    """Whether a normalised text fits: the plain loop against which the database's answer is tested."""
    match node:
        case Term(term):
            return term in text
        case And(parts):
            return all(matches(p, text) for p in parts)
        case Or(parts):
            return any(matches(p, text) for p in parts)
        case Not(part):
            return not matches(part, text)


def _tokens(query: str) -> Iterator[str | Term]:
    folded = unicodedata.normalize("NFKC", query).translate({0x201C: '"', 0x201D: '"', 0x300C: '"', 0x300D: '"'})
    for phrase, mark, minus, word in TOKENS.findall(folded[:400]):
        if mark:
            yield mark
        elif minus:
            yield "NOT"
        elif word in {"AND", "OR", "NOT"}:
            yield word
        elif text := normal(word or phrase):
            yield Term(text)


class _Reader:
    def __init__(self, tokens: list[str | Term]) -> None:
        self.tokens, self.at = tokens, 0

    @property
    def left(self) -> bool:
        return self.at < len(self.tokens)

    def peek(self) -> str | Term | None:
        return self.tokens[self.at] if self.left else None

    def take(self) -> str | Term | None:
        token = self.peek()
        self.at += 1
        return token

    def either(self) -> Node | None:
        parts = [self.both()]
        while self.peek() in ("OR", "|"):
            self.take()
            parts.append(self.both())
        return _join(Or, [p for p in parts if p])

    def both(self) -> Node | None:
        parts: list[Node] = []
        while self.left and self.peek() not in ("OR", "|", ")"):
            if self.peek() == "AND":
                self.take()
                continue
            found = self.one()
            parts += [found] if found else []
        return _join(And, parts)

    def one(self) -> Node | None:
        token = self.take()
        if isinstance(token, Term):
            return token
        if token == "NOT":
            while self.peek() == "AND":
                self.take()
            found = self.one() if self.left and self.peek() not in (")", "OR", "|") else None
            return Not(found) if found else None
        found = self.either()  # an opening bracket; a missing closing one ends with the query
        if self.peek() == ")":
            self.take()
        return found


def _join(kind: type[And] | type[Or], parts: list[Node]) -> Node | None:
    if len(parts) < 2:
        return parts[0] if parts else None
    return kind(tuple(parts))


def passages(text: str, wanted: list[str], around: int = 24, most: int = 3) -> list[tuple[str, str, str]]:
    """Where the terms stand in the text as written: (before, match, after) for each of the first `most` places."""
    folded, at = [], []
    for index, char in enumerate(text):
        for piece in " " if char.isspace() else unicodedata.normalize("NFKC", char).lower():
            if piece == " " and folded and folded[-1] == " ":
                continue
            folded.append(piece)
            at.append(index)
    flat, found, end = "".join(folded), [], -1
    for begin, length in sorted((m.start(), len(t)) for t in set(wanted) for m in re.finditer(re.escape(t), flat)):
        if begin <= end or len(found) == most:
            continue
        end = begin + length + around
        first, last = at[begin], at[begin + length - 1] + 1
        found.append((text[max(0, first - around) : first], text[first:last], text[last : last + around]))
    return found
