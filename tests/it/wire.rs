//! Sentences that outlets share: what is a copy, that nothing but the sentences decides, and what
//! copies count for.

use std::collections::BTreeSet;

use crate::plain_counting;
use gainsay::{
    Article, By, ClusterId, Count, Counting, Judgement, Summary, Tally, Task, WireClusters, WireIndex, tokens,
};
use proptest::prelude::*;

fn article(source: &str, text: &str) -> Article {
    Article { id: "1".into(), source: source.into(), text: text.into(), ..Article::default() }
}

fn index<'a>(printed: impl IntoIterator<Item = (&'a str, &'a str)>) -> WireIndex {
    let mut index = WireIndex::default();
    for (source, text) in printed {
        index.add(&article(source, text));
    }
    index
}

fn cluster(clusters: &WireClusters, sentence: &str) -> Option<ClusterId> {
    clusters.cluster(&tokens(sentence))
}

/// Whether two outlets that print these sentences print copies.
#[track_caller]
fn copies(a: &str, b: &str) -> bool {
    let clusters = index([("Harbour Post", a), ("Daily Beacon", b)]).clusters();
    let [a, b] = [a, b].map(|s| cluster(&clusters, s));
    assert_eq!((a == b, a.is_some()), (true, b.is_some()), "two sentences make one cluster or none");
    assert_eq!(clusters.n_clusters(), usize::from(a.is_some()));
    a.is_some()
}

const FERRY: &str =
    "The ministry in Ostia denied on Friday that its patrol boats had rammed the ferry off the coast of Velmora.";

#[test]
fn signs_and_capitals_do_not_matter() {
    assert!(copies(FERRY, FERRY));
    assert!(copies(
        "“The talks in Ostia have failed, haven’t they?”",
        "\"THE TALKS IN OSTIA HAVE FAILED – HAVEN'T THEY\""
    ));
}

#[test]
fn a_word_or_the_attribution_may_change() {
    assert!(copies(FERRY, &FERRY.replace("on Friday", "on Saturday")));
    assert!(copies(FERRY, &FERRY.replace("denied on Friday", "denied")));
    assert!(copies(FERRY, &FERRY.replace("Velmora.", "Velmora, the state agency reported.")));
    let quote = "“Nobody in this company has ever paid a single coin to a customs officer in Velmora,";
    assert!(copies(&format!("{quote}” Norcom said."), &format!("{quote}” a spokeswoman for Norcom wrote.")));
}

#[test]
fn another_statement_is_no_copy() {
    assert!(!copies(
        FERRY,
        "The ministry in Ostia said on Friday that a ferry had sunk off the coast, and denied nothing."
    ));
    let shares = "Shares of Norcom closed 12 points higher on Friday as traders in Ostia shrugged off the affair.";
    assert!(!copies(shares, &shares.replace("12", "31")), "another day's prices");
    assert!(copies(shares, &shares.replace("on Friday", "on 6 March")), "a number is added");
}

#[test]
fn short_sentences_are_nobodys() {
    assert!(!copies("He declined to comment.", "He declined to comment."));
    assert!(
        !copies("The mayor of Ostia declined to comment.", "The mayor of Ostia declined to comment."),
        "seven words"
    );
    assert!(copies("The mayor of Ostia declined to comment again.", "The mayor of Ostia declined to comment again."));
    let asked = "Norcom did not immediately respond to a request for comment.";
    assert!(!copies(asked, &asked.replace("Norcom", "Velmora")), "of so few words none may differ");
}

#[test]
fn an_outlet_does_not_copy_itself() {
    let clusters = index([("Harbour Post", FERRY), ("Harbour Post", FERRY)]).clusters();
    assert_eq!((clusters.n_clusters(), cluster(&clusters, FERRY)), (0, None));
    let near = FERRY.replace("Friday", "Sunday");
    let clusters = index([("Harbour Post", FERRY), ("Harbour Post", &near)]).clusters();
    assert_eq!((clusters.n_clusters(), cluster(&clusters, &near)), (0, None));
    let clusters = index([("Harbour Post", FERRY), ("Harbour Post", &near), ("Daily Beacon", FERRY)]).clusters();
    assert_eq!((clusters.n_clusters(), clusters.n_wordings()), (1, 2));
    assert_eq!(cluster(&clusters, &near), cluster(&clusters, FERRY));
}

/// Each wording differs from the one before in one word of thirty. Linked by their neighbours
/// they would be one cluster, whose ends have nothing in common.
#[test]
fn likeness_does_not_pass_from_neighbour_to_neighbour() {
    let mut words: Vec<String> =
        (0..30).map(|i| format!("w{}", char::from(b'a' + i % 26)).repeat(1 + i as usize / 26)).collect();
    let mut printed = Vec::new();
    for step in 0..30 {
        printed.push(words.join(" "));
        words[step] = format!("x{}", "y".repeat(step + 1));
    }
    let outlets: Vec<String> = (0..printed.len()).map(|i| format!("Outlet {i}")).collect();
    let clusters = index(outlets.iter().map(String::as_str).zip(printed.iter().map(String::as_str))).clusters();
    let ids: Vec<_> = printed.iter().map(|p| cluster(&clusters, p)).collect();
    assert!(clusters.n_clusters() > 1 && ids[0] != *ids.last().expect("thirty"), "{ids:?}");
    for id in ids.iter().flatten() {
        // A member differs from the first of its cluster in a fifth of the words at most: six
        // before it and six behind.
        let reach: Vec<usize> = (0..ids.len()).filter(|i| ids[*i].as_ref() == Some(id)).collect();
        assert!(reach.last().zip(reach.first()).is_some_and(|(last, first)| last - first <= 12), "{ids:?}");
    }
}

const PLACES: [&str; 6] = ["Ostia", "Velmora", "Lima", "Turin", "Malmo", "Quito"];
const VERBS: [&str; 4] = ["denied", "rejected", "confirmed", "mocked"];

/// Sentences of a small world, so that copies and near copies abound.
fn sentence() -> impl Strategy<Value = String> {
    (0..PLACES.len(), 0..VERBS.len(), 0..3usize, 0..4usize).prop_map(|(place, verb, day, tail)| {
        let day = ["on Friday", "on Sunday", "late in the evening"][day];
        let tail = ["", ", it said", ", a person who knows the matter said", ", 40 hours after the first report"][tail];
        format!(
            "The harbour office of {} {} {day} that any of its pilots had been paid to look away from the cargo{tail}.",
            PLACES[place], VERBS[verb]
        )
    })
}

fn printed() -> impl Strategy<Value = Vec<(String, String)>> {
    prop::collection::vec(((0..4).prop_map(|i| format!("Outlet {i}")), sentence()), 1..60)
}

fn ids(clusters: &WireClusters, printed: &[(String, String)]) -> BTreeSet<(String, Option<ClusterId>)> {
    printed.iter().map(|(_, s)| (s.clone(), cluster(clusters, s))).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    /// In any order, in parts merged in any order, on any number of threads.
    #[test]
    fn nothing_but_the_sentences_decides(printed in printed(), seed in any::<u64>(), n_parts in 1usize..6, n_threads in 1usize..4) {
        let pairs = |p: &[(String, String)]| index(p.iter().map(|(a, b)| (a.as_str(), b.as_str())));
        let expected = ids(&pairs(&printed).clusters(), &printed);
        let mut rng = fastrand::Rng::with_seed(seed);
        let mut shuffled = printed.clone();
        rng.shuffle(&mut shuffled);
        prop_assert_eq!(&ids(&pairs(&shuffled).clusters(), &printed), &expected);
        let mut parts: Vec<WireIndex> = shuffled.chunks(shuffled.len().div_ceil(n_parts)).map(pairs).collect();
        rng.shuffle(&mut parts);
        let mut whole = WireIndex::default();
        for part in &parts {
            whole.merge(part);
        }
        let pool = rayon::ThreadPoolBuilder::new().num_threads(n_threads).build().expect("threads can be started");
        prop_assert_eq!(&ids(&pool.install(|| whole.clusters()), &printed), &expected);
    }

    /// The cluster's name is the same whoever else printed it, and survives its written form.
    #[test]
    fn a_cluster_is_written_as_sixteen_digits(printed in printed()) {
        let clusters = index(printed.iter().map(|(a, b)| (a.as_str(), b.as_str()))).clusters();
        for id in printed.iter().filter_map(|(_, s)| cluster(&clusters, s)) {
            let json = serde_json::to_string(&id).expect("plain data");
            prop_assert!(json.len() == 18 && json.trim_matches('"').bytes().all(|b| b.is_ascii_hexdigit()), "{}", json);
            prop_assert_eq!(serde_json::from_str::<ClusterId>(&json).expect("its own form"), id);
        }
    }

    /// The rows of the outlets add up to the row of all, and a cluster counts once per actor.
    #[test]
    fn independent_counts_add_up(judged in judged(), seed in any::<u64>()) {
        let mut tally = Tally::new(&Task::stance());
        let lines: Vec<String> = judged.iter().map(Judged::line).collect();
        let judgements: Vec<_> = lines.iter().map(|l| Judgement::parse(1, l).expect("a judgement")).collect();
        for judgement in &judgements {
            tally.add(judgement);
        }
        let (by_source, all) = (independent(&tally, By::Source), independent(&tally, By::All));
        for row in &all.rows {
            let of_actor = |j: &&Judged| j.actor == row.actor;
            let singles = judged.iter().filter(of_actor).filter(|j| j.cluster.is_none()).count();
            let clusters: BTreeSet<_> = judged.iter().filter(of_actor).filter_map(|j| j.cluster).collect();
            prop_assert!((row.n_sentences - (singles + clusters.len()) as f64).abs() < 1e-9, "{row:?}");
            for (c, share) in row.shares.iter().flatten().enumerate() {
                let rows = by_source.rows.iter().filter(|r| r.actor == row.actor);
                let (n, k) = rows.fold((0.0, 0.0), |(n, k), r| (n + r.n_sentences, k + r.counts[c]));
                prop_assert!((n - row.n_sentences).abs() < 1e-9 && (k / n - share.value).abs() < 1e-9, "{row:?}");
                prop_assert!(share.low <= share.value + 1e-12 && share.value <= share.high + 1e-12, "{share:?}");
            }
        }
        // In any order and in parts, to the last bit.
        let mut order: Vec<usize> = (0..judgements.len()).collect();
        fastrand::Rng::with_seed(seed).shuffle(&mut order);
        let mut parts = [(); 3].map(|()| Tally::new(&Task::stance()));
        for i in &order {
            parts[i % 3].add(&judgements[*i]);
        }
        let [mut whole, b, c] = parts;
        whole.merge(c);
        whole.merge(b);
        prop_assert_eq!((independent(&whole, By::Source), independent(&whole, By::All)), (by_source, all));
    }
}

/// A judgement, as far as counting goes.
#[derive(Debug)]
struct Judged {
    source: &'static str,
    article: u8,
    actor: &'static str,
    label: &'static str,
    cluster: Option<u8>,
}

impl Judged {
    fn line(&self) -> String {
        let mut line = serde_json::json!({
            "article": self.article.to_string(), "source": self.source, "part": "body", "start": 0, "end": 1, "sentence": "x",
            "actor": self.actor, "kind": "name", "mention": "x", "mention_start": 0, "mention_end": 1,
            "stance": {"label": self.label, "probabilities": {"accusing": 0.2, "denying": 0.2, "neutral": 0.6}},
        });
        if let Some(cluster) = self.cluster {
            line["cluster"] = format!("{cluster:016x}").into();
        }
        line.to_string()
    }
}

fn judged() -> impl Strategy<Value = Vec<Judged>> {
    let one =
        (0..3usize, 0..4u8, 0..2usize, 0..3usize, prop::option::of(0..4u8)).prop_map(|(s, article, a, l, cluster)| {
            Judged {
                source: ["Harbour Post", "Daily Beacon", "The Meridian"][s],
                article,
                actor: ["Norcom", "Velmora"][a],
                label: ["accusing", "denying", "neutral"][l],
                cluster,
            }
        });
    prop::collection::vec(one, 1..40)
}

fn tally(count: Count, judged: &[Judged]) -> Summary {
    let mut tally = Tally::new(&Task::stance());
    for judged in judged {
        tally.add(&Judgement::parse(1, &judged.line()).expect("a judgement"));
    }
    tally.summary(&Counting { count, ..plain_counting(By::Source) })
}

fn independent(tally: &Tally, by: By) -> Summary {
    tally.summary(&Counting { count: Count::Independent, ..plain_counting(by) })
}

#[test]
fn copies_count_in_parts_and_articles_as_printed() {
    let one = |source, article, label, cluster| Judged { source, article, actor: "Norcom", label, cluster };
    let judged = [
        one("Daily Beacon", 1, "accusing", Some(7)),
        one("Daily Beacon", 1, "denying", None),
        one("Harbour Post", 1, "accusing", Some(7)),
        // The outlet prints the text twice: still one half.
        one("Harbour Post", 2, "accusing", Some(7)),
        one("Harbour Post", 2, "neutral", None),
    ];
    let printed = tally(Count::Printed, &judged);
    let independent = tally(Count::Independent, &judged);
    let sentences = |s: &Summary| s.rows.iter().map(|r| r.n_sentences).collect::<Vec<_>>();
    assert_eq!(sentences(&printed), [2.0, 3.0]);
    assert_eq!(sentences(&independent), [1.5, 1.5]);
    for (row, expected) in independent.rows.iter().zip([[0.5, 1.0, 0.0], [0.5, 0.0, 1.0]]) {
        for (share, part) in row.shares.iter().flatten().zip(expected) {
            assert!((share.value - part / 1.5).abs() < 1e-12, "{row:?}");
        }
    }
    for (a, b) in printed.rows.iter().zip(&independent.rows) {
        assert_eq!((a.n_articles, a.denial), (b.n_articles, b.denial));
    }
}

/// Copies are no independent draws: ten outlets with one agency's sentence know what one knows.
#[test]
fn copies_do_not_narrow_the_interval() {
    const OUTLETS: [&str; 10] = ["A", "B", "C", "D", "E", "F", "G", "H", "I", "J"];
    let rows = |n: usize, cluster: Option<u8>| {
        let mut tally = Tally::new(&Task::stance());
        for source in &OUTLETS[..n] {
            let judged = Judged { source, article: 1, actor: "Norcom", label: "accusing", cluster };
            tally.add(&Judgement::parse(1, &judged.line()).expect("a judgement"));
        }
        independent(&tally, By::All).rows
    };
    let low = |rows: &[gainsay::SummaryRow]| rows[0].shares.as_ref().expect("one article is enough")[0].low;
    let (ten, one, apart) = (rows(10, Some(1)), rows(1, None), rows(10, None));
    for (share, single) in ten[0].shares.iter().flatten().zip(one[0].shares.iter().flatten()) {
        assert!(
            (share.low - single.low).abs() < 1e-9 && (share.high - single.high).abs() < 1e-9,
            "{share:?} {single:?}"
        );
    }
    assert!(low(&apart) > low(&ten) + 0.3, "ten voices are more than one");
}
