//! What a poster says of a job.

use super::pages::Subject;
use crate::jobs;
use crate::web::{Context, text};

/// A job as a poster shows it.
pub(super) fn subject(content: &jobs::Content, context: &Context) -> Subject {
    let t = context.t();
    let until = t.links.poster_until(text::date(context.locale, content.valid_until));
    let terms = [content.living(t), content.hours.as_str()].into_iter().filter(|part| !part.is_empty());
    Subject {
        kind: t.links.poster_job.to_owned(),
        title: content.title.clone(),
        lines: vec![content.employer.clone(), content.place.clone(), until],
        price: Some(content.pay.text(t)),
        terms: terms.collect::<Vec<_>>().join(t.links.terms_separator),
        // Nobody books a job; whoever cannot scan finds the community's number at the foot.
        phone: None,
        invitation: t.links.invite_job,
    }
}
