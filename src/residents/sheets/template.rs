//! The sheet to fill in for whoever has none.

use rust_xlsxwriter::{Color, Format, FormatBorder, Workbook, XlsxError};

use super::columns::Column;

/// Two rows that show what is meant; they are made up, and say so.
const EXAMPLES: [[&str; 12]; 2] = [
    ["锦苑东区", "3栋", "1", "301", "SJ-01", "户籍", "示例（导入前删掉）", "", "1957", "户主", "", ""],
    ["锦苑东区", "3栋", "1", "301", "SJ-01", "户籍", "示例（导入前删掉）", "", "1959", "配偶", "", "敲门后多等一会儿"],
];

/// An empty sheet with its headings and two examples.
pub(super) fn xlsx() -> Result<Vec<u8>, XlsxError> {
    // Text, so that numbers and doors stay as they are typed.
    let text = Format::new().set_num_format("@");
    let head = Format::new()
        .set_num_format("@")
        .set_bold()
        .set_background_color(Color::RGB(0x00F3_EAD8))
        .set_border_bottom(FormatBorder::Thin);
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.set_name("居民")?;
    sheet.set_freeze_panes(1, 0)?;
    for (at, column) in (0_u16..).zip(Column::TEMPLATE) {
        sheet.set_column_width(at, 13)?;
        sheet.set_column_format(at, &text)?;
        sheet.write_string_with_format(0, at, column.heading(), &head)?;
    }
    for (row, cells) in (1_u32..).zip(EXAMPLES) {
        for (at, cell) in (0_u16..).zip(cells) {
            sheet.write_string_with_format(row, at, cell, &text)?;
        }
    }
    book.save_to_buffer()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::sheet::read_sheet;
    use crate::residents::sheets::columns;

    #[test]
    fn the_template_is_understood_as_it_is_meant() {
        let tables = read_sheet(&xlsx().unwrap(), "x.xlsx").unwrap();
        let (place, found) = columns::guess(&tables[0].rows).unwrap();
        assert_eq!(place, 0);
        assert_eq!(found, Column::TEMPLATE.map(Some));
    }
}
