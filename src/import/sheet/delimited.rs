//! Delimited text: CSV and its relatives with semicolons or tabs.

use std::borrow::Cow;

use csv::{ReaderBuilder, StringRecord};
use encoding_rs::{Encoding, GB18030, UTF_8};

use super::{SheetError, Tables};

/// In order of preference when a heading line has as many of one as of another.
const SEPARATORS: [u8; 3] = [b',', b'\t', b';'];
/// Titles may stand above the heading line; among this many lines the one with most separators is the heading.
const LINES_TO_GUESS_FROM: usize = 6;

/// Reads delimited text into one table.
pub fn read(bytes: &[u8], name: &str, tables: &mut Tables) -> Result<(), SheetError> {
    let text = decode(bytes).filter(|text| is_plain(text)).ok_or(SheetError::NotASheet)?;
    tables.begin(name)?;
    let mut reader =
        ReaderBuilder::new().has_headers(false).flexible(true).delimiter(separator(&text)).from_reader(text.as_bytes());
    let mut record = StringRecord::new();
    let mut lines = Lines::new(text.as_bytes());
    // Neither kind of error can come from text in memory with rows of any length; both would be a damaged file.
    while reader.read_record(&mut record).map_err(|_| SheetError::Damaged)? {
        let start = record.position().map_or(0, csv::Position::byte);
        let line = lines.line_of(usize::try_from(start).unwrap_or(usize::MAX));
        for (column, cell) in record.iter().enumerate() {
            tables.put(line, column, literal(cell))?;
        }
    }
    Ok(())
}

/// Decodes by byte order mark, else as UTF-8, else as GB18030 (which GBK and GB2312 are parts of).
fn decode(bytes: &[u8]) -> Option<Cow<'_, str>> {
    if let Some((encoding, length)) = Encoding::for_bom(bytes) {
        return encoding.decode_without_bom_handling_and_without_replacement(bytes.get(length..)?);
    }
    [UTF_8, GB18030]
        .into_iter()
        .find_map(|encoding| encoding.decode_without_bom_handling_and_without_replacement(bytes))
}

/// Whether a text has no control characters but tabs and line ends. Pictures and programs do have them.
fn is_plain(text: &str) -> bool {
    !text.chars().any(|c| c.is_control() && !matches!(c, '\t' | '\n' | '\r'))
}

/// The separator that stands most often in one of the first lines, outside quotes.
fn separator(text: &str) -> u8 {
    let lines = || text.lines().filter(|line| !line.trim().is_empty()).take(LINES_TO_GUESS_FROM);
    let most = |separator| lines().map(|line| count(line, separator)).max().unwrap_or(0);
    let mut best = (0, b',');
    for separator in SEPARATORS {
        let found = most(separator);
        if found > best.0 {
            best = (found, separator);
        }
    }
    best.1
}

fn count(line: &str, separator: u8) -> usize {
    let mut quoted = false;
    line.bytes()
        .filter(|byte| {
            quoted ^= *byte == b'"';
            !quoted && *byte == separator
        })
        .count()
}

/// Takes a text out of `="0012"`, by which spreadsheet programs are told to keep leading zeros.
fn literal(cell: &str) -> &str {
    cell.trim().strip_prefix("=\"").and_then(|rest| rest.strip_suffix('"')).unwrap_or(cell)
}

/// Line numbers by byte offset, counting forward only.
struct Lines<'a> {
    bytes: &'a [u8],
    at: usize,
    line: u32,
}

impl<'a> Lines<'a> {
    fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0, line: 1 }
    }

    /// The line of the record that is read from `start` on: blank lines before it belong to the record's bytes.
    fn line_of(&mut self, start: usize) -> u32 {
        while let Some(&byte) = self.bytes.get(self.at).filter(|byte| self.at < start || matches!(byte, b'\r' | b'\n'))
        {
            let next = self.bytes.get(self.at + 1);
            let ends_line = byte == b'\n' || (byte == b'\r' && next != Some(&b'\n'));
            self.line = self.line.saturating_add(u32::from(ends_line));
            self.at += 1;
        }
        self.line
    }
}
