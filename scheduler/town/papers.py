"""Papers: one-page PDF files drawn by code for the documents that portals attach."""

from __future__ import annotations

from news.text import fold


def draw_paper(title: str) -> bytes:
    """A one-page A4 PDF with the title, in ASCII because the standard fonts hold no Vietnamese letters."""
    text = "".join(character for character in fold(title).upper() if character.isascii() and character not in "()\\")
    drawing = f"BT /F1 14 Tf 60 770 Td ({text}) Tj ET".encode()
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(drawing), drawing),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    )
    paper, offsets = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        offsets.append(len(paper))
        paper += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    size = len(objects) + 1
    trailer = b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R >>\n" % (size, table, size)
    return paper + trailer + b"startxref\n%d\n%%%%EOF\n" % len(paper)
