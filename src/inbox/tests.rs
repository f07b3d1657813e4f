//! Every kind of news: kept as data, told in every language, and leading somewhere.

use chrono::{NaiveDate, TimeDelta};

use super::{FactorChange, FamilyChange, LearningChange, News, Paper, Topic, TrainingChange};
use crate::db::{
    CaseId, CertificateBatchId, ChangeId, CourseSessionId, EnrolmentId, ImportId, ListingId, NoticeId, OrgId, PolicyId,
    ResidentId, RunId, ServiceId, TenantId,
};
use crate::tenancy::PlatformData;
use crate::web::Locale;

/// One of every kind, with the words that its text must contain.
fn samples() -> Vec<(News, &'static [&'static str])> {
    let family = |change| -> (News, &'static [&'static str]) {
        (News::Family { tenant: TenantId::generate(), name: "何小雨".to_owned(), change }, &["何小雨"])
    };
    let run = |change, reason: &str| News::Training {
        tenant: TenantId::generate(),
        org: matches!(change, TrainingChange::Opened | TrainingChange::Returned).then(OrgId::generate),
        run: RunId::generate(),
        title: "家务基础".to_owned(),
        change,
        reason: reason.to_owned(),
    };
    let (tenant, org, service) = (TenantId::generate(), OrgId::generate(), ServiceId::generate());
    let (org_name, title, reason) = ("安心家政".to_owned(), "日常保洁".to_owned(), "执照看不清".to_owned());
    let (notice, notice_title) = (NoticeId::generate(), "停水通知".to_owned());
    let on = NaiveDate::from_ymd_opt(2026, 12, 24).unwrap_or_default();
    let applied = |again| News::Applied { tenant, org, org_name: org_name.clone(), again };
    let decided = |approved, reason: &str| News::ChangeDecided {
        tenant,
        org,
        subject: "service".to_owned(),
        id: service.uuid(),
        title: title.clone(),
        approved,
        reason: reason.to_owned(),
        from: None,
    };
    let listing = |suspended, reason: &str| News::ListingSuspended {
        tenant,
        org,
        title: title.clone(),
        suspended,
        reason: reason.to_owned(),
    };
    let place = Some((RunId::generate(), EnrolmentId::generate()));
    let course = |change| News::Learning { tenant, title: "家务基础".to_owned(), change, place };
    let call = |session, change| News::CallLearners {
        tenant,
        run: RunId::generate(),
        session,
        title: "家务基础".to_owned(),
        change,
        count: 17,
    };
    let startup_due =
        |case, is_past, more| News::StartupDue { tenant, case, milestone: "tax".to_owned(), on, is_past, more };
    let at = "2026-12-24T01:30:00Z".parse().unwrap();
    let (room, why) = (|| "二楼教室".to_owned(), || "人数不够".to_owned());
    let sheet_ended =
        |is_in| News::SheetEnded { tenant, import: ImportId::generate(), name: "岗位.xlsx".to_owned(), is_in };
    vec![
        (applied(false), &["安心家政"]),
        (applied(true), &["安心家政"]),
        (News::AdmissionMoved { tenant, org, status: "returned".to_owned(), reason: reason.clone() }, &["执照看不清"]),
        (
            News::SuspendedElsewhere { tenant, org, org_name: org_name.clone(), elsewhere: TenantId::generate() },
            &["安心家政"],
        ),
        (News::SuspendedHere { tenant, org, org_name: org_name.clone() }, &["安心家政"]),
        (News::Exited { tenant, org, org_name: org_name.clone() }, &["安心家政"]),
        (News::LeftBehind { tenant, org, org_name: org_name.clone() }, &["安心家政"]),
        (
            News::ChangeSubmitted {
                tenant,
                change: ChangeId::generate(),
                org_name: org_name.clone(),
                title: title.clone(),
            },
            &["安心家政", "日常保洁"],
        ),
        (decided(true, ""), &["日常保洁"]),
        (
            News::ChangeDecided {
                tenant,
                org,
                subject: "service".to_owned(),
                id: service.uuid(),
                title: title.clone(),
                approved: true,
                reason: String::new(),
                from: Some(on),
            },
            &["日常保洁", "24"],
        ),
        (decided(false, &reason), &["日常保洁", "执照看不清"]),
        (listing(true, &reason), &["日常保洁", "执照看不清"]),
        (listing(false, ""), &["日常保洁"]),
        (News::PaperExpires { tenant, org, paper: Paper::Licence, on }, &["24"]),
        (News::PaperExpires { tenant, org, paper: Paper::Insurance, on }, &["24"]),
        (
            News::CredentialExpires { org, worker: "王芳".to_owned(), title: "健康证".to_owned(), on },
            &["王芳", "健康证", "24"],
        ),
        (News::GrowsOld { tenant, org, service, title: title.clone(), days: 91 }, &["日常保洁", "91"]),
        (News::Delisted { tenant, org, service, title: title.clone() }, &["日常保洁"]),
        (
            News::DelistedHere {
                tenant,
                listing: ListingId::generate(),
                org_name: org_name.clone(),
                title: title.clone(),
            },
            &["安心家政", "日常保洁"],
        ),
        (
            News::PolicyEnds { tenant, policy: PolicyId::generate(), title: "创业担保贷款".to_owned(), on },
            &["创业担保贷款", "24"],
        ),
        (
            News::PolicyUnchecked { tenant, policy: PolicyId::generate(), title: "创业担保贷款".to_owned(), on },
            &["创业担保贷款", "24"],
        ),
        (News::StartupBegun { tenant, case: CaseId::generate() }, &[]),
        (News::StartupEnded { tenant, case: CaseId::generate() }, &[]),
        (News::StartupFounded { tenant, case: CaseId::generate(), org_name: org_name.clone() }, &["安心家政"]),
        (startup_due(None, false, 0), &["24"]),
        (startup_due(None, true, 3), &["24", "3"]),
        (startup_due(Some(CaseId::generate()), false, 3), &["24", "3"]),
        (startup_due(Some(CaseId::generate()), true, 0), &["24"]),
        (News::StartupMoved { tenant, status: "closed".to_owned(), reason: "找到工作了".to_owned() }, &["找到工作了"]),
        (
            News::PassOn {
                tenant,
                resident: ResidentId::generate(),
                news: Box::new(News::StartupNoted { tenant, author: "梁静怡".to_owned() }),
            },
            &["梁静怡"],
        ),
        (News::StartupNoted { tenant, author: "梁静怡".to_owned() }, &["梁静怡"]),
        (News::RecordAsked { tenant, is_deletion: true }, &[]),
        (News::RecordAsked { tenant, is_deletion: false }, &[]),
        (News::RecordAnswered { tenant, is_done: true, answer: String::new() }, &[]),
        (News::RecordAnswered { tenant, is_done: false, answer: "电话里已说明".to_owned() }, &["电话里已说明"]),
        (
            News::Asked { tenant, place: "锦苑东区3栋".to_owned(), name: "周桂兰".to_owned() },
            &["锦苑东区3栋", "周桂兰"],
        ),
        (
            News::PostGiven { tenant, post: "grid_leader".to_owned(), place: "SJ-01".to_owned(), from: on },
            &["SJ-01", "24"],
        ),
        (
            News::NoticeSent { tenant, notice, title: notice_title.clone(), writer: "赵春生".to_owned() },
            &["赵春生", "停水通知"],
        ),
        (News::NoticeApproved { tenant, notice, title: notice_title.clone(), from: on }, &["停水通知", "24"]),
        (
            News::NoticeReturned { tenant, notice, title: notice_title.clone(), reason: reason.clone() },
            &["停水通知", "执照看不清"],
        ),
        (News::NoticeWithdrawn { tenant, notice, title: notice_title, reason }, &["停水通知", "执照看不清"]),
        family(FamilyChange::Offered),
        family(FamilyChange::Accepted),
        family(FamilyChange::Declined),
        family(FamilyChange::Ended),
        family(FamilyChange::Lapsed),
        family(FamilyChange::Asked),
        family(FamilyChange::Answered),
        (run(TrainingChange::Proposed, ""), &["家务基础"]),
        (run(TrainingChange::Opened, ""), &["家务基础"]),
        (run(TrainingChange::Returned, "教室太小"), &["家务基础", "教室太小"]),
        (run(TrainingChange::Cancelled, "人数不够"), &["家务基础", "人数不够"]),
        (run(TrainingChange::Moved, ""), &["家务基础"]),
        (run(TrainingChange::Seats { count: 36, until: on, min_learners: None }, ""), &["家务基础", "36", "24"]),
        (run(TrainingChange::Seats { count: 36, until: on, min_learners: Some(0) }, ""), &["家务基础", "36", "24"]),
        (
            run(TrainingChange::Seats { count: 36, until: on, min_learners: Some(8) }, ""),
            &["家务基础", "36", "24", "8"],
        ),
        (run(TrainingChange::TooFew { enrolled: 5, wanted: 8 }, ""), &["家务基础", "5", "8"]),
        (run(TrainingChange::Finished, ""), &["家务基础"]),
        (run(TrainingChange::Over, ""), &["家务基础"]),
        (course(LearningChange::Enrolled), &["家务基础"]),
        (course(LearningChange::Waiting { at: 3 }), &["家务基础", "3"]),
        (course(LearningChange::Offered { until: at }), &["家务基础", "24", "09:30"]),
        (course(LearningChange::OfferEnds { until: at }), &["家务基础", "24", "09:30"]),
        (course(LearningChange::OfferKept { until: at }), &["家务基础", "24", "09:30"]),
        (course(LearningChange::Lapsed), &["家务基础"]),
        (course(LearningChange::NoSeat), &["家务基础"]),
        (course(LearningChange::NoSeatLeft { org_name: org_name.clone() }), &["家务基础", "安心家政"]),
        (course(LearningChange::TrainerLeft { org_name: org_name.clone() }), &["家务基础", "安心家政"]),
        (course(LearningChange::Declined { reason: why() }), &["家务基础", "人数不够"]),
        (course(LearningChange::Dropped { reason: why() }), &["家务基础", "人数不够"]),
        (course(LearningChange::Passed), &["家务基础"]),
        (course(LearningChange::Failed), &["家务基础"]),
        (course(LearningChange::Reopened { reason: why() }), &["家务基础", "人数不够"]),
        (course(LearningChange::AwayNoted { at }), &["家务基础", "09:30"]),
        (course(LearningChange::AwayTakenBack { at }), &["家务基础", "09:30"]),
        (course(LearningChange::Ahead { at, place: room() }), &["家务基础", "09:30", "二楼教室"]),
        (
            course(LearningChange::Added { at, place: room(), count: 2, makes_up: None }),
            &["家务基础", "2", "09:30", "二楼教室"],
        ),
        (
            course(LearningChange::Added { at, place: room(), count: 1, makes_up: Some(at - TimeDelta::days(3)) }),
            &["家务基础", "24", "21", "09:30", "二楼教室"],
        ),
        (course(LearningChange::Moved { at, place: room() }), &["家务基础", "09:30", "二楼教室"]),
        (course(LearningChange::Cancelled { at }), &["家务基础", "09:30"]),
        (course(LearningChange::RunCancelled { reason: why() }), &["家务基础", "人数不够"]),
        (
            News::PassOn {
                tenant,
                resident: ResidentId::generate(),
                news: Box::new(course(LearningChange::Offered { until: at })),
            },
            &["家务基础", "24", "09:30"],
        ),
        (
            call(Some(CourseSessionId::generate()), LearningChange::Ahead { at, place: room() }),
            &["17", "家务基础", "09:30", "二楼教室"],
        ),
        (call(None, LearningChange::Cancelled { at }), &["17", "家务基础", "09:30"]),
        (News::CourseOpened { tenant, run: RunId::generate(), title: "家务基础".to_owned() }, &["家务基础"]),
        (News::LearnerApplied { tenant, org, run: RunId::generate(), title: "家务基础".to_owned() }, &["家务基础"]),
        (sheet_ended(true), &["岗位.xlsx"]),
        (sheet_ended(false), &["岗位.xlsx"]),
        (
            News::CertificatesPrepared {
                tenant,
                batch: CertificateBatchId::generate(),
                title: "陪诊实务".to_owned(),
                count: 12,
            },
            &["陪诊实务", "12"],
        ),
        (
            News::CertificatesOnPaper {
                tenant,
                batch: CertificateBatchId::generate(),
                title: "陪诊实务".to_owned(),
                count: 12,
            },
            &["陪诊实务", "12"],
        ),
        (News::CertificateIssued { tenant, title: "陪诊实务".to_owned() }, &["陪诊实务"]),
        (
            News::CertificateRevoked { tenant, title: "陪诊实务".to_owned(), reason: "冒名顶替".to_owned() },
            &["陪诊实务", "冒名顶替"],
        ),
        (News::ListReady { tenant, count: 61 }, &["61"]),
        (News::ListRefused { tenant, name: "崔文娟".to_owned() }, &["崔文娟"]),
        (News::Invited { org, org_name: org_name.clone() }, &["安心家政"]),
        (News::Teaching { org, org_name: org_name.clone() }, &["安心家政"]),
        (News::TeachingNoMore { org, org_name: org_name.clone() }, &["安心家政"]),
        (News::Joined { org, name: "李秀英".to_owned() }, &["李秀英"]),
        (News::Left { org, name: "李秀英".to_owned() }, &["李秀英"]),
        (News::SecondFactor { change: FactorChange::On }, &[]),
        (News::SecondFactor { change: FactorChange::Off }, &[]),
        (News::SecondFactor { change: FactorChange::NewCodes }, &[]),
        (News::SecondFactor { change: FactorChange::Reset }, &[]),
    ]
}

#[test]
fn every_kind_says_what_happened_in_every_language_and_leads_somewhere() {
    let platform = PlatformData::default();
    for (news, words) in samples() {
        for locale in Locale::ALL {
            let text = news.text(locale, &platform);
            assert!(words.iter().all(|word| text.contains(word)), "{news:?} in {locale:?}: {text}");
            assert!(!text.contains(['{', '}']), "{news:?} in {locale:?}: {text}");
        }
        assert!(news.url(&platform).starts_with('/'), "{news:?}");
    }
}

#[test]
fn what_is_stored_is_read_again() {
    for (news, _) in samples() {
        let stored = serde_json::to_value(&news).unwrap();
        assert_eq!(serde_json::from_value::<News>(stored).unwrap(), news);
        assert_eq!(Topic::parse(news.topic().code()), Some(news.topic()));
    }
}

#[test]
fn neither_decisions_nor_the_account_can_be_muted() {
    assert!(!Topic::MUTABLE.contains(&Topic::Decisions) && !Topic::MUTABLE.contains(&Topic::Account));
}

#[test]
fn what_staff_have_to_do_for_somebody_is_not_muted_with_reminders() {
    let of_staff = |news: &News| matches!(news, News::CallLearners { .. } | News::StartupDue { case: Some(_), .. });
    let topics: Vec<_> = samples().iter().filter(|(news, _)| of_staff(news)).map(|(news, _)| news.topic()).collect();
    assert!(topics.contains(&Topic::Requests) && !topics.contains(&Topic::Expiries), "{topics:?}");
    let (tenant, at) = (TenantId::generate(), "2026-12-24T01:30:00Z".parse().unwrap());
    let change = LearningChange::Ahead { at, place: String::new() };
    let news = News::Learning { tenant, title: String::new(), change, place: None };
    assert_eq!(news.topic(), Topic::Expiries);
    let passed_on = News::PassOn { tenant, resident: ResidentId::generate(), news: Box::new(news) };
    assert_eq!(passed_on.topic(), Topic::Requests);
}
