//! Tables as files that spreadsheet programs open and never compute.

use std::borrow::Cow;

use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder, Workbook, XlsxError};

use crate::error::AppResult;

/// The form of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileForm {
    /// A workbook.
    Xlsx,
    /// Comma-separated text.
    Csv,
}

impl FileForm {
    /// The file name's ending, and the word in the database.
    pub fn ending(self) -> &'static str {
        match self {
            Self::Xlsx => "xlsx",
            Self::Csv => "csv",
        }
    }

    /// Reads the ending.
    pub fn parse(ending: &str) -> Option<Self> {
        [Self::Xlsx, Self::Csv].into_iter().find(|form| form.ending() == ending)
    }

    /// The media type.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Csv => "text/csv; charset=utf-8",
        }
    }
}

/// What spreadsheet programs may take for the beginning of a formula.
const RISKY: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\0', '＝', '＋', '－', '＠'];

fn is_risky(text: &str) -> bool {
    // Behind apostrophes too: then every text is told from the others when they are taken away again.
    let text = text.trim_start_matches('\'');
    // The writer of XLSX files takes a text in this element for markup of its own.
    text.starts_with(RISKY) || text.starts_with("<r>")
}

/// The text as a cell that no spreadsheet program computes: with an apostrophe before what might be a formula.
pub fn guard(text: &str) -> Cow<'_, str> {
    if is_risky(text) { Cow::Owned(format!("'{text}")) } else { Cow::Borrowed(text) }
}

/// The text without the apostrophe of [`guard`].
pub fn unguard(cell: &str) -> &str {
    cell.strip_prefix('\'').filter(|rest| is_risky(rest)).unwrap_or(cell)
}

/// A table before it is a file. Every cell is text: what looks like a number stays as it is written.
pub struct Table {
    /// The sheet's name.
    pub name: &'static str,
    /// A line above the headings: who took it out, and why.
    pub watermark: Option<String>,
    /// Headings with the widths of their columns, in characters.
    pub columns: Vec<(&'static str, u16)>,
    /// The rows.
    pub rows: Vec<Vec<String>>,
}

impl Table {
    /// The table as a file.
    pub fn file(&self, form: FileForm) -> AppResult<Vec<u8>> {
        Ok(match form {
            FileForm::Xlsx => self.xlsx().map_err(anyhow::Error::from)?,
            FileForm::Csv => self.csv().map_err(anyhow::Error::from)?,
        })
    }

    fn xlsx(&self) -> Result<Vec<u8>, XlsxError> {
        // The format of text, so that what is typed into a cell stays as typed, too.
        let text = Format::new().set_num_format("@").set_text_wrap().set_align(FormatAlign::Top);
        let head = Format::new()
            .set_num_format("@")
            .set_bold()
            .set_background_color(Color::RGB(0x00F3_EAD8))
            .set_border_bottom(FormatBorder::Thin);
        let mut book = Workbook::new();
        let sheet = book.add_worksheet();
        sheet.set_name(self.name)?;
        let top = u32::from(self.watermark.is_some());
        if let Some(watermark) = &self.watermark {
            sheet.write_string_with_format(0, 0, guard(watermark), &Format::new().set_num_format("@").set_italic())?;
        }
        sheet.set_freeze_panes(top + 1, 0)?;
        for (column, (heading, width)) in (0_u16..).zip(&self.columns) {
            sheet.set_column_width(column, *width)?;
            sheet.set_column_format(column, &text)?;
            sheet.write_string_with_format(top, column, *heading, &head)?;
        }
        for (row, cells) in (top + 1..).zip(&self.rows) {
            for (column, cell) in (0_u16..).zip(cells).filter(|(_, cell)| !cell.is_empty()) {
                sheet.write_string_with_format(row, column, guard(cell), &text)?;
            }
        }
        book.save_to_buffer()
    }

    /// With the mark by which spreadsheet programs know UTF-8.
    fn csv(&self) -> Result<Vec<u8>, csv::Error> {
        let mut bytes = "\u{feff}".as_bytes().to_vec();
        let builder = &mut csv::WriterBuilder::new();
        let mut writer = builder.terminator(csv::Terminator::CRLF).flexible(true).from_writer(&mut bytes);
        if let Some(watermark) = &self.watermark {
            writer.write_record([guard(watermark).as_ref()])?;
        }
        writer.write_record(self.columns.iter().map(|(heading, _)| *heading))?;
        for cells in &self.rows {
            writer.write_record(cells.iter().map(|cell| guard(cell).into_owned()))?;
        }
        writer.flush()?;
        drop(writer);
        Ok(bytes)
    }
}
