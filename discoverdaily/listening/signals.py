"""What listening tells the apps above it."""

from django.dispatch import Signal

plays_changed = Signal()
"""A person's plays came, went, were told anew or stand on other days: `person`, `first` and `last` (aware moments, both
included). Sent once for a batch, inside its transaction: receivers only mark days due."""

rule_changed = Signal()
"""A `person` chose another rule of what counts. Sent inside the transaction: receivers only mark days due."""

zone_changed = Signal()
"""A `person`'s time zone or the hour their day starts may be another than before. Sent inside the transaction."""

sound_learnt = Signal()
"""How a `recording` (its key) sounds is known now, or known anew. Sent inside the transaction, likewise."""

recordings_joined = Signal()
"""Recordings are about to go into others: `to`, their keys by their own. Sent inside the transaction, by
exclusions_hand_over; what points at a recording and is not listening's follows."""
