//! What a search looks through: the texts of postings, folded once for each of their revisions and kept.

use std::sync::Arc;

use moka::sync::Cache;

use super::queries::Shown;
use crate::db::{PostingId, TenantId};
use crate::search::Doc;
use crate::web::{Locale, Messages};

/// A posting as it was after so many changes; trades have a name in each language.
type Key = (TenantId, PostingId, i32, Locale);

/// The folded texts of postings in memory.
pub struct KeptTexts(Cache<Key, Arc<Doc>>);

impl KeptTexts {
    /// All of them together stay below about this many bytes.
    pub fn new(capacity: u64) -> Self {
        let weigh = |_: &Key, doc: &Arc<Doc>| {
            let (name, pinyin, text) = doc.folded();
            u32::try_from(name.len() + pinyin.len() + text.len() + 500).unwrap_or(u32::MAX)
        };
        Self(Cache::builder().weigher(weigh).max_capacity(capacity).build())
    }

    /// Those of one posting of a community.
    pub(super) fn of(&self, tenant: TenantId, shown: &Shown, locale: Locale) -> Arc<Doc> {
        let key = (tenant, shown.id, shown.revision, locale);
        self.0.get_with(key, || Arc::new(doc(shown, locale.messages())))
    }
}

fn doc(shown: &Shown, t: &Messages) -> Doc {
    let content = &shown.content;
    Doc::new(&content.title, &content.employer, [content.trade.label(t), &content.duties, &content.place])
}

#[cfg(test)]
mod tests {
    use super::super::filter::tests::all;
    use super::*;

    #[test]
    fn texts_are_folded_once_for_each_revision_community_and_language() {
        let (kept, tenant, mut shown) = (KeptTexts::new(1 << 20), TenantId::generate(), all().remove(0));
        let first = kept.of(tenant, &shown, Locale::ZhHans);
        assert!(Arc::ptr_eq(&first, &kept.of(tenant, &shown, Locale::ZhHans)));
        // Whoever writes a form by hand may give two communities' postings one id.
        "遛狗".clone_into(&mut shown.content.title);
        assert_eq!(kept.of(TenantId::generate(), &shown, Locale::ZhHans).folded().0, "遛狗");
        assert_eq!(kept.of(tenant, &shown, Locale::En).folded().0, "遛狗");
        shown.revision += 1;
        assert_eq!(kept.of(tenant, &shown, Locale::ZhHans).folded().0, "遛狗");
    }
}
