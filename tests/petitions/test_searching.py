"""The grammar of a search and what it matches: a table in Chinese and English, malformed queries, and the pairs of characters."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from petitions.searching import Term, grams, matches, normal, parse, passages, search_text, terms

TEXTS = {
    "lift": "小区电梯停运三个月，老人无法下楼。",
    "noise": "夜间施工噪音扰民，Noise at night，小区居民无法入睡。",
    "wage": "包工头拖欠工资 ３０００ 元，劳动局不受理。",
    "road": "村道路面破损，the road is broken near the School。",
    "mixed": "小区电梯和道路施工，工资未付。",
}
QUERIES = [
    ("电梯", "lift mixed"), ("小区 电梯", "lift mixed"), ("小区 AND 噪音", "noise"), ("电梯 OR 噪音", "lift noise mixed"),
    ("小区 NOT 电梯", "noise"), ("小区 -电梯", "noise"), ("(电梯 OR 工资) AND 小区", "lift mixed"), ("（电梯 | 工资） 小区", "lift mixed"),
    ('"road is broken"', "road"), ("“无法下楼”", "lift"), ("「无法」", "lift noise"), ("ROAD school", "road"), ("3000", "wage"), ("３０００", "wage"),
    ("NOT 小区", "wage road"), ("NOT (小区 OR 工资)", "road"), ("电梯 OR (噪音 AND night)", "lift noise mixed"), ("夜", "noise"),
    ("NOT NOT 电梯", "lift mixed"), ("不存在的词", ""), ("and", ""), ("小区 NOT (电梯 NOT 工资)", "noise mixed"), ("村", "road"),
    # malformed, and still answered
    ("(电梯", "lift mixed"), ("电梯)", "lift mixed"), ('"无法下楼', "lift"), ("电梯 OR", "lift mixed"), ("AND 电梯", "lift mixed"),
    ("OR 电梯", "lift mixed"), (") 电梯 (", "lift mixed"), ("电梯 AND OR 噪音", "lift noise mixed"), ("NOT", "*"), ("()", "*"), ("", "*"), ("-", ""),
    ("((((", "*"), ("电梯 NOT", "lift mixed"), ("电梯 ) 噪音", ""), ("(电梯 (噪音 OR 停运)", "lift"),
]  # fmt: skip


@pytest.mark.parametrize(("query", "expected"), QUERIES)
def test_what_a_query_finds(query: str, expected: str) -> None:
    node = parse(query)
    if expected == "*":
        assert node is None
        return
    assert node is not None
    assert {k for k, t in TEXTS.items() if matches(node, search_text(t))} == set(expected.split())


@given(st.text(alphabet='()"| -ANDORNOT电梯小区a　“', max_size=40))
def test_any_query_answers(query: str) -> None:
    node = parse(query)
    assert node is None or isinstance(matches(node, "小区电梯 a"), bool)


@given(st.text(min_size=2, max_size=30), st.data())
def test_the_pairs_of_a_part_are_pairs_of_the_whole(text: str, data) -> None:
    whole = normal(text)
    begin = data.draw(st.integers(0, len(whole)))
    part = whole[begin : data.draw(st.integers(begin, len(whole)))]
    assert set(grams(part)) <= set(grams(whole))


@given(st.text(max_size=60))
def test_a_normal_text_is_its_own_normal_form(text: str) -> None:
    assert normal(normal(text)) == normal(text)


def test_a_term_never_spans_two_fields() -> None:
    assert not matches(Term("梯停"), search_text("电梯", "停运"))


def test_terms_leave_out_what_is_excluded() -> None:
    assert terms(parse("小区 (电梯 OR 噪音) NOT 工资")) == ["小区", "电梯", "噪音"]


def test_passages_show_the_text_as_written() -> None:
    text = "尊敬的领导：\n\t我们小区的ＬＩＦＴ停运，\n\n 请修好电梯。" + "。" * 60 + "电梯"
    found = passages(text, terms(parse("lift 电梯")), around=4)
    assert [m for _b, m, _a in found] == ["ＬＩＦＴ", "电梯", "电梯"]
    assert found[0] == ("们小区的", "ＬＩＦＴ", "停运，\n")
