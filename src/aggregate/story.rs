//! Articles of different outlets on the same event, and how the outlets differ within them.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::comparison::Difference;
use super::tally::Tally;

/// When articles are on the same event.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct StoryOptions {
    /// Days between the first article of a story and any other.
    pub days: i32,
    /// Least likeness to the first article: the cosine of their words and actors, weighted by
    /// rarity, 0 to 1.
    pub likeness: f64,
    /// Stories that an average needs.
    pub min_stories: usize,
}

impl Default for StoryOptions {
    fn default() -> Self {
        Self { days: 3, likeness: 0.16, min_stories: 10 }
    }
}

/// How an outlet speaks of an actor where others report the same event.
#[derive(Debug, Clone, PartialEq)]
pub struct StoryContrast {
    /// The outlet.
    pub source: String,
    /// The actor; empty for all together.
    pub actor: String,
    /// Stories that the outlet and others reported with the actor.
    pub n_stories: usize,
    /// The mean over stories of the outlet's share less the mean share of the others; none if
    /// there are too few stories. Counted by label.
    pub difference: Option<Difference>,
}

/// Terms in more than this part of the articles tell no event.
const COMMON: f64 = 0.05;

/// Stories with a term that an article is compared with.
const MOST_SHARING: usize = 1000;

/// What one outlet prints within a story about an actor: sentences of the class, all sentences.
type Shares = BTreeMap<u32, (f64, f64)>;

impl Tally {
    /// Groups articles by event: each dated article joins the earlier story whose first article it
    /// resembles most, or begins one. Nothing depends on the order of the input.
    ///
    /// O(articles · terms · stories that share a term within the days, a thousand at most, the latest).
    pub(super) fn stories(&self, options: &StoryOptions) -> Vec<Vec<u32>> {
        let n = self.articles.len();
        let mut df: HashMap<u32, u32> = HashMap::new();
        for term in self.articles.iter().flat_map(|a| &a.terms) {
            *df.entry(*term).or_default() += 1;
        }
        let most = (COMMON * n as f64).max(3.0);
        let idf = |term: &u32| {
            let df = f64::from(df[term]);
            if df < 2.0 || df > most { 0.0 } else { (n as f64 / df).ln() }
        };
        let length = |terms: &BTreeSet<u32>| terms.iter().map(|t| idf(t).powi(2)).sum::<f64>().sqrt();
        let mut order: Vec<(i32, u32)> =
            (0..n as u32).filter_map(|a| Some((self.articles[a as usize].day()?, a))).collect();
        order.sort_by_key(|(day, a)| (*day, self.identity(*a)));
        let mut stories: Vec<Vec<u32>> = Vec::new();
        let mut firsts: Vec<(i32, f64)> = Vec::new();
        let mut by_term: HashMap<u32, Vec<usize>> = HashMap::new();
        for (day, article) in order {
            let terms = &self.articles[article as usize].terms;
            let own = length(terms);
            let mut likeness: BTreeMap<usize, f64> = BTreeMap::new();
            for term in terms.iter().filter(|t| idf(t) > 0.0) {
                let Some(sharing) = by_term.get(term) else { continue };
                // Stories are begun in time, so the recent ones stand last.
                let recent = sharing.iter().rev().take_while(|s| day - firsts[**s].0 <= options.days);
                for story in recent.take(MOST_SHARING) {
                    *likeness.entry(*story).or_default() += idf(term).powi(2);
                }
            }
            let cosine = |story: usize, dot: f64| dot / (own * firsts[story].1).max(1e-9);
            let best = likeness.iter().map(|(s, dot)| (cosine(*s, *dot), *s)).max_by(|a, b| a.0.total_cmp(&b.0));
            if let Some((_, story)) = best.filter(|(cosine, _)| *cosine >= options.likeness) {
                stories[story].push(article);
                continue;
            }
            for term in terms.iter().filter(|t| idf(t) > 0.0) {
                by_term.entry(*term).or_default().push(stories.len());
            }
            firsts.push((day, own));
            stories.push(vec![article]);
        }
        stories
    }

    /// Per outlet over all actors, then per outlet and actor, the differences within stories in the share
    /// of a class; `resamples` draws of stories give the intervals.
    pub(super) fn story_contrasts(
        &self,
        options: &StoryOptions,
        class: usize,
        resamples: usize,
        seed: u64,
    ) -> (usize, Vec<StoryContrast>) {
        let stories = self.stories(options);
        let mut story_of: HashMap<u32, usize> = HashMap::new();
        for (i, story) in stories.iter().enumerate() {
            story_of.extend(story.iter().map(|a| (*a, i)));
        }
        let mut printed: BTreeMap<(usize, Option<u32>), Shares> = BTreeMap::new();
        for entry in &self.entries {
            let Some(story) = story_of.get(&entry.article) else { continue };
            let source = self.articles[entry.article as usize].source;
            let hit = f64::from(u8::from(usize::from(entry.class) == class));
            for actor in [None, Some(entry.actor)] {
                let share = printed.entry((*story, actor)).or_default().entry(source).or_default();
                share.0 += hit;
                share.1 += 1.0;
            }
        }
        let mut differences: BTreeMap<(Option<&str>, &str), Vec<f64>> = BTreeMap::new();
        let mut shared: BTreeSet<usize> = BTreeSet::new();
        for ((story, actor), shares) in printed.iter().filter(|(_, shares)| shares.len() > 1) {
            shared.insert(*story);
            let share = |source: &u32| shares[source].0 / shares[source].1;
            let sum: f64 = shares.keys().map(share).sum();
            for source in shares.keys() {
                let others = (sum - share(source)) / (shares.len() - 1) as f64;
                let key = (actor.map(|a| self.names.name(a)), self.names.name(*source));
                differences.entry(key).or_default().push(share(source) - others);
            }
        }
        let mut rng = fastrand::Rng::with_seed(seed);
        let contrasts = differences.into_iter().map(|((actor, source), mut found)| {
            found.sort_by(f64::total_cmp);
            let n = found.len();
            let mean = found.iter().sum::<f64>() / n as f64;
            let mut draw = |_| (0..n).map(|_| found[rng.usize(..n)]).sum::<f64>() / n as f64;
            let difference = (n >= options.min_stories.max(2))
                .then(|| Difference::of(mean, (0..resamples).map(&mut draw).collect(), n));
            StoryContrast {
                source: source.to_owned(),
                actor: actor.unwrap_or_default().to_owned(),
                n_stories: n,
                difference,
            }
        });
        (shared.len(), contrasts.collect())
    }
}
