//! From which side somebody looks at a placement: the learner's, the company's, or the community's. All see the same pages,
//! each what is theirs.

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use serde::Deserialize;

use super::hours::{Book, Pen};
use super::mentors::{Chosen, MENTORS_SEE};
use super::model::{Placement, Seat, Status};
use super::queries;
use super::urls::{self, Links};
use crate::access::{Actor, Member, OrgCapability, OrgMember, SignedIn, Staff, Viewer};
use crate::admissions::{self, AdmissionStatus};
use crate::db::{OrgId, PersonId, PlacementEntryId, PlacementId, ReadTx, Tx, WriteTx};
use crate::error::{AppError, AppResult};
use crate::residents;
use crate::staff;
use crate::tenancy::Tenant;
use crate::vendors::{self, members};
use crate::web::{Context, Desk, Flash, Messages, Page};

/// The path of a placement at any desk.
#[derive(Deserialize)]
pub(super) struct PlacementPath {
    /// The community's word, in a company's addresses.
    #[serde(default)]
    community: String,
    placement: PlacementId,
}

/// The path of a line.
#[derive(Deserialize)]
pub(super) struct EntryPath {
    #[serde(default)]
    community: String,
    placement: PlacementId,
    pub entry: PlacementEntryId,
}

impl EntryPath {
    /// Of which placement it is.
    pub fn placement(&self) -> PlacementPath {
        PlacementPath { community: self.community.clone(), placement: self.placement }
    }
}

/// Who may look from a side of their own.
pub(super) trait Door: Actor + Sized {
    /// The side from which they look at a placement; what is not theirs is not there.
    fn side(self, path: &PlacementPath) -> impl Future<Output = AppResult<Side>> + Send;
}

impl Door for Member {
    async fn side(self, path: &PlacementPath) -> AppResult<Side> {
        for (tenant, records) in residents::by_community(&self).await? {
            let mut tx = self.read_home(tenant.id).await?;
            let found = queries::placement(&mut tx, tenant.id, None, path.placement).await?;
            if found.is_some_and(|placement| records.contains(&placement.resident)) {
                return Ok(Side { who: Who::Learner(self), tenant, id: path.placement });
            }
        }
        Err(AppError::NotFound)
    }
}

impl Door for OrgMember {
    async fn side(self, path: &PlacementPath) -> AppResult<Side> {
        // Whoever has left the community keeps nobody of it.
        let tenant = admissions::served(&self, &path.community).await?;
        Ok(Side { who: Who::Company(self), tenant, id: path.placement })
    }
}

impl Door for Staff {
    async fn side(self, path: &PlacementPath) -> AppResult<Side> {
        let tenant = self.tenant()?.clone();
        Ok(Side { who: Who::Community(self), tenant, id: path.placement })
    }
}

/// Who looks.
enum Who {
    Learner(Member),
    Company(OrgMember),
    Community(Staff),
}

/// See the module.
pub(super) struct Side {
    who: Who,
    pub tenant: Arc<Tenant>,
    id: PlacementId,
}

impl Side {
    pub fn seat(&self) -> Seat {
        match self.who {
            Who::Learner(_) => Seat::Learner,
            Who::Company(_) => Seat::Company,
            Who::Community(_) => Seat::Community,
        }
    }

    fn signed_in(&self) -> (&Viewer, &Context, DateTime<Utc>) {
        match &self.who {
            Who::Learner(member) => (member.me(), member.context(), SignedIn::now(member)),
            Who::Company(member) => (member.me(), member.context(), SignedIn::now(member)),
            Who::Community(staff) => (staff.me(), staff.context(), SignedIn::now(staff)),
        }
    }

    pub fn me(&self) -> &Viewer {
        self.signed_in().0
    }

    pub fn context(&self) -> &Context {
        self.signed_in().1
    }

    pub fn t(&self) -> &'static Messages {
        self.context().t()
    }

    pub fn now(&self) -> DateTime<Utc> {
        self.signed_in().2
    }

    /// Today in the community.
    pub fn today(&self) -> NaiveDate {
        self.now().with_timezone(&self.tenant.time_zone).date_naive()
    }

    pub fn flash(&self) -> Option<Flash> {
        match &self.who {
            Who::Learner(member) => member.flash(),
            Who::Company(member) => member.flash(),
            Who::Community(staff) => staff.flash(),
        }
    }

    /// The company whose rows alone are seen.
    fn org(&self) -> Option<OrgId> {
        match &self.who {
            Who::Company(member) => Some(member.org()),
            Who::Learner(_) | Who::Community(_) => None,
        }
    }

    /// Whether whoever looks decides about placements; a mentor who does not keep the company's records signs, and no more.
    pub fn decides(&self) -> bool {
        match &self.who {
            Who::Company(member) => member.may(OrgCapability::Records),
            Who::Learner(_) | Who::Community(_) => true,
        }
    }

    /// Whether it is theirs to see: of a company's, a mentor sees those of the learners whom they show the work, and how it
    /// ended for a while.
    fn is_seen(&self, placement: &Placement) -> bool {
        let is_fresh = placement.status == Status::Running || placement.changed_at > self.now() - MENTORS_SEE;
        self.decides() || placement.mentor == Some(self.me().id) && is_fresh
    }

    pub async fn read(&self) -> AppResult<ReadTx> {
        match &self.who {
            Who::Learner(member) => member.read_home(self.tenant.id).await,
            Who::Company(member) => member.read_org().await,
            Who::Community(staff) => staff.read().await,
        }
    }

    /// A transaction that may write. `action`: the form's address, under which a learner's own deed is on record.
    pub async fn write(&self, action: &'static str) -> AppResult<WriteTx> {
        match &self.who {
            Who::Learner(member) => member.write_home(self.tenant.id, action).await,
            Who::Company(member) => member.write().await,
            Who::Community(staff) => staff.write().await,
        }
    }

    /// The company's people, where whoever looks may say who of them shows the learner the work.
    pub async fn colleagues(&self) -> AppResult<Vec<(PersonId, String)>> {
        match &self.who {
            Who::Company(member) if self.decides() => members::people(member).await,
            Who::Company(_) | Who::Learner(_) | Who::Community(_) => Ok(Vec::new()),
        }
    }

    /// Who was chosen of them.
    pub async fn chosen(&self, person: Option<PersonId>) -> AppResult<Chosen> {
        let Some(person) = person else { return Ok(Chosen::Nobody) };
        let name = match &self.who {
            Who::Company(member) => members::name(member, person).await?,
            Who::Learner(_) | Who::Community(_) => None,
        };
        Ok(name.map_or(Chosen::Gone, |name| Chosen::Member(person, name)))
    }

    /// The same, once nobody can leave the company meanwhile.
    pub async fn hold_chosen(&self, tx: &mut WriteTx, chosen: Chosen) -> AppResult<Chosen> {
        match (&self.who, chosen) {
            (Who::Company(member), Chosen::Member(person, name)) => {
                let stays = members::queries::hold_member(tx, member.org(), person, member.today()).await?;
                Ok(if stays { Chosen::Member(person, name) } else { Chosen::Gone })
            }
            (_, chosen) => Ok(chosen),
        }
    }

    /// The placement, and its book.
    pub async fn open(&self, tx: &mut impl Tx) -> AppResult<(Placement, Book)> {
        let found = queries::placement(tx, self.tenant.id, self.org(), self.id).await?;
        let placement = found.filter(|one| self.is_seen(one)).ok_or(AppError::NotFound)?;
        let entries = queries::entries(tx, self.tenant.id, placement.id).await?;
        let elsewhere = queries::elsewhere(tx, &placement).await?;
        let book = Book { starts_on: placement.starts_on, entries, elsewhere };
        Ok((placement, book))
    }

    /// The same, while whoever else would change it waits.
    pub async fn hold(&self, tx: &mut WriteTx) -> AppResult<(Placement, Book)> {
        queries::lock(tx, self.tenant.id, self.id).await?;
        self.open(tx).await
    }

    /// Whether it is the learner themself who looks from another side, or staff who work for the company: nobody decides about
    /// their own.
    pub async fn is_own(&self, tx: &mut impl Tx, placement: &Placement) -> AppResult<bool> {
        if self.seat() == Seat::Learner {
            return Ok(false);
        }
        let me = self.me().id;
        if self.seat() == Seat::Community && vendors::queries::is_member(tx, placement.org, me, self.today()).await? {
            return Ok(true);
        }
        let records = residents::queries::mine::of_person(tx, me).await?;
        Ok(records.iter().any(|(_, record)| *record == placement.resident))
    }

    /// Whether the company may take somebody on: it serves the community, and is not suspended there.
    pub async fn is_admitted(&self, tx: &mut impl Tx) -> AppResult<bool> {
        let Some(org) = self.org() else { return Ok(true) };
        let record = admissions::queries::one(tx, self.tenant.id, org).await?;
        Ok(record.is_some_and(|record| record.status == AdmissionStatus::Admitted))
    }

    /// Who signs here.
    pub fn pen<'a>(&'a self, placement: &'a Placement, paper_kept: &'a str) -> Pen<'a> {
        let by = match self.seat() {
            // As the book names them; an account may be called otherwise.
            Seat::Learner => &placement.learner_name,
            Seat::Company | Seat::Community => &self.me().name,
        };
        Pen { signer: self.seat().signer(), by, paper_kept, at: self.now() }
    }

    /// The addresses of the placement from here.
    pub fn links(&self) -> Links {
        match &self.who {
            Who::Learner(_) => Links::of_learner(self.id),
            Who::Company(member) => Links::of_company(member.org(), &self.tenant, self.id),
            Who::Community(_) => Links::of_staff(&self.tenant, self.id),
        }
    }

    /// The way down to the placement: what stands above it, and where.
    pub fn way(&self) -> Vec<(&'static str, String)> {
        let t = self.t();
        match &self.who {
            Who::Learner(_) => vec![(t.placements.mine, urls::MINE.to_owned())],
            Who::Company(member) => vec![(t.placements.title, urls::org_desk(member.org()))],
            Who::Community(_) => vec![
                (t.staff.console, staff::urls::console(&self.tenant)),
                (t.placements.title, urls::desk(&self.tenant)),
            ],
        }
    }

    /// A page of this feature.
    pub fn page(&self, title: impl Into<String>) -> Page {
        match &self.who {
            Who::Learner(member) => {
                Page::new(member.state(), member.context(), Some(member.me()), member.flash(), title).unlisted()
            }
            Who::Company(member) => Page::of_workspace(member, title, Desk::Training),
            Who::Community(staff) => Page::of_console(staff, title),
        }
    }
}
