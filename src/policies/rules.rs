//! Whom a policy is for: five questions, what it asks of the answers, and what follows. Pure.

use crate::web::Messages;

/// An answer that may be ticked: its word in the database and in addresses, and its message.
pub struct Choice {
    /// The word.
    pub code: &'static str,
    word: fn(&Messages) -> &'static str,
}

impl Choice {
    /// What it is called.
    pub fn label(&self, t: &Messages) -> &'static str {
        (self.word)(t)
    }
}

/// Declares the questions: each with the name of its field, its message, and its choices.
macro_rules! questions {
    ($($(#[$doc:meta])* $name:ident $field:literal $label:ident [$($code:literal $word:ident,)+])+) => {
        /// A question of the five.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Question {
            $($(#[$doc])* $name,)+
        }

        impl Question {
            /// All of them, in the order in which they are asked.
            pub const ALL: [Self; 5] = [$(Self::$name),+];

            /// The name of its field.
            pub fn field(self) -> &'static str {
                match self {
                    $(Self::$name => $field,)+
                }
            }

            /// What it asks about.
            pub fn label(self, t: &Messages) -> &'static str {
                match self {
                    $(Self::$name => t.policies.$label,)+
                }
            }

            /// What may be answered.
            pub fn choices(self) -> &'static [Choice] {
                match self {
                    $(Self::$name => &[$(Choice { code: $code, word: |t| t.policies.$word }),+],)+
                }
            }
        }
    };
}

questions! {
    /// Who somebody is, in the words of employment offices; several may hold.
    Identity "identity" identity [
        "unemployed" identity_unemployed,
        "registered" identity_registered,
        "hardship" identity_hardship,
        "graduate" identity_graduate,
        "veteran" identity_veteran,
        "rural" identity_rural,
        "disabled" identity_disabled,
        "none" identity_none,
    ]
    /// How old; each word is the band's first year.
    Age "age" age [
        "16" age_young,
        "25" age_grown,
        "40" age_forty,
        "50" age_fifty,
        "60" age_sixty,
    ]
    /// What they want; several may hold.
    Want "want" want [
        "job" want_job,
        "training" want_training,
        "flexible" want_flexible,
        "individual" want_individual,
        "company" want_company,
    ]
    /// Whether they hold a certificate of their trade.
    Certificate "certificate" certificate [
        "have" certificate_have,
        "learning" certificate_learning,
        "none" certificate_none,
    ]
    /// How they stand with the employment office and social insurance; several may hold.
    Standing "standing" standing [
        "half_year" standing_half_year,
        "newly" standing_newly,
        "employer" standing_employer,
        "self" standing_self,
        "none" standing_none,
    ]
}

impl Question {
    /// Whether one answer excludes the others.
    pub fn is_single(self) -> bool {
        matches!(self, Self::Age | Self::Certificate)
    }
}

/// What is ticked of each question: what somebody answers, or what a policy asks for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ticks([Vec<&'static str>; 5]);

impl Ticks {
    /// Those that a form or a row names, a list for each question in their order; what no question offers is left out, and
    /// each is there once.
    pub fn read(named: [&[String]; 5]) -> Self {
        Self(Question::ALL.map(|question| {
            let names = named[question as usize];
            let known = question.choices().iter().map(|choice| choice.code);
            known.filter(|code| names.iter().any(|name| name == code)).collect()
        }))
    }

    /// Those of one question; as an answer none means that it was skipped, of a policy that it does not ask.
    pub fn of(&self, question: Question) -> &[&'static str] {
        &self.0[question as usize]
    }

    /// Those of one question that a policy asks for, in words: one, or any of several.
    pub fn wanted(&self, question: Question, t: &Messages) -> String {
        let labels = self.labels(question, t);
        let all = labels.join(t.time.list_separator);
        if labels.len() > 1 { t.policies.any_of(all) } else { all }
    }

    /// The same as the database takes them.
    pub fn stored(&self, question: Question) -> Vec<String> {
        self.of(question).iter().map(|code| (*code).to_owned()).collect()
    }

    /// Whether nothing at all is ticked.
    pub fn is_empty(&self) -> bool {
        self.0.iter().all(Vec::is_empty)
    }

    /// Whether a business of one's own is among what is wanted.
    pub fn names_a_business(&self) -> bool {
        self.of(Question::Want).iter().any(|want| matches!(*want, "individual" | "company"))
    }

    /// Those of one question, as they are called.
    pub fn labels(&self, question: Question, t: &Messages) -> Vec<&'static str> {
        let ticked = |choice: &&Choice| self.of(question).contains(&choice.code);
        question.choices().iter().filter(ticked).map(|choice| choice.label(t)).collect()
    }
}

/// How an answer meets what a policy asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fit {
    /// One of the answers is one that it asks for.
    Met,
    /// It asks, and nothing was answered.
    Open,
    /// None of the answers is.
    Unmet,
}

/// Whether a policy is for somebody, as far as their answers tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// All that it asks is met.
    Applies,
    /// Nothing speaks against it, and an answer is missing.
    MayApply,
    /// Something that it asks is not met.
    DoesNotApply,
}

/// What follows from somebody's answers, condition by condition; questions of which the policy asks nothing are left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judgement(pub Vec<(Question, Fit)>);

impl Judgement {
    /// All of it in a word.
    pub fn verdict(&self) -> Verdict {
        let any = |fit| self.0.iter().any(|(_, one)| *one == fit);
        if any(Fit::Unmet) {
            Verdict::DoesNotApply
        } else if any(Fit::Open) {
            Verdict::MayApply
        } else {
            Verdict::Applies
        }
    }
}

/// Weighs somebody's answers against what a policy asks for.
pub fn judge(conditions: &Ticks, answers: &Ticks) -> Judgement {
    let asked = Question::ALL.into_iter().filter(|question| !conditions.of(*question).is_empty());
    let fits = asked.map(|question| {
        let (wanted, given) = (conditions.of(question), answers.of(question));
        let fit = if given.is_empty() {
            Fit::Open
        } else if given.iter().any(|code| wanted.contains(code)) {
            Fit::Met
        } else {
            Fit::Unmet
        };
        (question, fit)
    });
    Judgement(fits.collect())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Any ticks at all, as a mask of bits for each question.
    fn ticks() -> impl Strategy<Value = Ticks> {
        prop::array::uniform5(0_u32..256).prop_map(|masks| {
            Ticks(std::array::from_fn(|at| {
                let choices = Question::ALL[at].choices().iter().enumerate();
                choices.filter(|(bit, _)| masks[at] >> bit & 1 == 1).map(|(_, choice)| choice.code).collect()
            }))
        })
    }

    fn verdict(conditions: &Ticks, answers: &Ticks) -> Verdict {
        judge(conditions, answers).verdict()
    }

    /// The worse, the greater.
    fn rank(verdict: Verdict) -> u8 {
        match verdict {
            Verdict::Applies => 0,
            Verdict::MayApply => 1,
            Verdict::DoesNotApply => 2,
        }
    }

    #[test]
    fn somebody_registered_at_forty_five_is_offered_what_is_for_them() {
        let of = |pairs: &[(Question, &str)]| {
            let named = Question::ALL.map(|question| {
                pairs.iter().filter(|(one, _)| *one == question).map(|(_, code)| (*code).to_owned()).collect::<Vec<_>>()
            });
            Ticks::read(named.each_ref().map(Vec::as_slice))
        };
        let policy = of(&[(Question::Identity, "hardship"), (Question::Want, "flexible")]);
        let mut me = of(&[(Question::Identity, "hardship"), (Question::Age, "40")]);
        assert_eq!(judge(&policy, &me).0, [(Question::Identity, Fit::Met), (Question::Want, Fit::Open)]);
        assert_eq!(verdict(&policy, &me), Verdict::MayApply);
        me.0[Question::Want as usize] = vec!["job", "flexible"];
        assert_eq!(verdict(&policy, &me), Verdict::Applies);
        me.0[Question::Identity as usize] = vec!["none"];
        assert_eq!(verdict(&policy, &me), Verdict::DoesNotApply);
        assert!(of(&[(Question::Age, "41")]).is_empty(), "what nobody offers is no answer");
    }

    #[test]
    fn fields_and_words_lead_back() {
        for question in Question::ALL {
            let all: Vec<String> = question.choices().iter().map(|choice| choice.code.to_owned()).collect();
            let read = Ticks::read(Question::ALL.map(|one| if one == question { all.as_slice() } else { &[] }));
            assert_eq!(read.stored(question), all);
            assert_eq!(Question::ALL[question as usize], question);
        }
    }

    proptest! {
        #[test]
        fn it_is_what_somebody_with_a_pencil_finds(conditions in ticks(), answers in ticks()) {
            let (mut unmet, mut open) = (0, 0);
            for at in 0..5 {
                if conditions.0[at].is_empty() { continue }
                if answers.0[at].is_empty() { open += 1; continue }
                if answers.0[at].iter().filter(|code| conditions.0[at].contains(code)).count() == 0 { unmet += 1 }
            }
            let expected = match (unmet, open) {
                (0, 0) => Verdict::Applies,
                (0, _) => Verdict::MayApply,
                _ => Verdict::DoesNotApply,
            };
            prop_assert_eq!(verdict(&conditions, &answers), expected);
        }

        #[test]
        fn skipping_an_answer_never_shuts_a_door(conditions in ticks(), answers in ticks(), at in 0_usize..5) {
            let before = verdict(&conditions, &answers);
            let mut skipped = answers;
            skipped.0[at].clear();
            let after = verdict(&conditions, &skipped);
            prop_assert!(after != Verdict::DoesNotApply || before == Verdict::DoesNotApply);
            // Nor does it promise what was not promised before.
            prop_assert!(after != Verdict::Applies || before == Verdict::Applies);
        }

        #[test]
        fn nothing_answered_shuts_no_door_at_all(conditions in ticks()) {
            let open = verdict(&conditions, &Ticks::default());
            let expected = if conditions.is_empty() { Verdict::Applies } else { Verdict::MayApply };
            prop_assert_eq!(open, expected);
        }

        #[test]
        fn ticking_one_more_thing_never_makes_it_worse(conditions in ticks(), answers in ticks(), more in ticks(), at in 0_usize..5) {
            prop_assume!(!answers.0[at].is_empty());
            let before = verdict(&conditions, &answers);
            let mut fuller = answers;
            let added: Vec<_> = more.0[at].iter().filter(|code| !fuller.0[at].contains(code)).copied().collect();
            fuller.0[at].extend(added);
            prop_assert!(rank(verdict(&conditions, &fuller)) <= rank(before));
        }

        #[test]
        fn asking_for_less_never_makes_it_worse(conditions in ticks(), answers in ticks(), at in 0_usize..5) {
            let before = verdict(&conditions, &answers);
            let mut laxer = conditions;
            laxer.0[at].clear();
            prop_assert!(rank(verdict(&laxer, &answers)) <= rank(before));
        }
    }
}
