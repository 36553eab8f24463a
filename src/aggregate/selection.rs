//! Which judgements are counted, and how they are grouped.

use jiff::civil::{Date, ISOWeekDate, Weekday};

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

impl By {
    /// The period that a date falls into, so written that periods sort in time; none if this is no
    /// period or there is no such day.
    pub(crate) fn period(self, date: &IsoDate) -> Option<String> {
        let date: Date = date.as_str().parse().ok()?;
        match self {
            Self::Year => Some(format!("{:04}", date.year())),
            Self::Quarter => Some(format!("{:04}-Q{}", date.year(), (date.month() + 2) / 3)),
            Self::Month => Some(format!("{:04}-{:02}", date.year(), date.month())),
            Self::Week => Some(format!("{:04}-W{:02}", date.iso_week_date().year(), date.iso_week_date().week())),
            Self::Day => Some(date.to_string()),
            Self::Source | Self::All | Self::Field => None,
        }
    }

    /// The place in time of a period that [`By::period`] wrote: neighbours differ by 1.
    pub(crate) fn step(self, period: &str) -> Option<i64> {
        let days = |date: Date| date.since(date_of_epoch()).ok().map(|s| i64::from(s.get_days()));
        let part = |i: usize, mark: char| period.split('-').nth(i)?.trim_start_matches(mark).parse::<i64>().ok();
        let year = part(0, ' ')?;
        match self {
            Self::Year => Some(year),
            Self::Quarter => Some(4 * year + part(1, 'Q')?),
            Self::Month => Some(12 * year + part(1, ' ')?),
            Self::Week => {
                let (year, week) = (i16::try_from(year).ok()?, i8::try_from(part(1, 'W')?).ok()?);
                Some(days(ISOWeekDate::new(year, week, Weekday::Monday).ok()?.date())?.div_euclid(7))
            }
            Self::Day => days(period.parse().ok()?),
            Self::Source | Self::All | Self::Field => None,
        }
    }
}

/// A Thursday; weeks begin on Mondays, so that all Mondays share a remainder.
fn date_of_epoch() -> Date {
    jiff::civil::date(1970, 1, 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn periods_are_steps_in_time() {
        let date = |text: &str| IsoDate::parse(text).expect("a date");
        let days = ["2023-12-29", "2023-12-31", "2024-01-01", "2024-04-01"].map(date);
        for (by, periods, steps) in [
            (By::Day, ["2023-12-29", "2023-12-31", "2024-01-01", "2024-04-01"], [0, 2, 3, 94]),
            (By::Week, ["2023-W52", "2023-W52", "2024-W01", "2024-W14"], [0, 0, 1, 14]),
            (By::Month, ["2023-12", "2023-12", "2024-01", "2024-04"], [0, 0, 1, 4]),
            (By::Quarter, ["2023-Q4", "2023-Q4", "2024-Q1", "2024-Q2"], [0, 0, 1, 2]),
            (By::Year, ["2023", "2023", "2024", "2024"], [0, 0, 1, 1]),
        ] {
            let found = days.each_ref().map(|d| by.period(d).expect("a period"));
            assert_eq!(found, periods);
            let at = found.each_ref().map(|p| by.step(p).expect("a step"));
            assert_eq!(at.map(|s| s - at[0]), steps, "{by:?}");
        }
        assert_eq!(By::Source.period(&days[0]), None);
    }
}
