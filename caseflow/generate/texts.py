"""What varies from letter to letter: openings, details, closings, all of our own writing, recombined."""

import random

from caseflow.demo.texts import COURTS, GIVEN, ROADS, SURNAMES, VILLAGES

OPENINGS = (
    "尊敬的领导：您好！", "市领导，打扰了。", "各位领导好，", "我是一名普通居民，", "我们是附近的住户，", "本人今年六十三岁，", "受邻居们委托写这封信。",
    "来信反映一件拖了很久的事。", "首先感谢你们平时的工作。", "我在外地打工，家里只有老人。", "这是我第二次反映同一件事。", "没有别的办法才来打扰。",
)  # fmt: skip
DETAILS = (
    "上周去现场看过，情况没有任何变化。", "我们保留了照片和收据，可以随时提供。", "打过几次电话，每次都说正在处理。", "居委会来调解过两回，没有结果。",
    "周围一百多户都受影响。", "有老人因此住了院。", "孩子们每天要绕行三公里。", "去年冬天还发生过一次险情。", "施工方贴过告示，落款日期早已过了。",
    "相关合同和发票都在我手上。", "物业公司换了两家，谁也不认账。", "镇里说归县里管，县里说归镇里管。", "听说隔壁小区同样的问题已经解决。",
    "雨天积水没过膝盖，晴天尘土飞扬。", "半夜十二点以后仍有机器轰鸣。", "窗口说系统升级，让我们下个月再来。", "承诺的期限过去了四个多月。",
    "几家人凑钱请人检测过，报告附后。", "网上也查不到公示的文件。", "问了好几个部门，电话都转来转去。",
)  # fmt: skip
CLOSINGS = (
    "盼望早日得到答复。", "请求依法处理。", "希望给一个明确的时间表。", "恳请派人实地查看。", "请书面答复，谢谢。", "不求赔偿，只求解决问题。",
    "望督促落实，以解燃眉之急。", "此致敬礼。", "请不要再转来转去了。", "我们相信政府会公正处理。",
)  # fmt: skip


def words_for(rng: random.Random) -> list[str]:
    """The words of one letter in the order of `TOKENS`."""
    choice = rng.choice
    return [
        choice(COURTS), choice(VILLAGES), choice(ROADS), str(rng.randrange(3, 60)), str(rng.randrange(2, 19)), choice(OPENINGS),
        choice(DETAILS) + choice(DETAILS), choice(CLOSINGS),
    ]  # fmt: skip


def name_for(rng: random.Random) -> str:
    return rng.choice(SURNAMES) + rng.choice(GIVEN)
