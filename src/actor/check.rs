//! What is wrong with an actor file, all at once, with lines.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde::Deserialize;

use super::lexicon::{Role, forms, limit, sensible};
use super::{Actor, ActorKind, Lexicon, LexiconError};

/// Something that an author of an actor file should mend.
///
/// Shown as `line 41: …`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct LexiconProblem {
    line: usize,
    message: String,
}

impl LexiconProblem {
    /// The line, counted from 1.
    #[must_use]
    pub fn line(&self) -> usize {
        self.line
    }

    /// What is wrong.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
    }
}

impl fmt::Display for LexiconProblem {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.message)
    }
}

/// Nobody mends more at once.
const MOST_PROBLEMS: usize = 1000;

/// Other bearers of a form that a message names.
const MOST_NAMED: usize = 5;

impl Lexicon {
    /// What is wrong with an actor file, by line, a thousand problems at most; empty for a good one.
    ///
    /// More than [`Lexicon::parse`] refuses: also entries of `ambiguous` that are no form of their
    /// actor, forms that belong to two actors of which one does not say so, terms that end before
    /// they begin, that overlap another of the same office, and a `surname` or `terms` of whoever
    /// is no person. Each `[[actor]]` block is read by itself: one that cannot be read gives one
    /// problem (bad dates are such) and is left out of the rest.
    #[must_use]
    pub fn check(toml: &str) -> Vec<LexiconProblem> {
        let mut checker = Checker::default();
        let entries: Vec<Entry> = blocks(toml).into_iter().filter_map(|block| checker.read(block)).collect();
        checker.names(&entries);
        checker.forms(&entries);
        for entry in &entries {
            if checker.is_full() {
                break;
            }
            checker.ambiguous(entry);
            checker.terms(entry);
        }
        checker.problems.sort();
        checker.problems
    }
}

/// The text of one `[[actor]]`, and the line of its head.
struct Block<'t> {
    line: usize,
    text: &'t str,
}

struct Entry<'t> {
    block: Block<'t>,
    actor: Actor,
}

impl Entry<'_> {
    /// The line that holds `needle`, or the head's.
    fn line_of(&self, needle: &str) -> usize {
        self.block.text.lines().position(|l| l.contains(needle)).map_or(self.block.line, |i| self.block.line + i)
    }

    fn line_of_form(&self, form: &str) -> usize {
        self.line_of(&format!("\"{form}\""))
    }
}

/// A file cut before each `[[actor]]`; what stands before the first is a block too.
fn blocks(toml: &str) -> Vec<Block<'_>> {
    let mut starts = vec![(1, 0)];
    let mut offset = 0;
    for (i, line) in toml.split_inclusive('\n').enumerate() {
        if line.trim_start().starts_with("[[actor]]") && offset > 0 {
            starts.push((i + 1, offset));
        }
        offset += line.len();
    }
    let ends = starts.iter().skip(1).map(|(_, at)| *at).chain([toml.len()]);
    starts.iter().zip(ends).map(|((line, start), end)| Block { line: *line, text: &toml[*start..end] }).collect()
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OneActor {
    #[serde(default)]
    actor: Vec<Actor>,
}

#[derive(Default)]
struct Checker {
    problems: Vec<LexiconProblem>,
}

impl Checker {
    fn is_full(&self) -> bool {
        self.problems.len() >= MOST_PROBLEMS
    }

    fn add(&mut self, line: usize, message: impl fmt::Display) {
        if self.is_full() {
            return;
        }
        self.problems.push(LexiconProblem { line, message: message.to_string() });
    }

    fn read<'t>(&mut self, block: Block<'t>) -> Option<Entry<'t>> {
        match toml::from_str::<OneActor>(block.text) {
            Ok(one) => {
                let entry = one.actor.into_iter().next().map(|actor| Entry { block, actor })?;
                match sensible(&entry.actor) {
                    Ok(()) => Some(entry),
                    Err(error) => {
                        self.add(entry.block.line, error);
                        None
                    }
                }
            }
            Err(error) => {
                let before = error.span().and_then(|s| block.text.get(..s.start)).unwrap_or_default();
                let last = block.text.lines().count().saturating_sub(1);
                self.add(block.line + before.matches('\n').count().min(last), error.message());
                None
            }
        }
    }

    fn names(&mut self, entries: &[Entry]) {
        let mut first: BTreeMap<&str, &Entry> = BTreeMap::new();
        for entry in entries {
            let name = entry.actor.name.as_str();
            if let Some(other) = first.get(name) {
                let error = LexiconError::DuplicateName(name.to_owned());
                self.add(
                    entry.line_of_form(name),
                    format_args!("{error}; the first stands in line {}", other.block.line),
                );
            } else {
                first.insert(name, entry);
            }
        }
        for entry in entries {
            let owners = entry.actor.of.iter().chain(entry.actor.terms.iter().filter_map(|t| t.of.as_ref()));
            for of in owners.filter(|of| !first.contains_key(of.as_str())) {
                let error = LexiconError::UnknownOwner { actor: entry.actor.name.clone(), of: of.clone() };
                self.add(entry.line_of_form(of), error);
            }
        }
    }

    /// Forms that several actors share. Surnames may be shared: context decides among them.
    fn forms(&mut self, entries: &[Entry]) {
        let mut bearers: BTreeMap<&str, Vec<(&Entry, Role)>> = BTreeMap::new();
        let mut seen = BTreeSet::new();
        for entry in entries {
            for (form, role) in forms(&entry.actor) {
                if crate::token::tokens(form).is_empty() {
                    let error = LexiconError::EmptyAlias { actor: entry.actor.name.clone(), alias: form.to_owned() };
                    self.add(entry.line_of_form(form), error);
                }
                // Two blocks of one name are told by their name.
                if seen.insert((form, entry.actor.name.as_str())) {
                    bearers.entry(form).or_default().push((entry, role));
                }
            }
        }
        for (form, all) in bearers {
            if all.len() > limit::BEARERS {
                let error = LexiconError::TooManyBearers { alias: form.to_owned() };
                self.add(all[limit::BEARERS].0.line_of_form(form), error);
                continue;
            }
            if self.is_full() {
                break;
            }
            let silent = |(e, _): &&(&Entry, Role)| !e.actor.ambiguous.iter().any(|a| a == form);
            if all.len() < 2 || all.iter().all(|(_, role)| *role == Role::Surname) {
                continue;
            }
            for (entry, _) in all.iter().filter(silent) {
                let others: Vec<_> = all
                    .iter()
                    .filter(|(e, _)| e.actor.name != entry.actor.name)
                    .map(|(e, _)| format!("`{}`", e.actor.name))
                    .take(MOST_NAMED)
                    .collect();
                let more = match (all.len() - 1).saturating_sub(MOST_NAMED) {
                    0 => String::new(),
                    more => format!(" and {more} more"),
                };
                self.add(
                    entry.line_of_form(form),
                    format_args!(
                        "`{form}` of `{}` belongs to {}{more} too; list it under `ambiguous`",
                        entry.actor.name,
                        others.join(", ")
                    ),
                );
            }
        }
    }

    fn ambiguous(&mut self, entry: &Entry) {
        for form in &entry.actor.ambiguous {
            if !forms(&entry.actor).any(|(f, _)| f == form) {
                self.add(
                    entry.line_of("ambiguous"),
                    format_args!("`{form}` is listed under `ambiguous` but is no form of `{}`", entry.actor.name),
                );
            }
        }
    }

    fn terms(&mut self, entry: &Entry) {
        let actor = &entry.actor;
        if actor.kind != ActorKind::Person {
            for field in
                [(actor.surname.is_some(), "surname"), (!actor.terms.is_empty(), "terms")].iter().filter(|f| f.0)
            {
                self.add(entry.line_of(field.1), format_args!("`{}` has `{}` but is no person", actor.name, field.1));
            }
        }
        for (i, term) in actor.terms.iter().enumerate() {
            let line = || entry.line_of("terms");
            if term.to.as_ref().is_some_and(|to| *to < term.from) {
                self.add(line(), format_args!("`{}`: the term as {} ends before it begins", actor.name, term.office));
            }
            // A term may begin on the day when the one before ends.
            let overlaps = |other: &&super::Term| {
                other.office == term.office
                    && other.of == term.of
                    && term.to.as_ref().is_none_or(|to| other.from < *to)
                    && other.to.as_ref().is_none_or(|to| term.from < *to)
            };
            if actor.terms[..i].iter().any(|o| overlaps(&o)) {
                self.add(line(), format_args!("`{}`: two terms as {} overlap", actor.name, term.office));
            }
        }
    }
}
