"""Our style sheet and script hold nothing newer than Chromium 80, nothing inline, nothing from elsewhere."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CSS = re.sub(r"/\*.*?\*/", "", (ROOT / "static/css/app.css").read_text(), flags=re.S)
JS = re.sub(r"/\*.*?\*/", "", (ROOT / "static/js/app.js").read_text(), flags=re.S)
NEWER_CSS = (r":has\(", r"@layer", r"@container", r"oklch", r"aspect-ratio\s*:", r"(?<![-\w])inset\s*:", r":is\(", r":where\(",
             r"(?<![-\w])gap\s*:", r"@import", r"url\(\s*['\"]?https?:", r"dvh", r"color-mix")  # fmt: skip
NEWER_JS = (r"\?\?=", r"\|\|=", r"&&=", r"\.at\(", r"replaceAll\(", r"structuredClone", r"\beval\(", r"new Function", r"https?://",
            r"\.hasOwn\(", r"\bimport\b", r"=>")  # fmt: skip


@pytest.mark.parametrize("pattern", NEWER_CSS)
def test_the_style_sheet_is_old_enough(pattern: str) -> None:
    assert not re.search(pattern, CSS)


def test_rules_are_not_nested() -> None:
    depth = 0
    inside_media = False
    for part in re.findall(r"@media[^{]*\{|\{|\}", CSS):
        if part.startswith("@media"):
            assert depth == 0
            inside_media, depth = True, 1
        elif part == "{":
            depth += 1
            assert depth <= (2 if inside_media else 1), "nesting came with Chromium 112"
        else:
            depth -= 1
            inside_media = inside_media and depth > 0
    assert depth == 0


@pytest.mark.parametrize("pattern", NEWER_JS)
def test_the_script_is_old_enough(pattern: str) -> None:
    assert not re.search(pattern, JS)


def test_no_template_carries_style_or_script_of_its_own() -> None:
    for path in (ROOT / "templates").rglob("*.html"):
        text = path.read_text()
        assert "style=" not in text and "<style" not in text and not re.search(r"\son\w+=", text), path
        assert not re.search(r"<script(?![^>]*\ssrc=)", text), path


def test_bootstrap_is_the_one_we_looked_at() -> None:
    import hashlib
    import importlib.util

    spec = importlib.util.find_spec("django_include_bootstrap")
    folder = Path(spec.submodule_search_locations[0]) / "static"
    digest = hashlib.sha256((folder / "css/bootstrap.min.css").read_bytes()).hexdigest()
    assert digest == DIGEST


DIGEST = "d85327d99c7a3ee1f9b5d0500d1370acea3ad2db39c163c2f51f232baedbdede"
