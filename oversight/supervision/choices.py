"""Names of kinds, states and acts of supervision in both languages; the values are those of `rules.py` and `order_rules.py`."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from oversight.supervision import order_rules, rules


class KindChoice(models.TextChoices):
    LATE = rules.Kind.LATE, _("past its day")
    FALSE_CLOSURE = rules.Kind.FALSE_CLOSURE, _("closed but not done")
    NO_NOTICE = rules.Kind.NO_NOTICE, _("petitioner not told")
    RETURNED = rules.Kind.RETURNED, _("returned twice")
    NOT_EXECUTED = rules.Kind.NOT_EXECUTED, _("not carried out")
    IDLE = rules.Kind.IDLE, _("nothing done for long")
    COMPLAINT = rules.Kind.COMPLAINT, _("complaint of delay")
    OTHER = rules.Kind.OTHER, _("another breach, told below")


class OrderStateChoice(models.TextChoices):
    ISSUED = order_rules.OrderState.ISSUED, _("answer awaited")
    ANSWERED = order_rules.OrderState.ANSWERED, _("to be verified")
    SENT_BACK = order_rules.OrderState.SENT_BACK, _("sent back")
    VERIFIED = order_rules.OrderState.VERIFIED, _("verified and ended")
    WITHDRAWN = order_rules.OrderState.WITHDRAWN, _("withdrawn")


class StepKind(models.TextChoices):
    ISSUE = "issue", _("order issued")
    ANSWER = order_rules.Act.ANSWER, _("answer handed in")
    VERIFY = order_rules.Act.VERIFY, _("verified")
    SEND_BACK = order_rules.Act.SEND_BACK, _("answer sent back")
    EXTEND = order_rules.Act.EXTEND, _("day extended")
    WITHDRAW = order_rules.Act.WITHDRAW, _("order withdrawn")
    LIST = order_rules.Act.LIST, _("put under listed supervision")
    DELIST = order_rules.Act.DELIST, _("listing ended")


class AdviceKind(models.TextChoices):
    IMPROVE_WORK = order_rules.Advice.IMPROVE_WORK, _("improve work")
    IMPROVE_POLICY = order_rules.Advice.IMPROVE_POLICY, _("improve policy")
    ACCOUNTABILITY = order_rules.Advice.ACCOUNTABILITY, _("hold to account")


class ReplyChoice(models.TextChoices):
    ADOPTED = order_rules.Reply.ADOPTED, _("adopted")
    PARTLY = order_rules.Reply.PARTLY, _("partly adopted")
    NOT = order_rules.Reply.NOT, _("not adopted")
