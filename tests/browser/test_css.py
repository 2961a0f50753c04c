"""The one style sheet and the one script hold nothing newer than Chromium 80, and ask nobody else for anything."""

import hashlib
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

STATIC = Path(__file__).resolve().parents[2] / "static"
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
LINE_COMMENT = re.compile(r"(?<![:\"'\\])//[^\n]*")
STRING = re.compile(r"\"(?:\\.|[^\"\\])*\"|'(?:\\.|[^'\\])*'")
# Each is newer than Chromium 80 (February 2020).
NEW_SELECTORS = (":has(", ":is(", ":where(", ":focus-visible", "::marker", ":user-invalid")
NEW_PROPERTIES = {
    "inset", "inset-inline", "inset-block", "aspect-ratio", "accent-color", "translate", "rotate", "scale", "gap", "row-gap",
    "column-gap", "content-visibility", "container", "container-type", "text-wrap", "overscroll-behavior-inline",
    "scrollbar-gutter", "color-scheme", "margin-inline", "margin-block", "padding-inline", "padding-block", "appearance",
}  # fmt: skip
NEW_VALUES = (
    "oklch(",
    "oklab(",
    "lab(",
    "lch(",
    "color-mix(",
    "color(",
    " clip;",
    "dvh",
    "svh",
    "lvh",
    "subgrid",
    "light-dark(",
)
NEW_AT = ("@layer", "@container", "@property", "@scope", "@starting-style", "@import", "@font-face")
NEW_SCRIPT = (
    r"\?\?=", r"\|\|=", r"&&=", r"\.replaceAll\(", r"\.at\(", r"\.hasOwn\(", r"structuredClone", r"\.findLast", r"\.toSorted",
    r"Promise\.any", r"\bstatic\s*\{", r"#[a-z]\w*\s*[=(;]", r"\bawait\b(?!.*async)", r"\d_\d", r"\.groupBy\(", r"\.showModal\(",
    r"\binert\b", r"AbortSignal\.", r"\.replaceChildren\(", r"\bimport\b", r"new Function", r"randomUUID",
)  # fmt: skip


def rules(css: str) -> list[tuple[str, str]]:
    """(selector or at-rule, block) pairs, the blocks of media queries opened; a rule within a rule is an error."""
    found, stack, start = [], [], 0
    for place, sign in enumerate(css):
        if sign == "{":
            head = css[start:place].split(";")[-1].strip() if not stack else css[start:place].strip()
            assert not stack or stack[-1][0].startswith("@media"), f"nesting: {stack[-1][0]} > {head}"
            stack.append((head, place + 1))
            start = place + 1
        elif sign == "}":
            head, begin = stack.pop()
            if not head.startswith("@media"):
                found.append((head, css[begin:place]))
            start = place + 1
    assert not stack, "a brace is open"
    return found


def css_faults(css: str) -> list[str]:
    css = COMMENT.sub(" ", css)
    faults = [word for word in NEW_AT if word in css]
    for head, block in rules(css):
        faults += [f"{head}: {word}" for word in NEW_SELECTORS if word in head]
        bare = STRING.sub("''", block)
        for line in bare.split(";"):
            name, _colon, value = line.partition(":")
            if name.strip() in NEW_PROPERTIES:
                faults.append(f"{head}: {name.strip()}")
            faults += [f"{head}: {word}" for word in NEW_VALUES if word in f"{value};"]
            if "url(" in value:
                faults.append(f"{head}: url")
    return faults


def script_faults(script: str) -> list[str]:
    bare = STRING.sub("''", LINE_COMMENT.sub(" ", COMMENT.sub(" ", script)))
    return [pattern for pattern in NEW_SCRIPT if re.search(pattern, bare)]


def test_the_style_sheet_is_old_enough() -> None:
    assert css_faults((STATIC / "css/app.css").read_text(encoding="utf-8")) == []


def test_the_script_is_old_enough() -> None:
    text = (STATIC / "js/app.js").read_text(encoding="utf-8")
    assert script_faults(text) == []
    assert "isComposing" in text and "eval(" not in text and "://" not in text


@pytest.mark.parametrize(
    "css",
    ["a:has(b) { color: red }", "a { b { color: red } }", "a { & b { color: red } }", "@layer x { a { color: red } }",
     "a { inset: 0 }", "a { display: flex; gap: 4px }", "a { aspect-ratio: 1 }", "a:focus-visible { color: red }",
     "a { color: oklch(1 2 3) }", "@media print { a:is(b) { color: red } }", "a { background: url(//x.example/y.png) }"],
)  # fmt: skip
def test_the_check_sees_what_is_new(css: str) -> None:
    try:
        assert css_faults(css)
    except AssertionError as problem:
        assert "nesting" in str(problem)


@pytest.mark.parametrize("script", ["a ??= 1;", "x.replaceAll('a', 'b');", "list.at(-1);", "class A { #b = 1; }"])
def test_the_check_sees_a_new_script(script: str) -> None:
    assert script_faults(script)


def test_box_shadow_inset_and_text_in_strings_are_no_fault() -> None:
    assert css_faults('a { box-shadow: inset 0 -3px 0 red; content: "gap: 1px" } /* :has( */') == []


def test_bootstrap_is_the_very_file_that_was_looked_at() -> None:
    """5.3.8 as django-include-bootstrap 5.3.8.1 ships it; another build must be looked at again."""
    path = finders.find("css/bootstrap.min.css")
    digest = hashlib.sha256(Path(str(path)).read_bytes()).hexdigest()
    assert digest == "d85327d99c7a3ee1f9b5d0500d1370acea3ad2db39c163c2f51f232baedbdede"
