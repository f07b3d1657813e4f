//! The console's first page: everything that the person may do here, and how much of it waits.

use axum::http::StatusCode;
use axum::response::Response;

use super::pages::{ConsolePage, Door, Room};
use super::urls;
use crate::access::{Capability, Staff};
use crate::error::AppResult;
use crate::tenancy::Feature;
use crate::web::{Page, flashed};
use crate::{
    admissions, audit, certificates, figures, grids, household_workers, jobs, links, matching, notices, party, people,
    placements, policies, publishing, recommendations, residents, settings, sheets, startup, talents, training,
};

pub(super) async fn show(staff: Staff) -> AppResult<Response> {
    let tenant = staff.tenant()?;
    let waiting =
        if staff.may(Capability::VendorRecords) { Some(publishing::queue::waiting(&staff).await?) } else { None };
    let in_review = if staff.may(Capability::NoticeDecisions) { Some(notices::waiting(&staff).await?) } else { None };
    let proposed = if staff.may(Capability::CourseRecords) { Some(training::waiting(&staff).await?) } else { None };
    let t = &staff.context().t().staff;
    let door =
        |capability, name, note, url: String| staff.may(capability).then_some(Door { name, note, url, waiting: None });
    let queue = door(Capability::VendorRecords, t.queue, t.queue_note, publishing::urls::queue(tenant))
        .map(|door| Door { waiting, ..door });
    let board = door(Capability::NoticeDrafts, t.notices, t.notices_note, notices::urls::desk(tenant))
        .map(|door| Door { waiting: in_review, ..door });
    let courses = door(Capability::Courses, t.training, t.training_note, training::urls::desk(tenant))
        .filter(|_| tenant.is_community())
        .map(|door| Door { waiting: proposed, ..door });
    let lists = match staff.viewer().filter(|_| staff.may(Capability::ResidentRecords)) {
        Some(viewer) => {
            let mut tx = staff.read().await?;
            let waiting = residents::exports::queries::waiting(&mut tx, tenant.id, viewer.id).await?;
            let url = residents::exports::urls::exports(tenant);
            door(Capability::ResidentRecords, t.exports, t.exports_note, url)
                .map(|door| Door { waiting: Some(waiting), ..door })
        }
        None => None,
    };
    let asks = if staff.may(Capability::ResidentRecords) {
        let mut tx = staff.read().await?;
        let waiting = residents::queries::requests::waiting(&mut tx, tenant.id).await?;
        let url = residents::urls::requests(tenant);
        door(Capability::ResidentRecords, t.requests, t.requests_note, url)
            .map(|door| Door { waiting: Some(waiting), ..door })
    } else {
        None
    };
    let jobs = if staff.may(Capability::JobRecords) { Some(jobs::waiting(&staff).await?) } else { None };
    let jobs = door(Capability::Jobs, t.jobs, t.jobs_note, jobs::urls::desk(tenant, None))
        .map(|door| Door { waiting: jobs, ..door })
        .filter(|_| tenant.is_community());
    // A community has settings and people, a street has communities to compare.
    let (here, above) = (tenant.is_community(), !tenant.is_community());
    let rooms = [
        Room {
            id: "vendors",
            title: t.room_vendors,
            doors: [
                queue,
                door(Capability::VendorRecords, t.vendors, t.vendors_note, admissions::urls::records(tenant)),
                door(Capability::PublishingSettings, t.settings, t.settings_note, publishing::urls::settings(tenant)),
                door(Capability::SearchMisses, t.searches, t.searches_note, urls::searches(tenant)),
            ]
            .into_iter()
            .flatten()
            .collect(),
        },
        Room {
            id: "print",
            title: t.room_print,
            doors: [
                door(Capability::PrintedLinks, t.links, t.links_note, links::urls::links(tenant)),
                door(Capability::PrintedLinks, t.price_list, t.price_list_note, links::urls::price_list(tenant)),
            ]
            .into_iter()
            .flatten()
            .collect(),
        },
        Room {
            id: "residents",
            title: t.room_residents,
            doors: [
                door(Capability::Residents, t.residents, t.residents_note, residents::urls::residents(tenant)),
                door(Capability::Console, t.asked, t.asked_note, grids::urls::asked(tenant)),
                asks,
                door(Capability::SignInCodes, t.codes, t.codes_note, urls::codes(tenant))
                    .filter(|_| tenant.has(Feature::Codes)),
                door(Capability::ResidentRecords, t.sheets, t.sheets_note, sheets::urls::sheets(tenant)),
                lists,
            ]
            .into_iter()
            .flatten()
            .collect(),
        },
        Room {
            id: "work",
            title: t.room_work,
            doors: [
                door(Capability::Talents, t.talents, t.talents_note, talents::urls::talents(tenant)),
                courses,
                door(Capability::Certificates, t.certificates, t.certificates_note, certificates::urls::desk(tenant)),
                door(Capability::Placements, t.placements, t.placements_note, placements::urls::desk(tenant)),
                jobs,
                door(Capability::Talents, t.matching, t.matching_note, matching::urls::desk(tenant)),
                door(
                    Capability::JobRecords,
                    t.recommendations,
                    t.recommendations_note,
                    recommendations::urls::desk(tenant),
                ),
                door(
                    Capability::HouseholdWorkers,
                    t.household_workers,
                    t.household_workers_note,
                    household_workers::urls::workers(tenant),
                ),
                door(Capability::StartupCases, t.startup, t.startup_note, startup::urls::cases(tenant)),
                door(Capability::Policies, t.policies, t.policies_note, policies::urls::desk(tenant)),
            ]
            .into_iter()
            .flatten()
            .collect(),
        },
        Room {
            id: "around",
            title: t.room_around,
            doors: [
                board,
                door(Capability::Grids, t.grids, t.grids_note, grids::urls::grids(tenant)),
                door(Capability::PartyBranches, t.party, t.party_note, party::urls::desk(tenant)),
            ]
            .into_iter()
            .flatten()
            .collect(),
        },
        Room {
            id: "manage",
            title: t.room_manage,
            doors: [
                door(Capability::TenantSettings, t.community, t.community_note, settings::urls::index(tenant))
                    .filter(|_| here),
                door(Capability::StaffPeople, t.people, t.people_note, people::urls::people(tenant)).filter(|_| here),
                door(Capability::Figures, t.figures, t.figures_note, figures::urls::figures(tenant)).filter(|_| above),
                door(Capability::LoopFigures, t.cycle, t.cycle_note, figures::cycle::urls::desk(tenant)),
                door(
                    Capability::TerritoryLoop,
                    t.cycle_mine,
                    t.cycle_mine_note,
                    figures::cycle::urls::territory(tenant),
                ),
            ]
            .into_iter()
            .flatten()
            .collect(),
        },
        Room {
            id: "record",
            title: t.room_record,
            doors: [door(Capability::AuditLog, t.audit, t.audit_note, audit::urls::log(tenant))]
                .into_iter()
                .flatten()
                .collect(),
        },
    ];
    let page = Page::of_console(&staff, t.console);
    let rooms = rooms.into_iter().filter(|room| !room.doors.is_empty()).collect();
    flashed(staff.flash(), StatusCode::OK, &ConsolePage { page, rooms })
}
