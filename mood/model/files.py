"""Models as files: JSON that a person can read, of one format, under a checksum. No pickle, nothing that runs."""

import hashlib
import re
from functools import cache
from pathlib import Path

import msgspec
from django.conf import settings
from django.utils.translation import gettext as _

from mood.model.heads import Content
from mood.model.model import MoodModel

FORMAT = 1
SHIPPED = Path(__file__).resolve().parent.parent / "shipped"
CLASSIC, DEFAULT = "classic", "default"
"""The models that come with it."""
LARGEST = 1_000_000
"""Bytes beyond which a file is not read."""
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")


class ModelUnfit(Exception):
    """A model cannot be used: it is not there, broken, or of another version. Its text is a sentence for people."""


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    format: int
    checksum: str
    """SHA-256 of the model as compact JSON, its keys in order."""
    model: Content


class _Version(msgspec.Struct, frozen=True):
    format: int


def made(content: Content) -> MoodModel:
    """The model at work."""
    return MoodModel(content, _checksum(content)[:16])


def written(model: MoodModel) -> str:
    """The model as the text of a file."""
    file = _File(FORMAT, _checksum(model.content), model.content)
    return msgspec.json.format(msgspec.json.encode(file), indent=1).decode() + "\n"


def read(text: str | bytes) -> MoodModel:
    """The model that a file's text holds. Raises ModelUnfit."""
    try:
        version = msgspec.json.decode(text, type=_Version).format
        if version != FORMAT:
            raise ModelUnfit(
                _("This model is written in format %(theirs)d, and only format %(ours)d can be read here.")
                % {"theirs": version, "ours": FORMAT}
            )
        file = msgspec.json.decode(text, type=_File)
    except (msgspec.MsgspecError, UnicodeError, RecursionError) as error:
        raise ModelUnfit(_("This model cannot be read: %(why)s.") % {"why": str(error).rstrip(".")}) from None
    if file.checksum != _checksum(file.model):
        raise ModelUnfit(_("This model is not as it was written: its checksum is another."))
    return made(file.model)


def read_file(path: Path) -> MoodModel:
    """The model in a file. Raises ModelUnfit."""
    try:
        if path.stat().st_size > LARGEST:
            raise ModelUnfit(_("The model file %(name)s is too large to be one.") % {"name": path.name})
        return read(path.read_bytes())
    except FileNotFoundError:
        raise ModelUnfit(_("There is no model file %(name)s.") % {"name": path.name}) from None
    except OSError as error:
        raise ModelUnfit(
            _("The model file %(name)s cannot be opened: %(why)s.") % {"name": path.name, "why": error.strerror}
        ) from None


def named(name: str) -> MoodModel:
    """A model by name: one that comes with DiscoverDaily, else one that was trained on this instance.

    Raises ModelUnfit.
    """
    path = path_of(name)
    try:
        return _kept(path, path.stat().st_mtime_ns)
    except OSError:
        return read_file(path)


def path_of(name: str) -> Path:
    """Where a model of this name lies. Raises ModelUnfit for what cannot be a name."""
    if not _NAME.fullmatch(name):
        raise ModelUnfit(_("A model's name is made of a to z, 0 to 9 and hyphens, at most forty of them."))
    return (SHIPPED if name in {CLASSIC, DEFAULT} else trained()) / f"{name}.json"


def trained() -> Path:
    """Where this instance keeps what it trains."""
    return Path(settings.DATA_DIR) / "models"


@cache
def _kept(path: Path, _written: int) -> MoodModel:
    return read_file(path)


def _checksum(content: Content) -> str:
    return hashlib.sha256(msgspec.json.encode(content, order="sorted")).hexdigest()
