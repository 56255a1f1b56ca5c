"""Numbers that a bank could have printed on a card: their last digit is a check of the others (ISO/IEC 7812-1)."""


def like_card(digits: str) -> bool:
    """Say whether the last digit is the check digit that every card has; one in ten other numbers has it too."""
    doubled = [int(each) * 2 for each in digits[-2::-2]]
    return (sum(each - 9 if each > 9 else each for each in doubled) + sum(map(int, digits[::-2]))) % 10 == 0
