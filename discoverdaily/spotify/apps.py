"""The one door to Spotify."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from discoverdaily.personal import Figure, PersonalApp, Table

if TYPE_CHECKING:
    from accounts.models import User


class SpotifyConfig(PersonalApp):
    default = True  # Django sees two configs in this module, PersonalApp being the other
    name = "discoverdaily.spotify"
    verbose_name = "Spotify"

    def export(self, person: "User") -> Iterator[Table]:
        """The connection, never a token."""
        from discoverdaily.spotify.exporting import tables_of  # noqa: PLC0415  # models are loaded only now

        return tables_of(person)

    def staff_summary(self) -> Sequence[Figure]:
        """Connections and budgets."""
        from discoverdaily.spotify.staff import figures  # noqa: PLC0415  # models are loaded only now

        return figures()
