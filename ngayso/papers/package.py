"""The .docx file around a body: styles, settings, page number, properties; zipped with fixed times.

Written here rather than by python-docx from its template, which carries English and Japanese defaults, 870 KB of
unused styles and the time of writing, and is slow by it. python-docx opens what this makes.
"""

import datetime
import io
import zipfile
from collections.abc import Sequence
from xml.sax.saxutils import escape

from ngayso.papers.wordml import NAMESPACES, clean, twips

FONT = "Times New Roman"
HEADER_ID = "rId4"
_PICTURE_IDS = 10
"""Relations of pictures begin here."""
_ZIP_TIME = (1980, 1, 1, 0, 0, 0)
_DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"


def picture_id(at: int) -> str:
    """Relation id of the picture at `at`, counted from 0."""
    return f"rId{_PICTURE_IDS + at}"


def packed(
    body: str, pictures: Sequence[tuple[bytes, str]], *, title: str, author: str, day: datetime.date | None
) -> bytes:
    """The .docx: `body` is what stands within w:body, `pictures` are (bytes, "png" or "jpeg") in order of their ids."""
    media = [(f"media/image{at}.{kind}", data) for at, (data, kind) in enumerate(pictures, start=1)]
    parts: list[tuple[str, str | bytes]] = [
        ("[Content_Types].xml", _content_types()),
        ("_rels/.rels", _relations([
            ("rId1", f"{_RELATION}/officeDocument", "word/document.xml"),
            ("rId2", f"{_PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml"),
            ("rId3", f"{_RELATION}/extended-properties", "docProps/app.xml"),
        ])),
        ("docProps/core.xml", _core(title, author, day)),
        ("docProps/app.xml", _app(author)),
        ("word/document.xml", f"<w:document {NAMESPACES}><w:body>{body}</w:body></w:document>"),
        ("word/_rels/document.xml.rels", _relations([
            ("rId1", f"{_RELATION}/styles", "styles.xml"),
            ("rId2", f"{_RELATION}/settings", "settings.xml"),
            ("rId3", f"{_RELATION}/fontTable", "fontTable.xml"),
            (HEADER_ID, f"{_RELATION}/header", "header1.xml"),
            ("rId5", f"{_RELATION}/theme", "theme/theme1.xml"),
            *((picture_id(at), f"{_RELATION}/image", name) for at, (name, _) in enumerate(media)),
        ])),
        ("word/styles.xml", styles()),
        ("word/settings.xml", _SETTINGS),
        ("word/fontTable.xml", _FONTS),
        ("word/header1.xml", _HEADER),
        ("word/theme/theme1.xml", _theme()),
        *((f"word/{name}", data) for name, data in media),
    ]  # fmt: skip
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, content in parts:
            entry = zipfile.ZipInfo(name, _ZIP_TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 0
            data = (_DECLARATION + content).encode() if isinstance(content, str) else content
            archive.writestr(entry, data, compresslevel=6)
    return made.getvalue()


def _content_types() -> str:
    kinds = "".join(
        f'<Default Extension="{extension}" ContentType="{kind}"/>'
        for extension, kind in (
            ("rels", "application/vnd.openxmlformats-package.relationships+xml"),
            ("xml", "application/xml"),
            ("png", "image/png"),
            ("jpeg", "image/jpeg"),
        )
    )
    parts = "".join(
        f'<Override PartName="{name}" ContentType="{kind}+xml"/>'
        for name, kind in (
            ("/word/document.xml", f"{_WORD}.document.main"),
            ("/word/styles.xml", f"{_WORD}.styles"),
            ("/word/settings.xml", f"{_WORD}.settings"),
            ("/word/fontTable.xml", f"{_WORD}.fontTable"),
            ("/word/header1.xml", f"{_WORD}.header"),
            ("/word/theme/theme1.xml", "application/vnd.openxmlformats-officedocument.theme"),
            ("/docProps/core.xml", "application/vnd.openxmlformats-package.core-properties"),
            ("/docProps/app.xml", "application/vnd.openxmlformats-officedocument.extended-properties"),
        )
    )
    return f'<Types xmlns="{_PACKAGE}/content-types">{kinds}{parts}</Types>'


def _relations(rows: Sequence[tuple[str, str, str]]) -> str:
    inner = "".join(f'<Relationship Id="{at}" Type="{kind}" Target="{target}"/>' for at, kind, target in rows)
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{inner}</Relationships>'


def _core(title: str, author: str, day: datetime.date | None) -> str:
    # Without a day there is no time that would be the same at the next writing.
    times = "".join(
        f'<dcterms:{name} xsi:type="dcterms:W3CDTF">{day.isoformat()}T00:00:00Z</dcterms:{name}>'
        for name in (("created", "modified") if day is not None else ())
        if day is not None
    )
    return (
        f'<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{escape(clean(title))}</dc:title><dc:creator>{escape(clean(author))}</dc:creator>{times}"
        "<dc:language>vi-VN</dc:language></cp:coreProperties>"
    )


def _app(company: str) -> str:
    return (
        '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
        f"<Application>Ngày Số</Application><Company>{escape(clean(company))}</Company></Properties>"
    )


def _theme() -> str:
    """A theme of black on white in the one font, so that what an officer adds by Word's menus looks like the rest."""
    colours = "".join(
        f'<a:{name}><a:srgbClr val="{value}"/></a:{name}>'
        for name, value in (
            ("dk1", "000000"), ("lt1", "FFFFFF"), ("dk2", "000000"), ("lt2", "FFFFFF"),
            *((f"accent{at}", "000000") for at in range(1, 7)), ("hlink", "000000"), ("folHlink", "000000"),
        )
    )  # fmt: skip
    faces = f'<a:latin typeface="{FONT}"/><a:ea typeface=""/><a:cs typeface=""/>'
    fill = '<a:solidFill><a:schemeClr val="phClr"/></a:solidFill>'
    return (
        '<a:theme xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" name="Ngày Số"><a:themeElements>'
        f'<a:clrScheme name="Ngày Số">{colours}</a:clrScheme><a:fontScheme name="Ngày Số"><a:majorFont>{faces}'
        f'</a:majorFont><a:minorFont>{faces}</a:minorFont></a:fontScheme><a:fmtScheme name="Ngày Số">'
        f"<a:fillStyleLst>{fill * 3}</a:fillStyleLst><a:lnStyleLst>{f'<a:ln>{fill}</a:ln>' * 3}</a:lnStyleLst>"
        f"<a:effectStyleLst>{'<a:effectStyle><a:effectLst/></a:effectStyle>' * 3}</a:effectStyleLst>"
        f"<a:bgFillStyleLst>{fill * 3}</a:bgFillStyleLst></a:fmtScheme></a:themeElements></a:theme>"
    )


_SETTINGS = (
    f'<w:settings {NAMESPACES}><w:zoom w:percent="100"/><w:defaultTabStop w:val="720"/>'
    '<w:characterSpacingControl w:val="doNotCompress"/><w:compat>'
    '<w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/>'
    "</w:compat>"
    '<w:themeFontLang w:val="vi-VN"/><w:decimalSymbol w:val=","/><w:listSeparator w:val=";"/></w:settings>'
)
_FONTS = (
    f'<w:fonts {NAMESPACES}><w:font w:name="{FONT}"><w:altName w:val="Liberation Serif"/>'
    '<w:panose1 w:val="02020603050405020304"/><w:charset w:val="00"/><w:family w:val="roman"/>'
    '<w:pitch w:val="variable"/></w:font></w:fonts>'
)
_HEADER = (
    f'<w:hdr {NAMESPACES}><w:p><w:pPr><w:pStyle w:val="Header"/></w:pPr>'
    '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> PAGE </w:instrText></w:r>'
    '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>2</w:t></w:r>'
    '<w:r><w:fldChar w:fldCharType="end"/></w:r></w:p></w:hdr>'
)


def _style(
    style: str,
    name: str,
    *,
    based: str = "Normal",
    following: str = "",
    size: float = 0,
    bold: bool = False,
    italic: bool = False,
    align: str = "",
    first: float = 0,
    left: float = 0,
    hanging: float = 0,
    spacing: str = "",
    keep_next: bool = False,
    outline: int | None = None,
) -> str:
    """A paragraph style; indents in mm."""
    form = "<w:keepNext/>" * keep_next
    form += f"<w:spacing {spacing}/>" if spacing else ""
    if first or left or hanging:
        turn = f'w:hanging="{twips(hanging)}"' if hanging else f'w:firstLine="{twips(first)}"'
        form += f'<w:ind w:left="{twips(left)}" {turn}/>'
    form += f'<w:jc w:val="{align}"/>' if align else ""
    form += f'<w:outlineLvl w:val="{outline}"/>' if outline is not None else ""
    look = "<w:b/><w:bCs/>" * bold + "<w:i/><w:iCs/>" * italic
    look += f'<w:sz w:val="{round(size * 2)}"/><w:szCs w:val="{round(size * 2)}"/>' if size else ""
    custom = "" if name in _WORDS_OWN else ' w:customStyle="1"'
    follows = f'<w:next w:val="{following}"/>' if following else ""
    return (
        f'<w:style w:type="paragraph"{custom} w:styleId="{style}"><w:name w:val="{name}"/>'
        f'<w:basedOn w:val="{based}"/>{follows}<w:qFormat/>'
        f"<w:pPr>{form}</w:pPr><w:rPr>{look}</w:rPr></w:style>"
    )


_WORDS_OWN = ("header", "Title", "Subtitle", "Body Text", "caption", "heading 1", "heading 2", "heading 3")


def styles() -> str:
    """The styles: Word's own where it has them, so that its outline and a PDF's bookmarks know the headings."""
    body = 'w:before="0" w:after="120" w:line="264" w:lineRule="auto"'
    made = [
        '<w:docDefaults><w:rPrDefault><w:rPr>'
        f'<w:rFonts w:ascii="{FONT}" w:hAnsi="{FONT}" w:eastAsia="{FONT}" w:cs="{FONT}"/><w:color w:val="000000"/>'
        '<w:sz w:val="28"/><w:szCs w:val="28"/><w:lang w:val="vi-VN" w:eastAsia="vi-VN" w:bidi="ar-SA"/>'
        '</w:rPr></w:rPrDefault><w:pPrDefault><w:pPr><w:spacing w:after="0" w:line="240" w:lineRule="auto"/></w:pPr>'
        "</w:pPrDefault></w:docDefaults>",
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/></w:style>',
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/>'
        '<w:uiPriority w:val="99"/><w:semiHidden/><w:unhideWhenUsed/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/>'
        '<w:tblCellMar><w:top w:w="0" w:type="dxa"/><w:left w:w="108" w:type="dxa"/><w:bottom w:w="0" w:type="dxa"/>'
        '<w:right w:w="108" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>',
        '<w:style w:type="table" w:styleId="TableGrid"><w:name w:val="Table Grid"/><w:basedOn w:val="TableNormal"/>'
        "<w:tblPr><w:tblBorders>"
        + "".join(
            f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
            for side in ("top", "left", "bottom", "right", "insideH", "insideV")
        )
        + '</w:tblBorders><w:tblCellMar><w:left w:w="85" w:type="dxa"/><w:right w:w="85" w:type="dxa"/></w:tblCellMar>'
        "</w:tblPr></w:style>",
        _style("Header", "header", size=14, align="center"),
        _style("Motto", "Quốc hiệu, cơ quan", size=12, align="center"),
        _style("Title", "Title", size=14, bold=True, align="center", following="Subtitle",
               spacing='w:before="240" w:after="0"', keep_next=True),
        _style("Subtitle", "Subtitle", size=14, bold=True, align="center", following="BodyText", keep_next=True),
        _style("BodyText", "Body Text", size=14, align="both", first=12.7, spacing=body),
        _style("Bases", "Căn cứ", based="BodyText", italic=True),
        _style("Addressees", "Kính gửi", size=14, spacing='w:before="0" w:after="60"'),
        *(
            _style(f"Heading{level}", f"heading {level}", based="BodyText", following="BodyText", bold=level < 3,
                   align="left" if level < 3 else "", keep_next=level < 3, outline=level - 1,
                   spacing='w:before="120" w:after="120" w:line="264" w:lineRule="auto"' if level == 1 else "")
            for level in (1, 2, 3)
        ),
        _style("Bullet", "Gạch đầu dòng", based="BodyText"),
        _style("Note", "Ghi chú", based="BodyText", size=13, italic=True),
        _style("Fill", "Dòng để trống", based="BodyText"),
        _style("Caption", "caption", size=13, bold=True, align="center", keep_next=True,
               spacing='w:before="120" w:after="60"'),
        _style("Cell", "Ô bảng", size=12, spacing='w:before="40" w:after="40"'),
        _style("RecipientsLabel", "Nơi nhận", size=12, bold=True, italic=True),
        _style("Recipients", "Nơi nhận, danh sách", size=11),
        _style("Signer", "Người ký", size=14, bold=True, align="center", keep_next=True),
        _style("AnnexMark", "Phụ lục", size=14, bold=True, align="center", following="AnnexTitle", keep_next=True),
        _style("AnnexTitle", "Tên phụ lục", size=14, bold=True, align="center", keep_next=True, outline=0),
        _style("AnnexOf", "Kèm theo", size=13, italic=True, align="center",
               spacing='w:before="0" w:after="0"', keep_next=True),
    ]  # fmt: skip
    return f"<w:styles {NAMESPACES}>{''.join(made)}</w:styles>"
