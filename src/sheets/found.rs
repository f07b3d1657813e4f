//! What a look at a sheet finds: how much it would change, and what is wrong with it.

use serde::{Deserialize, Serialize};

use crate::error::{AppError, AppResult};
use crate::web::Messages;

/// Problems that are kept and shown of a sheet; more are counted.
pub(super) const MOST_PROBLEMS: usize = 200;

/// What is wrong with a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Fault {
    /// No estate is named, and which is meant does not follow.
    Estate,
    /// A door without a building.
    Building,
    /// A building that is not there.
    NoBuilding,
    /// A unit that is none.
    Unit,
    /// A room that is none, or none where somebody lives.
    Room,
    /// An address that cannot be taken apart.
    Door,
    /// A grid that is not there.
    Grid,
    /// Neither a grid nor a building that belongs to one.
    NoGrid,
    /// A building of another grid than the row says.
    OtherGrid,
    /// A kind of household that is none.
    Kind,
    /// A name that is none.
    Name,
    /// A number that is none.
    Phone,
    /// A number of somebody who is called otherwise.
    OtherName,
    /// A year that is none.
    Year,
    /// A note that is too long.
    Note,
    /// A post that is none.
    Post,
    /// A post that somebody holds.
    Held,
    /// A day that is none, or too far ahead.
    Day,
    /// A trade that is none.
    Trade,
    /// An employer's name that is too long.
    Employer,
    /// A standing that is none.
    Status,
    /// A kind of certificate that is none.
    Certificate,
    /// A number without a certificate, or one that is none.
    CertificateNumber,
    /// Where the person's agreement is kept.
    Consent,
    /// A resident who is not on file.
    Nobody,
    /// Several residents of one name.
    Several,
    /// A child, for whom a guardian signs.
    Child,
    /// Nothing that somebody can, likes or wants.
    NoTalent,
    /// A wished pay that is none.
    Pay,
    /// Skills whose words are too long together.
    LongSpecialties,
    /// Hobbies that are.
    LongHobbies,
    /// What somebody would like to learn.
    LongNeeds,
    /// Times.
    LongHours,
    /// A note with what is kept beside it.
    LongNote,
    /// Somebody who withdrew what the row says that they agreed to.
    Withdrawn,
}

impl Fault {
    /// In words.
    pub fn text(self, t: &Messages) -> &'static str {
        let (r, s) = (&t.residents, &t.community_sheets);
        match self {
            Self::Estate => s.fault_estate,
            Self::Building => s.fault_building,
            Self::NoBuilding => s.fault_no_building,
            Self::Unit => r.error_unit,
            Self::Room => s.fault_room,
            Self::Door => s.fault_door,
            Self::Grid => s.fault_grid,
            Self::NoGrid => s.fault_no_grid,
            Self::OtherGrid => s.fault_other_grid,
            Self::Kind => s.fault_kind,
            Self::Name => r.error_name,
            Self::Phone => r.error_phone,
            Self::OtherName => s.fault_other_name,
            Self::Year => r.error_birth_year,
            Self::Note => r.error_note,
            Self::Post => s.fault_post,
            Self::Held => s.fault_held,
            Self::Day => s.fault_day,
            Self::Trade => s.fault_trade,
            Self::Employer => s.fault_employer,
            Self::Status => s.fault_status,
            Self::Certificate => s.fault_certificate,
            Self::CertificateNumber => s.fault_certificate_number,
            Self::Consent => s.fault_consent,
            Self::Nobody => s.fault_nobody,
            Self::Several => s.fault_several,
            Self::Child => s.fault_child,
            Self::NoTalent => s.fault_no_talent,
            Self::Pay => s.fault_pay,
            Self::LongSpecialties => s.fault_long_specialties,
            Self::LongHobbies => s.fault_long_hobbies,
            Self::LongNeeds => s.fault_long_needs,
            Self::LongHours => s.fault_long_hours,
            Self::LongNote => s.fault_long_note,
            Self::Withdrawn => s.fault_withdrawn,
        }
    }

    /// Whether such a row is passed over, and the others come in: there is nothing in the sheet to put right.
    pub fn is_passed_over(self) -> bool {
        self == Self::Withdrawn
    }
}

/// Something wrong in a line. What stands there is not repeated: the line says enough, and it may be personal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Problem {
    pub line: u32,
    pub fault: Fault,
}

/// How much a sheet would change; of what its kind does not bring there is none.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Counts {
    pub rows: usize,
    pub estates: usize,
    pub buildings: usize,
    pub doors: usize,
    pub residents: usize,
    pub posts: usize,
    /// People on paper who are made for a post.
    pub people: usize,
    pub workers: usize,
    pub certificates: usize,
    pub talents: usize,
    /// Able residents' records on file that get more.
    pub added: usize,
    /// Rows that say more of somebody who stands in an earlier one.
    pub joined: usize,
    /// Rows whose content is on file already.
    pub same: usize,
    /// Rows of which something is left out, or taken otherwise than written.
    pub unused: usize,
    /// Rows that are passed over.
    pub skipped: usize,
    pub problems: usize,
}

impl Counts {
    /// What is written row by row: the length of the work.
    pub fn total(&self) -> usize {
        self.doors + self.residents + self.posts + self.workers + self.talents + self.added
    }

    /// Whether nothing would be added.
    pub fn adds_nothing(&self) -> bool {
        self.total() + self.estates + self.buildings == 0
    }
}

/// What a look finds.
#[derive(Debug, Default)]
pub(crate) struct Found {
    pub counts: Counts,
    pub problems: Vec<Problem>,
    /// The rows that are passed over, and why.
    pub skipped: Vec<Problem>,
}

impl Found {
    /// As it is kept: counts, and problems with the rows that are passed over.
    pub fn kept(&self) -> AppResult<(serde_json::Value, serde_json::Value)> {
        let most = |lines: &[Problem]| lines[..lines.len().min(MOST_PROBLEMS)].to_vec();
        let problems = [most(&self.problems), most(&self.skipped)].concat();
        let json =
            |value: Result<serde_json::Value, serde_json::Error>| value.map_err(|e| AppError::Internal(e.into()));
        Ok((json(serde_json::to_value(self.counts))?, json(serde_json::to_value(problems))?))
    }
}
