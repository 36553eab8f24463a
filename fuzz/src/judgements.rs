//! Files of judgements, and every report that is made from them.

use gainsay::{
    By, Citations, Correction, Counting, Judgement, LineChunks, Page, Report, RowFilter, Section, Selection, Tally,
};

use crate::MODEL;
use crate::bytes::Bytes;

pub(crate) fn check(data: &[u8]) {
    let mut bytes = Bytes::new(data);
    let by = *bytes.pick(&[By::Source, By::All, By::Day, By::Week, By::Month, By::Quarter, By::Year, By::Field]);
    let rolled = bytes.byte() % 2 == 1;
    let input = bytes.rest();
    let chunks = LineChunks::new(input, 1 << 18, 1 << 20).map(|c| c.expect("memory does not fail"));
    let mut reports = Reports::new(by);
    for chunk in chunks {
        for (line, text) in chunk.lines().flatten() {
            if let Ok(judgement) = Judgement::parse(line, text) {
                let json = serde_json::to_string(&judgement).expect("a judgement is plain data");
                assert_eq!(Judgement::parse(line, &json).unwrap_or_else(|e| panic!("{json}: {e}")), judgement);
                reports.add(&judgement);
            }
        }
    }
    reports.check(rolled);
}

/// All that a set of judgements becomes.
pub(crate) struct Reports {
    by: By,
    tally: Tally,
    citations: Citations,
}

impl Reports {
    pub(crate) fn new(by: By) -> Self {
        let task = MODEL.classifier("stance").expect("the default model has it").task();
        let field = (by == By::Field).then(|| "section".to_owned());
        let selection = Selection { stories: true, field, ..Selection::default() };
        Self { by, tally: Tally::of(task, selection.clone()), citations: Citations::new(task, selection, 2) }
    }

    pub(crate) fn add(&mut self, judgement: &Judgement) {
        self.tally.add(judgement);
        self.citations.add(judgement);
    }

    pub(crate) fn check(self, rolled: bool) {
        let Self { by, mut tally, citations } = self;
        if rolled {
            tally = tally.rolled_up(&MODEL.lexicon.tops());
        }
        let stance = MODEL.classifier("stance").expect("the default model has it");
        // Draws of the classifier's errors take most of the time; half of the inputs do without.
        let correction = if rolled {
            Correction::new(gainsay::Quantifier::default(), stance.mix(), stance.held_out())
        } else {
            Some(Correction::counting(stance.task().n_classes()))
        };
        let counting = Counting {
            by,
            min_articles: 1,
            resamples: 100,
            pairings: true,
            ..Counting::new(correction.expect("the default model knows its errors"))
        };
        let summary = tally.summary(&counting);
        for row in &summary.rows {
            for share in row.shares.iter().flatten() {
                let ordered = (0.0..=1.0).contains(&share.low) && share.low <= share.high && share.high <= 1.0;
                assert!(ordered && (0.0..=1.0).contains(&share.value), "{share:?} of {}", row.actor);
            }
        }
        let report = Report::new(summary, &RowFilter::default()).with_sections(&Section::ALL);
        serde_json::from_str::<serde_json::Value>(&report.json()).expect("a report is JSON");
        let _ = report.csv();
        quiet(&report.table(80));
        quiet(&report.markdown());
        if matches!(by, By::All) {
            return;
        }
        let (by, trend) =
            if matches!(by, By::Source | By::Field) { (by, Some(By::Month)) } else { (By::Source, Some(by)) };
        let page = Page::new(&tally, &Counting { by, ..counting }, trend, &RowFilter::default());
        let page = page.citing(&citations, &tally, &MODEL);
        let html = page.html();
        // The page's own: a style, the cited sentences as JSON, a script.
        for (tag, n) in [("<script", 2), ("</script", 2), ("<style", 1), ("</style", 1), ("<!--", 0)] {
            assert_eq!(html.matches(tag).count(), n, "{tag}");
        }
        for tag in ["<iframe", "<img", "<object", "<b>", "href=\"javascript:", "onerror=\""] {
            assert!(!html.contains(tag), "{tag}");
        }
        assert!(!html.chars().any(|c| c.is_control() && c != '\n' && c != '\t'), "a control character");
        for picture in page.actors().iter().filter_map(|actor| page.svg(actor)) {
            assert!(!picture.chars().any(|c| c.is_control() && c != '\n'), "a control character");
            assert!(!picture.contains("<script"));
        }
    }
}

/// What people read in a terminal must not steer it.
fn quiet(text: &str) {
    let bad = text.chars().find(|c| c.is_control() && *c != '\n' || ('\u{202a}'..='\u{202e}').contains(c));
    assert!(bad.is_none(), "{bad:?}");
}
