"""By which model a person's songs are scored."""

from mood.model.files import named, read
from mood.model.model import MoodModel
from mood.models import Mood, OwnModel


def scorer_of(mood: Mood) -> MoodModel:
    """The person's own model where they chose one, else one that this instance has. Raises ModelUnfit."""
    if mood.own_model is not None and mood.own_model.state == OwnModel.State.READY:
        return read(mood.own_model.content)
    return named(mood.model)
