//! Files as programs write them, files at the bounds, and files made to do harm.

use std::io::{Cursor, Write};
use std::sync::LazyLock;

use encoding_rs::GB18030;
use proptest::prelude::*;
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook, XlsxError};
use zip::ZipArchive;
use zip::write::{SimpleFileOptions, ZipWriter};

use super::*;

/// Rows of the only table.
fn rows(bytes: &[u8]) -> Result<Vec<(u32, Vec<String>)>, SheetError> {
    let mut tables = read_sheet(bytes, "价目.csv")?;
    assert_eq!(tables.len(), 1);
    Ok(tables.remove(0).rows)
}

fn row(line: u32, cells: &[&str]) -> (u32, Vec<String>) {
    (line, cells.iter().map(|cell| (*cell).to_owned()).collect())
}

fn too_large(limit: SheetLimit, line: Option<u32>) -> SheetError {
    SheetError::TooLarge { limit, line }
}

#[test]
fn text_is_read_in_every_encoding() {
    let text = "公司名称,收费标准\n晴扫家政,40元/小时\n";
    let expected = vec![row(1, &["公司名称", "收费标准"]), row(2, &["晴扫家政", "40元/小时"])];
    let utf16: Vec<u8> = std::iter::once(0xfeff).chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    assert_eq!(rows(text.as_bytes()), Ok(expected.clone()));
    assert_eq!(rows(format!("\u{feff}{text}").as_bytes()), Ok(expected.clone()));
    assert_eq!(rows(&GB18030.encode(text).0), Ok(expected.clone()));
    assert_eq!(rows(&utf16), Ok(expected));
}

#[test]
fn the_heading_line_tells_the_separator() {
    let expected = vec![row(1, &["甲", "乙", "丙"]), row(2, &["1,5", "2", "3"])];
    assert_eq!(rows("甲;乙;丙\n1,5;2;3".as_bytes()), Ok(expected.clone()));
    assert_eq!(rows("甲\t乙\t丙\n1,5\t2\t3".as_bytes()), Ok(expected.clone()));
    assert_eq!(rows("甲,乙,丙\n\"1,5\",2,3".as_bytes()), Ok(expected));
    let with_title = rows("价目表,2026\n甲;乙;丙\n1;2;3".as_bytes()).unwrap();
    assert_eq!(with_title[1], row(2, &["甲", "乙", "丙"]));
}

#[test]
fn lines_are_numbered_as_an_editor_does() {
    for end in ["\n", "\r\n", "\r"] {
        let text = ["甲,乙", "", "1,\"二", "行\"", ",,", "2,", ""].join(end);
        let expected = vec![row(1, &["甲", "乙"]), row(3, &["1", &format!("二{end}行")]), row(6, &["2"])];
        assert_eq!(rows(text.as_bytes()), Ok(expected), "{end:?}");
    }
}

#[test]
fn digits_kept_by_a_formula_are_plain_digits() {
    assert_eq!(rows(b"a,b\n=\"0012\",x"), Ok(vec![row(1, &["a", "b"]), row(2, &["0012", "x"])]));
}

#[test]
fn files_without_a_table_say_what_they_are() {
    assert_eq!(rows(b""), Err(SheetError::Empty));
    assert_eq!(rows(b" , ,\r\n\t"), Err(SheetError::Empty));
    assert_eq!(rows(b"%PDF-1.7\n\x00\x01\x02"), Err(SheetError::NotASheet));
    assert_eq!(rows(&[0xff, 0xff, 0xff]), Err(SheetError::NotASheet));
    assert_eq!(rows(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest"), Err(SheetError::OldOrEncrypted));
    assert_eq!(rows(b"PK\x03\x04 and nothing more"), Err(SheetError::Damaged));
    let document = archive(&[("word/document.xml", b"<w/>".as_slice())]);
    assert_eq!(rows(&document), Err(SheetError::NotASheet));
}

#[test]
fn every_dimension_of_a_text_is_bounded() {
    let many = |count: usize, text: &str| text.repeat(count).into_bytes();
    assert_eq!(rows(&many(MAX_ROWS, "a,b\n")).map(|rows| rows.len()), Ok(MAX_ROWS));
    assert_eq!(rows(&many(MAX_ROWS + 1, "a,b\n")), Err(too_large(SheetLimit::Rows, Some(20_101))));
    assert_eq!(rows(&many(MAX_COLUMNS, "a,")).map(|rows| rows[0].1.len()), Ok(MAX_COLUMNS));
    assert_eq!(rows(&many(MAX_COLUMNS + 1, "a,")), Err(too_large(SheetLimit::Columns, Some(1))));
    assert!(rows(&many(MAX_CELL_CHARS, "字")).is_ok());
    assert_eq!(rows(&many(MAX_CELL_CHARS + 1, "字")), Err(too_large(SheetLimit::CellChars, Some(1))));
    let wide = format!("{}x\n", ",".repeat(MAX_COLUMNS - 1));
    assert_eq!(rows(&many(5_001, &wide)), Err(too_large(SheetLimit::Cells, Some(5_001))));
    assert_eq!(rows(&vec![b'a'; MAX_FILE_BYTES + 1]), Err(too_large(SheetLimit::FileBytes, None)));
}

fn workbook(fill: impl FnOnce(&mut Workbook) -> Result<(), XlsxError>) -> Vec<u8> {
    let mut book = Workbook::new();
    fill(&mut book).unwrap();
    book.save_to_buffer().unwrap()
}

#[test]
fn cells_of_a_workbook_read_as_typed() {
    let bytes = workbook(|book| {
        let date = Format::new().set_num_format("yyyy-mm-dd");
        let sheet = book.add_worksheet().set_name("服务")?;
        sheet.write(0, 0, "尚锦社区价目表")?;
        sheet.write(2, 1, 120)?.write(2, 2, 12.5)?.write(2, 3, 0.1 + 0.2)?;
        sheet.write(3, 0, 13_800_138_000_i64)?.write(3, 1, "91350100M000100Y43")?.write(3, 2, true)?;
        sheet.write_with_format(4, 0, &ExcelDateTime::from_ymd(2026, 11, 23)?, &date)?;
        sheet.write_with_format(4, 1, &ExcelDateTime::from_ymd(2026, 11, 23)?.and_hms(8, 30, 0)?, &date)?;
        sheet.write_with_format(4, 2, &ExcelDateTime::from_hms(8, 30, 0)?, &date)?;
        sheet.write_blank(5, 0, &date)?;
        book.add_worksheet().set_name("空白")?;
        book.add_worksheet().set_name("选项")?.set_hidden(true).write(0, 0, "保洁")?;
        book.add_worksheet().set_name("人员")?.write(0, 0, " 姓名 ")?;
        Ok(())
    });
    let tables = read_sheet(&bytes, "whatever.csv").unwrap();
    let names: Vec<_> = tables.iter().map(|table| table.name.as_str()).collect();
    assert_eq!(names, ["服务", "人员"]);
    let expected = [
        row(1, &["尚锦社区价目表"]),
        row(3, &["", "120", "12.5", "0.3"]),
        row(4, &["13800138000", "91350100M000100Y43", "true"]),
        row(5, &["2026-11-23", "2026-11-23 08:30", "08:30"]),
    ];
    assert_eq!(tables[0].rows, expected);
    assert_eq!(tables[1].rows, [row(1, &["姓名"])]);
}

#[test]
fn a_far_cell_costs_no_memory() {
    let low = workbook(|book| book.add_worksheet().write(1_048_575, 0, "x").map(|_| ()));
    assert_eq!(rows(&low), Ok(vec![row(1_048_576, &["x"])]));
    let right = workbook(|book| book.add_worksheet().write(0, 16_383, "x").map(|_| ()));
    assert_eq!(rows(&right), Err(too_large(SheetLimit::Columns, Some(1))));
}

#[test]
fn one_text_in_many_cells_is_counted_each_time() {
    let long = "字".repeat(MAX_CELL_CHARS);
    let mut tables = Tables::default();
    tables.begin("表").unwrap();
    let refused = (1..).find_map(|line| tables.put(line, 0, &long).err());
    assert_eq!(refused, Some(too_large(SheetLimit::TextBytes, Some(2_237))));
}

/// An archive with these files.
fn archive(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in files {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(content).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

#[test]
fn an_archive_that_swells_is_refused() {
    let zeros = vec![0_u8; 600_000];
    let bomb = archive(&[("xl/workbook.xml", zeros.as_slice()), ("xl/sharedStrings.xml", zeros.as_slice())]);
    assert!(bomb.len() < 10_000);
    let unpacked = |limit| workbook::check_parts(&bomb, limit);
    assert_eq!(unpacked(1_200_000), Ok(()));
    assert_eq!(unpacked(1_199_999), Err(too_large(SheetLimit::UnpackedBytes, None)));
    assert_eq!(unpacked(599_999), Err(too_large(SheetLimit::UnpackedBytes, None)));
}

#[test]
fn texts_that_are_only_announced_get_no_memory() {
    for sst in [
        &b"<sst uniqueCount=\"1000000000000\"><si><t>x</t></si></sst>"[..],
        b"<!-- long before --><sst count='1' uniqueCount = '99999999999999999999999'/>",
        b"<\0s\0s\0t\0 \0u\0n\0i\0q\0u\0e\0C\0o\0u\0n\0t\0=\0\"\09\09\09\09\09\09\09\09\"\0/\0>\0",
    ] {
        let liar = archive(&[("xl/SharedStrings.xml", sst)]);
        assert_eq!(workbook::check_parts(&liar, 10_000), Err(too_large(SheetLimit::Cells, None)));
    }
    let honest = archive(&[("xl/sharedStrings.xml", b"<sst count=\"7\" uniqueCount=\"3\"/>")]);
    assert_eq!(workbook::check_parts(&honest, 10_000), Ok(()));
}

/// The files of a small workbook, unpacked; made once for all cases.
static PARTS: LazyLock<Vec<(String, Vec<u8>)>> = LazyLock::new(parts);

fn parts() -> Vec<(String, Vec<u8>)> {
    let bytes = workbook(|book| {
        let date = Format::new().set_num_format("yyyy-mm-dd");
        let sheet = book.add_worksheet();
        sheet.write(0, 0, "名称")?.write(0, 1, 12.5)?.write(1, 0, "保洁")?;
        sheet.write_with_format(1, 1, &ExcelDateTime::from_ymd(2026, 11, 23)?, &date)?;
        Ok(())
    });
    let mut zip = ZipArchive::new(Cursor::new(bytes)).unwrap();
    (0..zip.len())
        .map(|index| {
            let mut entry = zip.by_index(index).unwrap();
            let mut content = Vec::new();
            std::io::copy(&mut entry, &mut content).unwrap();
            (entry.name().unwrap().into_owned(), content)
        })
        .collect()
}

/// Fragments that a reader may trip over, put in place of a stretch of a file.
fn any_fragment() -> impl Strategy<Value = Vec<u8>> {
    let fragments = [
        "",
        "9",
        "-1",
        "99999999999",
        "1e308",
        "NaN",
        "ZZZZZZ9",
        "A0",
        "A",
        "&#0;",
        "&bogus;",
        "<c>",
        "</c>",
        "t=\"s\"",
        "r=\"XFD1048577\"",
        "s=\"4294967296\"",
        "<",
        "\"",
        "]]>",
    ];
    prop_oneof![
        proptest::sample::select(fragments.to_vec()).prop_map(|text| text.as_bytes().to_vec()),
        proptest::collection::vec(any::<u8>(), 0..6),
    ]
}

proptest! {
    #[test]
    fn random_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let _ = read_sheet(&bytes, "x.xlsx");
    }

    #[test]
    fn random_text_keeps_the_promises_of_a_table(text in "[a,;\"\t\r\n字 =]{0,80}") {
        if let Ok(tables) = read_sheet(text.as_bytes(), "x") {
            let lines = text.replace("\r\n", "\n").split(['\n', '\r']).count();
            for (at, (line, cells)) in tables[0].rows.iter().enumerate() {
                prop_assert!(usize::try_from(*line).unwrap() <= lines && *line > 0);
                prop_assert!(at == 0 || tables[0].rows[at - 1].0 < *line);
                prop_assert!(cells.last().is_some_and(|cell| !cell.is_empty()));
            }
        }
    }

    #[test]
    fn written_csv_is_read_back(
        table in proptest::collection::vec(proptest::collection::vec("[a-z,;\"字\n]{0,4}x", 2..6), 1..6),
    ) {
        let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
        // A heading line of plain words settles the separator.
        writer.write_record(["a"; 30]).unwrap();
        for cells in &table {
            writer.write_record(cells).unwrap();
        }
        let read = rows(&writer.into_inner().unwrap()).unwrap();
        let trimmed = |cells: &Vec<String>| cells.iter().map(|cell| cell.trim().to_owned()).collect::<Vec<_>>();
        let expected: Vec<_> = table.iter().map(trimmed).collect();
        let read: Vec<_> = read.into_iter().skip(1).map(|(_, cells)| cells).collect();
        prop_assert_eq!(read, expected);
    }

    #[test]
    fn a_damaged_archive_never_panics(flips in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8)) {
        let mut bytes = workbook(|book| book.add_worksheet().write(0, 0, "名称").map(|_| ()));
        for (at, byte) in flips {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        let _ = read_sheet(&bytes, "x.xlsx");
    }

    #[test]
    fn a_workbook_with_wrong_parts_never_panics(
        which in any::<prop::sample::Index>(),
        at in any::<prop::sample::Index>(),
        length in 0_usize..12,
        fragment in any_fragment(),
    ) {
        let mut parts = PARTS.clone();
        let part = which.index(parts.len());
        let content = &mut parts[part].1;
        let from = at.index(content.len());
        let to = (from + length).min(content.len());
        content.splice(from..to, fragment);
        let files: Vec<_> = parts.iter().map(|(name, content)| (name.as_str(), content.as_slice())).collect();
        let _ = read_sheet(&archive(&files), "x.xlsx");
    }
}
