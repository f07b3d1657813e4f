//! Addresses of training: an organization's courses, a community's runs of them.

use crate::db::{CourseId, CourseSessionId, OrgId, RoomId, RunId, TeacherId};
use crate::tenancy::Tenant;

/// The calendar of a community's runs, for everybody.
pub const CALENDAR: &str = "/c/{slug}/training";
/// The same for calendar programs.
pub const FEED: &str = "/c/{slug}/training.ics";
/// How that comes into a phone.
pub const SUBSCRIPTION: &str = "/c/{slug}/training/subscription";
/// One run, for everybody.
pub const RUN: &str = "/c/{slug}/training/{run}";
/// The same for calendar programs.
pub const RUN_FEED: &str = "/c/{slug}/training/{run}/calendar.ics";
/// How that comes into a phone.
pub const RUN_SUBSCRIPTION: &str = "/c/{slug}/training/{run}/subscription";
/// Staff see what is asked, and all runs.
pub const DESK: &str = "/c/{slug}/staff/training";
/// Where the community teaches.
pub const ROOMS: &str = "/c/{slug}/staff/training/rooms";
/// One room.
pub const ROOM: &str = "/c/{slug}/staff/training/rooms/{room}";
/// Staff look at one run, and say how many learn.
pub const DESK_RUN: &str = "/c/{slug}/staff/training/{run}";
/// And say what becomes of it.
pub const DESK_STEPS: &str = "/c/{slug}/staff/training/{run}/steps";
/// A session is planned.
pub const DESK_SESSIONS: &str = "/c/{slug}/staff/training/{run}/sessions";
/// It is moved.
pub const DESK_SESSION: &str = "/c/{slug}/staff/training/{run}/sessions/{session}";
/// It is called off.
pub const DESK_CANCELLATION: &str = "/c/{slug}/staff/training/{run}/sessions/{session}/cancellation";

/// An organization's courses.
pub const COURSES: &str = "/org/{org}/courses";
/// A new one.
pub const COURSE_NEW: &str = "/org/{org}/courses/new";
/// One of them.
pub const COURSE: &str = "/org/{org}/courses/{course}";
/// Whether it goes on being taught.
pub const RETIREMENT: &str = "/org/{org}/courses/{course}/retirement";
/// A community is asked to open it: the form.
pub const RUN_NEW: &str = "/org/{org}/courses/{course}/runs/new";
/// What the form makes.
pub const RUNS: &str = "/org/{org}/courses/{course}/runs";
/// Who teaches.
pub const TEACHERS: &str = "/org/{org}/teachers";
/// One of them.
pub const TEACHER: &str = "/org/{org}/teachers/{teacher}";
/// The trainer's page of a run.
pub const ORG_RUN: &str = "/org/{org}/runs/{run}";
/// What becomes of it.
pub const ORG_STEPS: &str = "/org/{org}/runs/{run}/steps";
/// A session is planned.
pub const ORG_SESSIONS: &str = "/org/{org}/runs/{run}/sessions";
/// It is moved.
pub const ORG_SESSION: &str = "/org/{org}/runs/{run}/sessions/{session}";
/// It is called off.
pub const ORG_CANCELLATION: &str = "/org/{org}/runs/{run}/sessions/{session}/cancellation";

/// The calendar of a community's runs.
pub fn calendar(tenant: &Tenant) -> String {
    format!("/c/{}/training", tenant.slug)
}

/// The same for calendar programs.
pub fn feed(tenant: &Tenant) -> String {
    format!("/c/{}/training.ics", tenant.slug)
}

/// How that comes into a phone.
pub fn subscription(tenant: &Tenant) -> String {
    format!("/c/{}/training/subscription", tenant.slug)
}

/// One run, for everybody.
pub fn run(tenant: &Tenant, run: RunId) -> String {
    format!("/c/{}/training/{run}", tenant.slug)
}

/// The same for calendar programs.
pub fn run_feed(tenant: &Tenant, run: RunId) -> String {
    format!("/c/{}/training/{run}/calendar.ics", tenant.slug)
}

/// How that comes into a phone.
pub fn run_subscription(tenant: &Tenant, run: RunId) -> String {
    format!("/c/{}/training/{run}/subscription", tenant.slug)
}

/// What staff see.
pub fn desk(tenant: &Tenant) -> String {
    format!("/c/{}/staff/training", tenant.slug)
}

/// Where the community teaches.
pub fn rooms(tenant: &Tenant) -> String {
    format!("/c/{}/staff/training/rooms", tenant.slug)
}

/// One room.
pub fn room(tenant: &Tenant, room: RoomId) -> String {
    format!("/c/{}/staff/training/rooms/{room}", tenant.slug)
}

/// One run, for staff.
pub fn desk_run(tenant: &Tenant, run: RunId) -> String {
    format!("/c/{}/staff/training/{run}", tenant.slug)
}

/// An organization's courses.
pub fn courses(org: OrgId) -> String {
    format!("/org/{org}/courses")
}

/// A new one.
pub fn course_new(org: OrgId) -> String {
    format!("/org/{org}/courses/new")
}

/// One of them.
pub fn course(org: OrgId, course: CourseId) -> String {
    format!("/org/{org}/courses/{course}")
}

/// Whether it goes on being taught.
pub fn retirement(org: OrgId, course: CourseId) -> String {
    format!("/org/{org}/courses/{course}/retirement")
}

/// A community is asked to open it: the form.
pub fn run_new(org: OrgId, course: CourseId) -> String {
    format!("/org/{org}/courses/{course}/runs/new")
}

/// What the form makes.
pub fn runs(org: OrgId, course: CourseId) -> String {
    format!("/org/{org}/courses/{course}/runs")
}

/// Who teaches.
pub fn teachers(org: OrgId) -> String {
    format!("/org/{org}/teachers")
}

/// One of them.
pub fn teacher(org: OrgId, teacher: TeacherId) -> String {
    format!("/org/{org}/teachers/{teacher}")
}

/// The trainer's page of a run.
pub fn org_run(org: OrgId, run: RunId) -> String {
    format!("/org/{org}/runs/{run}")
}

/// A session below the page of a run, whoever's that is.
pub fn session(run_url: &str, lesson: CourseSessionId) -> String {
    format!("{run_url}/sessions/{lesson}")
}
