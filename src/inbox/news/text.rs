//! What a piece of news says to whoever reads it.

use super::{FactorChange, FamilyChange, News, Paper, TrainingChange};
use crate::access::Role;
use crate::accounts;
use crate::admissions::AdmissionStatus;
use crate::db::TenantId;
use crate::grids::PostKind;
use crate::startup;
use crate::tenancy::PlatformData;
use crate::web::{Locale, Messages, text};

/// What a role is called, by its word.
fn role_of(role: &str, t: &Messages) -> &'static str {
    Role::parse(role).map_or("", |role| accounts::role_name(role, t))
}

impl News {
    /// What it says.
    pub fn text(&self, locale: Locale, platform: &PlatformData) -> String {
        let messages = locale.messages();
        let t = &messages.inbox;
        let place = |id: &TenantId| platform.by_id(*id).map_or_else(String::new, |tenant| tenant.name.clone());
        let zone = |id: &TenantId| platform.by_id(*id).map_or(chrono_tz::Asia::Shanghai, |tenant| tenant.time_zone);
        let because = |text: String, reason: &str| {
            if reason.is_empty() { text } else { t.because(text, reason) }
        };
        match self {
            Self::Job(news) => news.text(locale, platform),
            Self::Placement(news) => news.text(locale),
            Self::Recommendation(news) => news.text(locale, platform),
            Self::Mentoring(news) => news.text(locale, platform),
            Self::PassOn { news, .. } => t.pass_on(news.text(locale, platform)),
            Self::Applied { org_name, again: false, .. } => t.applied(org_name),
            Self::Applied { org_name, again: true, .. } => t.applied_again(org_name),
            Self::AdmissionMoved { tenant, status, reason, .. } => {
                let status = AdmissionStatus::parse(status).map_or("", |s| s.label(messages));
                because(t.admission_moved(place(tenant), status), reason)
            }
            Self::SuspendedElsewhere { org_name, elsewhere, .. } => t.suspended_elsewhere(place(elsewhere), org_name),
            Self::SuspendedHere { org_name, .. } => t.suspended_here(org_name),
            Self::Exited { org_name, .. } => t.exited(org_name),
            Self::LeftBehind { org_name, .. } => t.left_behind(org_name),
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
                let post = PostKind::parse(post).map_or("", |kind| kind.label(messages));
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
            Self::StartupEnded { .. } => t.startup_ended.to_owned(),
            Self::StartupFounded { org_name, .. } => t.startup_founded(org_name),
            Self::StartupDue { tenant, case, milestone, on, is_past, more } => {
                let milestone = startup::Milestone::parse(milestone).map_or("", |one| one.label(messages));
                let on = text::date(locale, *on);
                let text = match (case, is_past) {
                    (None, false) => t.startup_due(place(tenant), milestone, on),
                    (None, true) => t.startup_overdue(place(tenant), milestone, on),
                    (Some(_), false) => t.startup_due_here(milestone, on),
                    (Some(_), true) => t.startup_overdue_here(milestone, on),
                };
                if *more == 0 { text } else { t.startup_due_more(text, more) }
            }
            Self::StartupMoved { tenant, status, reason } => {
                let status = startup::Status::parse(status).map_or("", |status| status.label(messages));
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
                    TrainingChange::Seats { count, until, min_learners } => {
                        let until = text::date(locale, *until);
                        match min_learners {
                            None => n.news_seats(place, title, count, until),
                            Some(0) => n.news_seats_any(place, title, count, until),
                            Some(least) => n.news_seats_least(place, title, count, until, least),
                        }
                    }
                    TrainingChange::TooFew { enrolled, wanted } => n.news_too_few(place, title, enrolled, wanted),
                    TrainingChange::Finished => n.news_finished(place, title),
                    TrainingChange::Over => n.news_over(place, title),
                };
                because(text, reason)
            }
            Self::Learning { tenant, title, change, .. } => change.text(locale, zone(tenant), title),
            Self::CallLearners { tenant, title, change, count, .. } => {
                t.call_learners(count, change.text(locale, zone(tenant), title))
            }
            Self::CourseOpened { tenant, title, .. } => t.course_opened(place(tenant), title),
            Self::LearnerApplied { title, .. } => t.learner_applied(title),
            Self::SheetEnded { name, is_in: true, .. } => t.sheet_in(name),
            Self::SheetEnded { name, .. } => t.sheet_back(name),
            Self::ListReady { count, .. } => t.list_ready(count),
            Self::ListRefused { name, .. } => t.list_refused(name),
            Self::CertificatesPrepared { title, count, .. } => t.certificates_prepared(title, count),
            Self::CertificatesOnPaper { title, count, .. } => t.certificates_on_paper(title, count),
            Self::CertificateIssued { tenant, title } => t.certificate_issued(place(tenant), title),
            Self::CertificateRevoked { tenant, title, reason } => {
                because(t.certificate_revoked(place(tenant), title), reason)
            }
            Self::RoleOffered { tenant, role } => t.role_offered(place(tenant), role_of(role, messages)),
            Self::RoleEnded { tenant, role } => t.role_ended(place(tenant), role_of(role, messages)),
            Self::AdminProposed { name, proposer, .. } => t.admin_proposed(proposer, name),
            Self::AdminGiven { tenant } => t.admin_given(place(tenant)),
            Self::Invited { org_name, .. } => t.invited(org_name),
            Self::Teaching { org_name, .. } => t.teaching(org_name),
            Self::TeachingNoMore { org_name, .. } => t.teaching_no_more(org_name),
            Self::Joined { name, .. } => t.joined(name),
            Self::Left { name, .. } => t.left(name),
            Self::OperatorEntered { name, reason, .. } => because(t.operator_entered(name), reason),
            Self::StaffAppointed { tenant, role } => t.staff_appointed(place(tenant), role_of(role, messages)),
            Self::SecondFactor { change } => match change {
                FactorChange::On => t.factor_on,
                FactorChange::Off => t.factor_off,
                FactorChange::NewCodes => t.factor_new_codes,
                FactorChange::Reset => t.factor_reset,
            }
            .to_owned(),
        }
    }
}
