//! Transactions that carry their scope, and the only way to run SQL.

use std::fmt::Write;
use std::sync::Arc;

use sqlx::postgres::{PgConnection, PgPool, Postgres};
use sqlx::{AssertSqlSafe, Transaction};
use tracing::Instrument;

use super::{Changes, OrgId, PersonId, TenantId};
use crate::audit::{self, Deed};
use crate::error::AppResult;

/// For whom a transaction acts; row-level security shows it these scopes' rows and nothing else.
#[derive(Debug, Clone, Copy, Default)]
pub struct Scope {
    /// The community (or street, district) whose rows are visible.
    pub tenant: Option<TenantId>,
    /// The organization whose rows are visible.
    pub org: Option<OrgId>,
    /// The person whose rows are visible.
    pub person: Option<PersonId>,
}

impl Scope {
    /// The `SET LOCAL` statements for this scope. The ids are UUIDs, so the literals cannot break out.
    fn settings(&self) -> String {
        let mut sql = String::new();
        let ids = [
            ("tenant", self.tenant.map(TenantId::uuid)),
            ("org", self.org.map(OrgId::uuid)),
            ("person", self.person.map(PersonId::uuid)),
        ];
        for (name, id) in ids {
            if let Some(id) = id {
                let _ = write!(sql, "; SET LOCAL app.{name}_id = '{id}'");
            }
        }
        sql
    }
}

/// What can run a query that reads.
pub trait Tx: Send {
    /// The connection inside the transaction; for `queries.rs` alone.
    fn conn(&mut self) -> &mut PgConnection;
}

/// A transaction that PostgreSQL itself holds to reading.
pub struct ReadTx(Transaction<'static, Postgres>);

/// A transaction that may write. Dropped without [`WriteTx::commit`], it rolls back.
pub struct WriteTx {
    inner: Transaction<'static, Postgres>,
    /// What staff do with this transaction, for the record.
    deed: Option<Deed>,
    /// The tenants whose public pages this transaction changes.
    touched: Vec<TenantId>,
    /// Whether it changes what all tenants share, or a tenant itself.
    touches_platform: bool,
    /// Where this server hears of it at once.
    changes: Arc<Changes>,
}

impl Tx for ReadTx {
    fn conn(&mut self) -> &mut PgConnection {
        &mut self.0
    }
}

impl Tx for WriteTx {
    fn conn(&mut self) -> &mut PgConnection {
        &mut self.inner
    }
}

/// Begins and sets the scope in one round trip; to the end, though whoever asks for it may leave meanwhile: of a `BEGIN` that
/// nobody waits for any more the driver rolls back nothing, and the connection's next user would act in that scope, too.
#[expect(clippy::disallowed_methods, reason = "it is waited for, and its panic is the request's")]
async fn begin(pool: &PgPool, statement: String) -> AppResult<Transaction<'static, Postgres>> {
    let pool = pool.clone();
    let begun = tokio::spawn(async move { pool.begin_with(AssertSqlSafe(statement)).await }.in_current_span());
    Ok(begun.await.map_err(anyhow::Error::from)??)
}

pub(super) async fn begin_read(pool: &PgPool, scope: &Scope) -> AppResult<ReadTx> {
    Ok(ReadTx(begin(pool, format!("BEGIN READ ONLY{}", scope.settings())).await?))
}

pub(super) async fn begin_write(pool: &PgPool, scope: &Scope, changes: Arc<Changes>) -> AppResult<WriteTx> {
    Ok(WriteTx {
        inner: begin(pool, format!("BEGIN{}", scope.settings())).await?,
        deed: None,
        touched: Vec::new(),
        touches_platform: false,
        changes,
    })
}

impl WriteTx {
    /// From here on the transaction also sees this organization's rows.
    pub async fn enter_org(&mut self, org: OrgId) -> AppResult<()> {
        self.set("org", org.uuid()).await
    }

    /// From here on the transaction sees this tenant's rows.
    pub async fn enter_tenant(&mut self, tenant: TenantId) -> AppResult<()> {
        self.set("tenant", tenant.uuid()).await
    }

    /// From here on the transaction also sees this person's rows.
    pub async fn enter_person(&mut self, person: PersonId) -> AppResult<()> {
        self.set("person", person.uuid()).await
    }

    /// From here on the transaction sees what this scope sees, besides what it saw before.
    pub async fn enter(&mut self, scope: &Scope) -> AppResult<()> {
        if let Some(tenant) = scope.tenant {
            self.enter_tenant(tenant).await?;
        }
        if let Some(org) = scope.org {
            self.enter_org(org).await?;
        }
        if let Some(person) = scope.person {
            self.enter_person(person).await?;
        }
        Ok(())
    }

    async fn set(&mut self, name: &str, id: uuid::Uuid) -> AppResult<()> {
        let sql = format!("SET LOCAL app.{name}_id = '{id}'");
        sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut *self.inner).await?;
        Ok(())
    }

    /// Puts a deed of staff on record with whatever this transaction changes.
    #[must_use]
    pub fn on_record(self, deed: Deed) -> Self {
        Self { deed: Some(deed), ..self }
    }

    /// Says which fields the deed on record changes, by the names that the record knows.
    pub fn changes(&mut self, fields: &[&'static str]) {
        if let Some(deed) = &mut self.deed {
            deed.changed.extend(fields.iter().map(|field| (*field).to_owned()));
        }
    }

    /// Says that what the public sees of this tenant changes with this transaction: every server drops what it has
    /// cached of it as soon as the transaction commits, and not if it does not.
    pub fn touch_public(&mut self, tenant: TenantId) {
        if !self.touched.contains(&tenant) {
            self.touched.push(tenant);
        }
    }

    /// Says that the tree of tenants, the categories or the holidays change with this transaction: every server reads them
    /// anew once it has committed.
    pub fn touch_platform(&mut self) {
        self.touches_platform = true;
    }

    /// Makes it so.
    pub async fn commit(mut self) -> AppResult<()> {
        if let Some(deed) = self.deed.take() {
            self.enter_tenant(deed.tenant).await?;
            audit::record(&mut self, &deed).await?;
        }
        for tenant in &self.touched {
            super::changes::announce(&mut self.inner, *tenant).await?;
        }
        if self.touches_platform {
            super::changes::announce_platform(&mut self.inner).await?;
        }
        self.inner.commit().await?;
        // Other servers hear of it from the database; whoever made the change finds it on this server's next page.
        for tenant in self.touched {
            self.changes.note(tenant);
        }
        if self.touches_platform {
            self.changes.note_platform();
        }
        Ok(())
    }
}
