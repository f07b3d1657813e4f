//! The program itself, as a process of its own on a test's database: to be killed, at any moment of a step ([`cut_off`]).

use std::io::{BufRead, BufReader};
use std::os::unix::fs::PermissionsExt;
use std::process::{Child, Command, Stdio};

use axum::Router;
use axum::body::Body;
use axum::http::{Request, Response, StatusCode};
use http_body_util::BodyExt;
use hyper_util::rt::TokioIo;
use sqlx::postgres::PgConnection;
use sqlx::{ConnectOptions, Executor};
use tokio::net::TcpStream;

use super::companies::count;
use super::folder::Folder;
use super::{Answer, Browser, KEY, TestApp, demo_password};

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
        Browser::new(self.router())
    }

    fn router(&self) -> Router {
        let port = self.port;
        Router::new().fallback(move |request| forward(port, request))
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

/// A moment of a step: what happens to a row then (`insert on task`), and to which (a condition on `new`).
#[derive(Debug, Clone, Copy)]
pub enum Moment {
    /// It is about to be written.
    Before(&'static str, &'static str),
    /// It is written, and all of the step is being committed, which the program never hears of.
    Commit(&'static str, &'static str),
}

impl Moment {
    /// A trigger that stands there.
    fn trigger(self) -> String {
        let ends = "execute function wait_here()";
        match self {
            Self::Before(what, which) => {
                format!("create trigger wait_here before {what} for each row when ({which}) {ends}")
            }
            Self::Commit(what, which) => format!(
                "create constraint trigger wait_here after {what} deferrable initially deferred for each row when ({which}) {ends}"
            ),
        }
    }
}

/// Whether somebody has come to the moment, and whether nobody is there any more.
const IS_CAUGHT: &str = "select exists (select from pg_locks join pg_database on oid = database
    where datname = current_database() and locktype = 'advisory' and objid = 1 and not granted)";
const IS_OVER: &str = "select not exists (select from pg_locks join pg_database on oid = database
    where datname = current_database() and locktype = 'advisory' and objid = 1)";

/// Makes whoever comes to a moment wait there.
struct Trap<'a> {
    app: &'a TestApp,
    gate: PgConnection,
}

impl<'a> Trap<'a> {
    async fn set(app: &'a TestApp, moment: Moment) -> Self {
        let stand = "create function wait_here() returns trigger language plpgsql as
            $$ begin perform pg_advisory_xact_lock(1); return new; end $$";
        app.behind(&format!("{stand}; {}", moment.trigger())).await;
        let mut gate = app.superuser().await;
        gate.execute("select pg_advisory_lock(1)").await.expect("a closed gate");
        Self { app, gate }
    }

    /// Kills the program once it is there.
    async fn spring(mut self, program: &mut Program) {
        self.app.until(IS_CAUGHT).await;
        program.kill();
        // What the database was doing it does to its end; then it finds that nobody is there.
        self.gate.execute("select pg_advisory_unlock(1)").await.expect("an open gate");
        self.app.until(IS_OVER).await;
        self.app.behind("drop function wait_here() cascade").await;
    }
}

/// Nothing is done by the day: what a program does by itself is the task that a test is about.
async fn without_days(app: &TestApp) {
    app.behind(
        "insert into daily_run (tenant_id, day) select id, current_date + ahead from tenant, generate_series(-1, 1) ahead
        on conflict do nothing",
    )
    .await;
}

/// That nothing is there of what a step writes, or, once it is committed, all of it: `written`, so many rows.
async fn check(app: &TestApp, moment: Moment, (written, rows): (&str, i64)) {
    let expected = if matches!(moment, Moment::Commit(..)) { rows } else { 0 };
    assert_eq!(count(app, written).await, expected, "{moment:?}");
}

/// Somebody opens a page and takes a step there, and the program is killed at each of some moments of it, from the first to the
/// commit; each time it is started anew, and they take the step again from the page that is still open. Gives the program that
/// is left, and the browser.
pub async fn cut_off(
    app: &TestApp,
    moments: &[Moment],
    (phone, page): (&str, &str),
    step: &impl AsyncFn(&mut Browser) -> Answer,
    written: (&str, i64),
) -> (Program, Browser) {
    without_days(app).await;
    let mut program = Program::start(app);
    let mut browser = program.browser();
    browser.get("/sign-in").await.ok();
    let password = demo_password(phone);
    browser.submit("form.form", &[("phone", phone), ("password", &password)]).await.with_status(303);
    browser.get(page).await.ok();
    for moment in moments {
        let trap = Trap::set(app, *moment).await;
        let (answer, ()) = tokio::join!(step(&mut browser), trap.spring(&mut program));
        answer.with_status(502);
        check(app, *moment, written).await;
        program = Program::start(app);
        browser.turn_to(program.router());
    }
    (program, browser)
}

/// The same of a task that is due: the program begins it by itself. Gives the program that is left.
pub async fn cut_off_task(app: &TestApp, moments: &[Moment], written: (&str, i64)) -> Program {
    without_days(app).await;
    for moment in moments {
        let trap = Trap::set(app, *moment).await;
        let mut program = Program::start(app);
        trap.spring(&mut program).await;
        check(app, *moment, written).await;
    }
    Program::start(app)
}
