"""Makers of small real files: .docx from the XML of a body, .pdf with Vietnamese letters at given places."""

import ctypes
import io
import zipfile
from collections.abc import Callable
from importlib import resources

import pypdfium2.raw as pdfium
import pytest

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_SPACES = (
    f'xmlns:w="{_W}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml"'
)
_RELS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"


def docx_bytes(
    body: str, styles: str = "", numbering: str = "", more: dict[str, bytes] | None = None, head: str = ""
) -> bytes:
    """A .docx with this body; `head` stands before the root element of document.xml."""
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="r1" Type="{_RELS}/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="r1" Type="{_RELS}/styles" Target="styles.xml"/>'
        f'<Relationship Id="r2" Type="{_RELS}/numbering" Target="numbering.xml"/></Relationships>',
        "word/document.xml": f"{head}<w:document {_SPACES}><w:body>{body}</w:body></w:document>",
        "word/styles.xml": f"<w:styles {_SPACES}>{styles}</w:styles>",
        "word/numbering.xml": f"<w:numbering {_SPACES}>{numbering}</w:numbering>",
    }
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as package:
        for name, text in parts.items():
            package.writestr(name, text)
        for name, data in (more or {}).items():
            package.writestr(name, data)
    return made.getvalue()


class Pdf:
    """Draws text and lines on pages (points from the top left corner)."""

    def __init__(self) -> None:
        self.document = pdfium.FPDF_CreateNewDocument()
        self.fonts = {}
        for bold, name in ((False, "BeVietnamPro-Regular.ttf"), (True, "BeVietnamPro-Bold.ttf")):
            data = resources.files("fontpkg_be_vietnam_pro").joinpath("files", name).read_bytes()
            held = (ctypes.c_uint8 * len(data)).from_buffer_copy(data)
            self.fonts[bold] = pdfium.FPDFText_LoadFont(self.document, held, len(data), pdfium.FPDF_FONT_TRUETYPE, 1)
        self.page = None
        self.height = 0.0

    def new_page(self, width: float = 595, height: float = 842) -> "Pdf":
        self.end_page()
        at = pdfium.FPDF_GetPageCount(self.document)
        self.page, self.height = pdfium.FPDFPage_New(self.document, at, width, height), height
        return self

    def end_page(self) -> None:
        if self.page is not None:
            pdfium.FPDFPage_GenerateContent(self.page)
            pdfium.FPDF_ClosePage(self.page)
            self.page = None

    def text(self, x: float, y: float, text: str, size: float = 13, bold: bool = False) -> "Pdf":
        made = pdfium.FPDFPageObj_CreateTextObj(self.document, self.fonts[bold], size)
        letters = text.encode("utf-16-le") + b"\0\0"
        pdfium.FPDFText_SetText(made, ctypes.cast(letters, ctypes.POINTER(ctypes.c_ushort)))
        pdfium.FPDFPageObj_Transform(made, 1, 0, 0, 1, x, self.height - y)
        pdfium.FPDFPage_InsertObject(self.page, made)
        return self

    def line(self, x0: float, y0: float, x1: float, y1: float) -> "Pdf":
        path = pdfium.FPDFPageObj_CreateNewPath(x0, self.height - y0)
        pdfium.FPDFPath_LineTo(path, x1, self.height - y1)
        pdfium.FPDFPath_SetDrawMode(path, 0, True)
        pdfium.FPDFPage_InsertObject(self.page, path)
        return self

    def picture(self) -> "Pdf":
        bitmap = pdfium.FPDFBitmap_Create(40, 40, 0)
        made = pdfium.FPDFPageObj_NewImageObj(self.document)
        pdfium.FPDFImageObj_SetBitmap(None, 0, made, bitmap)
        pdfium.FPDFPageObj_Transform(made, 500, 0, 0, 700, 40, 60)
        pdfium.FPDFPage_InsertObject(self.page, made)
        pdfium.FPDFBitmap_Destroy(bitmap)
        return self

    def data(self) -> bytes:
        self.end_page()
        made = io.BytesIO()

        class Writer(pdfium.FPDF_FILEWRITE):
            pass

        def write(_self: object, chunk: int, size: int) -> int:
            made.write(ctypes.string_at(chunk, size))
            return 1

        writer = Writer()
        writer.version = 1
        writer.WriteBlock = type(writer.WriteBlock)(write)
        pdfium.FPDF_SaveAsCopy(self.document, ctypes.byref(writer), 0)
        pdfium.FPDF_CloseDocument(self.document)
        return made.getvalue()


@pytest.fixture
def make_docx() -> Callable[..., bytes]:
    return docx_bytes


@pytest.fixture
def make_pdf() -> type[Pdf]:
    pdfium.FPDF_InitLibrary()
    return Pdf
