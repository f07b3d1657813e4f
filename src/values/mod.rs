//! Values that are checked once, where they enter, and trusted everywhere after.
//!
//! Raw strings stop at the form and import layers: each type here can only be made by a parser,
//! so holding one proves that its rule was met. Errors are codes without prose; the sentence a
//! person reads comes from the message files.

mod coded;
pub(crate) mod fold;
mod minutes;
mod money;
mod name;
mod phone;
mod slug;
mod text;
mod trade;
mod uscc;

pub(crate) use coded::coded;
pub use minutes::{Minutes, MinutesError};
pub use money::{Fen, FenError};
pub use name::{NameError, PersonName};
pub use phone::{Phone, PhoneError, PhoneKind};
pub use slug::{Slug, SlugError};
pub use text::{Line, Paragraphs, TextError};
pub use trade::{Trade, trade_labels};
pub use uscc::{Uscc, UsccError};

/// Gives a newtype around a private `String` the conversions that all of them share, on top of
/// its own `parse`.
macro_rules! parsed_string {
    ($type:ty, $error:ty $(, const $n:ident)?) => {
        impl$(<const $n: usize>)? $type {
            /// The checked text in its canonical form.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl$(<const $n: usize>)? AsRef<str> for $type {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        impl$(<const $n: usize>)? std::str::FromStr for $type {
            type Err = $error;

            fn from_str(raw: &str) -> Result<Self, $error> {
                Self::parse(raw)
            }
        }

        impl$(<const $n: usize>)? TryFrom<String> for $type {
            type Error = $error;

            fn try_from(raw: String) -> Result<Self, $error> {
                Self::parse(&raw)
            }
        }

        impl$(<const $n: usize>)? From<$type> for String {
            fn from(value: $type) -> Self {
                value.0
            }
        }
    };
}
use parsed_string;
