"""Names across scripts: Гүлнұр, Гульнур, Gulnur and Gülnūr are one name here.

from komek.kernel import scripts

scripts.fold("Гүлнұр")                 # "gulnur": the mild key, for "spelt differently, said alike"
scripts.skeleton("Гүлнұр")             # "glnr": consonants only, for search and blocking; never a proof
scripts.root("Хасановна")              # "hasan": endings stripped, also those written apart (Hasan qizi)
scripts.name_forms("Гүлнұр Хасанова")  # what a search index keeps of the name
scripts.sort_key("Әсел", "kk")         # sorts as the alphabet does, without the system's library

The way back is ambiguous: keep the spelling beside the key, show the spelling, never write a key into a document.
The rules are tables in data/; a reading that rules leave open is decided by the names in data/known_names.txt.
Folded names stay in a small memory of this process; `forget` empties it.
"""

from komek.kernel.scripts.folding import (
    Keys,
    as_json_line,
    fold,
    forget,
    keys,
    name_forms,
    root,
    root_skeleton,
    skeleton,
)
from komek.kernel.scripts.initials import display_initials
from komek.kernel.scripts.sorting import sort_key
from komek.kernel.scripts.words import Script, script_of

__all__ = [
    "Keys",
    "Script",
    "as_json_line",
    "display_initials",
    "fold",
    "forget",
    "keys",
    "name_forms",
    "root",
    "root_skeleton",
    "script_of",
    "skeleton",
    "sort_key",
]
