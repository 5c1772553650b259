"""The rings of the bell."""

from celery import shared_task

from accounts.services import ended_sessions_forget


@shared_task(ignore_result=True)
def forget_ended_sessions() -> None:
    """Tidies away what those who never came in, or went long ago, have left."""
    ended_sessions_forget()
