//! The course form, with a row for each of its parts.

use serde::Deserialize;

use super::whole;
use crate::db::CourseId;
use crate::talents::Need;
use crate::training::model::{LESSON_HOURS, MOST_MODULES, Module, Strand};
use crate::training::queries::courses::{Course, CourseValues};
use crate::values::{Fen, FenError, Line, Paragraphs, Trade};
use crate::web::Messages;
use crate::web::form::Errors;

/// The most that a course costs.
const DEAREST: Fen = Fen::from_yuan(100_000).unwrap();
/// Rows of a new course's form.
const ROWS: usize = 8;
/// Empty rows below those that are filled.
const SPARE: usize = 3;

/// A course as typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(in crate::training) struct CourseForm {
    /// The new course's id, from the form: the idempotency key.
    pub key: Option<CourseId>,
    pub revision: i32,
    pub title: String,
    /// A trade's code; empty: for every trade.
    pub trade: String,
    /// The codes of what it teaches of all that people would like to learn; none: what follows from the rest.
    pub teach: Vec<String>,
    pub summary: String,
    pub requirements: String,
    pub materials: String,
    /// In yuan; empty: for free.
    pub fee: String,
    /// Of each row, in order, the strand's code …
    pub strand: Vec<String>,
    /// … what the part is called …
    pub module: Vec<String>,
    /// … and its lesson hours.
    pub hours: Vec<String>,
}

/// A row of the form.
pub(in crate::training) struct ModuleField {
    pub number: usize,
    pub strand: String,
    pub title: String,
    pub hours: String,
}

impl CourseForm {
    /// A new, empty one.
    pub fn new() -> Self {
        Self { key: Some(CourseId::generate()), ..Self::default() }
    }

    /// A course as the form shows it.
    pub fn of(course: &Course, modules: &[Module]) -> Self {
        let values = &course.values;
        Self {
            key: None,
            revision: course.revision,
            title: values.title.clone(),
            trade: values.trade.map_or_else(String::new, |trade| trade.code().to_owned()),
            teach: values.teaches.iter().map(|need| need.code().to_owned()).collect(),
            summary: values.summary.clone(),
            requirements: values.requirements.clone(),
            materials: values.materials.clone(),
            fee: values.fee.to_string().trim_start_matches('¥').replace(',', ""),
            strand: modules.iter().map(|module| module.strand.code().to_owned()).collect(),
            module: modules.iter().map(|module| module.title.clone()).collect(),
            hours: modules.iter().map(|module| module.lesson_hours.to_string()).collect(),
        }
    }

    fn row(&self, at: usize) -> ModuleField {
        let of = |list: &[String]| list.get(at).cloned().unwrap_or_default();
        ModuleField { number: at + 1, strand: of(&self.strand), title: of(&self.module), hours: of(&self.hours) }
    }

    fn rows_sent(&self) -> usize {
        self.strand.len().max(self.module.len()).max(self.hours.len())
    }

    /// The rows to fill in: those that are filled, and some more.
    pub fn rows(&self) -> Vec<ModuleField> {
        let filled = (0..self.rows_sent()).rev().find(|at| !self.row(*at).is_empty()).map_or(0, |at| at + 1);
        let rows = if filled == 0 { ROWS } else { (filled + SPARE).min(MOST_MODULES) };
        (0..rows.max(filled)).map(|at| self.row(at)).collect()
    }

    /// The course and its parts, or every error there is.
    pub fn check(&self, t: &Messages, errors: &mut Errors) -> Option<(CourseValues, Vec<Module>)> {
        let n = &t.training;
        let title = errors.take("title", Line::<40>::parse(&self.title), |_| n.error_title.to_owned());
        let trade = match self.trade.as_str() {
            "" => Some(None),
            code => Trade::parse(code).map(Some),
        };
        if trade.is_none() {
            errors.add("trade", n.error_trade);
        }
        let summary =
            errors.optional_text("summary", &self.summary, Paragraphs::<1000>::parse, t.training.error_length(1000));
        let requirements = errors.optional_text(
            "requirements",
            &self.requirements,
            Paragraphs::<500>::parse,
            t.training.error_length(500),
        );
        let materials =
            errors.optional_text("materials", &self.materials, Paragraphs::<500>::parse, t.training.error_length(500));
        let fee = match self.fee.parse::<Fen>() {
            Ok(fee) if fee <= DEAREST => Some(fee),
            Err(FenError::Empty) => Some(Fen::ZERO),
            _ => {
                errors.add("fee", n.error_fee);
                None
            }
        };
        let modules = self.modules(t, errors);
        let values = CourseValues {
            title: title?.into(),
            trade: trade?,
            teaches: Need::among(&self.teach),
            summary: summary?,
            requirements: requirements?,
            materials: materials?,
            fee: fee?,
        };
        Some((values, modules?)).filter(|_| errors.is_empty())
    }

    fn modules(&self, t: &Messages, errors: &mut Errors) -> Option<Vec<Module>> {
        let n = &t.training;
        let (mut modules, mut problems) = (Vec::new(), Vec::new());
        for row in (0..self.rows_sent()).map(|at| self.row(at)).filter(|row| !row.is_empty()) {
            let strand = Strand::parse(&row.strand);
            let title = Line::<40>::parse(&row.title).ok();
            let lesson_hours = whole(&row.hours).filter(|hours| LESSON_HOURS.contains(hours));
            match (strand, title, lesson_hours) {
                (Some(strand), Some(title), Some(lesson_hours)) => {
                    modules.push(Module { strand, title: title.into(), lesson_hours });
                }
                (None, ..) => problems.push(n.error_module_strand(row.number)),
                (_, None, _) => problems.push(n.error_module_title(row.number)),
                _ => problems.push(n.error_module_hours(row.number)),
            }
        }
        if modules.len() > MOST_MODULES {
            problems.push(n.error_modules_many(MOST_MODULES));
        } else if modules.is_empty() && problems.is_empty() {
            problems.push(n.error_modules_none.to_owned());
        }
        if problems.is_empty() {
            return Some(modules);
        }
        errors.add("modules", problems.join(" "));
        None
    }
}

impl ModuleField {
    /// Whether nothing is typed in it: a strand alone is what the form came with.
    fn is_empty(&self) -> bool {
        self.title.trim().is_empty() && self.hours.trim().is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::Locale;

    fn form(rows: &[(&str, &str, &str)]) -> CourseForm {
        CourseForm {
            title: "家务基础".to_owned(),
            strand: rows.iter().map(|row| row.0.to_owned()).collect(),
            module: rows.iter().map(|row| row.1.to_owned()).collect(),
            hours: rows.iter().map(|row| row.2.to_owned()).collect(),
            ..CourseForm::default()
        }
    }

    fn check(form: &CourseForm) -> Result<Vec<Module>, String> {
        let mut errors = Errors::default();
        let valid = form.check(Locale::ZhHans.messages(), &mut errors);
        valid.map(|(_, modules)| modules).ok_or_else(|| errors.get("modules").unwrap_or_default().to_owned())
    }

    #[test]
    fn empty_rows_are_left_out_and_half_filled_ones_are_named() {
        let modules = check(&form(&[("skills", "", ""), ("health", "洗护", "８"), ("skills", " ", " ")])).unwrap();
        assert_eq!(modules, [Module { strand: Strand::Health, title: "洗护".to_owned(), lesson_hours: 8 }]);
        let wrong = check(&form(&[("skills", "洗护", "0"), ("skills", "", "8"), ("dance", "舞", "8")])).unwrap_err();
        for number in ["1", "2", "3"] {
            assert!(wrong.contains(number), "{wrong}");
        }
        assert!(!check(&form(&[("skills", "", "")])).unwrap_err().is_empty(), "a course teaches something");
        let many: Vec<_> = (0..=MOST_MODULES).map(|_| ("mind", "课", "1")).collect();
        assert!(check(&form(&many)).unwrap_err().contains("30"));
        assert_eq!(check(&form(&many[1..])).map(|modules| modules.len()), Ok(30));
    }

    #[test]
    fn what_is_saved_fills_the_form_it_came_from_and_leaves_room_below() {
        let teach = ["health", "juggling"].map(str::to_owned).into();
        let typed = CourseForm { teach, ..form(&[("skills", "工具", "4"), ("mind", "沟通", "2")]) };
        let (values, modules) = typed.check(Locale::En.messages(), &mut Errors::default()).unwrap();
        assert_eq!(values.teaches, [Need::Health], "what is not offered cannot be chosen");
        let course = Course { id: CourseId::generate(), values, is_retired: false, revision: 3, lesson_hours: 6 };
        let again = CourseForm::of(&course, &modules);
        assert_eq!(again.check(Locale::En.messages(), &mut Errors::default()), Some((course.values, modules)));
        assert_eq!(again.rows().len(), 2 + SPARE);
        assert_eq!(CourseForm::new().rows().len(), ROWS);
        // However many were typed, all come back.
        let many: Vec<_> = (0..40).map(|_| ("mind", "课", "1")).collect();
        assert_eq!(form(&many).rows().len(), 40);
    }

    #[test]
    fn a_fee_is_an_amount_or_nothing() {
        for (fee, fen) in [("", Some(0)), ("0", Some(0)), ("120.5", Some(12_050)), ("100001", None), ("免费", None)] {
            let form = CourseForm { fee: fee.to_owned(), ..form(&[("skills", "课", "1")]) };
            let valid = form.check(Locale::ZhHans.messages(), &mut Errors::default());
            assert_eq!(valid.map(|(values, _)| values.fee.fen()), fen, "{fee}");
        }
    }
}
