"""The law of the day is cited: on papers, refusals and the timeline; every citation used has its place in the 2005 text."""

import re
from pathlib import Path

import pytest
from django.utils import translation

from caseflow.choices import PaperKind
from caseflow.citations import CITED, COUNTERPARTS, ONE, TITLE, chinese, counterpart, in_law
from caseflow.citations import _article as read
from caseflow.facts import Refusal
from caseflow.services.timeline import basis_of
from caseflow.statute import Article
from caseflow.texts import refusal_text
from caseflow.workflow import TABLE
from tests import factories as f

PAPERS = sorted(Path("templates/papers").glob("*.txt"))
KNOWN = {article.number for article in COUNTERPARTS}


@pytest.mark.parametrize(("now", "then"), [  # regulation 2, line by line
    (Article(22), "21"), (Article(22, 1, 2), "21"), (Article(23), "22"), (Article(23, 1), "22"), (Article(23, 3), None),
    (Article(19, 3), "16"), (Article(24), "24"), (Article(31), "21 (1)"), (Article(31, None, 6), None), (Article(32), "32"),
    (Article(32, 2), "32"), (Article(34), "33"), (Article(35), "34"), (Article(36, 1), "35"), (Article(36, 3), "35"),
    (Article(40, 1), "36"), (Article(40, None, 2), "37"), (Article(40, None, 3), "38"), (Article(41), "39"), (Article(47), "47"),
    (Article(21), "12"), (Article(29), None), (Article(30), None), (Article(33), None), (Article(44, None, 3), None),
])  # fmt: skip
def test_an_article_has_its_counterpart_or_none(now: Article, then: str | None) -> None:
    found = counterpart(now, "R05")
    assert (str(found).removeprefix("Art. ") if found else None) == then
    assert counterpart(now, "R22") == now


def test_every_article_that_the_table_of_acts_cites_is_in_the_table_of_citations() -> None:
    assert {a.number for row in TABLE for a in row.articles} <= KNOWN


def test_every_article_that_a_guard_cites_is_in_the_table_of_citations() -> None:
    sources = "".join(p.read_text(encoding="utf-8") for p in Path("caseflow/guards").glob("*.py"))
    assert {int(n) for n in re.findall(r"Article\((\d+)", sources)} <= KNOWN


@pytest.mark.parametrize("path", PAPERS, ids=lambda p: p.stem)
def test_a_papers_citations_are_known_and_none_of_the_new_law_is_left(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    mine = [m for m in CITED.finditer(text) if m["title"] in (None, TITLE)]
    assert {read(one).number for m in mine for one in re.finditer(ONE, m["list"])} <= KNOWN
    old = in_law(text, "R05")
    assert "信访工作条例" not in old and "信访处理意见书" not in old
    assert in_law(text, "R22") == text
    assert set(re.findall(r"\{[{%].*?[%}]\}", old)) == set(re.findall(r"\{[{%].*?[%}]\}", text))  # its places stay


@pytest.mark.parametrize(("new", "old"), [
    ("根据《信访工作条例》第二十三条第一款，请您", "根据《信访条例》第二十二条，请您"),
    ("意见书（第三十一条第六项、第三十四条）。", "意见书（第三十三条）。"),
    ("有权要求其回避（第二十八条）。", "有权要求其回避。"),
    ("根据《信访工作条例》第二十九条，现回复", "根据《信访条例》有关规定，现回复"),
    ("《信访工作条例》第三十五条、第三十六条", "《信访条例》第三十四条、第三十五条"),
    ("依照《信访工作条例》第三十六条第三款和第三十七条", "依照《信访条例》第三十五条"),
    ("《行政复议法》第二十条、第三十四条", "《行政复议法》第二十条、第三十四条"),
    ("《民法典》第二百零一条和第二百零三条，第三十四条", "《民法典》第二百零一条和第二百零三条，第三十三条"),
    ("（《行政复议法》第二十条）", "（《行政复议法》第二十条）"),
    ("按《信访工作条例》办理", "按《信访条例》办理"),
    ("第三十一条（六）项", "有关规定"),
])  # fmt: skip
def test_a_text_in_the_words_of_the_old_law(new: str, old: str) -> None:
    assert in_law(new, "R05") == old


def test_numerals_are_written_as_they_are_read() -> None:
    for number in range(1, 100):
        written = chinese(Article(number, number, number))
        found = re.fullmatch(ONE, written)
        assert found and read(found) == Article(number, number, number)


def test_a_refusal_cites_the_law_of_the_day() -> None:
    article = Article(34)
    assert refusal_text(Refusal("extended_before", article)).endswith("(Art. 34)")
    assert refusal_text(Refusal("extended_before", article, law="R05")).endswith("(Regulations on Petitions Art. 33)")
    assert refusal_text(Refusal("nothing_late", Article(44), law="R05")).endswith(".")
    with translation.override("zh-hans"):
        assert "信访条例" in refusal_text(Refusal("extended_before", article, law="R05"))


def test_the_timeline_shows_the_law_of_the_day() -> None:
    from datetime import date

    assert basis_of("extend", date(2022, 4, 30)) == "Regulations on Petitions Art. 33"
    assert basis_of("extend", date(2022, 5, 1)) == "Regulations on Petition Work Art. 34"
    assert basis_of("object", date(2022, 4, 30)) == "" and basis_of("calendar", date(2026, 1, 1)) == ""
    assert basis_of("forward", date(2004, 1, 1)) == ""


def test_papers_before_the_change_cite_the_2005_regulations(cast) -> None:
    case = f.decided(cast, "2022-04-29")
    papers = {p.kind: p for p in [*case.notices.all(), *case.parent.notices.all()]}
    assert set(papers) == {"transfer", "acceptance", "opinion"}
    assert all("《信访条例》" in p.body and "信访工作条例" not in p.body for p in papers.values())
    assert "第二十一条" in papers["transfer"].body and "决定是否受理" in papers["transfer"].body
    assert "第二十二条" in papers["acceptance"].body and "第三十三条" in papers["acceptance"].body
    assert (papers["opinion"].title, "第三十二条" in papers["opinion"].body) == ("答复意见书", True)


def test_papers_of_one_matter_change_with_the_day(cast) -> None:
    case = f.accepted(cast, "2022-04-29")
    f.act(cast, case, "extend", "hei", "2022-05-05", days=20, reason="情况复杂")
    found = {p.kind: p.body for p in case.notices.all()}
    assert "《信访条例》第二十二条" in found["acceptance"] and "《信访工作条例》第三十四条" in found["extension"]


def test_what_an_officer_wrote_herself_is_never_rewritten(cast) -> None:
    case = f.accepted(cast, "2022-04-29")
    given = {**f.OPINION, "basis": "《信访工作条例》第三十四条、《物业管理条例》第三十五条"}
    for name, who, facts in (("draft", "ou", given), ("clear", "hei", {}), ("decide", "hei", {})):
        f.act(cast, case, name, who, "2022-04-29", hour=15, **facts)
    assert given["basis"] in case.notices.get(kind=PaperKind.OPINION).body
