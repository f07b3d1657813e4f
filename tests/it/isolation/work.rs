//! Policies, and residents who begin a business.

use crate::support::{Browser, phones};

/// A policy of the community, and the business of somebody on file, as far as it goes without an organization.
pub async fn furnish(staff: &mut Browser, desk: &str, resident: &str) {
    staff.get(&format!("{desk}/policies/new")).await.ok();
    let policy = [
        ("kind", "other"),
        ("title", "便民摊位减免"),
        ("qualifies", "在本社区创业的居民"),
        ("benefits", "头三个月不收费"),
        ("documents", "身份证"),
        ("how", "到便民服务站登记"),
        ("source_name", "社区公告"),
        ("checked_on", "2026-11-20"),
    ];
    let draft = staff.submit("#policy-form", &policy).await.with_status(303).location().to_owned();
    staff.get(&draft).await.ok();
    staff.submit("#publication-form", &[]).await.with_status(303);
    staff.get(&format!("{desk}/startup/new?resident={resident}")).await.ok();
    let idea = [("kind", "studio"), ("idea", "裁缝铺"), ("mentor", "柳青")];
    let case = staff.submit("#case-form", &idea).await.with_status(303).location().to_owned();
    staff.get(&case).await.ok();
    staff.submit("#note-form", &[("body", "先办执照"), ("shared", "1")]).await.with_status(303);
    while staff.get(&case).await.ok().count("#step-form") == 1 {
        staff.submit("#step-form", &[]).await.with_status(303);
    }
    // Somebody of a company that serves all communities goes along.
    let mentor = [("mentor_name", "贺立群"), ("mentor_phone", phones::VENDOR_OWNER), ("paper_kept", "2 号柜")];
    staff.submit("#mentor-form", &mentor).await.with_status(303);
}
