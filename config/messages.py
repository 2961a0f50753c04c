"""Translations without GNU gettext: one .po an area, merged into Django's one .mo; extraction by Babel and templatize.

python -m config.messages compile|extract|check
"""

import re
import subprocess
import sys
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "locale" / "zh_Hans" / "LC_MESSAGES"
CHINESE = re.compile(r"[\u4e00-\u9fff]")
KEYWORDS = {
    "gettext": None, "gettext_lazy": None, "gettext_noop": None, "_": None, "ngettext": (1, 2), "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2), "pgettext_lazy": ((1, "c"), 2), "npgettext": ((1, "c"), 2, 3),
}  # fmt: skip


def compile_all() -> int:
    """Merge the areas' catalogues into django.mo; returns the number of entries. The file is replaced at once."""
    merged = polib.POFile(encoding="utf-8")
    merged.metadata = {
        "Content-Type": "text/plain; charset=UTF-8",
        "Language": "zh_Hans",
        "Plural-Forms": "nplurals=1; plural=0;",
    }
    seen = set()
    for path in sorted(FOLDER.glob("*.po")):
        for entry in polib.pofile(str(path)):
            key = (entry.msgctxt, entry.msgid)
            if entry.translated() and key not in seen:
                seen.add(key)
                merged.append(entry)
    partial = FOLDER / "django.mo.partial"
    FOLDER.mkdir(parents=True, exist_ok=True)
    merged.save_as_mofile(str(partial))
    partial.replace(FOLDER / "django.mo")
    return len(seen)


def found() -> dict[tuple[str | None, str], tuple[str | None, str]]:
    """(context, msgid) -> (plural, first place) of all strings of the sources and templates."""
    import io

    from babel.messages.extract import extract
    from django.utils.translation.template import templatize

    strings: dict[tuple[str | None, str], tuple[str | None, str]] = {}
    files = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True
    ).stdout
    for name in files.splitlines():
        path = ROOT / name
        if not path.exists() or name.startswith(("tests/", "bench/", "chaos/", "templates/papers/")):
            continue
        if name.endswith(".py") and "/migrations/" not in name:
            source = path.read_bytes()
        elif name.startswith("templates/") and path.suffix in {".html", ".txt"}:
            source = templatize(path.read_text(encoding="utf-8")).encode()
        else:
            continue
        for _line, message, _comments, context in extract("python", io.BytesIO(source), keywords=KEYWORDS):
            one, plural = message if isinstance(message, tuple) else (message, None)
            if isinstance(message, tuple) and len(message) > 2:
                one, plural = message[0], message[1]
            if one:
                strings.setdefault((context, one), (plural, name))
    return strings


def catalogue() -> dict[tuple[str | None, str], polib.POEntry]:
    return {
        (e.msgctxt, e.msgid): e
        for path in sorted(FOLDER.glob("*.po"))
        for e in polib.pofile(str(path))
        if not e.obsolete
    }


def extract_new() -> int:
    """Add strings without an entry to `new.po`, to be translated there and moved to an area."""
    known = catalogue()
    path = FOLDER / "new.po"
    po = polib.pofile(str(path)) if path.exists() else polib.POFile(encoding="utf-8")
    po.metadata = {"Content-Type": "text/plain; charset=UTF-8", "Language": "zh_Hans"}
    count = 0
    for (context, msgid), (plural, name) in found().items():
        if (context, msgid) in known:
            continue
        entry = polib.POEntry(msgid=msgid, msgctxt=context, occurrences=[(name, "")])
        if plural:
            entry.msgid_plural, entry.msgstr_plural = plural, {0: ""}
        po.append(entry)
        count += 1
    if count:
        po.save(str(path))
    return count


def disagreements() -> list[str]:
    """One English text with two Chinese ones: only one of them would ever be shown."""
    seen: dict[tuple[str | None, str], set[str]] = {}
    for path in sorted(FOLDER.glob("*.po")):
        for entry in polib.pofile(str(path)):
            if not entry.obsolete:
                seen.setdefault((entry.msgctxt, entry.msgid), set()).add(entry.msgstr)
    return [
        f"{msgid[:60]!r} has two translations: {sorted(texts)}" for (_c, msgid), texts in seen.items() if len(texts) > 1
    ]


PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w*\}|%[sd]")


def problems() -> list[str]:
    """Missing, empty or broken translations, and Chinese msgids."""
    known, wrong = catalogue(), disagreements()
    for (context, msgid), (plural, name) in found().items():
        entry = known.get((context, msgid))
        if CHINESE.search(msgid) and name.endswith(".py"):
            wrong.append(f"{name}: the msgid is not English: {msgid[:50]!r}")
        if entry is None or not entry.translated():
            wrong.append(f"{name}: no Chinese for {msgid[:70]!r}")
            continue
        texts = list(entry.msgstr_plural.values()) if plural else [entry.msgstr]
        wanted = set(PLACEHOLDER.findall(plural or msgid))
        if any(set(PLACEHOLDER.findall(text)) - wanted - set(PLACEHOLDER.findall(msgid)) for text in texts):
            wrong.append(f"{name}: other placeholders in the Chinese of {msgid[:50]!r}")
    return wrong


def main(what: str) -> int:
    if what == "compile":
        compile_all()
        return 0
    if what == "extract":
        print(f"{extract_new()} new strings in {(FOLDER / 'new.po').relative_to(ROOT)}")
        return 0
    wrong = problems()
    print("\n".join(wrong) or "messages: complete")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else "check"))
