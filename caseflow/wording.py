"""The wording of a paper: named blocks with fields and conditions. This is all that an office's own wording can do.

    == body ==
    您于{{ received_on }}提出的信访事项……{% if due_on %}期限至{{ due_on }}。{% endif %}

Nothing is looked up, called or loaded: a field is a name of the list handed in, and its value is text that is never read
again. What stands before the first block is a remark.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest

BLOCKS = ("addressee", "body", "basis", "remedy")
LONGEST = 20_000
DEEPEST = 5
HEAD = re.compile(r"^==[ \t]*(\w+)[ \t]*==[ \t]*$", re.MULTILINE)
TOKEN = re.compile(r"\{\{(.*?)\}\}|\{%(.*?)%\}", re.DOTALL)
STRAY = re.compile(r"\{\{|\}\}|\{%|%\}|\{#|#\}")
NAME = re.compile(r"[a-z][a-z0-9_]*", re.ASCII)


@dataclass(frozen=True)
class Fault:
    """What is wrong with a wording: a stable code, and the words it is about."""

    code: str  # field, tag, stray, block, twice, empty, long, deep, open
    what: str = ""


class BadWording(Exception):
    """A wording that cannot be taken; nothing was filled."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(f"{fault.code}: {fault.what}")
        self.fault = fault


@dataclass
class _If:
    """A condition: what is printed where the field has a value, and where it has none."""

    name: str
    then: list["Part"] = field(default_factory=list)
    other: list["Part"] = field(default_factory=list)
    turned: bool = False


@dataclass(frozen=True)
class _Field:
    name: str


Part = str | _Field | _If


def has_blocks(text: str) -> bool:
    """Whether the text is a wording in blocks; any other is a template of the desk's own."""
    return HEAD.search(text) is not None


def blocks_of(text: str) -> dict[str, str]:
    """The blocks by name, in the order of `BLOCKS`. Raises BadWording for an unknown, doubled or missing one."""
    if len(text) > LONGEST:
        raise BadWording(Fault("long", str(LONGEST)))
    heads = list(HEAD.finditer(text))
    found: dict[str, str] = {}
    for head, following in zip_longest(heads, heads[1:]):
        name = head[1]
        if name not in BLOCKS:
            raise BadWording(Fault("block", name))
        if name in found:
            raise BadWording(Fault("twice", name))
        found[name] = text[head.end() : following.start() if following else len(text)].strip("\n \t")
    if not found.get("body"):
        raise BadWording(Fault("empty", "body"))
    return {name: found[name] for name in BLOCKS if name in found}


def parse(text: str, fields: Collection[str]) -> list[Part]:
    """The parts of a text that may use `fields`. Raises BadWording naming the first thing that may not stand there."""
    root: list[Part] = []
    stack: list[_If] = []
    at = 0
    for token in TOKEN.finditer(text):
        _put(text[at : token.start()], root, stack)
        at = token.end()
        if token[1] is not None:
            _into(root, stack).append(_Field(_known(token[1].strip(), fields, "field")))
        else:
            _tag(token[2].split(), root, stack, fields)
    _put(text[at:], root, stack)
    if stack:
        raise BadWording(Fault("open", f"if {stack[-1].name}"))
    return root


def _into(root: list[Part], stack: Sequence[_If]) -> list[Part]:
    if not stack:
        return root
    return stack[-1].other if stack[-1].turned else stack[-1].then


def _put(words: str, root: list[Part], stack: Sequence[_If]) -> None:
    if stray := STRAY.search(words):
        raise BadWording(Fault("stray", stray[0]))
    if words:
        _into(root, stack).append(words)


def _known(name: str, fields: Collection[str], code: str) -> str:
    if not NAME.fullmatch(name) or name not in fields:
        raise BadWording(Fault(code, name[:60]))
    return name


def _tag(words: list[str], root: list[Part], stack: list[_If], fields: Collection[str]) -> None:
    match words:
        case ["if", name]:
            part = _If(_known(name, fields, "field"))
            _into(root, stack).append(part)
            stack.append(part)
            if len(stack) > DEEPEST:
                raise BadWording(Fault("deep", str(DEEPEST)))
        case ["else"] if stack and not stack[-1].turned:
            stack[-1].turned = True
        case ["endif"] if stack:
            stack.pop()
        case _:
            raise BadWording(Fault("tag", " ".join(words)[:60]))


def fill(parts: Sequence[Part], values: Mapping[str, str]) -> str:
    """The text with the values in their places; a value is never read again."""
    out: list[str] = []
    for part in parts:
        match part:
            case str():
                out.append(part)
            case _Field(name):
                out.append(values.get(name, ""))
            case _If():
                out.append(fill(part.then if values.get(part.name) else part.other, values))
    return "".join(out)


def check(text: str, fields: Collection[str]) -> None:
    """Raises BadWording where the text could not be used for a paper with these fields."""
    for block in blocks_of(text).values():
        parse(block, fields)


def write_out(text: str, values: Mapping[str, str], fields: Collection[str]) -> dict[str, str]:
    """The filled blocks of a wording, empty ones left out."""
    filled = {name: _tidy(fill(parse(block, fields), values)) for name, block in blocks_of(text).items()}
    return {name: words for name, words in filled.items() if words}


def _tidy(words: str) -> str:
    lines = [line.rstrip() for line in words.strip("\n").split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")
