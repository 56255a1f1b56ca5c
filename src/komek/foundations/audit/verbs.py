"""The decorator that makes a function a verb: one transaction, one actor, at least one entry."""

import inspect
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from komek.foundations.audit.book import act
from komek.foundations.audit.registry import VERBS, Verb
from komek.kernel.errors import Text

P = ParamSpec("P")
R = TypeVar("R")
KEYWORDS = (inspect.Parameter.KEYWORD_ONLY, inspect.Parameter.VAR_KEYWORD)


def verb(code: str, sentence: Text, plain: Text = "") -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Register a code with its sentence and run the function as one act.

    The function takes keywords only, among them `by: Actor`, or `organisation` for an act of the system.
    It runs in one transaction that knows `komek.organisation` and `komek.actor`; what it recorded is
    chained as the last statement of the outermost verb. Raises Unrecorded if it recorded nothing of its code.
    """

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        _check_signature(code, function)
        entered = VERBS.add(Verb(code, sentence, plain, f"{function.__module__}:{function.__qualname__}"))

        @wraps(function)
        def wrapper(*args: P.args, **given: P.kwargs) -> R:
            with act(code, given.get("by"), given.get("organisation")):  # type: ignore[arg-type]
                return function(*args, **given)

        wrapper.verb = entered  # type: ignore[attr-defined]
        return wrapper

    return decorate


def _check_signature(code: str, function: Callable[..., object]) -> None:
    taken = inspect.signature(function).parameters
    if any(each.kind not in KEYWORDS for each in taken.values()):
        raise TypeError(f"{code}: a verb takes keywords only")
    if "by" not in taken and "organisation" not in taken:
        raise TypeError(f"{code}: a verb takes `by`, or `organisation` when the system acts")
