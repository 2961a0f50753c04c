"""The one signal of the desk: petitions were registered.

Sent inside the registering transaction with `registrations` (a list of `Registered`) and `actor`; a receiver inserts
and does nothing else, for what it fails, fails the registration. It may return event lines, written with the others.
"""

from django.dispatch import Signal

registered = Signal()
