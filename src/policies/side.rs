//! From which side somebody keeps policies: staff those of their tenant, or an operator the platform's own, to which no
//! console leads.

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};

use super::model::Policy;
use super::queries::{self, By};
use crate::access::{Actor, Operator, Staff};
use crate::db::{ReadTx, WriteTx};
use crate::error::AppResult;
use crate::operator;
use crate::staff;
use crate::tenancy::{Level, Tenant};
use crate::web::{Context, Flash, Messages, Page};

/// See the module.
pub(super) struct Side {
    who: Who,
    pub tenant: Arc<Tenant>,
}

/// Who keeps them.
enum Who {
    Staff(Staff),
    Operator(Operator),
}

/// Who keeps policies, from a side of their own.
pub(super) trait Door: Actor + Sized {
    /// Their side.
    fn side(self) -> AppResult<Side>;
}

impl Door for Staff {
    fn side(self) -> AppResult<Side> {
        let tenant = self.tenant()?.clone();
        Ok(Side { who: Who::Staff(self), tenant })
    }
}

impl Door for Operator {
    fn side(self) -> AppResult<Side> {
        let tenant = self.home().clone();
        Ok(Side { who: Who::Operator(self), tenant })
    }
}

impl Side {
    pub fn context(&self) -> &Context {
        match &self.who {
            Who::Staff(staff) => staff.context(),
            Who::Operator(operator) => operator.context(),
        }
    }

    pub fn t(&self) -> &'static Messages {
        self.context().t()
    }

    pub fn now(&self) -> DateTime<Utc> {
        match &self.who {
            Who::Staff(staff) => staff.now(),
            Who::Operator(operator) => operator.now(),
        }
    }

    /// Today in the tenant.
    pub fn today(&self) -> NaiveDate {
        self.now().with_timezone(&self.tenant.time_zone).date_naive()
    }

    pub fn flash(&self) -> Option<Flash> {
        match &self.who {
            Who::Staff(staff) => staff.flash(),
            Who::Operator(operator) => operator.flash(),
        }
    }

    /// Who does something, now.
    pub fn by(&self) -> By<'_> {
        let me = match &self.who {
            Who::Staff(staff) => staff.me(),
            Who::Operator(operator) => operator.me(),
        };
        By { name: &me.name, at: self.now() }
    }

    pub async fn read(&self) -> AppResult<ReadTx> {
        match &self.who {
            Who::Staff(staff) => staff.read().await,
            Who::Operator(operator) => operator.read().await,
        }
    }

    pub async fn write(&self) -> AppResult<WriteTx> {
        match &self.who {
            Who::Staff(staff) => staff.write().await,
            Who::Operator(operator) => operator.write().await,
        }
    }

    /// What holds here from above, with whoever keeps it; above the platform there is nothing.
    pub async fn those_above(&self) -> AppResult<Vec<(Arc<Tenant>, Policy)>> {
        let Who::Staff(staff) = &self.who else { return Ok(Vec::new()) };
        let (today, mut all) = (self.today(), Vec::new());
        for keeper in staff.state().platform().lineage(&self.tenant).iter().skip(1) {
            let mut tx = staff.read_above(keeper.id).await?;
            let held = queries::in_force(&mut tx, keeper.id, today).await?;
            all.extend(held.into_iter().map(|policy| (keeper.clone(), policy)));
        }
        Ok(all)
    }

    /// Whether the tenant has pages of its own that show policies. The platform has none; its policies are read everywhere.
    pub fn has_public_pages(&self) -> bool {
        self.tenant.level != Level::Platform
    }

    /// What stands above the desk, and where.
    pub fn console(&self) -> (&'static str, String) {
        match &self.who {
            Who::Staff(_) => (self.t().staff.console, staff::urls::console(&self.tenant)),
            Who::Operator(_) => (self.t().operator.title, operator::urls::HOME.to_owned()),
        }
    }

    /// A page of the desk.
    pub fn page(&self, title: impl Into<String>) -> Page {
        match &self.who {
            Who::Staff(staff) => Page::of_console(staff, title),
            Who::Operator(operator) => {
                Page::new(operator.state(), operator.context(), Some(operator.me()), operator.flash(), title).unlisted()
            }
        }
    }
}
