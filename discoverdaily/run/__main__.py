"""`python -m discoverdaily.run ROLE`: what a container starts."""

import os
import sys

from django.core.exceptions import ImproperlyConfigured

from discoverdaily import env
from discoverdaily.run import roles


def main() -> None:
    """Becomes the role named by the first argument; leaves with words where there is no such role."""
    role = sys.argv[1] if len(sys.argv) == 2 else ""
    if role not in roles.ROLES:
        known = "\n".join(f"  {name:8} {what}" for name, what in roles.ROLES.items())
        sys.exit(f"There is no role {role!r}. There are:\n{known}")
    try:
        start(role)
    except ImproperlyConfigured as error:
        sys.exit(str(error))


def start(role: str) -> None:
    """Replaces this process by the role's; `migrate` is done in it."""
    if role == "migrate":
        migrate()
        return
    port = env.integer("PORT", 8000, at_least=1, at_most=65535)
    module = {"web": lambda: roles.web(f"0.0.0.0:{port}"), "worker": roles.worker, "beat": roles.beat}[role]()
    os.execv(sys.executable, [sys.executable, "-m", *module])  # noqa: S606 - nothing of it comes from outside


def migrate() -> None:
    import django  # noqa: PLC0415 - the other roles load Django in the process they become
    from django.core.management import call_command  # noqa: PLC0415

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "discoverdaily.settings")
    django.setup()
    call_command("migrate", interactive=False)
    call_command("createcachetable")


if __name__ == "__main__":
    main()
