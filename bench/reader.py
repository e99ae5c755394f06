"""Reads every plan of DIR and scores the readings against the gold beside it.

usage: python bench/reader.py DIR [--formats] [--keep OUT]

Runs score.py, which lies beside DIR. Prints JSON lines: one a plan, the mean of each component, the overall score; then
seconds (by the wall and of the processor) and peak memory of the reader alone for some 10 and some 100 pages of text. With --formats the plans are also made
into .docx and .pdf (bench/documents.py) and scored in each. --keep leaves the readings in OUT.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from ngayso.reader.errors import Refused
from ngayso.reader.exchange import exchange
from ngayso.reader.formats.open import open_document
from ngayso.reader.read import read

_TIMED = """
import resource, sys, time
from ngayso.reader.formats.open import open_document
from ngayso.reader.read import read
data = open(sys.argv[1], "rb").read()
begun, spent = time.perf_counter(), time.process_time()
reading = read(open_document(data, sys.argv[1]), sys.argv[1])
seconds, processor = time.perf_counter() - begun, time.process_time() - spent
print(round(seconds, 3), round(processor, 3), round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024), len(reading.text))
"""
_PAGE = 2_300  # letters of an A4 page of 14 pt


def readings(source: Path, suffix: str, out: Path) -> None:
    """Writes the exchange form of each file of `source` with that suffix to `out`."""
    out.mkdir(parents=True, exist_ok=True)
    for path in sorted(source.glob(f"*{suffix}")):
        try:
            told = exchange(read(open_document(path.read_bytes(), path.name), path.name))
        except Refused as refused:
            told = {"refused": refused.code}
        (out / f"{path.stem}.json").write_text(json.dumps(told, ensure_ascii=False, indent=1), encoding="utf-8")


def scored(gold: Path, made: Path, what: str) -> None:
    """Prints the scores of a folder of readings."""
    program = gold.resolve().parent / "score.py"
    told = subprocess.run(
        [sys.executable, str(program), str(gold), str(made), "--json"], capture_output=True, check=True, text=True
    )
    table = json.loads(told.stdout)
    for name, row in table["documents"].items():
        kept = {part: round(value, 3) for part, value in row.items() if value is not None}
        print(
            json.dumps(
                {"format": what, "plan": name, "mean": round(sum(kept.values()) / len(kept), 3), **kept},
                ensure_ascii=False,
            )
        )
    components = {part: round(value, 3) for part, value in table["components"].items() if value is not None}
    print(
        json.dumps(
            {"format": what, "components": components, "overall": round(table["overall"], 4)}, ensure_ascii=False
        ),
        flush=True,
    )


def timed(source: Path, folder: Path) -> None:
    """Prints seconds and memory for the first plan and for all of them as one document."""
    texts = [path.read_bytes() for path in sorted(source.glob("*.txt"))]
    for name, chosen in (("one", texts[:1]), ("all", texts)):
        path = folder / f"{name}.txt"
        path.write_bytes(b"\n\n".join(chosen))
        root = str(Path(__file__).resolve().parents[1])
        begun = time.perf_counter()
        told = subprocess.run(
            [sys.executable, "-c", _TIMED, str(path)], cwd=root, capture_output=True, text=True, check=True
        )
        seconds, processor, memory, letters = told.stdout.split()
        print(json.dumps({"timed": name, "pages": round(int(letters) / _PAGE), "seconds": float(seconds),
                    "processor_seconds": float(processor), "memory_mb": int(memory),
                          "with_start": round(time.perf_counter() - begun, 2)}))  # fmt: skip


def main() -> int:
    told = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    told.add_argument("source", type=Path, metavar="DIR")
    told.add_argument("--formats", action="store_true")
    told.add_argument("--keep", type=Path)
    asked = told.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        out = asked.keep or folder / "readings"
        readings(asked.source, ".txt", out / "txt")
        scored(asked.source, out / "txt", "txt")
        if asked.formats:
            made = folder / "made"
            program = Path(__file__).with_name("documents.py")
            subprocess.run(
                [sys.executable, str(program), str(asked.source), str(made)], check=True, stdout=subprocess.DEVNULL
            )
            for suffix in (".docx", ".pdf"):
                readings(made, suffix, out / suffix[1:])
                scored(asked.source, out / suffix[1:], suffix[1:])
        timed(asked.source, folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
