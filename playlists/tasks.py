"""The rings of the bell: claim what is due, call the service."""

from celery import shared_task

from discoverdaily.due import work
from discoverdaily.personal import switched_off
from playlists.keeping import old_lists_forget
from playlists.models import SavedPlaylist
from playlists.refreshing import saved_playlist_refresh


@shared_task(ignore_result=True)
def refresh_due_playlists() -> None:
    """Looks at Spotify for every saved playlist whose time has come; not for those that are grown while that is off."""
    lists = SavedPlaylist.objects.filter(person__is_active=True).exclude(state=SavedPlaylist.State.STOPPED)
    if "create" in switched_off():
        lists = lists.filter(recipe=None)
    work(lists, lambda saved: saved_playlist_refresh(saved=saved))


@shared_task(ignore_result=True)
def forget_old_lists() -> None:
    """Tidies away earlier lists and looks that are kept no longer."""
    old_lists_forget()
