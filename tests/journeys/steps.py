"""Steps that several journeys take."""

from tests.factories.factors import code
from tests.factories.orgs import PASSWORD, Staff
from tests.journeys.walk import Walk

SAFE = (
    "Is the person alone, or only with people to be trusted?",
    "Is the place safe where the person is now?",
    "Can nobody overhear or read along?",
    "Is it safe to call back?",
)


def comes_in(walk: Walk, staff: Staff) -> Walk:
    """Sign in with password and app."""
    return walk.signs_in(staff.user.email, PASSWORD, code()).sees("My day")


def takes_in(walk: Walk, name: str = "Шахноза Алимова", act: str = "Open a full case") -> Walk:
    """Fill the intake."""
    walk.go("/desk/cases/intake/")
    walk.write("How may we call you?", name).answer("Sex", "Female").write("Year", "1999")
    return walk.submit(act)


def finds_it_safe(walk: Walk) -> Walk:
    """Do the safety check with four answers of yes."""
    walk.press("Safety check")
    for question in SAFE:
        walk.answer(question, "Yes")
    return walk.tick("It is safe: talk now").submit("Keep the safety check")


def case_of(walk: Walk) -> str:
    """Give the address of the case that is open."""
    return walk.page.url.split("?")[0]
