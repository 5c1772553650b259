"""What a person says of a day themselves, and of how they want their calendar."""

import re
from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from mood.journal import LONGEST_TAG, MOST_TAGS
from mood.models import Mood
from mood.own_models import MOST_PLAYLISTS
from mood.pictures.month import TEMPLATES
from mood.services import keeping_change

LONGEST_NOTE = 4000
NOT_BETWEEN = _("Choose a place on the line.")
_SPLIT = re.compile(r"[,;，、；\n]")
"""What stands between tags; commas of other scripts, too."""


def _share(label: Any) -> forms.FloatField:
    messages = dict.fromkeys(("invalid", "min_value", "max_value"), NOT_BETWEEN)
    return forms.FloatField(label=label, required=False, min_value=0, max_value=1, error_messages=messages)


class RatingForm(forms.Form):
    """How the day was, and how lively; no rating takes both away."""

    rating = _share(_("How it was"))
    energy = _share(_("How lively it was"))


class WordsForm(forms.Form):
    """Tags, chosen and one's own, and a note."""

    use_required_attribute = False

    tags = forms.MultipleChoiceField(
        label=_("Tags"),
        required=False,
        error_messages={"invalid_choice": _("Write this tag into the field beneath.")},
        widget=forms.CheckboxSelectMultiple,
    )
    own_tags = forms.CharField(
        label=_("Tags of your own"),
        required=False,
        help_text=_("With commas between them."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    note = forms.CharField(
        label=_("Note"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 4, "maxlength": LONGEST_NOTE}),
    )

    def __init__(self, *args: Any, suggested: Sequence[str] = (), **kwargs: Any) -> None:
        """`suggested`: tags that can be had by one tap; those the day has are, too."""
        super().__init__(*args, **kwargs)
        offered = dict.fromkeys([*suggested, *self.initial.get("tags", [])])
        field = self.fields["tags"]
        assert isinstance(field, forms.MultipleChoiceField)  # noqa: S101  # it stands above
        field.choices = [(tag, tag) for tag in offered]

    def clean_own_tags(self) -> list[str]:
        """Each by itself, without the spaces around it."""
        tags = [" ".join(tag.split()) for tag in _SPLIT.split(self.cleaned_data["own_tags"])]
        too_long = next((tag for tag in tags if len(tag) > LONGEST_TAG), None)
        if too_long:
            words = _("“%(tag)s” is too long: a tag has at most %(most)d letters.")
            raise forms.ValidationError(words, params={"tag": too_long, "most": LONGEST_TAG})
        return [tag for tag in tags if tag]

    def clean_note(self) -> str:
        """A line's end is one letter, whatever the browser sends."""
        note = self.cleaned_data["note"].replace("\r\n", "\n").strip()
        if len(note) > LONGEST_NOTE:
            words = _("This is %(letters)d letters long; %(most)d fit.")
            raise forms.ValidationError(words, params={"letters": len(note), "most": LONGEST_NOTE})
        return str(note)

    def clean(self) -> dict[str, Any]:
        """All tags together are few enough; one written twice is one."""
        told = self.cleaned_data
        once: dict[str, str] = {}
        for tag in (*told.get("tags", []), *told.get("own_tags", [])):
            once.setdefault(tag.casefold(), tag)
        told["all_tags"] = list(once.values())
        if len(told["all_tags"]) > MOST_TAGS:
            words = _("These are %(tags)d tags; a day has room for %(most)d.")
            self.add_error(
                "own_tags", forms.ValidationError(words, params={"tags": len(told["all_tags"]), "most": MOST_TAGS})
            )
        return told


class KeepingForm(forms.ModelForm[Mood]):
    """How the calendar looks."""

    class Meta:
        model = Mood
        fields = ("shown", "palette", "picture")
        widgets: ClassVar = {"shown": forms.RadioSelect, "palette": forms.RadioSelect}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["picture"] = forms.ChoiceField(
            label=self.fields["picture"].label,
            required=False,
            choices=[("", _("another each month")), *TEMPLATES.items()],
            widget=forms.RadioSelect,
        )


class PaletteForm(forms.ModelForm[Mood]):
    """Its colours alone, among a person's other settings."""

    class Meta:
        model = Mood
        fields = ("palette",)
        labels: ClassVar = {"palette": _("Colours of the mood calendar")}
        widgets: ClassVar = {"palette": forms.RadioSelect}

    def save(self, commit: bool = True) -> Mood:
        """Keeps the colours, and all else as it is."""
        mood = self.instance
        keeping_change(person=mood.person, shown=mood.shown, palette=mood.palette, picture=mood.picture)
        return mood


class TrainingForm(forms.Form):
    """What an own model is called, and the playlists that it is trained from."""

    name = forms.CharField(label=_("Name"), max_length=80, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    happy = forms.MultipleChoiceField(
        label=_("Happy songs"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one playlist of happy songs.")},
    )
    sad = forms.MultipleChoiceField(
        label=_("Sad songs"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one playlist of sad songs.")},
    )

    def __init__(self, *args: Any, playlists: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        """`playlists`: those there are, by id and name."""
        super().__init__(*args, **kwargs)
        for kind in ("happy", "sad"):
            field = self.fields[kind]
            assert isinstance(field, forms.MultipleChoiceField)  # noqa: S101  # it stands above
            field.choices = list(playlists)

    def clean(self) -> dict[str, Any]:
        """A playlist is of one kind, and there are not too many."""
        told = self.cleaned_data
        both = set(told.get("happy", [])) & set(told.get("sad", []))
        if both:
            self.add_error("sad", _("A playlist is either happy or sad; you ticked one as both."))
        for kind in ("happy", "sad"):
            if len(told.get(kind, [])) > MOST_PLAYLISTS:
                words = _("Choose at most %(most)d playlists.")
                self.add_error(kind, forms.ValidationError(words, params={"most": MOST_PLAYLISTS}))
        return told
