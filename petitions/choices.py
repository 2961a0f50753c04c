"""The enumerations of a petition (regulation 5.1, 5.2). Values are stable and go into exports."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Channel(models.TextChoices):
    LETTER = "letter", _("letter")
    VISIT = "visit", _("visit")
    WEB = "web", _("online message")
    APP = "app", _("mobile app")
    WECHAT = "wechat", _("WeChat")
    SUGGESTION_BOX = "suggestion_box", _("online suggestion")
    PHONE = "phone", _("telephone")
    FAX = "fax", _("fax")
    MAYOR = "mayor", _("leader's mailbox")


class Purpose(models.TextChoices):
    SUGGESTION = "suggestion", _("suggestion")
    ACCUSATION = "accusation", _("accusation")
    CLAIM = "claim", _("claim")


class Klass(models.TextChoices):
    A = "A", _("suggestion (A)")
    B = "B", _("accusation (B)")
    C = "C", _("claim (C)")


CLASS_OF_PURPOSE = {Purpose.SUGGESTION: Klass.A, Purpose.ACCUSATION: Klass.B, Purpose.CLAIM: Klass.C}


class MatterStatus(models.TextChoices):
    OPEN = "open", _("open")
    AT_REST = "at_rest", _("at rest")
    CONCLUDED = "concluded", _("concluded")


class Capacity(models.TextChoices):
    REGISTRAR = "registrar", _("registered it")
    SENDER = "sender", _("passed it on")
    HANDLER = "handler", _("handles it")
    REVIEWER = "reviewer", _("reviews it")
    HELPER = "helper", _("helps")


class PersonKind(models.TextChoices):
    PERSON = "person", _("person")
    ORGANISATION = "organisation", _("organisation")
    ANONYMOUS = "anonymous", _("anonymous")


class Sex(models.TextChoices):
    MALE = "m", _("male")
    FEMALE = "f", _("female")


class IdKind(models.TextChoices):
    RESIDENT = "resident", _("resident identity card")
    PASSPORT = "passport", _("passport")
    OFFICER = "officer", _("military officer's card")
    SOLDIER = "soldier", _("soldier's card")
    POLICE = "police", _("police officer's card")
    HK_MO_TW = "hk_mo_tw", _("Hong Kong, Macao or Taiwan resident's permit")
    HOUSEHOLD = "household", _("household register")
    CREDIT_CODE = "credit_code", _("unified social credit code")
    OTHER = "other", _("other document")


class ReadKind(models.TextChoices):
    OWN = "own", _("her own petitions, at her request")


class Proof(models.TextChoices):
    CARD = "card", _("her document was seen")
    CODE = "code", _("she has the query code of a petition")
    PROXY = "proxy", _("a representative with a written authority")
    CALL_BACK = "call_back", _("called back at the number she gave")
