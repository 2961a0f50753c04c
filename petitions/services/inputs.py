"""What a registration is given: plain values, already checked by a form, a serializer or the import."""

from dataclasses import dataclass, field
from datetime import date, datetime


@dataclass(frozen=True)
class Person:
    """One petitioner of 5.2. Missing identity never blocks registration (R22 Art. 19)."""

    name: str = ""
    kind: str = "person"
    is_representative: bool = False
    sex: str = ""
    birth_on: date | None = None
    id_kind: str = ""
    identity: str = ""
    phone: str = ""
    email: str = ""
    address: str = ""
    postcode: str = ""
    employer: str = ""
    wants_paper: bool = False
    agrees_online: bool = False  # takes papers on her own page


@dataclass(frozen=True)
class Part:
    """One matter of the petition: its class, title, place, topic, and its own text where it is not the whole."""

    klass: str
    title: str = ""
    text: str | None = None
    region_id: int | None = None
    topic_id: int | None = None
    confidential: bool = False
    files: tuple[int, ...] = ()  # the petition's files that go with it; chosen for no part: they stay with the whole

    @property
    def is_secret(self) -> bool:
        return self.confidential or self.klass == "B"  # R22 Art. 30


@dataclass(frozen=True)
class Against:
    """An office or a person complained of. A person is named in an accusation alone (R22 Art. 30)."""

    office_id: int | None = None
    name: str = ""
    post: str = ""
    level: str = ""
    unit: str = ""

    @property
    def is_person(self) -> bool:
        return bool(self.name or self.post or self.unit)


@dataclass(frozen=True)
class StoredFile:
    """A file already stored by its SHA-256; `name` is what the petitioner called it."""

    sha256: str
    name: str
    content_type: str
    size: int


@dataclass(frozen=True)
class Registration:
    """A petition to register. `received_at` is an instant, `written_on` and `postmark_on` are days."""

    office_id: int
    channel: str
    received_at: datetime
    purpose: str
    text: str = ""
    summary: str = ""
    persons: tuple[Person, ...] = ()
    written_on: date | None = None
    postmark_on: date | None = None
    region_id: int | None = None
    topic_id: int | None = None
    topic_confidential: bool = False
    addressee: str = ""
    is_oral: bool = False
    read_back: bool = False
    visitors: int | None = None
    concerned: int | None = None
    endorsed: int | None = None  # how many others supported the message where it was published; the import alone
    is_joint: bool = False
    is_anonymous: bool = False
    source: str = ""
    external_no: str = ""
    files: tuple[StoredFile, ...] = ()
    parts: tuple[Part, ...] = field(default=())
    with_offices: tuple[int, ...] = ()  # a visit received together with others (R22 Art. 18 ¶3)
    accused: tuple[Against, ...] = ()
    registered_at: datetime | None = None  # the import alone: the instant in the world

    @property
    def confidential(self) -> bool:
        """R22 Art. 30: an accusation, or a topic of discipline, from the first save."""
        return self.purpose == "accusation" or self.topic_confidential or any(p.is_secret for p in self.parts)
