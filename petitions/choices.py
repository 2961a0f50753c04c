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
    PAGE = "page", _("a confidential page")
    PAPER = "paper", _("a confidential paper")
    FILE = "file", _("a confidential file")
    EXPORT = "export", _("a confidential export")
    API = "api", _("a confidential record over the API")
    IDENTITY = "identity", _("an identity number, unmasked")
    PHONE = "phone", _("a telephone number, unmasked")
    COPY = "copy", _("a petitioner’s data, for her own copy")


class AccusedAs(models.TextChoices):
    ACCUSED = "accused", _("accused")
    COMPLAINED_OF = "of", _("complained of")  # an office, in a claim or a suggestion


class CadreLevel(models.TextChoices):
    """The level of a post, which tells the organ competent over the cadre (管理权限)."""

    VILLAGE = "village", _("village or community")
    SECTION = "section", _("section or township level")
    DIVISION = "division", _("division or county level")
    BUREAU = "bureau", _("bureau or prefecture level, and above")
    OTHER = "other", _("not a cadre, or not known")


class DeskEvent(models.TextChoices):
    """R22 Art. 26 (1)-(6), and nothing else."""

    GATHERING = "gathering", _("gathering, blocking or intercepting unlawfully (Art. 26 (1))")
    DANGEROUS = "dangerous", _("dangerous goods or controlled knives (Art. 26 (2))")
    VIOLENCE = "violence", _("insult, blow, threat or damage (Art. 26 (3))")
    STAYING = "staying", _("staying on, or leaving somebody helpless behind (Art. 26 (4))")
    INCITING = "inciting", _("inciting, coercing or profiting (Art. 26 (5))")
    OTHER = "other", _("another breach of public order (Art. 26 (6))")


class DeskMeasure(models.TextChoices):
    """R22 Art. 47: the office dissuades, criticises, educates; beyond that only the police."""

    DISSUADED = "dissuaded", _("dissuaded")
    CRITICISED = "criticised", _("criticised and educated")
    POLICE = "police", _("the police were called")


class Proof(models.TextChoices):
    CARD = "card", _("her document was seen")
    CODE = "code", _("she has the query code of a petition")
    PROXY = "proxy", _("a representative with a written authority")
    CALL_BACK = "call_back", _("called back at the number she gave")
