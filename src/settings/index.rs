//! All that a community settles, as it is now, with the way to each form.

use axum::http::StatusCode;
use axum::response::Response;

use super::forms::StationForm;
use super::pages::{IndexPage, Part, brand_name};
use super::{community, shown, urls};
use crate::access::Staff;
use crate::error::AppResult;
use crate::web::{Page, flashed};
use crate::{admissions, publishing, staff};

pub(super) async fn show(staff: Staff) -> AppResult<Response> {
    let tenant = community(&staff)?;
    let (context, platform) = (staff.context(), staff.state().platform());
    let t = context.t();
    let mut tx = staff.read().await?;
    let rules = publishing::settings::of(&mut tx, tenant.id).await?;
    let trusted = admissions::queries::trusted(&mut tx, tenant.id).await?;
    drop(tx);
    let station = StationForm::of(&tenant);
    let (categories, features) = shown::words(&tenant, &platform, context);
    let or_none = |text: String| if text.is_empty() { t.settings.nothing.to_owned() } else { text };
    let parts = vec![
        Part {
            id: "branding",
            title: t.settings.branding,
            url: urls::branding(&tenant),
            lines: vec![
                (t.settings.name, tenant.name.clone()),
                (t.settings.brand, brand_name(tenant.brand, t).to_owned()),
                (t.settings.intro, or_none(tenant.intro.clone())),
            ],
        },
        Part {
            id: "station",
            title: t.settings.station,
            url: urls::station(&tenant),
            lines: vec![
                (t.settings.station_name, or_none(station.name)),
                (t.settings.address, or_none(station.address)),
                (t.settings.hours, or_none(station.hours)),
                (t.settings.phone, or_none(station.phone)),
            ],
        },
        Part {
            id: "shown",
            title: t.settings.shown,
            url: urls::shown(&tenant),
            lines: vec![(t.settings.categories, categories), (t.settings.features, or_none(features))],
        },
        Part {
            id: "rules",
            title: t.publishing.settings,
            url: publishing::urls::settings(&tenant),
            lines: vec![
                (t.publishing.setting_notice, t.settings.days(i64::from(rules.price_notice_days))),
                (
                    t.publishing.setting_trusted,
                    (if rules.trusted_at_once { t.publishing.setting_on } else { t.publishing.setting_off }).to_owned(),
                ),
            ],
        },
    ];
    let template = IndexPage {
        page: Page::of_console(&staff, t.settings.title),
        console_url: staff::urls::console(&tenant),
        parts,
        trusted: trusted.into_iter().map(|(org, name)| (admissions::urls::record(&tenant, org), name)).collect(),
        records_url: admissions::urls::records(&tenant),
    };
    flashed(staff.flash(), StatusCode::OK, &template)
}
