//! Charts, drawn on the server as plain SVG: shapes and texts without scripts, style attributes or fonts of their own.
//!
//! A chart is drawn as narrow as a phone and in units of which sixteen are the height of a line of text, so that its words are
//! as large as those around it; the style sheet gives it its width. Each bar and arrow has its number beside it. A table with
//! the same numbers stands by every chart: for whoever listens, the picture is one name ([`Chart`] says nothing itself).

use std::fmt;

use plotters::coord::Shift;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

use crate::error::AppResult;
use crate::web::ElderSize;

/// A drawing, to be put into a figure that names it.
pub struct Chart(String);

impl fmt::Display for Chart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

super::component!(Chart);

/// What a bar stands for; the colours differ in lightness too, and each bar has its words beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// What people have done, or can do.
    Supply,
    /// What is wanted.
    Demand,
}

impl Tone {
    fn colour(self) -> RGBColor {
        match self {
            Self::Supply => PINE,
            Self::Demand => LAMP,
        }
    }
}

/// A bar.
pub struct Bar {
    /// What it stands for.
    pub tone: Tone,
    /// How long it is among the others; none: it is not told, and no bar is drawn.
    pub length: Option<i64>,
    /// Its number, in words.
    pub text: String,
}

/// Bars with a heading.
pub struct Bars {
    /// What they are about.
    pub label: String,
    /// One below the other.
    pub bars: Vec<Bar>,
}

/// A station of a loop.
pub struct Station {
    /// What it is called.
    pub label: String,
    /// How many are there, in words.
    pub text: String,
    /// What the arrow to it says.
    pub arrow: String,
}

// The colours of `tokens.css` that stay the same in every community.
const INK: RGBColor = RGBColor(0x2a, 0x23, 0x1d);
const PINE: RGBColor = RGBColor(0x2c, 0x60, 0x38);
const PINE_TINT: RGBColor = RGBColor(0xe6, 0xf0, 0xe2);
const LAMP: RGBColor = RGBColor(0xf0, 0xb6, 0x4a);
const LAMP_TINT: RGBColor = RGBColor(0xfd, 0xf0, 0xd2);
const LAMP_LINE: RGBColor = RGBColor(0xa8, 0x70, 0x1a);

/// The height of a text, in units.
const TEXT: i32 = 16;
/// From one line of text to the next.
const LINE: i32 = 24;
/// The width that a number beside a bar may take.
const NUMBER: i32 = 112;

type Area<'a> = DrawingArea<SVGBackend<'a>, Shift>;

/// How wide a drawing is in units: the larger the words around it are, the fewer of its own fit.
fn width(elder: Option<ElderSize>) -> i32 {
    match elder {
        None => 320,
        Some(ElderSize::Large) => 280,
        Some(ElderSize::Larger) => 240,
        Some(ElderSize::Largest) => 200,
    }
}

impl Chart {
    /// Bars under headings, all to one scale.
    pub fn bars(elder: Option<ElderSize>, all: &[Bars]) -> AppResult<Self> {
        let longest = all.iter().flat_map(|bars| &bars.bars).filter_map(|bar| bar.length).max().unwrap_or(0);
        let lines = all.iter().map(|bars| 1 + bars.bars.len()).sum::<usize>();
        let height = i32::try_from(lines).unwrap_or(i32::MAX / LINE) * LINE + step(all.len(), LINE / 2);
        Self::draw((width(elder), height), |area, width| {
            let mut y = 0;
            for Bars { label, bars } in all {
                write(area, label, (0, y + LINE / 2), HPos::Left, true)?;
                y += LINE;
                for bar in bars {
                    let end = bar.length.map_or(0, |length| reach(length, longest, width - NUMBER));
                    if bar.length.is_some() {
                        block(area, (0, y + 4), (end, y + LINE - 4), bar.tone.colour())?;
                    }
                    let gap = if bar.length.is_some() { 8 } else { 0 };
                    write(area, &bar.text, (end + gap, y + LINE / 2), HPos::Left, false)?;
                    y += LINE;
                }
                y += LINE / 2;
            }
            Ok(())
        })
    }

    /// A loop: stations one below the other, each reached by an arrow, and the way back from `back` to the first.
    pub fn round(elder: Option<ElderSize>, stations: &[Station], back: &str) -> AppResult<Self> {
        let (tall, arrow) = (2 * LINE + 4, LINE + 12);
        let height = step(stations.len() + 1, tall + arrow) - arrow + 2;
        Self::draw((width(elder), height), |area, width| {
            let (right, far) = (width - 30, width - 8);
            let mut y = 1;
            for (at, station) in stations.iter().enumerate() {
                if at > 0 {
                    point_down(area, (24, y), arrow - 6)?;
                    write(area, &station.arrow, (44, y + arrow / 2), HPos::Left, false)?;
                    y += arrow;
                }
                block(area, (0, y), (right, y + tall), PINE_TINT)?;
                block(area, (0, y), (6, y + tall), PINE)?;
                write(area, &station.label, (18, y + LINE / 2 + 3), HPos::Left, false)?;
                write(area, &station.text, (18, y + LINE + LINE / 2 + 1), HPos::Left, true)?;
                y += tall;
            }
            point_down(area, (24, y), arrow - 6)?;
            y += arrow;
            block(area, (0, y), (right, y + tall), LAMP_TINT)?;
            block(area, (0, y), (6, y + tall), LAMP)?;
            write(area, back, (18, y + tall / 2), HPos::Left, true)?;
            // Back to the first one, along the edge.
            let (from, to) = (y + tall / 2, 1 + tall / 2);
            let way = [(right + 4, from), (far, from), (far, to), (right + 10, to)];
            area.draw(&PathElement::new(way.to_vec(), LAMP_LINE.stroke_width(3))).map_err(anyhow::Error::from)?;
            let head = vec![(right + 2, to), (right + 14, to - 8), (right + 14, to + 8)];
            area.draw(&Polygon::new(head, LAMP_LINE.filled())).map_err(anyhow::Error::from)?;
            Ok(())
        })
    }

    fn draw(size: (i32, i32), draw: impl FnOnce(&Area<'_>, i32) -> AppResult<()>) -> AppResult<Self> {
        let side = |length: i32| u32::try_from(length).unwrap_or_default();
        let mut svg = String::new();
        let area = SVGBackend::with_string(&mut svg, (side(size.0), side(size.1))).into_drawing_area();
        draw(&area, size.0)?;
        area.present().map_err(anyhow::Error::from)?;
        drop(area);
        Ok(Self(svg))
    }
}

fn step(count: usize, height: i32) -> i32 {
    i32::try_from(count).unwrap_or_default() * height
}

/// The end of a bar; one of nothing is a sliver, so that there is something to see.
fn reach(length: i64, longest: i64, room: i32) -> i32 {
    let end = length * i64::from(room) / longest.max(1);
    i32::try_from(end).unwrap_or(room).max(2)
}

fn block(area: &Area<'_>, from: (i32, i32), to: (i32, i32), colour: RGBColor) -> AppResult<()> {
    area.draw(&Rectangle::new([from, to], colour.filled())).map_err(anyhow::Error::from)?;
    Ok(())
}

/// A text whose middle is at this height.
fn write(area: &Area<'_>, text: &str, at: (i32, i32), side: HPos, is_bold: bool) -> AppResult<()> {
    let weight = if is_bold { FontStyle::Bold } else { FontStyle::Normal };
    // The crate takes the height of a line, 1.24 times that of the text.
    let font = FontDesc::new(FontFamily::SansSerif, f64::from(TEXT) * 1.24, weight);
    let style = TextStyle::from(font).color(&INK).pos(Pos::new(side, VPos::Center));
    area.draw(&Text::new(text.to_owned(), at, style)).map_err(anyhow::Error::from)?;
    Ok(())
}

fn point_down(area: &Area<'_>, (x, y): (i32, i32), length: i32) -> AppResult<()> {
    let stem = vec![(x, y + 4), (x, y + length - 6)];
    area.draw(&PathElement::new(stem, PINE.stroke_width(3))).map_err(anyhow::Error::from)?;
    let head = vec![(x - 8, y + length - 8), (x + 8, y + length - 8), (x, y + length + 4)];
    area.draw(&Polygon::new(head, PINE.filled())).map_err(anyhow::Error::from)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bars(length: Option<i64>, text: &str) -> Bars {
        Bars { label: "养老<b>".to_owned(), bars: vec![Bar { tone: Tone::Supply, length, text: text.to_owned() }] }
    }

    #[test]
    fn words_stay_words_and_bars_keep_their_proportions() {
        let svg =
            Chart::bars(None, &[bars(Some(20), "20 人"), bars(Some(5), "5 人"), bars(None, "<5")]).unwrap().to_string();
        assert!(
            svg.contains("20 人") && svg.contains("&lt;5") && svg.contains("养老&lt;b&gt;") && !svg.contains("<b>")
        );
        let widths: Vec<i32> =
            svg.split("<rect ").skip(1).map(|rect| rect.split('"').nth(5).unwrap().parse().unwrap()).collect();
        assert_eq!(widths, [208, 52], "what is not told has no bar");
    }

    #[test]
    fn nothing_in_a_drawing_needs_what_the_security_policy_forbids() {
        let station =
            || Station { label: "上岗".to_owned(), text: "3 人".to_owned(), arrow: "10 人里 3 人".to_owned() };
        let round = Chart::round(Some(ElderSize::Largest), &[station(), station()], "还在招 2 人").unwrap().to_string();
        let bars = Chart::bars(None, &[]).unwrap().to_string();
        for svg in [round, bars] {
            assert!(
                !svg.contains("style=") && !svg.contains("<style") && !svg.contains("<script") && !svg.contains("href")
            );
        }
    }
}
