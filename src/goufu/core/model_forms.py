"""Forms whose fields are those of a model: titles, hints, limits and choices stand in the model.

class ProjectForm(FieldsForm):
    class Meta(FieldsForm.Meta):
        model = Project
        fields = ["title", "amount"]
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator
from django.db import models
from django.forms.models import ModelFormMetaclass
from django.utils.translation import gettext_lazy as _

from goufu.core import model_fields
from goufu.ui.forms import DateField, Form, GrowingText, MoneyField, YesNoField

UNSAID = ("", _("未填"))


def form_field(field: models.Field[Any, Any], **options: Any) -> forms.Field | None:
    """The house's form field for a field of a model, with the model's own checks. `options`: as of `Field.formfield`."""
    # The form field checks the length itself, and what every text of its kind must be.
    by_the_form = [
        *field.default_validators,
        *(each for each in field.validators if isinstance(each, MaxLengthValidator)),
    ]
    said: dict[str, Any] = {
        "label": field.verbose_name,
        "help_text": field.help_text,
        "required": not field.blank,
        "validators": [each for each in field.validators if each not in by_the_form],
        **options,
    }
    length: dict[str, Any] = {"max_length": field.max_length} if field.max_length else {}
    if form_class := said.pop("form_class", None):
        return form_class(**said, **length)  # type: ignore[no-any-return]
    if field.choices:
        return forms.ChoiceField(choices=lambda: [UNSAID, *field.flatchoices], **said)
    match field:
        case model_fields.MoneyField():
            return MoneyField(**said)
        case models.DateField():
            return DateField(**said)
        case models.BooleanField(null=True):
            return YesNoField(unknown=UNSAID[1], **said)
        case models.BooleanField():
            return forms.BooleanField(**said | {"required": False})  # not ticked is an answer
        case models.TextField():
            return forms.CharField(**said, **length, widget=GrowingText)
    return field.formfield(**said)


class FieldsForm(Form, metaclass=ModelFormMetaclass):
    """A form with the fields of a model, as its Meta says (django.forms.ModelForm). It stores nothing: actions do."""

    class Meta:
        formfield_callback = form_field
