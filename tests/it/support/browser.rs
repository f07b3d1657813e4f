//! A browser without a screen: it keeps cookies, and can only send a form that the last page showed.

use std::collections::BTreeMap;
use std::fmt::Write;

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Request, Response, StatusCode, header};
use http_body_util::BodyExt;
use scraper::{ElementRef, Html, Selector};
use tower::ServiceExt;

/// See the module.
pub struct Browser {
    router: Router,
    cookies: BTreeMap<String, String>,
    /// The last page, for its forms.
    page: Option<(String, String)>,
    /// Headers sent with every request.
    pub headers: HeaderMap,
}

/// What came back.
#[derive(Debug, Clone)]
pub struct Answer {
    status: StatusCode,
    pub headers: HeaderMap,
    body: Vec<u8>,
    pub path: String,
}

pub fn selector(css: &str) -> Selector {
    Selector::parse(css).unwrap_or_else(|error| panic!("{css}: {error}"))
}

impl Answer {
    pub fn status(&self) -> u16 {
        self.status.as_u16()
    }

    pub fn bytes(&self) -> &[u8] {
        &self.body
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub fn html(&self) -> Html {
        Html::parse_document(&self.text())
    }

    /// The page, which must have come with 200.
    pub fn ok(self) -> Self {
        assert_eq!(self.status(), 200, "{}: {}", self.path, self.text());
        self
    }

    /// The page, which must have come with this status.
    pub fn with_status(self, status: u16) -> Self {
        assert_eq!(self.status(), status, "{}: {}", self.path, self.text());
        self
    }

    pub fn location(&self) -> &str {
        self.headers.get(header::LOCATION).and_then(|v| v.to_str().ok()).unwrap_or("")
    }

    /// The texts of all elements that match.
    pub fn texts(&self, css: &str) -> Vec<String> {
        let html = self.html();
        html.select(&selector(css))
            .map(|e| e.text().collect::<String>().split_whitespace().collect::<Vec<_>>().join(" "))
            .collect()
    }

    /// The text of the one element that matches.
    pub fn one(&self, css: &str) -> String {
        let texts = self.texts(css);
        assert_eq!(texts.len(), 1, "{}: {css} matches {texts:?}", self.path);
        texts.into_iter().next().unwrap_or_default()
    }

    /// An attribute of all elements that match.
    pub fn attributes(&self, css: &str, name: &str) -> Vec<String> {
        let html = self.html();
        html.select(&selector(css)).filter_map(|e| e.attr(name)).map(str::to_owned).collect()
    }

    /// How many elements match.
    pub fn count(&self, css: &str) -> usize {
        self.html().select(&selector(css)).count()
    }
}

impl Browser {
    pub fn new(router: Router) -> Self {
        Self { router, cookies: BTreeMap::new(), page: None, headers: HeaderMap::new() }
    }

    /// Reaches another server from now on, with its cookies and the page that is open.
    pub fn turn_to(&mut self, router: Router) {
        self.router = router;
    }

    pub fn cookie(&self, name: &str) -> Option<&str> {
        self.cookies.get(name).map(String::as_str)
    }

    pub fn set_cookie(&mut self, name: &str, value: &str) {
        self.cookies.insert(name.to_owned(), value.to_owned());
    }

    pub async fn get(&mut self, path: &str) -> Answer {
        self.send(Request::get(path), Body::empty()).await
    }

    /// Posts to an address directly, as an attacker would: for tests of refusals.
    pub async fn forge(&mut self, path: &str, body: &str) -> Answer {
        let answer = self.send_form(path, body).await;
        // As every browser does: the same form once more, to there.
        if answer.status() == 307 { self.send_form(answer.location(), body).await } else { answer }
    }

    async fn send_form(&mut self, path: &str, body: &str) -> Answer {
        let request = Request::post(path)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header(header::CONTENT_LENGTH, body.len());
        self.send(request, Body::from(body.to_owned())).await
    }

    /// The form that `css` finds on the last page: how and where it is sent, and with what.
    fn form(&self, css: &str, fields: &[(&str, &str)]) -> (String, String, Vec<(String, String)>) {
        let (path, page) = self.page.as_ref().expect("a page was opened before");
        let html = Html::parse_document(page);
        let form = html.select(&selector(css)).next().unwrap_or_else(|| panic!("{path} has no form {css}: {page}"));
        let method = form.attr("method").unwrap_or("get").to_owned();
        let action =
            form.attr("action").map_or_else(|| path.split('?').next().unwrap_or("/").to_owned(), str::to_owned);
        (method, action, filled(form, fields, path))
    }

    /// Presses a button of the last page: it may send its form elsewhere (`formaction`), and says its name and value.
    pub async fn press(&mut self, form: &str, button: &str, fields: &[(&str, &str)]) -> Answer {
        let (_, action, mut pairs) = self.form(form, fields);
        let action = {
            let (path, page) = self.page.as_ref().expect("a page was opened before");
            let html = Html::parse_document(page);
            let css = selector(&format!("{form} {button}"));
            let button = html.select(&css).next().unwrap_or_else(|| panic!("{path} has no {form} {button}"));
            pairs.extend(
                button.attr("name").map(|name| (name.to_owned(), button.attr("value").unwrap_or("").to_owned())),
            );
            button.attr("formaction").map_or(action, str::to_owned)
        };
        self.forge(&action, &serde_html_form::to_string(&pairs).expect("pairs")).await
    }

    /// Posts an empty file to an address directly.
    pub async fn forge_upload(&mut self, path: &str) -> Answer {
        self.send_file(path, &[], "", &[]).await
    }

    /// Sends a form of the last page that carries a file.
    pub async fn upload(&mut self, css: &str, fields: &[(&str, &str)], name: &str, bytes: &[u8]) -> Answer {
        let (_, action, pairs) = self.form(css, fields);
        self.send_file(&action, &pairs, name, bytes).await
    }

    async fn send_file(&mut self, action: &str, pairs: &[(String, String)], name: &str, bytes: &[u8]) -> Answer {
        let boundary = "----boundary-of-the-test";
        let mut body = Vec::new();
        for (field, value) in pairs.iter().filter(|(field, _)| field != "file") {
            body.extend(
                format!("--{boundary}\r\nContent-Disposition: form-data; name=\"{field}\"\r\n\r\n{value}\r\n").bytes(),
            );
        }
        let head = format!(
            "--{boundary}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\nContent-Type: application/octet-stream\r\n\r\n"
        );
        body.extend(head.bytes());
        body.extend(bytes);
        body.extend(format!("\r\n--{boundary}--\r\n").bytes());
        let request = Request::post(action)
            .header(header::CONTENT_TYPE, format!("multipart/form-data; boundary={boundary}"))
            .header(header::CONTENT_LENGTH, body.len());
        self.send(request, Body::from(body)).await
    }

    /// Sends the form that `css` finds on the last page, with some fields filled in.
    pub async fn submit(&mut self, css: &str, fields: &[(&str, &str)]) -> Answer {
        let (method, action, pairs) = self.form(css, fields);
        let query = serde_html_form::to_string(&pairs).expect("pairs");
        if method.eq_ignore_ascii_case("post") {
            self.forge(&action, &query).await
        } else {
            self.get(&format!("{action}?{query}")).await
        }
    }

    async fn send(&mut self, request: axum::http::request::Builder, body: Body) -> Answer {
        let mut cookies = String::new();
        for (name, value) in &self.cookies {
            let _ = write!(cookies, "{}{name}={value}", if cookies.is_empty() { "" } else { "; " });
        }
        let mut request = request
            .header(header::HOST, "localhost:8080")
            .header(header::COOKIE, cookies)
            .body(body)
            .expect("a request");
        request.headers_mut().extend(self.headers.clone());
        let path = request.uri().to_string();
        let response = self.router.clone().oneshot(request).await.expect("the router answers");
        self.keep(response, path).await
    }

    async fn keep(&mut self, response: Response<Body>, path: String) -> Answer {
        let (parts, body) = response.into_parts();
        for value in parts.headers.get_all(header::SET_COOKIE) {
            let text = value.to_str().expect("a cookie");
            let (name, rest) = text.split_once('=').expect("a cookie");
            let value = rest.split(';').next().unwrap_or("");
            if text.contains("Max-Age=0") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        let body = body.collect().await.expect("a body").to_bytes().to_vec();
        let answer = Answer { status: parts.status, headers: parts.headers, body, path: path.clone() };
        let is_html = answer.headers.get(header::CONTENT_TYPE).is_some_and(|v| v.as_bytes().starts_with(b"text/html"));
        if is_html && !answer.headers.contains_key(header::CONTENT_ENCODING) {
            self.page = Some((path, answer.text()));
        }
        answer
    }
}

/// What the form would send: its own values, and the ones typed. A field that the form lacks is a test's mistake, or a
/// template's.
fn filled(form: ElementRef<'_>, fields: &[(&str, &str)], path: &str) -> Vec<(String, String)> {
    let mut names = Vec::new();
    let mut pairs = Vec::new();
    for input in form.select(&selector("input[name], select[name], textarea[name]")) {
        let name = input.attr("name").unwrap_or_default();
        names.push(name.to_owned());
        if fields.iter().any(|(typed, _)| *typed == name) {
            continue;
        }
        let kind = input.attr("type").unwrap_or("text");
        if matches!(kind, "checkbox" | "radio") && input.attr("checked").is_none() {
            continue;
        }
        pairs.push((name.to_owned(), value_of(input)));
    }
    for (name, value) in fields {
        assert!(names.iter().any(|known| known == name), "{path}: the form has no field {name}, only {names:?}");
        pairs.push(((*name).to_owned(), (*value).to_owned()));
    }
    pairs
}

/// What a field would send as it stands.
fn value_of(field: ElementRef<'_>) -> String {
    match field.value().name() {
        "select" => {
            let mut options = field.select(&selector("option")).collect::<Vec<_>>();
            if let Some(at) = options.iter().position(|option| option.attr("selected").is_some()) {
                options.swap(0, at);
            }
            options.first().and_then(|option| option.attr("value")).unwrap_or_default().to_owned()
        }
        "textarea" => field.text().collect(),
        _ => field.attr("value").unwrap_or_default().to_owned(),
    }
}
