"""Columns matched by name: known names of each field, and mappings saved for a layout seen before."""

import hashlib
import unicodedata
from collections.abc import Mapping, Sequence

from caseflow.models import ImportMapping

KNOWN: Mapping[str, tuple[str, ...]] = {
    "external_no": ("留言编号", "信访件编号", "编号", "external_no", "number"),
    "name": ("留言用户", "姓名", "信访人", "name"),
    "summary": ("留言主题", "概况", "概况信息", "主题", "标题", "summary", "title"),
    "received_at": ("留言时间", "信访日期", "登记日期", "来信时间", "received_at", "received"),
    "text": ("留言详情", "投诉内容", "内容", "text", "content"),
    "reply": ("答复意见", "答复内容", "reply"),
    "replied_at": ("答复时间", "答复日期", "replied_at"),
    "topic": ("一级分类", "内容分类", "一级标签", "topic"),
    "region": ("问题属地", "region"),
    "phone": ("手机号码", "手机", "phone"),
    "address": ("住址", "address"),
    "channel": ("信访形式", "channel"),
    "purpose": ("信访目的", "purpose"),
    "visitors": ("信访人数", "visitors"),
}
REQUIRED = ("external_no", "text", "received_at")


def signature(columns: Sequence[str]) -> str:
    return hashlib.sha256("\x1f".join(columns).encode()).hexdigest()


def normal(name: str) -> str:
    return unicodedata.normalize("NFKC", name).strip().lower()


def match(columns: Sequence[str]) -> dict[str, int]:
    """field -> column index: the mapping saved for this layout, else by the known names."""
    saved = ImportMapping.objects.filter(signature=signature(columns)).first()
    if saved:
        return {field: columns.index(name) for field, name in saved.mapping.items() if name in columns}
    found: dict[str, int] = {}
    for field, names in KNOWN.items():
        wanted = {normal(n) for n in names}
        for index, column in enumerate(columns):
            if normal(column) in wanted:
                found.setdefault(field, index)
    return found


def remember(columns: Sequence[str], mapping: Mapping[str, int]) -> None:
    """Save the mapping of a layout, so that the next file of it needs no asking."""
    ImportMapping.objects.update_or_create(
        signature=signature(columns),
        defaults={"columns": list(columns), "mapping": {f: columns[i] for f, i in mapping.items()}},
    )
