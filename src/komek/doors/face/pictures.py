"""Which of our kept icons stands for the name that a topic gives, where that is another one."""

DRAWN = {
    "backpack": "map",
    "building": "building-2",
    "clipboard": "clipboard-list",
    "coins": "banknote",
    "factory": "briefcase",
    "hammer": "briefcase",
    "newspaper": "megaphone",
    "passport": "id-card",
    "pen": "pencil",
    "school": "graduation-cap",
    "signature": "notebook-pen",
    "stamp": "file-check",
    "tractor": "briefcase",
    "umbrella": "life-buoy",
}
