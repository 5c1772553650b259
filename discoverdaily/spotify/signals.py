"""What the door tells the house."""

from django.dispatch import Signal

connected = Signal()
"""Sent once a sign-in or a reconnect is complete and committed, with `person`: what waited for it may go on."""
