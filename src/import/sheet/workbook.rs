//! XLSX workbooks.

use std::io::{Cursor, Read, copy, sink};
use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{DataRef, ExcelDateTime, Reader, SheetType, SheetVisible, Xlsx};
use zip::ZipArchive;

use super::{MAX_CELLS, MAX_UNPACKED_BYTES, SheetError, SheetLimit, Tables};

/// Excel's serial number of the first day after the year 9999.
const END_OF_DATES: f64 = 2_958_466.0;

/// Reads every visible sheet into a table of its own.
pub fn read(bytes: &[u8], tables: &mut Tables) -> Result<(), SheetError> {
    check_parts(bytes, MAX_UNPACKED_BYTES)?;
    // The reader's arithmetic trusts what a file says of itself; where that is a lie, the file is damaged.
    let result = catch_unwind(AssertUnwindSafe(|| read_cells(bytes, tables)));
    result.unwrap_or(Err(SheetError::Damaged))
}

fn read_cells(bytes: &[u8], tables: &mut Tables) -> Result<(), SheetError> {
    let mut book = Xlsx::new(Cursor::new(bytes)).map_err(|_| SheetError::NotASheet)?;
    let visible = |sheet: &calamine::Sheet| sheet.typ == SheetType::WorkSheet && sheet.visible == SheetVisible::Visible;
    let names: Vec<_> =
        book.sheets_metadata().iter().filter(|sheet| visible(sheet)).map(|sheet| sheet.name.clone()).collect();
    for name in names {
        tables.begin(&name)?;
        // Cell by cell: a table in memory would be as large as its furthest cell says, and that may be a lie.
        let mut cells = book.worksheet_cells_reader(&name).map_err(|_| SheetError::Damaged)?;
        while let Some(cell) = cells.next_cell().map_err(|_| SheetError::Damaged)? {
            let (row, column) = cell.get_position();
            let line = row.saturating_add(1);
            let column = usize::try_from(column).unwrap_or(usize::MAX);
            tables.put(line, column, &text(cell.get_value()))?;
        }
    }
    Ok(())
}

/// Unpacks everything once, because the sizes that an archive declares may be lies, and so may the number of texts that a
/// workbook says it shares: the reader sets memory aside for as many as are announced.
pub fn check_parts(bytes: &[u8], limit: u64) -> Result<(), SheetError> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| SheetError::Damaged)?;
    let mut left = limit;
    for index in 0..archive.len() {
        let entry = archive.by_index(index).map_err(|_| SheetError::Damaged)?;
        let shares_texts = entry.name().is_ok_and(|name| name.to_ascii_lowercase().ends_with("sharedstrings.xml"));
        let mut unpacked = entry.take(left + 1);
        let size = if shares_texts {
            let mut part = Vec::new();
            unpacked.read_to_end(&mut part).map_err(|_| SheetError::Damaged)?;
            if announced_texts(&part) > MAX_CELLS {
                return Err(SheetError::TooLarge { limit: SheetLimit::Cells, line: None });
            }
            u64::try_from(part.len()).unwrap_or(u64::MAX)
        } else {
            copy(&mut unpacked, &mut sink()).map_err(|_| SheetError::Damaged)?
        };
        left = left.checked_sub(size).ok_or(SheetError::TooLarge { limit: SheetLimit::UnpackedBytes, line: None })?;
    }
    Ok(())
}

/// The largest number that follows `uniqueCount` anywhere in a part, in whichever width its letters are written.
fn announced_texts(part: &[u8]) -> usize {
    const NAME: &[u8] = b"uniqueCount";
    let letters: Vec<u8> = part.iter().copied().filter(|byte| *byte != 0).collect();
    let numbers = letters.windows(NAME.len()).enumerate().filter(|(_, window)| *window == NAME).map(|(at, _)| {
        let digits = letters[at + NAME.len()..].iter().skip_while(|byte| !byte.is_ascii_digit());
        digits
            .take_while(|byte| byte.is_ascii_digit())
            .fold(0_usize, |number, byte| number.saturating_mul(10).saturating_add(usize::from(byte - b'0')))
    });
    numbers.max().unwrap_or(0)
}

/// A cell's value as a person would type it.
fn text(value: &DataRef<'_>) -> String {
    match value {
        DataRef::Empty => String::new(),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => decimal(*number),
        DataRef::Bool(value) => value.to_string(),
        DataRef::DateTime(moment) => date_or_time(moment),
        DataRef::Error(error) => error.to_string(),
    }
}

/// A number without exponent and without the noise of binary fractions: 15 digits are all that Excel keeps.
fn decimal(number: f64) -> String {
    let rounded = format!("{number:.14e}").parse::<f64>().unwrap_or(number);
    // Minus zero is zero.
    if rounded == 0.0 { "0".to_owned() } else { rounded.to_string() }
}

/// `2026-11-23`, `2026-11-23 08:30` or `08:30`.
fn date_or_time(moment: &ExcelDateTime) -> String {
    let serial = moment.as_f64();
    if !(0.0..END_OF_DATES).contains(&serial) || (moment.is_duration() && serial >= 1.0) {
        return decimal(serial);
    }
    let (year, month, day, hour, minute, _, _) = moment.to_ymd_hms_milli();
    match (serial < 1.0, hour == 0 && minute == 0) {
        (true, _) => format!("{hour:02}:{minute:02}"),
        (false, true) => format!("{year:04}-{month:02}-{day:02}"),
        (false, false) => format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}"),
    }
}
