"""What is said about exports on their way in: what is wrong with a file and what to do, and how far an import is."""

from django.utils import formats, timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from discoverdaily.listening.importing.problems import MISCOUNTED, NOT_TAKEN_OUT, SWITCHED_OFF, Found, Problem
from discoverdaily.listening.models import Import

_t = gettext_lazy

PROBLEMS: dict[str, Promise] = {
    Problem.EMPTY: _t("%(file)s is empty."),
    Problem.PICTURE: _t("%(file)s is a picture or film. Spotify’s listening history comes as a zip or as JSON files."),
    Problem.PDF: _t("%(file)s is a PDF. Spotify’s listening history comes as a zip or as JSON files."),
    Problem.WEB_PAGE: _t("%(file)s is a web page. Spotify’s listening history comes as a zip or as JSON files."),
    Problem.OTHER_ARCHIVE: _t(
        "%(file)s is packed in a way we cannot open. Hand in the zip as Spotify sent it, or the JSON files in it."
    ),
    Problem.NOT_JSON: _t(
        "%(file)s is not written as Spotify writes its listening history. That comes as a zip or as JSON files."
    ),
    Problem.NOT_HISTORY: _t(
        "%(file)s holds something other than Spotify’s listening history. The right files begin with StreamingHistory, "
        "Streaming_History or endsong."
    ),
    Problem.NO_HISTORY: _t(
        "%(file)s holds no listening history of Spotify’s. We look in all its folders for JSON files that begin with "
        "StreamingHistory, Streaming_History or endsong."
    ),
    Problem.NESTED_ZIP: _t("%(file)s is a zip within a zip. Unpack the outer one and hand in the inner one."),
    Problem.BROKEN_ZIP: _t("%(file)s is spoilt or not whole. Download it again, then hand it in again."),
    Problem.ENCRYPTED: _t("%(file)s is locked with a password. Unpack it yourself and hand in its JSON files."),
    Problem.ODDLY_PACKED: _t("%(file)s is packed in a way we cannot open. Unpack it and hand in the JSON files."),
    Problem.CLIMBS: _t(
        "%(file)s would be written outside its folder. No zip of Spotify’s does that, so we left it unopened."
    ),
    Problem.BOMB: _t(
        "%(file)s would unpack to hundreds of times its size. No zip of Spotify’s does that, so we left it unopened."
    ),
    Problem.TOO_LARGE_UNPACKED: _t("%(file)s would unpack to more than 8 GB. We can take no more than that at once."),
    Problem.DAMAGED: _t(
        "%(file)s is spoilt, so nothing in it was taken. Download the zip again, then hand it in again: nothing is "
        "counted twice."
    ),
    Problem.TRUNCATED: _t(
        "%(file)s breaks off in the middle. What was whole was taken. If you hand in the whole file later, nothing is "
        "counted twice."
    ),
    Problem.GOES_ON: _t("%(file)s goes on after its end with something else. What came before was taken."),
    Problem.MOSTLY_UNREADABLE: _t("More than half of %(file)s cannot be read, so nothing in it was taken."),
    Problem.TOO_MANY_LINES: _t("%(file)s has more lines than anybody can have heard, so it was not taken."),
    Problem.UNFINISHED: _t("%(file)s did not arrive whole. Hand it in again."),
    Problem.NO_FILES: _t("Choose the zip from Spotify, or its JSON files."),
    Problem.TOO_MANY_FILES: _t("That is more than 100 files. Hand in the zip as it came, or fewer files at a time."),
    Problem.TOO_LARGE: _t("Together these files have more than 1 GB. Hand in fewer at a time."),
    Problem.NO_ROOM: _t(
        "So many exports wait to be read that there is no room for more right now. Nothing is wrong with yours: try "
        "again in an hour."
    ),
    Problem.TOO_MANY_IMPORTS: _t("Three of your exports are on their way in already. Wait until one of them is done."),
}


def problem_said(found: Found) -> str:
    """A sentence or two that name the file."""
    return str(PROBLEMS[found.problem]) % {"file": _file_said(found)}


def _file_said(found: Found) -> str:
    if found.within:
        return _("“%(within)s” in “%(file)s”") % {"within": found.within, "file": found.name}
    return _("“%(file)s”") % {"file": found.name} if found.name else _("What you handed in")


def progress_said(imported: Import) -> str:
    """How far it is, or how it ended, in a sentence or two."""
    if imported.last_error:
        return _trouble_said(imported)
    state = Import.State(imported.state)
    if state == Import.State.SETTLING:
        return _settling_said(imported)
    counts = {"lines": number(imported.lines), "plays": number(imported.outcomes.get("new", 0))}
    return {
        Import.State.WAITING: _("It waits for its turn."),
        Import.State.READING: _("It is being read: %(lines)s lines so far.") % counts,
        Import.State.DONE: _("Done: %(plays)s new plays from %(lines)s lines.") % counts,
        Import.State.CANCELLED: _("You stopped it. The %(plays)s new plays stay until you remove them.") % counts,
        Import.State.FAILED: _("Nothing could be read."),
        Import.State.REMOVING: _("What it brought is being taken out again."),
        Import.State.REMOVED: _("What it brought was taken out again."),
    }[state]


def _settling_said(imported: Import) -> str:
    words = {"settled": number(imported.settled), "lines": number(imported.lines)}
    if imported.settled_from is None:
        return _("%(settled)s of %(lines)s lines are sorted in.") % words
    words["month"] = formats.date_format(timezone.localtime(imported.settled_from), "F Y")
    return _("%(settled)s of %(lines)s lines are sorted in, back to %(month)s.") % words


def _trouble_said(imported: Import) -> str:
    if imported.last_error == MISCOUNTED:
        return _(
            "Done, but we miscounted: not every line is accounted for. That is a mistake of ours, written in our log."
        )
    if imported.last_error == SWITCHED_OFF:
        return _("Your account was switched off, so we stopped. What had come in stays until you remove it.")
    if imported.last_error == NOT_TAKEN_OUT:
        return _(
            "Something went wrong on our side again and again while we took out what it brought, so we stopped. Some "
            "of it may still be in your history: you can have it taken out again below. It is written in our log."
        )
    if imported.going_on:
        return _("Something went wrong on our side. We go on by ourselves where we stopped, soon.")
    return _(
        "Something went wrong on our side again and again, so we stopped. What had come in stays until you remove it. "
        "It is written in our log."
    )


def number(count: int) -> str:
    """A count as people write it."""
    return formats.number_format(count, force_grouping=True)
