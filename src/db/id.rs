//! Typed ids, so that a tenant's id can never be passed where a listing's is wanted.

/// Declares newtypes of `UUIDv7`.
macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, sqlx::Type, serde::Serialize, serde::Deserialize)]
        #[sqlx(transparent)]
        #[serde(transparent)]
        pub struct $name(uuid::Uuid);

        impl $name {
            /// A new id; ids made later sort later.
            pub fn generate() -> Self {
                Self(uuid::Uuid::now_v7())
            }

            /// The id that follows from whose it is and from a key of a form: sent twice, the same; and no key leads to an id
            /// that is somebody else's.
            pub fn derived(owner: uuid::Uuid, key: uuid::Uuid) -> Self {
                use sha2::{Digest, Sha256};
                let digest: [u8; 32] = Sha256::new().chain_update(owner).chain_update(key).finalize().into();
                let bytes = digest.first_chunk::<16>().copied().unwrap_or_default();
                Self(uuid::Builder::from_random_bytes(bytes).into_uuid())
            }

            /// The bare UUID, as SQL takes it.
            pub fn uuid(self) -> uuid::Uuid {
                self.0
            }
        }

        impl From<uuid::Uuid> for $name {
            fn from(id: uuid::Uuid) -> Self {
                Self(id)
            }
        }

        impl std::str::FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }
    )+};
}

impl GrantId {
    /// No grant: people need none in their own affairs.
    pub const NONE: Self = Self(uuid::Uuid::nil());
}

ids! {
    /// A node of the tenant tree: a community, street or district.
    TenantId,
    /// A company, school or property firm.
    OrgId,
    /// One human.
    PersonId,
    /// A gated compound (小区) of a community.
    EstateId,
    /// A service as its organization keeps it.
    ServiceId,
    /// A dated price of a service.
    PriceId,
    /// A service as a community has published it.
    ListingId,
    /// A grid (网格) of a community.
    GridId,
    /// A building (楼栋).
    BuildingId,
    /// A household: the people behind one door.
    HouseholdId,
    /// A resident, as a community has them on file.
    ResidentId,
    /// A household worker in a community's register.
    HouseholdWorkerId,
    /// A household worker's certificate in a community's register.
    CertificateId,
    /// What somebody agreed to.
    ConsentId,
    /// What an able resident can and would like.
    TalentId,
    /// A policy (政策) that helps who looks for work or begins a business.
    PolicyId,
    /// A resident who begins a business.
    CaseId,
    /// What a mentor noted about it.
    CaseNoteId,
    /// Somebody who goes along with it, and has an account.
    MentoringId,
    /// A course as its organization keeps it.
    CourseId,
    /// Somebody who teaches for an organization.
    TeacherId,
    /// A course as a community opens it (开班).
    RunId,
    /// Where a community teaches.
    RoomId,
    /// One meeting of a run.
    CourseSessionId,
    /// Somebody who learns in a run, or would like to.
    EnrolmentId,
    /// A sheet on its way in.
    ImportId,
    /// A list of residents on its way out.
    ListId,
    /// What a person asks of a community about their own record.
    RequestId,
    /// A look at a resident's record in full.
    ViewId,
    /// Two records of one resident made one.
    MergeId,
    /// A search for residents, as somebody typed it.
    SearchId,
    /// Filters that somebody uses often.
    SavedViewId,
    /// A party branch (党支部).
    BranchId,
    /// Something that a party branch did.
    ActivityId,
    /// Somebody acts for a resident, as far and as long as the resident says.
    FamilyLinkId,
    /// What a resident asks whoever looks after them.
    CareMessageId,
    /// A household worker.
    WorkerId,
    /// A worker's certificate or check.
    CredentialId,
    /// A role that a person holds in a tenant.
    GrantId,
    /// A person's place in an organization.
    MembershipId,
    /// A signed-in browser.
    SessionId,
    /// A one-time sign-in code.
    CodeId,
    /// A notice of a community.
    NoticeId,
    /// A file that hangs on a notice.
    NoticeFileId,
    /// A job posting.
    PostingId,
    /// Somebody's application for a job.
    JobApplicationId,
    /// Somebody with a certificate, recommended for a job.
    RecommendationId,
    /// A job that a resident passes on to people they know.
    ReferralId,
    /// A piece of background work.
    TaskId,
    /// Something a person or an organization is told.
    MessageId,
    /// A file that an organization keeps here.
    DocumentId,
    /// An invitation to an organization, or to a role in a community.
    InvitationId,
    /// Somebody who is to be an administrator of a community.
    ProposalId,
    /// A step of an admission, of a household worker's record, or of an application for a job.
    EventId,
    /// A change that an organization wants published.
    ChangeId,
    /// A short link for print.
    LinkId,
    /// An operator's hour in a tenant.
    EntryId,
    /// A suspension of a tenant.
    SuspensionId,
    /// The deletion of a tenant, from being asked for to being done.
    DeletionId,
    /// A tenant's data as a file.
    ExportId,
    /// A certificate of completion.
    CourseCertificateId,
    /// Certificates that are prepared and signed together.
    CertificateBatchId,
    /// A learner's practice with a company (实习).
    PlacementId,
    /// A line of its hour book.
    PlacementEntryId,
    /// A certificate of somebody else that staff have looked at.
    ExternalCertificateId,
    /// A person's calendar, as programs fetch it.
    CalendarId,
}
