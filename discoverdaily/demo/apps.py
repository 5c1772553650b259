"""The demo's ribbon, and the past that its listeners bring along. Installed only while the local Spotify stands in for
the real one."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from discoverdaily.personal import PersonalApp, TodayCard

if TYPE_CHECKING:
    from accounts.models import User


class DemoConfig(PersonalApp):
    default = True  # Django sees two configs in this module, PersonalApp being the other
    name = "discoverdaily.demo"
    verbose_name = "Demo"

    def ready(self) -> None:
        import discoverdaily.demo.receivers  # noqa: F401, PLC0415  # models are loaded only now

    def today(self, person: "User") -> Sequence[TodayCard]:
        """The listener's past, as long as it is on its way."""
        from discoverdaily.demo import exports  # noqa: PLC0415  # models are loaded only now

        return exports.today(person)
