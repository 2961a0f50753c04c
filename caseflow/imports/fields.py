"""The fields a column may stand for: what each is called on the page, and the names by which it is known in files."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Field:
    label: Any
    names: tuple[str, ...]


FIELDS: Mapping[str, Field] = {
    "external_no": Field(_("number in the source"), ("留言编号", "信访件编号", "编号", "external_no", "number")),
    "received_at": Field(
        _("time received"), ("留言时间", "信访日期", "登记日期", "来信时间", "received_at", "received")
    ),
    "text": Field(_("original text"), ("留言详情", "投诉内容", "内容", "text", "content")),
    "summary": Field(_("summary"), ("留言主题", "概况", "概况信息", "主题", "标题", "summary", "title")),
    "name": Field(_("petitioner's name"), ("留言用户", "姓名", "信访人", "name")),
    "phone": Field(_("phone"), ("手机号码", "手机", "phone")),
    "address": Field(_("address"), ("住址", "address")),
    "region": Field(_("where the problem arose"), ("问题属地", "region")),
    "topic": Field(_("topic"), ("一级分类", "内容分类", "一级标签", "topic")),
    "channel": Field(_("channel"), ("信访形式", "channel")),
    "purpose": Field(_("purpose"), ("信访目的", "purpose")),
    "visitors": Field(_("visitors"), ("信访人数", "visitors")),
    "endorsed": Field(_("endorsements"), ("点赞数", "支持数", "endorsed")),
    "reply": Field(_("reply"), ("答复意见", "答复内容", "reply")),
    "accepted_at": Field(_("time of acceptance"), ("受理时间", "受理日期", "accepted_at")),
    "status": Field(_("status"), ("信访件状态", "信访事项状态", "办理状态", "status")),
    "outcome": Field(_("outcome"), ("处理结果", "办理结果", "outcome")),
    "replied_at": Field(_("time of the reply"), ("答复时间", "答复日期", "replied_at")),
}
REQUIRED = ("external_no", "text", "received_at")


def normal(name: str) -> str:
    return unicodedata.normalize("NFKC", name).strip().lower()


@lru_cache(maxsize=1)
def known_names() -> Mapping[str, str]:
    """name in a file, folded -> field."""
    return {normal(name): key for key, field in FIELDS.items() for name in field.names}


def is_known(name: str) -> bool:
    return normal(name) in known_names()
