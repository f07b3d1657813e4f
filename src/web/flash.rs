//! A message left for the next page. The cookie holds a word of this list and nothing else, so nobody can make a page
//! say something we did not write.

use axum::http::{HeaderMap, HeaderValue};

use super::Messages;
use super::context::cookie;

/// What the last request did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flash {
    /// Sign-up went through, or the number already had an account: the answer is the same.
    SignedUp,
    /// Signed in.
    SignedIn,
    /// Signed out.
    SignedOut,
    /// The password is changed, and other sessions are over.
    PasswordChanged,
    /// One session is over.
    SessionEnded,
    /// All other sessions are over.
    SessionsEnded,
    /// Another identity is in use.
    IdentitySwitched,
    /// The account is gone.
    AccountDeleted,
    /// A record made by staff is now an account.
    AccountClaimed,
    /// A one-time code no longer works.
    CodeRevoked,
    /// What was entered is saved.
    Saved,
    /// It is saved, and communities are asked to publish it.
    SavedWaiting,
    /// It is saved and published.
    SavedPublished,
    /// An organization is begun.
    OrgBegun,
    /// An application is handed in.
    Submitted,
    /// An admission has moved on.
    StepTaken,
    /// A change is approved and published.
    ChangeApproved,
    /// A change is returned.
    ChangeReturned,
    /// Offers are confirmed as they are.
    Confirmed,
    /// An offer is checked.
    Checked,
    /// Something is taken down for now.
    Suspended,
    /// Something is up again.
    Resumed,
    /// A service is no longer offered.
    Retired,
    /// An invitation is on its way.
    Invited,
    /// The person now belongs to an organization.
    Joined,
    /// An invitation is declined.
    Declined,
    /// Something is taken away.
    Removed,
    /// A file is kept.
    Uploaded,
    /// A short link is made.
    LinkMade,
    /// A short link no longer leads anywhere.
    LinkRevoked,
    /// A sheet's changes are made.
    SheetApplied,
    /// Somebody looks after an item of the queue.
    Assigned,
    /// All messages are read.
    AllRead,
    /// Somebody has done the same before.
    AlreadyDone,
    /// A printed code that leads nowhere any more.
    CodeEnded,
    /// Somebody holds a post.
    PostGiven,
    /// A post ends.
    PostEnded,
    /// A message is on its way to whoever looks after a resident.
    Asked,
    /// A resident is on file.
    Registered,
    /// A community's record is now part of the account.
    RecordClaimed,
    /// Two records are one.
    Merged,
    /// And two again.
    MergeUndone,
    /// A sign-in waited too long for its code, or for the right one.
    SignInOver,
    /// The second factor is off.
    FactorOff,
    /// A list waits for a second person.
    ListAsked,
    /// Staff are asked about a record.
    RequestSent,
    /// A notice waits for a second person.
    NoticeSent,
    /// A notice is approved, and public at its time.
    NoticeApproved,
    /// A notice is back with its writer.
    NoticeReturned,
    /// A notice is taken down.
    NoticeWithdrawn,
    /// Somebody knows what a notice says.
    NoticeRead,
    /// A task is tried again.
    TaskRetried,
    /// A tenant is there.
    TenantAdded,
    /// Somebody works in a tenant.
    StaffAppointed,
    /// A tenant is suspended.
    TenantSuspended,
    /// A tenant is open again.
    TenantResumed,
    /// A deletion waits for a second operator.
    DeletionAsked,
    /// A deletion waits for its day.
    DeletionApproved,
    /// A deletion is taken back.
    DeletionTakenBack,
    /// What needs somebody else cannot be decided alone.
    NotYours,
    /// An export is being made.
    ExportAsked,
    /// An operator is in a tenant.
    Entered,
    /// And out of it.
    Left,
    /// A list of holidays is imported.
    HolidaysImported,
    /// A role is offered to somebody.
    RoleOffered,
    /// And they have taken it.
    RoleTaken,
    /// A role is over.
    RoleEnded,
    /// Somebody administers a community.
    AdminGiven,
    /// A second administrator is asked about somebody.
    AdminProposed,
    /// And has said no.
    AdminDeclined,
    /// Figures are being counted anew.
    Counting,
    /// Somebody is asked to act for a resident.
    FamilyOffered,
    /// And does from now on.
    FamilyAccepted,
    /// And does no more.
    FamilyEnded,
    /// What was sent under a family link came after its end.
    FamilyOver,
}

impl Flash {
    const ALL: [Self; 75] = [
        Self::SignedUp,
        Self::SignedIn,
        Self::SignedOut,
        Self::PasswordChanged,
        Self::SessionEnded,
        Self::SessionsEnded,
        Self::IdentitySwitched,
        Self::AccountDeleted,
        Self::AccountClaimed,
        Self::CodeRevoked,
        Self::Saved,
        Self::SavedWaiting,
        Self::SavedPublished,
        Self::OrgBegun,
        Self::Submitted,
        Self::StepTaken,
        Self::ChangeApproved,
        Self::ChangeReturned,
        Self::Confirmed,
        Self::Checked,
        Self::Suspended,
        Self::Resumed,
        Self::Retired,
        Self::Invited,
        Self::Joined,
        Self::Declined,
        Self::Removed,
        Self::Uploaded,
        Self::LinkMade,
        Self::LinkRevoked,
        Self::SheetApplied,
        Self::Assigned,
        Self::AllRead,
        Self::AlreadyDone,
        Self::CodeEnded,
        Self::PostGiven,
        Self::PostEnded,
        Self::Asked,
        Self::Registered,
        Self::RecordClaimed,
        Self::Merged,
        Self::MergeUndone,
        Self::SignInOver,
        Self::FactorOff,
        Self::ListAsked,
        Self::RequestSent,
        Self::NoticeSent,
        Self::NoticeApproved,
        Self::NoticeReturned,
        Self::NoticeWithdrawn,
        Self::NoticeRead,
        Self::TaskRetried,
        Self::TenantAdded,
        Self::StaffAppointed,
        Self::TenantSuspended,
        Self::TenantResumed,
        Self::DeletionAsked,
        Self::DeletionApproved,
        Self::DeletionTakenBack,
        Self::NotYours,
        Self::ExportAsked,
        Self::Entered,
        Self::Left,
        Self::HolidaysImported,
        Self::RoleOffered,
        Self::RoleTaken,
        Self::RoleEnded,
        Self::AdminGiven,
        Self::AdminProposed,
        Self::AdminDeclined,
        Self::Counting,
        Self::FamilyOffered,
        Self::FamilyAccepted,
        Self::FamilyEnded,
        Self::FamilyOver,
    ];

    fn word(self) -> &'static str {
        match self {
            Self::SignedUp => "signed-up",
            Self::SignedIn => "signed-in",
            Self::SignedOut => "signed-out",
            Self::PasswordChanged => "password-changed",
            Self::SessionEnded => "session-ended",
            Self::SessionsEnded => "sessions-ended",
            Self::IdentitySwitched => "identity-switched",
            Self::AccountDeleted => "account-deleted",
            Self::AccountClaimed => "account-claimed",
            Self::CodeRevoked => "code-revoked",
            Self::Saved => "saved",
            Self::SavedWaiting => "saved-waiting",
            Self::SavedPublished => "saved-published",
            Self::OrgBegun => "org-begun",
            Self::Submitted => "submitted",
            Self::StepTaken => "step-taken",
            Self::ChangeApproved => "change-approved",
            Self::ChangeReturned => "change-returned",
            Self::Confirmed => "confirmed",
            Self::Checked => "checked",
            Self::Suspended => "suspended",
            Self::Resumed => "resumed",
            Self::Retired => "retired",
            Self::Invited => "invited",
            Self::Joined => "joined",
            Self::Declined => "declined",
            Self::Removed => "removed",
            Self::Uploaded => "uploaded",
            Self::LinkMade => "link-made",
            Self::LinkRevoked => "link-revoked",
            Self::SheetApplied => "sheet-applied",
            Self::Assigned => "assigned",
            Self::AllRead => "all-read",
            Self::AlreadyDone => "already-done",
            Self::CodeEnded => "code-ended",
            Self::PostGiven => "post-given",
            Self::PostEnded => "post-ended",
            Self::Asked => "asked",
            Self::MergeUndone => "merge-undone",
            Self::Merged => "merged",
            Self::RecordClaimed => "record-claimed",
            Self::Registered => "registered",
            Self::SignInOver => "sign-in-over",
            Self::FactorOff => "factor-off",
            Self::ListAsked => "list-asked",
            Self::RequestSent => "request-sent",
            Self::NoticeSent => "notice-sent",
            Self::NoticeApproved => "notice-approved",
            Self::NoticeReturned => "notice-returned",
            Self::NoticeWithdrawn => "notice-withdrawn",
            Self::NoticeRead => "notice-read",
            Self::TaskRetried => "task-retried",
            Self::TenantAdded => "tenant-added",
            Self::StaffAppointed => "staff-appointed",
            Self::TenantSuspended => "tenant-suspended",
            Self::TenantResumed => "tenant-resumed",
            Self::DeletionAsked => "deletion-asked",
            Self::DeletionApproved => "deletion-approved",
            Self::DeletionTakenBack => "deletion-taken-back",
            Self::NotYours => "not-yours",
            Self::ExportAsked => "export-asked",
            Self::Entered => "entered",
            Self::Left => "left",
            Self::HolidaysImported => "holidays-imported",
            Self::RoleOffered => "role-offered",
            Self::RoleTaken => "role-taken",
            Self::RoleEnded => "role-ended",
            Self::AdminGiven => "admin-given",
            Self::AdminProposed => "admin-proposed",
            Self::AdminDeclined => "admin-declined",
            Self::Counting => "counting",
            Self::FamilyOffered => "family-offered",
            Self::FamilyAccepted => "family-accepted",
            Self::FamilyEnded => "family-ended",
            Self::FamilyOver => "family-over",
        }
    }

    /// What it says.
    pub fn text(self, t: &Messages) -> &'static str {
        match self {
            Self::SignedUp => t.accounts.flash_signed_up,
            Self::SignedIn => t.accounts.flash_signed_in,
            Self::SignedOut => t.accounts.flash_signed_out,
            Self::PasswordChanged => t.accounts.flash_password_changed,
            Self::SessionEnded => t.accounts.flash_session_ended,
            Self::SessionsEnded => t.accounts.flash_sessions_ended,
            Self::IdentitySwitched => t.accounts.flash_identity_switched,
            Self::AccountDeleted => t.accounts.flash_account_deleted,
            Self::AccountClaimed => t.accounts.flash_account_claimed,
            Self::CodeRevoked => t.accounts.flash_code_revoked,
            Self::Saved => t.flash.saved,
            Self::SavedWaiting => t.flash.saved_waiting,
            Self::SavedPublished => t.flash.saved_published,
            Self::OrgBegun => t.flash.org_begun,
            Self::Submitted => t.flash.submitted,
            Self::StepTaken => t.flash.step_taken,
            Self::ChangeApproved => t.flash.change_approved,
            Self::ChangeReturned => t.flash.change_returned,
            Self::Confirmed => t.flash.confirmed,
            Self::Checked => t.flash.checked,
            Self::Suspended => t.flash.suspended,
            Self::Resumed => t.flash.resumed,
            Self::Retired => t.flash.retired,
            Self::Invited => t.flash.invited,
            Self::Joined => t.flash.joined,
            Self::Declined => t.flash.declined,
            Self::Removed => t.flash.removed,
            Self::Uploaded => t.flash.uploaded,
            Self::LinkMade => t.flash.link_made,
            Self::LinkRevoked => t.flash.link_revoked,
            Self::SheetApplied => t.flash.sheet_applied,
            Self::Assigned => t.flash.assigned,
            Self::AllRead => t.flash.all_read,
            Self::AlreadyDone => t.flash.already_done,
            Self::CodeEnded => t.flash.code_ended,
            Self::PostGiven => t.flash.post_given,
            Self::PostEnded => t.flash.post_ended,
            Self::Asked => t.flash.asked,
            Self::MergeUndone => t.flash.merge_undone,
            Self::Merged => t.flash.merged,
            Self::RecordClaimed => t.flash.record_claimed,
            Self::Registered => t.flash.registered,
            Self::SignInOver => t.factor.flash_over,
            Self::FactorOff => t.factor.flash_off,
            Self::ListAsked => t.resident_exports.flash_asked,
            Self::RequestSent => t.residents.flash_request,
            Self::NoticeSent => t.notices.flash_sent,
            Self::NoticeApproved => t.notices.flash_approved,
            Self::NoticeReturned => t.notices.flash_returned,
            Self::NoticeWithdrawn => t.notices.flash_withdrawn,
            Self::NoticeRead => t.notices.flash_read,
            Self::TaskRetried => t.operator.flash_task_retried,
            Self::TenantAdded => t.operator.flash_tenant_added,
            Self::StaffAppointed => t.operator.flash_staff_appointed,
            Self::TenantSuspended => t.operator.flash_suspended,
            Self::TenantResumed => t.operator.flash_resumed,
            Self::DeletionAsked => t.operator.flash_deletion_asked,
            Self::DeletionApproved => t.operator.flash_deletion_approved,
            Self::DeletionTakenBack => t.operator.flash_deletion_taken_back,
            Self::NotYours => t.operator.flash_not_yours,
            Self::ExportAsked => t.operator.flash_export_asked,
            Self::Entered => t.operator.flash_entered,
            Self::Left => t.operator.flash_left,
            Self::HolidaysImported => t.operator.flash_holidays,
            Self::RoleOffered => t.people.flash_offered,
            Self::RoleTaken => t.people.flash_taken,
            Self::RoleEnded => t.people.flash_ended,
            Self::AdminGiven => t.people.flash_admin,
            Self::AdminProposed => t.people.flash_proposed,
            Self::AdminDeclined => t.people.flash_declined,
            Self::Counting => t.figures.flash_counting,
            Self::FamilyOffered => t.family.flash_offered,
            Self::FamilyAccepted => t.family.flash_accepted,
            Self::FamilyEnded => t.family.flash_ended,
            Self::FamilyOver => t.family.flash_over,
        }
    }

    /// The message left for this request.
    pub fn read(headers: &HeaderMap) -> Option<Self> {
        let word = cookie(headers, "flash")?;
        Self::ALL.into_iter().find(|flash| flash.word() == word)
    }

    /// The cookie that leaves it for the next page.
    pub fn leave(self) -> HeaderValue {
        HeaderValue::from_str(&format!("flash={}; Path=/; Max-Age=60; HttpOnly; SameSite=Lax", self.word()))
            .unwrap_or_else(|_| HeaderValue::from_static(""))
    }

    /// The cookie that takes it away once it has been shown.
    pub fn clear() -> HeaderValue {
        HeaderValue::from_static("flash=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax")
    }
}
