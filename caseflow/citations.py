"""How the law of the day is cited: each article of R22 with its place in the 2005 regulations. Pure.

A paper, a refusal and a line of the timeline cite the law in force on the day of the act (OWN, 程序从新). The code names
articles of R22; here stands where the same rule was to be found before 2022-05-01, or that it was not there.
"""

import re
from collections.abc import Mapping

from caseflow.statute import LAWS, Article

# R22 article -> R05 article by regulation.md 2, None: no counterpart named there. A paragraph or item that is not
# listed by itself follows its article.
COUNTERPARTS: Mapping[Article, Article | None] = {
    Article(5): None,  # principles of responsibility
    Article(13): None,  # the joint conference
    Article(17): None,  # channels
    Article(18): None,  # what is published; no retaliation
    Article(19): None,  # how a petition is put
    Article(19, 3): Article(16),  # the same matter, accepted or in its term
    Article(20): None,
    Article(21): Article(12),  # asking how far it is: the slip of acceptance then
    Article(21, 2): None,  # one register, one answer for those who joined
    Article(22): Article(21),
    Article(23): Article(22),
    Article(23, 3): None,  # the objection within five working days
    Article(23, 4): None,
    Article(24): Article(24),
    Article(24, 2): None,
    Article(25): None,
    Article(26): None,
    Article(27): None,
    Article(28): None,
    Article(29): None,
    Article(30): None,
    Article(31): Article(21, None, 1),  # statutory routes: not accepted, and told where to go
    Article(31, None, 6): None,  # all matters were handled so
    Article(32): Article(32),
    Article(33): None,
    Article(34): Article(33),
    Article(35): Article(34),
    Article(36): Article(35),
    Article(37): None,
    Article(38): None,
    Article(39): None,
    Article(40): Article(36),
    Article(40, None, 2): Article(37),
    Article(40, None, 3): Article(38),
    Article(41): Article(39),
    **{Article(number): None for number in range(42, 47)},  # liability: 40-46, not article by article
    Article(47): Article(47),
    Article(48): None,
}


def counterpart(article: Article, law: str) -> Article | None:
    """The article as `law` has it; None where that law has no such rule."""
    if law == "R22":
        return article
    for known in (article, Article(article.number, article.paragraph), Article(article.number)):
        if known in COUNTERPARTS:
            return COUNTERPARTS[known]
    return None


SIGNS = "零一二三四五六七八九"
NUMBER = "[一二三四五六七八九十百零]+"
ONE = f"第(?P<article>{NUMBER})条(?:第(?P<paragraph>{NUMBER})款)?(?:第?（?(?P<item>{NUMBER})）?项)?"
PLAIN = re.sub(r"\?P<\w+>", "?:", ONE)
CITED = re.compile(f"(?P<open>（)?(?P<title>《[^》]*》)?(?P<list>{PLAIN}(?:[、和]{PLAIN})*)(?P<close>）)?")
TITLE = f"《{LAWS['R22'].name_zh}》"
SOMEWHERE = "有关规定"  # for an article without a counterpart
WORDS = {"信访处理意见书": "答复意见书"}  # what R05 calls otherwise


def in_law(text: str, law: str) -> str:
    """A paper's own text with its citations of R22 as `law` has them; citations of other laws stay.

    In brackets a citation without a counterpart is left out, elsewhere the law is cited as a whole.
    """
    if law == "R22":
        return text
    title = f"《{LAWS[law].name_zh}》"
    text = CITED.sub(lambda m: _cited(m, law, title), text).replace(TITLE, title)
    for old, new in WORDS.items():
        text = text.replace(old, new)
    return text


def _cited(match: re.Match[str], law: str, title: str) -> str:
    if match["title"] not in (None, TITLE):
        return match[0]  # another law's
    named = title if match["title"] else ""
    found = [counterpart(_article(one), law) for one in re.finditer(ONE, match["list"])]
    cited = "、".join(dict.fromkeys(chinese(a) for a in found if a))
    before, after = match["open"] or "", match["close"] or ""
    if not cited and before and after:
        return ""
    return f"{before}{named}{cited or SOMEWHERE}{after}"


def _article(match: re.Match[str]) -> Article:
    paragraph, item = match["paragraph"], match["item"]
    return Article(
        _number(match["article"]), _number(paragraph) if paragraph else None, _number(item) if item else None
    )


def _number(text: str) -> int:
    """Up to 99: 三, 十, 十九, 二十, 三十四."""
    tens, ten, ones = text.rpartition("十")
    return (SIGNS.index(tens) if tens else 1) * 10 * bool(ten) + (SIGNS.index(ones) if ones else 0)


def _numeral(number: int) -> str:
    tens, ones = divmod(number, 10)
    return ("" if tens == 0 else "十" if tens == 1 else SIGNS[tens] + "十") + (SIGNS[ones] if ones else "")


def chinese(article: Article) -> str:
    """第二十一条第一项."""
    text = f"第{_numeral(article.number)}条"
    if article.paragraph:
        text += f"第{_numeral(article.paragraph)}款"
    return text + (f"第{_numeral(article.item)}项" if article.item else "")
