"""Every address of the project, and what it answers to whom (`tests/test_matrix.py`)."""

Answer = int | str
"""A status, or the path one is sent to, with # for numbers."""
Answers = tuple[Answer, Answer, Answer, Answer, Answer]
"""Of nobody, a stranger, the owner, staff without and staff with every permission."""

DOOR = "/accounts/sign-in/"
ADMIN_DOOR = "/admin/login/"


def everybody(answer: Answer) -> Answers:
    """The same for all."""
    return (answer, answer, answer, answer, answer)


def door(answer: Answer) -> Answers:
    """For those who are outside; whoever is in goes to the first page."""
    return (answer, "/", "/", "/", "/")


def own(answer: Answer) -> Answers:
    """For whoever is signed in, about themselves."""
    return (DOOR, answer, answer, answer, answer)


def connected(answer: Answer) -> Answers:
    """As `own`, for those with a connection; the others go to its page."""
    return (DOOR, answer, answer, "/accounts/connection/", "/accounts/connection/")


def theirs(answer: Answer) -> Answers:
    """For the owner of the thing alone: to everybody else, staff too, it does not exist."""
    return (DOOR, 404, answer, 404, 404)


def staff(answer: Answer, permitted: Answer) -> Answers:
    """For staff; others are sent to the admin's own door."""
    return (ADMIN_DOOR, ADMIN_DOOR, ADMIN_DOOR, answer, permitted)


REFUSED = everybody(405)
UNTRIED = None

TABLE: dict[str, tuple[Answers, Answers | None]] = {  # route: what GET answers, what an empty POST answers
    "": (everybody(200), REFUSED),
    "privacy/": (everybody(200), REFUSED),
    "shared/<str:token>/": (everybody(404), REFUSED),
    "accounts/sign-in/": (door(200), door(422)),
    "accounts/login/spotify/": (REFUSED, everybody("/authorize")),
    "accounts/sign-out/": (REFUSED, everybody("/")),
    "accounts/sign-up/": (door(200), door(422)),
    "accounts/invited/<str:token>/": (door(200), REFUSED),
    "accounts/settings/": (own(200), own(422)),
    "accounts/prove/": (own("/accounts/settings/"), own("/accounts/settings/")),
    "accounts/password/": (own(200), own(422)),
    "accounts/password/reset/": (everybody(200), everybody(422)),
    "accounts/password/reset/sent/": (everybody(200), REFUSED),
    "accounts/password/reset/<str:uidb64>/<str:token>/": (everybody(410), everybody(410)),
    "accounts/devices/": (own(200), REFUSED),
    "accounts/devices/sign-out/": (REFUSED, everybody(DOOR)),
    "accounts/devices/<int:pk>/sign-out/": (REFUSED, theirs("/accounts/devices/")),
    "accounts/email/": (own(200), own(422)),
    "accounts/email/remove/": (REFUSED, own("/accounts/email/")),
    "accounts/email/later/": (REFUSED, own("/")),
    "accounts/email/confirm/<str:link>/": (own(404), own(404)),
    "accounts/connection/": (own(200), REFUSED),
    "accounts/connection/end/": (connected(200), connected(422)),
    "accounts/connection/later/": (REFUSED, own("/")),
    "accounts/connection/own-app/": (own(200), own(422)),
    "accounts/connection/own-app/back/": (REFUSED, own("/accounts/connection/")),
    "accounts/connection/forget/": (REFUSED, own("/accounts/connection/")),
    "accounts/data/": (own(200), REFUSED),
    "accounts/data/delete/": (own(200), own(422)),
    "accounts/shares/": (own(200), own(422)),
    "accounts/announcements/<int:pk>/put-away/": (REFUSED, everybody("/")),
    "accounts/shares/<int:pk>/take-back/": (REFUSED, theirs("/accounts/shares/")),
    "accounts/data/download/": (REFUSED, own("/accounts/data/")),
    "accounts/data/download/stop/": (REFUSED, own("/accounts/data/")),
    "accounts/data/download/<str:name>.zip": (theirs(200), REFUSED),
    "accounts/complete/<str:backend>/": (everybody(400), REFUSED),
    "covers/^(?P<name>[0-9a-f]{20,64})/$": ((404, 200, 200, 200, 200), REFUSED),
    "history/": (own(200), REFUSED),
    "history/plays/<int:pk>/": (theirs(200), REFUSED),
    "history/plays/<int:pk>/remove/": (REFUSED, own(404)),
    "history/plays/<int:pk>/show/": (REFUSED, theirs("/history/")),
    "history/remove/": (own(200), own(404)),
    "history/removals/": (own(200), REFUSED),
    "history/removals/<int:pk>/undo/": (REFUSED, theirs("/history/")),
    "history/rule/": (REFUSED, own(422)),
    "history/look/": (REFUSED, own("/")),
    "history/statistics/": (own(200), REFUSED),
    "history/imports/": (own(200), own(422)),
    "history/imports/<int:pk>/": (theirs(200), REFUSED),
    "history/imports/<int:pk>/card/": (theirs(200), REFUSED),
    "history/imports/<int:pk>/stop/": (REFUSED, theirs("/history/imports/#/")),
    "history/imports/<int:pk>/remove/": (theirs(200), theirs("/history/imports/#/")),
    "history/past/": (own(200), REFUSED),
    "history/past/asked/": (REFUSED, own(422)),
    "history/past/forget/": (REFUSED, own("/history/past/")),
    "history/past/came/": (REFUSED, own("/history/imports/")),
    "mood/": (own(200), REFUSED),
    "mood/this-year/": (own(200), REFUSED),
    "mood/years/": (own(200), REFUSED),
    "mood/<int:year>/": (own(200), REFUSED),
    "mood/<int:year>/<int:month>/": (own(200), REFUSED),
    "mood/keeping/": (own(200), own(422)),
    "mood/on/": (REFUSED, own("/mood/")),
    "mood/off/": (own(200), own("/mood/")),
    "mood/models/": (own(200), REFUSED),
    "mood/models/choose/": (REFUSED, own(404)),
    "mood/models/new/": (own(200), own(422)),
    "mood/models/<int:pk>/forget/": (REFUSED, theirs("/mood/models/")),
    "mood/playlists/": (own(200), REFUSED),
    "mood/playlists/<slug:playlist_id>/": (own(200), own(200)),
    "mood/patterns/": (own(200), REFUSED),
    "mood/<day:day>/": (own(200), REFUSED),
    "mood/<day:day>/rating/": (REFUSED, own("/mood/#-#-#/")),
    "mood/<day:day>/words/": (REFUSED, own("/mood/#-#-#/")),
    "mood/<int:year>/picture.svg": (own(200), REFUSED),
    "mood/<int:year>/<int:month>/picture.svg": (own(200), REFUSED),
    "mood/<int:year>/picture.png": (own(200), REFUSED),
    "mood/<int:year>/<int:month>/picture.png": (own(200), REFUSED),
    "create/": (own(200), REFUSED),
    "create/search/": (own(200), REFUSED),
    "create/fitting/": (own("/create/"), REFUSED),
    "create/grow/": (REFUSED, own(422)),
    "create/recipes/": (own(200), REFUSED),
    "create/<int:pk>/": (theirs(200), REFUSED),
    "create/<int:pk>/anew/": (REFUSED, theirs(422)),
    "create/<int:pk>/drop/": (REFUSED, own(404)),
    "create/<int:pk>/pin/": (REFUSED, own(404)),
    "create/<int:pk>/up/": (REFUSED, own(404)),
    "create/<int:pk>/down/": (REFUSED, own(404)),
    "create/<int:pk>/more-like/": (REFUSED, own(404)),
    "create/<int:pk>/save/": (REFUSED, theirs(422)),
    "create/<int:pk>/name/": (REFUSED, theirs(422)),
    "create/<int:pk>/rerun/": (REFUSED, theirs("/create/#/")),
    "create/<int:pk>/forget/": (REFUSED, theirs("/create/recipes/")),
    "timer/": (own(200), own(422)),
    "timer/sum/": (own("/timer/"), REFUSED),
    "timer/devices/": (own("/timer/"), own("/timer/")),
    "timer/lists/": (own("/timer/"), REFUSED),
    "timer/allow/": (REFUSED, own("/authorize")),
    "timer/presets/": (own(200), REFUSED),
    "timer/presets/keep/": (REFUSED, own(422)),
    "timer/presets/<int:pk>/rename/": (REFUSED, theirs(422)),
    "timer/presets/<int:pk>/forget/": (REFUSED, theirs("/timer/presets/")),
    "timer/share/": (own(422), own(422)),
    "timer/player-token/": (REFUSED, own(409)),
    "timer/this-browser/": (REFUSED, own(422)),
    "timer/this-browser/choose/": (REFUSED, own("/timer/")),
    "timer/this-browser/allow/": (REFUSED, own("/authorize")),
    "timer/log/": (own(200), REFUSED),
    "timer/log/forget/": (REFUSED, own("/timer/log/")),
    "timer/log/<int:pk>/forget/": (REFUSED, theirs("/timer/log/")),
    "timer/now/": (everybody(200), REFUSED),
    "timer/<int:pk>/": (theirs(200), REFUSED),
    "timer/<int:pk>/tick/": (REFUSED, theirs("/timer/#/")),
    "timer/<int:pk>/pause/": (REFUSED, theirs("/timer/#/")),
    "timer/<int:pk>/resume/": (REFUSED, theirs("/timer/#/")),
    "timer/<int:pk>/next/": (REFUSED, theirs("/timer/#/")),
    "timer/<int:pk>/back/": (REFUSED, theirs("/timer/#/")),
    "timer/<int:pk>/plus/": (REFUSED, theirs("/timer/#/")),
    "timer/<int:pk>/minus/": (REFUSED, theirs("/timer/#/")),
    "timer/<int:pk>/reset/": (REFUSED, theirs("/timer/#/")),
    "timer/<int:pk>/end/": (REFUSED, theirs("/timer/#/")),
    "timer/<int:pk>/transfer/": (own(404), own(404)),
    "timer/<int:pk>/look/": (REFUSED, theirs("/timer/#/")),
    "timer/<int:pk>/song/": (REFUSED, theirs("/timer/#/")),
    "timer/<int:pk>/again/": (REFUSED, theirs("/timer/#/")),
    "top/": (everybody(200), REFUSED),
    "top/played/": (everybody(200), REFUSED),
    "playlists/": (own(200), REFUSED),
    "playlists/new/": (everybody(200), everybody(422)),
    "playlists/leave-out/": (own(404), own(404)),
    "playlists/left-out/": (own(200), REFUSED),
    "playlists/left-out/<int:pk>/take-back/": (REFUSED, theirs("/")),
    "playlists/left-out/list/<int:pk>/take-back/": (REFUSED, theirs("/")),
    "playlists/<int:pk>/": (theirs(200), REFUSED),
    "playlists/<int:pk>/settings/": (REFUSED, theirs(422)),
    "playlists/<int:pk>/refresh/": (REFUSED, theirs("/playlists/#/")),
    "playlists/<int:pk>/pause/": (REFUSED, theirs("/playlists/#/")),
    "playlists/<int:pk>/resume/": (REFUSED, theirs("/playlists/#/")),
    "playlists/<int:pk>/stop/": (REFUSED, theirs("/playlists/#/")),
    "playlists/<int:pk>/editions/<int:edition_pk>/": (theirs(200), REFUSED),
    "playlists/<int:pk>/editions/<int:edition_pk>/restore/": (REFUSED, theirs("/playlists/#/")),
    "playlists/<int:pk>/editions/<int:edition_pk>/copy/": (REFUSED, theirs(422)),
    "healthz": (everybody(200), everybody(200)),
    "readyz": (everybody(200), everybody(200)),
    "demo/switch/": (REFUSED, everybody("/authorize")),
    "demo/next-day/": (REFUSED, UNTRIED),  # days pass for everything: tests/demo
    "demo/break/": (REFUSED, everybody("/")),
    "demo/mend/": (REFUSED, everybody("/")),
    "demo/export/": (own("/history/imports/"), own("/history/imports/")),
    "admin/": (staff(200, 200), staff(200, 200)),
    "admin/login/": ((200, 200, 200, "/admin/", "/admin/"), everybody(200)),
    "admin/logout/": (("/admin/", "/admin/", "/admin/", 405, 405), ("/admin/", "/admin/", "/admin/", "/", "/")),
    "admin/password_change/": (staff(200, 200), staff(200, 200)),
    "admin/password_change/done/": (staff(200, 200), staff(405, 405)),
    "admin/autocomplete/": (staff(403, 403), staff(405, 405)),
    "admin/jsi18n/": (staff(200, 200), staff(405, 405)),
    "admin/r/<path:content_type_id>/<path:object_id>/": (staff(404, 404), staff(404, 404)),
    "admin/accounts/user/overview/": (staff(403, 200), staff(403, 200)),
    "admin/accounts/user/<id>/password/": (staff(403, 200), staff(403, 200)),
    "admin/^(?P<app_label>auth|spotify|listening|accounts|mood|playlists|timer)/$": (staff(404, 200), staff(404, 200)),
    "admin/(?P<url>.*)$": (staff(404, 404), staff(404, 404)),
}

LOOK: dict[str, Answer] = {"changelist": 200, "add": 403, "change": 200, "history": 200, "delete": 403}
CHANGE: dict[str, Answer] = {"changelist": 200, "add": 200, "change": 200, "history": 200, "delete": 200}
ADMIN: dict[str, dict[str, Answer]] = {
    "accounts.Announcement": CHANGE,
    "accounts.Invitation": CHANGE,
    "accounts.Switches": LOOK | {"changelist": "/admin/accounts/switches/#/change/"},  # there is one row
    "accounts.User": CHANGE,
    "auth.Group": CHANGE,
    "listening.AudioFeatures": LOOK,
    "listening.Capture": LOOK,
    "listening.Gap": LOOK,
    "listening.Import": LOOK,
    "listening.TrackDetails": LOOK,
    "listening.TrackLookup": LOOK,
    "mood.Mood": LOOK,
    "playlists.Edition": LOOK,
    "playlists.SavedPlaylist": LOOK,
    "spotify.ClientBudget": LOOK,
    "spotify.Connection": LOOK,
    "timer.Session": LOOK,
}
"""What staff with every permission may do with each model in the admin; all others are sent away."""
