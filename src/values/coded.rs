//! Choices that are kept as words.

/// Declares choices in the order of pages, each with its word and with the message that says what it is called.
macro_rules! coded {
    ($($(#[$about:meta])* $vis:vis enum $name:ident in $messages:ident {
        $($(#[$of:meta])* $choice:ident $code:literal $label:ident,)+
    })+) => {$(
        $(#[$about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        $vis enum $name {
            $($(#[$of])* $choice,)+
        }

        impl $name {
            /// Every one, in the order of pages.
            pub const ALL: [Self; [$($code),+].len()] = [$(Self::$choice),+];

            /// The word in the database, in forms and addresses.
            pub fn code(self) -> &'static str {
                match self {
                    $(Self::$choice => $code,)+
                }
            }

            /// Reads the word.
            pub fn parse(code: &str) -> Option<Self> {
                Self::ALL.into_iter().find(|choice| choice.code() == code)
            }

            /// What it is called.
            pub fn label(self, t: &$crate::web::Messages) -> &'static str {
                match self {
                    $(Self::$choice => t.$messages.$label,)+
                }
            }
        }
    )+};
}
pub(crate) use coded;
