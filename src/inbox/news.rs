//! What people and organizations are told, as data; the words come from the messages of whoever reads it.

mod text;
mod url;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::LearningChange;
use crate::db::{
    CaseId, CertificateBatchId, ChangeId, CourseSessionId, EnrolmentId, ImportId, ListingId, NoticeId, OrgId, PolicyId,
    ProposalId, ResidentId, RunId, ServiceId, TenantId,
};
use crate::jobs::JobNews;
use crate::placements::PlacementNews;
use crate::recommendations::RecommendationNews;
use crate::startup::MentoringNews;

/// What a message is about; a person may mute all but decisions and what concerns their account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Topic {
    /// Something that was asked for is decided.
    Decisions,
    /// Somebody waits for an answer.
    Requests,
    /// A paper runs out, an offer grows old, or the day of something is near.
    Expiries,
    /// Somebody joins or leaves.
    People,
    /// How the person signs in has changed.
    Account,
    /// Something has opened that may suit the person.
    Suggestions,
}

impl Topic {
    /// Every topic.
    pub const ALL: [Self; 6] =
        [Self::Decisions, Self::Requests, Self::Expiries, Self::People, Self::Account, Self::Suggestions];
    /// Those a person may mute: a decision about one's own business is never withheld, nor that somebody may be about to
    /// sign in as oneself.
    pub const MUTABLE: [Self; 4] = [Self::Requests, Self::Expiries, Self::People, Self::Suggestions];

    /// The word in the database and in forms.
    pub fn code(self) -> &'static str {
        match self {
            Self::Decisions => "decisions",
            Self::Requests => "requests",
            Self::Expiries => "expiries",
            Self::People => "people",
            Self::Account => "account",
            Self::Suggestions => "suggestions",
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
#[expect(missing_docs, reason = "each field is named after what it holds")]
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
    /// To the trainer: so many learn from now on, and may ask for a seat until a day; with how many it begins, where that has
    /// changed: 0 is any number.
    Seats {
        count: i32,
        until: NaiveDate,
        #[serde(default)]
        min_learners: Option<i32>,
    },
    /// To both: nobody can enrol any more, and fewer have a seat than it is to begin with.
    TooFew { enrolled: usize, wanted: usize },
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
    /// To staff: somebody without an account has to be told something.
    PassOn { tenant: TenantId, resident: ResidentId, news: Box<News> },
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
    /// To staff: an organization has left whose learners the community goes on with.
    LeftBehind { tenant: TenantId, org: OrgId, org_name: String },
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
    /// To staff: a resident no longer wants to.
    StartupEnded { tenant: TenantId, case: CaseId },
    /// To staff: an organization is admitted, for which somebody answers whose business works.
    StartupFounded { tenant: TenantId, case: CaseId, org_name: String },
    /// To a person, or to staff of whose case it is: the day of a milestone is near, or past, and of how many more.
    StartupDue {
        tenant: TenantId,
        case: Option<CaseId>,
        milestone: String,
        on: NaiveDate,
        is_past: bool,
        #[serde(default)]
        more: usize,
    },
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
    Learning {
        tenant: TenantId,
        title: String,
        change: LearningChange,
        /// The run, and which place in it: where staff write down what somebody answers.
        #[serde(default)]
        place: Option<(RunId, EnrolmentId)>,
    },
    /// To staff: so many learners without an account have to be told something of a run, or of one of its meetings.
    CallLearners {
        tenant: TenantId,
        run: RunId,
        session: Option<CourseSessionId>,
        title: String,
        change: LearningChange,
        count: i64,
    },
    /// To a person: a course has opened that they would like to take.
    CourseOpened { tenant: TenantId, run: RunId, title: String },
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
    /// To staff: certificates were issued to people without an account, who are to be handed them.
    CertificatesOnPaper { tenant: TenantId, batch: CertificateBatchId, title: String, count: i32 },
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
    /// To a person: they teach for an organization, and keep the lists of their sessions.
    Teaching { org: OrgId, org_name: String },
    /// To a person: and do so no more.
    TeachingNoMore { org: OrgId, org_name: String },
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
    /// About somebody who goes along with a founder: to either of them, or staff.
    Mentoring(MentoringNews),
}

impl News {
    /// What it is about.
    pub fn topic(&self) -> Topic {
        match self {
            Self::Job(news) => news.topic(),
            Self::Placement(news) => news.topic(),
            Self::Recommendation(news) => news.topic(),
            Self::Mentoring(news) => news.topic(),
            // Who has no account hears of it from staff, or not at all: to them it is no reminder.
            Self::PassOn { news, .. } => match news.topic() {
                Topic::Expiries => Topic::Requests,
                topic => topic,
            },
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
                change:
                    TrainingChange::Opened
                    | TrainingChange::Returned
                    | TrainingChange::Cancelled
                    | TrainingChange::Seats { .. },
                ..
            }
            | Self::ListRefused { .. }
            | Self::CertificateIssued { .. }
            | Self::CertificateRevoked { .. } => Topic::Decisions,
            Self::Applied { .. }
            | Self::ChangeSubmitted { .. }
            | Self::SuspendedElsewhere { .. }
            | Self::Exited { .. }
            | Self::LeftBehind { .. }
            | Self::NoticeSent { .. }
            | Self::LearnerApplied { .. }
            | Self::RecordAsked { .. }
            | Self::StartupBegun { .. }
            | Self::StartupEnded { .. }
            | Self::StartupFounded { .. }
            | Self::Training { .. }
            | Self::CertificatesPrepared { .. }
            | Self::CertificatesOnPaper { .. }
            | Self::AdminProposed { .. }
            | Self::Asked { .. }
            | Self::CallLearners { change: LearningChange::Ahead { .. }, .. }
            | Self::StartupDue { case: Some(_), .. } => Topic::Requests,
            Self::PaperExpires { .. }
            | Self::SuspendedHere { .. }
            | Self::CredentialExpires { .. }
            | Self::GrowsOld { .. }
            | Self::Delisted { .. }
            | Self::DelistedHere { .. }
            | Self::StartupDue { .. }
            | Self::PolicyEnds { .. }
            | Self::PolicyUnchecked { .. } => Topic::Expiries,
            Self::Invited { .. }
            | Self::Teaching { .. }
            | Self::TeachingNoMore { .. }
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
            Self::Learning { change, .. } | Self::CallLearners { change, .. } => change.topic(),
            Self::CourseOpened { .. } => Topic::Suggestions,
        }
    }
}
