"""Lists as people send them: the same rows as CSV and as a workbook."""

import io

import openpyxl


def csv_of(*rows, encoding="utf-8-sig"):
    """A CSV with these rows."""
    return "\r\n".join(",".join(map(str, row)) for row in rows).encode(encoding)


def workbook_of(*rows, merged=()):
    """An .xlsx with these rows and merged blocks."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    for block in merged:
        book.active.merge_cells(block)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()
