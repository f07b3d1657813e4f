//! What an organization's file is.

use chrono::{DateTime, Utc};

use crate::db::DocumentId;
use crate::web::Messages;

/// What a file shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DocumentKind {
    /// 营业执照
    Licence,
    /// 保险单
    Insurance,
    /// 合同
    Contract,
    /// 证书
    Certificate,
    /// 照片
    Photo,
    /// Anything else.
    Other,
}

impl DocumentKind {
    /// Every kind, in the order of the form.
    pub const ALL: [Self; 6] =
        [Self::Licence, Self::Insurance, Self::Contract, Self::Certificate, Self::Photo, Self::Other];

    /// The word in the database and in the form.
    pub fn code(self) -> &'static str {
        match self {
            Self::Licence => "licence",
            Self::Insurance => "insurance",
            Self::Contract => "contract",
            Self::Certificate => "certificate",
            Self::Photo => "photo",
            Self::Other => "other",
        }
    }

    /// Reads the word.
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// What people call it.
    pub fn label(self, t: &Messages) -> &'static str {
        match self {
            Self::Licence => t.documents.kind_licence,
            Self::Insurance => t.documents.kind_insurance,
            Self::Contract => t.documents.kind_contract,
            Self::Certificate => t.documents.kind_certificate,
            Self::Photo => t.documents.kind_photo,
            Self::Other => t.documents.kind_other,
        }
    }
}

/// A file that an organization keeps here, without its content.
#[derive(Debug, Clone)]
pub struct Document {
    /// Its id.
    pub id: DocumentId,
    /// What it shows.
    pub kind: DocumentKind,
    /// Its name.
    pub file_name: String,
    /// `image/jpeg` or `application/pdf`.
    pub media_type: String,
    /// Its length in bytes.
    pub size: i32,
    /// When it was put there.
    pub uploaded_at: DateTime<Utc>,
}

impl Document {
    /// Whether a browser can show it as a picture.
    pub fn is_image(&self) -> bool {
        self.media_type.starts_with("image/")
    }

    /// `340 KB`, `1.2 MB`.
    pub fn size_text(&self, t: &Messages) -> String {
        size_text(self.size, t)
    }
}

/// So many bytes as people read them: `340 KB`, `1.2 MB`.
pub fn size_text(size: i32, t: &Messages) -> String {
    if size < 1 << 20 {
        return t.documents.size_kb((size / 1024).max(1));
    }
    let tenths = i64::from(size) * 10 / (1 << 20);
    t.documents.size_mb(format!("{}.{}", tenths / 10, tenths % 10))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::Locale;

    #[test]
    fn every_kind_is_read_back() {
        for kind in DocumentKind::ALL {
            assert_eq!(DocumentKind::parse(kind.code()), Some(kind));
        }
        assert_eq!(DocumentKind::parse("video"), None);
    }

    #[test]
    fn sizes_are_told_in_units_people_know() {
        let text = |size: i32| {
            let document = Document {
                id: DocumentId::generate(),
                kind: DocumentKind::Other,
                file_name: String::new(),
                media_type: String::new(),
                size,
                uploaded_at: DateTime::UNIX_EPOCH,
            };
            document.size_text(Locale::ZhHans.messages())
        };
        assert_eq!(text(0), "1 KB");
        assert_eq!(text(340 << 10), "340 KB");
        assert_eq!(text(1 << 20), "1.0 MB");
        assert_eq!(text(10 << 20), "10.0 MB");
        assert_eq!(text((1 << 20) + (1 << 18)), "1.2 MB");
    }
}
