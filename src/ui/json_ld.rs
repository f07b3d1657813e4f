//! Structured data for machines (schema.org as JSON-LD).

use std::fmt;

use serde_json::Value;

/// A data block: not a script, though its element is called so, and nothing in it can end it early.
pub struct JsonLd(String);

impl JsonLd {
    /// From a value.
    pub fn new(value: &Value) -> Self {
        // In JSON these are the same characters; in HTML they can no longer close the element or open a comment.
        Self(value.to_string().replace('<', "\\u003c").replace('>', "\\u003e").replace('&', "\\u0026"))
    }
}

impl fmt::Display for JsonLd {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, r#"<script type="application/ld+json">{}</script>"#, self.0)
    }
}

super::component!(JsonLd);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_closing_tag_in_data_stays_data() {
        let html = JsonLd::new(&serde_json::json!({ "name": "</script><b>&" })).to_string();
        assert_eq!(html.matches('<').count(), 2);
        let json = html.split_once('>').unwrap().1.rsplit_once('<').unwrap().0;
        assert_eq!(serde_json::from_str::<Value>(json).unwrap()["name"], "</script><b>&");
    }
}
