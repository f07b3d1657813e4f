//! Changing parameters of an address.

/// `uri` with each named parameter set to its value, or left out where the value is empty; others stay as they are.
pub fn with_params(uri: &str, changes: &[(&str, &str)]) -> String {
    let (path, query) = uri.split_once('?').unwrap_or((uri, ""));
    let kept = query
        .split('&')
        .filter(|pair| !pair.is_empty())
        .filter(|pair| changes.iter().all(|(name, _)| pair.split('=').next() != Some(name)))
        .map(str::to_owned);
    let added = changes.iter().filter(|(_, value)| !value.is_empty()).map(|(name, value)| format!("{name}={value}"));
    let query: Vec<String> = kept.chain(added).collect();
    if query.is_empty() { path.to_owned() } else { format!("{path}?{}", query.join("&")) }
}

#[cfg(test)]
mod tests {
    use super::with_params;

    #[test]
    fn one_parameter_changes_and_the_others_stay() {
        assert_eq!(with_params("/c/a", &[("lang", "en")]), "/c/a?lang=en");
        assert_eq!(with_params("/c/a?q=x&lang=en&lang=zh", &[("lang", "zh-Hant")]), "/c/a?q=x&lang=zh-Hant");
        assert_eq!(with_params("/c/a?elder=1&size=20", &[("elder", ""), ("size", "")]), "/c/a");
    }
}
