"""An office's own wording: blocks, fields and conditions, and nothing else, whatever is typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caseflow import wording
from caseflow.wording import BadWording, check, write_out

FIELDS = ("names", "due_on", "reason")
GOOD = "说明\n== addressee ==\n{{ names }}：\n== body ==\n事项{% if due_on %}期限至{{due_on}}。{% else %}另行告知。{% endif %}\n"


def test_blocks_fields_and_conditions() -> None:
    values = {"names": "李秀英", "due_on": "2026年11月3日"}
    assert write_out(GOOD, values, FIELDS) == {"addressee": "李秀英：", "body": "事项期限至2026年11月3日。"}
    assert write_out(GOOD, {"names": "李秀英"}, FIELDS)["body"] == "事项另行告知。"


def test_an_empty_block_is_left_out_and_conditions_nest() -> None:
    text = "== body ==\n甲{% if reason %}乙{% if due_on %}丙{% endif %}{% endif %}\n== remedy ==\n{% if reason %}丁{% endif %}"
    assert write_out(text, {}, FIELDS) == {"body": "甲"}
    assert write_out(text, {"reason": "x", "due_on": "y"}, FIELDS) == {"body": "甲乙丙", "remedy": "丁"}


# (what is typed into the body, the code of the fault, the words it names)
FAULTS = [
    ("{{ wrong }}", "field", "wrong"),
    ("{{ names.__class__ }}", "field", "names.__class__"),
    ("{{ names.0 }}", "field", "names.0"),
    ("{{ names|safe }}", "field", "names|safe"),
    ("{{ names() }}", "field", "names()"),
    ("{{ __import__('os') }}", "field", "__import__('os')"),
    ("{{ }}", "field", ""),
    ("{{ Names }}", "field", "Names"),
    ("{% for a in names %}x{% endfor %}", "tag", "for a in names"),
    ("{% include 'base.html' %}", "tag", "include 'base.html'"),
    ("{% load static %}", "tag", "load static"),
    ("{% debug %}", "tag", "debug"),
    ("{% extends 'x' %}", "tag", "extends 'x'"),
    ("{% if names.x %}a{% endif %}", "field", "names.x"),
    ("{% if names == 'x' %}a{% endif %}", "tag", "if names == 'x'"),
    ("{% if not names %}a{% endif %}", "tag", "if not names"),
    ("{% else %}", "tag", "else"),
    ("{% endif %}", "tag", "endif"),
    ("{% if names %}a{% else %}b{% else %}c{% endif %}", "tag", "else"),
    ("{% if names %}a", "open", "if names"),
    ("{# names #}", "stray", "{#"),
    ("{{ names", "stray", "{{"),
    ("names }}", "stray", "}}"),
    ("{% if names %}" * 6 + "{% endif %}" * 6, "deep", "5"),
]  # fmt: skip


@pytest.mark.parametrize(("typed", "code", "what"), FAULTS, ids=[t for t, _c, _w in FAULTS])
def test_what_may_not_stand_there_is_refused_and_named(typed: str, code: str, what: str) -> None:
    with pytest.raises(BadWording) as caught:
        check(f"== body ==\n甲{typed}", FIELDS)
    assert (caught.value.fault.code, caught.value.fault.what) == (code, what)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("只有文字", "empty"),
        ("== body ==\n", "empty"),
        ("== head ==\n甲\n== body ==\n乙", "block"),
        ("== body ==\n甲\n== body ==\n乙", "twice"),
        ("== body ==\n" + "甲" * wording.LONGEST, "long"),
    ],
)
def test_blocks_are_those_of_a_paper(text: str, code: str) -> None:
    with pytest.raises(BadWording) as caught:
        check(text, FIELDS)
    assert caught.value.fault.code == code


def test_a_value_is_never_read_again() -> None:
    values = {"names": "{{ reason }}{% if due_on %}", "reason": "== remedy ==\n不应出现"}
    done = write_out("== body ==\n{{ names }}与{{ reason }}", values, FIELDS)
    assert done == {"body": "{{ reason }}{% if due_on %}与== remedy ==\n不应出现"}


@given(st.text(alphabet="{}%#= ifendlsbodynames\n._|()'0甲", max_size=80))
def test_whatever_is_typed_is_taken_or_refused(typed: str) -> None:
    text = f"== body ==\n甲{typed}"
    try:
        check(text, FIELDS)
    except BadWording:
        return
    write_out(text, {"names": "李"}, FIELDS)
