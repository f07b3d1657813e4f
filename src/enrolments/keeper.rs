//! Whoever keeps the learners of a run: the community's staff, or its trainer. Both do the same at their own desks. Of a
//! trainer's people, those who do not keep its records keep the meetings that they teach, and no more.

use std::sync::Arc;

use serde::Deserialize;

use super::model::{Enrolment, How, Run};
use super::queries;
use super::urls::{self, Desk};
use crate::access::{OrgCapability, OrgMember, SignedIn, Staff};
use crate::admissions::AdmissionStatus;
use crate::db::{CourseSessionId, EnrolmentId, OrgId, PersonId, ReadTx, RunId, Tx, WriteTx};
use crate::error::{AppError, AppResult};
use crate::staff;
use crate::tenancy::Tenant;
use crate::training;
use crate::web::{self, Flash, Page};

/// The path of a run at either desk.
#[derive(Deserialize)]
pub(crate) struct RunPath {
    /// The community's word, in a trainer's addresses.
    #[serde(default)]
    pub community: String,
    pub run: RunId,
}

/// The path of a learner.
#[derive(Deserialize)]
pub(crate) struct LearnerPath {
    #[serde(default)]
    community: String,
    run: RunId,
    pub enrolment: EnrolmentId,
}

/// The path of a meeting.
#[derive(Deserialize)]
pub(super) struct SessionPath {
    #[serde(default)]
    community: String,
    run: RunId,
    pub session: CourseSessionId,
}

impl LearnerPath {
    /// Whose learner it is.
    pub fn run(&self) -> RunPath {
        RunPath { community: self.community.clone(), run: self.run }
    }
}

impl SessionPath {
    /// Whose meeting it is.
    pub fn run(&self) -> RunPath {
        RunPath { community: self.community.clone(), run: self.run }
    }
}

/// See the module.
pub(crate) trait Keeper: SignedIn {
    /// The community of an address.
    fn community(&self, path: &RunPath) -> AppResult<Arc<Tenant>>;

    /// The organization whose runs alone they keep; none: all of the community.
    fn org(&self) -> Option<OrgId>;

    /// Who they are, where they keep those meetings alone that they teach.
    fn teacher(&self) -> Option<PersonId>;

    /// How their marks come about.
    fn how(&self) -> How;

    /// Where they keep a run's learners.
    fn desk(&self, tenant: &Tenant, run: RunId) -> Desk;

    /// Where their desk stands: what it is called, and its address.
    fn home(&self, tenant: &Tenant) -> (String, String);

    /// What the last request left.
    fn flash(&self) -> Option<Flash>;

    /// A page of theirs.
    fn page(&self, title: &str) -> Page;

    /// A transaction that reads in the community.
    fn look(&self, tenant: &Tenant) -> impl Future<Output = AppResult<ReadTx>> + Send;

    /// A transaction that may write there.
    fn act(&self, tenant: &Tenant) -> impl Future<Output = AppResult<WriteTx>> + Send;
}

impl Keeper for Staff {
    fn community(&self, _: &RunPath) -> AppResult<Arc<Tenant>> {
        self.tenant().cloned()
    }

    fn org(&self) -> Option<OrgId> {
        None
    }

    fn teacher(&self) -> Option<PersonId> {
        None
    }

    fn how(&self) -> How {
        How::Staff
    }

    fn desk(&self, tenant: &Tenant, run: RunId) -> Desk {
        Desk::of_staff(tenant, run)
    }

    fn home(&self, tenant: &Tenant) -> (String, String) {
        (self.context().t().staff.console.to_owned(), staff::urls::console(tenant))
    }

    fn flash(&self) -> Option<Flash> {
        self.flash()
    }

    fn page(&self, title: &str) -> Page {
        Page::of_console(self, title)
    }

    async fn look(&self, _: &Tenant) -> AppResult<ReadTx> {
        self.read().await
    }

    async fn act(&self, _: &Tenant) -> AppResult<WriteTx> {
        self.write().await
    }
}

impl Keeper for OrgMember {
    fn community(&self, path: &RunPath) -> AppResult<Arc<Tenant>> {
        let tenant = self.state().platform().by_slug(&path.community);
        tenant.filter(|tenant| tenant.is_community()).ok_or(AppError::NotFound)
    }

    fn org(&self) -> Option<OrgId> {
        Some(self.org())
    }

    fn teacher(&self) -> Option<PersonId> {
        (!self.may(OrgCapability::Records)).then(|| self.me().id)
    }

    fn how(&self) -> How {
        How::List
    }

    fn desk(&self, tenant: &Tenant, run: RunId) -> Desk {
        Desk::of_trainer(self.org(), tenant, run)
    }

    fn home(&self, tenant: &Tenant) -> (String, String) {
        if self.teacher().is_some() {
            return (self.context().t().enrolments.teaching.to_owned(), urls::teaching(self.org()));
        }
        // It keeps runs in several communities: this one's name stands beside.
        let courses = self.context().t().training.courses;
        (format!("{courses} · {}", tenant.name), training::urls::courses(self.org()))
    }

    fn flash(&self) -> Option<Flash> {
        self.flash()
    }

    fn page(&self, title: &str) -> Page {
        let desk = if self.teacher().is_some() { web::Desk::Teaching } else { web::Desk::Training };
        Page::of_workspace(self, title, desk)
    }

    async fn look(&self, tenant: &Tenant) -> AppResult<ReadTx> {
        self.read_at(tenant.id).await
    }

    async fn act(&self, tenant: &Tenant) -> AppResult<WriteTx> {
        let mut tx = self.write().await?;
        tx.enter_tenant(tenant.id).await?;
        Ok(tx)
    }
}

/// A run that they keep, with its community; another's is not there.
pub(crate) async fn find(keeper: &impl Keeper, tx: &mut impl Tx, tenant: &Tenant, run: RunId) -> AppResult<Run> {
    let run = queries::run(tx, tenant.id, run).await?;
    // Whoever has left the community keeps nobody there.
    let is_in = |run: &Run| run.admission.is_some_and(AdmissionStatus::is_in);
    let is_kept = |run: &Run| run.is_shown() && keeper.org().is_none_or(|org| run.org == org && is_in(run));
    run.filter(is_kept).ok_or(AppError::NotFound)
}

/// A learner of a run that they keep.
pub(crate) async fn learner(
    keeper: &impl Keeper,
    tx: &mut impl Tx,
    tenant: &Tenant,
    path: &LearnerPath,
) -> AppResult<(Run, Enrolment)> {
    let run = find(keeper, tx, tenant, path.run).await?;
    let one = queries::enrolment(tx, tenant.id, run.id, path.enrolment).await?.ok_or(AppError::NotFound)?;
    Ok((run, one))
}

/// Whether an enrolment is the keeper's own: a colleague decides about it.
pub(super) fn is_own(keeper: &impl Keeper, enrolment: &Enrolment) -> bool {
    enrolment.person == Some(keeper.me().id)
}
