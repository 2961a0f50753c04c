"""The product's own copy of the content tree (regulation 5.4): code 2+2+2 digits, three levels, versioned by rows."""

import csv
from datetime import date
from pathlib import Path

from django.db import transaction

from petitions.models import Topic

FILE = Path(__file__).parent / "data" / "topics.csv"
VALID_FROM = date(2000, 1, 1)
CONFIDENTIAL = "纪检监察"  # R22 Art. 30: everything under this heading
ENGLISH = {
    "城乡建设": "Urban and rural construction", "农村农业": "Countryside and agriculture", "国土资源": "Land and resources",
    "劳动和社会保障": "Labour and social security", "政法": "Law and order", "民政": "Civil affairs",
    "教育文体": "Education, culture and sport", "卫生计生": "Health", "环境保护": "Environment",
    "交通运输": "Transport", "经济管理": "Economic management", "商贸旅游": "Trade and tourism",
    "科技与信息产业": "Science and information industry", "党务政务": "Party and government affairs",
    "纪检监察": "Discipline inspection", "其他": "Other",
}  # fmt: skip


@transaction.atomic
def seed_topics() -> int:
    """Insert the topics that are missing; existing rows are left as the office keeps them. Returns the number added."""
    with open(FILE, encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    names = {row["code"]: row["name"] for row in rows}
    have = dict(Topic.objects.values_list("code", "pk"))
    added = 0
    for level, width in ((1, 2), (2, 4), (3, 6)):
        new = []
        for code, name in names.items():
            depth = 1 if code.endswith("0000") else 2 if code.endswith("00") else 3
            if depth != level or code in have:
                continue
            parent = code[: width - 2].ljust(6, "0") if level > 1 else None
            top = names[code[:2] + "0000"]
            new.append(
                Topic(code=code, name=name, name_en=ENGLISH.get(name, ""), level=level, parent_id=have.get(parent),
                      confidential=top == CONFIDENTIAL, valid_from=VALID_FROM)
            )  # fmt: skip
        for topic in Topic.objects.bulk_create(new):
            have[topic.code] = topic.pk
        added += len(new)
    return added
