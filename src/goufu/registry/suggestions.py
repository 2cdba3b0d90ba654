"""Form fields for choosing one of thousands of things, with suggestions from the server while typing."""

from __future__ import annotations

from typing import Any

from django import forms
from django.urls import reverse_lazy

from goufu.core.errors import Refusal
from goufu.registry.agents import Agent
from goufu.registry.models import Body, Place
from goufu.registry.queries import bodies, places
from goufu.ui.forms import Form

# A name, and what a suggestion appends (queries.bodies.as_suggestion): more than the name's own field holds.
LONGEST = 260


class SuggestionInput(forms.TextInput):
    """A text input with a list of suggestions. `address`: the URL of the list."""

    template_name = "registry/suggestion_input.html"

    def __init__(self, address: Any) -> None:
        super().__init__({"autocomplete": "off", "maxlength": LONGEST})
        self.address = address

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["address"] = self.address
        context["widget"]["list"] = f"suggestions-{name}"
        return context


class PlaceField(forms.CharField):
    """A field for a place in use, by its code, its name, or a suggestion."""

    def __init__(self, **more: Any) -> None:
        super().__init__(
            max_length=LONGEST, widget=SuggestionInput(reverse_lazy("registry:places_suggested")), **more
        )

    def prepare_value(self, value: Any) -> Any:
        return places.as_suggestion(value) if isinstance(value, Place) else value

    def clean(self, value: Any) -> Place | None:
        text = super().clean(value).strip()
        try:
            return places.chosen(text) if text else None
        except Refusal as refused:
            raise wrong(refused) from None


class BodyField(forms.CharField):
    """A field for a body that the agent may see, by its full name or a suggestion. The form sets `agent`."""

    agent: Agent
    address = reverse_lazy("registry:bodies_suggested")

    def __init__(self, **more: Any) -> None:
        super().__init__(max_length=LONGEST, widget=SuggestionInput(self.address), **more)

    def prepare_value(self, value: Any) -> Any:
        return bodies.as_suggestion(value) if isinstance(value, Body) else value

    def clean(self, value: Any) -> Body | None:
        text = super().clean(value).strip()
        try:
            return bodies.chosen(self.agent, text, field="") if text else None
        except Refusal as refused:
            raise wrong(refused) from None


class OfficeField(BodyField):
    """A field for a finance office."""

    address = reverse_lazy("registry:offices_suggested")


class AgentForm(Form):
    """A form whose body fields suggest only what the agent may see."""

    def __init__(self, *given: Any, agent: Agent, **more: Any) -> None:
        super().__init__(*given, **more)
        self.agent = agent
        for field in self.fields.values():
            if isinstance(field, BodyField):
                field.agent = agent


class ProviderField(forms.CharField):
    """A field for a provider as text: a suggested body, its full name or credit code, or a new name."""

    def __init__(self, **more: Any) -> None:
        widget = SuggestionInput(reverse_lazy("registry:providers_suggested"))
        super().__init__(**more | {"widget": widget, "max_length": LONGEST})


def wrong(refused: Refusal) -> forms.ValidationError:
    """The refusal of a value as a fault of its field."""
    return forms.ValidationError(f"{refused.what}。{refused.remedy}")
