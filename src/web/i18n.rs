//! Languages, and the messages that `build/messages.rs` made of `locales/`.

use axum::http::HeaderMap;
use axum::http::header::ACCEPT_LANGUAGE;

/// A language of the portal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Locale {
    /// 简体中文, the default.
    ZhHans,
    /// 繁體中文, for readers in Taiwan and Hong Kong.
    ZhHant,
    /// English.
    En,
}

impl Locale {
    /// Every language, in the order of the switch.
    pub const ALL: [Self; 3] = [Self::ZhHans, Self::ZhHant, Self::En];

    /// The BCP 47 tag, as in `lang` attributes, `hreflang` and `?lang=`.
    pub fn tag(self) -> &'static str {
        match self {
            Self::ZhHans => "zh-Hans",
            Self::ZhHant => "zh-Hant",
            Self::En => "en",
        }
    }

    /// The language's own name for itself.
    pub fn own_name(self) -> &'static str {
        self.messages().common.language_name
    }

    /// The messages in this language.
    pub fn messages(self) -> &'static Messages {
        match self {
            Self::ZhHans => &ZH_HANS,
            Self::ZhHant => &ZH_HANT,
            Self::En => &EN,
        }
    }

    /// Reads a tag of ours.
    pub fn parse(tag: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|locale| locale.tag().eq_ignore_ascii_case(tag))
    }

    /// The first language a browser asks for that we have; Chinese is told apart by script, then by region.
    pub fn negotiate(headers: &HeaderMap) -> Self {
        let Some(accepted) = headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()) else {
            return Self::ZhHans;
        };
        let mut best: Option<(f32, Self)> = None;
        for item in accepted.split(',').take(16) {
            let (tag, quality) = item.split_once(";q=").unwrap_or((item, "1"));
            let (Some(locale), Ok(quality)) = (Self::for_range(tag.trim()), quality.trim().parse::<f32>()) else {
                continue;
            };
            if quality > 0.0 && best.is_none_or(|(highest, _)| quality > highest) {
                best = Some((quality, locale));
            }
        }
        best.map_or(Self::ZhHans, |(_, locale)| locale)
    }

    fn for_range(tag: &str) -> Option<Self> {
        let lower = tag.to_ascii_lowercase();
        let mut parts = lower.split('-');
        match parts.next()? {
            "en" => Some(Self::En),
            "zh" if lower.contains("hant") => Some(Self::ZhHant),
            "zh" if lower.contains("hans") => Some(Self::ZhHans),
            "zh" if parts.any(|part| matches!(part, "tw" | "hk" | "mo")) => Some(Self::ZhHant),
            "zh" => Some(Self::ZhHans),
            _ => None,
        }
    }
}

/// What a message with plural forms counts.
pub trait Count {
    /// The number.
    fn number(self) -> i64;
}

macro_rules! count {
    ($($type:ty),+) => {$(
        impl Count for $type {
            fn number(self) -> i64 {
                i64::try_from(self).unwrap_or(i64::MAX)
            }
        }
    )+};
}

impl<T: Count + Copy> Count for &T {
    fn number(self) -> i64 {
        (*self).number()
    }
}

count!(i64, usize, u32, i32);

include!(concat!(env!("OUT_DIR"), "/messages.rs"));

#[cfg(test)]
mod tests {
    use super::*;

    fn negotiated(value: &str) -> Locale {
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT_LANGUAGE, value.parse().unwrap());
        Locale::negotiate(&headers)
    }

    #[test]
    fn browsers_get_the_first_language_we_have() {
        assert_eq!(Locale::negotiate(&HeaderMap::new()), Locale::ZhHans);
        assert_eq!(negotiated("zh-CN,zh;q=0.9,en;q=0.8"), Locale::ZhHans);
        assert_eq!(negotiated("zh-TW,zh;q=0.9"), Locale::ZhHant);
        assert_eq!(negotiated("zh-Hant-HK"), Locale::ZhHant);
        assert_eq!(negotiated("fr,en-GB;q=0.8,zh;q=0.1"), Locale::En);
        assert_eq!(negotiated("en;q=0.2, zh-HK;q=0.9"), Locale::ZhHant);
        assert_eq!(negotiated("fr;q=x,*,,;"), Locale::ZhHans);
    }
}
