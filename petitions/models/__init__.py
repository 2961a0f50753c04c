"""What was received: petitions and petitioners, the matters they concern, attachments, and the events of it all."""

from typing import Any

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from offices.ids import uuid7
from offices.models import Named, Office, Region, User
from petitions.choices import Capacity, Channel, IdKind, Klass, MatterStatus, PersonKind, Purpose, Sex
from petitions.querysets import (
    AttachmentQuerySet,
    EventQuerySet,
    MatterQuerySet,
    PetitionerQuerySet,
    PetitionQuerySet,
    TopicQuerySet,
)
from petitions.sealing import mask, unseal


class KeptTruncate(pgtrigger.Trigger):
    """Refuses TRUNCATE except in databases named test_ or demo_."""

    when = pgtrigger.Before
    operation = pgtrigger.Truncate
    level = pgtrigger.Statement
    func = """
        IF current_database() !~ '^(test|demo)_' THEN
            RAISE EXCEPTION 'the original is kept: no TRUNCATE here';
        END IF;
        RETURN NULL;
    """


def only_sealed(plain: str) -> pgtrigger.Condition:
    """Any change of a row but the one that moves its `plain` column under seal, once (R22 Art. 30 ¶3)."""
    rest = " - ".join(("to_jsonb({0})", f"'{plain}'", "'sealed'"))
    same = f"({rest.format('OLD')}) IS DISTINCT FROM ({rest.format('NEW')})"
    return pgtrigger.Condition(f"({same} OR OLD.sealed IS NOT NULL OR NEW.sealed IS NULL)")


class Topic(Named):
    """The content tree of three levels, versioned; a row ends by date."""

    code = models.CharField(_("topic code"), max_length=6, unique=True)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    level = models.PositiveSmallIntegerField()
    confidential = models.BooleanField(default=False)  # R22 Art. 30: everything under the discipline heading
    version = models.PositiveSmallIntegerField(default=1)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)

    objects = TopicQuerySet.as_manager()

    class Meta:
        ordering = ["code"]


class NumberCounter(models.Model):
    """The last number of an office, a year and a kind of paper; its row is locked last in the transaction."""

    office = models.ForeignKey(Office, models.PROTECT)
    year = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=20)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["office", "year", "kind"], name="number_counter_once")]


class Petition(models.Model):
    """One letter, visit, call or message, as received. It never changes; a correction is the act *amend*."""

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    number = models.CharField(_("number"), max_length=40, unique=True)
    office = models.ForeignKey(Office, models.PROTECT, verbose_name=_("registering office"))
    registrar = models.ForeignKey(User, models.PROTECT, null=True, blank=True)
    channel = models.CharField(_("channel"), max_length=20, choices=Channel)
    written_on = models.DateField(_("date of the letter"), null=True, blank=True)
    postmark_on = models.DateField(_("postmark"), null=True, blank=True)
    received_at = models.DateTimeField(_("received"))
    registered_at = models.DateTimeField(_("registered"))
    region = models.ForeignKey(Region, models.PROTECT, null=True, blank=True, verbose_name=_("where the problem arose"))
    topic = models.ForeignKey(Topic, models.PROTECT, null=True, blank=True, verbose_name=_("topic"))
    purpose = models.CharField(_("purpose"), max_length=20, choices=Purpose)
    addressee = models.CharField(_("addressee"), max_length=120, blank=True)
    summary = models.CharField(_("summary"), max_length=300, blank=True)
    text = models.TextField(_("original text"), blank=True)
    is_oral = models.BooleanField(_("oral statement"), default=False)
    read_back = models.BooleanField(_("read back and confirmed"), default=False)
    visitors = models.PositiveIntegerField(_("visitors"), null=True, blank=True)
    concerned = models.PositiveIntegerField(_("people concerned"), null=True, blank=True)
    endorsed = models.PositiveIntegerField(_("endorsements"), null=True, blank=True)  # of a message published elsewhere
    is_joint = models.BooleanField(_("joint"), default=False)
    is_anonymous = models.BooleanField(_("anonymous"), default=False)
    confidential = models.BooleanField(default=False, editable=False)
    sealed = models.BinaryField(null=True, blank=True)  # summary and text of a confidential petition
    source = models.CharField(max_length=60, blank=True)
    external_no = models.CharField(_("external number"), max_length=60, blank=True)

    objects = PetitionQuerySet.as_manager()

    class Meta:
        ordering = ["-received_at", "-pk"]
        indexes = [
            models.Index(
                fields=["office", "received_at", "id"], name="petition_office_received", include=["confidential"]
            ),
            models.Index(fields=["office", "number"], name="petition_office_number"),
            models.Index(fields=["registered_at"], name="petition_registered"),
            models.Index(fields=["external_no"], name="petition_external", condition=~Q(external_no="")),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["source", "external_no"], name="petition_source_once", condition=~Q(external_no="")
            ),
            models.CheckConstraint(condition=Q(confidential=False) | Q(text="", summary=""), name="petition_sealed"),
        ]
        triggers = [
            pgtrigger.Protect(
                name="keep_original",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange(
                    "number", "office", "channel", "registered_at", "uid", "source", "external_no"
                ),
            ),
            pgtrigger.Protect(
                name="keep_text",  # but for sealing it once, when its matter turns out to be an accusation
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "((OLD.text, OLD.summary, OLD.sealed) IS DISTINCT FROM (NEW.text, NEW.summary, NEW.sealed)"
                    " AND (OLD.sealed IS NOT NULL OR NEW.sealed IS NULL))"
                ),
            ),
            pgtrigger.Protect(name="keep_row", operation=pgtrigger.Delete),
            KeptTruncate(name="keep_table"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def opened(self) -> dict[str, str]:
        """Summary and text, decrypted where sealed. Only for whoever `visible_to` let in."""
        return unseal(self.sealed) or {"summary": self.summary, "text": self.text}

    @property
    def listed_summary(self) -> str:
        """What a list shows: nothing of a confidential petition."""
        return "" if self.confidential else self.summary


class SearchText(models.Model):
    """What is searched of a petition, normalised, with the offices that see it. Derived: `reindex` makes it anew."""

    petition = models.OneToOneField(Petition, models.PROTECT, primary_key=True, related_name="search")
    received_at = models.DateTimeField()
    text = models.TextField()
    office_ids = ArrayField(models.IntegerField(), default=list)

    class Meta:
        indexes = [
            # up to a megabyte of new texts waits beside the index: an import enters a hundred at a time, a search reads
            # what waits in a millisecond more
            GinIndex(
                Func("text", function="public.zh_grams"),
                F("office_ids"),
                name="search_grams",
                gin_pending_list_limit=1024,
            ),
            models.Index(fields=["received_at", "petition"], name="search_received"),
        ]


class Petitioner(models.Model):
    """A person or organisation as she petitioned **this** time; never a register of persons (architecture 5)."""

    petition = models.ForeignKey(Petition, models.PROTECT, related_name="petitioners")
    position = models.PositiveSmallIntegerField(default=1)
    kind = models.CharField(_("kind"), max_length=20, choices=PersonKind, default=PersonKind.PERSON)
    is_representative = models.BooleanField(_("representative"), default=False)
    name = models.CharField(_("name"), max_length=120, blank=True)
    sex = models.CharField(_("sex"), max_length=1, choices=Sex, blank=True)
    birth_on = models.DateField(_("date of birth"), null=True, blank=True)
    id_kind = models.CharField(_("kind of document"), max_length=20, choices=IdKind, blank=True)
    identity = models.BinaryField(null=True, blank=True)
    identity_hash = models.CharField(max_length=64, blank=True)
    phone = models.BinaryField(null=True, blank=True)
    phone_hash = models.CharField(max_length=64, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    address = models.CharField(_("address"), max_length=200, blank=True)
    postcode = models.CharField(_("postcode"), max_length=10, blank=True)
    employer = models.CharField(_("employer"), max_length=120, blank=True)
    wants_paper = models.BooleanField(_("wants papers by post"), default=False)
    sealed = models.BinaryField(null=True, blank=True)  # name, address and the like in a confidential petition
    code = models.BinaryField()  # the query code
    code_hash = models.CharField(max_length=64, unique=True)

    objects = PetitionerQuerySet.as_manager()

    class Meta:
        ordering = ["petition_id", "position"]
        constraints = [models.UniqueConstraint(fields=["petition", "position"], name="petitioner_position_once")]
        indexes = [
            models.Index(fields=["identity_hash"], name="petitioner_identity", condition=~Q(identity_hash="")),
            models.Index(fields=["phone_hash"], name="petitioner_phone", condition=~Q(phone_hash="")),
        ]

    @property
    def opened(self) -> dict[str, str]:
        """Name and address, decrypted where sealed; there also e-mail, employer and date of birth."""
        return unseal(self.sealed) or {"name": self.name, "address": self.address}

    @property
    def is_reachable(self) -> bool:
        """Name and address are clear: a notice is owed (R22 Art. 23 ¶1 waives it otherwise)."""
        opened = self.opened
        return bool(opened["name"] and (opened["address"] or self.phone or self.email or opened.get("email")))

    @property
    def masked_identity(self) -> str:
        return mask(unseal(self.identity) or "", 6, 4)

    @property
    def masked_phone(self) -> str:
        return mask(unseal(self.phone) or "", 3, 4)


class Matter(models.Model):
    """The thing complained of. One matter has one or many petitions; it is open, at rest or concluded."""

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    klass = models.CharField(_("class"), max_length=1, choices=Klass)
    title = models.CharField(_("title"), max_length=300, blank=True)
    region = models.ForeignKey(Region, models.PROTECT, null=True, blank=True)
    topic = models.ForeignKey(Topic, models.PROTECT, null=True, blank=True)
    status = models.CharField(max_length=12, choices=MatterStatus, default=MatterStatus.OPEN)
    confidential = models.BooleanField(default=False, editable=False)
    sealed = models.BinaryField(null=True, blank=True)  # the title of a confidential matter
    follows = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="followers"
    )  # concluded; new facts
    last_seq = models.PositiveIntegerField(default=0, editable=False)
    returns = models.PositiveSmallIntegerField(default=0, editable=False)  # confirmed objections, R22 Art. 40

    objects = MatterQuerySet.as_manager()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(confidential=False) | Q(title=""), name="matter_sealed")]

    @property
    def opened_title(self) -> str:
        return (unseal(self.sealed) or {}).get("title", "") if self.confidential else self.title

    @property
    def listed_title(self) -> str:
        """What a list shows: nothing of a confidential matter, whose content is opened record by record with a reason."""
        return "" if self.confidential else self.title


class Extract(models.Model):
    """The part of a petition that concerns one matter. An unlinked one ends; the link's history stays."""

    petition = models.ForeignKey(Petition, models.PROTECT, related_name="extracts")
    matter = models.ForeignKey(Matter, models.PROTECT, related_name="extracts")
    text = models.TextField(blank=True)
    sealed = models.BinaryField(null=True, blank=True)
    is_whole = models.BooleanField(default=True)  # the whole petition: no text of its own
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)
    attachments = models.ManyToManyField("Attachment", blank=True, related_name="extracts")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["petition", "matter"], condition=Q(until=None), name="extract_once"),
        ]
        indexes = [models.Index(fields=["matter", "id"], name="extract_of_matter", condition=Q(until=None))]

    @property
    def opened_text(self) -> str:
        if self.is_whole:
            return self.petition.opened["text"]
        return (unseal(self.sealed) or {}).get("text", "") if self.sealed else self.text


class Participation(models.Model):
    """An office takes part in a matter, by which act, since and until when. Only services write it."""

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="participations")
    office = models.ForeignKey(Office, models.PROTECT)
    capacity = models.CharField(max_length=20, choices=Capacity)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)
    via = models.CharField(max_length=30)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["matter", "office", "capacity"], condition=Q(until=None), name="participation_once"
            ),
        ]
        indexes = [models.Index(fields=["office", "matter"], name="participation_open", condition=Q(until=None))]


class Attachment(models.Model):
    """A file of a petition or of a case; stored by SHA-256, the name is data and never a path."""

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    petition = models.ForeignKey(Petition, models.PROTECT, null=True, blank=True, related_name="attachments")
    matter = models.ForeignKey(Matter, models.PROTECT, null=True, blank=True, related_name="attachments")
    case_id = models.BigIntegerField(null=True, blank=True)
    sha256 = models.CharField(max_length=64, db_index=True)
    name = models.CharField(max_length=200)  # of a confidential one its ending alone
    sealed = models.BinaryField(null=True, blank=True)  # the name of a confidential one
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    added_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True)
    added_at = models.DateTimeField()

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["case_id"], name="attachment_case", condition=Q(case_id__isnull=False))]

    @property
    def opened_name(self) -> str:
        """What the petitioner called it; only for whoever `visible_to` let in."""
        return (unseal(self.sealed) or {}).get("name", self.name) if self.sealed else self.name


class Event(models.Model):
    """Append-only line of the timeline: when in the world, when recorded, who, what, old and new; never a sentence."""

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    matter = models.ForeignKey(Matter, models.PROTECT, related_name="events")
    seq = models.PositiveIntegerField()
    case_id = models.BigIntegerField(
        null=True, blank=True, db_index=True
    )  # caseflow is above: proven by the consistency check
    petition = models.ForeignKey(Petition, models.PROTECT, null=True, blank=True)
    kind = models.CharField(max_length=40)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=Now(), editable=False)
    actor = models.ForeignKey(User, models.PROTECT, null=True, blank=True)
    actor_name = models.CharField(max_length=60, blank=True)
    office = models.ForeignKey(Office, models.PROTECT, null=True, blank=True)
    facts = models.JSONField(default=dict)
    sealed = models.BinaryField(null=True, blank=True)  # the facts of a confidential matter
    is_backdated = models.BooleanField(default=False)
    is_imported = models.BooleanField(default=False)

    objects = EventQuerySet.as_manager()

    class Meta:
        ordering = ["matter_id", "seq"]
        constraints = [models.UniqueConstraint(fields=["matter", "seq"], name="event_seq_once")]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update, condition=only_sealed("facts")),
            pgtrigger.Protect(name="keep_row", operation=pgtrigger.Delete),
            KeptTruncate(name="keep_table"),
        ]

    @property
    def opened(self) -> dict[str, Any]:
        return unseal(self.sealed) or self.facts


from petitions.models.desk import Draft, ReadLog, RegistrationKey  # noqa: E402  (they refer to what stands above)
from petitions.models.secrecy import Accused, EventNote  # noqa: E402  (they refer to what stands above)

__all__ = [
    "Accused", "Attachment", "Draft", "Event", "EventNote", "Extract", "KeptTruncate", "Matter", "NumberCounter", "Participation",
    "Petition", "Petitioner", "ReadLog", "RegistrationKey", "SearchText", "Topic",
]  # fmt: skip
