//! Messages: `locales/{locale}/{feature}.toml` becomes one struct a feature, so that a page reads a message as a
//! field (`t.directory.title`) or, where it has placeholders, calls it (`t.directory.results(12)`): nothing is looked
//! up at run time, and a key or placeholder that one locale lacks fails the build.
//!
//! A table with `one` and `other` is chosen by the placeholder `count` (CLDR's plural categories for these locales:
//! Chinese has `other` only, English adds `one`).

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::Path;

use anyhow::{Context, Result, bail, ensure};

const LOCALES: [(&str, &str); 3] = [("zh-Hans", "ZH_HANS"), ("zh-Hant", "ZH_HANT"), ("en", "EN")];

/// A message in one locale.
#[derive(Clone, PartialEq)]
struct Message {
    one: Option<String>,
    other: String,
}

impl Message {
    fn parse(value: &toml::Value) -> Result<Self> {
        if let Some(text) = value.as_str() {
            return Ok(Self { one: None, other: text.to_owned() });
        }
        let table = value.as_table().context("neither text nor a table of plural forms")?;
        let form = |name: &str| table.get(name).and_then(|v| v.as_str()).map(str::to_owned);
        ensure!(table.keys().all(|k| k == "one" || k == "other"), "only the plural forms `one` and `other` are known");
        Ok(Self { one: form("one"), other: form("other").context("lacks the plural form `other`")? })
    }

    /// The placeholders in the order of their first appearance.
    fn in_order(&self) -> Result<Vec<String>> {
        let mut names: Vec<String> = Vec::new();
        for text in self.one.iter().chain([&self.other]) {
            for piece in pieces(text)? {
                if let Piece::Placeholder(name) = piece
                    && !names.iter().any(|known| known == name)
                {
                    names.push(name.to_owned());
                }
            }
        }
        if self.one.is_some() && !names.iter().any(|name| name == "count") {
            names.push("count".to_owned());
        }
        Ok(names)
    }

    fn placeholders(&self) -> Result<BTreeSet<String>> {
        Ok(self.in_order()?.into_iter().collect())
    }
}

enum Piece<'a> {
    Text(&'a str),
    Placeholder(&'a str),
}

fn pieces(text: &str) -> Result<Vec<Piece<'_>>> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find('{') {
        let end = rest[start..].find('}').context("an opening brace without its closing one")? + start;
        let name = &rest[start + 1..end];
        ensure!(
            !name.is_empty() && name.chars().all(|c| c.is_ascii_lowercase() || c == '_'),
            "placeholder `{name}` is not a name"
        );
        if start > 0 {
            found.push(Piece::Text(&rest[..start]));
        }
        found.push(Piece::Placeholder(name));
        rest = &rest[end + 1..];
    }
    if !rest.is_empty() {
        found.push(Piece::Text(rest));
    }
    Ok(found)
}

type Catalogue = BTreeMap<String, BTreeMap<String, Message>>;

fn read(dir: &Path) -> Result<Catalogue> {
    let mut catalogue = Catalogue::new();
    for entry in std::fs::read_dir(dir).with_context(|| format!("{}", dir.display()))? {
        let path = entry?.path();
        let feature = path.file_stem().and_then(|s| s.to_str()).context("a message file without a name")?.to_owned();
        let table: toml::Table =
            std::fs::read_to_string(&path)?.parse().with_context(|| format!("{}", path.display()))?;
        let mut messages = BTreeMap::new();
        for (key, value) in &table {
            let message = Message::parse(value).with_context(|| format!("{}: {key}", path.display()))?;
            messages.insert(key.clone(), message);
        }
        catalogue.insert(feature, messages);
    }
    Ok(catalogue)
}

/// Every locale must have the first one's features, keys and placeholders, no more and no fewer.
fn compare(first: &Catalogue, other: &Catalogue, locale: &str) -> Result<()> {
    let keys = |c: &Catalogue| -> BTreeSet<String> {
        c.iter().flat_map(|(f, m)| m.keys().map(move |k| format!("{f}.{k}"))).collect()
    };
    let (a, b) = (keys(first), keys(other));
    let missing: Vec<_> = a.difference(&b).collect();
    let extra: Vec<_> = b.difference(&a).collect();
    if !missing.is_empty() || !extra.is_empty() {
        bail!("locale {locale}: missing {missing:?}, not in zh-Hans {extra:?}");
    }
    for (feature, messages) in first {
        for (key, message) in messages {
            let (wanted, found) = (message.placeholders()?, other[feature][key].placeholders()?);
            // A locale with plural forms may need `count` where another leaves the number out.
            let same = wanted.iter().filter(|n| *n != "count").eq(found.iter().filter(|n| *n != "count"));
            ensure!(same, "locale {locale}: {feature}.{key} has placeholders {found:?}, zh-Hans has {wanted:?}");
        }
    }
    Ok(())
}

fn struct_name(feature: &str) -> String {
    feature.split('_').map(|part| part[..1].to_uppercase() + &part[1..]).collect()
}

/// The expression that formats a message's text.
fn format_call(text: &str) -> Result<String> {
    let mut template = String::new();
    for piece in pieces(text)? {
        match piece {
            Piece::Text(text) => template.push_str(&text.replace('{', "{{").replace('}', "}}")),
            Piece::Placeholder(name) => write!(template, "{{{name}}}")?,
        }
    }
    Ok(format!("format!({template:?})"))
}

/// Writes the module that `src/web/i18n.rs` includes.
pub fn generate(dir: &Path, out: &Path) -> Result<()> {
    let catalogues: Vec<Catalogue> = LOCALES.iter().map(|(name, _)| read(&dir.join(name))).collect::<Result<_>>()?;
    for ((locale, _), catalogue) in LOCALES.iter().zip(&catalogues).skip(1) {
        compare(&catalogues[0], catalogue, locale)?;
    }
    let mut code = String::new();
    let features: Vec<&String> = catalogues[0].keys().collect();

    writeln!(code, "/// Every message of one locale, by feature.\n#[derive(Debug)]\npub struct Messages {{")?;
    for feature in &features {
        writeln!(code, "    /// The messages of `{feature}`.\n    pub {feature}: {},", struct_name(feature))?;
    }
    writeln!(code, "}}")?;

    for feature in &features {
        write_feature(&mut code, feature, &catalogues)?;
    }
    for ((_, constant), catalogue) in LOCALES.iter().zip(&catalogues) {
        writeln!(code, "/// The messages of this locale.\npub static {constant}: Messages = Messages {{")?;
        for feature in &features {
            let locale = if has_calls(&catalogues, feature)? {
                format!(" locale: Locale::{},", variant(constant))
            } else {
                String::new()
            };
            writeln!(code, "    {feature}: {} {{{locale}", struct_name(feature))?;
            for (key, message) in &catalogue[*feature] {
                if is_plain(&catalogues, feature, key)? {
                    writeln!(code, "        {key}: {:?},", message.other)?;
                }
            }
            writeln!(code, "    }},")?;
        }
        writeln!(code, "}};")?;
    }
    std::fs::write(out, code)?;
    Ok(())
}

fn variant(constant: &str) -> &'static str {
    match constant {
        "ZH_HANS" => "ZhHans",
        "ZH_HANT" => "ZhHant",
        _ => "En",
    }
}

/// Whether the message is the same fixed text for every call, in every locale.
fn is_plain(catalogues: &[Catalogue], feature: &str, key: &str) -> Result<bool> {
    for catalogue in catalogues {
        if !catalogue[feature][key].placeholders()?.is_empty() {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Whether any of a feature's messages is formatted, so that its struct must know its locale.
fn has_calls(catalogues: &[Catalogue], feature: &str) -> Result<bool> {
    for key in catalogues[0][feature].keys() {
        if !is_plain(catalogues, feature, key)? {
            return Ok(true);
        }
    }
    Ok(false)
}

fn write_feature(code: &mut String, feature: &str, catalogues: &[Catalogue]) -> Result<()> {
    let name = struct_name(feature);
    let mut methods = String::new();
    let locale = if has_calls(catalogues, feature)? { "\n    locale: Locale," } else { "" };
    writeln!(code, "/// Messages of `{feature}`.\n#[derive(Debug)]\npub struct {name} {{{locale}")?;
    for (key, message) in &catalogues[0][feature] {
        let doc = message.other.replace('\n', " ");
        if is_plain(catalogues, feature, key)? {
            writeln!(code, "    /// {doc}\n    pub {key}: &'static str,")?;
            continue;
        }
        // Arguments come in the order in which the first locale's text has them: a caller reads it and writes them so.
        let mut names: Vec<String> = Vec::new();
        for catalogue in catalogues {
            for name in catalogue[feature][key].in_order()? {
                if !names.contains(&name) {
                    names.push(name);
                }
            }
        }
        let plural = catalogues.iter().any(|c| c[feature][key].one.is_some());
        let args: Vec<String> = names
            .iter()
            .map(|n| {
                if plural && n == "count" { "count: impl Count".into() } else { format!("{n}: impl std::fmt::Display") }
            })
            .collect();
        writeln!(
            methods,
            "    /// {doc}\n    #[expect(clippy::allow_attributes, reason = \"not every locale uses every argument, and some say the same\")]\n    #[allow(unused_variables, clippy::match_same_arms)]\n    pub fn {key}(&self, {}) -> String {{\n        {}match self.locale {{",
            args.join(", "),
            if plural { "let count = count.number();\n        " } else { "" }
        )?;
        for ((_, constant), catalogue) in LOCALES.iter().zip(catalogues) {
            let message = &catalogue[feature][key];
            let other = format_call(&message.other)?;
            let arm = match &message.one {
                Some(one) => format!("if count == 1 {{ {} }} else {{ {other} }}", format_call(one)?),
                None => other,
            };
            writeln!(methods, "            Locale::{} => {arm},", variant(constant))?;
        }
        writeln!(methods, "        }}\n    }}")?;
    }
    writeln!(code, "}}")?;
    if !methods.is_empty() {
        writeln!(code, "impl {name} {{\n{methods}}}")?;
    }
    Ok(())
}
