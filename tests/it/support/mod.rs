//! What the tests stand on: a database cloned from a template that holds the demo, the router in this process, and
//! browsers that can only do what the last page lets them do.

mod browser;
mod cluster;
pub mod companies;
pub mod folder;
pub mod ical;
pub mod program;
mod scanner;
pub mod training;

use std::sync::Arc;

use axum::Router;
use chrono::TimeDelta;
use jiamenkou::accounts::Passwords;
use jiamenkou::background::queue;
use jiamenkou::background::schedule::Schedule;
use jiamenkou::build_app;
use jiamenkou::clock::Clock;
use jiamenkou::config::{Config, SecondFactor};
use jiamenkou::db::Db;
use jiamenkou::secrets::Secrets;
use jiamenkou::state::AppState;
use jiamenkou::tenancy::Tenant;
use sqlx::Connection;
use sqlx::postgres::{PgConnectOptions, PgConnection};

pub use browser::{Answer, Browser, selector};
pub use scanner::scanned;

/// The key that the template's demo was sealed with.
pub const KEY: [u8; 32] = [42; 32];
/// Monday, 23 November 2026, 10:00 in Xi'an: most companies are open.
pub const MONDAY_MORNING: &str = "2026-11-23T02:00:00Z";

/// One server of the portal, in this process, on a database of its own.
pub struct TestApp {
    pub state: AppState,
    pub clock: Clock,
    router: Router,
    database: cluster::Database,
}

pub fn passwords() -> Passwords {
    // As weak as Argon2 lets us: what is tested is not its strength.
    Passwords::with_cost(64, 1, 2)
}

pub fn config() -> Config {
    let mut config = Config::load(None).expect("the defaults are valid");
    "http://localhost:8080".clone_into(&mut config.base_url);
    config
}

/// What a demo account signs in with.
pub fn demo_password(phone: &str) -> String {
    Secrets::new(KEY).demo_password(phone)
}

pub async fn state(app: PgConnectOptions, clock: &Clock, config: Config) -> AppState {
    let db = Db::connect(app).await.expect("the application role connects");
    AppState::new(config, db, clock.clone(), Secrets::new(KEY), passwords()).await.expect("the state builds")
}

impl TestApp {
    /// A server with the demo communities.
    pub async fn new() -> Self {
        Self::with(config()).await
    }

    /// The same, reached by https.
    pub async fn over_https() -> Self {
        Self::with(Config { base_url: "https://jiamenkou.example".to_owned(), ..config() }).await
    }

    /// The same, keeping no page and no offer in memory.
    pub async fn without_cache() -> Self {
        Self::with(Config { cache_mib: 0, ..config() }).await
    }

    /// The same, where staff and owners must have a second factor.
    pub async fn requiring_second_factor() -> Self {
        Self::with(Config { second_factor: SecondFactor::Required, ..config() }).await
    }

    /// The same, keeping its files in a folder.
    pub async fn keeping_files_in(data_dir: std::path::PathBuf) -> Self {
        Self::with(Config { data_dir, ..config() }).await
    }

    async fn with(config: Config) -> Self {
        let database = cluster::clone_template().await;
        let clock = Clock::manual(MONDAY_MORNING.parse().expect("a time"));
        let state = state(database.app.clone(), &clock, config).await;
        let app = Self { router: build_app(state.clone()), clock, state, database };
        app.hear().await;
        app
    }

    async fn hear(&self) {
        let _ = self.state.db().listen();
        self.state.db().changes().heard().await;
        // The first thing heard is that everything may be new.
        self.state.reload_platform().await.expect("the platform reads");
    }

    /// A second server on the same database.
    pub async fn second_node(&self) -> Self {
        let state = state(self.database.app.clone(), &self.clock, config()).await;
        let app = Self {
            router: build_app(state.clone()),
            clock: self.clock.clone(),
            state,
            database: self.database.clone(),
        };
        app.hear().await;
        app
    }

    pub fn database(&self) -> &cluster::Database {
        &self.database
    }

    /// The database as its superuser sees it: to look behind the curtain, never to do what the portal does.
    pub async fn superuser(&self) -> PgConnection {
        PgConnection::connect_with(&self.database.superuser).await.expect("the superuser connects")
    }

    /// Does something behind the curtain that no page does.
    pub async fn behind(&self, sql: &str) {
        let done = sqlx::raw_sql(sqlx::AssertSqlSafe(sql)).execute(&mut self.superuser().await).await;
        done.unwrap_or_else(|error| panic!("{sql}: {error}"));
    }

    /// Waits until a query says yes.
    pub async fn until(&self, what: &'static str) {
        let mut watch = self.superuser().await;
        for _ in 0..100_000 {
            if sqlx::query_scalar(what).fetch_one(&mut watch).await.expect("an answer") {
                return;
            }
        }
        panic!("never: {what}");
    }

    /// What a request is answered that has to wait for something that is done behind the curtain, until it is.
    pub async fn overtaken(&self, sql: &'static str, request: impl Future<Output = Answer>) -> Answer {
        const WAITS: &str = "select exists (select from pg_stat_activity
            where datname = current_database() and wait_event_type = 'Lock')";
        let mut other = self.superuser().await;
        for statement in ["begin", sql] {
            sqlx::raw_sql(statement).execute(&mut other).await.expect("it begins");
        }
        let end = async {
            self.until(WAITS).await;
            sqlx::raw_sql("commit").execute(&mut other).await.expect("it is done");
        };
        tokio::join!(request, end).0
    }

    /// What able residents are found by, after their records were written behind the curtain.
    pub async fn index_talents(&self) {
        self.behind(
            "delete from talent_trait;
            insert into talent_trait (tenant_id, trait, talent_id, resident_id) select tenant_id, trait, talent_id, resident_id from talent t, lateral (
                select 'anybody' as trait union select 'expert' where t.recognised_on is not null union select 'specialty:' || s from unnest(t.specialties) s
                union select 'wish:' || s from unnest(t.wishes) s union select 'need:' || s from unnest(t.needs) s
                union select 'trade:' || s from unnest(t.trades) s union select 'time:' || s from unnest(t.times) s) traits",
        )
        .await;
    }

    pub fn router(&self) -> Router {
        self.router.clone()
    }

    /// A browser nobody is signed in with.
    pub fn browser(&self) -> Browser {
        Browser::new(self.router())
    }

    /// A browser in which the demo account with this phone is signed in.
    pub async fn sign_in(&self, phone: &str) -> Browser {
        let mut browser = self.browser();
        browser.get("/sign-in").await.ok();
        let password = demo_password(phone);
        let answer = browser.submit("form.form", &[("phone", phone), ("password", &password)]).await;
        assert_eq!(answer.status(), 303, "signing in as {phone}: {}", answer.text());
        browser
    }

    /// 苗春燕 works in 尚锦 no longer: 梁静怡 is left there alone.
    pub async fn leave_one_of_staff(&self) {
        let sql = "update role_grant set valid_from = '2026-01-01', valid_to = '2026-01-02'
            where person_id = (select person_id from person where name = '苗春燕')";
        let done = sqlx::query(sql).execute(&mut self.superuser().await).await.expect("a grant that is over");
        assert_eq!(done.rows_affected(), 1);
    }

    pub fn tenant(&self, slug: &str) -> Arc<Tenant> {
        self.state.platform().by_slug(slug).expect("a demo tenant")
    }

    /// A tenant that was added since the server began.
    pub async fn tenant_now(&self, slug: &str) -> Arc<Tenant> {
        self.state.refresh_platform().await;
        self.tenant(slug)
    }

    pub fn advance(&self, by: TimeDelta) {
        self.clock.advance(by);
    }

    /// Does what the server's worker would do now: begins the day's work where it is not begun, and every task that is due.
    pub async fn run_tasks(&self) -> usize {
        Schedule::default().begin_days(&self.state).await.expect("the day begins");
        queue::run_due(&self.state).await.expect("the tasks run")
    }

    /// Does every task that is due, and begins nobody's day.
    pub async fn run_due_tasks(&self) -> usize {
        queue::run_due(&self.state).await.expect("the tasks run")
    }

    /// Moves the clock on day by day, each with its work.
    pub async fn pass_days(&self, days: u32) {
        for _ in 0..days {
            self.advance(TimeDelta::days(1));
            self.run_tasks().await;
        }
    }
}

/// Phones of the demo accounts by role.
pub mod phones {
    pub const RESIDENT: &str = "13800000001";
    pub const TWO_IDENTITIES: &str = "13800000002";
    pub const STAFF: &str = "13800000004";
    pub const YUNQI_STAFF: &str = "13800000011";
    pub const STREET_STAFF: &str = "13800000007";
    /// Answers for 晴扫家政, which serves all three communities.
    pub const VENDOR_OWNER: &str = "13800000008";
    /// Keeps its records.
    pub const VENDOR_EDITOR: &str = "13800000014";
    /// Answers for 叮当修修.
    pub const OTHER_OWNER: &str = "13800000015";
    /// Works for it.
    pub const VENDOR_WORKER: &str = "13800000009";
    /// Answers for 暖灯照护, with which 林晓梅 practises.
    pub const CARE_OWNER: &str = "13800000019";
    pub const OPERATOR: &str = "13800000013";
    /// One account for each role that a grant can name, in the order of the matrix.
    pub const BY_ROLE: [(&str, &str); 10] = [
        ("platform_admin", OPERATOR),
        ("street_staff", STREET_STAFF),
        ("community_admin", STAFF),
        ("community_staff", STAFF),
        ("grid_leader", "13800000003"),
        ("building_leader", TWO_IDENTITIES),
        ("property_steward", "13800000005"),
        ("volunteer", "13800000006"),
        ("resident", RESIDENT),
        ("trainee", "13800000010"),
    ];
}
