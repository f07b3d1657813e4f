//! What people type into the account forms.

use serde::Deserialize;

use super::passwords::{NewPassword, Weakness};
use super::proof::ProofForm;
use crate::values::{PersonName, Phone};
use crate::web::Messages;
use crate::web::form::{Errors, FormInput};

fn phone(t: &Messages, text: &str, errors: &mut Errors) -> Option<Phone> {
    errors.take("phone", Phone::parse_mobile(text), |_| t.accounts.error_phone.to_owned())
}

fn new_password(
    t: &Messages,
    field: &'static str,
    text: &str,
    own_phone: Option<&Phone>,
    errors: &mut Errors,
) -> Option<NewPassword> {
    let own_phone = own_phone.map_or("", Phone::as_str);
    errors.take(field, NewPassword::parse(text, own_phone), |weakness| {
        match weakness {
            Weakness::TooShort => t.accounts.error_password_short,
            Weakness::TooLong => t.accounts.error_password_long,
            Weakness::Common => t.accounts.error_password_common,
        }
        .to_owned()
    })
}

/// A form together with the language its errors are told in.
pub struct In<'a, F> {
    /// The form.
    pub form: &'a F,
    /// The messages.
    pub t: &'static Messages,
}

/// The sign-up form.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct SignUp {
    /// What to call the person.
    pub name: String,
    /// The phone number.
    pub phone: String,
    /// The password wanted.
    pub password: String,
    /// Whether the person agrees to name and number being kept.
    pub agree: Option<String>,
    /// Where to go afterwards.
    pub next: String,
}

/// A sign-up without errors.
pub struct ValidSignUp {
    /// The name.
    pub name: PersonName,
    /// The number.
    pub phone: Phone,
    /// The password.
    pub password: NewPassword,
}

impl FormInput for In<'_, SignUp> {
    type Valid = ValidSignUp;

    fn check(&self, errors: &mut Errors) -> Option<ValidSignUp> {
        let Self { form, t } = self;
        let name = errors.take("name", PersonName::parse(&form.name), |_| t.accounts.error_name.to_owned());
        let phone = phone(t, &form.phone, errors);
        let password = new_password(t, "password", &form.password, phone.as_ref(), errors);
        if form.agree.is_none() {
            errors.add("agree", t.accounts.error_agree);
        }
        Some(ValidSignUp { name: name?, phone: phone?, password: password? })
    }
}

/// The sign-in form.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct SignIn {
    /// The phone number.
    pub phone: String,
    /// The password.
    pub password: String,
    /// Where to go afterwards.
    pub next: String,
    /// A form for there that came without a session, url-encoded as it came.
    pub kept: String,
}

impl FormInput for In<'_, SignIn> {
    type Valid = Phone;

    fn check(&self, errors: &mut Errors) -> Option<Phone> {
        let phone = phone(self.t, &self.form.phone, errors);
        if self.form.password.is_empty() {
            errors.add("password", self.t.accounts.error_password_missing);
        }
        phone
    }
}

/// The digits of a code, without the spaces and hyphens between them; none where there is anything else.
pub(super) fn digits(text: &str) -> Option<String> {
    text.chars()
        .filter(|c| !c.is_whitespace() && *c != '-')
        .map(|c| c.to_digit(10).or_else(|| u32::from(c).checked_sub(u32::from('０')).filter(|d| *d < 10)))
        .map(|digit| digit.and_then(|d| char::from_digit(d, 10)))
        .collect()
}

/// How many digits a one-time code has.
pub const CODE_DIGITS: usize = 10;

/// The one-time code form.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct CodeForm {
    /// The code as typed: spaces and full-width digits are fine.
    pub code: String,
}

impl FormInput for In<'_, CodeForm> {
    type Valid = String;

    fn check(&self, errors: &mut Errors) -> Option<String> {
        let code = digits(&self.form.code).filter(|digits| digits.len() == CODE_DIGITS);
        if code.is_none() {
            errors.add("code", self.t.accounts.error_code_form);
        }
        code
    }
}

/// The change-password form.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct ChangePassword {
    /// What proves that it is the person's to change.
    #[serde(flatten)]
    pub proof: ProofForm,
    /// The one wanted.
    pub new: String,
}

impl FormInput for In<'_, ChangePassword> {
    type Valid = NewPassword;

    fn check(&self, errors: &mut Errors) -> Option<NewPassword> {
        new_password(self.t, "new", &self.form.new, None, errors)
    }
}

/// The claim form: a phone and password for a record that staff made.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Claim {
    /// The phone number.
    pub phone: String,
    /// The password wanted.
    pub password: String,
}

impl FormInput for In<'_, Claim> {
    type Valid = (Phone, NewPassword);

    fn check(&self, errors: &mut Errors) -> Option<Self::Valid> {
        let phone = phone(self.t, &self.form.phone, errors);
        let password = new_password(self.t, "password", &self.form.password, phone.as_ref(), errors);
        Some((phone?, password?))
    }
}

/// The delete-account form.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Delete {
    /// What proves that it is the person's to delete; nothing for people without a password.
    #[serde(flatten)]
    pub proof: ProofForm,
    /// Ticked by whoever means it.
    pub sure: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::Locale;

    #[test]
    fn a_code_is_read_however_it_was_typed() {
        let read =
            |text: &str| In { form: &CodeForm { code: text.into() }, t: Locale::ZhHans.messages() }.validate().ok();
        assert_eq!(read("12345 67890").as_deref(), Some("1234567890"));
        assert_eq!(read(" １２３４５-６７８９０ ").as_deref(), Some("1234567890"));
        for wrong in ["", "123456789", "12345678901", "12345abcde", "١٢٣٤٥٦٧٨٩٠"] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }
}
