//! What all tenants share, held in memory: the tenant tree, the categories of service, the public holidays. It is
//! small and changes rarely; a change is announced like any other (`db::changes`) and read anew before the next request.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use chrono::{DateTime, TimeDelta, Utc};

use super::{Level, Tenant, queries};
use crate::calendar::Holidays;
use crate::clock::Clock;
use crate::db::{Db, Scope, TenantId};
use crate::error::AppResult;
use crate::web::Locale;

/// A category of service, or a sub-service under one.
#[derive(Debug, Clone)]
pub struct Category {
    /// Its stable code.
    pub code: String,
    /// The category a sub-service belongs to.
    pub parent: Option<String>,
    /// The name of its icon.
    pub icon: String,
    names: [String; 3],
    summaries: [String; 3],
    /// Words of a sheet that mean it.
    pub keywords: Vec<String>,
}

impl Category {
    pub(crate) fn new(
        code: String,
        parent: Option<String>,
        icon: String,
        names: [String; 3],
        summaries: [String; 3],
        keywords: Vec<String>,
    ) -> Self {
        Self { code, parent, icon, names, summaries, keywords }
    }

    /// Its name in a language.
    pub fn name(&self, locale: Locale) -> &str {
        &self.names[locale as usize]
    }

    /// What it covers, in a line.
    pub fn summary(&self, locale: Locale) -> &str {
        &self.summaries[locale as usize]
    }

    /// Its name in every language.
    pub fn names(&self) -> &[String; 3] {
        &self.names
    }
}

/// One reading of the shared data.
#[derive(Default)]
pub struct PlatformData {
    tenants: Vec<Arc<Tenant>>,
    by_slug: HashMap<String, usize>,
    by_id: HashMap<TenantId, usize>,
    categories: Vec<Category>,
    category_index: HashMap<String, usize>,
    /// Public holidays, as far as they are published.
    pub holidays: Holidays,
}

impl PlatformData {
    pub(crate) fn new(tenants: Vec<Tenant>, categories: Vec<Category>, holidays: Holidays) -> Self {
        let tenants: Vec<Arc<Tenant>> = tenants.into_iter().map(Arc::new).collect();
        let by_slug = tenants.iter().enumerate().map(|(i, t)| (t.slug.clone(), i)).collect();
        let by_id = tenants.iter().enumerate().map(|(i, t)| (t.id, i)).collect();
        let category_index = categories.iter().enumerate().map(|(i, c)| (c.code.clone(), i)).collect();
        Self { tenants, by_slug, by_id, categories, category_index, holidays }
    }

    /// The tenant with this slug.
    pub fn by_slug(&self, slug: &str) -> Option<Arc<Tenant>> {
        self.by_slug.get(slug).map(|&i| self.tenants[i].clone())
    }

    /// The tenant with this id.
    pub fn by_id(&self, id: TenantId) -> Option<Arc<Tenant>> {
        self.by_id.get(&id).map(|&i| self.tenants[i].clone())
    }

    /// Every tenant, in the order of their names.
    pub fn tenants(&self) -> impl Iterator<Item = &Arc<Tenant>> {
        self.tenants.iter()
    }

    /// Every community.
    pub fn communities(&self) -> impl Iterator<Item = &Arc<Tenant>> {
        self.tenants.iter().filter(|t| t.is_community())
    }

    /// The tenants directly under one.
    pub fn children(&self, parent: TenantId) -> impl Iterator<Item = &Arc<Tenant>> {
        self.tenants.iter().filter(move |t| t.parent == Some(parent))
    }

    /// The tenant and all above it, nearest first.
    pub fn lineage(&self, tenant: &Tenant) -> Vec<Arc<Tenant>> {
        let mut line = Vec::new();
        let mut next = Some(tenant.id);
        while let Some(found) = next.and_then(|id| self.by_id(id)) {
            next = found.parent;
            line.push(found);
            // The tree has four levels; a loop in the data must not become one here.
            if line.len() > 8 {
                break;
            }
        }
        line
    }

    /// The root, where the operator's grants live.
    pub fn root(&self) -> Option<&Arc<Tenant>> {
        self.tenants.iter().find(|t| t.level == Level::Platform)
    }

    /// The top categories in order.
    pub fn categories(&self) -> impl Iterator<Item = &Category> {
        self.categories.iter().filter(|c| c.parent.is_none())
    }

    /// The top categories that a tenant offers, in order.
    pub fn categories_of<'a>(&'a self, tenant: &'a Tenant) -> impl Iterator<Item = &'a Category> {
        self.categories().filter(|category| tenant.offers(&category.code))
    }

    /// Every community below a tenant, however deep.
    pub fn communities_below(&self, above: TenantId) -> impl Iterator<Item = &Arc<Tenant>> {
        self.communities().filter(move |tenant| self.lineage(tenant).iter().skip(1).any(|node| node.id == above))
    }

    /// The sub-services of a category in order.
    pub fn kinds_of<'a>(&'a self, category: &'a str) -> impl Iterator<Item = &'a Category> {
        self.categories.iter().filter(move |c| c.parent.as_deref() == Some(category))
    }

    /// The category or sub-service with this code.
    pub fn category(&self, code: &str) -> Option<&Category> {
        self.category_index.get(code).map(|&i| &self.categories[i])
    }
}

/// The newest reading, and when it was made.
struct Held {
    data: Arc<PlatformData>,
    epoch: Option<u64>,
    read_at: DateTime<Utc>,
}

/// The shared data of this server.
pub struct Platform {
    held: RwLock<Held>,
    /// One reader at a time; the others wait for what it reads.
    reading: tokio::sync::Mutex<()>,
}

impl Platform {
    /// Reads it for the first time.
    pub async fn load(db: &Db, clock: &Clock) -> AppResult<Self> {
        let epoch = db.changes().platform_epoch();
        let data = Arc::new(read(db).await?);
        let held = Held { data, epoch, read_at: clock.now() };
        Ok(Self { held: RwLock::new(held), reading: tokio::sync::Mutex::new(()) })
    }

    /// The newest reading.
    pub fn data(&self) -> Arc<PlatformData> {
        self.held.read().unwrap_or_else(PoisonError::into_inner).data.clone()
    }

    fn is_current(&self, db: &Db, clock: &Clock) -> bool {
        let held = self.held.read().unwrap_or_else(PoisonError::into_inner);
        match db.changes().platform_epoch() {
            Some(epoch) => held.epoch == Some(epoch),
            // Deaf to changes: a second old is as new as it gets without a query for every request.
            None => clock.now() - held.read_at < TimeDelta::seconds(1),
        }
    }

    /// Reads anew if a change was announced; when the database does not answer, what is held stays.
    pub async fn refresh(&self, db: &Db, clock: &Clock) {
        if self.is_current(db, clock) {
            return;
        }
        let _turn = self.reading.lock().await;
        if self.is_current(db, clock) {
            return;
        }
        if let Err(error) = self.reload(db, clock).await {
            tracing::warn!(%error, "shared data not read anew");
            self.held.write().unwrap_or_else(PoisonError::into_inner).read_at = clock.now();
        }
    }

    /// Reads anew.
    pub async fn reload(&self, db: &Db, clock: &Clock) -> AppResult<()> {
        let epoch = db.changes().platform_epoch();
        let data = Arc::new(read(db).await?);
        *self.held.write().unwrap_or_else(PoisonError::into_inner) = Held { data, epoch, read_at: clock.now() };
        Ok(())
    }
}

async fn read(db: &Db) -> AppResult<PlatformData> {
    let mut tx = db.read(&Scope::default()).await?;
    Ok(PlatformData::new(
        queries::tenants(&mut tx).await?,
        queries::categories(&mut tx).await?,
        queries::holidays(&mut tx).await?,
    ))
}
