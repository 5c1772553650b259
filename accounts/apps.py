"""People: signing in, their settings, the connection's pages, the staff's admin, and Today."""

from collections.abc import Collection, Iterator, Sequence
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from discoverdaily.personal import Feature, Figure, PersonalApp, Table

if TYPE_CHECKING:
    from accounts.models import User


class AccountsConfig(PersonalApp):
    default = True  # Django sees two configs in this module, PersonalApp being the other
    name = "accounts"
    verbose_name = _("People")

    def ready(self) -> None:
        from accounts import receivers  # noqa: F401, PLC0415 - the models must be there first

    def export(self, person: "User") -> Iterator[Table]:
        """The person and their settings, and where they are signed in."""
        from accounts.own_tables import tables_of  # noqa: PLC0415  # models are loaded only now

        return tables_of(person)

    def holds(self, person: "User") -> Sequence[Figure]:
        """Where the person is signed in, and what they share."""
        from accounts.models import Device, Share  # noqa: PLC0415  # models are loaded only now

        return [
            Figure(_("Signed-in devices"), Device.objects.filter(person=person).count()),
            Figure(_("Shared links"), Share.objects.filter(person=person).count()),
        ]

    def features(self) -> Sequence[Feature]:
        """Links that show something to others, and apps of people's own."""
        return [
            Feature(
                "sharing",
                _("Shared links"),
                _("No link is made, and none that was made opens anything."),
                pages=["shared", "accounts:shares", "accounts:share_take_back"],
            ),
            Feature(
                "own_app",
                _("Own Spotify apps"),
                _("Nobody connects by an app of their own who does not yet. Those who do go on."),
                pages=["accounts:own_app"],
            ),
        ]

    def switched_off(self) -> Collection[str]:
        """As staff have said in the admin."""
        from accounts.switching import features_off  # noqa: PLC0415  # models are loaded only now

        return features_off()

    def staff_summary(self) -> Sequence[Figure]:
        """People and sign-ups."""
        from accounts.overview import people_figures  # noqa: PLC0415  # models are loaded only now

        return people_figures()
