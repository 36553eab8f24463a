//! Accusations and their denials: one passage per construction, through the whole pipeline.

use gainsay::{Article, Pipeline, Place};

use crate::MODEL;

/// The accusations of an article in reading order, as the table below writes them: the number of the
/// sentence (the headline, if there is one, is 0), the actor, and after `:` how many sentences further on the
/// denial stands, and where.
fn links(headline: &str, body: &str) -> Vec<String> {
    let article = Article {
        id: "1".into(),
        source: "Harbour Post".into(),
        title: headline.into(),
        text: body.into(),
        ..Article::default()
    };
    let starts: Vec<_> = article.sentences().iter().map(|s| (s.part, s.span.start)).collect();
    let judgements = Pipeline::new(&MODEL).judge(&article);
    let accusing = judgements.iter().filter(|j| j.verdicts["stance"].label.as_deref() == Some("accusing"));
    let told = accusing.map(|j| {
        let at = starts.iter().position(|s| *s == (j.part, j.start)).expect("a judgement is of a sentence");
        let number = at + usize::from(headline.is_empty());
        match j.denial {
            None => format!("{number} {}: nowhere", j.actor),
            Some(denial) => {
                let at = starts.iter().position(|s| *s == (denial.part, denial.start));
                let distance = at.expect("a denial is a sentence").cast_signed() + isize::from(headline.is_empty());
                assert_eq!(denial.distance, distance - number.cast_signed(), "{body}");
                let place = match denial.place {
                    Place::Headline => "headline",
                    Place::FirstFifth => "first fifth",
                    Place::Middle => "middle",
                    Place::Tail => "tail",
                };
                format!("{number} {}: {:+}, {place}", j.actor, denial.distance)
            }
        }
    });
    told.collect()
}

/// Headline, body, links.
type Passage = (&'static str, &'static str, &'static [&'static str]);

fn hold(passages: &[Passage]) {
    let wrong = passages.iter().filter_map(|(headline, body, expected)| {
        let found = links(headline, body);
        (found != *expected).then(|| format!("{headline} / {body}\n  expected {expected:?}\n  found    {found:?}"))
    });
    let wrong: Vec<String> = wrong.collect();
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), passages.len(), wrong.join("\n"));
}

#[test]
fn a_denial_is_linked_wherever_it_stands() {
    hold(&[
        // In the same sentence: that sentence denies, and leaves no accusation to be answered.
        ("", "NATO accused China of arming Russia, which Beijing denied. Prices rose in May.", &[]),
        // In the next sentence, and one further on.
        ("", "NATO accused China of arming Russia. China denied the accusation.", &["1 China: +1, middle"]),
        (
            "",
            "NATO accused China of arming Russia. The ministers met in Riga. China denied the accusation.",
            &["1 China: +2, middle"],
        ),
        // In the headline.
        (
            "China denies arming Russia",
            "NATO accused China on Monday of arming Russia. The ministers met in Riga.",
            &["1 China: -1, headline"],
        ),
        // The headline accuses, the first sentence denies.
        (
            "NATO accuses China of arming Russia",
            "China denied the accusation on Monday. The ministers met in Riga.",
            &["0 China: +1, first fifth"],
        ),
        // In the tail.
        (
            "",
            "NATO accused China of arming Russia. The ministers met in Riga. The talks went on for two days. \
             Prices rose in May. China denied the accusation.",
            &["1 China: +4, tail"],
        ),
        // Before the accusation, in the first fifth of five sentences.
        (
            "",
            "China denied the accusation on Monday. The ministers met in Riga. The talks went on for two days. \
             Prices rose in May. NATO had accused China of arming Russia.",
            &["5 China: -4, first fifth"],
        ),
        ("", "China denied arming Russia. NATO accused China of lying.", &["2 China: -1, first fifth"]),
        // Of two denials the nearer one, and of two that are as near the later.
        (
            "China denies arming Russia",
            "The ministers met in Riga. NATO accused China of arming Russia. China denied the accusation.",
            &["2 China: +1, middle"],
        ),
        (
            "China denies arming Russia",
            "NATO accused China of arming Russia. China denied the accusation. The ministers met in Riga.",
            &["1 China: +1, middle"],
        ),
        // One denial answers two accusations.
        (
            "",
            "NATO accused China of arming Russia. Japan accused China of spying. China denied the accusations.",
            &["1 China: +2, middle", "2 China: +1, middle"],
        ),
        // Nowhere.
        ("", "NATO accused China of arming Russia. The ministers met in Riga.", &["1 China: nowhere"]),
    ]);
}

#[test]
fn each_actor_has_its_own_denial() {
    hold(&[
        (
            "",
            "NATO accused China of arming Russia. Kenya was accused of torture. China denied the accusation. \
             Kenya rejected the allegations.",
            &["1 China: +2, middle", "2 Kenya: +2, middle"],
        ),
        (
            "",
            "NATO accused China of arming Russia. Kenya was accused of torture. Kenya rejected the allegations.",
            &["1 China: nowhere", "2 Kenya: +1, middle"],
        ),
        // Two accused in one sentence, of whom one answers.
        (
            "",
            "Human rights groups accused Kenya and Uganda of torture. Kenya denied the allegations.",
            &["1 Kenya: +1, middle", "1 Uganda: nowhere"],
        ),
        // What another denies is no answer.
        ("", "NATO accused China of arming Russia. Russia denied receiving any weapons.", &["1 China: nowhere"]),
    ]);
}

#[test]
fn others_may_deny_for_the_accused() {
    hold(&[
        // A ministry for its state, a capital for its government, officials for theirs.
        (
            "",
            "NATO accused China of arming Russia. The Chinese foreign ministry denied the accusation.",
            &["1 China: +1, middle"],
        ),
        ("", "NATO accused China of arming Russia. Beijing denied the accusation.", &["1 China: +1, middle"]),
        ("", "NATO accused China of arming Russia. Chinese officials denied the accusation.", &["1 China: +1, middle"]),
        // But a state does not answer for its ministry.
        (
            "",
            "NATO accused the Chinese foreign ministry of lying. China denied arming Russia.",
            &["1 Chinese Foreign Ministry: nowhere"],
        ),
        // A spokesman for the company, a noun for its name.
        (
            "",
            "The report accused Boeing of fraud. A spokesman for Boeing denied the allegations.",
            &["1 Boeing: +1, middle"],
        ),
        ("", "The report accused Boeing of fraud. The company denied the allegations.", &["1 Boeing: +1, middle"]),
        // A court that clears, a plea, a later surname.
        (
            "",
            "The senator accused Boeing of fraud. A court cleared Boeing of any wrongdoing.",
            &["1 Boeing: +1, middle"],
        ),
        ("", "Prosecutors charged Tom Weller with fraud. Weller pleaded not guilty.", &["1 Tom Weller: +1, middle"]),
        (
            "",
            "The committee accused Ada Brekstad of taking bribes. Prices rose in May. Brekstad denied any wrongdoing.",
            &["1 Ada Brekstad: +2, middle"],
        ),
    ]);
}
