//! Five questions, and which policies are for whoever answers them. The answers stand in the address; nothing is kept.

use axum::http::HeaderMap;
use axum::response::Response;
use serde::Deserialize;

use super::model::Policy;
use super::pages::{FitView, JudgedView, Outcome, PolicyLine, QuestionView, QuestionsPage};
use super::rules::{Fit, Judgement, Question, Ticks, Verdict, judge};
use super::show::{founding, in_force};
use super::urls;
use crate::access::Visitor;
use crate::error::AppResult;
use crate::tenancy::Tenant;
use crate::web::extract::Query;
use crate::web::{Messages, Nav, Page, public};

/// The answers.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Answers {
    /// `1`: they are given, all skipped or not; else the questions are asked.
    done: String,
    identity: Vec<String>,
    age: Vec<String>,
    want: Vec<String>,
    certificate: Vec<String>,
    standing: Vec<String>,
}

impl Answers {
    fn ticks(&self) -> Ticks {
        Ticks::read([&self.identity, &self.age, &self.want, &self.certificate, &self.standing])
    }
}

/// The questions' address with answers in it.
fn address(base: &str, ticks: &Ticks) -> String {
    let of = |question: Question| ticks.of(question).iter().map(move |code| format!("{}={code}", question.field()));
    let pairs: Vec<String> = Question::ALL.into_iter().flat_map(of).collect();
    if pairs.is_empty() { base.to_owned() } else { format!("{base}?{}", pairs.join("&")) }
}

pub(super) async fn ask(visitor: Visitor, headers: HeaderMap, Query(answers): Query<Answers>) -> AppResult<Response> {
    public::page(&visitor, &headers, || make(&visitor, &answers)).await
}

async fn make(visitor: &Visitor, answers: &Answers) -> AppResult<QuestionsPage> {
    let (tenant, context) = (visitor.tenant()?, visitor.context());
    let (t, ticks) = (context.t(), answers.ticks());
    let outcome = if answers.done == "1" { Some(weigh(visitor, tenant, &ticks).await?) } else { None };
    let title = if outcome.is_some() { t.policies.outcome } else { t.policies.questions };
    let page = Page::new(visitor.state(), context, visitor.viewer(), visitor.flash(), title)
        .at(Nav::Home)
        .described(t.policies.questions_lead);
    // What somebody's answers lead to is nobody's landing page.
    let page = if outcome.is_some() || !ticks.is_empty() { page.unlisted() } else { page };
    Ok(QuestionsPage {
        page,
        list_url: urls::list(tenant),
        action: urls::questions(tenant),
        change_url: address(&urls::questions(tenant), &ticks),
        questions: QuestionView::all(&ticks, context),
        startup_url: founding(tenant, outcome.is_some() && ticks.names_a_business()),
        outcome,
    })
}

async fn weigh(visitor: &Visitor, tenant: &Tenant, ticks: &Ticks) -> AppResult<Outcome> {
    let context = visitor.context();
    let t = context.t();
    let answer = |question: Question| {
        let labels = ticks.labels(question, t);
        let words = if labels.is_empty() { t.policies.skipped.to_owned() } else { labels.join(t.time.list_separator) };
        (question.label(t), words)
    };
    let mut outcome = Outcome {
        answers: Question::ALL.into_iter().map(answer).collect(),
        applies: Vec::new(),
        may_apply: Vec::new(),
        does_not: Vec::new(),
    };
    for (keeper, policy) in in_force(visitor).await? {
        let judgement = judge(&policy.content.conditions, ticks);
        let list = match judgement.verdict() {
            Verdict::Applies => &mut outcome.applies,
            Verdict::MayApply => &mut outcome.may_apply,
            Verdict::DoesNotApply => &mut outcome.does_not,
        };
        list.push(JudgedView {
            line: PolicyLine::new(&policy, &keeper, tenant, context),
            fits: fits(&policy, &judgement, t),
        });
    }
    Ok(outcome)
}

fn fits(policy: &Policy, judgement: &Judgement, t: &'static Messages) -> Vec<FitView> {
    let view = |(question, fit): &(Question, Fit)| {
        let (class, word) = match fit {
            Fit::Met => ("mark", t.policies.fit_met),
            Fit::Open => ("mark mark--soon", t.policies.fit_open),
            Fit::Unmet => ("mark mark--plain", t.policies.fit_unmet),
        };
        let wanted = policy.content.conditions.wanted(*question, t);
        FitView { class, word, label: question.label(t), wanted }
    };
    judgement.0.iter().map(view).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_stand_in_the_address_and_are_read_from_it() {
        let answers = Answers {
            identity: vec!["rural".to_owned(), "registered".to_owned(), "<b>".to_owned()],
            age: vec!["40".to_owned()],
            ..Answers::default()
        };
        let url = address("/c/a/policies/match", &answers.ticks());
        assert_eq!(url, "/c/a/policies/match?identity=registered&identity=rural&age=40");
        let query = url.split_once('?').unwrap().1;
        let read: Answers = serde_html_form::from_str(query).unwrap();
        assert_eq!(read.ticks(), answers.ticks());
        assert_eq!(address("/x", &Ticks::default()), "/x");
    }
}
