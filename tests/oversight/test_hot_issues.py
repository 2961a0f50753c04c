"""Hot issues from texts of our own: what is put together, what is kept apart, how hot it is. Made-up places and petitions."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oversight.hot.issues import Heat, Issue, Message, find_issues, heat_of, triples
from oversight.hot.texts import Names, clean, marks, proper, region_pattern

DAY = date(2026, 3, 1)
# every other text: what a desk receives besides, each at a place of its own
OTHERS = [
    ("青枫路路灯不亮", "青枫路从东到西的路灯已经坏了半个月，晚上出行看不见路，请派人维修。"),
    ("咨询医保异地结算", "退休后在外省居住，请问医保异地结算如何备案，需要哪些材料。"),
    ("白鹤镇自来水浑浊", "白鹤镇自来水连续三天发黄浑浊，居民不敢饮用，希望水厂检查。"),
    ("希望增加12路公交班次", "早高峰12路公交车二十分钟一班，上班族经常迟到，希望增加班次。"),
    ("翠湖公园宠物粪便无人清理", "翠湖公园草坪上到处是宠物粪便，孩子不敢玩耍，建议增设清扫人员。"),
    ("职业培训补贴何时发放", "去年参加技能培训并取得证书，补贴至今没有到账，请问何时发放。"),
    ("金桂小学门口乱停车", "金桂小学上学放学时家长车辆占满车道，十分危险，请交警疏导。"),
    ("云岭村道路硬化", "云岭村三组通村道路仍是泥路，下雨无法通行，请求列入硬化计划。"),
    ("房产证迟迟办不下来", "澜悦府交房两年，开发商以各种理由拖延，业主至今没有拿到房产证。"),
    ("健身房关门跑路", "办卡的健身房突然关门，老板失联，几百名会员的会费无法退还。"),
]
PLANT = [
    ("投诉晨曦花园旁边的搅拌站", "晨曦花园小区旁边新建的混凝土搅拌站昼夜施工，噪音和粉尘让居民无法开窗。"),
    ("晨曦花园附近搅拌站粉尘大", "我是晨曦花园的业主，小区附近的混凝土搅拌站粉尘漫天，孩子咳嗽不止。"),
    ("搅拌站噪音扰民", "晨曦花园小区门口的搅拌站每天凌晨作业，噪音扰民，要求搬迁。"),
    ("再次反映晨曦花园搅拌站污染", "上次反映的晨曦花园搅拌站没有任何整改，噪音、粉尘污染依旧严重。"),
]
PARKING = [
    ("晨曦花园物业乱收停车费", "晨曦花园物业未经业主同意上涨停车费，每月三百元，没有收费依据。"),
    ("晨曦花园停车费上涨", "晨曦花园的停车费从一百五涨到三百，物业拿不出收费依据，业主不同意。"),
    ("质疑晨曦花园停车收费依据", "物业在晨曦花园强制收取停车费三百元，业主要求公开收费依据。"),
]
FAR = [
    ("月牙新村旁搅拌站", "月牙新村旁边的混凝土搅拌站昼夜施工，噪音和粉尘让居民无法开窗。"),
    ("月牙新村搅拌站污染", "月牙新村附近的混凝土搅拌站粉尘漫天，噪音扰民，要求搬迁。"),
    ("请整治月牙新村搅拌站", "月牙新村小区门口的搅拌站每天凌晨作业，粉尘和噪音严重。"),
]


def messages(*parts: list[tuple[str, str]], gap: int = 3) -> list[Message]:
    rows = [row for part in parts for row in part]
    return [Message(f"{n:03}", DAY + timedelta(days=gap * n), *row) for n, row in enumerate(rows)]


def found(*parts: list[tuple[str, str]]) -> list[Issue]:
    return find_issues(messages(*parts))


def test_one_thing_at_one_place_is_one_issue() -> None:
    (issue,) = found(OTHERS, PLANT)
    assert issue.members == ("010", "011", "012", "013")
    assert "晨曦花园" in issue.place and "搅拌站" in issue.title
    assert (issue.first, issue.last) == (DAY + timedelta(days=30), DAY + timedelta(days=39))


def test_two_things_at_one_place_are_two_issues() -> None:
    assert {i.members for i in found(OTHERS, PLANT, PARKING)} == {
        ("010", "011", "012", "013"),
        ("014", "015", "016"),
    }


def test_one_thing_at_two_places_is_two_issues() -> None:
    assert {i.members for i in found(OTHERS, PLANT, FAR)} == {("010", "011", "012", "013"), ("014", "015", "016")}


def test_villages_whose_roads_break_alike_are_no_issue() -> None:
    villages = [
        (f"{v}村通村公路塌方", f"{v}村通村公路因连日降雨塌方，车辆无法通行，请尽快抢修。")
        for v in ("上坝", "白云", "石门", "樟树")
    ]
    assert found(OTHERS, villages) == []


def test_other_petitions_are_no_issue() -> None:
    assert found(OTHERS) == [] and find_issues([]) == []


def test_one_kind_of_matter_at_many_places_is_no_issue() -> None:
    wages = [(f"工地拖欠{n}名工人工资", f"工地拖欠{n}名工人三个月工资，多次讨要没有结果。") for n in (12, 15, 20, 31)]
    rows = messages(OTHERS, wages)
    regions = ["东河镇", "西山镇", "南塘镇", "北坡镇"]

    def found_with(regions: list[str]) -> list[Issue]:
        return find_issues(rows[:10] + [replace(m, region=r) for m, r in zip(rows[10:], regions, strict=True)])

    assert found_with(regions) == []
    assert len(found_with(regions[:1] * 4)) == 1


def test_the_same_text_thrice_is_no_issue() -> None:
    assert found(OTHERS, PLANT[:1] * 3) == []


def test_one_petition_that_many_endorsed_is_an_issue() -> None:
    rows = messages(OTHERS)
    loud = rows[3].__class__("900", DAY, "请在青枫路设天桥", "青枫路车流大，老人过街危险，请设人行天桥。", 120)
    (issue,) = find_issues([*rows, loud])
    assert issue.members == ("900",) and issue.heat.value == 5.2  # 1 + 1 / 2 + log2(13)


@settings(deadline=None, max_examples=20)
@given(st.permutations(range(17)))
def test_the_order_of_the_messages_does_not_matter(order: list[int]) -> None:
    rows = messages(OTHERS, PLANT, PARKING)
    assert find_issues([rows[i] for i in order]) == find_issues(rows)


@pytest.mark.parametrize(
    ("days", "texts", "endorsed", "expected"),
    [
        ([0], ["甲乙丙丁"], 0, Heat(1, 1, 1.0, 1.0, 0)),
        ([0, 1, 2], ["甲乙丙丁", "戊己庚辛", "壬癸子丑"], 0, Heat(3, 3, 3.0, 3.0, 0)),
        ([0, 1, 40], ["甲乙丙丁", "甲乙丙丁", "戊己庚辛"], 0, Heat(3, 2, 2.2, 1.2, 0)),  # the copy counts a fifth
        ([0, 29, 30], ["甲乙丙丁", "戊己庚辛", "壬癸子丑"], 7, Heat(3, 3, 3.0, 2.0, 7)),  # 30 days hold two of them
    ],
)
def test_heat_by_hand(days: list[int], texts: list[str], endorsed: int, expected: Heat) -> None:
    assert heat_of([DAY + timedelta(days=n) for n in days], [triples(t) for t in texts], endorsed) == expected


def test_the_formula_of_the_heat() -> None:
    assert Heat(4, 3, 3.2, 2.0, 70).value == 7.2  # 3.2 + 2 / 2 + log2(1 + 70 / 10)


@given(st.lists(st.integers(0, 200), min_size=1, max_size=12))
def test_one_more_petition_never_cools(days: list[int]) -> None:
    texts = [triples("甲乙丙丁" + chr(0x4E00 + n) * 9) for n in range(len(days))]
    days = sorted(days)
    values = [heat_of([DAY + timedelta(days=d) for d in days[:n]], texts[:n], 0).value for n in range(1, len(days) + 1)]
    assert values == sorted(values)


def test_a_name_is_cut_as_others_write_it() -> None:
    texts = [(clean("投诉丽景新城的物业"),), (clean("丽景新城噪音"),), (clean("昨天丽景新城停水"),)]
    names = Names(texts)
    assert [[name for _, name in names.of(t[0])] for t in texts] == [["丽景新城"]] * 3


@pytest.mark.parametrize(
    ("name", "own"), [("民政职业技术学院", "民政"), ("丽景新城", "丽景新城"), ("晨曦花园小区", "晨曦花园")]
)
def test_the_part_of_a_name_that_is_its_own(name: str, own: str) -> None:
    assert proper(name) == own


def test_places_that_share_only_their_kind_share_no_mark() -> None:
    assert not marks(["民政职业技术学院"]) & marks(["交通职业技术学院"])
    assert marks(["万景丽江花园"]) & marks(["丽江花园"])


def test_regions_are_no_names() -> None:
    assert clean("A市A2区丽景新城") == "||丽景新城"
    assert clean("云州市临江区丽景新城", region_pattern(["云州市", "临江区", "云州"])) == "||丽景新城"
