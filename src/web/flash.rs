//! A message left for the next page. The cookie holds a word of this list and nothing else, so nobody can make a page
//! say something we did not write.

use axum::http::{HeaderMap, HeaderValue};

use super::Messages;
use super::context::cookie;

/// Declares what a request may have done, each with its word in the cookie and what it says.
macro_rules! flashes {
    ($($(#[$doc:meta])+ $name:ident = $word:literal => |$t:ident| $text:expr),+ $(,)?) => {
        /// What the last request did.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Flash {
            $($(#[$doc])+ $name,)+
        }

        impl Flash {
            const ALL: &[Self] = &[$(Self::$name),+];

            fn word(self) -> &'static str {
                match self {
                    $(Self::$name => $word,)+
                }
            }

            /// What it says.
            pub fn text(self, t: &Messages) -> &'static str {
                match self {
                    $(Self::$name => { let $t = t; $text })+
                }
            }
        }
    };
}

flashes! {
    /// Sign-up went through, or the number already had an account: the answer is the same.
    SignedUp = "signed-up" => |t| t.accounts.flash_signed_up,
    /// Signed in.
    SignedIn = "signed-in" => |t| t.accounts.flash_signed_in,
    /// Signed out.
    SignedOut = "signed-out" => |t| t.accounts.flash_signed_out,
    /// The password is changed, and other sessions are over.
    PasswordChanged = "password-changed" => |t| t.accounts.flash_password_changed,
    /// One session is over.
    SessionEnded = "session-ended" => |t| t.accounts.flash_session_ended,
    /// All other sessions are over.
    SessionsEnded = "sessions-ended" => |t| t.accounts.flash_sessions_ended,
    /// Another identity is in use.
    IdentitySwitched = "identity-switched" => |t| t.accounts.flash_identity_switched,
    /// The account is gone.
    AccountDeleted = "account-deleted" => |t| t.accounts.flash_account_deleted,
    /// A record made by staff is now an account.
    AccountClaimed = "account-claimed" => |t| t.accounts.flash_account_claimed,
    /// A one-time code no longer works.
    CodeRevoked = "code-revoked" => |t| t.accounts.flash_code_revoked,
    /// What was entered is saved.
    Saved = "saved" => |t| t.flash.saved,
    /// It is saved, and communities are asked to publish it.
    SavedWaiting = "saved-waiting" => |t| t.flash.saved_waiting,
    /// It is saved and published.
    SavedPublished = "saved-published" => |t| t.flash.saved_published,
    /// An organization is begun.
    OrgBegun = "org-begun" => |t| t.flash.org_begun,
    /// An application is handed in.
    Submitted = "submitted" => |t| t.flash.submitted,
    /// An admission has moved on.
    StepTaken = "step-taken" => |t| t.flash.step_taken,
    /// A change is approved and published.
    ChangeApproved = "change-approved" => |t| t.flash.change_approved,
    /// A change is returned.
    ChangeReturned = "change-returned" => |t| t.flash.change_returned,
    /// Offers are confirmed as they are.
    Confirmed = "confirmed" => |t| t.flash.confirmed,
    /// An offer is checked.
    Checked = "checked" => |t| t.flash.checked,
    /// Something is taken down for now.
    Suspended = "suspended" => |t| t.flash.suspended,
    /// Something is up again.
    Resumed = "resumed" => |t| t.flash.resumed,
    /// A service is no longer offered.
    Retired = "retired" => |t| t.flash.retired,
    /// An invitation is on its way.
    Invited = "invited" => |t| t.flash.invited,
    /// The person now belongs to an organization.
    Joined = "joined" => |t| t.flash.joined,
    /// An invitation is declined.
    Declined = "declined" => |t| t.flash.declined,
    /// Something is taken away.
    Removed = "removed" => |t| t.flash.removed,
    /// A file is kept.
    Uploaded = "uploaded" => |t| t.flash.uploaded,
    /// A short link is made.
    LinkMade = "link-made" => |t| t.flash.link_made,
    /// A short link no longer leads anywhere.
    LinkRevoked = "link-revoked" => |t| t.flash.link_revoked,
    /// A sheet's changes are made.
    SheetApplied = "sheet-applied" => |t| t.flash.sheet_applied,
    /// Somebody looks after an item of the queue.
    Assigned = "assigned" => |t| t.flash.assigned,
    /// All messages are read.
    AllRead = "all-read" => |t| t.flash.all_read,
    /// Somebody has done the same before.
    AlreadyDone = "already-done" => |t| t.flash.already_done,
    /// A printed code that leads nowhere any more.
    CodeEnded = "code-ended" => |t| t.flash.code_ended,
    /// Somebody holds a post.
    PostGiven = "post-given" => |t| t.flash.post_given,
    /// A post ends.
    PostEnded = "post-ended" => |t| t.flash.post_ended,
    /// A message is on its way to whoever looks after a resident.
    Asked = "asked" => |t| t.flash.asked,
    /// A resident is on file.
    Registered = "registered" => |t| t.flash.registered,
    /// A community's record is now part of the account.
    RecordClaimed = "record-claimed" => |t| t.flash.record_claimed,
    /// Two records are one.
    Merged = "merged" => |t| t.flash.merged,
    /// And two again.
    MergeUndone = "merge-undone" => |t| t.flash.merge_undone,
    /// A sign-in waited too long for its code, or for the right one.
    SignInOver = "sign-in-over" => |t| t.factor.flash_over,
    /// The second factor is off.
    FactorOff = "factor-off" => |t| t.factor.flash_off,
    /// A list waits for a second person.
    ListAsked = "list-asked" => |t| t.resident_exports.flash_asked,
    /// Staff are asked about a record.
    RequestSent = "request-sent" => |t| t.residents.flash_request,
    /// A notice waits for a second person.
    NoticeSent = "notice-sent" => |t| t.notices.flash_sent,
    /// A notice is approved, and public at its time.
    NoticeApproved = "notice-approved" => |t| t.notices.flash_approved,
    /// A notice is back with its writer.
    NoticeReturned = "notice-returned" => |t| t.notices.flash_returned,
    /// A notice is taken down.
    NoticeWithdrawn = "notice-withdrawn" => |t| t.notices.flash_withdrawn,
    /// Somebody knows what a notice says.
    NoticeRead = "notice-read" => |t| t.notices.flash_read,
    /// A task is tried again.
    TaskRetried = "task-retried" => |t| t.operator.flash_task_retried,
    /// A tenant is there.
    TenantAdded = "tenant-added" => |t| t.operator.flash_tenant_added,
    /// Somebody works in a tenant.
    StaffAppointed = "staff-appointed" => |t| t.operator.flash_staff_appointed,
    /// A tenant is suspended.
    TenantSuspended = "tenant-suspended" => |t| t.operator.flash_suspended,
    /// A tenant is open again.
    TenantResumed = "tenant-resumed" => |t| t.operator.flash_resumed,
    /// A deletion waits for a second operator.
    DeletionAsked = "deletion-asked" => |t| t.operator.flash_deletion_asked,
    /// A deletion waits for its day.
    DeletionApproved = "deletion-approved" => |t| t.operator.flash_deletion_approved,
    /// A deletion is taken back.
    DeletionTakenBack = "deletion-taken-back" => |t| t.operator.flash_deletion_taken_back,
    /// What needs somebody else cannot be decided alone.
    NotYours = "not-yours" => |t| t.operator.flash_not_yours,
    /// An export is being made.
    ExportAsked = "export-asked" => |t| t.operator.flash_export_asked,
    /// An operator is in a tenant.
    Entered = "entered" => |t| t.operator.flash_entered,
    /// And out of it.
    Left = "left" => |t| t.operator.flash_left,
    /// A list of holidays is imported.
    HolidaysImported = "holidays-imported" => |t| t.operator.flash_holidays,
    /// A role is offered to somebody.
    RoleOffered = "role-offered" => |t| t.people.flash_offered,
    /// And they have taken it.
    RoleTaken = "role-taken" => |t| t.people.flash_taken,
    /// A role is over.
    RoleEnded = "role-ended" => |t| t.people.flash_ended,
    /// Somebody administers a community.
    AdminGiven = "admin-given" => |t| t.people.flash_admin,
    /// A second administrator is asked about somebody.
    AdminProposed = "admin-proposed" => |t| t.people.flash_proposed,
    /// And has said no.
    AdminDeclined = "admin-declined" => |t| t.people.flash_declined,
    /// Figures are being counted anew.
    Counting = "counting" => |t| t.figures.flash_counting,
    /// Somebody is asked to act for a resident.
    FamilyOffered = "family-offered" => |t| t.family.flash_offered,
    /// And does from now on.
    FamilyAccepted = "family-accepted" => |t| t.family.flash_accepted,
    /// And does no more.
    FamilyEnded = "family-ended" => |t| t.family.flash_ended,
    /// What was sent under a family link came after its end.
    FamilyOver = "family-over" => |t| t.family.flash_over,
    /// The community recognises somebody as able.
    TalentRecognised = "talent-recognised" => |t| t.talents.flash_recognised,
    /// And no longer does.
    TalentUnrecognised = "talent-unrecognised" => |t| t.talents.flash_unrecognised,
    /// A community is asked to open a run.
    RunProposed = "run-proposed" => |t| t.training.flash_proposed,
    /// A run goes back to its trainer.
    RunReturned = "run-returned" => |t| t.training.flash_returned,
    /// Everybody may see a run.
    RunOpened = "run-opened" => |t| t.training.flash_opened,
    /// A run does not take place.
    RunCancelled = "run-cancelled" => |t| t.training.flash_cancelled,
    /// A run took place.
    RunFinished = "run-finished" => |t| t.training.flash_finished,
    /// A session does not take place.
    SessionCancelled = "session-cancelled" => |t| t.training.flash_session_cancelled,
    /// A seat in a course is taken.
    SeatTaken = "seat-taken" => |t| t.enrolments.flash_seat_taken,
    /// And by staff, for somebody who said so.
    SeatTakenFor = "seat-taken-for" => |t| t.enrolments.flash_taken_for,
    /// Staff wrote down that somebody does not want the one that they are offered.
    SeatDeclinedFor = "seat-declined-for" => |t| t.enrolments.flash_declined_for,
    /// A place in line for one.
    InLine = "in-line" => |t| t.enrolments.flash_in_line,
    /// The trainer is asked for one.
    SeatAsked = "seat-asked" => |t| t.enrolments.flash_seat_asked,
    /// It is given back.
    SeatLeft = "seat-left" => |t| t.enrolments.flash_seat_left,
    /// Staff have enrolled somebody.
    EnrolledOnPaper = "enrolled-on-paper" => |t| t.enrolments.flash_on_paper,
    /// Whoever asked has an answer.
    LearnerDecided = "learner-decided" => |t| t.enrolments.flash_decided,
    /// How it ended for a learner is written down.
    LearnerClosed = "learner-closed" => |t| t.enrolments.flash_closed,
    /// And is open again.
    LearnerReopened = "learner-reopened" => |t| t.enrolments.flash_reopened,
    /// A colleague has to do it: it is the person's own.
    OwnEnrolment = "own-enrolment" => |t| t.enrolments.flash_own,
    /// The community recognises others, not whoever does it.
    OwnTalent = "own-talent" => |t| t.talents.flash_own,
    /// A learner is there.
    Attended = "attended" => |t| t.enrolments.flash_attended,
    /// A learner said that they will not be there.
    AwaySaid = "away-said" => |t| t.enrolments.flash_away,
    /// They took it back.
    AwayTakenBack = "away-taken-back" => |t| t.enrolments.flash_away_back,
    /// Whoever keeps the list wrote down that a learner will not be there.
    AwayNoted = "away-noted" => |t| t.enrolments.flash_away_noted,
    /// And that they will, after all.
    AwayNotedBack = "away-noted-back" => |t| t.enrolments.flash_away_noted_back,
    /// Certificates wait for a signature.
    CertificatesPrepared = "certificates-prepared" => |t| t.certificates.flash_prepared,
    /// They are signed.
    CertificatesSigned = "certificates-signed" => |t| t.certificates.flash_signed,
    /// Certificates are issued, some to people without an account.
    CertificatesOnPaper = "certificates-on-paper" => |t| t.certificates.flash_on_paper,
    /// One is taken back.
    CertificateRevoked = "certificate-revoked" => |t| t.certificates.flash_revoked,
    /// A consent is given.
    ConsentGiven = "consent-given" => |t| t.consents.flash_given,
    /// A consent is withdrawn.
    ConsentWithdrawn = "consent-withdrawn" => |t| t.consents.flash_withdrawn,
    /// What was to be agreed to says something else by now.
    WordingChanged = "wording-changed" => |t| t.consents.error_version,
    /// A policy is public.
    PolicyPublished = "policy-published" => |t| t.policies.flash_published,
    /// A policy is taken down.
    PolicyWithdrawn = "policy-withdrawn" => |t| t.policies.flash_withdrawn,
    /// Somebody would like to begin a business.
    StartupBegun = "startup-begun" => |t| t.startup.flash_begun,
    /// Somebody is asked whether another may go along with their business.
    MentorAsked = "mentor-asked" => |t| t.startup.flash_mentor_asked,
    /// And does so no more.
    MentorEnded = "mentor-ended" => |t| t.startup.flash_mentor_ended,
    /// A job posting waits for the community.
    JobSent = "job-sent" => |t| t.jobs.flash_sent,
    /// It is public.
    JobPublished = "job-published" => |t| t.jobs.flash_published,
    /// It is back with its writer.
    JobReturned = "job-returned" => |t| t.jobs.flash_returned,
    /// Nobody applies for it for now.
    JobPaused = "job-paused" => |t| t.jobs.flash_paused,
    /// It holds longer.
    JobExtended = "job-extended" => |t| t.jobs.flash_extended,
    /// Everybody is found.
    JobFilled = "job-filled" => |t| t.jobs.flash_filled,
    /// It is taken down.
    JobWithdrawn = "job-withdrawn" => |t| t.jobs.flash_withdrawn,
    /// Somebody applied for it.
    JobApplied = "job-applied" => |t| t.jobs.flash_applied,
    /// And takes that back.
    JobTakenBack = "job-taken-back" => |t| t.jobs.flash_taken_back,
    /// Or, where they work there by now, what they shared.
    JobUnshared = "job-unshared" => |t| t.jobs.flash_unshared,
    /// Calendar programs may fetch somebody's courses at a new address.
    CalendarMade = "calendar-made" => |t| t.enrolments.flash_calendar,
    /// A company is asked to take a learner.
    PlacementProposed = "placement-proposed" => |t| t.placements.flash_proposed,
    /// It does.
    PlacementAccepted = "placement-accepted" => |t| t.placements.flash_accepted,
    /// It does not.
    PlacementDeclined = "placement-declined" => |t| t.placements.flash_declined,
    /// The agreed hours are done.
    PlacementCompleted = "placement-completed" => |t| t.placements.flash_completed,
    /// It is broken off.
    PlacementEnded = "placement-ended" => |t| t.placements.flash_ended,
    /// Nobody arranges, signs or confirms their own from another side.
    OwnPlacement = "own-placement" => |t| t.placements.flash_own,
    /// A line of the hour book is written.
    HoursWritten = "hours-written" => |t| t.placements.flash_written,
    /// It is signed.
    HoursSigned = "hours-signed" => |t| t.placements.flash_signed,
    /// It is said to be wrong.
    HoursDisputed = "hours-disputed" => |t| t.placements.flash_disputed,
    /// And decided about.
    HoursSettled = "hours-settled" => |t| t.placements.flash_settled,
    /// One side has said whether somebody is still there.
    StaySaid = "stay-said" => |t| t.jobs.flash_stay_said,
    /// Staff wrote down what an applicant told them.
    JobTold = "job-told" => |t| t.jobs.flash_told,
    /// Somebody is recommended, and asked.
    Recommended = "recommended" => |t| t.recommendations.flash_recommended,
    /// And has answered.
    RecommendationAnswered = "recommendation-answered" => |t| t.recommendations.flash_answered,
    /// A recommendation is taken back.
    RecommendationTakenBack = "recommendation-taken-back" => |t| t.recommendations.flash_taken_back,
    /// There is a link to pass a job on with.
    ReferralMade = "referral-made" => |t| t.recommendations.flash_referral,
}

impl Flash {
    /// The message left for this request.
    pub fn read(headers: &HeaderMap) -> Option<Self> {
        let word = cookie(headers, "flash")?;
        Self::ALL.iter().copied().find(|flash| flash.word() == word)
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
