"""People: signing in, their settings, the connection's pages, the staff's admin, and Today."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from discoverdaily.personal import Figure, PersonalApp, Table

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

    def staff_summary(self) -> Sequence[Figure]:
        """People and sign-ups."""
        from accounts.overview import people_figures  # noqa: PLC0415  # models are loaded only now

        return people_figures()
