//! What forms ask about a person, and that each says what for (PIPL, articles 6 and 19): a field that is not named here is not
//! asked, and neither is one whose form does not say why. The register of residents, which says it field by field, has a test of
//! its own.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

/// The features whose forms ask about people.
const FEATURES: [&str; 10] = [
    "certificates",
    "enrolments",
    "household_workers",
    "jobs",
    "matching",
    "placements",
    "recommendations",
    "startup",
    "talents",
    "training",
];

const TALENT: &str = "agree guardian hobbies hours need need_other note paper_kept pay pay_unit specialty specialty_other \
    status time trade wish";
const TALENT_WHY: &str = "part_can_why part_learn_why part_work_why part_now_why words.why";
const EXTERNAL: &str = "certificate_kind certificate_title certificate_trade copy_kept expires_on issued_on issuer number \
    seen shown_by_owner";
const PLAN: &str = "agree agreement_kept duties ends_on hours org place starts_on";
const TERMS: &str = "duties ends_on hours place starts_on";
const ENTRY: &str = "day did hours paper_kept quarters";

/// A template, its form, the fields that ask, and the messages that say what for.
const ASKED: [(&str, &str, &str, &str); 49] = [
    ("startup/new.html", "case-form", "idea kind mentor", "why_case"),
    ("startup/case.html", "case-form", "idea kind mentor", "why_case"),
    ("startup/case.html", "note-form", "body said_by shared", "why_note"),
    ("startup/case.html", "mentor-form", "mentor_name mentor_phone paper_kept", "why_mentor"),
    ("startup/case.html", "closure-form", "reason", "why_end"),
    ("startup/mine.html", "case-form", "idea kind", "why_case"),
    ("startup/mine.html", "{{ case.closing.form_id }}", "reason", "why_end"),
    ("startup/mine.html", "{{ mentor.action }}", "named part", "why_share"),
    ("startup/mentoring.html", "note-form", "body", "why_mentor_note"),
    ("startup/keep.html", "{{ own.keep_action }}", "part", "words.why"),
    ("jobs/apply.html", "apply-form", "note part", "why_parts"),
    ("jobs/paper.html", "paper-form", "note paper_kept part posting", "why_parts"),
    ("jobs/mine.html", "other-{{ one.id }}", "word", "why_answer"),
    ("jobs/mine.html", "{{ url }}", "reason", "why_answer"),
    ("jobs/mine.html", "leave-{{ one.id }}", "day gone", "why_gone"),
    ("jobs/application.html", "leave-form", "day gone", "why_gone"),
    ("jobs/application.html", "invite-form", "at place", "why_step"),
    ("jobs/application.html", "reject-form", "reason", "why_step"),
    ("jobs/application.html", "word-form", "instead word", "why_answer why_word"),
    ("placements/proposal.html", "plan-form", PLAN, "why_plan"),
    ("placements/plan.html", "change-form", TERMS, "why_plan"),
    ("placements/mentor.html", "mentor-form", "mentor mentor_person", "why_mentor"),
    ("placements/placement.html", "accept-form", "mentor mentor_person", "why_mentor"),
    ("placements/placement.html", "decline-form", "reason", "why_reason"),
    ("placements/placement.html", "end-form", "reason", "why_reason"),
    ("placements/placement.html", "entry-form", ENTRY, "why_entry"),
    ("placements/entry.html", "entry-form", ENTRY, "why_entry"),
    ("placements/entry.html", "sign-form", "kept", "why_paper"),
    ("placements/entry.html", "settle-form", "counts note", "why_reason"),
    ("placements/entry.html", "dispute-form", "note", "why_reason"),
    ("recommendations/new.html", "recommend-form", "certificate source source_name word", "why_word"),
    ("recommendations/pass_on.html", "referral-form", "named word", "why_referral"),
    ("recommendations/answer.html", "yes-form", "note part", "why_parts"),
    ("recommendations/one.html", "yes-form", "note paper_kept part", "why_parts why_paper"),
    ("recommendations/one.html", "no-form", "paper_kept_no", "why_paper"),
    ("recommendations/one.html", "outcome-form", "outcome", "why_outcome"),
    ("enrolments/run.html", "leave-form", "reason", "why_leave"),
    ("enrolments/attend.html", "away-form", "reason", "why_away"),
    ("enrolments/session.html", "marks-form", "mark reason rest", "why_away"),
    ("enrolments/session.html", "note-form", "learner reason word", "why_away"),
    ("enrolments/learner.html", "decline-form", "reason", "why_decline"),
    ("enrolments/learner.html", "leave-form", "reason", "why_leave"),
    ("enrolments/learner.html", "reopen-form", "reason", "why_decline"),
    ("enrolments/learner.html", "answer-form", "word", "why_word"),
    ("enrolments/learner.html", "score-form", "resit score", "why_score"),
    ("talents/new.html", "talent-form", TALENT, TALENT_WHY),
    ("talents/mine.html", "talent-form", TALENT, TALENT_WHY),
    ("talents/talent.html", "talent-form", TALENT, TALENT_WHY),
    ("talents/talent.html", "external-form", EXTERNAL, "why_record"),
];

/// The same of the people who work in households and of teachers.
const ASKED_OF_WORKERS: [(&str, &str, &str, &str); 6] = [
    (
        "household_workers/new.html",
        "worker-form",
        "area birth_year different employer name no_phone note org paper_kept phone resident status trade",
        "words.why",
    ),
    (
        "household_workers/record.html",
        "worker-form",
        "area birth_year employer name no_phone note org phone resident status trade",
        "why_record",
    ),
    ("household_workers/record.html", "consent-form", "paper_kept", "words.why"),
    (
        "household_workers/record.html",
        "certificate-form",
        "certificate_kind expires_on issued_on issuer number",
        "why_certificate",
    ),
    ("training/teachers.html", "{{ teacher.action }}", "about name person retired", "why_teacher"),
    ("training/teachers.html", "teacher-form", "about name person", "why_teacher"),
];

/// Forms that ask nothing about anybody, and what they ask instead.
const NOT_ASKED: [(&str, &str, &str); 24] = [
    ("startup/case.html", "milestone-{{ one.code }}", "the days of a plan"),
    ("startup/case.html", "organization-form", "which organization on file came of it"),
    ("jobs/application.html", "step-form", "a tick that says itself what it is for"),
    ("jobs/draft.html", "job-form", "about a job"),
    ("jobs/draft.html", "decision-form", "about a job"),
    ("jobs/draft.html", "stop-form", "about a job"),
    ("jobs/new.html", "job-form", "about a job"),
    ("certificates/certificate.html", "revocation-form", "its lead says what for, and who reads it"),
    ("certificates/run.html", "prepare-form", "who of those that have passed"),
    ("enrolments/attend.html", "attend-form", "the code of a room"),
    ("enrolments/sign_in.html", "attend-form", "the code of a room"),
    ("enrolments/learners.html", "search-form", "a search"),
    ("talents/list.html", "search-form", "a search"),
    ("household_workers/list.html", "search-form", "a search"),
    ("household_workers/record.html", "reveal-form", "why staff look, for the person to read"),
    ("training/course.html", "course-form", "about a course"),
    ("training/room.html", "room-form", "about a room"),
    ("training/rooms.html", "room-form", "about a room"),
    ("training/run.html", "session-form", "about a course"),
    ("training/run.html", "step-form", "about a course"),
    ("training/run.html", "seats-form", "about a course"),
    ("training/run.html", "terms-form", "about a course"),
    ("training/run_new.html", "run-form", "about a course"),
    ("training/session.html", "session-form", "about a course"),
];

/// How fields are called in templates, up to their names.
const CALLS: [&str; 10] = [
    "Field::text(",
    "Field::phone(",
    "Field::date(",
    "Field::moment(",
    "Field::file(",
    "Field::password(",
    "TextArea::new(",
    "Select::new(",
    "Choice::tick(",
    "Choice::radio(",
];

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("templates")
}

/// A template with what it includes.
fn whole(path: &str) -> String {
    let text = std::fs::read_to_string(folder().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"));
    let text = text.replace("{%- include", "{% include");
    let mut parts = text.split("{% include \"");
    let mut said = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (included, rest) = part.split_once('"').expect("an included template");
        said.push_str(&whole(included));
        said.push_str(rest.split_once("%}").expect("the end of it").1);
    }
    said
}

/// What stands between a mark and the next quotation mark, wherever the mark stands.
fn behind<'a>(text: &'a str, mark: &str) -> Vec<&'a str> {
    text.split(mark).skip(1).filter_map(|rest| rest.split('"').next()).collect()
}

/// The fields of a form that somebody fills in.
fn fields(form: &str) -> BTreeSet<&str> {
    let called = CALLS.iter().flat_map(|call| behind(form, &format!("{call}\"")));
    let tags = ["<input", "<textarea", "<select"].into_iter().flat_map(|tag| form.split(tag).skip(1));
    let tags = tags.filter_map(|rest| rest.split('>').next()).filter(|tag| !tag.contains("type=\"hidden\""));
    // One for each line of a list: a name, and whose it is.
    let written = tags.flat_map(|tag| behind(tag, " name=\"")).filter_map(|name| name.split('.').next());
    called.chain(written).collect()
}

/// The forms of a template that change something, each by its id, or by where it is sent.
fn forms(template: &str) -> Vec<(String, &str)> {
    let forms = template.split("<form ").skip(1).filter_map(|rest| rest.split("</form>").next());
    let changing = forms.filter(|form| form.split('>').next().is_some_and(|head| head.contains("method=\"post\"")));
    let named = |form: &str| {
        let head = format!(" {}", form.split('>').next().unwrap_or_default());
        let name = behind(&head, " id=\"").first().copied().or_else(|| behind(&head, " action=\"").first().copied());
        name.unwrap_or_default().to_owned()
    };
    changing.map(|form| (named(form), form)).collect()
}

/// What is wrong with a template's forms, by what is known of them; those that were found are left out of `unseen`.
fn faults(path: &str, template: &str, unseen: &mut BTreeSet<(String, String)>) -> Vec<String> {
    let listed = ASKED.iter().chain(&ASKED_OF_WORKERS);
    let known: BTreeMap<(&str, &str), (&str, &str)> =
        listed.map(|(path, form, fields, why)| ((*path, *form), (*fields, *why))).collect();
    let mut found = Vec::new();
    for (name, form) in forms(template) {
        let asked = fields(form);
        if asked.is_empty() {
            continue;
        }
        unseen.remove(&(path.to_owned(), name.clone()));
        if NOT_ASKED.iter().any(|(of, form, _)| (*of, *form) == (path, name.as_str())) {
            continue;
        }
        let Some((fields, why)) = known.get(&(path, name.as_str())) else {
            found.push(format!("{path} #{name} asks for {asked:?}, and nobody said what for"));
            continue;
        };
        let extra: Vec<_> = asked.symmetric_difference(&fields.split_whitespace().collect()).copied().collect();
        if !extra.is_empty() {
            found.push(format!("{path} #{name}: {extra:?}"));
        }
        let silent = why.split_whitespace().filter(|why| !form.contains(&format!("{why} }}}}")));
        found.extend(silent.map(|why| format!("{path} #{name} does not say {why}")));
    }
    found
}

#[test]
fn every_form_that_asks_about_a_person_says_what_for() {
    let listed = ASKED.iter().chain(&ASKED_OF_WORKERS).map(|(path, form, ..)| (*path, *form));
    let listed = listed.chain(NOT_ASKED.iter().map(|(path, form, _)| (*path, *form)));
    let mut unseen: BTreeSet<(String, String)> =
        listed.map(|(path, form)| (path.to_owned(), form.to_owned())).collect();
    let mut found = Vec::new();
    for feature in FEATURES {
        for entry in std::fs::read_dir(folder().join(feature)).expect("templates") {
            let path = format!("{feature}/{}", entry.expect("a file").file_name().to_string_lossy());
            found.extend(faults(&path, &whole(&path), &mut unseen));
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
    assert!(unseen.is_empty(), "no longer there: {unseen:?}");
}

#[test]
fn a_form_that_asks_for_more_or_is_silent_is_found() {
    let faults = |path: &str, text: &str| faults(path, text, &mut BTreeSet::new());
    let form = whole("jobs/apply.html");
    assert_eq!(faults("jobs/apply.html", &form), Vec::<String>::new());
    let silent = form.replace("{{ t.why_parts }}", "");
    assert_eq!(faults("jobs/apply.html", &silent), ["jobs/apply.html #apply-form does not say why_parts"]);
    for field in ["{{ Field::text(\"weight\", t.weight, \"\", errors) }}", "<select name=\"weight\">"] {
        let more = form.replace("{{ t.why_parts }}", &format!("{{{{ t.why_parts }}}}{field}"));
        assert_eq!(faults("jobs/apply.html", &more), ["jobs/apply.html #apply-form: [\"weight\"]"], "{field}");
    }
    let new = "<form id=\"x\" method=\"post\"><input type=\"hidden\" name=\"key\"><input name=\"weight\"></form>";
    assert_eq!(faults("jobs/apply.html", new).len(), 1);
    let asking = new.replace("post", "get");
    assert_eq!(faults("jobs/apply.html", &asking), Vec::<String>::new(), "nobody keeps what is only looked for");
}
