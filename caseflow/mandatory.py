"""What each paper must state: per kind the items, each with its article and a test over what is printed. Pure.

A context holds the fields of the paper as they are printed, `text` (all that is printed), and `corrects` (the number of
the paper that this one corrects, or ""). An office may word a paper as it likes; what the law wants stays in it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from caseflow.statute import Article

Context = Mapping[str, str]
Test = Callable[[Context], bool]


@dataclass(frozen=True)
class Item:
    """One thing a paper must state; `article` None: the desk's own rule, without a text of law."""

    name: str
    article: Article | None
    test: Test


def squeezed(text: str) -> str:
    """Without white space: a field may be broken over lines."""
    return "".join(text.split())


def told(name: str) -> Test:
    """The field has a value, and it is printed. A correction has its values in its own words."""

    def test(c: Context) -> bool:
        if c.get("corrects"):
            return True
        value = squeezed(c.get(name, ""))
        return bool(value) and value in squeezed(c["text"])

    return test


def always(name: str) -> Test:
    """As `told`, also in a correction: the desk prints it by itself."""

    def test(c: Context) -> bool:
        value = squeezed(c.get(name, ""))
        return bool(value) and value in squeezed(c["text"])

    return test


def says(*words: str) -> Test:
    """One of the words is printed."""
    return lambda c: any(word in squeezed(c["text"]) for word in words)


def also(*tests: Test) -> Test:
    return lambda c: all(test(c) for test in tests)


def either(*tests: Test) -> Test:
    return lambda c: any(test(c) for test in tests)


def unless(name: str, test: Test) -> Test:
    """Not owed where the field has a value."""
    return lambda c: bool(c.get(name)) or test(c)


def reachable(c: Context) -> bool:
    """The office's own contact block, or what the register of offices knows of it."""
    return bool(c.get("own_contact") or c.get("office_address") or c.get("office_phone"))


ART_19, ART_21, ART_22, ART_23, ART_29 = Article(19, 3), Article(21, 2), Article(22), Article(23, 1), Article(29)
ART_31, ART_32, ART_34, ART_35, ART_44 = (
    Article(31, None, 6),
    Article(32),
    Article(34),
    Article(35),
    Article(44, None, 3),
)

# what every paper carries
COMMON: tuple[Item, ...] = (
    Item("issuer", None, always("issuer")),
    Item("number", None, always("number")),
    Item("petition_number", None, always("petition_number")),
    Item("matter", None, always("matter")),
    Item("today", None, always("today")),
)
# what one to a petitioner carries besides: whose it is, where to ask, how to look up and rate the handling (21 ¶2)
TO_PETITIONER: tuple[Item, ...] = (
    Item("names", None, always("names")),
    Item("contact", None, also(says("联系"), reachable)),
    Item("query", ART_21, also(says("查询码"), says("评价"))),
)
TO_ORGANS = frozenset({"objection", "proposal", "report", "service_record"})

MANDATORY: Mapping[str, tuple[Item, ...]] = {
    "receipt": (
        Item("received_on", ART_21, told("received_on")),
        Item("channel", ART_21, told("channel")),
        Item("next_step", Article(22), says("15日", "十五日")),
    ),
    "transfer": (
        Item("target", ART_23, told("target")),
        Item("basis", ART_22, says("第二十二条", "第二十三条")),
        Item("target_contact", ART_23, either(told("target_address"), told("target_phone"), says("向本单位查询"))),
        Item("next_step", ART_23, told("notice_days")),
    ),
    "acceptance": (
        Item("received_on", ART_23, told("received_on")),
        Item("accepted", ART_44, says("予以受理", "决定受理", "已经受理")),  # the title alone does not say it
        Item("basis", ART_23, says("第二十三条")),
        Item("due_on", ART_34, unless("suggestion", told("due_on"))),
        Item("rights", ART_31, unless("suggestion", also(says("陈述"), says("听证"), says("回避")))),
    ),
    "direction": (
        Item("organ", ART_23, told("organ")),
        Item("organ_address", ART_23, told("organ_address")),
        Item("reason", ART_23, told("reason")),
        Item("basis", ART_23, says("第二十三条")),
    ),
    "refusal": (
        Item("other_number", ART_19, told("other_number")),
        Item("other_office", ART_19, told("other_office")),
        Item("due_on", ART_19, told("due_on")),
        Item("basis", ART_19, says("第十九条")),
        Item("next_step", ART_19, says("再次提出")),
    ),
    "joined": (
        Item("other_number", ART_21, told("other_number")),
        Item("due_on", ART_23, either(told("due_on"), says("答复已经作出"))),
        Item("one_answer", ART_21, says("一个答复")),
        Item("basis", ART_21, says("第二十一条")),
    ),
    "extension": (
        Item("reason", ART_34, told("reason")),
        Item("approved", ART_34, says("负责人批准")),
        Item("days", ART_34, told("days")),
        Item("due_on", ART_34, told("due_on")),
        Item("basis", ART_34, says("第三十四条")),
    ),
    "opinion": (
        Item("requests", ART_32, told("requests")),
        Item("findings", ART_32, told("findings")),
        Item("outcomes", ART_32, told("outcomes")),
        Item("basis", ART_32, told("basis")),
        Item("remedy", ART_35, told("remedy")),
    ),
    "reply": (
        Item("outcomes", ART_29, told("outcomes")),
        Item("findings", ART_29, told("findings")),
    ),
    "return": (
        Item("sender", ART_23, told("sender")),
        Item("next_step", ART_23, says("告知")),
    ),
    "report": (
        Item("findings", Article(22, 1, 3), unless("no_opinion", told("findings"))),
        Item("outcomes", Article(22, 1, 3), unless("no_opinion", told("outcomes"))),
        Item("result", Article(22, 1, 3), told("result")),
        Item("view", Article(22, 1, 3), told("view")),
    ),
    "proposal": (Item("basis", ART_22, says("第二十二条")),),
    "route": (
        Item("reason", ART_23, says("理由")),
        Item("route", Article(31), says("法定途径")),
        Item("limit", Article(31), says("期限")),
        Item("basis", Article(31), says("法律依据")),
    ),
    "own_procedure": (
        Item("route", Article(31, None, 5), says("履职程序")),
        Item("limit", Article(31, None, 5), says("办理期限")),
        Item("basis", Article(31, None, 5), says("法律依据")),
    ),
    "own_answer": (
        Item("result", Article(31, None, 5), says("办理结果")),
        Item("basis", Article(31, None, 5), says("法律法规依据")),
        Item("remedy", Article(31, None, 5), says("救济途径")),
    ),
    "settlement": (
        Item("parties", Article(33), says("各方")),
        Item("agreement", Article(33), says("协议内容")),
        Item("perform_on", Article(33), says("履行")),
        Item("signatures", Article(33), says("签名")),
    ),
    "not_reaccepted": (
        Item("basis", Article(36, 3), says("第三十六条")),
        Item("would_be_new", Article(36, 3), says("新的")),
    ),
    "correction": (
        Item("reason", None, told("reason")),
        Item("due_on", None, told("due_on")),
    ),
    "objection": (
        Item("sender", Article(23, 3), told("sender")),
        Item("reason", Article(23, 3), told("reason")),
        Item("materials", Article(23, 3), told("materials")),
        Item("basis", Article(23, 3), says("第二十三条")),
    ),
    "service_record": (
        Item("document", ART_35, told("document")),
        Item("receiver", ART_35, says("受送达人")),
        Item("way", ART_35, says("送达方式")),
        Item("place", ART_35, says("送达地点")),
        Item("received_on", ART_35, says("收到日期")),
        Item("relation", ART_35, says("关系")),
        Item("refused", ART_35, also(says("拒收"), says("见证人"))),
    ),
}  # fmt: skip


def items_of(kind: str) -> tuple[Item, ...]:
    """All that a paper of the kind must state."""
    return (*COMMON, *(() if kind in TO_ORGANS else TO_PETITIONER), *MANDATORY.get(kind, ()))


def missing(kind: str, context: Context) -> list[Item]:
    """The items that the paper, as it would be printed, does not state; in their order."""
    return [item for item in items_of(kind) if not item.test(context)]
