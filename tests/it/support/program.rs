//! The program itself, as a process of its own on a test's database: to be killed.

use std::io::{BufRead, BufReader};
use std::os::unix::fs::PermissionsExt;
use std::process::{Child, Command, Stdio};

use axum::Router;
use axum::body::Body;
use axum::http::{Request, Response, StatusCode};
use http_body_util::BodyExt;
use hyper_util::rt::TokioIo;
use sqlx::ConnectOptions;
use tokio::net::TcpStream;

use super::folder::Folder;
use super::{Browser, KEY, TestApp};

/// A running program; it dies with its test.
pub struct Program {
    child: Child,
    port: u16,
    _data: Folder,
}

impl Program {
    /// Starts one, which uses what `app` uses; ready once it says where it is open.
    pub fn start(app: &TestApp) -> Self {
        let data = Folder::new();
        let key = data.0.join("secret.key");
        std::fs::write(&key, hex::encode(KEY)).expect("the key");
        std::fs::set_permissions(&key, std::fs::Permissions::from_mode(0o600)).expect("ours alone");
        let mut child = Command::new(env!("CARGO_BIN_EXE_jiamenkou"))
            .env_clear()
            .env("JMK_DATA_DIR", &data.0)
            .env("JMK_DATABASE_URL", app.database().app.to_url_lossy().as_str())
            .env("JMK_LISTEN", "127.0.0.1:0")
            .env("JMK_LOG", "error")
            .arg("serve")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .expect("it runs");
        let mut lines = BufReader::new(child.stdout.take().expect("its output")).lines().map_while(Result::ok);
        let port = lines.find_map(|line| line.split_once("http://localhost:")?.1.parse().ok());
        Self { child, port: port.expect("it says where it is open"), _data: data }
    }

    /// A browser that reaches it; where it is gone, every answer is a 502.
    pub fn browser(&self) -> Browser {
        let port = self.port;
        Browser::new(Router::new().fallback(move |request| forward(port, request)))
    }

    /// Ends it as a power cut does: at once, and whatever it is doing.
    pub fn kill(&mut self) {
        self.child.kill().expect("our own child");
        self.child.wait().expect("it is gone");
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

async fn forward(port: u16, request: Request<Body>) -> Response<Body> {
    let Ok(stream) = TcpStream::connect(("127.0.0.1", port)).await else { return gone() };
    let (mut sender, connection) =
        hyper::client::conn::http1::handshake(TokioIo::new(stream)).await.expect("a connection");
    let answer = async move {
        let (parts, body) = sender.send_request(request).await.ok()?.into_parts();
        Some(Response::from_parts(parts, Body::from(body.collect().await.ok()?.to_bytes())))
    };
    tokio::join!(answer, connection).0.unwrap_or_else(gone)
}

fn gone() -> Response<Body> {
    let mut response = Response::default();
    *response.status_mut() = StatusCode::BAD_GATEWAY;
    response
}
