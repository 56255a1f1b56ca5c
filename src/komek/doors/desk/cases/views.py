"""Everything a browser sees of a case. Each module registers its pages when it is imported."""

from komek.doors.desk.cases import caseload, file, identification, intake, paper, screening, services, told

__all__ = ["caseload", "file", "identification", "intake", "paper", "screening", "services", "told"]
