//! Which act of speech a judgement about an actor rests on.

use super::Utterance;
use super::act::{Act, Content};
use super::line::{Line, Sort};
use super::phrase::Source;
use super::verb::{Tone, is_strong};

/// How well an act fits, higher is better; acts that do not fit at all have none.
type Fit = isize;

/// How many clause breaks and verbs of speech stand before each token of a sentence.
#[derive(Debug)]
pub(super) struct Between {
    breaks: Vec<Fit>,
    verbs: Vec<Fit>,
}

impl Between {
    pub(super) fn new(line: &Line, acts: &[Act]) -> Self {
        let mut verbs = vec![0; line.len()];
        for act in acts.iter().filter(|a| !matches!(a.sort, Sort::Accusation | Sort::Denial)) {
            verbs[act.first] += 1;
        }
        let summed = |counts: &mut dyn Iterator<Item = Fit>| {
            let mut sum = 0;
            let sums = counts.map(|n| {
                sum += n;
                sum
            });
            std::iter::once(0).chain(sums).collect()
        };
        Self {
            breaks: summed(&mut (0..line.len()).map(|i| Fit::from(line.is_clause_break(i)))),
            verbs: summed(&mut verbs.into_iter()),
        }
    }

    fn count(before: &[Fit], range: &std::ops::Range<usize>) -> Fit {
        if range.is_empty() { 0 } else { before[range.end] - before[range.start] }
    }
}

/// The act among `acts` that makes the accusation against, or the denial for, whoever stands at
/// `targets` (token ranges). `is_target` tells whether the source of an act, by its number, is the
/// target itself.
pub(super) fn choose<'a>(
    line: &Line,
    acts: &'a [Act],
    between: &Between,
    targets: &[(usize, usize)],
    utterance: Utterance,
    is_target: impl Fn(usize) -> bool,
) -> Option<&'a Act> {
    let fit = |(i, act): (usize, &Act)| {
        let own = is_target(i);
        let best = targets.iter().filter_map(|target| match utterance {
            Utterance::Accusation => accusation(line, act, between, *target, own),
            Utterance::Denial => denial(line, act, between, *target, own),
        });
        // *did not find that …* denies.
        let unreal = act.unreal && !(utterance == Utterance::Denial && act.sort == Sort::Say);
        best.max().map(|fit| if unreal { fit - fit::UNREAL } else { fit }).filter(|fit| *fit > 0)
    };
    acts.iter()
        .enumerate()
        .filter_map(|(i, act)| Some((fit((i, act))?, act)))
        .reduce(|a, b| if b.0 > a.0 { b } else { a })
        .map(|(_, act)| act)
}

/// What stands between an act and the target.
struct Gap {
    before: bool,
    distance: Fit,
    breaks: Fit,
    verbs: Fit,
}

impl Gap {
    fn new(act: &Act, between: &Between, (start, end): (usize, usize)) -> Self {
        let before = act.last < start;
        let range = if before { act.last + 1..start } else { end..act.first };
        Self {
            before,
            distance: range.len().cast_signed(),
            breaks: Between::count(&between.breaks, &range),
            verbs: Between::count(&between.verbs, &range),
        }
    }

    fn cost(&self) -> Fit {
        self.distance.min(30) + fit::PER_BREAK * self.breaks.min(4) + fit::PER_VERB * self.verbs.min(4)
    }
}

/// How well each sort of act fits before what stands between is taken off. Found by trying
/// values on labelled sentences, one at a time.
mod fit {
    use super::Fit;

    pub(super) const UNREAL: Fit = 100;
    pub(super) const PER_BREAK: Fit = 8;
    pub(super) const PER_VERB: Fit = 10;
    pub(super) const ACCUSES: Fit = 100;
    pub(super) const PRESSES: Fit = 80;
    pub(super) const WRONG_SIDE: Fit = 30;
    pub(super) const ELSEWHERE: Fit = 60;
    pub(super) const UNGOVERNED: Fit = 30;
    pub(super) const NOUN_BEFORE: Fit = 95;
    pub(super) const NOUN_BEHIND: Fit = 85;
    pub(super) const NOUN_UNSAID: Fit = 40;
    pub(super) const SAYS_OF_PRONOUN: Fit = 25;
    pub(super) const RUMOUR: Fit = 75;
    pub(super) const CONCEDES: Fit = 70;
    pub(super) const DENIAL_QUOTED: Fit = 20;
    pub(super) const DENIES_ITSELF: Fit = 150;
    pub(super) const DENIES: Fit = 100;
    pub(super) const DENIES_BEHIND: Fit = 80;
    pub(super) const TRAILING: Fit = 110;
    pub(super) const LEADING: Fit = 60;
    pub(super) const CLEARS: Fit = 120;
    pub(super) const DENIAL_NOUN: Fit = 90;
    pub(super) const SAYS_ITSELF: Fit = 85;
    pub(super) const NEGATED: Fit = 15;
    pub(super) const SAYS_BEFORE: Fit = 75;
    pub(super) const SAYS_BEHIND: Fit = 70;
    pub(super) const WITHIN_QUOTE: Fit = 25;
}

fn accusation(line: &Line, act: &Act, between: &Between, target: (usize, usize), own: bool) -> Option<Fit> {
    if own {
        // *Okoro admitted that he had lied*.
        return (act.tone == Tone::Conceding && act.last < target.0 + 60).then_some(fit::CONCEDES);
    }
    let gap = Gap::new(act, between, target);
    let governed = act.governs(target.0);
    match act.sort {
        Sort::Accuse | Sort::Press => {
            let base = if act.sort == Sort::Accuse { fit::ACCUSES } else { fit::PRESSES };
            match (act.passive, gap.before) {
                (false, true) | (true, false) if governed => Some(base - gap.cost()),
                (true, true) if governed => Some(base - fit::WRONG_SIDE - gap.cost()),
                _ if governed => Some(fit::ELSEWHERE - gap.cost()),
                // The target may be meant by a pronoun or another name.
                _ if act.sort == Sort::Accuse => Some(fit::UNGOVERNED - gap.cost() / 3),
                _ => None,
            }
        }
        Sort::Accusation => {
            let unsaid = act.source == Source::Unsaid;
            // *false charges against NATO*: the outlet accuses who made them.
            if unsaid
                && (act.first.saturating_sub(2)..act.first)
                    .any(|i| refutes(line, i) || line.sentence.word(i).eq_ignore_ascii_case("false"))
            {
                return None;
            }
            let against = line.sentence.tokens().len() > act.last + 1 && line.sentence.word(act.last + 1) == "against";
            if !governed || unsaid && !against && !(is_strong(line.tokens()[act.first].key) || act.last > act.first) {
                return None;
            }
            let base = if gap.before { fit::NOUN_BEFORE } else { fit::NOUN_BEHIND };
            let unsaid = if unsaid { fit::NOUN_UNSAID } else { 0 };
            Some(base - unsaid - gap.cost() - fit::PER_BREAK * gap.breaks)
        }
        Sort::Say if governed => Some(said(line, act, target, &gap)),
        Sort::Say => (target.1 <= act.first && act.content.has_pronoun).then(|| fit::SAYS_OF_PRONOUN - gap.cost() / 3),
        Sort::Deny | Sort::Defend => (governed && gap.before).then_some(fit::DENIAL_QUOTED),
        Sort::Rumour => governed.then(|| fit::RUMOUR - gap.cost()),
        Sort::Clear | Sort::Denial => None,
    }
}

fn denial(line: &Line, act: &Act, between: &Between, target: (usize, usize), own: bool) -> Option<Fit> {
    let gap = Gap::new(act, between, target);
    let governed = act.governs(target.0);
    match act.sort {
        Sort::Deny | Sort::Defend if own => Some(fit::DENIES_ITSELF - gap.cost()),
        Sort::Deny | Sort::Defend => {
            let base = if act.passive || gap.before { fit::DENIES } else { fit::DENIES_BEHIND };
            let trailing = if gap.before { fit::LEADING } else { fit::TRAILING };
            Some(if governed { base - gap.cost() } else { trailing - gap.cost() / 2 })
        }
        Sort::Clear => {
            let wrong = if gap.before == act.passive { fit::WRONG_SIDE } else { 0 };
            governed.then(|| fit::CLEARS - wrong - gap.cost())
        }
        Sort::Denial if act.source == Source::Unsaid => None,
        Sort::Denial => Some(fit::DENIAL_NOUN - gap.cost() + if own { 20 } else { 0 }).filter(|_| own || governed),
        Sort::Say if own => Some(fit::SAYS_ITSELF + negated(act) - gap.cost() / 4),
        // *the unfounded claim that …*: the outlet denies what others say.
        Sort::Say | Sort::Accuse | Sort::Press if act.content.refuted => None,
        Sort::Say => governed.then(|| negated(act) + said(line, act, target, &gap)),
        Sort::Accuse | Sort::Press => (own || governed).then_some(fit::DENIAL_QUOTED),
        Sort::Accusation | Sort::Rumour => None,
    }
}

impl Content {
    /// What an act of the line says.
    pub(super) fn of(line: &Line, act: &Act) -> Self {
        let governed = |from: usize, to: usize| (from..to).filter(|i| act.governs(*i));
        Self {
            negates: governed(act.scope.0, act.scope.1).any(|i| denies(line, i)),
            refuted: (0..line.len()).any(|i| refutes(line, i) && !line.quotation.inside[i] && !act.governs(i)),
            has_pronoun: governed(act.last + 1, act.scope.1).any(|i| stands_for_somebody(line, i)),
        }
    }
}

/// Whether token `i` is a pronoun that may stand for whoever was named before.
fn stands_for_somebody(line: &Line, i: usize) -> bool {
    let word = line.sentence.word(i).to_lowercase();
    matches!(word.as_str(), "he" | "him" | "his" | "she" | "her" | "it" | "its" | "they" | "them" | "their")
}

/// Whether token `i` calls something unfounded.
fn refutes(line: &Line, i: usize) -> bool {
    let word = line.sentence.word(i).to_lowercase();
    matches!(
        word.as_str(),
        "unfounded"
            | "baseless"
            | "debunked"
            | "groundless"
            | "unsubstantiated"
            | "falsely"
            | "baselessly"
            | "bogus"
            | "discredited"
    )
}

/// Whether token `i` negates or calls something false.
fn denies(line: &Line, i: usize) -> bool {
    matches!(
        line.sentence.word(i),
        "no" | "not" | "n't" | "n’t" | "never" | "nothing" | "false" | "innocent" | "none" | "baseless" | "unfounded"
    )
}

fn negated(act: &Act) -> Fit {
    if act.content.negates { fit::NEGATED } else { 0 }
}

/// Of several verbs of saying the innermost: the nearest before the target, else one behind; of
/// a quotation the verb outside it.
fn said(line: &Line, act: &Act, target: (usize, usize), gap: &Gap) -> Fit {
    let inside = &line.quotation.inside;
    let within = Fit::from(inside[target.0] && inside[act.first]) * fit::WITHIN_QUOTE;
    let base = if gap.before {
        fit::SAYS_BEFORE - gap.distance.min(40) / 2
    } else {
        fit::SAYS_BEHIND - gap.distance.min(40) / 4
    };
    base - within
}
