//! Table of contents: every feature's routes, and every kind of background task.

use axum::extract::Request;
use axum::response::Response;

use crate::access::Routes;
use crate::background::queue::Kinds;
use crate::state::AppState;
use crate::web::assets;
use crate::{
    accounts, admissions, audit, certificates, consents, directory, documents, enrolments, family, figures, grids,
    household_workers, inbox, jobs, links, matching, notices, operator, party, people, placements, policies,
    publishing, recommendations, residents, settings, sheets, staff, startup, talents, tenancy, training, vendors,
};

/// Every route of the portal.
pub fn all() -> Routes {
    Routes::new()
        .merge(tenancy::routes())
        .merge(directory::routes())
        .merge(notices::routes())
        .merge(accounts::routes())
        .merge(staff::routes())
        .merge(vendors::routes())
        .merge(documents::routes())
        .merge(admissions::routes())
        .merge(publishing::routes())
        .merge(links::routes())
        .merge(inbox::routes())
        .merge(grids::routes())
        .merge(party::routes())
        .merge(residents::routes())
        .merge(consents::routes())
        .merge(talents::routes())
        .merge(policies::routes())
        .merge(startup::routes())
        .merge(training::routes())
        .merge(enrolments::routes())
        .merge(family::routes())
        .merge(certificates::routes())
        .merge(placements::routes())
        .merge(household_workers::routes())
        .merge(jobs::routes())
        .merge(matching::routes())
        .merge(recommendations::routes())
        .merge(sheets::routes())
        .merge(settings::routes())
        .merge(people::routes())
        .merge(figures::routes())
        .merge(audit::routes())
        .merge(operator::routes())
        .open("/static/{*path}", asset)
        .open("/healthz", healthz)
        .open("/readyz", readyz)
}

/// Every kind of background task.
pub fn tasks() -> Kinds {
    Kinds::default()
        .with::<inbox::Announce>()
        .with::<publishing::daily::Daily>()
        .with::<publishing::daily::OlderDaily>()
        .with::<sheets::ApplySheet>()
        .with::<residents::exports::MakeExport>()
        .with::<enrolments::SettleRun>()
        .with::<enrolments::LastCall>()
        .with::<operator::Export>()
        .with::<operator::ForgetExport>()
        .with::<operator::Erase>()
        .with::<figures::Count>()
        .with::<recommendations::Lapse>()
        .with::<matching::Tell>()
        .with::<talents::IndexNotes>()
        .with::<talents::IndexTexts>()
        .with::<talents::HeedLastWord>()
}

async fn asset(request: Request) -> Response {
    assets::serve(request.uri().path(), request.headers())
}

/// The process runs.
async fn healthz() -> &'static str {
    "ok"
}

/// The process can serve: its database answers.
async fn readyz(
    axum::extract::State(state): axum::extract::State<AppState>,
) -> Result<&'static str, axum::http::StatusCode> {
    if state.db().ping().await { Ok("ready") } else { Err(axum::http::StatusCode::SERVICE_UNAVAILABLE) }
}
