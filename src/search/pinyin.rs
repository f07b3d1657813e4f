//! Chinese found by its reading: whole, abbreviated to initials, or any mixture, with the confusions of
//! southern and north-western speakers forgiven (z/zh, c/ch, s/sh, in/ing, en/eng).
//!
//! This half makes the stored form, [`super::spelling`] finds queries in it. Texts are stored as their syllables in **folded** spelling (`zhong` is kept as `zong`, `qing` as `qin`),
//! separated by single spaces: `家居保洁` is `jia ju bao jie`. A query stays as typed, because without
//! spaces nobody can say whether its `sh` is one sound or two initials.

use pinyin::ToPinyin;

use super::fold::is_han;
use super::readings::{CHARACTERS, PHRASES, SURNAMES};

/// The stored pinyin of a folded text, e.g. `jia ju bao jie`.
///
/// Letters and digits that are not Chinese stay as words (`ac清洗` is `ac qin xi`); characters without a
/// known reading are left out.
pub fn syllables(folded: &str) -> String {
    let mut out = String::with_capacity(folded.len() * 2);
    push_syllables(&mut out, folded);
    out
}

/// The stored pinyin of a folded **name of a person or company**: as [`syllables`], and where it starts with
/// a character that is read differently as a family name, both ways: 解师傅 is `xie si fu | jie si fu`,
/// because 解忧家政 is no Mr Xie (source of the readings: the project's domain notes). No query matches the
/// bar, so no hit reaches from one reading into the other.
pub fn name_syllables(folded: &str) -> String {
    let mut out = String::with_capacity(folded.len() * 2);
    let surname = SURNAMES.iter().find_map(|&(name, reading)| Some((folded.strip_prefix(name)?, reading)));
    if let Some((rest, reading)) = surname {
        reading.split(' ').for_each(|syllable| push_word(&mut out, syllable));
        push_syllables(&mut out, rest);
        push_word(&mut out, "|");
    }
    push_syllables(&mut out, folded);
    out
}

fn push_syllables(out: &mut String, mut rest: &str) {
    while let Some(first) = rest.chars().next() {
        let longest =
            PHRASES.iter().filter(|(phrase, _)| rest.starts_with(phrase)).max_by_key(|(phrase, _)| phrase.len());
        if let Some((phrase, reading)) = longest {
            reading.split(' ').for_each(|syllable| push_word(out, syllable));
            rest = &rest[phrase.len()..];
        } else if is_han(first) {
            if let Some(reading) = character_reading(first) {
                push_word(out, reading);
            }
            rest = &rest[first.len_utf8()..];
        } else {
            let end = rest.find(is_han).unwrap_or(rest.len());
            for word in rest[..end].split(' ').filter(|word| !word.is_empty()) {
                push_separator(out);
                out.push_str(word);
            }
            rest = &rest[end..];
        }
    }
}

fn character_reading(c: char) -> Option<&'static str> {
    match CHARACTERS.iter().find(|&&(character, _)| character == c) {
        Some(&(_, reading)) => Some(reading),
        None => c.to_pinyin().map(pinyin::Pinyin::plain),
    }
}

fn push_separator(out: &mut String) {
    if !out.is_empty() {
        out.push(' ');
    }
}

/// Appends one syllable in folded spelling: no `h` after z, c, s; no `g` after `in`, `en`; `ü` as `u`.
fn push_word(out: &mut String, syllable: &str) {
    push_separator(out);
    let without_g = syllable.strip_suffix('g').filter(|s| s.ends_with("in") || s.ends_with("en"));
    let mut previous = ' ';
    for c in without_g.unwrap_or(syllable).chars() {
        if !(c == 'h' && matches!(previous, 'z' | 'c' | 's')) {
            out.push(if c == 'ü' { 'u' } else { c });
        }
        previous = c;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_stored_in_folded_spelling() {
        for (text, stored) in [
            ("家居保洁", "jia ju bao jie"),
            ("钟点工", "zong dian gong"),
            ("家电清洗ac 26天", "jia dian qin xi ac 26 tian"),
            ("空调", "kong tiao"),
            ("调查", "diao ca"),
            ("长辈", "zang bei"),
            ("特长", "te cang"),
            ("重阳助老", "cong yang zu lao"),
            ("调休", "tiao xiu"),
            ("女装", "nu zuang"),
            ("阿姨", "a yi"),
            ("", ""),
        ] {
            assert_eq!(syllables(text), stored, "{text}");
        }
    }

    #[test]
    fn family_names_have_their_own_reading() {
        for (name, stored) in [
            ("单师傅", "san si fu | dan si fu"),
            ("曾阿姨", "zen a yi | cen a yi"),
            ("仇师傅", "qiu si fu | cou si fu"),
            ("解家政", "xie jia zen | jie jia zen"),
            ("查记", "za ji | ca ji"),
            ("尉迟家政", "yu ci jia zen | wei ci jia zen"),
            ("张阿姨", "zang a yi"),
        ] {
            assert_eq!(name_syllables(name), stored, "{name}");
        }
        assert_eq!(syllables("单师傅"), "dan si fu");
    }
}
