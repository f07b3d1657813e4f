//! Search over the offers of one community, made for the ways Chinese is typed.
//!
//! Two steps: when an offer is published or changed, [`Doc::new`] folds its texts once
//! ([`fold`], [`pinyin`]); when a visitor searches, [`Query::parse`] reads the words and
//! [`Query::score`] judges every offer in the community's snapshot. Nothing here touches a database:
//! a community has hundreds of offers, and scanning them all costs less than one round trip would.
//!
//! What a visitor may type, and what finds it:
//!
//! | Typed | Found by |
//! |---|---|
//! | `家電清洗`, `ＡＣ`, `Jiā Diàn` | [`fold`]: traditional, full-width and accented forms are one |
//! | `家电清洗` for “家电深度清洗” | [`words`]: cut into words, each of which must occur |
//! | `jiadian`, `jd`, `jiadianqx`, `jia dian`, `jiadianqinxi` | [`pinyin`], [`spelling`]: whole, initials, mixed, in progress, accented |
//! | `月嫂` for “母婴护理员” | [`synonyms`] of the trade |

pub mod doc;
pub mod fold;
pub mod pinyin;
pub mod query;
mod readings;
pub mod score;
pub mod spelling;
pub mod synonyms;
mod term;
pub mod words;

pub use doc::Doc;
pub use fold::fold;
pub use query::Query;
pub use score::Score;

#[cfg(test)]
mod tests;
