"""What a text says: the names in it (estate, street, school, company, platform) and its other words. No person's name.

A name is found by its ending (花园, 路, 学院 ...) and by what stands before it; how it is cut off is decided by all texts
together: of 我是丽发新城 and 丽发新城 the longest form that stands alone somewhere else is kept.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache

import rjieba

MOST_CHARACTERS = 400  # of a text; what it is about stands at its beginning
SUBJECT_WEIGHT = 3  # a word of the subject counts as three of the text
MASK = "|"
RUN = re.compile(r"[\u4e00-\u9fffA-Z0-9]+")
# 长沙市, 雨花区 and the letters that stand for them in published messages (A市, A3区, 西地省)
REGION = re.compile(r"西地省|[A-Z]\d*[省市区县州](?!政府)")

ENDINGS = (
    "小区 社区 新村 新城 之城 花园 花苑 家园 公寓 国际城 国际 广场 大厦 公馆 山庄 庭院 街道 学校 小学 中学 大学 学院 幼儿园 医院 公司 集团 平台 "
    "酒店 市场 公园 地铁站 车站 大桥 隧道 高速 大道 号线 英语 车贷 乐园 时代 安置区 片区 园区 工业园 水库 煤矿 矿山 "
    "苑 园 城 府 湾 郡 里 路 街 巷 桥 镇 乡 村 站 厂 院 贷 网 洲 岛 陵 线 矿"
).split()  # fmt: skip
BROAD = ("街道", "镇", "乡", "岛", "洲", "大道", "片区", "新区")  # much happens there: says less
BROAD_WEIGHT = 0.4
# what cuts a run of characters before a name
BEFORE = (
    "关于 投诉 举报 反映 反应 咨询 请问 询问 希望 建议 位于 附近 旁边 门口 我们 我是 住在 居住 购买 请求 恳请 要求 强烈 解决 处理 再次 我家 目前 本人 您好 你好 "
    "尊敬 领导 书记 市长 局长 区长 县长 政府 业主 居民 开发商 物业 设置 设立 开设 开办 修建 建设 违建 违规 违法 进出 出入 影响 导致 进入 通过 反对 坚决 "
    "的 在 对 与 和 及 到 从 至 由 于 是 为 有 了 请 给 把 被 向 往 该 就 也 都 这 那 某 各 个 我 你 他 她 不 没 住 去 来 离 距 将 让 还 因 后 前 内 旁 边 每 等 又 已 要 会 能 建 本 "
    "地处 坐落 座落 处于 一家 两家 几家 多家 恢复 方便 沿岸 看着 而 着 则 但 用"
).split()  # fmt: skip
# words that make no name when nothing else stands beside them
GENERIC = frozenset(
    (
        "小区 社区 公交 公交站 公司 自来水 公安局 教育局 幼儿园 学校 小学 中学 大学 学院 职业 技术 地铁站 地铁 有限公司 限 集团 商场 市场 医院 酒店 搅拌站 搅拌厂 "
        "混凝土 大型 中心 国家 公办 民办 开发 开发商 物业 临街 线 网 房 住宅 车 车贷 贷 网贷 投资 平台 一 两 几 多 多个 其他 所有 沿 马路 街 大街 道路 街道 整个 家 "
        "垃圾 垃圾站 加油站 变电站 污水 处理厂 派出所 配套 费站 收费站 菜市场 农贸市场 工厂 化工厂 停车 停车场 公共 培训 住房 商品房 上网 城 村 里 路 园 院 站 厂 水 "
        "宅 楼 区 县 市 镇 中 高 大 小 新 老 上 下 内 外 东 南 西 北 城市 农村 居民 业主 乡 乡村 农 自 公 普惠 普惠性 "
        "私立 私营 民营 广场 酒吧 宾馆 安置 安置房 工地 项目 一期 二期 三期 公积金 贷款 商业贷 高速 高速公路 城际 铁路 地 道"
    ).split()
)
_ENDING = re.compile("|".join(sorted(ENDINGS, key=len, reverse=True)))
_BEFORE = re.compile("|".join(sorted(BEFORE, key=len, reverse=True)))
_BROAD = re.compile(f"(?:{'|'.join(BROAD)})$")
_DOTS = re.compile(r"[·.。](?=[\u4e00-\u9fff])")
LONGEST, SHORTEST = 10, 3
RARE = 0.006  # share of the texts in which a word without a name's ending may stand and yet be a name
PROPER = frozenset(("nr", "nrt", "ns", "nt", "nz"))  # the dictionary's own names of people, places, companies
HAN = re.compile(r"[\u4e00-\u9fff]{2,}")


def clean(text: str, regions: re.Pattern[str] = REGION) -> str:
    """One width, capitals, no dots inside names, the names of regions masked."""
    text = unicodedata.normalize("NFKC", text).upper()
    return regions.sub(MASK, _DOTS.sub("", text))


def region_pattern(names: Iterable[str]) -> re.Pattern[str]:
    """The masked letters and the names of the desk's own regions, the longest first."""
    own = sorted({re.escape(n.upper()) for n in names if len(n) > 1}, key=lambda n: (-len(n), n))
    return re.compile("|".join([*own, REGION.pattern]))


def grams(text: str) -> Iterable[str]:
    """The pairs and triples of characters of a cleaned text."""
    for run in RUN.findall(text):
        for n in (2, 3):
            for i in range(len(run) - n + 1):
                yield run[i : i + n]


def candidates(text: str) -> list[tuple[int, str]]:
    """(offset, name) of what may be a name in a cleaned text: from a boundary to an ending."""
    found = []
    for run in RUN.finditer(text):
        start = 0
        pieces = []
        for cut in _BEFORE.finditer(run.group()):
            pieces.append((start, run.group()[start : cut.start()]))
            start = cut.end()
        pieces.append((start, run.group()[start:]))
        for offset, piece in pieces:
            last = 0
            for end in _ENDING.finditer(piece):
                if end.end() - last >= SHORTEST:
                    first = max(last, end.end() - LONGEST)
                    found.append((run.start() + offset + first, piece[first : end.end()]))
                    last = end.end()
    return found


class Names:
    """The names that occur in a set of texts, learnt from all of them: in how many each form stands.

    A name without an ending (温斯顿) is one that the dictionary knows as such and few texts have.
    """

    def __init__(self, texts: Sequence[Sequence[str]]) -> None:
        self.seen: Counter[str] = Counter()
        self._words: Counter[str] = Counter()
        self._known: dict[str, str] = {}
        for parts in texts:
            self.seen.update({name for part in parts for _, name in candidates(part)})
            self._words.update({word for part in parts for word in rjieba.cut(part) if HAN.fullmatch(word)})
        self._rare = RARE * len(texts)

    def of(self, text: str) -> list[tuple[int, str]]:
        """(offset, name) in a cleaned text, each in the form that others use too; what is no name left out."""
        found = []
        for offset, raw in candidates(text):
            name = self._known.get(raw)
            if name is None:
                name = self._known[raw] = self._form(raw)
            if name:
                found.append((offset + len(raw) - len(name), name))
        taken = {i for start, name in found for i in range(start, start + len(name))}
        at = 0
        for word in rjieba.cut(text):
            if at not in taken and self._is_strange(word):
                found.append((at, word))
            at += len(word)
        return found

    def _is_strange(self, word: str) -> bool:
        often = self._words[word]
        if often < 2 or often > self._rare or word in GENERIC or _ENDING.fullmatch(word):
            return False
        return len(word) >= 3 and rjieba.has_word(word) and rjieba.tag(word)[0][1] in PROPER

    def _form(self, raw: str) -> str:
        name = next((raw[i:] for i in range(len(raw) - SHORTEST + 1) if self.seen[raw[i:]] >= 2), "")
        return "" if not name or _is_generic(name) else name


def _is_generic(name: str) -> bool:
    return name in GENERIC or all(part in GENERIC for part in rjieba.cut(name))


def is_broad(name: str) -> bool:
    """A street, town or quarter, where very different things happen."""
    return bool(_BROAD.search(name))


def marks(names: Iterable[str]) -> set[str]:
    """What tells one place from another: the triples of characters of the names that are not broad."""
    found = set()
    for name in names:
        if not is_broad(name):
            start = name.index(proper(name))
            last = min(start + len(proper(name)), len(name) - 2)
            found |= {name[i : i + 3] for i in range(start, last)} or {name}
    return found


@lru_cache(maxsize=100_000)
def proper(name: str) -> str:
    """The part of a name that is its own: 民政 of 民政职业技术学院."""
    parts = rjieba.cut(name)
    while len(parts) > 1 and parts[-1] in GENERIC:
        parts.pop()
    while len(parts) > 1 and parts[0] in GENERIC:
        parts.pop(0)
    core = "".join(parts)
    return core if len(core) > 1 else name


def subject_names(subject: str) -> set[str]:
    """What a subject calls by name, though no other text does: enough to tell that it speaks of another place."""
    return {name for _, name in candidates(subject) if not _is_generic(name)}


def name_grams(name: str) -> Iterable[str]:
    """What two forms of a name have in common (万科魅力之城, 魅力之城): pairs and triples, but for those of its ending alone."""
    start = name.index(proper(name))
    for n in (2, 3):
        for i in range(start, min(start + len(proper(name)), len(name) - n + 1)):
            yield name[i : i + n]


def words(text: str, found: Sequence[tuple[int, str]]) -> list[str]:
    """The ordinary words of two characters and more outside the names."""
    masked = list(text)
    for offset, name in found:
        masked[offset : offset + len(name)] = MASK * len(name)
    return [w for w in rjieba.cut("".join(masked)) if len(w) >= 2 and w[0] != MASK and rjieba.has_word(w)]
