//! Offices: who held which, where and when, and the words by which news speaks of them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use super::cast::{Finding, Key, MentionKind};
use super::run::TokenRange;
use super::{Actor, ActorId, ActorKind, IsoDate, Lexicon, Term};
use crate::token::{KeySet, TokenizedSentence, word_key};

/// The terms of all persons by the state or body of the office.
#[derive(Debug, Clone, Default)]
pub(super) struct Offices {
    by_owner: BTreeMap<ActorId, Vec<(ActorId, Term)>>,
}

impl Offices {
    /// An index of the persons' terms; offices whose owner is no actor are left out.
    pub(super) fn new(actors: &[Actor]) -> Self {
        let ids: BTreeMap<&str, ActorId> = actors.iter().zip(0..).map(|(a, i)| (a.name.as_str(), ActorId(i))).collect();
        let mut by_owner: BTreeMap<ActorId, Vec<(ActorId, Term)>> = BTreeMap::new();
        for (actor, i) in actors.iter().zip(0..) {
            for term in &actor.terms {
                let owner = term.of.as_deref().or(actor.of.as_deref()).and_then(|of| ids.get(of));
                if let Some(owner) = owner {
                    by_owner.entry(*owner).or_default().push((ActorId(i), term.clone()));
                }
            }
        }
        Self { by_owner }
    }

    /// Who held the office of that owner on a date; none if nobody did or the file names two.
    pub(super) fn holder(&self, owner: ActorId, noun: &Noun, date: &IsoDate) -> Option<ActorId> {
        let terms = self.by_owner.get(&owner)?;
        let mut holders = terms.iter().filter(|(_, t)| noun.names(&t.office) && t.covers(date));
        // On the day of a handover it is the new one.
        let (mut last, mut last_term) = holders.next().map(|(id, t)| (*id, t))?;
        for (id, term) in holders {
            match term.from.cmp(&last_term.from) {
                std::cmp::Ordering::Greater => (last, last_term) = (*id, term),
                std::cmp::Ordering::Equal if *id != last => return None,
                _ => {}
            }
        }
        Some(last)
    }

    /// Those of `owners` who have an office of that name, now or ever.
    fn with_office(&self, noun: &Noun, owners: impl Fn(ActorId) -> bool) -> impl Iterator<Item = ActorId> {
        let owners = self.by_owner.iter().filter(move |(id, _)| owners(**id));
        owners.filter(|(_, terms)| terms.iter().any(|(_, t)| noun.names(&t.office))).map(|(id, _)| *id)
    }
}

impl Term {
    /// Whether the date lies in the term, first and last day included.
    #[must_use]
    pub fn covers(&self, date: &IsoDate) -> bool {
        self.from <= *date && self.to.as_ref().is_none_or(|to| date <= to)
    }
}

impl Actor {
    /// When the person last became a head of state or government or the first diplomat: by `date`,
    /// or ever if there is none.
    pub(super) fn last_led(&self, date: Option<&IsoDate>) -> Option<&IsoDate> {
        let held = |t: &&Term| {
            NOUNS.iter().any(|n| n.rank == Rank::Leading && n.names(&t.office)) && t.office != "presidential candidate"
        };
        self.terms.iter().filter(held).map(|t| &t.from).filter(|from| date.is_none_or(|d| *from <= d)).max()
    }

    /// Whether the person was a head of state or government, a candidate for that, or the first
    /// diplomat: at `date`.
    pub(super) fn leads(&self, date: &IsoDate) -> bool {
        self.kind == ActorKind::Person
            && self
                .terms
                .iter()
                .any(|t| NOUNS.iter().any(|n| n.rank == Rank::Leading && n.names(&t.office)) && t.covers(date))
    }

    /// As [`Actor::leads`], by `date` or before, or ever if there is none.
    pub(super) fn has_led(&self, date: Option<&IsoDate>) -> bool {
        self.kind == ActorKind::Person
            && self.terms.iter().any(|t| {
                NOUNS.iter().any(|n| n.rank == Rank::Leading && n.names(&t.office)) && date.is_none_or(|d| t.from <= *d)
            })
    }
}

/// A noun of an office, with the offices of the lexicon that it names.
#[derive(Debug)]
pub(super) struct Noun {
    words: Vec<u64>,
    offices: &'static [&'static str],
    rank: Rank,
}

/// What may be told by a noun.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Rank {
    /// A head of state or government, a candidate for that, or the first diplomat.
    Leading,
    /// Another office that one person holds at a time.
    Other,
    /// One of many, told only by the surname behind it: *Senator*.
    Title,
}

impl Noun {
    /// Whether it names that office, which may be held in an acting way.
    fn names(&self, office: &str) -> bool {
        let bare = ["acting ", "interim ", "caretaker ", "transitional "].iter().find_map(|p| office.strip_prefix(p));
        let bare = bare.unwrap_or(office);
        self.offices.iter().any(|o| bare.eq_ignore_ascii_case(o))
    }

    /// Whether a term's office is named by the title before a surname: *Senator*, *Gov.*
    pub(super) fn is_of(&self, actor: &Actor, date: Option<&IsoDate>) -> bool {
        actor.terms.iter().any(|t| self.names(&t.office) && date.is_none_or(|d| t.covers(d)))
    }

    /// The noun of one holder's office that begins at token `at`, with the token behind it; the
    /// longest one.
    pub(super) fn at(sentence: &TokenizedSentence, at: usize) -> Option<(&'static Self, usize)> {
        let rest = sentence.tokens().get(at..)?;
        if !FIRST_WORDS.contains(&rest.first()?.key) {
            return None;
        }
        let fits = |n: &&Self| {
            n.rank != Rank::Title && n.words.len() <= rest.len() && n.words.iter().zip(rest).all(|(w, t)| *w == t.key)
        };
        NOUNS.iter().find(fits).map(|n| (n, at + n.words.len()))
    }

    /// The noun that ends before token `end`; the longest one.
    pub(super) fn before(sentence: &TokenizedSentence, end: usize) -> Option<&'static Self> {
        let mut end = end;
        if end > 0 && sentence.tokens()[end - 1].is_sign(b'.') {
            end -= 1;
        }
        let before = &sentence.tokens()[..end];
        NOUNS.iter().find(|n| {
            let start = before.len().checked_sub(n.words.len());
            start.is_some_and(|s| n.words.iter().zip(&before[s..]).all(|(w, t)| *w == t.key))
        })
    }
}

/// The nouns, longest first.
static NOUNS: LazyLock<Vec<Noun>> = LazyLock::new(|| {
    const LEADING: &[(&str, &[&str])] = &[
        ("president", &["president"]),
        ("prime minister", &["prime minister", "premier", "taoiseach"]),
        ("premier", &["prime minister", "premier"]),
        ("taoiseach", &["taoiseach"]),
        ("chancellor", &["chancellor"]),
        ("king", &["king"]),
        ("queen", &["queen"]),
        ("emperor", &["emperor"]),
        ("emir", &["emir"]),
        ("pope", &["pope"]),
        ("supreme leader", &["supreme leader"]),
        ("crown prince", &["crown prince"]),
        ("leader", &["leader"]),
        ("presidential candidate", &["presidential candidate"]),
        ("secretary of state", &["secretary of state"]),
        ("secretary-general", &["secretary-general", "secretary general"]),
        ("secretary general", &["secretary-general", "secretary general"]),
    ];
    const OTHERS: &[(&str, &[&str])] = &[
        ("vice president", &["vice-president"]),
        ("vice-president", &["vice-president"]),
        ("foreign minister", &["foreign minister", "external affairs minister"]),
        ("external affairs minister", &["external affairs minister"]),
        ("foreign secretary", &["foreign secretary"]),
        ("defence minister", &["defence minister"]),
        ("defense minister", &["defence minister"]),
        ("defence secretary", &["defence secretary"]),
        ("defense secretary", &["secretary of defense"]),
        ("secretary of defense", &["secretary of defense"]),
        ("treasury secretary", &["secretary of the treasury"]),
        ("commerce secretary", &["secretary of commerce"]),
        ("homeland security secretary", &["secretary of homeland security"]),
        ("home secretary", &["home secretary"]),
        ("interior minister", &["interior minister"]),
        ("finance minister", &["finance minister"]),
        ("attorney general", &["attorney general"]),
        ("national security adviser", &["national security adviser"]),
        ("national security advisor", &["national security adviser"]),
    ];
    const TITLES: &[(&str, &[&str])] = &[
        ("secretary", &["secretary of state", "secretary of defense", "secretary of the treasury"]),
        ("senator", &["senator"]),
        ("sen", &["senator"]),
    ];
    let noun = |(words, offices): &(&str, &'static [&'static str]), rank| Noun {
        words: words.split(' ').map(word_key).collect(),
        offices,
        rank,
    };
    let ranks = [(LEADING, Rank::Leading), (OTHERS, Rank::Other), (TITLES, Rank::Title)];
    let mut nouns: Vec<Noun> = ranks.iter().flat_map(|(list, rank)| list.iter().map(|n| noun(n, *rank))).collect();
    nouns.sort_by_key(|n| std::cmp::Reverse(n.words.len()));
    nouns
});

/// The words that nouns begin with.
static FIRST_WORDS: LazyLock<KeySet> = LazyLock::new(|| NOUNS.iter().map(|n| n.words[0]).collect());

/// The offices of an article's date, and the owners that it speaks of.
pub(super) struct OfficesOn<'a> {
    lexicon: &'a Lexicon,
    date: &'a IsoDate,
    /// All known actors of the article, and those that they belong to.
    spoken_of: BTreeSet<&'a str>,
}

impl<'a> OfficesOn<'a> {
    pub(super) fn new<'f>(
        lexicon: &'a Lexicon,
        date: &'a IsoDate,
        findings: impl Iterator<Item = &'f Finding>,
    ) -> Self {
        let known = findings.filter_map(|f| match f.key {
            Key::Known(id) => Some(lexicon.actor(id)),
            Key::Introduced(_) => None,
        });
        let spoken_of = known.flat_map(|a| std::iter::once(a.name.as_str()).chain(a.of.as_deref())).collect();
        Self { lexicon, date, spoken_of }
    }

    /// Puts the holder of an office in the place of its state: *the Russian president*, *the
    /// president of Russia*, *Russia's president*; and takes *the president* for that of the only
    /// state with such an office that the article speaks of.
    ///
    /// A name behind the noun is that of the holder, so nothing is done; nor for a *former* one.
    pub(super) fn put(&self, sentence: &TokenizedSentence, found: &mut Vec<Finding>) {
        let mut at = 0;
        while at < sentence.tokens().len() {
            let Some((noun, end)) = Noun::at(sentence, at) else {
                at += 1;
                continue;
            };
            if !is_title_of_another(sentence, end) {
                self.office(sentence, noun, (at, end), found);
            }
            at = end;
        }
    }

    fn office(&self, sentence: &TokenizedSentence, noun: &Noun, (start, end): TokenRange, found: &mut Vec<Finding>) {
        let word = |i: usize| sentence.tokens().get(i).map_or("", |_| sentence.word(i));
        let owner_at = |found: &[Finding], at: &dyn Fn(TokenRange) -> bool| {
            found.iter().enumerate().find_map(|(i, f)| match f.key {
                Key::Known(id) if at(f.tokens) => Some((i, id, f.tokens)),
                _ => None,
            })
        };
        let possessive = start > 0 && matches!(word(start - 1), "'s" | "\u{2019}s");
        let owner_end = start - usize::from(possessive);
        let behind = match (word(end), word(end + 1)) {
            ("of", "the") => Some(end + 2),
            ("of", _) => Some(end + 1),
            _ => None,
        };
        let (index, owner, tokens) = if let Some((i, id, t)) = owner_at(found, &|t: TokenRange| t.1 == owner_end) {
            (Some(i), id, (t.0, end))
        } else if let Some(behind) = behind {
            let Some((i, id, t)) = owner_at(found, &|t: TokenRange| t.0 == behind) else { return };
            (Some(i), id, (start, t.1))
        } else {
            if start == 0 || !word(start - 1).eq_ignore_ascii_case("the") {
                return;
            }
            let spoken_of = |id: ActorId| self.spoken_of.contains(self.lexicon.actor(id).name.as_str());
            let mut owners = self.lexicon.offices().with_office(noun, spoken_of);
            match (owners.next(), owners.next()) {
                (Some(id), None) => (None, id, (start, end)),
                _ => return,
            }
        };
        if tokens.0 > 0 && is_not_now(word(tokens.0 - 1)) {
            return;
        }
        let Some(holder) = self.lexicon.offices().holder(owner, noun, self.date) else { return };
        if let Some(index) = index {
            found.remove(index);
        }
        found.push(Finding { tokens, key: Key::Known(holder), kind: MentionKind::Office });
    }
}

/// Whether a name follows, or a word that makes another office of it.
fn is_title_of_another(sentence: &TokenizedSentence, end: usize) -> bool {
    let Some(next) = sentence.tokens().get(end) else { return false };
    let elect = next.is_sign(b'-') || matches!(sentence.word(end), "elect" | "pro");
    elect || sentence.is_name(end)
}

/// Whether the word before says that another holder, or any one, is meant.
fn is_not_now(word: &str) -> bool {
    matches!(
        word.to_lowercase().as_str(),
        "be" | "become"
            | "becoming"
            | "as"
            | "former"
            | "ex"
            | "-"
            | "late"
            | "next"
            | "future"
            | "onetime"
            | "then"
            | "last"
            | "previous"
            | "first"
            | "a"
            | "an"
            | "any"
            | "no"
            | "every"
            | "each"
            | "another"
            | "vice"
            | "deputy"
            | "past"
            | "outgoing"
            | "incoming"
    )
}
