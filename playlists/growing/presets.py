"""Moods to begin with: each fills in how a list should feel."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Preset:
    """A mood by its `name` in addresses; figures as they stand in a recipe."""

    name: str
    label: str | Promise
    target: Mapping[str, float] = field(default_factory=dict)
    minimum: Mapping[str, float] = field(default_factory=dict)
    maximum: Mapping[str, float] = field(default_factory=dict)

    @property
    def typed(self) -> dict[str, str]:
        """What would have to be typed."""
        limits = (("target", self.target), ("min", self.minimum), ("max", self.maximum))
        return {f"{prefix}_{name}": f"{value:g}" for prefix, figures in limits for name, value in figures.items()}


PRESETS = {
    preset.name: preset
    for preset in (
        Preset("calm-evening", _("Calm evening"), {"energy": 0.25, "acousticness": 0.7}, maximum={"energy": 0.5}),
        Preset("long-run", _("Long run"), {"energy": 0.8, "tempo": 165}, {"tempo": 150}, {"tempo": 180}),
        Preset("bright-morning", _("Bright morning"), {"valence": 0.85, "energy": 0.6}, {"valence": 0.6}),
        Preset("quiet-work", _("Quiet work"), {"instrumentalness": 0.85, "energy": 0.4}, maximum={"speechiness": 0.33}),
        Preset("dancing", _("Dancing"), {"danceability": 0.85, "energy": 0.8}, {"danceability": 0.65}),
        Preset("rainy-day", _("Rainy day"), {"valence": 0.2, "energy": 0.3}, maximum={"valence": 0.45}),
    )
}
