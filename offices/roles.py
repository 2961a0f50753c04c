"""Roles as a table of capabilities. A posting names one role; an actor holds exactly that role's capabilities."""

from collections.abc import Mapping
from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _


class Capability(StrEnum):
    """What a role may do in its own office; `available()` and every page read these and nothing else."""

    READ = "read"  # sees petitions and cases in sight
    REGISTER = "register"
    TRANSFER = "transfer"  # the petition officer's acts: forward, assign, keep, join, refuse
    HANDLE = "handle"  # the officer's acts on a case in handling
    DECIDE = "decide"  # the head's acts: clear, decide, approve an extension
    SERVE = "serve"  # send papers and record their receipt
    OVERSEE = "oversee"  # dashboards over the offices below
    CONFIDENTIAL = "confidential"
    SETTINGS = "settings"  # reference data of the own region
    SYSTEM = "system"  # users and installation; sees no petitions


class Role(models.TextChoices):
    CLERK = "clerk", _("Reception clerk")
    PETITION_OFFICER = "petition_officer", _("Petition officer")
    OFFICER = "officer", _("Officer")
    HEAD = "head", _("Head of office")
    SUPERVISOR = "supervisor", _("Supervisor")
    CONFIDENTIAL = "confidential", _("Confidential officer")
    REGION_ADMIN = "region_admin", _("Region administrator")
    SYSTEM_ADMIN = "system_admin", _("System administrator")


C = Capability
CAPABILITIES: Mapping[str, frozenset[Capability]] = {
    Role.CLERK: frozenset({C.READ, C.REGISTER, C.SERVE}),
    Role.PETITION_OFFICER: frozenset({C.READ, C.REGISTER, C.TRANSFER, C.HANDLE, C.SERVE}),
    Role.OFFICER: frozenset({C.READ, C.REGISTER, C.HANDLE, C.SERVE}),
    Role.HEAD: frozenset({C.READ, C.REGISTER, C.TRANSFER, C.HANDLE, C.SERVE, C.DECIDE, C.OVERSEE}),
    Role.SUPERVISOR: frozenset({C.READ, C.OVERSEE}),
    Role.CONFIDENTIAL: frozenset({C.READ, C.REGISTER, C.TRANSFER, C.HANDLE, C.SERVE, C.CONFIDENTIAL}),
    Role.REGION_ADMIN: frozenset({C.SETTINGS}),
    Role.SYSTEM_ADMIN: frozenset({C.SYSTEM}),
}
