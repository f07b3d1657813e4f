//! From which side somebody keeps postings: the community's, or an organization's in one community. Both see the same pages,
//! each its own rows.

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};

use super::model::Hand;
use super::queries::{self, Posting};
use super::urls;
use crate::access::{Actor, Capability, OrgMember, Staff, Viewer};
use crate::admissions;
use crate::certificates::{self, Standings};
use crate::db::{OrgId, PersonId, PostingId, ReadTx, ResidentId, TenantId, Tx, WriteTx};
use crate::error::{AppError, AppResult};
use crate::inbox::Audience;
use crate::residents;
use crate::staff;
use crate::tenancy::Tenant;
use crate::vendors;
use crate::web::{Context, Desk, Flash, Messages, Page};

/// See the module.
pub(super) enum Side {
    Staff(Staff),
    Org(OrgMember, Arc<Tenant>),
}

/// Who keeps postings, from a side of their own.
pub(super) trait Door: Actor + Sized {
    /// Their side; `community`: its word in an organization's addresses.
    fn side(self, community: &str) -> impl Future<Output = AppResult<Side>> + Send;
}

impl Door for Staff {
    async fn side(self, _: &str) -> AppResult<Side> {
        Ok(Side::Staff(self))
    }
}

impl Door for OrgMember {
    async fn side(self, community: &str) -> AppResult<Side> {
        // Of a community that it does not serve it keeps nothing.
        let tenant = admissions::served(&self, community).await?;
        Ok(Side::Org(self, tenant))
    }
}

impl Side {
    /// The community.
    pub fn tenant(&self) -> AppResult<&Arc<Tenant>> {
        match self {
            Self::Staff(staff) => staff.tenant(),
            Self::Org(_, tenant) => Ok(tenant),
        }
    }

    /// The organization whose rows alone are seen.
    pub fn org(&self) -> Option<OrgId> {
        match self {
            Self::Staff(_) => None,
            Self::Org(member, _) => Some(member.org()),
        }
    }

    /// The organization's name, where it is one.
    pub fn org_name(&self) -> Option<&str> {
        match self {
            Self::Staff(_) => None,
            Self::Org(member, _) => Some(&member.membership().org_name),
        }
    }

    pub fn me(&self) -> &Viewer {
        match self {
            Self::Staff(staff) => staff.me(),
            Self::Org(member, _) => member.me(),
        }
    }

    pub fn context(&self) -> &Context {
        match self {
            Self::Staff(staff) => staff.context(),
            Self::Org(member, _) => member.context(),
        }
    }

    pub fn t(&self) -> &'static Messages {
        self.context().t()
    }

    pub fn flash(&self) -> Option<Flash> {
        match self {
            Self::Staff(staff) => staff.flash(),
            Self::Org(member, _) => member.flash(),
        }
    }

    pub fn now(&self) -> DateTime<Utc> {
        match self {
            Self::Staff(staff) => staff.now(),
            Self::Org(member, _) => member.now(),
        }
    }

    /// Today in the community.
    pub fn today(&self) -> AppResult<NaiveDate> {
        Ok(self.now().with_timezone(&self.tenant()?.time_zone).date_naive())
    }

    pub fn secrets(&self) -> &crate::secrets::Secrets {
        match self {
            Self::Staff(staff) => staff.state().secrets(),
            Self::Org(member, _) => member.state().secrets(),
        }
    }

    pub async fn read(&self) -> AppResult<ReadTx> {
        match self {
            Self::Staff(staff) => staff.read().await,
            Self::Org(member, _) => member.read_org().await,
        }
    }

    pub async fn write(&self) -> AppResult<WriteTx> {
        match self {
            Self::Staff(staff) => staff.write().await,
            Self::Org(member, _) => member.write().await,
        }
    }

    /// A transaction that puts on record, with the community, that somebody looked.
    pub async fn write_look(&self) -> AppResult<WriteTx> {
        match self {
            Self::Staff(staff) => staff.write_look().await,
            Self::Org(member, tenant) => {
                let mut tx = member.write().await?;
                tx.enter_tenant(tenant.id).await?;
                Ok(tx)
            }
        }
    }

    /// A page of this feature.
    pub fn page(&self, title: impl Into<String>) -> Page {
        match self {
            Self::Staff(staff) => Page::of_console(staff, title),
            Self::Org(member, _) => Page::of_workspace(member, title, Desk::Jobs),
        }
    }

    /// The console, for staff.
    pub fn console_url(&self) -> Option<String> {
        match self {
            Self::Staff(staff) => staff.tenant().ok().map(|tenant| staff::urls::console(tenant)),
            Self::Org(..) => None,
        }
    }

    /// One of the postings that are seen from here.
    pub async fn posting(&self, tx: &mut impl Tx, id: PostingId) -> AppResult<Posting> {
        queries::posting(tx, self.tenant()?.id, self.org(), id).await?.ok_or(AppError::NotFound)
    }

    /// Whether the one who looks acts for whoever hires.
    pub fn hires(&self, posting: &Posting) -> bool {
        posting.org == self.org()
    }

    /// Whether the one who looks belongs to whoever hires: an organization's member does, though one of the staff besides.
    pub async fn is_of_employer(&self, tx: &mut impl Tx, posting: &Posting) -> AppResult<bool> {
        match (self, posting.org) {
            (Self::Staff(staff), Some(org)) => vendors::queries::is_member(tx, org, self.me().id, staff.today()?).await,
            (Self::Staff(_), None) => Ok(false),
            (Self::Org(..), _) => Ok(true),
        }
    }

    /// Whether they keep postings at all.
    pub fn may_write(&self) -> bool {
        match self {
            Self::Staff(staff) => staff.may(Capability::JobRecords),
            Self::Org(..) => true,
        }
    }

    /// What they are to a posting.
    pub async fn hand(&self, tx: &mut impl Tx, posting: &Posting) -> AppResult<Hand> {
        let me = self.me().id;
        let has_written = posting.writers.contains(&me.uuid());
        let (is_member, is_alone) = match (self, posting.org) {
            (Self::Staff(staff), None) => (false, queries::is_alone(tx, staff.tenant()?.id, me, staff.today()?).await?),
            // What one's own organization wants, somebody else decides.
            (Self::Staff(staff), Some(org)) => (vendors::queries::is_member(tx, org, me, staff.today()?).await?, false),
            (Self::Org(..), _) => (true, false),
        };
        Ok(Hand {
            is_community: self.org().is_none(),
            is_own: self.hires(posting),
            may_write: self.may_write(),
            is_involved: has_written || is_member,
            is_alone,
            is_held: posting.is_held,
        })
    }

    /// A transaction that reads what the community alone keeps. It takes a connection of its own: whoever asks holds none.
    pub async fn read_community(&self) -> AppResult<ReadTx> {
        match self {
            Self::Staff(staff) => staff.read().await,
            // An organization reads no records, nor which of them turned out to be another, nor certificates.
            Self::Org(member, tenant) => member.read_at(tenant.id).await,
        }
    }

    /// Whose a record is, or turned out to be; none where they have no account. Nobody decides about themself.
    pub async fn person_of(&self, resident: ResidentId) -> AppResult<Option<PersonId>> {
        let mut tx = self.read_community().await?;
        residents::queries::person_of(&mut tx, self.tenant()?.id, resident).await
    }

    /// Where certificates of the community stand by now whose numbers are read from this side.
    pub async fn standings(&self, numbers: &[String]) -> AppResult<Standings> {
        if numbers.is_empty() {
            return Ok(Standings::new());
        }
        let mut tx = self.read_community().await?;
        certificates::standings(&mut tx, (self.tenant()?, self.context()), numbers, self.now()).await
    }
}

/// Who is told about a posting's business: the organization that hires, or the community's staff.
pub(super) fn employer(tenant: &Tenant, org: Option<OrgId>) -> Audience {
    org.map_or(Audience::Staff(tenant.id), Audience::Org)
}

/// The organization that answers for a posting; none where the community does, be it that the organization has left it.
pub(super) async fn answering(tx: &mut impl Tx, tenant: TenantId, org: Option<OrgId>) -> AppResult<Option<OrgId>> {
    let Some(org) = org else { return Ok(None) };
    let record = admissions::queries::one(tx, tenant, org).await?;
    Ok(record.filter(|record| record.status.is_in()).map(|_| org))
}

/// The addresses of a posting's pages, for whoever looks.
pub(super) struct Links {
    pub desk: String,
    pub posting: String,
    pub steps: String,
    pub applications: String,
}

impl Links {
    pub fn of(side: &Side, posting: PostingId) -> AppResult<Self> {
        let (tenant, org) = (side.tenant()?, side.org());
        Ok(Self {
            desk: urls::desk(tenant, org),
            posting: urls::draft(tenant, org, posting),
            steps: urls::steps(tenant, org, posting),
            applications: urls::applications(tenant, org, posting),
        })
    }
}
