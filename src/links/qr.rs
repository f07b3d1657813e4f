//! QR codes: as a drawing for pages and print, and as pixels for programs that take no drawings.

use std::fmt::Write;

use image::codecs::png::PngEncoder;
use image::{ExtendedColorType, ImageEncoder};
use qrcode::{Color, EcLevel, QrCode};

use crate::error::AppResult;

/// Light modules that the standard asks for on each side.
const QUIET: usize = 4;

/// A QR code as a grid of modules. Level M still reads with 15 % of it gone: a fold, a scratch, a drop of rain.
#[derive(Debug, Clone)]
pub struct Symbol {
    width: usize,
    dark: Vec<bool>,
}

impl Symbol {
    /// The smallest code that holds `text`.
    pub fn new(text: &str) -> AppResult<Self> {
        let code = QrCode::with_error_correction_level(text, EcLevel::M).map_err(anyhow::Error::from)?;
        let width = code.width();
        Ok(Self { width, dark: code.into_colors().into_iter().map(|color| color == Color::Dark).collect() })
    }

    /// Modules along one side, the quiet zone included: the side of the drawing's view box.
    pub fn side(&self) -> usize {
        self.width + 2 * QUIET
    }

    /// Whether the module at this place is dark; places in the quiet zone are light.
    fn is_dark(&self, x: usize, y: usize) -> bool {
        let inner = |at: usize| at.checked_sub(QUIET).filter(|at| *at < self.width);
        inner(x).zip(inner(y)).is_some_and(|(x, y)| self.dark.get(y * self.width + x).copied().unwrap_or(false))
    }

    /// The dark modules as the data of one SVG path, a run of them at a time.
    pub fn path(&self) -> String {
        let mut path = String::new();
        for y in 0..self.side() {
            let mut x = 0;
            while x < self.side() {
                let run = (x..self.side()).take_while(|x| self.is_dark(*x, y)).count();
                if run > 0 {
                    let _ = write!(path, "M{x} {y}h{run}v1h-{run}z");
                }
                x += run + 1;
            }
        }
        path
    }
}

/// The code of `text` as an SVG file; its title is the text.
pub fn svg(text: &str) -> AppResult<String> {
    let symbol = Symbol::new(text)?;
    let (side, path) = (symbol.side(), symbol.path());
    let title = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    Ok(format!(
        r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" width="60mm" height="60mm" role="img" shape-rendering="crispEdges"><title>{title}</title><rect width="{side}" height="{side}" fill="#fff"/><path d="{path}"/></svg>"##
    ))
}

/// The code of `text` as a PNG file, each module `scale` pixels wide.
pub fn png(text: &str, scale: u32) -> AppResult<Vec<u8>> {
    let symbol = Symbol::new(text)?;
    let repeat = usize::try_from(scale.max(1)).unwrap_or(1);
    let mut pixels = Vec::with_capacity(symbol.side() * symbol.side() * repeat * repeat);
    for y in 0..symbol.side() {
        let row: Vec<u8> = (0..symbol.side())
            .flat_map(|x| std::iter::repeat_n(if symbol.is_dark(x, y) { 0 } else { u8::MAX }, repeat))
            .collect();
        for _ in 0..repeat {
            pixels.extend_from_slice(&row);
        }
    }
    let side = u32::try_from(symbol.side() * repeat).map_err(anyhow::Error::from)?;
    let mut file = Vec::new();
    PngEncoder::new(&mut file).write_image(&pixels, side, side, ExtendedColorType::L8).map_err(anyhow::Error::from)?;
    Ok(file)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    const TEXT: &str = "https://jiamenkou.example/q/Ab3kMnP9xy";

    /// The dark modules that an SVG file's path draws.
    fn drawn(svg: &str) -> BTreeSet<(usize, usize)> {
        let path = svg.split(r#"<path d=""#).nth(1).unwrap().split('"').next().unwrap();
        let mut found = BTreeSet::new();
        for run in path.split('M').filter(|run| !run.is_empty()) {
            let (x, rest) = run.split_once(' ').unwrap();
            let (y, rest) = rest.split_once('h').unwrap();
            let (length, rest) = rest.split_once('v').unwrap();
            assert_eq!(rest, format!("1h-{length}z"));
            let (x, y, length): (usize, usize, usize) =
                (x.parse().unwrap(), y.parse().unwrap(), length.parse().unwrap());
            for x in x..x + length {
                assert!(found.insert((x, y)), "module {x} {y} is drawn twice");
            }
        }
        found
    }

    #[test]
    fn the_structure_is_a_qr_codes() {
        let symbol = Symbol::new(TEXT).unwrap();
        // 38 bytes at level M: version 3.
        assert_eq!(symbol.width, 29);
        assert_eq!(symbol.side(), 37);
        let side = symbol.side();
        for at in 0..side {
            for edge in (0..QUIET).chain(side - QUIET..side) {
                assert!(!symbol.is_dark(at, edge) && !symbol.is_dark(edge, at), "the quiet zone is light");
            }
        }
        // A finder in three corners: a dark ring, a light one, a dark square.
        for (left, top) in [(QUIET, QUIET), (side - QUIET - 7, QUIET), (QUIET, side - QUIET - 7)] {
            for y in 0..7_usize {
                for x in 0..7_usize {
                    let ring = x.abs_diff(3).max(y.abs_diff(3));
                    assert_eq!(symbol.is_dark(left + x, top + y), ring != 2, "finder at {left} {top}: {x} {y}");
                }
            }
        }
        // The timing patterns between the finders alternate.
        for at in 8..symbol.width - 8 {
            assert_eq!(symbol.is_dark(QUIET + at, QUIET + 6), at % 2 == 0);
            assert_eq!(symbol.is_dark(QUIET + 6, QUIET + at), at % 2 == 0);
        }
    }

    #[test]
    fn drawing_and_pixels_agree_module_by_module() {
        for (text, scale) in [(TEXT, 3), ("http://localhost:8080/c/shangjin?q=a&b=<c>", 1), ("门", 0)] {
            let file = svg(text).unwrap();
            let drawn = drawn(&file);
            let image = image::load_from_memory(&png(text, scale).unwrap()).unwrap().into_luma8();
            let (side, scale) = (u32::try_from(Symbol::new(text).unwrap().side()).unwrap(), scale.max(1));
            assert_eq!(image.dimensions(), (side * scale, side * scale));
            for (x, y, pixel) in image.enumerate_pixels() {
                let module = (usize::try_from(x / scale).unwrap(), usize::try_from(y / scale).unwrap());
                assert_eq!(pixel.0[0] == 0, drawn.contains(&module), "{text}: pixel {x} {y}");
                assert!(matches!(pixel.0[0], 0 | 255));
            }
        }
    }

    #[test]
    fn the_drawing_is_sound_xml_with_a_title() {
        let file = svg("http://a/?b=1&c=<script>").unwrap();
        assert!(file.contains("<title>http://a/?b=1&amp;c=&lt;script&gt;</title>") && file.contains(r#"role="img""#));
        assert!(!file.contains("<script"));
        assert_eq!(file.matches("<path ").count(), 1);
    }

    #[test]
    fn a_text_too_long_is_refused() {
        assert!(svg(&"a".repeat(3_000)).is_err() && png(&"a".repeat(3_000), 1).is_err());
    }
}
