//! Labelled sentences.

use gainsay::Example;

pub(crate) fn check(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let articles = |id: &str| (id != "gone").then(|| format!("Zürich denied it. {id} said  so.\n\nNATO did not."));
    for (line, number) in text.lines().zip(1..) {
        let Ok(example) = Example::parse(number, line, &["stance", "topic"], &articles) else { continue };
        for (i, actor) in example.actors.iter().enumerate() {
            assert!(example.text.get(actor.span.start..actor.span.end).is_some(), "{:?}", actor.span);
            let mentions = example.mentions(i);
            assert_eq!(mentions[0], actor.span);
            let form = actor.span.of(&example.text);
            assert!(mentions.iter().all(|m| example.text.get(m.start..m.end) == Some(form)));
        }
        let mut n = 0;
        let renamed = example.renamed(|| {
            n += 1;
            "Norcom"
        });
        assert_eq!(n, example.actors.len());
        for actor in &renamed.actors {
            assert!(renamed.text.get(actor.span.start..actor.span.end).is_some(), "{:?}", actor.span);
        }
        if let Some(first) = example.actors.first() {
            let _ = Example::marking(&example.text, &first.name);
        }
    }
}
