//! Who somebody is, what they may read, and what they may cause to be written.

use std::collections::BTreeSet;

use sqlx::Row;
use uuid::Uuid;

use super::marks::Mark;
use super::rows::Changed;
use super::world::{ABOVE, World};

/// Somebody, and whose business is theirs.
pub struct Viewer {
    pub who: &'static str,
    pub person: Option<Uuid>,
    /// The keyed hash of their number, and the communities that offer it a role.
    phone: Option<[u8; 32]>,
    offers: BTreeSet<Uuid>,
    /// Who holds a role in the whole of which community.
    staff: BTreeSet<(Uuid, Uuid)>,
    /// Communities that they work in.
    pub inside: BTreeSet<Uuid>,
    /// Communities in which they lead a building: they tick its doors.
    leads: BTreeSet<Uuid>,
    /// Whether they work above the communities: they see all, and nobody's household.
    pub is_above: bool,
    pub orgs: BTreeSet<Uuid>,
    /// What they hire for.
    postings: BTreeSet<Uuid>,
    /// Where learners of theirs practise: community and company.
    taught: BTreeSet<(Uuid, Uuid)>,
    /// Their own records, and the communities that keep them.
    records: BTreeSet<Uuid>,
    homes: BTreeSet<Uuid>,
    /// The links under which they act or are asked to, and where they do.
    links: BTreeSet<Uuid>,
    helps: BTreeSet<Uuid>,
    /// Where they go along with a founder, or are to.
    mentors: BTreeSet<Uuid>,
    /// Who has looked at their own records.
    lookers: BTreeSet<Uuid>,
    /// Who else belongs to their organizations.
    colleagues: BTreeSet<Uuid>,
    /// The street and what lies above it: what is published there holds in every community.
    above: BTreeSet<Uuid>,
}

/// What streets and the platform have no business with: who lives where, and what residents asked.
pub const RAW: [&str; 42] = [
    "consent",
    "sign_in_code",
    "job_application",
    "job_application_event",
    "attendance",
    "session_excuse",
    "enrolment",
    "placement",
    "placement_entry",
    "certificate_batch",
    "course_certificate",
    "family_link",
    "household",
    "notice_door",
    "resident",
    "resident_key",
    "resident_search",
    "resident_view",
    "resident_merge",
    "resident_saved_view",
    "household_worker",
    "household_worker_area",
    "household_worker_certificate",
    "household_worker_event",
    "household_worker_view",
    "resident_request",
    "resident_export",
    "sheet_import",
    "care_message",
    "talent",
    "talent_trait",
    "talent_addition",
    "talent_merge",
    "external_certificate",
    "startup_case",
    "startup_milestone",
    "startup_note",
    "startup_event",
    "startup_mentor",
    "recommendation",
    "referral",
    "referral_use",
];

/// Whether somebody applies for a job there.
fn applies(path: &str) -> bool {
    path.contains("/jobs/") && path.split('?').next().is_some_and(|path| path.ends_with("/application"))
}

/// What family reads of a resident who allowed it (family.rs holds it to the one resident).
const SHOWN_TO_FAMILY: [&str; 2] = ["resident", "resident_view"];

/// What mentors read of the business with which they go along (startups.rs holds them to that one).
const SHOWN_TO_MENTORS: [&str; 2] = ["startup_case", "startup_note"];

/// What whoever lives in a community may cause to be written there: they enrol, and the next in line moves up; they leave, and
/// their practice ends.
const BY_RESIDENTS: [&str; 5] = ["enrolment", "attendance", "session_excuse", "placement", "audit_head"];

/// What everybody may cause to be written in a community: a question to whoever looks after them, and counts.
pub const PUBLIC_WRITES: [&str; 4] = ["care_message", "search_miss", "link_scan", "notice_read"];

/// What staff cause to be written for an organization or a person: what tells them of a decision, a first owner, and when a
/// teacher is taken, where staff plan a session.
const TOLD: [&str; 6] = ["org_message", "inbox_message", "org_invitation", "person", "membership", "teacher_slot"];

impl Viewer {
    pub async fn new(world: &World, who: &'static str, phone: Option<&str>) -> Self {
        let mut viewer = Self {
            who,
            person: None,
            phone: None,
            offers: BTreeSet::new(),
            staff: BTreeSet::new(),
            inside: BTreeSet::new(),
            leads: BTreeSet::new(),
            is_above: false,
            orgs: BTreeSet::new(),
            postings: BTreeSet::new(),
            taught: BTreeSet::new(),
            records: BTreeSet::new(),
            homes: BTreeSet::new(),
            links: BTreeSet::new(),
            helps: BTreeSet::new(),
            mentors: BTreeSet::new(),
            lookers: BTreeSet::new(),
            colleagues: BTreeSet::new(),
            above: BTreeSet::new(),
        };
        let above = sqlx::query_scalar("select id from tenant where level <> 'community'");
        viewer.above =
            above.fetch_all(&mut world.app.superuser().await).await.expect("the street").into_iter().collect();
        let Some(phone) = phone else { return viewer };
        let hash = world.app.state.secrets().phone_hash(phone);
        let mut connection = world.app.superuser().await;
        let person: Uuid = sqlx::query_scalar("select person_id from phone_identity where phone_hmac = $1")
            .bind(&hash[..])
            .fetch_one(&mut connection)
            .await
            .expect("the account");
        viewer.person = Some(person);
        viewer.phone = Some(hash);
        let grants = sqlx::query("select tenant_id, role from role_grant where person_id = $1").bind(person);
        for row in grants.fetch_all(&mut connection).await.expect("the grants") {
            match row.get(1) {
                "community_staff" | "grid_leader" | "property_steward" => {
                    viewer.inside.insert(row.get(0));
                }
                "building_leader" => {
                    viewer.leads.insert(row.get(0));
                }
                "street_staff" | "platform_admin" => {
                    viewer.is_above = true;
                    viewer.inside.extend(world.tenants);
                }
                _ => {}
            }
        }
        let orgs = sqlx::query_scalar("select org_id from membership where person_id = $1").bind(person);
        viewer.orgs = orgs.fetch_all(&mut connection).await.expect("the memberships").into_iter().collect();
        let postings = sqlx::query_scalar(
            "select posting_id from job_posting where org_id in (select org_id from membership where person_id = $1)",
        );
        let postings = postings.bind(person).fetch_all(&mut connection).await.expect("the postings");
        viewer.postings = postings.into_iter().collect();
        let taught = sqlx::query("select tenant_id, org_id from placement where school_id in (select org_id from membership where person_id = $1)")
            .bind(person);
        for row in taught.fetch_all(&mut connection).await.expect("the placements") {
            viewer.taught.insert((row.get(0), row.get(1)));
        }
        let records = sqlx::query("select resident_id, tenant_id from resident where person_id = $1").bind(person);
        for row in records.fetch_all(&mut connection).await.expect("the records") {
            viewer.records.insert(row.get(0));
            viewer.homes.insert(row.get(1));
        }
        let mentors = sqlx::query_scalar("select tenant_id from startup_mentor where person_id = $1").bind(person);
        viewer.mentors = mentors.fetch_all(&mut connection).await.expect("the founders").into_iter().collect();
        let lookers = sqlx::query_scalar(
            "select viewer_id from resident_view where resident_id in (select resident_id from resident where person_id = $1)",
        );
        let lookers = lookers.bind(person).fetch_all(&mut connection).await.expect("the looks");
        viewer.lookers = lookers.into_iter().collect();
        let work = sqlx::query("select household_worker_id, tenant_id from household_worker where person_id = $1")
            .bind(person);
        for row in work.fetch_all(&mut connection).await.expect("the records") {
            viewer.records.insert(row.get(0));
            viewer.homes.insert(row.get(1));
        }
        let offers = sqlx::query_scalar("select tenant_id from staff_invitation where phone_hmac = $1").bind(&hash[..]);
        viewer.offers = offers.fetch_all(&mut connection).await.expect("the offers").into_iter().collect();
        let staff = sqlx::query("select tenant_id, person_id from role_grant where scope_id is null");
        for row in staff.fetch_all(&mut connection).await.expect("who works where") {
            viewer.staff.insert((row.get(0), row.get(1)));
        }
        let colleagues = sqlx::query_scalar(
            "select person_id from membership where org_id in (select org_id from membership where person_id = $1)",
        );
        let colleagues = colleagues.bind(person).fetch_all(&mut connection).await.expect("the colleagues");
        viewer.colleagues = colleagues.into_iter().collect();
        let links = sqlx::query(
            "select tenant_id, family_link_id, person_id is not null from family_link l where person_id = $1
                or exists (select 1 from family_phone p where p.family_link_id = l.family_link_id and p.phone_hmac = $2)",
        );
        for row in links.bind(person).bind(&hash[..]).fetch_all(&mut connection).await.expect("the links") {
            viewer.links.insert(row.get(1));
            if row.get(2) {
                viewer.helps.insert(row.get(0));
            }
        }
        viewer
    }

    fn works(&self, person: Option<Uuid>, tenant: Uuid) -> bool {
        person.is_some_and(|person| self.staff.contains(&(tenant, person)))
    }

    fn is_mine(&self, org: Option<Uuid>, person: Option<Uuid>) -> bool {
        org.is_some_and(|org| self.orgs.contains(&org)) || person.is_some_and(|person| self.person == Some(person))
    }

    /// Whether an answer to a request in a community (or in none) may say what a mark stands for.
    /// `is_on_record`: whether people have done something meanwhile, which stands with their names where they did it.
    pub fn may_read(&self, mark: &Mark, here: Option<Uuid>, path: &str, is_on_record: bool) -> bool {
        let mine = self.is_mine(mark.org, mark.person);
        let of_mine = path.starts_with("/me/work") || path.starts_with("/me/records/copy");
        match (mark.table.as_str(), mark.column.as_str()) {
            // What hangs on somebody's own record; that it is theirs, household_workers.rs holds.
            ("consent" | "household_worker_certificate" | "household_worker_view", _) if of_mine => {
                return mark.tenant.is_some_and(|tenant| self.homes.contains(&tenant));
            }
            // Whoever is invited reads by whom.
            ("organization", "name") if path == "/me/invitations" => return self.person.is_some(),
            // An organization's members are named to its owner.
            ("person", "name" | "phone_masked") if path.starts_with("/org/") => {
                return mine || mark.person.is_some_and(|person| self.colleagues.contains(&person));
            }
            ("person", "name") if is_on_record && here.is_some_and(|here| self.inside.contains(&here)) => return true,
            // What is published above holds below.
            ("policy", _) if mark.public && mark.tenant.is_some_and(|tenant| self.above.contains(&tenant)) => {
                return true;
            }
            // Their own; that it is nobody else's of the community, startups.rs holds.
            ("startup_case" | "startup_note" | "startup_event", _)
                if path.starts_with("/me/startup") || path.starts_with("/me/records/copy") =>
            {
                return mark.tenant.is_some_and(|tenant| self.homes.contains(&tenant));
            }
            // Who goes along with them, and has looked.
            ("startup_mentor", _) if path.starts_with("/me/startup") || path.starts_with("/me/records") => {
                return mine || mark.tenant.is_some_and(|tenant| self.homes.contains(&tenant));
            }
            (table, _) if path.starts_with("/me/mentoring") && SHOWN_TO_MENTORS.contains(&table) => {
                return mark.tenant.is_some_and(|tenant| self.mentors.contains(&tenant));
            }
            // What they applied for, and what they may share; that it is nobody else's, jobs.rs holds.
            ("job_posting" | "job_application" | "job_application_event", _)
                if path.starts_with("/me/applications") || path.starts_with("/me/records/copy") =>
            {
                return mark.tenant.is_some_and(|tenant| self.homes.contains(&tenant));
            }
            ("talent" | "household_worker_certificate" | "external_certificate", _)
                if path.starts_with("/c/") && applies(path) =>
            {
                let works_here = here.is_some_and(|here| self.inside.contains(&here));
                return mark.tenant == here && (works_here || here.is_some_and(|here| self.homes.contains(&here)));
            }
            // What they are recommended for, and what they may share then; that it is nobody else's, recommendations.rs holds.
            ("recommendation" | "household_worker_certificate", _)
                if path.starts_with("/me/recommendations") || path.starts_with("/me/records/copy") =>
            {
                return mark.tenant.is_some_and(|tenant| self.homes.contains(&tenant));
            }
            // Whoever has a neighbour's link reads whose it is.
            ("referral", "name_masked") if path.contains("/referrals/") || applies(path) => {
                return mark.tenant == here && self.person.is_some();
            }
            // Their own; that it is nobody else's of the community, talents.rs holds.
            ("talent" | "external_certificate", _) if path.starts_with("/me/") => {
                return mark.tenant.is_some_and(|tenant| self.homes.contains(&tenant));
            }
            // That it is nobody else's of the community, enrolments.rs holds.
            ("enrolment" | "attendance", _) if path.starts_with("/me/") || path.contains("/enrolment") => {
                return mark.tenant.is_some_and(|tenant| self.homes.contains(&tenant));
            }
            ("session_excuse", _)
                if path.starts_with("/me/") || path.contains("/attendance/") || path.contains("/enrolment") =>
            {
                return mark.tenant.is_some_and(|tenant| self.homes.contains(&tenant));
            }
            // Where they practise; that it is nobody else's, placements.rs holds.
            ("placement" | "placement_entry", _)
                if path.starts_with("/me/placements") || path.starts_with("/me/records/copy") =>
            {
                return mark.tenant.is_some_and(|tenant| self.homes.contains(&tenant));
            }
            // A trainer reads where its own learners practise, and how far they have come.
            ("placement", "org_name" | "learner_name" | "title") if path.starts_with("/org/") => {
                let is_school = mark.tenant.zip(mark.org).is_some_and(|pair| self.taught.contains(&pair));
                return mine || is_school;
            }
            // The name that a trainer will see.
            ("resident", "name") if path.contains("/enrolment") => {
                return mark.tenant.is_some_and(|tenant| self.homes.contains(&tenant));
            }
            // And under which it prepares the certificate of whom it has taught; that it is nobody else's, certificates hold.
            ("resident", "name") if path.starts_with("/org/") && path.contains("/certificates") => {
                return mark.tenant.is_some_and(|tenant| self.taught.iter().any(|(of, _)| *of == tenant));
            }
            (table, _) if path.starts_with("/me/family") && SHOWN_TO_FAMILY.contains(&table) => {
                return mine || mark.tenant.is_some_and(|tenant| self.helps.contains(&tenant));
            }
            // Whoever is offered a role reads by whom.
            ("staff_invitation", "inviter") if path.contains("/invitations") => {
                return mark.tenant.is_some_and(|tenant| self.offers.contains(&tenant));
            }
            // And whoever's record it is reads who looked at it; that it is nobody else's, exports.rs and looks.rs hold.
            ("resident_view", _) if path == "/me/records" => {
                return mark.tenant.is_some_and(|tenant| self.homes.contains(&tenant));
            }
            // Those of a company that hires among them: by the name that they have themselves.
            ("person", "name") if path == "/me/records" => {
                return mine || mark.person.is_some_and(|person| self.lookers.contains(&person));
            }
            // Who works for a community is named to whoever answers for it, and beside the records that they looked at.
            ("person", "name") if path.contains("/staff/people") || path.contains("/staff/residents/") => {
                return here.is_some_and(|here| self.inside.contains(&here));
            }
            // And to those who share its queue.
            ("person", "name") if path.ends_with("/staff/queue") => {
                return mine || here.is_some_and(|here| self.inside.contains(&here) && self.works(mark.person, here));
            }
            _ => {}
        }
        match (mark.tenant, here) {
            (Some(tenant), Some(here)) => {
                let works_here = self.inside.contains(&here) && !(self.is_above && RAW.contains(&mark.table.as_str()));
                tenant == here && (mark.public || mine || works_here)
            }
            (Some(_), None) => {
                // From above one sees the communities, and nobody's household.
                let is_above = self.is_above && ABOVE.iter().any(|slug| path.starts_with(&format!("/c/{slug}")));
                mark.public || mine || is_above && !RAW.contains(&mark.table.as_str())
            }
            // Staff read the files of organizations that applied to them.
            (None, Some(here)) => mine || mark.org.is_some() && self.inside.contains(&here),
            (None, None) => mine,
        }
    }

    /// Whether a row is of a link of theirs, or of one that they may offer; or the end of the chain of deeds there.
    fn acts(&self, changed: &Changed, tenant: Uuid) -> bool {
        let is_in = |known: &BTreeSet<Uuid>, column| changed.id(column).is_some_and(|id| known.contains(&id));
        is_in(&self.links, "family_link_id")
            || changed.table == "family_link" && is_in(&self.records, "resident_id")
            || changed.table == "audit_head" && self.helps.contains(&tenant)
    }

    /// Whether a row says that they read what an applicant shares, or a founder: that page puts them on record.
    pub fn has_looked(&self, changed: &Changed) -> bool {
        changed.table == "resident_view"
            && (changed.id("application_id").is_some() || changed.id("mentoring_id").is_some())
            && changed.id("viewer_id") == self.person
    }

    /// Whether a row is the link on the posters of a posting of theirs.
    fn prints(&self, changed: &Changed) -> bool {
        changed.table == "short_link" && changed.id("target_key").is_some_and(|id| self.postings.contains(&id))
    }

    /// Whether requests in a community, in an organization, or in neither, may have changed a row.
    pub fn may_change(&self, changed: &Changed, tenant: Option<Uuid>) -> bool {
        let ids = ["tenant_id", "org_id", "person_id"].map(|scope| changed.id(scope));
        // What somebody practises is the business of whoever taught them, too.
        let mine = self.is_mine(ids[1], ids[2]) || self.is_mine(changed.id("school_id"), None);
        let table = changed.table.as_str();
        match (ids[0].filter(|_| !matches!(table, "price" | "service_area")), tenant) {
            (Some(of), Some(here)) => {
                // Whoever is offered a role answers.
                let is_offered =
                    table == "staff_invitation" && self.phone.is_some_and(|phone| changed.holds("phone_hmac", &phone));
                let ticks = self.leads.contains(&here) && matches!(table, "notice_door" | "audit_head");
                // Whoever lives here applies for a job, and that is on record.
                let applies = self.homes.contains(&here)
                    && matches!(table, "job_application" | "job_application_event" | "audit_head");
                // And passes one on.
                let refers = self.homes.contains(&here) && matches!(table, "referral" | "referral_use");
                let learns = self.homes.contains(&here) && BY_RESIDENTS.contains(&table);
                let is_own = mine || is_offered || ticks || applies || refers || learns;
                of == here && (self.inside.contains(&here) || is_own || PUBLIC_WRITES.contains(&table))
            }
            // What somebody agrees to is theirs, and on record with the community.
            (Some(_), None) if matches!(table, "consent" | "talent" | "household_worker_event") => {
                let of = changed.id("resident_id").or_else(|| changed.id("household_worker_id"));
                of.is_some_and(|record| self.records.contains(&record))
            }
            // What hangs on that; that it is theirs, talents.rs holds.
            (Some(of), None)
                if matches!(table, "talent_trait" | "talent_addition" | "talent_merge" | "external_certificate") =>
            {
                self.homes.contains(&of)
            }
            // How far their business has come, and who goes along; that it is theirs, startups.rs holds.
            (Some(of), None) if matches!(table, "startup_case" | "startup_mentor") => {
                mine || self.homes.contains(&of) || self.mentors.contains(&of)
            }
            (Some(of), None) if matches!(table, "startup_milestone" | "startup_event") => self.homes.contains(&of),
            // Whoever goes along notes what they advise.
            (Some(of), None) if table == "startup_note" => self.mentors.contains(&of),
            (Some(of), None)
                if table.starts_with("job_application")
                    || table.starts_with("placement")
                    || table == "recommendation" =>
            {
                mine || self.homes.contains(&of)
            }
            (Some(of), None) => {
                mine || matches!(table, "link_scan" | "audit_head")
                    || self.acts(changed, of)
                    || self.has_looked(changed)
                    || self.prints(changed)
            }
            // A second factor that is lost: of whoever works there.
            (None, Some(here)) if table == "second_factor" => {
                mine || self.inside.contains(&here) && self.works(ids[2], here)
            }
            (None, here) => mine || here.is_some_and(|here| self.inside.contains(&here)) && TOLD.contains(&table),
        }
    }
}
