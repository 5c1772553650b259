"""What is kept of people, why and for how long: the privacy page is this table, and a test holds it against every field
of every model, so that nothing is kept of which it does not tell."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings
from django.utils.functional import Promise, lazy
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

DUE = "due_at lease leased_until attempts last_error"
"""The fields of due work."""
COUNTED = "person plays_all plays_thirty plays_half ms_played"
"""The fields of roll-ups."""
FOR_GOOD = _("until you delete it, or your account")


def _plays_kept() -> str:
    days = settings.PLAYS_KEPT_DAYS
    words = now("until you delete it, or your account; deleted plays can be brought back for a week")
    return now("%(days)d days at most; %(else)s") % {"days": days, "else": words} if days else words


def _lists_kept() -> str:
    lists, looks = settings.LISTS_KEPT_DAYS, settings.LOOKS_KEPT_DAYS
    words = [now("until you delete your account")]
    if lists:
        words.append(now("earlier lists for %(days)d days") % {"days": lists})
    if looks:
        words.append(now("what became of each refresh for %(days)d days") % {"days": looks})
    return "; ".join(words)


PLAYS_KEPT, LISTS_KEPT = lazy(_plays_kept, str)(), lazy(_lists_kept, str)()
"""As the settings say it when the page is shown."""


@dataclass(frozen=True, slots=True)
class Line:
    """What is kept, why, for how long. `holds`: its models, each with its fields but the key."""

    what: str | Promise
    why: str | Promise
    how_long: str | Promise
    holds: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Hearer:
    """Somebody else, and what they hear of people."""

    who: str | Promise
    what: str | Promise


KEPT = (
    Line(
        _("You: your name, your address, a hash of your password, your time zone and settings"),
        _("To let you in, write to you, and tell your days by your own clock."),
        _("until you delete your account; one that was never confirmed, come back to or used goes after a month"),
        {
            "accounts.User": "password last_login is_superuser username email email_changed_at display_name "
            "time_zone time_zone_known day_starts_at locale theme session_seed is_staff is_active date_joined "
            "groups user_permissions",
            "accounts.User_groups": "user group",
            "accounts.User_user_permissions": "user permission",
            "accounts.AddressAsked": "person address asked_at agreed_there agreed_before",
        },
    ),
    Line(
        _("The browsers you are signed in with: what each says it is, when it was first and last seen"),
        _("To keep you signed in, and to let you sign out a browser you no longer have."),
        _("until you sign out there, or were away for two weeks"),
        {
            "accounts.Device": "session person user_agent first_seen last_seen",
            "sessions.Session": "session_key session_data expire_date",
        },
    ),
    Line(
        _("Wrong passwords: for which account, from which network address and browser"),
        _("To stop whoever guesses."),
        _("about an hour"),
        {
            "axes.AccessAttempt": "user_agent ip_address username http_accept path_info attempt_time get_data "
            "post_data failures_since_start",
            "axes.AccessAttemptExpiration": "access_attempt expires_at",
            "axes.AccessFailureLog": "user_agent ip_address username http_accept path_info attempt_time locked_out",
            "axes.AccessLog": "user_agent ip_address username http_accept path_info attempt_time logout_time "
            "session_hash",
        },
    ),
    Line(
        _("Your connection to Spotify: the account’s ids, what you agreed to, whether it has Premium, and two tokens"),
        _("To ask Spotify for you. The tokens lie encrypted, and are shown to nobody, not even to you."),
        _(
            "until you disconnect Spotify or delete your account; an app of your own until you go back to this "
            "instance’s; when we last reminded you until you have deleted what Spotify told us"
        ),
        {
            "spotify.Connection": "social client_id account_id spotify_id authorized_at scopes missing_scopes state "
            "refusal refused_at premium token_ends_at lease leased_until",
            "spotify.OwnApp": "person client_id chosen_at",
            "accounts.Care": f"{DUE} person told_ahead seen_ahead",
            "social_django.UserSocialAuth": "user provider id_key uid extra_data created modified",
            "social_django.Nonce": "server_url timestamp salt",
            "social_django.Association": "server_url handle secret issued lifetime assoc_type",
            "social_django.Code": "email code verified timestamp",
            "social_django.Partial": "token next_step backend data timestamp",
        },
    ),
    Line(
        _("What you played and when, as Spotify or your exports tell, and what of it you hid or deleted"),
        _("It is what everything here is made of."),
        PLAYS_KEPT,
        {
            "listening.Play": "person track played_at ms_played source told_by state removal brought_by",
            "listening.Removal": f"{DUE} person verb state asked_at wanted plays_count",
            "listening.Gap": "person after before found_at filled_at",
            "listening.Capture": f"{DUE} person newest_at asked_at looked_at told habits",
        },
    ),
    Line(
        _("How often you played each recording and artist, by hour, month and year, and which plays count"),
        _("Counted from your plays, so that pages need not count a million of them."),
        _("as long as the plays"),
        {
            "listening.HourCount": f"{COUNTED} day hour recording",
            "listening.HourTotal": f"{COUNTED} day hour",
            "listening.MonthTotal": f"{COUNTED} month weekday hour",
            "listening.RecordingCount": f"{COUNTED} span start recording",
            "listening.ArtistCount": f"{COUNTED} span start artist",
            "listening.Counting": f"{DUE} person rule zone day_starts_at moving_to_zone moving_to_start moved_from",
        },
    ),
    Line(
        _("Exports of Spotify’s that you hand in: which, when, and what came of them"),
        _("To bring your past in, and to take it out again. Addresses, devices and countries in them are never kept."),
        _("the files until they are read; the rest until you delete your account"),
        {
            "listening.Import": f"{DUE} person state asked_at begun_at ended_at size read lines settled "
            "settled_from outcomes sources first_at last_at",
            "listening.ImportFile": "of name size problem problem_in lines",
            "listening.ImportPart": "file number content",
            "listening.ExportRequest": f"{DUE} person kind asked_at reminded_at",
            "demo.Export": f"{DUE} person kind since",
        },
    ),
    Line(
        _("Artists and recordings that you leave out"),
        _("To keep them out of what is made for you."),
        FOR_GOOD,
        {
            "listening.Exclusion": "person artist recording made_at",
            "playlists.ListExclusion": "saved artist recording made_at",
        },
    ),
    Line(
        _("The mood of your days by their music, your own ratings, tags and notes, and models you train"),
        _("To draw your calendar. Ratings and notes are seen by nobody but you, not even by staff."),
        _(
            "until you delete it, or your account; models you train also go where you disconnect Spotify and have what "
            "it told deleted"
        ),
        {
            "mood.Mood": f"{DUE} person on model own_model fingerprint scored_through history_mean history_variance "
            "shown palette picture",
            "mood.Day": "person day stale scored_by plays tracks known spoken score steady low high pleasantness "
            "energy",
            "mood.Entry": "person day rating energy tags note written_at",
            "mood.OwnModel": f"{DUE} person name happy sad state problem songs content report fingerprint asked_at",
        },
    ),
    Line(
        _("Playlists you have saved, every list that was written to them, and what you grow from a few seeds"),
        _("To keep them fresh, and to show and restore any day’s list."),
        LISTS_KEPT,
        {
            "playlists.SavedPlaylist": f"{DUE} person time_range period recipe name size public schedule "
            "refresh_hour weekday when_unfollowed state wanted_edition spotify_id mark snapshot_id creating_at "
            "failing_since unplayable created_at",
            "playlists.Edition": "saved written_at track_ids",
            "playlists.Look": "saved at outcome reason edition",
            "playlists.FollowCheck": "person checked_at",
            "playlists.Recipe": "person name seeds tunables size per_artist nothing_known turn picks dropped "
            "relaxed asked to_write made_at",
        },
    ),
    Line(
        _("Sessions of the timer, their music and player, and plans you keep"),
        _("To run them, and to show you what you have done."),
        FOR_GOOD,
        {
            "timer.Session": "person title figures state phase ends_at left version started_at over_at stood_at "
            "stood_for",
            "timer.Music": f"{DUE} session device_id device_name wish cue cue_version step trouble playing held "
            "looked_at skips unsure missed",
            "timer.Preset": "person name figures made_at",
        },
    ),
    Line(
        _("Your download, while there is one, and that your account is being deleted, while it is"),
        _("To hand you what is yours, and to end what you want ended."),
        _("a day; until all of it is gone"),
        {
            "accounts.Download": f"{DUE} person name state asked_at ready_at rows rows_done size",
            "accounts.DownloadPart": "download number content",
            "accounts.Erasure": f"{DUE} person asked_at leave_spotify",
        },
    ),
    Line(
        _("Announcements of whoever runs this instance that you put away"),
        _("To show them to you no more, in whichever browser."),
        _("until the announcement is deleted, or your account"),
        {"accounts.Announcement_put_away_by": "announcement user"},
    ),
    Line(
        _("Links you share: what each shows, and until when; of the link itself a hash only"),
        _("To show whoever has it what you chose, and nothing else."),
        _("until it ends, you take it back or you delete your account; what has ended is deleted within the hour"),
        {"accounts.Share": "person token_hash section choice title named made_at ends_at"},
    ),
    Line(
        _("What staff do: invitations, switches, and a log of what they change"),
        _("To run this instance, and so that staff answer for what they do."),
        _("as long as this instance is run; of a person who was deleted it holds nothing"),
        {
            "accounts.Announcement": "words begins_at ends_at put_away_by",
            "accounts.Invitation": "token_hash note seats taken ends_at made_at made_by",
            "accounts.Switches": "registration off",
            "admin.LogEntry": "action_time user content_type object_id object_repr action_flag change_message",
            "auth.Group": "name permissions",
            "auth.Group_permissions": "group permission",
            "auth.Permission": "name content_type codename",
            "contenttypes.ContentType": "app_label model",
        },
    ),
    Line(
        _("Music itself: tracks, artists, how recordings sound; and how much the app has asked Spotify for"),
        _("It is nobody’s, and says nothing of who heard it."),
        _("as long as this instance is run"),
        {
            "listening.Artist": "spotify_id name name_key",
            "listening.Recording": "isrc artist",
            "listening.Track": "spotify_id recording name title_key artist album cover duration_ms heard_ms "
            "explicit isrc released popularity seen_at named_alike artists",
            "listening.Credit": "track artist position",
            "listening.TrackDetails": f"{DUE} track",
            "listening.TrackLookup": f"{DUE} track",
            "listening.AudioFeatures": f"{DUE} recording found_at provider refused acousticness danceability energy "
            "instrumentalness liveness loudness speechiness tempo valence key mode",
            "spotify.ClientBudget": "client_id cooldown_until cooldown_reason recent",
        },
    ),
)

HEARERS = (
    Hearer(
        _("Spotify"),
        _(
            "What is asked in your name, where you have connected it: your top lists, what you played last, your "
            "playlists and players, what you search for; and the playlists it is to keep for you."
        ),
    ),
    Hearer(
        _("ReccoBeats"),
        _(
            "Spotify’s ids and the international codes (ISRC) of tracks, to learn how they sound, and of the seeds you "
            "grow a playlist from. Never who asks."
        ),
    ),
    Hearer(_("The mail server of this instance"), _("Your address, and the letters you have asked for.")),
)
