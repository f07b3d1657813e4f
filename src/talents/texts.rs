//! What people write in their own words, and how it is found: by every two characters that stand side by side in it, as traits
//! among the others of a record. Whoever looks for a word finds those who wrote all of its pairs.

use serde::{Deserialize, Serialize};

use super::queries::texts;
use crate::background::queue::{Task, TaskError};
use crate::db::{Scope, TalentId, TenantId, WriteTx};
use crate::search::fold;
use crate::state::AppState;

/// The traits of some texts, each once. A single character has none.
pub(super) fn traits<'t>(texts: impl IntoIterator<Item = &'t str>) -> Vec<String> {
    let mut traits = Vec::new();
    for text in texts {
        let folded = fold(text);
        for word in folded.split(' ') {
            let chars: Vec<char> = word.chars().collect();
            traits.extend(chars.windows(2).map(|pair| {
                let pair: String = pair.iter().collect();
                format!("text:{pair}")
            }));
        }
    }
    traits.sort_unstable();
    traits.dedup();
    traits
}

/// Records that one task writes down.
const PAGE: usize = 200;

/// Writes down by which pairs a community's records are found that were saved before all of their texts were looked at; a
/// migration leaves it to be done, for the program alone folds. Done twice, it changes nothing.
#[derive(Debug, Serialize, Deserialize)]
pub struct IndexNotes {
    tenant: TenantId,
    /// The last record that an earlier task has written down.
    after: Option<TalentId>,
}

impl Task for IndexNotes {
    const NAME: &'static str = "index_talent_notes";

    fn scope(&self) -> Scope {
        Scope { tenant: Some(self.tenant), ..Scope::default() }
    }

    async fn run(&self, state: &AppState, tx: &mut WriteTx) -> Result<(), TaskError> {
        let limit = i64::try_from(PAGE).unwrap_or(i64::MAX);
        let records = texts::page(tx, self.tenant, self.after, limit).await?;
        let (mut found, mut whose) = (Vec::new(), Vec::new());
        for record in &records {
            let own = traits(record.profile.texts());
            whose.extend(own.iter().map(|_| record.id.uuid()));
            found.extend(own);
        }
        texts::add(tx, self.tenant, (&found, &whose)).await?;
        if let Some(last) = records.last().filter(|_| records.len() == PAGE) {
            tx.enqueue(&Self { tenant: self.tenant, after: Some(last.id) }, state.clock().now()).await?;
        }
        Ok(())
    }
}

/// The same, as it was called while it left the notes out. What still waits under this name is done under the other one, which
/// servers that leave them out do not know.
#[derive(Debug, Serialize, Deserialize)]
pub struct IndexTexts {
    tenant: TenantId,
    after: Option<TalentId>,
}

impl Task for IndexTexts {
    const NAME: &'static str = "index_talent_texts";

    fn scope(&self) -> Scope {
        Scope { tenant: Some(self.tenant), ..Scope::default() }
    }

    async fn run(&self, state: &AppState, tx: &mut WriteTx) -> Result<(), TaskError> {
        tx.enqueue(&IndexNotes { tenant: self.tenant, after: self.after }, state.clock().now()).await?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_found_by_its_pairs_however_it_is_written() {
        assert_eq!(traits(["修钟表、鐘錶"]), ["text:修钟", "text:钟表"]);
        assert_eq!(traits(["下棋", "WiFi"]), ["text:fi", "text:if", "text:wi", "text:下棋"]);
        assert!(traits(["", "棋", "棋 、棋"]).is_empty(), "no pair reaches from one word into the next");
    }
}
