//! The categories of service, which all communities share. Codes stay; names, order and keywords may change.

use axum::response::Response;
use serde::Deserialize;

use super::forms::CategoryForm;
use super::pages::{CategoriesPage, CategoryPage, CategoryView, page};
use super::queries::reference;
use super::urls;
use crate::access::Operator;
use crate::error::{AppError, AppResult};
use crate::tenancy::Category;
use crate::ui::{CategoryIcon, SelectOption};
use crate::web::extract::{Form, Path};
use crate::web::form::Errors;
use crate::web::{Flash, Locale, form_page, redirect};

pub(super) async fn list(operator: Operator) -> AppResult<Response> {
    show_list(&operator, CategoryForm::default(), Errors::default())
}

fn show_list(operator: &Operator, form: CategoryForm, errors: Errors) -> AppResult<Response> {
    let (t, locale) = (&operator.context().t().operator, operator.context().locale);
    let platform = operator.state().platform();
    let view = |category: &Category| CategoryView {
        url: urls::category(&category.code),
        name: category.name(locale).to_owned(),
        kinds: platform
            .kinds_of(&category.code)
            .map(|kind| (urls::category(&kind.code), kind.name(locale).to_owned()))
            .collect(),
        code: category.code.clone(),
    };
    // An icon is known by the category that has it.
    let icon_name = |icon: &str| {
        let category = platform.categories().find(|category| category.icon == icon);
        category.map_or_else(|| icon.to_owned(), |category| category.name(locale).to_owned())
    };
    let parents = platform.categories().map(|category| SelectOption::new(&category.code, category.name(locale)));
    let template = CategoriesPage {
        page: page(operator, t.categories),
        categories: platform.categories().map(view).collect(),
        parents: std::iter::once(SelectOption::new("", t.no_parent)).chain(parents).collect(),
        icons: CategoryIcon::KNOWN.iter().map(|icon| SelectOption::new(*icon, icon_name(icon))).collect(),
        form,
        errors,
    };
    form_page(operator.flash(), &template.errors, &template)
}

pub(super) async fn add(operator: Operator, Form(form): Form<CategoryForm>) -> AppResult<Response> {
    let t = operator.context().t();
    let platform = operator.state().platform();
    let mut errors = Errors::default();
    form.check_code(t, &mut errors);
    // A sub-service looks like its category.
    let icon = if form.parent.is_empty() {
        CategoryIcon::KNOWN.contains(&form.icon.as_str()).then(|| form.icon.clone())
    } else {
        platform.category(&form.parent).filter(|above| above.parent.is_none()).map(|above| above.icon.clone())
    };
    if icon.is_none() {
        errors.add(if form.parent.is_empty() { "icon" } else { "parent" }, t.operator.error_choice);
    }
    let valid = form.check(t, &mut errors);
    let (Some(valid), Some(icon), true) = (valid, icon, errors.is_empty()) else {
        return show_list(&operator, form, errors);
    };
    let mut tx = operator.write().await?;
    let parent = Some(form.parent.as_str()).filter(|parent| !parent.is_empty());
    if !reference::add_category(&mut tx, &form.code, parent, &icon, &valid).await? {
        drop(tx);
        return show_list(&operator, form, Errors::of("code", t.operator.error_code_taken));
    }
    tx.commit().await?;
    Ok(redirect(urls::CATEGORIES, Some(Flash::Saved)))
}

/// The path of a category.
#[derive(Deserialize)]
pub(super) struct CategoryPath {
    category: String,
}

pub(super) async fn show(operator: Operator, Path(path): Path<CategoryPath>) -> AppResult<Response> {
    let mut tx = operator.read().await?;
    let position = reference::position(&mut tx, &path.category).await?.ok_or(AppError::NotFound)?;
    drop(tx);
    let platform = operator.state().platform();
    let category = platform.category(&path.category).ok_or(AppError::NotFound)?;
    let [name_hans, name_hant, name_en] = category.names().clone();
    let summary = |locale: Locale| category.summary(locale).to_owned();
    let form = CategoryForm {
        code: category.code.clone(),
        position: position.to_string(),
        name_hans,
        name_hant,
        name_en,
        summary_hans: summary(Locale::ZhHans),
        summary_hant: summary(Locale::ZhHant),
        summary_en: summary(Locale::En),
        keywords: category.keywords.join("、"),
        ..CategoryForm::default()
    };
    show_one(&operator, category, form, Errors::default())
}

fn show_one(operator: &Operator, category: &Category, form: CategoryForm, errors: Errors) -> AppResult<Response> {
    let title = category.name(operator.context().locale).to_owned();
    let template =
        CategoryPage { page: page(operator, &title), title, action: urls::category(&category.code), form, errors };
    form_page(operator.flash(), &template.errors, &template)
}

pub(super) async fn save(
    operator: Operator,
    Path(path): Path<CategoryPath>,
    Form(form): Form<CategoryForm>,
) -> AppResult<Response> {
    let platform = operator.state().platform();
    let category = platform.category(&path.category).ok_or(AppError::NotFound)?;
    let mut errors = Errors::default();
    let Some(valid) = form.check(operator.context().t(), &mut errors) else {
        return show_one(&operator, category, form, errors);
    };
    let mut tx = operator.write().await?;
    if !reference::change_category(&mut tx, &category.code, &valid).await? {
        return Err(AppError::NotFound);
    }
    tx.commit().await?;
    Ok(redirect(urls::CATEGORIES, Some(Flash::Saved)))
}
