//! The text of a notice, as its paragraphs and lists.
//!
//! Staff type plain text. A line that begins with a dash or a number is an item of a list, as everybody writes lists
//! on a phone; every other line is a paragraph.

/// A part of a notice's text.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Block {
    /// A line of its own.
    Paragraph(String),
    /// Lines that begin with a dash or dot, without it.
    Bullets(Vec<String>),
    /// Lines numbered one after the other, without their numbers.
    Numbered {
        /// The number of the first.
        start: u32,
        /// The lines.
        items: Vec<String>,
    },
}

/// A line by what it begins with.
enum Line<'a> {
    Plain(&'a str),
    Bullet(&'a str),
    Number(u32, &'a str),
}

impl<'a> Line<'a> {
    fn read(line: &'a str) -> Self {
        Self::bullet(line).or_else(|| Self::numbered(line)).unwrap_or(Self::Plain(line))
    }

    /// A dash or dot, then a text; `-5 ℃` is a temperature.
    fn bullet(line: &'a str) -> Option<Self> {
        let rest = line.strip_prefix(['-', '–', '•', '·', '●'])?;
        let text = rest.trim_start();
        (!text.is_empty() && !rest.starts_with(|c: char| c.is_ascii_digit())).then_some(Self::Bullet(text))
    }

    /// `1. `, `1、`, `1．`, `1)` or `1）`, then something that is no digit: `2.5 元` is an amount.
    fn numbered(line: &'a str) -> Option<Self> {
        let (digits, rest) = line.split_at(line.find(|c: char| !c.is_ascii_digit())?);
        let rest = rest.strip_prefix(['.', '、', '．', ')', '）'])?;
        let text = rest.trim_start();
        let is_item = digits.len() <= 2 && !text.is_empty() && !rest.starts_with(|c: char| c.is_ascii_digit());
        is_item.then(|| digits.parse().ok()).flatten().map(|number| Self::Number(number, text))
    }
}

/// The parts of a text, empty lines left out.
pub(super) fn blocks(text: &str) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        match (Line::read(line), blocks.last_mut()) {
            (Line::Bullet(text), Some(Block::Bullets(items))) => items.push(text.to_owned()),
            (Line::Bullet(text), _) => blocks.push(Block::Bullets(vec![text.to_owned()])),
            (Line::Number(number, text), Some(Block::Numbered { start, items }))
                if usize::try_from(number - (*start).min(number)) == Ok(items.len()) =>
            {
                items.push(text.to_owned());
            }
            (Line::Number(number, text), _) => {
                blocks.push(Block::Numbered { start: number, items: vec![text.to_owned()] });
            }
            (Line::Plain(text), _) => blocks.push(Block::Paragraph(text.to_owned())),
        }
    }
    blocks
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paragraph(text: &str) -> Block {
        Block::Paragraph(text.to_owned())
    }

    fn owned(items: &[&str]) -> Vec<String> {
        items.iter().map(|&item| item.to_owned()).collect()
    }

    #[test]
    fn lines_with_dashes_become_one_list() {
        let text = "各位居民：\n\n- 带身份证\n- 带户口本\n谢谢。";
        let expected = [paragraph("各位居民："), Block::Bullets(owned(&["带身份证", "带户口本"])), paragraph("谢谢。")];
        assert_eq!(blocks(text), expected);
    }

    #[test]
    fn numbers_in_a_row_become_one_list_in_any_spelling() {
        let text = "1、报名\n2. 面谈\n3）开班";
        assert_eq!(blocks(text), [Block::Numbered { start: 1, items: owned(&["报名", "面谈", "开班"]) }]);
    }

    #[test]
    fn a_number_out_of_the_row_begins_another_list() {
        let expected = [
            Block::Numbered { start: 3, items: owned(&["三"]) },
            Block::Numbered { start: 1, items: owned(&["一"]) },
            Block::Numbered { start: 3, items: owned(&["又三"]) },
        ];
        assert_eq!(blocks("3、三\n1、一\n3、又三"), expected);
    }

    #[test]
    fn amounts_dates_and_temperatures_are_no_items() {
        for line in ["2.5 元一斤", "11月25日停水", "2026.11.25", "-5 ℃以下注意防冻", "8:30 开门", "120)", "-", "1、"]
        {
            assert_eq!(blocks(line), [paragraph(line)]);
        }
    }
}
