//! What people and organizations are told, as data; the words come from the messages of whoever reads it.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::LearningChange;
use crate::access::Role;
use crate::db::{
    CaseId, CertificateBatchId, ChangeId, ImportId, ListingId, NoticeId, OrgId, PolicyId, ProposalId, RunId, ServiceId,
    TenantId,
};
use crate::jobs::JobNews;
use crate::placements::PlacementNews;
use crate::recommendations::RecommendationNews;
use crate::tenancy::PlatformData;
use crate::web::{Locale, Messages, text};

/// What a message is about; a person may mute all but decisions and what concerns their account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Topic {
    /// Something that was asked for is decided.
    Decisions,
    /// Somebody waits for an answer.
    Requests,
    /// A paper runs out, or an offer grows old.
    Expiries,
    /// Somebody joins or leaves.
    People,
    /// How the person signs in has changed.
    Account,
}

impl Topic {
    /// Every topic.
    pub const ALL: [Self; 5] = [Self::Decisions, Self::Requests, Self::Expiries, Self::People, Self::Account];
    /// Those a person may mute: a decision about one's own business is never withheld, nor that somebody may be about to
    /// sign in as oneself.
    pub const MUTABLE: [Self; 3] = [Self::Requests, Self::Expiries, Self::People];

    /// The word in the database and in forms.
    pub fn code(self) -> &'static str {
        match self {
            Self::Decisions => "decisions",
            Self::Requests => "requests",
            Self::Expiries => "expiries",
            Self::People => "people",
            Self::Account => "account",
        }
    }

    /// Reads the word.
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|topic| topic.code() == code)
    }
}

/// A paper that runs out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Paper {
    /// The business licence.
    Licence,
    /// The liability insurance.
    Insurance,
}

/// What has become of a second factor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FactorChange {
    /// It is on.
    On,
    /// It is off.
    Off,
    /// There are new recovery codes.
    NewCodes,
    /// The operator has taken it away.
    Reset,
}

/// What has become of a family link.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FamilyChange {
    /// To whoever is asked to act: it waits for an answer.
    Offered,
    /// To the resident: it is accepted.
    Accepted,
    /// To the resident: it is not.
    Declined,
    /// To whoever did not end it: it is over.
    Ended,
    /// To both: its last day is.
    Lapsed,
    /// To the resident: something was asked in their name.
    Asked,
    /// To the helper: what they asked is answered.
    Answered,
}

/// What has become of a run of a course.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TrainingChange {
    /// To staff: it waits for their word.
    Proposed,
    /// To the trainer: it is open.
    Opened,
    /// To the trainer: it came back.
    Returned,
    /// To the other side: it is called off.
    Cancelled,
    /// To the other side: its sessions changed.
    Moved,
    /// To the other side: it is finished.
    Finished,
    /// To both: its last session was yesterday.
    Over,
}

/// Something to tell.
#[expect(missing_docs, reason = "each field is named after what it holds")]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum News {
    /// To staff: an organization has handed in its application.
    Applied { tenant: TenantId, org: OrgId, org_name: String, again: bool },
    /// To an organization: where its admission stands now.
    AdmissionMoved { tenant: TenantId, org: OrgId, status: String, reason: String },
    /// To staff of another community: an organization that they admit too was suspended elsewhere.
    SuspendedElsewhere { tenant: TenantId, org: OrgId, org_name: String, elsewhere: TenantId },
    /// To staff: an organization was suspended because a paper ran out.
    SuspendedHere { tenant: TenantId, org: OrgId, org_name: String },
    /// To staff: an organization has left, or takes its application back.
    Exited { tenant: TenantId, org: OrgId, org_name: String },
    /// To staff: an organization wants something published.
    ChangeSubmitted { tenant: TenantId, change: ChangeId, org_name: String, title: String },
    /// To an organization: what a community decided; of a price that is announced, from when it holds.
    ChangeDecided {
        tenant: TenantId,
        org: OrgId,
        subject: String,
        id: Uuid,
        title: String,
        approved: bool,
        reason: String,
        from: Option<NaiveDate>,
    },
    /// To an organization: one of its offers was taken down or put up again.
    ListingSuspended { tenant: TenantId, org: OrgId, title: String, suspended: bool, reason: String },
    /// To an organization: a paper runs out.
    PaperExpires { tenant: TenantId, org: OrgId, paper: Paper, on: NaiveDate },
    /// To an organization: a worker's certificate runs out.
    CredentialExpires { org: OrgId, worker: String, title: String, on: NaiveDate },
    /// To an organization: nobody has confirmed an offer for long.
    GrowsOld { tenant: TenantId, org: OrgId, service: ServiceId, title: String, days: i64 },
    /// To an organization: an offer that nobody confirmed was taken down.
    Delisted { tenant: TenantId, org: OrgId, service: ServiceId, title: String },
    /// To staff: the same.
    DelistedHere { tenant: TenantId, listing: ListingId, org_name: String, title: String },
    /// To whoever holds a post: a resident asks them something.
    Asked { tenant: TenantId, place: String, name: String },
    /// To a person: they hold a post from a day on, or stand in for somebody.
    PostGiven { tenant: TenantId, post: String, place: String, from: NaiveDate },
    /// To staff: somebody wants a notice looked at.
    NoticeSent { tenant: TenantId, notice: NoticeId, title: String, writer: String },
    /// To whoever wrote a notice: it is approved, and public from a day on.
    NoticeApproved { tenant: TenantId, notice: NoticeId, title: String, from: NaiveDate },
    /// To whoever wrote a notice: it came back.
    NoticeReturned { tenant: TenantId, notice: NoticeId, title: String, reason: String },
    /// To whoever wrote a notice: it was taken down.
    NoticeWithdrawn { tenant: TenantId, notice: NoticeId, title: String, reason: String },
    /// To staff: a policy has a last day that is near.
    PolicyEnds { tenant: TenantId, policy: PolicyId, title: String, on: NaiveDate },
    /// To staff: nobody has compared a policy with its source for long; since when.
    PolicyUnchecked { tenant: TenantId, policy: PolicyId, title: String, on: NaiveDate },
    /// To staff: a resident would like to begin a business.
    StartupBegun { tenant: TenantId, case: CaseId },
    /// To a person: how far their business has come.
    StartupMoved { tenant: TenantId, status: String, reason: String },
    /// To a person: a mentor has noted something for them.
    StartupNoted { tenant: TenantId, author: String },
    /// To staff: somebody asks to have their record put right, or deleted.
    RecordAsked { tenant: TenantId, is_deletion: bool },
    /// To a person: what became of what they asked about their record.
    RecordAnswered { tenant: TenantId, is_done: bool, answer: String },
    /// To either side of a family link: what has become of it; the other side, as the reader may know them.
    Family { tenant: TenantId, name: String, change: FamilyChange },
    /// To staff, or to the organization that is named: what has become of a run.
    Training { tenant: TenantId, org: Option<OrgId>, run: RunId, title: String, change: TrainingChange, reason: String },
    /// To a learner: what has become of their place in a course.
    Learning { tenant: TenantId, title: String, change: LearningChange },
    /// To a trainer: somebody asks for a seat, and is looked at first.
    LearnerApplied { tenant: TenantId, org: OrgId, run: RunId, title: String },
    /// To whoever sent a sheet: it is in, or came back.
    SheetEnded { tenant: TenantId, import: ImportId, name: String, is_in: bool },
    /// To whoever asked for a list: its file is there.
    ListReady { tenant: TenantId, count: i32 },
    /// To whoever asked for a list: a second person said no.
    ListRefused { tenant: TenantId, name: String },
    /// To staff: certificates wait for a second person's signature.
    CertificatesPrepared { tenant: TenantId, batch: CertificateBatchId, title: String, count: i32 },
    /// To a person: a community has issued them a certificate.
    CertificateIssued { tenant: TenantId, title: String },
    /// To a person: and has taken it back.
    CertificateRevoked { tenant: TenantId, title: String, reason: String },
    /// To a person: a community offers them a role.
    RoleOffered { tenant: TenantId, role: String },
    /// To a person: their role in a community is over.
    RoleEnded { tenant: TenantId, role: String },
    /// To administrators: one of them wants somebody to be one, too.
    AdminProposed { tenant: TenantId, proposal: ProposalId, name: String, proposer: String },
    /// To a person: they administer a community.
    AdminGiven { tenant: TenantId },
    /// To a person: an organization invites them.
    Invited { org: OrgId, org_name: String },
    /// To an organization: somebody joined.
    Joined { org: OrgId, name: String },
    /// To an organization: somebody left.
    Left { org: OrgId, name: String },
    /// To staff: an operator of the platform is in the community for an hour.
    OperatorEntered { tenant: TenantId, name: String, reason: String },
    /// To a person: they work in a tenant from now on.
    StaffAppointed { tenant: TenantId, role: String },
    /// To a person: their second factor has changed.
    SecondFactor { change: FactorChange },
    /// About a job: to whoever hires, looks at it, or applied.
    Job(JobNews),
    /// About a learner's practice: to the learner, the company, or staff.
    Placement(PlacementNews),
    /// About a recommendation for one: to staff, whoever is recommended, or refers somebody.
    Recommendation(RecommendationNews),
}

/// What a role is called, by its word.
fn role_of(role: &str, t: &Messages) -> &'static str {
    Role::parse(role).map_or("", |role| crate::accounts::role_name(role, t))
}

impl News {
    /// What it is about.
    pub fn topic(&self) -> Topic {
        match self {
            Self::Job(news) => news.topic(),
            Self::Placement(news) => news.topic(),
            Self::Recommendation(news) => news.topic(),
            Self::AdmissionMoved { .. }
            | Self::ChangeDecided { .. }
            | Self::ListingSuspended { .. }
            | Self::NoticeApproved { .. }
            | Self::NoticeReturned { .. }
            | Self::NoticeWithdrawn { .. }
            | Self::StartupMoved { .. }
            | Self::StartupNoted { .. }
            | Self::SheetEnded { .. }
            | Self::ListReady { .. }
            | Self::Training {
                change: TrainingChange::Opened | TrainingChange::Returned | TrainingChange::Cancelled,
                ..
            }
            | Self::ListRefused { .. }
            | Self::CertificateIssued { .. }
            | Self::CertificateRevoked { .. } => Topic::Decisions,
            Self::Applied { .. }
            | Self::ChangeSubmitted { .. }
            | Self::SuspendedElsewhere { .. }
            | Self::Exited { .. }
            | Self::NoticeSent { .. }
            | Self::LearnerApplied { .. }
            | Self::RecordAsked { .. }
            | Self::StartupBegun { .. }
            | Self::Training { .. }
            | Self::CertificatesPrepared { .. }
            | Self::AdminProposed { .. }
            | Self::Asked { .. } => Topic::Requests,
            Self::PaperExpires { .. }
            | Self::SuspendedHere { .. }
            | Self::CredentialExpires { .. }
            | Self::GrowsOld { .. }
            | Self::Delisted { .. }
            | Self::DelistedHere { .. }
            | Self::PolicyEnds { .. }
            | Self::PolicyUnchecked { .. } => Topic::Expiries,
            Self::Invited { .. }
            | Self::Joined { .. }
            | Self::Left { .. }
            | Self::PostGiven { .. }
            | Self::RoleOffered { .. }
            | Self::RoleEnded { .. }
            | Self::AdminGiven { .. }
            | Self::Family { change: FamilyChange::Offered, .. } => Topic::People,
            Self::OperatorEntered { .. }
            | Self::StaffAppointed { .. }
            | Self::SecondFactor { .. }
            | Self::Family { .. }
            | Self::RecordAnswered { .. } => Topic::Account,
            Self::Learning { change, .. } => change.topic(),
        }
    }

    /// What it says.
    pub fn text(&self, locale: Locale, platform: &PlatformData) -> String {
        let messages = locale.messages();
        let t = &messages.inbox;
        let place = |id: &TenantId| platform.by_id(*id).map_or_else(String::new, |tenant| tenant.name.clone());
        let because = |text: String, reason: &str| {
            if reason.is_empty() { text } else { t.because(text, reason) }
        };
        match self {
            Self::Job(news) => news.text(locale, platform),
            Self::Placement(news) => news.text(locale),
            Self::Recommendation(news) => news.text(locale, platform),
            Self::Applied { org_name, again: false, .. } => t.applied(org_name),
            Self::Applied { org_name, again: true, .. } => t.applied_again(org_name),
            Self::AdmissionMoved { tenant, status, reason, .. } => {
                let status = crate::admissions::AdmissionStatus::parse(status).map_or("", |s| s.label(messages));
                because(t.admission_moved(place(tenant), status), reason)
            }
            Self::SuspendedElsewhere { org_name, elsewhere, .. } => t.suspended_elsewhere(place(elsewhere), org_name),
            Self::SuspendedHere { org_name, .. } => t.suspended_here(org_name),
            Self::Exited { org_name, .. } => t.exited(org_name),
            Self::ChangeSubmitted { org_name, title, .. } => t.change_submitted(org_name, title),
            Self::ChangeDecided { tenant, title, approved: true, from: Some(from), .. } => {
                t.change_announced(place(tenant), title, text::date(locale, *from))
            }
            Self::ChangeDecided { tenant, title, approved: true, .. } => t.change_approved(place(tenant), title),
            Self::ChangeDecided { tenant, title, reason, .. } => {
                because(t.change_returned(place(tenant), title), reason)
            }
            Self::ListingSuspended { tenant, title, suspended: true, reason, .. } => {
                because(t.listing_suspended(place(tenant), title), reason)
            }
            Self::ListingSuspended { tenant, title, .. } => t.listing_resumed(place(tenant), title),
            Self::PaperExpires { tenant, paper, on, .. } => {
                let paper = match paper {
                    Paper::Licence => t.paper_licence,
                    Paper::Insurance => t.paper_insurance,
                };
                t.paper_expires(place(tenant), paper, text::date(locale, *on))
            }
            Self::CredentialExpires { worker, title, on, .. } => {
                t.credential_expires(worker, title, text::date(locale, *on))
            }
            Self::GrowsOld { tenant, title, days, .. } => t.grows_old(place(tenant), title, days),
            Self::Delisted { tenant, title, .. } => t.delisted(place(tenant), title),
            Self::DelistedHere { org_name, title, .. } => t.delisted_here(org_name, title),
            Self::Asked { place, name, .. } => t.asked(name, place),
            Self::PostGiven { tenant, post, place: scope, from } => {
                let post = crate::grids::PostKind::parse(post).map_or("", |kind| kind.label(messages));
                t.post_given(place(tenant), scope, post, text::date(locale, *from))
            }
            Self::RecordAsked { is_deletion: true, .. } => t.record_deletion_asked.to_owned(),
            Self::RecordAsked { .. } => t.record_correction_asked.to_owned(),
            Self::RecordAnswered { tenant, is_done: true, answer } => because(t.record_done(place(tenant)), answer),
            Self::RecordAnswered { tenant, answer, .. } => because(t.record_refused(place(tenant)), answer),
            Self::NoticeSent { title, writer, .. } => t.notice_sent(writer, title),
            Self::NoticeApproved { title, from, .. } => t.notice_approved(title, text::date(locale, *from)),
            Self::NoticeReturned { title, reason, .. } => because(t.notice_returned(title), reason),
            Self::NoticeWithdrawn { title, reason, .. } => because(t.notice_withdrawn(title), reason),
            Self::PolicyEnds { title, on, .. } => t.policy_ends(title, text::date(locale, *on)),
            Self::PolicyUnchecked { title, on, .. } => t.policy_unchecked(title, text::date(locale, *on)),
            Self::StartupBegun { .. } => t.startup_begun.to_owned(),
            Self::StartupMoved { tenant, status, reason } => {
                let status = crate::startup::Status::parse(status).map_or("", |status| status.label(messages));
                because(t.startup_moved(place(tenant), status), reason)
            }
            Self::StartupNoted { author, .. } => t.startup_noted(author),
            Self::Family { tenant, name, change } => match change {
                FamilyChange::Offered => t.family_offered(place(tenant), name),
                FamilyChange::Accepted => t.family_accepted(name, place(tenant)),
                FamilyChange::Declined => t.family_declined(name, place(tenant)),
                FamilyChange::Ended => t.family_ended(name, place(tenant)),
                FamilyChange::Lapsed => t.family_lapsed(name, place(tenant)),
                FamilyChange::Asked => t.family_asked(name, place(tenant)),
                FamilyChange::Answered => t.family_answered(name, place(tenant)),
            },
            Self::Training { tenant, title, change, reason, .. } => {
                let (n, place) = (&messages.training, place(tenant));
                let text = match change {
                    TrainingChange::Proposed => n.news_proposed(title),
                    TrainingChange::Opened => n.news_opened(place, title),
                    TrainingChange::Returned => n.news_returned(place, title),
                    TrainingChange::Cancelled => n.news_cancelled(place, title),
                    TrainingChange::Moved => n.news_moved(place, title),
                    TrainingChange::Finished => n.news_finished(place, title),
                    TrainingChange::Over => n.news_over(place, title),
                };
                because(text, reason)
            }
            Self::Learning { tenant, title, change } => {
                let tz = platform.by_id(*tenant).map_or(chrono_tz::Asia::Shanghai, |tenant| tenant.time_zone);
                change.text(locale, tz, title)
            }
            Self::LearnerApplied { title, .. } => t.learner_applied(title),
            Self::SheetEnded { name, is_in: true, .. } => t.sheet_in(name),
            Self::SheetEnded { name, .. } => t.sheet_back(name),
            Self::ListReady { count, .. } => t.list_ready(count),
            Self::ListRefused { name, .. } => t.list_refused(name),
            Self::CertificatesPrepared { title, count, .. } => t.certificates_prepared(title, count),
            Self::CertificateIssued { tenant, title } => t.certificate_issued(place(tenant), title),
            Self::CertificateRevoked { tenant, title, reason } => {
                because(t.certificate_revoked(place(tenant), title), reason)
            }
            Self::RoleOffered { tenant, role } => t.role_offered(place(tenant), role_of(role, messages)),
            Self::RoleEnded { tenant, role } => t.role_ended(place(tenant), role_of(role, messages)),
            Self::AdminProposed { name, proposer, .. } => t.admin_proposed(proposer, name),
            Self::AdminGiven { tenant } => t.admin_given(place(tenant)),
            Self::Invited { org_name, .. } => t.invited(org_name),
            Self::Joined { name, .. } => t.joined(name),
            Self::Left { name, .. } => t.left(name),
            Self::OperatorEntered { name, reason, .. } => because(t.operator_entered(name), reason),
            Self::StaffAppointed { tenant, role } => {
                let role =
                    crate::access::Role::parse(role).map_or("", |role| crate::accounts::role_name(role, messages));
                t.staff_appointed(place(tenant), role)
            }
            Self::SecondFactor { change } => match change {
                FactorChange::On => t.factor_on,
                FactorChange::Off => t.factor_off,
                FactorChange::NewCodes => t.factor_new_codes,
                FactorChange::Reset => t.factor_reset,
            }
            .to_owned(),
        }
    }

    /// Where to go about it.
    pub fn url(&self, platform: &PlatformData) -> String {
        use crate::{admissions, publishing, vendors};
        let staff = |id: &TenantId, url: &dyn Fn(&crate::tenancy::Tenant) -> String| {
            platform.by_id(*id).map_or_else(|| "/".to_owned(), |tenant| url(&tenant))
        };
        match self {
            Self::Job(news) => news.url(platform),
            Self::Placement(news) => news.url(platform),
            Self::Recommendation(news) => news.url(platform),
            Self::Applied { tenant, org, .. }
            | Self::SuspendedElsewhere { tenant, org, .. }
            | Self::SuspendedHere { tenant, org, .. }
            | Self::Exited { tenant, org, .. } => staff(tenant, &|tenant| admissions::urls::record(tenant, *org)),
            Self::ChangeSubmitted { tenant, change, .. } => {
                staff(tenant, &|tenant| publishing::urls::change(tenant, *change))
            }
            Self::DelistedHere { tenant, listing, .. } => {
                staff(tenant, &|tenant| publishing::urls::listing(tenant, *listing))
            }
            Self::AdmissionMoved { tenant, org, .. } | Self::PaperExpires { tenant, org, .. } => {
                staff(tenant, &|tenant| admissions::urls::application(*org, tenant))
            }
            Self::ChangeDecided { org, subject, id, .. } => match subject.as_str() {
                "profile" => vendors::urls::profile(*org),
                "worker" => vendors::urls::worker(*org, (*id).into()),
                _ => vendors::urls::service(*org, (*id).into()),
            },
            Self::ListingSuspended { org, .. } => vendors::urls::services(*org),
            Self::CredentialExpires { org, .. } => vendors::urls::workers(*org),
            Self::GrowsOld { org, service, .. } | Self::Delisted { org, service, .. } => {
                vendors::urls::service(*org, *service)
            }
            Self::Asked { tenant, .. } => staff(tenant, &|tenant| crate::grids::urls::asked(tenant)),
            Self::PostGiven { tenant, .. } => staff(tenant, &|tenant| crate::grids::urls::care(tenant)),
            Self::NoticeSent { tenant, notice, .. }
            | Self::NoticeApproved { tenant, notice, .. }
            | Self::NoticeReturned { tenant, notice, .. }
            | Self::NoticeWithdrawn { tenant, notice, .. } => {
                staff(tenant, &|tenant| crate::notices::urls::draft(tenant, *notice))
            }
            Self::PolicyEnds { tenant, policy, .. } | Self::PolicyUnchecked { tenant, policy, .. } => {
                staff(tenant, &|tenant| crate::policies::urls::draft(tenant, *policy))
            }
            Self::StartupBegun { tenant, case } => staff(tenant, &|tenant| crate::startup::urls::case(tenant, *case)),
            Self::StartupMoved { .. } | Self::StartupNoted { .. } => crate::startup::urls::MINE.to_owned(),
            Self::RecordAsked { tenant, .. } => staff(tenant, &|tenant| crate::residents::urls::requests(tenant)),
            Self::Training { org: Some(org), run, .. } => crate::training::urls::org_run(*org, *run),
            Self::Training { tenant, run, .. } => {
                staff(tenant, &|tenant| crate::training::urls::desk_run(tenant, *run))
            }
            Self::Learning { .. } => crate::enrolments::urls::MINE.to_owned(),
            Self::LearnerApplied { tenant, org, run, .. } => {
                staff(tenant, &|tenant| crate::enrolments::urls::Desk::of_trainer(*org, tenant, *run).learners())
            }
            Self::SheetEnded { tenant, import, .. } => {
                staff(tenant, &|tenant| crate::sheets::urls::sheet(tenant, *import))
            }
            Self::ListReady { tenant, .. } | Self::ListRefused { tenant, .. } => {
                staff(tenant, &crate::residents::exports::urls::exports)
            }
            Self::RecordAnswered { .. } | Self::Family { change: FamilyChange::Asked, .. } => {
                crate::residents::urls::MINE.to_owned()
            }
            Self::Family { .. } => crate::family::urls::MINE.to_owned(),
            Self::CertificatesPrepared { tenant, batch, .. } => {
                staff(tenant, &|tenant| crate::certificates::urls::batch(tenant, *batch))
            }
            Self::CertificateIssued { .. } | Self::CertificateRevoked { .. } => {
                crate::certificates::urls::MINE.to_owned()
            }
            Self::RoleOffered { tenant, .. } => staff(tenant, &|tenant| crate::people::urls::mine(tenant)),
            Self::RoleEnded { .. } => crate::accounts::urls::ME.to_owned(),
            Self::AdminProposed { tenant, proposal, .. } => {
                staff(tenant, &|tenant| crate::people::urls::proposal(tenant, *proposal))
            }
            Self::AdminGiven { tenant } => staff(tenant, &|tenant| crate::settings::urls::index(tenant)),
            Self::Invited { .. } => vendors::urls::INVITATIONS.to_owned(),
            Self::Joined { org, .. } | Self::Left { org, .. } => vendors::urls::members(*org),
            Self::OperatorEntered { tenant, .. } => staff(tenant, &crate::audit::urls::log),
            Self::StaffAppointed { tenant, .. } => staff(tenant, &crate::staff::urls::console),
            Self::SecondFactor { .. } => crate::accounts::factor::urls::PAGE.to_owned(),
        }
    }
}
