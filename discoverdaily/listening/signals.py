"""What listening tells the apps above it."""

from django.dispatch import Signal

plays_changed = Signal()
"""A person's plays came, went or were told anew: `person`, `first` and `last` (aware moments, both included). Sent once
for a batch, inside its transaction: receivers only mark days due."""
