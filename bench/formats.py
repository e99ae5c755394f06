"""Seconds and peak memory to read plans of DIR in each format, at some 10 and some 100 pages.

usage: python bench/formats.py DIR

Prints one JSON line a format and size. "seconds" is the whole command with both processes, "open" and "read" are measured
within the child; "memory_mb" is the most that the child held. Ten pages are the first plan, a hundred are all of them.
"""

import html
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
sys.path.insert(0, str(Path(__file__).resolve().parent))

from documents import print_pdf, typed

from ngayso.reader.document import Document, Table
from ngayso.reader.formats.text import open_text
from ngayso.reader.mend import mend

_WITHIN = """
import sys, time
begun = time.perf_counter()
from ngayso.reader.formats.open import open_document
document = open_document(open(sys.argv[1], "rb").read(), sys.argv[1])
opened = time.perf_counter()
from ngayso.reader.read import read
read(document, sys.argv[1])
print(round(opened - begun, 3), round(time.perf_counter() - opened, 3), document.pages)
"""


def as_html(document: Document) -> str:
    """The document as a plain web page."""
    made = []
    for block in document.blocks:
        if isinstance(block, Table):
            rows = []
            for row in range(block.height):
                cells = [cell for cell in block.cells if cell.row == row]
                rows.append(
                    "".join(
                        f"<td rowspan={cell.rows} colspan={cell.columns}>"
                        + "".join(f"<p>{html.escape(p.text)}</p>" for p in cell.paragraphs)
                        for cell in cells
                    )
                )
            made.append(f"<table>{''.join(f'<tr>{row}</tr>' for row in rows)}</table>")
        else:
            text = html.escape(block.text).replace("\n", "<br>")
            made.append(f"<p align={block.align}>{f'<b>{text}</b>' if block.bold else text}</p>")
    return "<!DOCTYPE html><html><meta charset=utf-8><body>" + "\n".join(made)


def measured(path: Path) -> dict[str, object]:
    """One reading of the file: by the command as a user runs it, then by itself."""
    root = str(Path(__file__).resolve().parents[1])
    begun = time.perf_counter()
    told = subprocess.run(
        [sys.executable, "-m", "ngayso.cli", "read", str(path)], cwd=root, capture_output=True, check=False
    )
    seconds = time.perf_counter() - begun
    child = subprocess.Popen([sys.executable, "-c", _WITHIN, str(path)], cwd=root, stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    parts = child.stdout.read().split()
    _, _, usage = os.wait4(child.pid, 0)
    return {
        "format": path.suffix[1:],
        "code": told.returncode,
        "seconds": round(seconds, 2),
        "open": float(parts[0]) if parts else None,
        "read": float(parts[1]) if parts else None,
        "memory_mb": round(usage.ru_maxrss / 1024),
        "kb": round(path.stat().st_size / 1024),
        "pages": parts[2] if parts else None,
    }


def main() -> int:
    if len(sys.argv) != 2:
        print(__doc__, file=sys.stderr)
        return 2
    plans = [path.read_bytes() for path in sorted(Path(sys.argv[1]).glob("*.txt"))]
    with tempfile.TemporaryDirectory() as folder:
        for name, texts in (("10", plans[:1]), ("100", plans)):
            stem = Path(folder) / name
            documents = [mend(open_text(text)) for text in texts]
            whole = Document(tuple(block for document in documents for block in document.blocks), "txt")
            stem.with_suffix(".txt").write_bytes(b"\n\n".join(texts))
            stem.with_suffix(".md").write_bytes(b"\n\n".join(texts))
            stem.with_suffix(".html").write_text(as_html(whole), encoding="utf-8")
            typed(whole).save(str(stem.with_suffix(".docx")))
            print_pdf([stem.with_suffix(".docx")], Path(folder))
            for suffix in (".txt", ".md", ".html", ".docx", ".pdf"):
                path = stem.with_suffix(suffix)
                if path.exists():
                    print(json.dumps({"about_pages": int(name), **measured(path)}), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
