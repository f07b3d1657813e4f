//! SQL of what everybody may see of a community's training: runs once they were open, whatever became of them. Tenant scope
//! alone.

use chrono::{DateTime, NaiveDate, Utc};

use crate::db::{CourseSessionId, OrgId, RunId, TenantId, Tx};
use crate::error::AppResult;
use crate::talents::Need;
use crate::talents::queries::Liking;
use crate::training::model::{RunStatus, Strand, likings};
use crate::values::{Fen, Trade};

/// A run in the calendar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// Its id.
    pub id: RunId,
    /// Who teaches.
    pub org: OrgId,
    /// What they are called.
    pub org_name: String,
    /// What it is called.
    pub title: String,
    /// The trade that it prepares for.
    pub trade: Option<Trade>,
    /// What it costs.
    pub fee: Fen,
    /// How many may learn.
    pub seats: i32,
    /// Last day on which somebody may ask for a seat.
    pub enrol_until: NaiveDate,
    /// First day.
    pub starts_on: Option<NaiveDate>,
    /// Last day.
    pub ends_on: Option<NaiveDate>,
    /// What it has parts of.
    pub strands: Vec<Strand>,
    /// What it says that it teaches.
    pub teaches: Vec<Need>,
}

impl Offer {
    /// Whom it is for.
    pub fn likings(&self) -> Vec<Liking> {
        likings(&self.teaches, self.trade, &self.strands)
    }
}

/// The open runs `r` of a community that fulfil a condition, as a query; `$1` is the community.
macro_rules! offers {
    ($rest:literal, $($argument:expr),+ $(,)?) => {
        sqlx::query!(
            r#"select run_id as "id: RunId", org_id as "org: OrgId", org_name, title, trade, fee_fen, seats, enrol_until, starts_on, ends_on, teaches,
                array(select distinct m.strand from course_run_module m where m.tenant_id = r.tenant_id and m.run_id = r.run_id) as "strands!"
            from course_run r where tenant_id = $1 and status = 'open'
                and exists (select 1 from admission a where a.tenant_id = $1 and a.org_id = r.org_id and a.status = 'admitted') "# + $rest,
            $($argument),+
        )
        .map(|row| Offer {
            id: row.id,
            org: row.org,
            org_name: row.org_name,
            title: row.title,
            trade: row.trade.as_deref().and_then(Trade::parse),
            fee: Fen::new(row.fee_fen).unwrap_or_default(),
            seats: row.seats,
            enrol_until: row.enrol_until,
            starts_on: row.starts_on,
            ends_on: row.ends_on,
            strands: Strand::ALL.into_iter().filter(|s| row.strands.iter().any(|code| code == s.code())).collect(),
            teaches: Need::among(&row.teaches),
        })
    };
}

/// The open runs of a community, the next first.
pub async fn offers(tx: &mut impl Tx, tenant: TenantId) -> AppResult<Vec<Offer>> {
    Ok(offers!("order by starts_on, run_id limit 200", tenant.uuid()).fetch_all(tx.conn()).await?)
}

/// One of them.
pub async fn offer(tx: &mut impl Tx, tenant: TenantId, run: RunId) -> AppResult<Option<Offer>> {
    Ok(offers!("and run_id = $2", tenant.uuid(), run.uuid()).fetch_optional(tx.conn()).await?)
}

/// A session with what one has to know of its run.
#[derive(Debug, Clone)]
pub struct Meeting {
    /// Its id.
    pub id: CourseSessionId,
    /// Its run.
    pub run: RunId,
    /// What that is called.
    pub title: String,
    /// Where that stands.
    pub status: RunStatus,
    /// When it begins.
    pub starts_at: DateTime<Utc>,
    /// When it ends.
    pub ends_at: DateTime<Utc>,
    /// Where.
    pub room: String,
    /// Where that is; may be empty.
    pub place: String,
    /// Who teaches.
    pub teacher: String,
    /// What it is about; may be empty.
    pub topic: String,
    /// Which one it makes up for.
    pub makes_up: Option<CourseSessionId>,
    /// When it last became a make-up, or another's; none: it was planned as it is.
    pub makes_up_changed_at: Option<DateTime<Utc>>,
    /// Whether it is called off.
    pub is_cancelled: bool,
    /// Counts the changes (iCalendar SEQUENCE).
    pub sequence: i32,
    /// When it was planned; 1970: when is not known.
    pub planned_at: DateTime<Utc>,
    /// When it last changed.
    pub changed_at: DateTime<Utc>,
}

/// The sessions of a community in a span of time, those of one run or of all that everybody may see.
pub async fn meetings(
    tx: &mut impl Tx,
    tenant: TenantId,
    run: Option<RunId>,
    (from, to): (DateTime<Utc>, DateTime<Utc>),
    limit: i64,
) -> AppResult<Vec<Meeting>> {
    let rows = sqlx::query!(
        r#"select s.session_id as "id: CourseSessionId", s.run_id as "run: RunId", r.title, r.status, s.starts_at, s.ends_at, o.name as room, o.place,
            s.teacher_name as teacher, s.topic, s.makes_up as "makes_up: CourseSessionId", s.makes_up_changed_at, s.is_cancelled, s.sequence,
            greatest(s.planned_at, 'epoch') as "planned_at!", s.changed_at
        from course_session s join course_run r on r.tenant_id = s.tenant_id and r.run_id = s.run_id
        join room o on o.tenant_id = s.tenant_id and o.room_id = s.room_id
        where s.tenant_id = $1 and r.opened_at is not null and ($2::uuid is null or s.run_id = $2) and s.starts_at >= $3 and s.starts_at < $4
        order by s.starts_at, s.session_id limit $5"#,
        tenant.uuid(),
        run.map(RunId::uuid),
        from,
        to,
        limit,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows
        .into_iter()
        .filter_map(|row| {
            Some(Meeting {
                id: row.id,
                run: row.run,
                title: row.title,
                status: RunStatus::parse(&row.status)?,
                starts_at: row.starts_at,
                ends_at: row.ends_at,
                room: row.room,
                place: row.place,
                teacher: row.teacher,
                topic: row.topic,
                makes_up: row.makes_up,
                makes_up_changed_at: row.makes_up_changed_at,
                is_cancelled: row.is_cancelled,
                sequence: row.sequence,
                planned_at: row.planned_at,
                changed_at: row.changed_at,
            })
        })
        .collect())
}

/// Whether a community shows who teaches a run, on a page of their own.
pub async fn has_vendor_page(tx: &mut impl Tx, tenant: TenantId, org: OrgId) -> AppResult<bool> {
    let has = sqlx::query_scalar!(
        r#"select exists (select 1 from vendor_profile where tenant_id = $1 and org_id = $2 and status = 'published') as "has!""#,
        tenant.uuid(),
        org.uuid(),
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(has)
}
