//! Numbers made from judgements: a specification by small worlds.

use gainsay::{
    By, Correction, Counting, HeldOut, HeldOutPair, Judgement, Quantifier, Selection, Speaker, StoryOptions, Summary,
    Tally, Task,
};
use serde_json::{Value, json};

use crate::plain_counting;

/// A judgement about Norcom: outlet, article, date, sentence and its label.
fn line(source: &str, article: &str, date: &str, sentence: &str, start: usize, label: &str) -> Value {
    let mut probabilities = json!({"accusing": 0.1, "denying": 0.1, "neutral": 0.1});
    probabilities[label] = json!(0.8);
    json!({
        "article": article, "source": source, "date": date, "part": "body", "start": start, "end": start + 50,
        "sentence": sentence, "actor": "Norcom", "kind": "company", "mention": "Norcom", "mention_start": start,
        "mention_end": start + 6, "stance": {"label": label, "probabilities": probabilities}
    })
}

fn tally(selection: Selection, lines: &[Value]) -> Tally {
    let mut tally = Tally::of(&Task::stance(), selection);
    for line in lines {
        tally.add(&Judgement::parse(1, &line.to_string()).expect("a judgement"));
    }
    tally
}

/// `n` articles of an outlet with two sentences each, of which `accusing` accuse.
fn outlet(source: &str, n: usize, accusing: &[usize]) -> Vec<Value> {
    let label = |i: usize| if accusing.contains(&(i % 10)) { "accusing" } else { "neutral" };
    (0..2 * n).map(|i| line(source, &(i / 2).to_string(), "2024-05-01", "…", i % 2, label(i))).collect()
}

#[test]
fn a_clear_difference_is_found_and_chance_is_not() {
    // Four outlets accuse in one sentence of ten, one in six of ten.
    let mut lines: Vec<Value> = ["A", "B", "C", "D"].iter().flat_map(|o| outlet(o, 40, &[3])).collect();
    lines.extend(outlet("Z", 40, &[0, 2, 3, 5, 7, 8]));
    let counting = Counting { pairings: true, ..Counting::new(Correction::counting(3)) };
    let summary = tally(Selection::default(), &lines).summary(&counting);
    for row in &summary.rows {
        let rest = row.rest.expect("there are others");
        assert!(row.group != "Z" || rest.is_found(), "{row:?}");
        assert!(rest.share.low <= rest.share.value && rest.share.value <= rest.share.high && rest.p <= rest.q);
    }
    let z = summary.rows.iter().find(|r| r.group == "Z").and_then(|r| r.rest).expect("it was compared");
    assert!((z.share.value - 0.5).abs() < 1e-9 && z.p < 1e-6);
    let found: Vec<_> = summary.pairings.iter().filter(|p| p.difference.q <= 0.05).map(|p| (&*p.a, &*p.b)).collect();
    assert_eq!(summary.pairings.len(), 10);
    assert_eq!(found, [("A", "Z"), ("B", "Z"), ("C", "Z"), ("D", "Z")]);
}

#[test]
fn too_few_articles_give_no_share_and_no_comparison() {
    let lines = [outlet("A", 9, &[1]), outlet("B", 10, &[1]), outlet("C", 30, &[1])].concat();
    let summary = tally(Selection::default(), &lines).summary(&Counting::new(Correction::counting(3)));
    let told: Vec<_> = summary.rows.iter().map(|r| (&*r.group, r.shares.is_some(), r.rest.is_some())).collect();
    assert_eq!(told, [("A", false, false), ("B", true, true), ("C", true, true)]);
}

/// A classifier that calls every fourth accusation neutral and every tenth neutral sentence an accusation.
fn held_out() -> HeldOut {
    let probabilities = [[0.8, 0.1, 0.1], [0.1, 0.8, 0.1], [0.1, 0.1, 0.8]];
    let of = |truth: usize, label: usize, n: usize| {
        std::iter::repeat_n(HeldOutPair { truth, label, probabilities: &probabilities[label], group: "" }, n)
    };
    let pairs: Vec<HeldOutPair> =
        of(0, 0, 750).chain(of(0, 2, 250)).chain(of(1, 1, 500)).chain(of(2, 2, 3600)).chain(of(2, 0, 400)).collect();
    let identity = (0..9).map(|i| f64::from(u8::from(i % 4 == 0))).collect();
    HeldOut::of(&pairs, identity, vec![0.0; 3])
}

#[test]
fn known_errors_are_undone_and_widen_the_interval() {
    // What such a classifier makes of twenty accusations among a hundred sentences.
    let lines = outlet("A", 100, &[0, 1, 2, 3, 4]).into_iter().enumerate().map(|(i, mut line)| {
        let label = if i % 100 < 23 { "accusing" } else { "neutral" };
        line["stance"]["label"] = json!(label);
        line
    });
    let tally = tally(Selection::default(), &lines.collect::<Vec<_>>());
    let held_out = held_out();
    let share = |how: Quantifier| {
        let correction = Correction::new(how, &[0.2, 0.1, 0.7], Some(&held_out)).expect("it fits");
        tally.summary(&Counting::new(correction)).rows[0].shares.as_ref().expect("enough articles")[0]
    };
    let (counted, adjusted) = (share(Quantifier::Count), share(Quantifier::Adjusted));
    assert!((counted.value - 0.23).abs() < 1e-9 && (adjusted.value - 0.2).abs() < 1e-6, "{counted:?} {adjusted:?}");
    assert!(adjusted.high - adjusted.low > counted.high - counted.low);
    assert!(Correction::new(Quantifier::Adjusted, &[0.2, 0.1, 0.7], None).is_none());
}

#[test]
fn speakers_are_counted_by_article_and_the_most_frequent_come_first() {
    let says = |article: &str, start: usize, voice: Value| {
        let mut line = line("Post", article, "2024-05-01", "…", start, "accusing");
        line["voice"] = voice;
        line
    };
    let nato = json!({"kind": "actor", "name": "NATO", "manner": "reported"});
    let lines = [
        says("1", 0, nato.clone()),
        says("1", 60, nato.clone()),
        says("2", 0, nato),
        says("2", 60, json!({"kind": "outlet", "manner": "own"})),
        says("3", 0, json!({"kind": "unnamed", "name": "critics", "manner": "reported"})),
        line("Post", "4", "2024-05-01", "…", 0, "accusing"),
    ];
    let tally = tally(Selection::default(), &lines);
    let told = |s: &Summary| {
        s.accusations.iter().map(|a| (a.speaker.clone(), a.n_articles, a.n_sentences.to_string())).collect::<Vec<_>>()
    };
    let all = tally.summary(&plain_counting(By::All));
    assert_eq!(
        told(&all),
        [
            (Speaker::Actor("NATO".into()), 2, "3".into()),
            (Speaker::Outlet, 1, "1".into()),
            (Speaker::Unnamed, 1, "1".into())
        ],
        "a judgement without a voice accuses in nobody's"
    );
    let by_source = tally.summary(&plain_counting(By::Source));
    assert!(by_source.accusations.iter().all(|a| a.group == "Post"));
}

/// Ten events, each reported by two outlets, beside articles of their own.
#[test]
fn outlets_are_compared_on_the_same_story() {
    const EVENTS: [&str; 10] = [
        "tanker Valdra collision harbour spill",
        "turbine Oskelund blade recall inquiry",
        "ferry Brennick capsized lifeboats inspection",
        "vaccine Lorvane trial hepatitis volunteers",
        "bridge Tarnholm cables corrosion closure",
        "reactor Vessmark coolant shutdown sirens",
        "railway Dunmarrow strike signalmen pensions",
        "dam Karvellin overflow evacuation villages",
        "airline Skyrel grounded rudder cracks",
        "mine Holtgarde explosion methane rescuers",
    ];
    let mut lines = Vec::new();
    for (i, event) in EVENTS.iter().enumerate() {
        let date = format!("2024-0{}-1{}", 1 + i / 3, i % 3 * 3);
        let later = format!("2024-0{}-1{}", 1 + i / 3, i % 3 * 3 + 1);
        let sentence = format!("Norcom {event}");
        lines.push(line("Accuser", &i.to_string(), &date, &sentence, 0, "accusing"));
        lines.push(line("Recorder", &i.to_string(), &later, &sentence, 0, "neutral"));
        let own = format!("Norcom quarterly{i} results{i} dividend{i} investors{i}");
        lines.push(line("Recorder", &format!("own{i}"), &date, &own, 0, "accusing"));
    }
    let counting = Counting { stories: Some(StoryOptions::default()), ..plain_counting(By::Source) };
    let summary = tally(Selection { stories: true, ..Selection::default() }, &lines).summary(&counting);
    assert_eq!(summary.n_stories, 10);
    let of = |source: &str| summary.stories.iter().find(|s| s.source == source && s.actor.is_empty()).expect("told");
    let difference = of("Accuser").difference.expect("ten stories are enough");
    assert_eq!(of("Accuser").n_stories, 10);
    assert!((difference.share.value - 1.0).abs() < 1e-9, "{difference:?}");
    assert!((of("Recorder").difference.expect("likewise").share.value + 1.0).abs() < 1e-9);
    lines.reverse();
    let backwards = tally(Selection { stories: true, ..Selection::default() }, &lines).summary(&counting);
    assert_eq!(backwards, summary);
}

#[test]
fn a_trend_has_the_finest_steps_that_leave_room() {
    let trend = |dates: &[(&str, usize)]| {
        let articles = dates.iter().flat_map(|(date, n)| (0..*n).map(move |i| (date, format!("{date} {i}"))));
        let lines: Vec<Value> = articles.map(|(date, id)| line("A", &id, date, "…", 0, "neutral")).collect();
        tally(Selection::default(), &lines).trend(1)
    };
    assert_eq!(trend(&[("2024-01-05", 20), ("2024-01-06", 5), ("2024-01-07", 5)]), Some(By::Day));
    assert_eq!(trend(&[("2024-01-05", 9), ("2024-01-06", 9), ("2024-02-07", 9)]), Some(By::Week));
    let few = [("2024-01-05", 2), ("2024-02-05", 2), ("2024-03-05", 2)];
    assert_eq!(trend(&few), Some(By::Month), "the coarsest of more than one period");
    assert_eq!(trend(&[("2024-01-05", 50)]), None);
}

#[test]
fn the_distance_of_denials_is_the_median_of_the_nearest() {
    let accused = |id: &str, start: usize, distance: isize| {
        let mut line = line("A", id, "2024-05-01", "…", start, "accusing");
        line["denial"] = json!({"part": "body", "start": 0, "end": 9, "distance": distance, "place": "middle"});
        line
    };
    let median = |lines: &[Value]| {
        let summary = tally(Selection::default(), lines).summary(&plain_counting(By::Source));
        summary.rows[0].denial.expect("a stance has denials").median_distance
    };
    // Two sentences of one article: the nearer denial counts, on whichever side it stands.
    let articles = [accused("a", 100, 9), accused("a", 200, -1), accused("b", 100, 4), accused("c", 100, -7)];
    assert_eq!(median(&articles), Some(4.0));
    assert_eq!(median(&[&articles[..], &[accused("d", 100, 5)]].concat()), Some(4.5));
    assert_eq!(median(&[line("A", "a", "2024-05-01", "…", 0, "accusing")]), None);
}
