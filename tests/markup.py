"""The W3C's Nu checker, run once over many pages: it is a Java program, kept as an npm package (MIT)."""

import json
import shutil
import subprocess
from pathlib import Path

JAR = Path(__file__).parent / "tools/node_modules/vnu-jar/build/dist/vnu.jar"


def missing() -> str:
    """Say why it cannot be run here; nothing if it can."""
    if not shutil.which("java"):
        return "NO PAGE WAS CHECKED BY NU: no Java on this machine (Debian: apt-get install default-jre-headless)"
    return "" if JAR.is_file() else "NO PAGE WAS CHECKED BY NU: npm could not fetch the checker (npm ci in tests/tools)"


def errors(pages: dict[str, bytes], folder: Path) -> list[str]:
    """Give the errors of pages by name: "name:line: what is wrong (piece of the page)"."""
    names = {}
    for at, (name, page) in enumerate(pages.items()):
        path = folder / f"{at}.html"
        path.write_bytes(page)
        names[path.name] = name
    command = ["java", "-Xss4m", "-jar", str(JAR), "--errors-only", "--format", "json", "--skip-non-html", str(folder)]
    ran = subprocess.run(command, capture_output=True, check=False, text=True, timeout=300)
    found = json.loads(ran.stderr)["messages"]
    return [
        f"{names[Path(each['url']).name]}:{each.get('lastLine', 0)}: {each['message']} ({each.get('extract', '')!r})"
        for each in found
        if each["type"] != "info"
    ]
