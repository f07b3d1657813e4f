//! Serving a file so that it can do nothing: no script runs in it, no browser guesses another kind, no cache keeps it.

use std::fmt::Write;

use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};

use super::queries::Content;

/// Answers with a file: a picture to be looked at, anything else to be saved.
pub fn respond(content: Content) -> Response {
    let way = if content.media_type.starts_with("image/") { "inline" } else { "attachment" };
    answer(content, way)
}

/// Answers with a file to be saved, whatever it is.
pub fn attach(content: Content) -> Response {
    answer(content, "attachment")
}

fn answer(content: Content, way: &str) -> Response {
    let disposition = disposition(way, &content.file_name);
    let headers = [
        (header::CONTENT_TYPE, value(&content.media_type, "application/octet-stream")),
        (header::CONTENT_DISPOSITION, value(&disposition, "attachment")),
        (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
        (header::CACHE_CONTROL, HeaderValue::from_static("private, no-store")),
        (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'none'; sandbox")),
    ];
    (headers, content.bytes).into_response()
}

fn value(text: &str, otherwise: &'static str) -> HeaderValue {
    HeaderValue::from_str(text).unwrap_or(HeaderValue::from_static(otherwise))
}

/// RFC 6266: the name in ASCII for old programs, and as it is for all others.
fn disposition(way: &str, name: &str) -> String {
    let plain: String = name.chars().map(|c| if is_plain(c) || c == ' ' { c } else { '_' }).collect();
    let mut text = format!("{way}; filename=\"{plain}\"; filename*=UTF-8''");
    for byte in name.bytes() {
        if is_plain(char::from(byte)) {
            text.push(char::from(byte));
        } else {
            let _ = write!(text, "%{byte:02X}");
        }
    }
    text
}

fn is_plain(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chinese_name_arrives_as_it_is() {
        assert_eq!(
            disposition("attachment", "保险 1.pdf"),
            "attachment; filename=\"__ 1.pdf\"; filename*=UTF-8''%E4%BF%9D%E9%99%A9%201.pdf"
        );
        assert_eq!(
            disposition("inline", "a\";\r\nx.jpg"),
            "inline; filename=\"a____x.jpg\"; filename*=UTF-8''a%22%3B%0D%0Ax.jpg"
        );
    }

    #[test]
    fn a_file_can_do_nothing() {
        let response = respond(Content {
            media_type: "application/pdf".into(),
            file_name: "合同.pdf".into(),
            bytes: b"%PDF-".to_vec(),
        });
        let header = |name: header::HeaderName| response.headers()[name].to_str().unwrap().to_owned();
        assert_eq!(header(header::CONTENT_TYPE), "application/pdf");
        assert_eq!(header(header::X_CONTENT_TYPE_OPTIONS), "nosniff");
        assert_eq!(header(header::CACHE_CONTROL), "private, no-store");
        assert_eq!(header(header::CONTENT_SECURITY_POLICY), "default-src 'none'; sandbox");
        assert!(header(header::CONTENT_DISPOSITION).starts_with("attachment; "));
    }

    #[test]
    fn a_picture_is_looked_at_unless_it_is_attached() {
        let way = |answer: fn(Content) -> Response| {
            let picture =
                Content { media_type: "image/jpeg".into(), file_name: "x.jpg".into(), bytes: vec![0xFF, 0xD8] };
            let disposition = answer(picture).headers()[header::CONTENT_DISPOSITION].to_str().unwrap().to_owned();
            disposition.split(';').next().unwrap().to_owned()
        };
        assert_eq!([way(respond), way(attach)], ["inline", "attachment"]);
    }
}
