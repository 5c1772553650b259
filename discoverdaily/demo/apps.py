"""The demo's ribbon, and the past that its listeners bring along. Installed only while the local Spotify stands in for
the real one."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from discoverdaily.personal import PersonalApp, Table, TodayCard

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

    def export(self, person: "User") -> Iterator[Table]:
        """How far their past has come."""
        from discoverdaily.demo.models import Export  # noqa: PLC0415  # models are loaded only now
        from discoverdaily.tables import table_of  # noqa: PLC0415  # as above

        columns = {"kind": "extended or account", "since": "from when on", "due_at": "when it is to be fetched"}
        yield table_of("demo_exports", "The demo's own past of you.", Export.objects.filter(person=person), columns)
