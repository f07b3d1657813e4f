//! The deeds by their forms' addresses, and what they are called.

use crate::web::Messages;

/// Below this stand the forms of the console.
const CONSOLE: &str = "/c/{slug}/staff/";

/// What a form's address is called in the record.
pub fn action(path: &str) -> &str {
    path.strip_prefix(CONSOLE).unwrap_or(path)
}

type Word = fn(&Messages) -> &'static str;

/// Every deed there is, in the order of the console.
pub const ALL: [(&str, Word); 137] = [
    ("vendors/{org}/steps", |t| t.audit.vendor_step),
    ("vendors/{org}/checks", |t| t.audit.vendor_check),
    ("vendors/{org}/owner", |t| t.audit.vendor_owner),
    ("vendors/{org}/trust", |t| t.audit.vendor_trust),
    ("queue/assignment", |t| t.audit.assignment),
    ("changes/{change}/decision", |t| t.audit.decision),
    ("listings/{listing}/check", |t| t.audit.listing_check),
    ("listings/{listing}/suspension", |t| t.audit.listing_suspension),
    ("publishing", |t| t.audit.publishing),
    ("links", |t| t.audit.link),
    ("links/{link}/revocation", |t| t.audit.link_revocation),
    ("grids", |t| t.audit.grid_new),
    ("grids/{grid}", |t| t.audit.grid),
    ("grids/{grid}/posts", |t| t.audit.post),
    ("grids/{grid}/posts/{grant}/end", |t| t.audit.post_end),
    ("grids/{grid}/buildings", |t| t.audit.grid_buildings),
    ("grids/{grid}/buildings/{building}/stay", |t| t.audit.grid_building_stay),
    ("party", |t| t.audit.branch_new),
    ("party/{branch}", |t| t.audit.branch),
    ("party/{branch}/removal", |t| t.audit.branch_removal),
    ("party/{branch}/activities", |t| t.audit.activity_new),
    ("party/{branch}/activities/{activity}", |t| t.audit.activity),
    ("party/{branch}/activities/{activity}/removal", |t| t.audit.activity_removal),
    ("estates", |t| t.audit.estate_new),
    ("estates/buildings", |t| t.audit.building_new),
    ("residents/search", |t| t.audit.resident_search),
    ("residents/views", |t| t.audit.resident_view),
    ("residents/views/{view}/end", |t| t.audit.resident_view_end),
    ("residents/new", |t| t.audit.resident_new),
    ("residents/alike", |t| t.audit.resident_alike),
    ("residents/{resident}", |t| t.audit.resident),
    ("residents/{resident}/reveal", |t| t.audit.resident_reveal),
    ("residents/{resident}/consents", |t| t.audit.consent_paper),
    ("residents/{resident}/consents/withdrawal", |t| t.audit.consent_withdrawal),
    ("residents/{resident}/departure", |t| t.audit.resident_departure),
    ("residents/{resident}/code", |t| t.audit.resident_code),
    ("residents/{resident}/family", |t| t.audit.family_paper),
    ("residents/{resident}/family/{family_link}/end", |t| t.audit.family_paper_end),
    ("residents/{resident}/merge", |t| t.audit.resident_merge),
    ("residents/{resident}/merges/{merge}/undo", |t| t.audit.resident_merge_undo),
    ("talents/search", |t| t.audit.talent_search),
    ("talents/new", |t| t.audit.talent_new),
    ("talents/{talent}", |t| t.audit.talent),
    ("talents/{talent}/certificates", |t| t.audit.external_certificate),
    ("talents/{talent}/certificates/{external_certificate}/removal", |t| t.audit.external_certificate_removal),
    ("talents/{talent}/recognition", |t| t.audit.talent_recognition),
    ("talents/{talent}/recognition/end", |t| t.audit.talent_recognition_end),
    ("startup/new", |t| t.audit.startup_new),
    ("startup/{case}", |t| t.audit.startup),
    ("startup/{case}/step", |t| t.audit.startup_step),
    ("startup/{case}/closure", |t| t.audit.startup_closure),
    ("startup/{case}/milestones", |t| t.audit.startup_milestone),
    ("startup/{case}/notes", |t| t.audit.startup_note),
    ("startup/{case}/mentor", |t| t.audit.startup_mentor),
    ("startup/{case}/mentor/end", |t| t.audit.startup_mentor_end),
    ("startup/{case}/organization", |t| t.audit.startup_organization),
    ("training/rooms", |t| t.audit.room_new),
    ("training/rooms/{room}", |t| t.audit.room),
    ("training/{run}", |t| t.audit.run_seats),
    ("training/{run}/steps", |t| t.audit.run_step),
    ("training/{run}/sessions", |t| t.audit.run_session_new),
    ("training/{run}/sessions/{session}", |t| t.audit.run_session),
    ("training/{run}/sessions/{session}/cancellation", |t| t.audit.run_session_cancellation),
    ("training/{run}/learners", |t| t.audit.learner_enrol),
    ("training/{run}/learners/search", |t| t.audit.learner_search),
    ("training/{run}/learners/{enrolment}/decision", |t| t.audit.learner_decision),
    ("training/{run}/learners/{enrolment}/answer", |t| t.audit.learner_answer),
    ("training/{run}/learners/{enrolment}/withdrawal", |t| t.audit.learner_leaving),
    ("training/{run}/learners/{enrolment}/score", |t| t.audit.learner_score),
    ("training/{run}/learners/{enrolment}/closing", |t| t.audit.learner_closing),
    ("training/{run}/learners/{enrolment}/reopening", |t| t.audit.learner_reopening),
    ("training/{run}/sessions/{session}/attendance", |t| t.audit.learner_marks),
    ("training/{run}/sessions/{session}/excuses", |t| t.audit.learner_away),
    ("training/{run}/learners/{enrolment}/placement", |t| t.audit.placement_proposal),
    ("placements/{placement}/steps", |t| t.audit.placement_step),
    ("placements/{placement}/plan", |t| t.audit.placement_plan),
    ("placements/{placement}/entries", |t| t.audit.placement_entry_new),
    ("placements/{placement}/entries/{entry}", |t| t.audit.placement_entry),
    ("placements/{placement}/entries/{entry}/steps", |t| t.audit.placement_entry_step),
    ("certificates/runs/{run}", |t| t.audit.certificates_prepared),
    ("certificates/batches/{batch}/signature", |t| t.audit.certificates_signed),
    ("certificates/batches/{batch}/discard", |t| t.audit.certificates_discarded),
    ("certificates/{course_certificate}/revocation", |t| t.audit.certificate_revoked),
    ("household-workers/search", |t| t.audit.worker_search),
    ("household-workers/new", |t| t.audit.worker_new),
    ("household-workers/{household_worker}", |t| t.audit.worker),
    ("household-workers/{household_worker}/reveal", |t| t.audit.worker_reveal),
    ("household-workers/{household_worker}/certificates", |t| t.audit.worker_certificate),
    ("household-workers/{household_worker}/certificates/{certificate}/removal", |t| t.audit.worker_certificate_removal),
    ("household-workers/{household_worker}/consent", |t| t.audit.worker_consent),
    ("household-workers/{household_worker}/consent/withdrawal", |t| t.audit.worker_withdrawal),
    ("household-workers/{household_worker}/code", |t| t.audit.worker_code),
    ("requests/{request}/answer", |t| t.audit.request_answer),
    ("exports/new", |t| t.audit.export_new),
    ("exports/{export}/decision", |t| t.audit.export_decision),
    ("sheets", |t| t.audit.sheet_upload),
    ("sheets/{import}/columns", |t| t.audit.sheet_columns),
    ("sheets/{import}/apply", |t| t.audit.sheet_apply),
    ("sheets/{import}/undo", |t| t.audit.sheet_undo),
    ("buildings/{building}", |t| t.audit.building_doors),
    ("households/{household}", |t| t.audit.household),
    ("rounds/{building}/{notice}", |t| t.audit.notice_round),
    ("notices", |t| t.audit.notice_new),
    ("notices/{notice}", |t| t.audit.notice),
    ("notices/{notice}/review", |t| t.audit.notice_review),
    ("notices/{notice}/decision", |t| t.audit.notice_decision),
    ("notices/{notice}/withdrawal", |t| t.audit.notice_withdrawal),
    ("notices/{notice}/files", |t| t.audit.notice_file),
    ("notices/{notice}/files/{attachment}/removal", |t| t.audit.notice_file_removal),
    ("policies", |t| t.audit.policy_new),
    ("policies/{policy}", |t| t.audit.policy),
    ("policies/{policy}/publication", |t| t.audit.policy_publication),
    ("policies/{policy}/check", |t| t.audit.policy_check),
    ("jobs/new", |t| t.audit.job_new),
    ("jobs/paper", |t| t.audit.job_paper),
    ("jobs/{posting}", |t| t.audit.job),
    ("jobs/{posting}/steps", |t| t.audit.job_step),
    ("jobs/{posting}/decision", |t| t.audit.job_decision),
    ("jobs/{posting}/applications/{application}/steps", |t| t.audit.job_application),
    ("jobs/{posting}/applications/{application}/word", |t| t.audit.job_told),
    ("recommendations/new", |t| t.audit.recommendation_new),
    ("recommendations/{recommendation}/answer", |t| t.audit.recommendation_answer),
    ("recommendations/{recommendation}/withdrawal", |t| t.audit.recommendation_withdrawal),
    ("recommendations/{recommendation}/outcome", |t| t.audit.recommendation_outcome),
    ("settings/branding", |t| t.audit.branding),
    ("settings/station", |t| t.audit.station),
    ("settings/shown", |t| t.audit.shown),
    ("people/invitations", |t| t.audit.role_offer),
    ("people/invitations/{invitation}/revocation", |t| t.audit.role_offer_revocation),
    ("people/{holder}/end", |t| t.audit.role_end),
    ("people/{holder}/admin", |t| t.audit.admin_proposal),
    ("people/{holder}/second-factor", |t| t.audit.factor_reset),
    ("people/proposals/{proposal}", |t| t.audit.admin_decision),
    ("figures", |t| t.audit.figures),
    ("loop", |t| t.audit.loop_count),
    ("codes", |t| t.audit.code),
    ("codes/{code}/revocation", |t| t.audit.code_revocation),
];

/// What operators of the platform do, by the forms' whole addresses.
const OF_OPERATORS: [(&str, Word); 19] = [
    ("/operator/tasks/{task}/retry", |t| t.audit.task_retry),
    ("/operator/tenants/new", |t| t.audit.tenant_new),
    ("/operator/tenants/{slug}/staff", |t| t.audit.tenant_staff),
    ("/operator/tenants/{slug}/suspension", |t| t.audit.tenant_suspension),
    ("/operator/tenants/{slug}/suspension/end", |t| t.audit.tenant_resumption),
    ("/operator/tenants/{slug}/deletion", |t| t.audit.tenant_deletion),
    ("/operator/tenants/{slug}/deletion/approval", |t| t.audit.tenant_deletion_approval),
    ("/operator/tenants/{slug}/deletion/end", |t| t.audit.tenant_deletion_end),
    ("/operator/tenants/{slug}/exports", |t| t.audit.tenant_export),
    ("/operator/tenants/{slug}/entry", |t| t.audit.tenant_entry),
    ("/operator/tenants/{slug}/entry/end", |t| t.audit.tenant_entry_end),
    ("/operator/categories", |t| t.audit.category_new),
    ("/operator/categories/{category}", |t| t.audit.category),
    ("/operator/holidays", |t| t.audit.holidays_look),
    ("/operator/holidays/import", |t| t.audit.holidays),
    ("/operator/policies", |t| t.audit.policy_new),
    ("/operator/policies/{policy}", |t| t.audit.policy),
    ("/operator/policies/{policy}/publication", |t| t.audit.policy_publication),
    ("/operator/policies/{policy}/check", |t| t.audit.policy_check),
];

/// The fields that deeds name as changed.
pub const FIELDS: [(&str, Word); 41] = [
    ("place", |t| t.residents.place),
    ("name", |t| t.residents.name),
    ("phone", |t| t.residents.phone),
    ("birth_year", |t| t.residents.birth_year),
    ("relation", |t| t.residents.relation),
    ("tags", |t| t.residents.tags),
    ("note", |t| t.residents.note),
    ("kind", |t| t.residents.kind),
    ("code", |t| t.grids.code),
    ("grid_name", |t| t.grids.name),
    ("branch", |t| t.grids.party_branch),
    ("policy_kind", |t| t.policies.kind),
    ("policy_title", |t| t.policies.name),
    ("policy_qualifies", |t| t.policies.qualifies),
    ("policy_benefits", |t| t.policies.benefits),
    ("policy_documents", |t| t.policies.documents),
    ("policy_how", |t| t.policies.how),
    ("policy_source", |t| t.policies.source),
    ("policy_valid", |t| t.policies.valid),
    ("policy_conditions", |t| t.policies.conditions),
    ("startup_kind", |t| t.startup.kind),
    ("startup_idea", |t| t.startup.idea),
    ("startup_mentor", |t| t.startup.mentor),
    ("job_employer", |t| t.jobs.employer),
    ("job_title", |t| t.jobs.title_field),
    ("job_trade", |t| t.jobs.trade),
    ("job_duties", |t| t.jobs.duties),
    ("job_pay", |t| t.jobs.pay),
    ("job_living", |t| t.jobs.living),
    ("job_hours", |t| t.jobs.hours),
    ("job_place", |t| t.jobs.place),
    ("job_papers", |t| t.jobs.papers),
    ("job_reemployment", |t| t.jobs.reemployment),
    ("job_openings", |t| t.jobs.openings),
    ("job_until", |t| t.jobs.valid_until),
    ("score", |t| t.enrolments.score),
    ("placement_entry", |t| t.placements.book),
    ("placement_place", |t| t.placements.place),
    ("placement_duties", |t| t.placements.duties),
    ("placement_hours", |t| t.placements.agreed),
    ("placement_days", |t| t.placements.days),
];

/// Fields in words; one that this version no longer knows, by its name.
pub fn fields(changed: &[String], t: &Messages) -> String {
    let word = |name: &String| {
        FIELDS.iter().find(|(known, _)| known == name).map_or_else(|| name.clone(), |(_, word)| word(t).to_owned())
    };
    changed.iter().map(word).collect::<Vec<_>>().join(t.time.list_separator)
}

/// What residents do about their own records, by the forms' whole addresses.
pub const OF_RESIDENTS: [(&str, Word); 26] = [
    ("/me/consents", |t| t.audit.my_consent),
    ("/me/consents/withdrawal", |t| t.audit.my_consent_withdrawal),
    ("/me/certificates/{external_certificate}/removal", |t| t.audit.my_external_certificate_removal),
    ("/me/talent", |t| t.audit.my_talent),
    ("/me/startup", |t| t.audit.my_startup),
    ("/me/startup/{case}/milestones", |t| t.audit.my_startup_milestone),
    ("/me/startup/{case}/closure", |t| t.audit.my_startup_closure),
    ("/me/startup/{case}/mentor", |t| t.audit.my_startup_mentor),
    ("/me/startup/{case}/mentor/end", |t| t.audit.my_startup_mentor_end),
    ("/me/work/withdrawal", |t| t.audit.my_work_withdrawal),
    ("/c/{slug}/jobs/{posting}/application", |t| t.audit.my_application),
    ("/me/applications/{application}/answer", |t| t.audit.my_application_answer),
    ("/me/applications/{application}/withdrawal", |t| t.audit.my_application_withdrawal),
    ("/me/applications/{application}/stay", |t| t.audit.my_application_stay),
    ("/me/recommendations/{recommendation}", |t| t.audit.my_recommendation),
    ("/me/recommendations/{recommendation}/refusal", |t| t.audit.my_recommendation_refusal),
    ("/me/recommendations/{recommendation}/withdrawal", |t| t.audit.my_recommendation_withdrawal),
    ("/c/{slug}/jobs/{posting}/referral", |t| t.audit.my_referral),
    ("/c/{slug}/training/{run}/enrolment", |t| t.audit.my_enrolment),
    ("/c/{slug}/training/{run}/enrolment/answer", |t| t.audit.my_seat_answer),
    ("/c/{slug}/training/{run}/enrolment/withdrawal", |t| t.audit.my_enrolment_end),
    ("/c/{slug}/attendance/{session}", |t| t.audit.my_attendance),
    ("/me/placements/{placement}/steps", |t| t.audit.my_placement_step),
    ("/me/placements/{placement}/entries", |t| t.audit.my_placement_entry_new),
    ("/me/placements/{placement}/entries/{entry}", |t| t.audit.my_placement_entry),
    ("/me/placements/{placement}/entries/{entry}/steps", |t| t.audit.my_placement_entry_step),
];

/// What helpers do in residents' names, and mentors for founders, by the forms' whole addresses; each leads to the record, or to
/// the business, of whom it is done for.
const OF_HELPERS: [(&str, Word); 6] = [
    ("/me/family/{family_link}/answer", |t| t.audit.family_acceptance),
    ("/me/family/{family_link}/look", |t| t.audit.family_look),
    ("/me/family/{family_link}/requests", |t| t.audit.family_request),
    ("/me/family/{family_link}/messages", |t| t.audit.family_message),
    ("/me/mentoring/{mentoring}/notes", |t| t.audit.mentor_note),
    ("/me/mentoring/{mentoring}/end", |t| t.audit.mentor_end),
];

/// What a deed is called; one that this version no longer knows, by its address.
pub fn words(action: &str, t: &Messages) -> String {
    ALL.iter()
        .chain(&OF_OPERATORS)
        .chain(&OF_RESIDENTS)
        .chain(&OF_HELPERS)
        .find(|(known, _)| *known == action)
        .map_or_else(|| action.to_owned(), |(_, word)| word(t).to_owned())
}

#[cfg(test)]
mod tests {
    use axum::http::Method;

    use super::*;
    use crate::access::Requirement;
    use crate::routes;

    #[test]
    fn every_form_of_the_console_has_words_and_nothing_else_has() {
        let routes = routes::all();
        let is_deed = |route: &&crate::access::RouteInfo| {
            route.method == Method::POST
                && matches!(route.requirement, Requirement::Capability(_) | Requirement::Operator)
        };
        let mut forms: Vec<_> = routes.table().iter().filter(is_deed).map(|route| action(route.path)).collect();
        let mut known: Vec<_> = ALL.iter().chain(&OF_OPERATORS).map(|(action, _)| *action).collect();
        forms.sort_unstable();
        known.sort_unstable();
        assert_eq!(forms, known);
        let is_own = |(action, _): &(&str, Word)| {
            routes.table().iter().any(|route| {
                route.path == *action && route.method == Method::POST && route.requirement == Requirement::SignedIn
            })
        };
        assert!(OF_RESIDENTS.iter().all(is_own));
    }

    #[test]
    fn what_helpers_do_has_a_form() {
        let routes = routes::all();
        let has_form = |path: &str| routes.table().iter().any(|r| r.method == Method::POST && r.path == path);
        assert!(OF_HELPERS.iter().all(|(path, _)| has_form(path)));
    }
}
