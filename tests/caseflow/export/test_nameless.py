"""The case for the investigated office: nothing anywhere in the file tells who the petitioner is (R22 Art. 30 ¶3, 46 (5))."""

import io
import re
import zipfile

import pytest
from pypdf import PdfReader

from caseflow.exports.nameless import Nameless
from caseflow.models import Case
from offices.models import Job
from petitions.models import Attachment
from petitions.sealing import unseal
from petitions.services.inputs import Person
from tests import factories as f
from tests.caseflow.export.helpers import browser, ended
from tests.cast import TODAY, at

LI = Person(
    name="李秀英",
    phone="13800000001",
    identity="110101199003070716",
    address="临江区柳塘镇1号3单元502室",
    email="lixiu@example.org",
    employer="柳塘纺织厂",
)
ZHAO = Person(name="Maria Lopez", phone="0990-7654321", address="临江区东街9号")
TEXT = (
    "本人李秀英（身份证110101 19900307 0716），住柳塘镇1号，电话138-0000-0001、１３８０００００００１，邮箱LiXiu@example.org。"
    "秀英多次反映，maria 亦可作证。李 秀 英 2026年11月1日在柳塘纺织厂。502室漏水。旧证号110101900307071。无关电话13911112222。"
)
TOLD = ("李秀英", "秀英", "110101199003070716", "110101900307071", "13800000001", "13911112222", "0716", "柳塘镇1号", "502室", "lixiu@",
        "柳塘纺织厂", "maria", "lopez", "7654321", "东街9号")  # fmt: skip


def plain(text: str) -> str:
    wide = {0xFF10 + n: 0x30 + n for n in range(10)}
    return re.sub(r"[\s\-]", "", text.translate(wide)).lower()


@pytest.fixture
def case(cast, files_root) -> Case:
    found = f.petition(cast, persons=(LI, ZHAO), text=TEXT, summary="李秀英反映漏水", is_joint=True)
    f.act(
        cast, f.case_of(found), "forward", "pan", target=cast.offices["housing"].pk, reason="致电李秀英13800000001核实"
    )
    case = f.act(cast, f.case_of(found, "handling"), "accept", "ou", hour=11)
    f.act(cast, case, "investigate", "ou", hour=12, text="走访李秀英，住502室")
    Attachment.objects.create(
        matter=case.matter,
        case_id=case.pk,
        sha256="b" * 64,
        name="李秀英身份证.jpg",
        content_type="image/jpeg",
        size=1,
        added_at=at(TODAY),
    )
    return case


def made(cast, case: Case, form: str, language: str = "zh-hans", nameless: bool = True) -> tuple[str, bytes]:
    data = {"format": form, **({"nameless": "on"} if nameless else {})}
    c = browser(cast, "ou")
    c.cookies["desk_language"] = language
    answer = c.post(f"/cases/{case.uid}/export/", data)
    assert answer.status_code == 302
    job = Job.objects.get(uid=answer.headers["Location"].strip("/").split("/")[-1])
    body = ended(job)
    Job.objects.update(state="done")
    return job.file_name, body


def text_of(pdf: bytes) -> str:
    reader = PdfReader(io.BytesIO(pdf))
    return "\n".join([*(page.extract_text() for page in reader.pages), str(dict(reader.metadata or {}))])


def secrets(case: Case) -> list[str]:
    codes = [unseal(p.code) for p in case.petition.petitioners.all()]
    return [plain(t) for t in (*TOLD, case.petition.number, *codes)]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_pdf_names_nobody(cast, case, language: str) -> None:
    name, pdf = made(cast, case, "pdf", language)
    told = plain(name + text_of(pdf))
    assert [s for s in secrets(case) if s in told] == []
    assert "漏水" in told and "走访" in told  # the story is there


def test_the_same_file_with_the_identity_has_it(cast, case) -> None:
    """What the test above looks for is really found where it is."""
    _name, pdf = made(cast, case, "pdf", nameless=False)
    told = plain(text_of(pdf))
    assert plain("李秀英") in told and plain(case.petition.number) in told


def test_nothing_in_the_zip_names_anybody_either(cast, case) -> None:
    name, data = made(cast, case, "zip")
    archive = zipfile.ZipFile(io.BytesIO(data))
    told = [name, *archive.namelist()]
    assert not any(n.startswith("files/") for n in archive.namelist()) and any(
        n.startswith("papers/") for n in archive.namelist()
    )
    for entry in archive.namelist():
        body = archive.read(entry)
        told.append(text_of(body) if entry.endswith(".pdf") else body.decode("utf-8-sig"))
    everything = plain("\n".join(told))
    assert [s for s in secrets(case) if s in everything] == []


def test_words_that_only_look_alike_stay(cast, case) -> None:
    cut = Nameless(case.matter_id)
    for text in ("2026年11月24日", "电梯停运三个月，费用1200元", "临江区住房和城乡建设局", "第3号楼的电梯", "李先生"):
        assert cut.text(text) == text
