"""What can be asked of cases: rows the actor may see, the caseload, deadlines, the story of one case."""

from komek.care.cases.queries.caseload import Wish, counts, find, narrowed, visible
from komek.care.cases.queries.reading import find_event, find_screening, find_service

__all__ = ["Wish", "counts", "find", "find_event", "find_screening", "find_service", "narrowed", "visible"]
