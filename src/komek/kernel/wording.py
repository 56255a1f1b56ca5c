"""Words inside a sentence."""

from komek.kernel.errors import Text


def inside(label: Text) -> str:
    """Write a label as it stands inside a sentence: its first letter small, unless it is an abbreviation ("NGO")."""
    text = str(label)
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]
