//! What a sheet of able residents would change: compared with what is on file, and nothing of it done.

mod words;

use std::collections::HashMap;

use self::words::{Meant, Paper, need, paper, pay, sorted, specialty, times, trade, wish, wished};
use crate::consents::Purpose;
use crate::db::{ResidentId, TalentId};
use crate::residents::is_child;
use crate::secrets::Secrets;
use crate::sheets::Column;
use crate::sheets::cells;
use crate::sheets::found::{Counts, Fault, Found};
use crate::sheets::meaning::{Cells, Sheet};
use crate::talents::model::{Need, Profile, Specialty, Status, Time, Wish, Written};
use crate::values::{Line, PersonName, Trade};
use crate::web::Locale;

/// What else somebody may agree to on paper, and the column that says where that paper lies.
const USES: [(Purpose, Column); 2] = [(Purpose::Match, Column::Match), (Purpose::Badge, Column::Badge)];

/// Those that a sheet has a column for.
pub(super) fn uses(sheet: &Sheet) -> Vec<Purpose> {
    let named = USES.into_iter().filter(|(_, column)| sheet.columns.contains(&Some(*column)));
    named.map(|(purpose, _)| purpose).collect()
}

/// A record on file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Record {
    pub id: TalentId,
    pub revision: i32,
    pub profile: Profile,
    /// Whether the community recognises them.
    pub is_recognised: bool,
    /// Whether its consent is withdrawn.
    pub is_hidden: bool,
}

/// Somebody who lives here.
#[derive(Debug, Clone)]
pub(crate) struct Somebody {
    pub(super) id: ResidentId,
    /// What is kept of what they can, if anything is.
    pub(super) record: Option<Record>,
    pub(super) birth_year: Option<i32>,
    /// The uses that they agree to.
    pub(super) agreed: Vec<Purpose>,
    /// What they agreed to once and withdrew: a use, or that anything is kept at all.
    pub(super) refused: Vec<Purpose>,
}

impl Somebody {
    /// Whether they withdrew that anything is kept of what they can, be it still there or erased since.
    fn has_withdrawn(&self) -> bool {
        self.refused.contains(&Purpose::Talent) || self.record.as_ref().is_some_and(|record| record.is_hidden)
    }
}

/// Who is on file.
#[derive(Debug, Default)]
pub(crate) struct Known {
    /// By the keyed hash of their number, with the name.
    pub(super) numbers: HashMap<[u8; 32], Vec<(String, Somebody)>>,
    /// By name.
    pub(super) names: HashMap<String, Vec<Somebody>>,
}

/// A record to add, or one on file to add to.
#[derive(Debug)]
pub(super) struct PlannedTalent {
    pub resident: ResidentId,
    /// The record on file, as it is compared.
    pub record: Option<Record>,
    /// What it is to say.
    pub profile: Profile,
    /// What the sheet says of them.
    pub said: Profile,
    /// Where the paper lies on which they agreed.
    pub paper_kept: String,
    /// What else they agree to, and where that paper lies.
    pub agreed: Vec<(Purpose, String)>,
}

/// What a sheet would change.
#[derive(Debug, Default)]
pub(crate) struct Plan {
    pub(super) talents: Vec<PlannedTalent>,
    /// Records of which the sheet says what they say already, and what it says.
    pub(super) repeated: Vec<(Record, Profile)>,
}

/// Compares the rows under the headings with who is on file. What a row says more of somebody than an earlier one, or than
/// their record, is added to that; it takes nothing away.
pub(super) fn plan(known: &Known, secrets: &Secrets, this_year: i32, sheet: &Sheet) -> (Plan, Found) {
    let mut plan = Plan::default();
    // Where in it somebody stands already.
    let mut places: HashMap<ResidentId, usize> = HashMap::new();
    let mut repeated: HashMap<ResidentId, (Record, Profile)> = HashMap::new();
    let (mut joined, mut same, mut unused) = (0, 0, 0);
    let (rows, problems) = sheet.read(|cells| {
        let somebody = somebody(known, secrets, cells)?;
        // Nobody is taken at an older word than their last: staff take a newer paper down by hand.
        if somebody.has_withdrawn() {
            return Err(Fault::Withdrawn);
        }
        let paper_kept = kept(cells.get(Column::Consent))?;
        // A guardian signs for a child: staff take that down by hand.
        if is_child(somebody.birth_year, this_year) {
            return Err(Fault::Child);
        }
        let row = row(cells, &paper_kept)?;
        let place = places.get(&somebody.id).copied();
        let planned = place.map(|place| &plan.talents[place]);
        let held = planned.map(|one| &one.profile).or(somebody.record.as_ref().map(|record| &record.profile));
        let profile = held.map_or_else(|| row.profile.clone(), |held| held.joined(&row.profile));
        // Joined with itself it says the same in the order of the lists.
        let says_more = held.is_none_or(|held| held.joined(held) != profile);
        if says_more {
            check(&profile, held)?;
        }
        let (refused, agreed): (Vec<_>, Vec<_>) =
            row.agreed.into_iter().partition(|(purpose, _)| somebody.refused.contains(purpose));
        let has_agreed = |purpose: Purpose| {
            let is_planned = planned.is_some_and(|one| one.agreed.iter().any(|(of, _)| *of == purpose));
            is_planned || somebody.agreed.contains(&purpose)
        };
        let agreed: Vec<_> = agreed.into_iter().filter(|(purpose, _)| !has_agreed(*purpose)).collect();
        let is_other_pay = row.profile.pay.is_some_and(|pay| profile.pay != Some(pay));
        unused += usize::from(!row.is_whole || is_other_pay || !refused.is_empty());
        let is_new = says_more || !agreed.is_empty();
        let earlier = match place {
            Some(place) => Some(&plan.talents[place].said),
            None => repeated.get(&somebody.id).map(|(_, said)| said),
        };
        let said = earlier.map_or_else(|| row.profile.clone(), |earlier| earlier.joined(&row.profile));
        same += usize::from(!is_new);
        match (place, &somebody.record) {
            (Some(place), _) => {
                joined += usize::from(is_new);
                let one = &mut plan.talents[place];
                one.profile = profile;
                one.said = said;
                one.agreed.extend(agreed);
            }
            (None, Some(record)) if !is_new => {
                repeated.insert(somebody.id, (record.clone(), said));
            }
            (None, record) => {
                repeated.remove(&somebody.id);
                places.insert(somebody.id, plan.talents.len());
                let (resident, record) = (somebody.id, record.clone());
                plan.talents.push(PlannedTalent { resident, record, profile, said, paper_kept, agreed });
            }
        }
        Ok(())
    });
    let (skipped, problems): (Vec<_>, Vec<_>) = problems.into_iter().partition(|one| one.fault.is_passed_over());
    plan.repeated = repeated.into_values().collect();
    let added = plan.talents.iter().filter(|one| one.record.is_some()).count();
    let counts = Counts {
        rows,
        talents: plan.talents.len() - added,
        added,
        joined,
        same,
        unused,
        skipped: skipped.len(),
        problems: problems.len(),
        ..Counts::default()
    };
    (plan, Found { counts, problems, skipped })
}

/// Where a paper lies.
fn kept(cell: &str) -> Result<String, Fault> {
    Line::<60>::parse(cell).map(String::from).map_err(|_| Fault::Consent)
}

/// The one resident whom a row means: by number, else by a name that only one bears.
fn somebody<'a>(known: &'a Known, secrets: &Secrets, cells: &Cells<'_>) -> Result<&'a Somebody, Fault> {
    let name = PersonName::parse(cells.get(Column::Name)).map_err(|_| Fault::Name)?;
    let named = known.names.get(name.as_str()).map_or(&[][..], Vec::as_slice);
    let Some(phone) = cells::number(cells)? else {
        return match named {
            [] => Err(Fault::Nobody),
            [one] => Ok(one),
            _ => Err(Fault::Several),
        };
    };
    let numbered = known.numbers.get(&secrets.phone_hash(phone.as_str())).map_or(&[][..], Vec::as_slice);
    let mut both = numbered.iter().filter(|(held, _)| held == name.as_str());
    match (both.next(), both.next()) {
        (Some((_, one)), None) => Ok(one),
        (Some(_), Some(_)) => Err(Fault::Several),
        // The number is new, or a child's number is its parent's: the name decides, if it can.
        (None, _) if numbered.is_empty() => match named {
            [] => Err(Fault::Nobody),
            [one] => Ok(one),
            _ => Err(Fault::Several),
        },
        (None, _) => Err(Fault::OtherName),
    }
}

/// What a row says of somebody.
struct Row {
    profile: Profile,
    /// What they agree to, and where that paper lies.
    agreed: Vec<(Purpose, String)>,
    /// Whether every wish and every trade of it is known.
    is_whole: bool,
}

/// Reads a row. What of it is not known is kept in its own words: a wish or a trade in the note, for no other text is about
/// those.
fn row(cells: &Cells<'_>, paper_kept: &str) -> Result<Row, Fault> {
    // The words of a sheet are Chinese, and so is what stands around them.
    let s = &Locale::ZhHans.messages().community_sheets;
    let text = |column| line(cells.get(column));
    let (specialties, specialty_other) = sorted(&text(Column::Specialties), specialty);
    let (needs, need_other) = sorted(&text(Column::Needs), need);
    let (wishes, wish_other) = sorted(&text(Column::Wishes), wish);
    let (trades, trade_other) = sorted(&text(Column::Trades), trade);
    let (spans, time_other) = sorted(&text(Column::Times), |word| times(word).map(Meant::all));
    let spans = spans.concat();
    let hours = together(text(Column::Hours), time_other);
    let wish_notes = wish_other.iter().map(|word| s.kept_wish(wished(word)));
    let trade_notes = trade_other.iter().map(|word| s.kept_trade(wished(word)));
    let note = together(text(Column::Note), wish_notes.chain(trade_notes));
    let profile = Profile {
        specialties: Specialty::ALL.iter().copied().filter(|one| specialties.contains(one)).collect(),
        specialty_other: specialty_other.join("、"),
        hobbies: text(Column::Hobbies),
        wishes: Wish::ALL.iter().copied().filter(|one| wishes.contains(one)).collect(),
        needs: Need::ALL.iter().copied().filter(|one| needs.contains(one)).collect(),
        need_other: need_other.join("、"),
        trades: Trade::ALL.into_iter().filter(|one| trades.contains(one)).collect(),
        times: Time::ALL.iter().copied().filter(|one| spans.contains(one)).collect(),
        hours,
        pay: pay(cells.get(Column::Pay)).ok_or(Fault::Pay)?,
        note,
        status: Status::Open,
    };
    let mut agreed = Vec::new();
    for (purpose, column) in USES {
        match paper(cells.get(column)) {
            Paper::No => {}
            Paper::Same => agreed.push((purpose, paper_kept.to_owned())),
            Paper::At(place) => agreed.push((purpose, kept(place)?)),
        }
    }
    Ok(Row { profile, agreed, is_whole: wish_other.is_empty() && trade_other.is_empty() })
}

/// What a cell says, and what is kept beside it.
fn together(cell: String, kept: impl IntoIterator<Item = String>) -> String {
    let cell = Some(cell).filter(|cell| !cell.is_empty());
    cell.into_iter().chain(kept).collect::<Vec<_>>().join("、")
}

/// A cell in one line, as forms take texts.
fn line(cell: &str) -> String {
    let parts = cell.split(|c: char| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}')).map(str::trim);
    let parts: Vec<&str> = parts.filter(|part| !part.is_empty()).collect();
    Line::<{ usize::MAX }>::parse(&parts.join("、")).map(String::from).unwrap_or_default()
}

/// Whether a record may say so, which says `held` so far: something, and nothing at greater length than a form takes.
fn check(profile: &Profile, held: Option<&Profile>) -> Result<(), Fault> {
    let is_long = |text: &Written| text.of(profile).chars().count() > text.most(held);
    match Written::ALL.into_iter().find(is_long) {
        Some(Written::SpecialtyOther) => Err(Fault::LongSpecialties),
        Some(Written::Hobbies) => Err(Fault::LongHobbies),
        Some(Written::NeedOther) => Err(Fault::LongNeeds),
        Some(Written::Hours) => Err(Fault::LongHours),
        Some(Written::Note) => Err(Fault::LongNote),
        None if profile.is_empty() => Err(Fault::NoTalent),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests;
