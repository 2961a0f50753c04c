"""Which of a letter's files go with which part of a split: its office reads these, and an accusation's nobody else."""

import re
from collections.abc import Callable, Iterator

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse

from caseflow.facts import Refused
from caseflow.models import Case
from petitions.models import Attachment, Extract
from petitions.services import files
from petitions.services.inputs import Part
from tests import factories as f
from tests.cast import TODAY, Cast, at

CLAIM, OTHER, ACCUSATION = (
    "小区电梯停运三个月，请求维修。",
    "村口水渠堵塞，请求疏通。",
    "物业科科长甲某收受物业公司礼金两万元。",
)
NAMES = ("电梯.txt", "水渠.txt", "礼金.txt")


@pytest.fixture
def desk(cast: Cast, files_root) -> Iterator[Case]:
    import time_machine

    with time_machine.travel(at(TODAY, 18), tick=False):
        stored = tuple(files.store(ContentFile(name.encode()), name, len(name.encode())) for name in NAMES)
        yield f.case_of(f.petition(cast, TODAY, text=CLAIM + OTHER + ACCUSATION, files=stored))


def pks(desk: Case, *names: str) -> tuple[int, ...]:
    return tuple(Attachment.objects.get(petition=desk.petition, name=name).pk for name in names)


def seen(cast: Cast, who: str, desk: Case) -> list[str]:
    rows = Attachment.objects.visible_to(cast.actor(who)).filter(petition=desk.petition).order_by("pk")
    return [row.opened_name for row in rows]


def split(cast: Cast, desk: Case, *parts: Part, **more) -> list[Case]:
    """The desk cases of the parts, in their order."""
    f.act(cast, desk, "split", "pan", hour=11, parts=list(parts), **more)
    return list(Case.objects.filter(petition=desk.petition, kind="desk").order_by("pk"))


def forward(cast: Cast, case: Case, office: str) -> Case:
    f.act(cast, case, "forward", "pan", hour=12, target=cast.offices[office].pk, reason="职责目录")
    return case.children.get()


def client(cast: Cast, who: str) -> Client:
    c = Client(headers={"Accept-Language": "en"})
    c.force_login(cast.user(who), backend="offices.auth.DeskBackend")
    return c


def two(cast: Cast, desk: Case, first: tuple[int, ...] = (), second: tuple[int, ...] = ()) -> tuple[Case, Case]:
    """The lift with the housing bureau, the ditch with the water bureau."""
    one, other = split(cast, desk, Part("C", "电梯", CLAIM, files=first), Part("C", "水渠", OTHER, files=second))
    return forward(cast, one, "housing"), forward(cast, other, "water")


def test_each_office_reads_the_files_of_its_part(cast: Cast, desk: Case) -> None:
    lift, ditch = two(cast, desk, pks(desk, "电梯.txt"), pks(desk, "水渠.txt"))
    assert (seen(cast, "ou", desk), seen(cast, "wai", desk)) == (["电梯.txt"], ["水渠.txt"])
    assert seen(cast, "pan", desk) == seen(cast, "chen", desk) == list(NAMES), "who registered it sees every part"
    for who, case, own in (("ou", lift, "电梯.txt"), ("wai", ditch, "水渠.txt")):
        c = client(cast, who)
        body = c.get(reverse("caseflow:case", args=[case.uid])).content.decode()
        for row in Attachment.objects.filter(petition=desk.petition):
            assert (row.name in body) is (row.name == own), (who, row.name)
            answer = c.get(reverse("petitions:attachment", args=[row.uid]))
            assert answer.status_code == (200 if row.name == own else 404), (who, row.name)


def test_a_file_may_go_with_several_parts(cast: Cast, desk: Case) -> None:
    two(cast, desk, pks(desk, "电梯.txt", "礼金.txt"), pks(desk, "礼金.txt"))
    assert (seen(cast, "ou", desk), seen(cast, "wai", desk)) == (["电梯.txt", "礼金.txt"], ["礼金.txt"])


def test_without_a_choice_they_stay_with_the_petition(cast: Cast, desk: Case) -> None:
    two(cast, desk)
    assert seen(cast, "ou", desk) == seen(cast, "wai", desk) == list(NAMES)


def test_a_file_of_the_accusation_alone_is_the_accusations(cast: Cast, desk: Case) -> None:
    cases = split(
        cast, desk, Part("C", "电梯", CLAIM, files=pks(desk, "电梯.txt")), Part("B", "礼金", ACCUSATION, files=pks(desk, "礼金.txt")),
        second=cast.user("hua").pk,
    )  # fmt: skip
    forward(cast, cases[0], "housing")
    assert seen(cast, "ou", desk) == seen(cast, "pan", desk) == seen(cast, "hua", desk) == ["电梯.txt"]
    assert seen(cast, "mi", desk) == list(NAMES)
    secret = Attachment.objects.get(extracts__matter__confidential=True)
    assert secret.name == "file" and secret.opened_name == "礼金.txt", "what it was called lies sealed"
    assert Attachment.objects.get(extracts__matter=desk.matter_id).sealed is None


def test_without_a_choice_nobody_reads_any_beside_an_accusation(cast: Cast, desk: Case) -> None:
    parts = Part("C", "电梯", CLAIM), Part("B", "礼金", ACCUSATION)
    forward(cast, split(cast, desk, *parts, second=cast.user("hua").pk)[0], "housing")
    assert seen(cast, "ou", desk) == seen(cast, "pan", desk) == []
    assert seen(cast, "mi", desk) == list(NAMES)


def test_no_file_of_another_petition_is_chosen(cast: Cast, desk: Case) -> None:
    foreign = f.petition(cast, TODAY, files=(files.store(ContentFile(b"x"), "x.txt", 1),)).attachments.get()
    with pytest.raises(Refused) as refused:
        split(cast, desk, Part("C", "电梯", CLAIM, files=(foreign.pk,)), Part("C", "水渠", OTHER))
    assert refused.value.refusal.code == "unknown_file"
    assert Extract.objects.filter(petition=desk.petition).count() == 1 and not foreign.extracts.exists()


def test_the_choice_goes_along_when_a_part_is_joined(cast: Cast, desk: Case) -> None:
    lift, ditch = (
        Part("C", "电梯", CLAIM, files=pks(desk, "电梯.txt")),
        Part("C", "水渠", OTHER, files=pks(desk, "水渠.txt")),
    )
    first, second = split(cast, desk, lift, ditch)
    earlier = f.case_of(f.petition(cast, TODAY))
    f.act(cast, second, "join", "pan", hour=12, pending=earlier.pk, reason="同一事项")
    forward(cast, first, "housing")
    forward(cast, earlier, "water")
    assert seen(cast, "wai", desk) == ["水渠.txt"] and seen(cast, "ou", desk) == ["电梯.txt"]


def test_a_part_that_is_split_again_keeps_its_files(cast: Cast, desk: Case) -> None:
    first, second = split(
        cast, desk, Part("C", "电梯", CLAIM, files=pks(desk, "电梯.txt")), Part("C", "水渠", OTHER, files=pks(desk, "水渠.txt", "礼金.txt")),
    )  # fmt: skip
    third = split(cast, second, Part("C", "水渠", "水渠堵塞"), Part("A", "建议", "建议清淤"))[-1]
    forward(cast, first, "housing")
    forward(cast, second, "water")
    assert seen(cast, "wai", desk) == ["水渠.txt", "礼金.txt"] and seen(cast, "ou", desk) == ["电梯.txt"]
    assert not Extract.objects.get(matter=third.matter_id, until=None).attachments.exists()


# --- page and API -------------------------------------------------------------------------------------------------


@pytest.fixture
def form(cast: Cast, desk: Case) -> Callable[..., dict[str, object]]:
    def sent(**more: object) -> dict[str, object]:
        typed = {"title_1": "电梯", "klass_1": "C", "text_1": CLAIM, "title_2": "礼金", "klass_2": "B", "text_2": ACCUSATION,
                 "second": cast.user("hua").pk}  # fmt: skip
        return {"version": desk.version, "key": "k", **typed, **more}

    return sent


def ticked(body: str) -> list[str]:
    return re.findall(r'<input type="checkbox" name="files_\d"[^>]* checked', body)


def test_the_page_offers_the_files_for_each_part_and_the_second_person(cast: Cast, desk: Case, form) -> None:
    url, c = reverse("caseflow:act", args=[desk.uid, "split"]), client(cast, "pan")
    body = c.get(url).content.decode()
    uids = [str(u) for u in desk.petition.attachments.order_by("pk").values_list("uid", flat=True)]
    assert all(body.count(f'value="{uid}"') == 4 for uid in uids) and all(name in body for name in NAMES)
    assert 'name="second"' in body and not ticked(body)
    wrong = c.post(url, form(files_1=["nonsense"]))
    assert wrong.status_code == 422 and Extract.objects.filter(petition=desk.petition).count() == 1
    again = c.post(url, form(files_1=uids[:1], files_2=uids[1:], second=""))
    assert again.status_code == 422 and len(ticked(again.content.decode())) == 3, "a form with errors keeps its ticks"
    assert c.post(url, form(files_1=uids[:1], files_2=uids[1:])).status_code == 302
    assert seen(cast, "pan", desk) == ["电梯.txt"] and seen(cast, "mi", desk) == list(NAMES)


def test_a_letter_without_files_asks_nothing_of_them(cast: Cast, desk: Case) -> None:
    other = f.case_of(f.petition(cast, TODAY))
    assert "files_1" not in client(cast, "pan").get(reverse("caseflow:act", args=[other.uid, "split"])).content.decode()


def test_the_api_takes_the_files_by_their_ids(cast: Cast, desk: Case) -> None:
    uids = [str(u) for u in desk.petition.attachments.order_by("pk").values_list("uid", flat=True)]
    url = f"/api/v1/cases/{desk.uid}/acts/split/"

    def post(*chosen: list[str]) -> object:
        parts = [{"title": t, "klass": "C", "text": x} for t, x in (("电梯", CLAIM), ("水渠", OTHER))]
        body = {"version": desk.version, "parts": [{**p, "files": c} for p, c in zip(parts, chosen, strict=True)]}
        headers = {"Idempotency-Key": f"{chosen}"[:60]}
        return client(cast, "pan").post(url, body, content_type="application/json", headers=headers)

    foreign = post([], [str(desk.uid)])
    assert foreign.status_code == 422 and foreign.json()["errors"][0]["field"] == "parts.1.files"
    assert post(uids[:1], uids[1:]).status_code == 200
    assert [[a.name for a in x.attachments.order_by("pk")] for x in Extract.objects.filter(petition=desk.petition, until=None).order_by("pk")] == [
        ["电梯.txt"], ["水渠.txt", "礼金.txt"]]  # fmt: skip
