//! What machines read of a posting (schema.org).

use super::*;

#[tokio::test]
async fn search_engines_read_in_their_own_words_what_a_posting_says_and_no_more() {
    let app = TestApp::new().await;
    let mut visitor = app.browser();
    for (title, unit, kind) in [
        (CLEANER, Some("HOUR"), Some("PART_TIME")),
        ("收纳师助理", Some("DAY"), Some("PER_DIEM")),
        ("白班保姆", Some("MONTH"), None),
        ("陪诊员（按单）", None, None),
        ("月嫂（中级）", None, None),
    ] {
        let page = visitor.get(&format!("{LIST}/{}", id_of(&app, title).await)).await.ok();
        let data: serde_json::Value =
            serde_json::from_str(&page.one("script[type='application/ld+json']")).expect("JSON-LD");
        let pay = &data["baseSalary"]["value"];
        let told = (pay.get("unitText"), data.get("employmentType"));
        let word = |value: Option<&serde_json::Value>| value.and_then(|value| value.as_str()).map(str::to_owned);
        assert_eq!((word(told.0).as_deref(), word(told.1).as_deref()), (unit, kind), "{title}");
        assert!(pay["minValue"].is_string(), "{title}");
        // A bare figure says less than the page does.
        assert_eq!(pay.get("description").is_some(), unit.is_none(), "{title}");
    }
}
