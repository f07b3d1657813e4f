//! Where an organization's profile, services and workers stand in each of its communities.

use chrono::NaiveDate;
use uuid::Uuid;

use crate::access::OrgMember;
use crate::admissions::AdmissionStatus;
use crate::admissions::queries::{self as admissions, Record};
use crate::db::{ReadTx, ServiceId};
use crate::directory;
use crate::error::AppResult;
use crate::publishing::queries::{self as publishing, Shown, Standing};
use crate::tenancy::{PlatformData, Tenant};
use crate::vendors::prices::queries::{self as prices, DatedPrice};
use crate::web::{Context, text};

/// How something stands in a community.
pub(super) struct StandingView {
    pub community: String,
    pub state: &'static str,
    /// `open` for shown, `closed` else.
    pub class: &'static str,
    pub note: String,
    pub url: Option<String>,
}

/// Where an organization's things of a kind stand, as far as the workspace shows it.
pub(super) struct Everywhere {
    admissions: Vec<Record>,
    wishes: Vec<Standing>,
    shown: Vec<Shown>,
}

impl Everywhere {
    /// Reads it for a kind of subject.
    pub async fn read(tx: &mut ReadTx, member: &OrgMember, subject: &str) -> AppResult<Self> {
        let org = member.org();
        Ok(Self {
            admissions: admissions::of_org(tx, org).await?.into_iter().filter(|r| r.status.is_in()).collect(),
            wishes: publishing::standings(tx, org, subject).await?,
            shown: publishing::shown_everywhere(tx, org).await?,
        })
    }

    /// Whether any community admits the organization.
    pub fn is_admitted(&self) -> bool {
        !self.admissions.is_empty()
    }

    /// How the profile or a worker stands in each community; `page` tells where residents see it, if they do.
    pub fn of_subject(
        &self,
        id: Uuid,
        context: &Context,
        platform: &PlatformData,
        page: impl Fn(&Tenant) -> Option<String>,
    ) -> Vec<StandingView> {
        let t = &context.t().vendors;
        let view = |record: &Record| {
            let tenant = platform.by_id(record.tenant)?;
            let url = page(&tenant);
            let wish = self.wishes.iter().find(|w| w.tenant == record.tenant && w.subject_id == id);
            let (state, class, note) = match wish.map(|wish| wish.status.as_str()) {
                Some("pending") if url.is_some() => (t.standing_change_waiting, "closed", String::new()),
                Some("pending") => (t.standing_waiting, "closed", String::new()),
                Some("returned") => {
                    (t.standing_returned, "closed", wish.map_or_else(String::new, |wish| wish.reason.clone()))
                }
                _ if record.status == AdmissionStatus::Suspended => {
                    (t.standing_org_suspended, "closed", record.reason.clone())
                }
                _ if url.is_some() => (t.standing_shown, "open", String::new()),
                _ => (t.standing_none, "closed", String::new()),
            };
            Some(StandingView { community: tenant.name.clone(), state, class, note, url })
        };
        self.admissions.iter().filter_map(view).collect()
    }

    /// How one service stands in each community.
    pub fn of(
        &self,
        service: ServiceId,
        prices: &[DatedPrice],
        today: NaiveDate,
        context: &Context,
        platform: &PlatformData,
    ) -> Vec<StandingView> {
        let t = &context.t().vendors;
        let has_price = |tenant| {
            let of_service: Vec<DatedPrice> = prices.iter().filter(|p| p.service == service).cloned().collect();
            prices::on(&of_service, tenant, today).is_some() || prices::after(&of_service, tenant, today).is_some()
        };
        let date = |day: NaiveDate| text::date(context.locale, day);
        self.admissions
            .iter()
            .filter_map(|record| {
                let tenant = platform.by_id(record.tenant)?;
                let shown = self.shown.iter().find(|s| s.tenant == record.tenant && s.service == service);
                let is_up = shown.is_some_and(|s| s.status == "published");
                let wish = self.wishes.iter().find(|w| w.tenant == record.tenant && w.subject_id == service.uuid());
                let (state, class, note) = match (wish.map(|wish| wish.status.as_str()), shown) {
                    (Some("pending"), _) if is_up => (t.standing_change_waiting, "closed", String::new()),
                    (Some("pending"), _) => (t.standing_waiting, "closed", String::new()),
                    (Some("returned"), _) => {
                        (t.standing_returned, "closed", wish.map_or_else(String::new, |wish| wish.reason.clone()))
                    }
                    _ if record.status == AdmissionStatus::Suspended => {
                        (t.standing_org_suspended, "closed", record.reason.clone())
                    }
                    (_, Some(shown)) if shown.status == "suspended" => {
                        (t.standing_suspended, "closed", shown.reason.clone())
                    }
                    (_, Some(shown)) if shown.status == "published" => {
                        let fresh = shown.confirmed_on.max(shown.checked_on);
                        (t.standing_shown, "open", fresh.map_or_else(String::new, |on| t.confirmed_on(date(on))))
                    }
                    (_, Some(shown)) if shown.delisted_for == "age" => {
                        (t.standing_delisted, "closed", t.standing_delisted_note.to_owned())
                    }
                    (_, Some(_)) => (t.standing_not_offered, "closed", String::new()),
                    (_, None) if !has_price(record.tenant) => {
                        (t.standing_no_price, "closed", t.standing_no_price_note.to_owned())
                    }
                    (_, None) => (t.standing_none, "closed", String::new()),
                };
                Some(StandingView {
                    community: tenant.name.clone(),
                    state,
                    class,
                    note,
                    url: shown.filter(|_| is_up).map(|shown| directory::urls::listing(&tenant, shown.listing)),
                })
            })
            .collect()
    }
}
