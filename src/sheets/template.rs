//! The sheet to fill in for whoever has none.

use rust_xlsxwriter::{Color, Format, FormatBorder, Workbook, XlsxError};

use super::kind::Kind;
use crate::web::Locale;

/// An empty sheet of a kind with its headings and examples.
pub(super) fn xlsx(kind: Kind) -> Result<Vec<u8>, XlsxError> {
    // Text, so that numbers and doors stay as they are typed.
    let text = Format::new().set_num_format("@");
    let head = Format::new()
        .set_num_format("@")
        .set_bold()
        .set_background_color(Color::RGB(0x00F3_EAD8))
        .set_border_bottom(FormatBorder::Thin);
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    // Its headings are words of the sheets that communities keep, whatever language the page is in.
    sheet.set_name(kind.label(Locale::ZhHans.messages()))?;
    sheet.set_freeze_panes(1, 0)?;
    for (at, column) in (0_u16..).zip(kind.template()) {
        sheet.set_column_width(at, 13)?;
        sheet.set_column_format(at, &text)?;
        sheet.write_string_with_format(0, at, column.heading(), &head)?;
    }
    for (row, cells) in (1_u32..).zip(kind.examples()) {
        for (at, cell) in (0_u16..).zip(*cells) {
            sheet.write_string_with_format(row, at, *cell, &text)?;
        }
    }
    book.save_to_buffer()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::sheet::read_sheet;
    use crate::sheets::columns;

    #[test]
    fn the_templates_are_understood_as_they_are_meant() {
        for kind in Kind::ALL {
            let tables = read_sheet(&xlsx(kind).unwrap(), "x.xlsx").unwrap();
            let (place, found) = columns::guess(kind, &tables[0].rows).unwrap();
            assert_eq!(place, 0);
            assert_eq!(found, kind.template().into_iter().map(Some).collect::<Vec<_>>());
        }
    }
}
