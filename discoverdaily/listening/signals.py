"""What listening tells the apps above it."""

from django.dispatch import Signal

plays_changed = Signal()
"""A person's plays came, went or were told anew: `person`, `first` and `last` (aware moments, both included). Sent once
for a batch, inside its transaction: receivers only mark days due."""

recordings_joined = Signal()
"""Recordings are about to go into others: `to`, their keys by their own. Sent inside the transaction, by
exclusions_hand_over; what points at a recording and is not listening's follows."""
