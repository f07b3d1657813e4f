//! The two who look after a run: the organization that teaches it, and the community that opens it. Their pages differ in
//! what each may do, and are the same code.

use std::sync::Arc;

use axum::http::StatusCode;
use axum::response::Response;
use chrono::{DateTime, Utc};

use super::model::Party;
use super::queries::runs::{self, Run};
use super::urls;
use crate::access::{Capability, OrgMember, SignedIn, Staff};
use crate::admissions;
use crate::db::{ReadTx, RunId, Tx, WriteTx};
use crate::error::{AppError, AppResult};
use crate::inbox::{Audience, News, TrainingChange, announce};
use crate::publishing;
use crate::staff;
use crate::tenancy::Tenant;
use crate::web::{Context, Desk, Messages, Page, flashed};

/// Whose page it is.
pub(super) enum Side<'a> {
    /// Somebody of the organization.
    Trainer(&'a OrgMember),
    /// Somebody who works for the community.
    Community(&'a Staff),
}

/// Whoever signed in to look after runs.
pub(super) trait Keeper: SignedIn {
    /// The side that they are on.
    fn side(&self) -> Side<'_>;
}

impl Keeper for OrgMember {
    fn side(&self) -> Side<'_> {
        Side::Trainer(self)
    }
}

impl Keeper for Staff {
    fn side(&self) -> Side<'_> {
        Side::Community(self)
    }
}

impl Side<'_> {
    pub fn party(&self) -> Party {
        match self {
            Self::Trainer(_) => Party::Trainer,
            Self::Community(_) => Party::Community,
        }
    }

    /// Whether they may change anything: who works above a community looks.
    pub fn may_keep(&self) -> bool {
        match self {
            Self::Trainer(_) => true,
            Self::Community(staff) => staff.may(Capability::CourseRecords),
        }
    }

    pub fn context(&self) -> &Context {
        match self {
            Self::Trainer(member) => member.context(),
            Self::Community(staff) => staff.context(),
        }
    }

    pub fn t(&self) -> &'static Messages {
        self.context().t()
    }

    pub fn now(&self) -> DateTime<Utc> {
        match self {
            Self::Trainer(member) => member.now(),
            Self::Community(staff) => staff.now(),
        }
    }

    /// The run, as far as this side knows of it.
    pub async fn find(&self, tx: &mut impl Tx, id: RunId) -> AppResult<Run> {
        let run = match self {
            Self::Trainer(member) => runs::of_trainer(tx, member.org(), id).await?,
            Self::Community(staff) => {
                let run = runs::one(tx, staff.tenant()?.id, id).await?;
                run.filter(|run| run.status.is_known_to_community())
            }
        };
        run.ok_or(AppError::NotFound)
    }

    /// The same, in a transaction of its own.
    pub async fn run(&self, id: RunId) -> AppResult<Run> {
        match self {
            Self::Trainer(member) => self.find(&mut member.read_org().await?, id).await,
            Self::Community(staff) => self.find(&mut staff.read().await?, id).await,
        }
    }

    /// The community of a run.
    pub fn tenant(&self, run: &Run) -> AppResult<Arc<Tenant>> {
        let state = match self {
            Self::Trainer(member) => member.state(),
            Self::Community(staff) => staff.state(),
        };
        state.platform().by_id(run.tenant).ok_or(AppError::NotFound)
    }

    /// A transaction that reads what both keep: rooms and teachers.
    pub async fn read(&self, run: &Run) -> AppResult<ReadTx> {
        match self {
            Self::Trainer(member) => member.read_at(run.tenant).await,
            Self::Community(staff) => staff.read_with_org(run.org).await,
        }
    }

    /// A transaction that may write what both keep. Nobody decides about the organization they belong to.
    pub async fn write(&self, run: &Run) -> AppResult<WriteTx> {
        match self {
            Self::Trainer(member) => {
                let mut tx = member.write().await?;
                tx.enter_tenant(run.tenant).await?;
                // Whoever has left the community plans nothing there.
                let record = admissions::queries::one(&mut tx, run.tenant, run.org).await?;
                record.filter(|record| record.status.is_in()).ok_or(AppError::Forbidden)?;
                Ok(tx)
            }
            Self::Community(staff) => {
                let mut tx = staff.write().await?;
                publishing::decide::refuse_own(&mut tx, staff, run.org).await?;
                Ok(tx)
            }
        }
    }

    /// Tells the other side what became of a run.
    pub async fn tell_other(&self, tx: &mut WriteTx, run: &Run, change: TrainingChange, reason: &str) -> AppResult<()> {
        tell_other(tx, (run, self.party()), (change, reason), self.now()).await
    }

    pub fn page(&self, title: impl Into<String>) -> Page {
        match self {
            Self::Trainer(member) => Page::of_workspace(member, title, Desk::Training),
            Self::Community(staff) => Page::of_console(staff, title),
        }
    }

    /// The page of a run.
    pub fn url(&self, run: &Run) -> AppResult<String> {
        Ok(match self {
            Self::Trainer(member) => urls::org_run(member.org(), run.id),
            Self::Community(staff) => urls::desk_run(staff.tenant()?, run.id),
        })
    }

    /// The two steps above it: their names and addresses.
    pub fn above(&self, run: &Run) -> AppResult<[(String, String); 2]> {
        let t = self.t();
        Ok(match self {
            Self::Trainer(member) => [
                (t.training.courses.to_owned(), urls::courses(member.org())),
                (run.values.title.clone(), urls::course(member.org(), run.course)),
            ],
            Self::Community(staff) => [
                (t.staff.console.to_owned(), staff::urls::console(staff.tenant()?)),
                (t.training.desk.to_owned(), urls::desk(staff.tenant()?)),
            ],
        })
    }

    pub fn answer(&self, status: StatusCode, template: &impl askama::Template) -> AppResult<Response> {
        let flash = match self {
            Self::Trainer(member) => member.flash(),
            Self::Community(staff) => staff.flash(),
        };
        flashed(flash, status, template)
    }
}

/// Tells the side that did not do it what became of a run.
pub(super) async fn tell_other(
    tx: &mut WriteTx,
    (run, by): (&Run, Party),
    (change, reason): (TrainingChange, &str),
    now: DateTime<Utc>,
) -> AppResult<()> {
    let (to, org) = match by {
        Party::Trainer => (Audience::Staff(run.tenant), None),
        Party::Community => (Audience::Org(run.org), Some(run.org)),
    };
    let news = News::Training {
        tenant: run.tenant,
        org,
        run: run.id,
        title: run.values.title.clone(),
        change,
        reason: reason.to_owned(),
    };
    announce(tx, to, news, now).await
}
