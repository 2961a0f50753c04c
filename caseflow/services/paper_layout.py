"""A paper's text: put together in one fixed order, and taken apart again to be set in the official look.

The text is the record; the PDF is set from it. So papers issued before, imported or generated can be set too.

    issuer / title / number / (reference) / blank / addressee / body ... / blank / (contact) / (query) / blank / signer / date
"""

import re
from collections.abc import Mapping
from typing import Any

DATE = re.compile(r"\d{4}年\d{1,2}月\d{1,2}日")
REFERENCE = "信访件编号："
CONTACT = "联系"
QUERY = "您可凭信访件编号"
HEADING = re.compile(r"[一二三四五六七八九十]{1,3}、\S{1,24}")
SECOND = re.compile(r"（[一二三四五六七八九十]{1,3}）\S{1,24}")


def reference_line(petition_number: str, matter: str) -> str:
    return f"{REFERENCE}{petition_number}　事项：{one_line(matter)}"


def query_line(petition_number: str) -> str:
    return f"{QUERY}{petition_number}和查询码查询办理进展，并对办理工作作出评价。"


def one_line(text: str) -> str:
    return " ".join(text.split())


def contact_line(office: str, address: str, phone: str, own: str) -> str:
    """Whom to ask: the office's own words, else its name, address and telephone."""
    if own:
        own = one_line(own)
        return own if own.startswith(CONTACT) else f"{CONTACT}方式：{own}"
    return (
        f"{CONTACT}单位：{office}"
        + (f"，地址：{address}" if address else "")
        + (f"，电话：{phone}" if phone else "")
        + "。"
    )


def together(
    *, issuer: str, title: str, number: str, reference: str, blocks: Mapping[str, str], contact: str, query: str, signer: str, date: str,
) -> str:  # fmt: skip
    """The whole text of a paper. `blocks` by the names of `caseflow.wording`; `query` empty for a paper between offices."""
    body = joined(blocks)
    head = [issuer, title, number, reference, ""]
    addressee = [one_line(blocks["addressee"])] if blocks.get("addressee") else []
    tail = ["", *(line for line in (contact, query) if line), "", signer, date]
    return "\n".join([*head, *addressee, body, *tail]) + "\n"


def joined(blocks: Mapping[str, str]) -> str:
    """Body, basis and remedy as one text; a heading has a blank line before it."""
    parts = [blocks[name] for name in ("body", "basis", "remedy") if blocks.get(name)]
    body = parts[0]
    for part in parts[1:]:
        body += ("\n\n" if HEADING.match(part.split("\n")[0]) else "\n") + part
    return body


def plain_blocks(text: str, *, office: str, title: str, number: str, date: str) -> dict[str, str]:
    """The blocks of a finished text without named ones: what the desk prints by itself is taken off its head and its foot."""
    lines = text.strip().split("\n")
    for own in (office, title, number):
        if lines and lines[0].strip() == own:
            lines.pop(0)
    for own in (date, office):
        if lines and lines[-1].strip() == own:
            lines.pop()
    lines = "\n".join(lines).strip("\n").split("\n")
    while lines and (lines[-1].startswith((CONTACT, QUERY)) or not lines[-1].strip()):
        lines.pop()
    first = lines[0].strip() if lines else ""
    if first.endswith("：") and len(lines) > 1:
        return {"addressee": first, "body": "\n".join(lines[1:]).strip("\n")}
    return {"body": "\n".join(lines)}


def sheet_of(text: str) -> dict[str, Any]:
    """The parts of a paper's text for the typesetter. A text of another shape is set as body alone."""
    lines = text.strip("\n").split("\n")
    if len(lines) < 8 or not DATE.fullmatch(lines[-1].strip()):
        return _sheet("", "", "", "", "", lines, "", "", "", "")
    issuer, title, number = lines[:3]
    reference = lines[3] if lines[3].startswith(REFERENCE) else ""
    rest = lines[4 if reference else 3 : -2]
    query = contact = addressee = ""
    rest = _stripped(rest)
    if rest and rest[-1].startswith(QUERY):
        query = rest.pop()
    if rest and rest[-1].startswith(CONTACT):
        contact = rest.pop()
    rest = _stripped(rest)
    if rest and rest[0].endswith("："):
        addressee = rest.pop(0)
    return _sheet(issuer, title, number, reference, addressee, _stripped(rest), contact, query, lines[-2], lines[-1])


def _stripped(lines: list[str]) -> list[str]:
    return "\n".join(lines).strip("\n").split("\n")


def _sheet(
    issuer: str, title: str, number: str, reference: str, addressee: str, body: list[str], contact: str, query: str, signer: str, date: str,
) -> dict[str, Any]:  # fmt: skip
    return {
        "issuer": issuer, "title": title, "number": number, "reference": reference, "addressee": addressee,
        "body": [[_style(line), line.strip()] for line in body], "contact": contact, "query": query, "signer": signer, "date": date,
    }  # fmt: skip


def _style(line: str) -> str:
    line = line.strip()
    if not line:
        return "gap"
    return "first" if HEADING.fullmatch(line) else "second" if SECOND.fullmatch(line) else "text"
