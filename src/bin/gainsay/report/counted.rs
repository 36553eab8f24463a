//! What a report keeps of the judgements that pass.

use gainsay::{Citations, Judgement, Selection, Tally, Task};

/// The numbers, and for a page the sentences behind them.
#[derive(Clone)]
pub(super) struct Counted {
    pub(super) tally: Tally,
    pub(super) citations: Option<Citations>,
}

impl Counted {
    /// Nothing yet, without citations.
    pub(super) fn new(task: &Task, selection: &Selection) -> Self {
        Self { tally: Tally::of(task, selection.clone()), citations: None }
    }

    pub(super) fn add(&mut self, judgement: &Judgement) {
        self.tally.add(judgement);
        if let Some(citations) = &mut self.citations {
            citations.add(judgement);
        }
    }

    pub(super) fn merge(&mut self, other: Self) {
        self.tally.merge(other.tally);
        if let Some((own, others)) = self.citations.as_mut().zip(other.citations) {
            own.merge(others);
        }
    }
}
