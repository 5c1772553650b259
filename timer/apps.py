"""Intervals that run on a person's music."""

from django.utils.translation import gettext_lazy as _

from discoverdaily.personal import PersonalApp


class TimerConfig(PersonalApp):
    default = True  # Django sees two configs in this module, PersonalApp being the other
    name = "timer"
    verbose_name = _("Timer")
