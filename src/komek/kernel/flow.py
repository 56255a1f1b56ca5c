"""A state machine is a table: one row per step. Page, rule and drawing come from the same rows."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

from komek.kernel.actor import Actor
from komek.kernel.errors import DomainError, Forbidden, Text, WrongState

Need = Callable[[Any, Actor], DomainError | None]
"""A guard: gives back None when the step may be taken, else the error that says what is missing."""


@dataclass(frozen=True)
class State:
    """A state by code, in the words of the file and in kinder words for the person herself."""

    code: str
    label: Text = field(compare=False)
    public: Text = field(default="", compare=False)


@dataclass(frozen=True)
class Step:
    """One way from some states to another: verb, from, to, who, needs, and the words of the button."""

    verb: str
    sources: tuple[str, ...]
    target: str
    who: tuple[str, ...]
    label: Text = field(default="", compare=False)
    needs: tuple[Need, ...] = ()


class Flow:
    """The states and steps of one noun; `attribute` is the noun's field that holds the state."""

    def __init__(self, name: str, states: Iterable[State], steps: Iterable[Step], *, attribute: str = "state") -> None:
        self.name, self.attribute = name, attribute
        self.states = {state.code: state for state in states}
        self.steps = tuple(steps)
        known = set(self.states)
        for step in self.steps:
            if not known.issuperset({*step.sources, step.target}):
                raise ValueError(f"{name}: {step.verb} names an unknown state")

    def step(self, noun: Any, verb: str) -> Step:
        """Find the step of this verb from the noun's present state; raises WrongState."""
        here = getattr(noun, self.attribute)
        for step in self.steps:
            if step.verb == verb and here in step.sources:
                return step
        raise WrongState(
            _("This step is not open now."),
            _("It stands at: %(state)s.") % {"state": self.states[here].label},
            _("Open the page again to see which steps are open."),
        )

    def refusal(self, step: Step, noun: Any, by: Actor) -> DomainError | None:
        """Say why this actor may not take the step now, or None if she may."""
        if not by.has(*step.who):
            return Forbidden(_("Your role does not take this step."), "", _("Ask a supervisor of your organisation."))
        return next((error for need in step.needs if (error := need(noun, by))), None)

    def perform(self, noun: Any, verb: str, *, by: Actor) -> Step:
        """Move the noun one step, unsaved. Raises WrongState, Forbidden or the error of a guard."""
        step = self.step(noun, verb)
        if error := self.refusal(step, noun, by):
            raise error
        setattr(noun, self.attribute, step.target)
        return step

    def open_to(self, noun: Any, by: Actor) -> list[Step]:
        """List the steps that this actor may take now: the buttons of the page."""
        here = getattr(noun, self.attribute)
        return [s for s in self.steps if here in s.sources and self.refusal(s, noun, by) is None]

    def diagram(self) -> str:
        """Draw the table as Mermaid text for the documentation."""
        arrows = [f"    {a} --> {s.target}: {s.verb}" for s in self.steps for a in s.sources]
        return "\n".join(["stateDiagram-v2", *arrows])
