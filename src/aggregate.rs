//! Judgements counted per outlet and actor: shares, differences, denials, accusers, shared stories.

mod selection;
mod tally;
mod period;
mod copies;
mod interval;
mod binomial;
mod urn;
mod sample;
mod bootstrap;
mod comparison;
mod profile;
mod denial;
mod accuser;
mod cell;
mod story;
mod summary;
mod ledger;

pub use accuser::{Accusation, Speaker};
pub use comparison::{Difference, Pairing};
pub use copies::Count;
pub use denial::DenialCoverage;
pub use interval::{Share, wilson};
pub use ledger::{Ledger, TornArticle};
pub use selection::{By, Selection};
pub use story::{StoryContrast, StoryOptions};
pub(crate) use summary::NO_DATE;
pub use summary::{Counting, Summary, SummaryRow};
pub use tally::Tally;
