"""Versioned code lists: data of this package, never an enumeration typed into a model.

from komek.kernel import codes

services = codes.get("service_type")          # the current version
services.choices()                            # [(code, translated label), ...] for a form
services.stamp                                # "komek:service_type@2026.1", kept with the record
codes.get("komek:service_type@2026.1")        # the list a record was written with
codes.matches("means_of_control", "debt_bondage", "ctdc", version="2024", broad=True)
"""

from komek.kernel.codes.nouns import Code, CodeList, Scheme, Source, UnknownCode
from komek.kernel.codes.registry import code, get, lists, matches, schemes

__all__ = ["Code", "CodeList", "Scheme", "Source", "UnknownCode", "code", "get", "lists", "matches", "schemes"]
