//! The default model on the sample articles: what they were written to show, in terms that
//! survive another training run.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use gainsay::{ActorKind, Article, By, Judgement, Pipeline, Report, RowFilter, Summary, Tally, Task};

use crate::{MODEL, plain_counting, sample_articles};

static ARTICLES: LazyLock<Vec<Article>> = LazyLock::new(sample_articles);

static JUDGEMENTS: LazyLock<Vec<Judgement<'static>>> = LazyLock::new(|| {
    let mut pipeline = Pipeline::new(&MODEL);
    ARTICLES.iter().flat_map(|a| pipeline.judge(a)).collect()
});

fn summary() -> Summary {
    let mut tally = Tally::new(&Task::stance());
    for judgement in JUDGEMENTS.iter() {
        tally.add(judgement);
    }
    tally.summary(&plain_counting(By::Source))
}

fn label(judgement: &Judgement) -> String {
    judgement.verdicts["stance"].label.as_deref().expect("the default model does not abstain").to_owned()
}

/// How many articles of an outlet accuse an actor, and how many of those print its denial.
fn denials(source: &str, actors: &[&str]) -> (usize, usize) {
    let summary = summary();
    let rows = summary.rows.iter().filter(|r| r.group == source && actors.contains(&r.actor.as_str()));
    rows.filter_map(|r| r.denial).fold((0, 0), |(a, d), denial| (a + denial.n_accusing, d + denial.n_denied))
}

#[test]
fn all_outlets_and_articles_are_there() {
    let sources: BTreeSet<&str> = ARTICLES.iter().map(|a| a.source.as_str()).collect();
    assert_eq!(sources, ["Daily Beacon", "Harbour Post", "Northern Wire", "The Meridian"].into());
    assert_eq!(summary().n_articles, ARTICLES.len());
}

#[test]
fn the_wire_prints_more_denials_than_the_post() {
    let (wire_accusing, wire_denied) = denials("Northern Wire", &["Russia", "China"]);
    let (post_accusing, post_denied) = denials("Harbour Post", &["Russia", "China"]);
    assert!(wire_accusing >= 4 && post_accusing >= 4, "{wire_accusing} {post_accusing}");
    let (wire, post) = (wire_denied as f64 / wire_accusing as f64, post_denied as f64 / post_accusing as f64);
    assert!(wire > post + 0.2, "Northern Wire {wire:.2}, Harbour Post {post:.2}");
}

#[test]
fn each_outlet_has_its_villain() {
    let summary = summary();
    let accusing = Task::stance().class("accusing").expect("a label");
    let share = |source: &str, actor: &str| {
        let row = summary.rows.iter().find(|r| r.group == source && r.actor == actor);
        let row = row.unwrap_or_else(|| panic!("{source} does not mention {actor}"));
        row.counts[accusing] / row.n_sentences
    };
    assert!(share("The Meridian", "United States") > share("Harbour Post", "United States"));
    assert!(share("Harbour Post", "Russia") > share("The Meridian", "Russia"));
    assert!(share("Daily Beacon", "Adaeze Mbeki") > share("Harbour Post", "Adaeze Mbeki"));
}

#[test]
fn clear_headlines_get_their_labels() {
    let find = |article: &str, actor: &str| {
        let judgement = JUDGEMENTS
            .iter()
            .find(|j| j.article == article && j.part == gainsay::Part::Headline && j.actor == actor)
            .unwrap_or_else(|| panic!("the headline of {article} does not mention {actor}"));
        label(judgement)
    };
    assert_eq!(find("nato-drones-harbour-post", "China"), "accusing");
    assert_eq!(find("air-encounter-meridian", "United States"), "accusing");
    assert_eq!(find("atlantic-cable-meridian", "Russia"), "denying");
    assert_eq!(find("battery-duties-northern-wire", "China"), "denying");
}

/// The Daily Beacon writes of nothing so much as of Norcom, a company that no lexicon knows.
#[test]
fn a_company_of_one_word_is_an_actor() {
    let of = |source: &str| JUDGEMENTS.iter().filter(|j| j.source == source && j.actor == "Norcom").count();
    assert!(of("Daily Beacon") >= 10 && of("Harbour Post") >= 5);
    let headline = JUDGEMENTS.iter().find(|j| {
        j.article == "harbour-trial-harbour-post" && j.part == gainsay::Part::Headline && j.actor == "Norcom"
    });
    assert_eq!(label(headline.expect("the headline names it")), "denying");
}

#[test]
fn a_surname_is_resolved() {
    let mbekis: Vec<_> = JUDGEMENTS.iter().filter(|j| j.mention.contains("Mbeki")).collect();
    let surname_only = mbekis.iter().filter(|j| !j.mention.contains("Adaeze")).count();
    assert!(mbekis.len() >= 10 && surname_only >= 3, "{} {surname_only}", mbekis.len());
    for judgement in mbekis {
        assert_eq!(judgement.actor, "Adaeze Mbeki", "{judgement:?}");
    }
}

#[test]
fn capitals_and_adjectives_stand_for_their_states() {
    for (mention, actor) in
        [("Beijing", "China"), ("Chinese", "China"), ("Moscow", "Russia"), ("U.S.", "United States")]
    {
        // The town (*in Beijing*) is a name of its own.
        let of = |j: &&Judgement| j.mention == mention && j.kind != ActorKind::Name;
        let actors: BTreeSet<&str> = JUDGEMENTS.iter().filter(of).map(|j| &*j.actor).collect();
        assert_eq!(actors, [actor].into(), "{mention}");
    }
}

#[test]
fn datelines_and_bylines_are_no_sentences() {
    for judgement in JUDGEMENTS.iter() {
        assert!(!judgement.sentence.contains("(Northern Wire)"), "{}", judgement.sentence);
    }
}

/// A sample quotes a line of markup, as reports about a hacked page do.
#[test]
fn markup_is_text_and_nothing_else() {
    assert!(ARTICLES.iter().any(|a| a.text.contains("<script>alert(1)</script>")), "the sample has gone");
    let report = Report::new(summary(), &RowFilter::default());
    assert!(!report.markdown().contains("<script"));
    // Nor does it come in by a name.
    let article = Article {
        id: "<script>".into(),
        source: "<script>alert(1)</script> | \\Post".into(),
        text: "China denied it.".into(),
        ..Article::default()
    };
    let mut tally = Tally::new(&Task::stance());
    for judgement in Pipeline::new(&MODEL).judge(&article) {
        tally.add(&judgement);
    }
    let markdown = Report::new(tally.summary(&plain_counting(By::Source)), &RowFilter::default()).markdown();
    assert!(markdown.contains("China") && !markdown.contains("<script"), "{markdown}");
    assert!(markdown.contains("&lt;script>alert(1)&lt;/script> \\| \\\\Post"), "{markdown}");
}

#[test]
fn labels_of_every_kind_are_given() {
    let count = |l: &str| JUDGEMENTS.iter().filter(|j| label(j) == l).count();
    let n = JUDGEMENTS.len();
    assert!(count("accusing") > n / 20 && count("denying") > n / 50 && count("neutral") > n / 4);
}
