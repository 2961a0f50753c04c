"""The demo's users, one a role and some more; their password is printed by `make run` and works on a demo desk only."""

from datetime import date

from offices.models import Office, Posting, User
from offices.roles import Role

DEMO_PASSWORD = "petition-demo-2026"
R = Role
# user name: (name, [(office, role)])
PEOPLE = {
    "chen": ("陈晓云", [("YZXF", R.CLERK)]), "pan": ("潘立新", [("YZXF", R.PETITION_OFFICER)]), "hua": ("华建国", [("YZXF", R.HEAD)]),
    "su": ("苏敏", [("YZXF", R.SUPERVISOR)]), "mi": ("米岚", [("YZXF", R.CONFIDENTIAL)]), "ji": ("纪明", [("YZJW", R.CONFIDENTIAL)]),
    "lin": ("林涛", [("LJZJ", R.OFFICER)]),  # before ou, so that the demo's cases are hers
    "dan": ("但志强", [("LJXF", R.PETITION_OFFICER)]), "ou": ("欧阳静", [("LJZJ", R.OFFICER)]), "hei": ("贺伟", [("LJZJ", R.HEAD)]),
    "luo": ("罗平", [("LJHB", R.OFFICER)]), "tan": ("谭海", [("LJHB", R.HEAD)]), "guo": ("郭芳", [("QSZR", R.OFFICER)]),
    "xie": ("谢东", [("QSZR", R.HEAD)]), "rao": ("饶青", [("YZRS", R.OFFICER), ("YZXF", R.CLERK)]), "wen": ("文斌", [("YZRS", R.HEAD)]),
    "qin": ("秦岚", [("YZZJ", R.OFFICER)]), "zhao": ("赵明远", [("YZZJ", R.HEAD)]), "gao": ("高敏", [("YZZF", R.OFFICER)]),
    "zhou": ("周颖", [("YZZF", R.HEAD)]), "lian": ("廉洁", [("YZLX", R.HEAD)]),
    "yuan": ("袁梅", [("YAXF", R.PETITION_OFFICER)]), "rena": ("任娜", [("YZXF", R.REGION_ADMIN)]), "ada": ("艾达", [("YZXF", R.SYSTEM_ADMIN)]),
}  # fmt: skip
SHOWN = ("chen", "pan", "hua", "ou", "hei", "su", "mi", "rena", "ada")


def make_people(offices: dict[str, Office], since: date) -> None:
    """Insert the demo's users with their postings."""
    for username, (name, postings) in PEOPLE.items():
        user = User.objects.filter(username=username).first()
        if user is None:
            user = User.objects.create_user(
                username, DEMO_PASSWORD, name=name, is_demo=True, email=f"{username}@example.org"
            )
        for office, role in postings:
            Posting.objects.get_or_create(user=user, office=offices[office], role=role, defaults={"valid_from": since})


def demo_users() -> list[tuple[str, str]]:
    """(user name, role and office) of the demo users that are there, for the block that `make run` prints."""
    rows = Posting.objects.filter(user__is_demo=True, user__username__in=SHOWN).select_related("user", "office")
    found = {p.user.username: f"{p.get_role_display()} · {p.office}" for p in rows}
    return [(name, found[name]) for name in SHOWN if name in found]
