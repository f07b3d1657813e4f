//! Where a piece of news leads.

use super::{FamilyChange, News};
use crate::db::TenantId;
use crate::enrolments::urls::Desk;
use crate::tenancy::{self, Feature, PlatformData, Tenant};
use crate::{
    accounts, admissions, audit, certificates, enrolments, family, grids, notices, people, policies, publishing,
    residents, settings, sheets, staff, startup, training, vendors,
};

impl News {
    /// Where to go about it.
    pub fn url(&self, platform: &PlatformData) -> String {
        let staff = |id: &TenantId, url: &dyn Fn(&Tenant) -> String| {
            platform.by_id(*id).map_or_else(|| "/".to_owned(), |tenant| url(&tenant))
        };
        match self {
            Self::Job(news) => news.url(platform),
            Self::Placement(news) => news.url(platform),
            Self::Recommendation(news) => news.url(platform),
            Self::Mentoring(news) => news.url(platform),
            Self::PassOn { tenant, resident, news } => staff(tenant, &|tenant| match &**news {
                // Where what they answer is written down.
                Self::Learning { place: Some((run, enrolment)), .. } => {
                    Desk::of_staff(tenant, *run).learner(*enrolment)
                }
                _ => residents::urls::resident(tenant, *resident),
            }),
            Self::Applied { tenant, org, .. }
            | Self::SuspendedElsewhere { tenant, org, .. }
            | Self::SuspendedHere { tenant, org, .. }
            | Self::Exited { tenant, org, .. }
            | Self::LeftBehind { tenant, org, .. } => staff(tenant, &|tenant| admissions::urls::record(tenant, *org)),
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
            Self::Asked { tenant, .. } => staff(tenant, &|tenant| grids::urls::asked(tenant)),
            Self::PostGiven { tenant, .. } => staff(tenant, &|tenant| grids::urls::care(tenant)),
            Self::NoticeSent { tenant, notice, .. }
            | Self::NoticeApproved { tenant, notice, .. }
            | Self::NoticeReturned { tenant, notice, .. }
            | Self::NoticeWithdrawn { tenant, notice, .. } => {
                staff(tenant, &|tenant| notices::urls::draft(tenant, *notice))
            }
            Self::PolicyEnds { tenant, policy, .. } | Self::PolicyUnchecked { tenant, policy, .. } => {
                staff(tenant, &|tenant| policies::urls::draft(tenant, *policy))
            }
            Self::StartupBegun { tenant, case }
            | Self::StartupEnded { tenant, case }
            | Self::StartupFounded { tenant, case, .. }
            | Self::StartupDue { tenant, case: Some(case), .. } => {
                staff(tenant, &|tenant| startup::urls::case(tenant, *case))
            }
            Self::StartupMoved { .. } | Self::StartupNoted { .. } | Self::StartupDue { .. } => {
                startup::urls::MINE.to_owned()
            }
            Self::RecordAsked { tenant, .. } => staff(tenant, &|tenant| residents::urls::requests(tenant)),
            Self::Training { org: Some(org), run, .. } => training::urls::org_run(*org, *run),
            Self::Training { tenant, run, .. } => staff(tenant, &|tenant| training::urls::desk_run(tenant, *run)),
            Self::Learning { .. } => enrolments::urls::MINE.to_owned(),
            Self::CallLearners { tenant, run, session, .. } => staff(tenant, &|tenant| {
                let desk = Desk::of_staff(tenant, *run);
                session.map_or_else(|| desk.learners(), |session| desk.session(session))
            }),
            Self::CourseOpened { tenant, run, .. } => staff(tenant, &|tenant| {
                if tenant.has(Feature::Training) {
                    training::urls::run(tenant, *run)
                } else {
                    tenancy::urls::home(tenant)
                }
            }),
            Self::LearnerApplied { tenant, org, run, .. } => {
                staff(tenant, &|tenant| Desk::of_trainer(*org, tenant, *run).learners())
            }
            Self::SheetEnded { tenant, import, .. } => staff(tenant, &|tenant| sheets::urls::sheet(tenant, *import)),
            Self::ListReady { tenant, .. } | Self::ListRefused { tenant, .. } => {
                staff(tenant, &residents::exports::urls::exports)
            }
            Self::RecordAnswered { .. } | Self::Family { change: FamilyChange::Asked, .. } => {
                residents::urls::MINE.to_owned()
            }
            Self::Family { .. } => family::urls::MINE.to_owned(),
            Self::CertificatesPrepared { tenant, batch, .. } | Self::CertificatesOnPaper { tenant, batch, .. } => {
                staff(tenant, &|tenant| certificates::urls::batch(tenant, *batch))
            }
            Self::CertificateIssued { .. } | Self::CertificateRevoked { .. } => certificates::urls::MINE.to_owned(),
            Self::RoleOffered { tenant, .. } => staff(tenant, &|tenant| people::urls::mine(tenant)),
            Self::RoleEnded { .. } => accounts::urls::ME.to_owned(),
            Self::AdminProposed { tenant, proposal, .. } => {
                staff(tenant, &|tenant| people::urls::proposal(tenant, *proposal))
            }
            Self::AdminGiven { tenant } => staff(tenant, &|tenant| settings::urls::index(tenant)),
            Self::Invited { .. } => vendors::urls::INVITATIONS.to_owned(),
            Self::Teaching { org, .. } | Self::TeachingNoMore { org, .. } => enrolments::urls::teaching(*org),
            Self::Joined { org, .. } | Self::Left { org, .. } => vendors::urls::members(*org),
            Self::OperatorEntered { tenant, .. } => staff(tenant, &audit::urls::log),
            Self::StaffAppointed { tenant, .. } => staff(tenant, &staff::urls::console),
            Self::SecondFactor { .. } => accounts::factor::urls::PAGE.to_owned(),
        }
    }
}
