//! Changing parameters of an address.

/// `uri` with each named parameter set to its value, or left out where the value is empty; others stay as they are.
pub fn with_params(uri: &str, changes: &[(&str, &str)]) -> String {
    let (path, query) = uri.split_once('?').unwrap_or((uri, ""));
    let kept = query
        .split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
        .filter(|(name, _)| changes.iter().all(|(changed, _)| name != changed));
    let added = changes.iter().copied().filter(|(_, value)| !value.is_empty());
    // A page has a dozen such addresses: each is built in one piece.
    let mut changed = String::with_capacity(uri.len() + 32);
    changed.push_str(path);
    for (n, (name, value)) in kept.chain(added).enumerate() {
        changed.push(if n == 0 { '?' } else { '&' });
        changed.extend([name, "=", value]);
    }
    changed
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
