"""The desk's settings with the probe around every request and the floor's addresses beside the desk's own."""

from config.settings import *  # noqa: F403
from config.settings import MIDDLEWARE

MIDDLEWARE = ["bench.probe.Probe", *MIDDLEWARE]
ROOT_URLCONF = "bench.urls"
