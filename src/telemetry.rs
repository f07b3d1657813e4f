//! The log: to standard error, as text for people or JSON for machines.

use tracing_subscriber::EnvFilter;

/// Starts logging with a filter such as `info,sqlx=warn`; as JSON when nobody is watching.
pub fn init(filter: &str) -> anyhow::Result<()> {
    let filter =
        EnvFilter::try_new(filter).map_err(|error| anyhow::anyhow!("JMK_LOG is not a log filter: {error}."))?;
    let builder = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    if std::io::IsTerminal::is_terminal(&std::io::stderr()) {
        builder.compact().init();
    } else {
        builder.json().flatten_event(true).init();
    }
    Ok(())
}
