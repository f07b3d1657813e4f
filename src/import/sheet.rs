//! Uploaded spreadsheets as tables of text, whatever program wrote them.
//!
//! The content decides how a file is read, not its name: XLSX by its signature, everything else as delimited text.
//! Uploads are not to be trusted, so every dimension is bounded before memory is spent on it.

mod delimited;
mod workbook;

use thiserror::Error;

/// The largest file, in bytes.
pub const MAX_FILE_BYTES: usize = 20 * 1024 * 1024;
/// The most rows with content, over all tables of a file: 20,000 residents with the headings and titles above them.
pub const MAX_ROWS: usize = 20_100;
/// The most columns of a table.
pub const MAX_COLUMNS: usize = 200;
/// The longest text of a cell, in characters.
pub const MAX_CELL_CHARS: usize = 10_000;
/// The most tables in a file.
pub const MAX_TABLES: usize = 50;
/// The most cells, over all tables, blank ones between others included.
pub const MAX_CELLS: usize = 1_000_000;
/// The most text, over all tables, in bytes. An XLSX file may refer to one long text from many cells.
pub const MAX_TEXT_BYTES: usize = 64 * 1024 * 1024;
/// The most that an XLSX file may unpack to, in bytes.
pub const MAX_UNPACKED_BYTES: u64 = 128 * 1024 * 1024;

/// One table of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SheetTable {
    /// The sheet's name, or the file's name without its ending.
    pub name: String,
    /// The rows that have content, each with its line number in the file (from 1) and its cells without surrounding
    /// blanks. Blank cells at the end of a row are left away, so rows differ in length.
    pub rows: Vec<(u32, Vec<String>)>,
}

/// A bound of this module.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SheetLimit {
    /// [`MAX_FILE_BYTES`]
    FileBytes,
    /// [`MAX_ROWS`]
    Rows,
    /// [`MAX_COLUMNS`]
    Columns,
    /// [`MAX_CELL_CHARS`]
    CellChars,
    /// [`MAX_TABLES`]
    Tables,
    /// [`MAX_CELLS`]
    Cells,
    /// [`MAX_TEXT_BYTES`]
    TextBytes,
    /// [`MAX_UNPACKED_BYTES`]
    UnpackedBytes,
}

/// Why a file has no tables to offer. The texts are keys, the words for people are messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum SheetError {
    /// No cell has content.
    #[error("sheet-empty")]
    Empty,
    /// Neither XLSX nor text in UTF-8, UTF-16 or GB18030.
    #[error("sheet-not-a-sheet")]
    NotASheet,
    /// The old binary XLS, or an XLSX file with a password, which is packed the same way.
    #[error("sheet-old-or-encrypted")]
    OldOrEncrypted,
    /// An XLSX file that cannot be read to its end.
    #[error("sheet-damaged")]
    Damaged,
    /// Above one of the bounds.
    #[error("sheet-too-large")]
    TooLarge {
        /// Which bound.
        limit: SheetLimit,
        /// The line at which it was reached, where there is one.
        line: Option<u32>,
    },
}

/// Reads the tables of an uploaded file; `file_name` names the table of a text file.
///
/// Hidden sheets are passed over: they hold the choices of drop-down lists.
///
/// # Errors
/// See [`SheetError`].
pub fn read_sheet(bytes: &[u8], file_name: &str) -> Result<Vec<SheetTable>, SheetError> {
    const ZIP: &[u8] = b"PK\x03\x04";
    const COMPOUND_FILE: &[u8] = &[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
    if bytes.len() > MAX_FILE_BYTES {
        return Err(SheetError::TooLarge { limit: SheetLimit::FileBytes, line: None });
    }
    let mut tables = Tables::default();
    if bytes.starts_with(ZIP) {
        workbook::read(bytes, &mut tables)?;
    } else if bytes.starts_with(COMPOUND_FILE) {
        return Err(SheetError::OldOrEncrypted);
    } else {
        delimited::read(bytes, stem(file_name), &mut tables)?;
    }
    tables.finish()
}

/// A file's name without folders and ending.
fn stem(file_name: &str) -> &str {
    let name = file_name.rsplit(['/', '\\']).next().unwrap_or(file_name);
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}

/// Collects rows and keeps them within the bounds.
#[derive(Default)]
struct Tables {
    done: Vec<SheetTable>,
    rows: usize,
    cells: usize,
    text_bytes: usize,
}

impl Tables {
    /// Begins a table; the rows that follow belong to it.
    fn begin(&mut self, name: &str) -> Result<(), SheetError> {
        // A table that stayed blank is not worth a name.
        self.done.retain(|table| !table.rows.is_empty());
        if self.done.len() >= MAX_TABLES {
            return Err(SheetError::TooLarge { limit: SheetLimit::Tables, line: None });
        }
        self.done.push(SheetTable { name: name.to_owned(), rows: Vec::new() });
        Ok(())
    }

    /// Puts a text into the current table. Lines must not go back, columns (from 0) not within a line.
    fn put(&mut self, line: u32, column: usize, text: &str) -> Result<(), SheetError> {
        let text = text.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}' || c == '\u{200b}');
        let Some(table) = self.done.last_mut() else {
            return Err(SheetError::Damaged);
        };
        if text.is_empty() {
            return Ok(());
        }
        let above = |limit| Err(SheetError::TooLarge { limit, line: Some(line) });
        if column >= MAX_COLUMNS {
            return above(SheetLimit::Columns);
        }
        if text.chars().nth(MAX_CELL_CHARS).is_some() {
            return above(SheetLimit::CellChars);
        }
        if table.rows.last().is_none_or(|(last, _)| *last != line) {
            if table.rows.last().is_some_and(|(last, _)| *last > line) {
                return Err(SheetError::Damaged);
            }
            self.rows += 1;
            if self.rows > MAX_ROWS {
                return above(SheetLimit::Rows);
            }
            table.rows.push((line, Vec::new()));
        }
        let Some((_, cells)) = table.rows.last_mut().filter(|(_, cells)| cells.len() <= column) else {
            return Err(SheetError::Damaged);
        };
        self.cells += column + 1 - cells.len();
        self.text_bytes += text.len();
        if self.cells > MAX_CELLS {
            return above(SheetLimit::Cells);
        }
        if self.text_bytes > MAX_TEXT_BYTES {
            return above(SheetLimit::TextBytes);
        }
        cells.resize(column, String::new());
        cells.push(text.to_owned());
        Ok(())
    }

    fn finish(mut self) -> Result<Vec<SheetTable>, SheetError> {
        self.done.retain(|table| !table.rows.is_empty());
        if self.done.is_empty() { Err(SheetError::Empty) } else { Ok(self.done) }
    }
}

#[cfg(test)]
mod tests;
