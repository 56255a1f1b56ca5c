"""Files of every kind, and files that were made to do harm: what is read, and how the others are refused."""

import io
import tracemalloc
import zipfile
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
import xlsxwriter

from komek.care.cases.register import columns, encodings, guard, reading
from komek.care.cases.register.preview import escaped
from komek.kernel.errors import Invalid

TEXT = "ФИО;Дата рождения;Область\nКаримова Шахноза;12.05.1998;Алматинская\nИВАНОВА АЙГУЛЬ;1999;Жамбылская область\n"


def xlsx(fill: Callable[[Any, Any], object]) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        fill(book.add_worksheet("One"), book)
    return out.getvalue()


def rezipped(data: bytes, **changed: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            new.writestr(part.filename, changed.get(part.filename.rpartition("/")[2], old.read(part)))
        for name, content in changed.items():
            if name.startswith("xl_"):
                new.writestr(name.replace("_", "/", 1), content)
    return out.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1251", "koi8-r"])
def test_the_encoding_is_found(encoding: str) -> None:
    book = reading.read(TEXT.encode(encoding))
    assert [line.cells for line in book.lines][1] == ("Каримова Шахноза", "12.05.1998", "Алматинская")
    assert book.encoding == encoding


def test_kazakh_letters_of_an_old_office_are_read() -> None:
    book = reading.read("ФИО;Тегі\nҚасымова Гүлнұр;Өскемен\n".encode("kz1048"))
    assert book.lines[1].cells == ("Қасымова Гүлнұр", "Өскемен")


def test_the_right_reading_of_a_text_scores_better_than_the_wrong_one() -> None:
    for right, wrong in (("cp1251", "koi8-r"), ("koi8-r", "cp1251")):
        data = TEXT.encode(right)
        assert encodings.score(data.decode(right)) > encodings.score(data.decode(wrong, "ignore"))


@pytest.mark.parametrize("sign", [";", ",", "\t", "|"])
def test_the_delimiter_is_found(sign: str) -> None:
    text = sign.join(("ФИО", "Пол", "Примечание")) + "\n" + sign.join(('"Омарова, Дина"', "ж", '"а; б"')) + "\n"
    book = reading.read(text.encode())
    assert (book.delimiter, book.width) == (sign, 3)


def test_kinds_of_cells_become_text_numbers_and_days() -> None:
    def fill(sheet: Any, book: Any) -> None:
        sheet.write_row(0, 0, ["а", 77011234567, 1.5, True])
        sheet.write_datetime(1, 0, date(1999, 5, 3), book.add_format({"num_format": "dd.mm.yyyy"}))
        sheet.write_formula(1, 1, "=1+1", None, 2)

    book = reading.read(xlsx(fill))
    assert book.lines[0].cells == ("а", 77011234567, 1.5, "1")
    assert book.lines[1].cells[:2] == (date(1999, 5, 3), 2), "of a formula the kept result is read, nothing is run"


def test_merged_cells_fill_downwards_and_never_sideways() -> None:
    def fill(sheet: Any, book: Any) -> None:
        sheet.write_row(0, 0, ["ФИО", "Область", "Кем направлен"])
        sheet.merge_range("B2:B4", "Алматинская")
        sheet.merge_range("B5:C5", "Жамбылская")
        for row, name in enumerate(("Омарова", "Асанова", "Бекова", "Ким"), start=1):
            sheet.write(row, 0, name)

    book = reading.read(xlsx(fill))
    assert [line.cells[1] for line in book.lines[1:]] == ["Алматинская"] * 3 + ["Жамбылская"]
    assert [line.cells[2] for line in book.lines[1:]] == [None] * 4


def test_hidden_sheets_are_listed_and_not_taken_by_themselves() -> None:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as made:
        first, second = made.add_worksheet("Черновик"), made.add_worksheet("Реестр")
        second.activate()
        second.set_first_sheet()
        first.hide()
        first.write(0, 0, "ненужное")
        second.write(0, 0, "ФИО")
    book = reading.read(out.getvalue())
    assert [(leaf.name, leaf.hidden) for leaf in book.sheets] == [("Черновик", True), ("Реестр", False)]
    assert book.sheet == "Реестр"
    assert reading.read(out.getvalue(), "Черновик").lines[0].cells == ("ненужное",)


def test_what_looks_like_a_formula_stays_text_and_is_exported_harmless() -> None:
    cells = ["=cmd|'/C calc'!A0", "+1+1", "-2+3", "@SUM(1)"]
    book = reading.read(("ФИО;а;б;в\n" + ";".join(cells) + "\n").encode())
    assert list(book.lines[1].cells) == cells
    assert [escaped(cell)[0] for cell in cells] == ["'"] * 4
    assert escaped("Омарова") == "Омарова"


def test_a_zip_bomb_is_refused_before_it_is_opened() -> None:
    bomb = rezipped(xlsx(lambda sheet, book: sheet.write(0, 0, "а")), xl_bomb=b"0" * (60 * guard.MEGABYTE))
    assert len(bomb) < guard.MEGABYTE
    tracemalloc.start()
    with pytest.raises(Invalid, match="unpacks"):
        reading.read(bomb)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert most < 8 * guard.MEGABYTE


def test_a_zip_that_lies_about_its_size_is_refused() -> None:
    data = bytearray(rezipped(xlsx(lambda sheet, book: sheet.write(0, 0, "а")), xl_bomb=b"0" * (20 * guard.MEGABYTE)))
    size = (20 * guard.MEGABYTE).to_bytes(4, "little")
    while (at := data.find(size)) >= 0:
        data[at : at + 4] = (1000).to_bytes(4, "little")
    with pytest.raises(Invalid):
        reading.read(bytes(data))


@pytest.mark.parametrize(("cell", "why"), [("XFD1048576", "20,000 lines"), ("AMJ1", "256 columns")])
def test_a_cell_far_away_does_not_fill_the_memory(cell: str, why: str) -> None:
    made = xlsx(lambda sheet, book: sheet.write(0, 0, 5))
    with zipfile.ZipFile(io.BytesIO(made)) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").replace(b'r="A1"', f'r="{cell}"'.encode())
    with pytest.raises(Invalid, match=why):
        reading.read(rezipped(made, **{"sheet1.xml": sheet}))


def test_ten_thousand_columns_are_refused() -> None:
    with pytest.raises(Invalid, match="256 columns"):
        reading.read((";".join(f"c{n}" for n in range(10_000)) + "\n").encode())
    with pytest.raises(Invalid, match="256 columns"):
        reading.read(xlsx(lambda sheet, book: sheet.write_row(0, 0, ["x"] * 10_000)))


def test_too_many_lines_are_refused() -> None:
    with pytest.raises(Invalid, match="20,000 lines"):
        reading.read(("ФИО;Пол\n" + "Омарова;ж\n" * 20_200).encode())


def test_a_hundred_megabytes_are_refused_by_their_size_alone() -> None:
    with pytest.raises(Invalid, match="20 MB"):
        reading.check_size(100 * 1024 * 1024)
    with pytest.raises(Invalid, match="20 MB"):
        reading.read(bytes(reading.MOST + 1))


def rubbish() -> Iterator[bytes]:
    yield bytes(range(256)) * 20
    yield b"PK\x03\x04" + bytes(range(256))
    yield b"\xd0\xcf\x11\xe0" + b"\x00" * 500
    yield b"\x00\x01\x02\x03" * 200
    yield b"%PDF-1.7\n\xe2\xe3\xcf\xd3\n" + bytes(range(256)) * 4
    yield rezipped(xlsx(lambda sheet, book: sheet.write(0, 0, "а")), **{"sheet1.xml": b"<not xml"})
    yield rezipped(xlsx(lambda sheet, book: sheet.write(0, 0, "а")), **{"workbook.xml": b"\xff\xfe rubbish"})


@pytest.mark.parametrize("data", list(rubbish()), ids=range(7))
def test_binary_rubbish_is_refused_in_words(data: bytes) -> None:
    with pytest.raises(Invalid):
        reading.read(data)


@pytest.mark.parametrize("data", [b"", b"  \n\n ", b";;;\n;;;\n"])
def test_an_empty_file_is_refused_in_words(data: bytes) -> None:
    with pytest.raises(Invalid, match="empty"):
        reading.read(data)


def test_an_empty_spreadsheet_is_refused_in_words() -> None:
    with pytest.raises(Invalid, match="empty"):
        reading.read(xlsx(lambda sheet, book: None))


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("Ф.И.О.", "full_name"),
        ("Full Name", "full_name"),
        ("Аты-жөні", "full_name"),
        ("Ному насаб", "full_name"),
        ("Ady, familiýasy", "full_name"),
        ("Фамилия", "surname"),
        ("Тегі", "surname"),
        ("Familiyasi", "surname"),
        ("Имя", "given"),
        ("Исми", "given"),
        ("Отчество", "patronymic"),
        ("Дата рожд.", "born"),
        ("Туған күні", "born"),
        ("Туулган күнү", "born"),
        ("Tug‘ilgan sana", "born"),
        ("Туғилган сана", "born"),
        ("Санаи таваллуд", "born"),
        ("Doglan senesi", "born"),
        ("Возраст", "age"),
        ("Пол", "sex"),
        ("Жынысы", "sex"),
        ("Азаматтығы", "citizenship"),
        ("Контактный телефон", "phone"),
        ("№ п/п", "number"),
        ("Кем направлен(а)", "source"),
        ("Примечание", "notes"),
        ("Дата закрытия", "closed_on"),
        ("Адрес", ""),
    ],
)
def test_headings_in_all_languages_are_understood(heading: str, field: str) -> None:
    line = reading.Line(1, (heading,))
    assert columns.propose(line, 1)[0].field == field


def test_the_line_of_headings_is_found_below_a_title() -> None:
    book = reading.read("Реестр за 2023 год;;\n;;\nФИО;Пол;Телефон\nОмарова;ж;\n".encode())
    assert columns.find_headings(book) == 3
    assert columns.find_headings(reading.read("Омарова;ж\nАсанова;ж\n".encode())) == 0


def test_of_two_equal_headings_the_first_is_taken_and_the_second_is_named() -> None:
    line = reading.Line(1, ("ФИО", "Телефон", "ФИО", "Телефон"))
    found = columns.propose(line, 4)
    assert [each.field for each in found] == ["full_name", "phone", "", "phone"]
    assert [each.repeated for each in found] == [False, False, True, True]


def test_what_was_chosen_before_comes_first() -> None:
    line = reading.Line(1, ("Шифр", "Телефон"))
    kept = {columns.folded("Шифр"): "number", columns.folded("Телефон"): ""}
    assert [each.field for each in columns.propose(line, 2, kept)] == ["number", ""]
