//! Which act of speech a judgement about an actor rests on.

use super::Utterance;
use super::act::Act;
use super::line::{Line, Sort};
use super::phrase::Source;
use super::verb::{Tone, is_strong};

/// How well an act fits, higher is better; acts that do not fit at all have none.
type Fit = i32;

/// The act among `acts` that makes the accusation against, or the denial for, whoever stands at
/// `targets` (token ranges). `is_target` tells whether a source is the target itself.
pub(super) fn choose<'a>(
    line: &Line,
    acts: &'a [Act],
    targets: &[(usize, usize)],
    utterance: Utterance,
    is_target: impl Fn(Source) -> bool,
) -> Option<&'a Act> {
    let fit = |act: &Act| {
        let own = is_target(act.source);
        let best = targets.iter().filter_map(|target| match utterance {
            Utterance::Accusation => accusation(line, act, acts, *target, own),
            Utterance::Denial => denial(line, act, acts, *target, own),
        });
        best.max().map(|fit| if act.unreal { fit - 60 } else { fit }).filter(|fit| *fit > 0)
    };
    acts.iter()
        .filter_map(|act| Some((fit(act)?, act)))
        .reduce(|a, b| if b.0 > a.0 { b } else { a })
        .map(|(_, act)| act)
}

/// What stands between an act and the target.
struct Gap {
    before: bool,
    distance: i32,
    breaks: i32,
    verbs: i32,
}

impl Gap {
    fn new(line: &Line, act: &Act, acts: &[Act], (start, end): (usize, usize)) -> Self {
        let before = act.last < start;
        let between = if before { act.last + 1..start } else { end..act.first };
        let breaks = between.clone().filter(|i| line.is_clause_break(*i)).count();
        let verbs =
            acts.iter().filter(|a| between.contains(&a.first) && !matches!(a.sort, Sort::Accusation | Sort::Denial));
        Self { before, distance: between.len() as i32, breaks: breaks as i32, verbs: verbs.count() as i32 }
    }

    fn cost(&self) -> i32 {
        self.distance.min(30) + 5 * self.breaks.min(4) + 10 * self.verbs.min(4)
    }
}

fn accusation(line: &Line, act: &Act, acts: &[Act], target: (usize, usize), own: bool) -> Option<Fit> {
    if own {
        // *Okoro admitted that he had lied*.
        return (act.tone == Tone::Conceding && act.last < target.0 + 60).then_some(70);
    }
    let gap = Gap::new(line, act, acts, target);
    let governed = act.governs(target.0);
    match act.sort {
        Sort::Accuse | Sort::Press => {
            let base = if act.sort == Sort::Accuse { 120 } else { 100 };
            match (act.passive, gap.before) {
                (false, true) if governed => Some(base - gap.cost()),
                (true, false) if governed => Some(base - gap.cost()),
                (true, true) if governed => Some(base - 30 - gap.cost()),
                _ if governed => Some(60 - gap.cost()),
                // The target may be meant by a pronoun or another name.
                _ if act.sort == Sort::Accuse => Some(30 - gap.cost() / 3),
                _ => None,
            }
        }
        Sort::Accusation => {
            let weak = act.source == Source::Unsaid && !is_strong(line.tokens()[act.first].key);
            if !governed || weak {
                return None;
            }
            let base = if gap.before { 105 } else { 75 };
            let unsaid = if act.source == Source::Unsaid { 40 } else { 0 };
            Some(base - unsaid - gap.cost() - 5 * gap.breaks)
        }
        Sort::Say => governed.then(|| said(line, act, target, gap)),
        Sort::Deny | Sort::Defend => (governed && gap.before).then_some(20),
        Sort::Clear | Sort::Denial => None,
    }
}

fn denial(line: &Line, act: &Act, acts: &[Act], target: (usize, usize), own: bool) -> Option<Fit> {
    let gap = Gap::new(line, act, acts, target);
    let governed = act.governs(target.0);
    match act.sort {
        Sort::Deny | Sort::Defend if own => Some(150 - gap.cost()),
        Sort::Deny | Sort::Defend => {
            let base = if act.passive || gap.before { 120 } else { 80 };
            let trailing = if gap.before { 60 } else { 100 };
            Some(if governed { base - gap.cost() } else { trailing - gap.cost() / 2 })
        }
        Sort::Clear => governed.then(|| if gap.before == act.passive { 80 } else { 120 } - gap.cost()),
        Sort::Denial if act.source == Source::Unsaid => None,
        Sort::Denial => Some(if own { 110 } else { 90 } - gap.cost()).filter(|_| own || governed),
        Sort::Say if own => Some(85 + negated(line, act) - gap.cost() / 4),
        Sort::Say => governed.then(|| negated(line, act) + said(line, act, target, gap)),
        Sort::Accuse | Sort::Press => (own || governed).then_some(20),
        Sort::Accusation => None,
    }
}

/// What is said to deny holds a negation or calls something false.
fn negated(line: &Line, act: &Act) -> Fit {
    let denies = |i: usize| {
        let word = line.sentence.word(i);
        matches!(
            word,
            "no" | "not"
                | "n't"
                | "n’t"
                | "never"
                | "nothing"
                | "false"
                | "innocent"
                | "none"
                | "baseless"
                | "unfounded"
        )
    };
    if (act.scope.0..act.scope.1).filter(|i| act.governs(*i)).any(denies) { 15 } else { 0 }
}

/// Of several verbs of saying the innermost: the nearest before the target, else one behind; of
/// a quotation the verb outside it.
fn said(line: &Line, act: &Act, target: (usize, usize), gap: Gap) -> Fit {
    let inside = &line.quotation.inside;
    let within = i32::from(inside[target.0] && inside[act.first]) * 25;
    let base = if gap.before { 75 - gap.distance.min(40) / 2 } else { 70 - gap.distance.min(40) / 4 };
    base - within
}
