//! Which judgements are counted, and how they are grouped.

use crate::actor::IsoDate;
use crate::judgement::Judgement;
use crate::sentence::Part;
use crate::voice::Manner;

/// Which judgements are counted; all by default.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Selection {
    /// In whose words; any if empty.
    pub manners: Vec<Manner>,
    /// Only the headline or only the body.
    pub part: Option<Part>,
    /// First day. Articles whose date cannot be read are left out if there is one.
    pub since: Option<IsoDate>,
    /// Last day, likewise.
    pub until: Option<IsoDate>,
    /// The field of the judgements that is grouped [`By::Field`].
    pub field: Option<String>,
    /// Whether words are kept by which articles on the same event are found.
    pub stories: bool,
}

impl Selection {
    /// Whether a judgement of an article of that date is counted.
    pub(crate) fn takes(&self, judgement: &Judgement, date: Option<&IsoDate>) -> bool {
        let manner = judgement.voice.as_ref().map(|v| v.manner);
        (self.manners.is_empty() || manner.is_some_and(|m| self.manners.contains(&m)))
            && self.part.is_none_or(|part| part == judgement.part)
            && self.since.as_ref().is_none_or(|since| date.is_some_and(|d| d >= since))
            && self.until.as_ref().is_none_or(|until| date.is_some_and(|d| d <= until))
    }
}

/// What the rows of a summary are grouped by, beside actors.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum By {
    /// The outlet.
    #[default]
    Source,
    /// Nothing.
    All,
    /// The day.
    Day,
    /// The ISO week.
    Week,
    /// The month.
    Month,
    /// The quarter of a year.
    Quarter,
    /// The year.
    Year,
    /// The value of [`Selection::field`].
    Field,
}
