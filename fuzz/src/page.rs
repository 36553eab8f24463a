//! Reports of judgements that are well formed and say whatever they like.

use std::borrow::Cow;
use std::collections::BTreeMap;

use gainsay::{ActorKind, By, Judgement, Manner, MentionKind, NamedVerdict, Part, Voice, VoiceKind};

use crate::bytes::Bytes;
use crate::judgements::Reports;

pub(crate) fn check(data: &[u8]) {
    let mut bytes = Bytes::new(data);
    let by = *bytes.pick(&[By::Source, By::Day, By::Week, By::Quarter, By::Field, By::All]);
    let rolled = bytes.byte() % 2 == 1;
    let mut reports = Reports::new(by);
    for _ in 0..40 {
        if bytes.is_empty() {
            break;
        }
        reports.add(&judgement(&mut bytes));
    }
    reports.check(rolled);
}

/// Names and dates that many judgements share, or the input's own.
fn text(bytes: &mut Bytes, of: &[&str]) -> String {
    let at = usize::from(bytes.byte()) % (of.len() + 2);
    of.get(at).map_or_else(|| bytes.line(), |known| (*known).to_owned())
}

fn judgement(bytes: &mut Bytes) -> Judgement<'static> {
    let sentence = text(bytes, &["NATO accused China of <b>arming</b> Russia.", "China denied it & left."]);
    let own = |t: String| -> Cow<'static, str> { Cow::Owned(t) };
    let fields = [("title", &["Envoy <denies> it"][..]), ("url", &["https://example.org/a"]), ("section", &["world"])];
    let fields: BTreeMap<String, String> = fields.map(|(name, of)| (name.to_owned(), text(bytes, of))).into();
    let labels = ["accusing", "denying", "neutral"];
    let sure = f64::from(bytes.byte()) / 255.0;
    let label = *bytes.pick(&labels);
    let rest = (1.0 - sure) / 2.0;
    let probabilities = labels.map(|l| (Cow::Borrowed(l), if l == label { sure } else { rest })).into();
    let verdict = NamedVerdict { label: Some(Cow::Borrowed(label)), probabilities };
    let start = usize::from(bytes.byte());
    let (from, length) = (usize::from(bytes.byte()), usize::from(bytes.byte()));
    let voice = (!bytes.byte().is_multiple_of(4)).then(|| Voice {
        kind: *bytes.pick(&[VoiceKind::Actor, VoiceKind::Outlet, VoiceKind::Unnamed]),
        name: (bytes.byte().is_multiple_of(2)).then(|| text(bytes, &["NATO", "critics"])),
        manner: *bytes.pick(&[Manner::Own, Manner::Reported, Manner::Quoted]),
        verb: (bytes.byte().is_multiple_of(2)).then(|| text(bytes, &["said"])),
        tone: None,
    });
    Judgement {
        article: own(text(bytes, &["1", "2", "3", "4"])),
        source: own(text(bytes, &["Post", "Mail", "<script>alert(1)</script>"])),
        date: Some(own(text(bytes, &["2024-01-31", "2024-02-01", "2023-12-31", "0000-01-01", "9999-12-31"]))),
        part: *bytes.pick(&[Part::Body, Part::Headline]),
        start,
        end: start + sentence.len(),
        actor: own(text(bytes, &["China", "NATO", "\"><script>alert(2)</script>"])),
        kind: *bytes.pick(&[ActorKind::State, ActorKind::Person, ActorKind::Name]),
        mention: own(text(bytes, &["China"])),
        mention_start: start + from,
        mention_end: start + from + length,
        denial: None,
        found: MentionKind::Name,
        cluster: None,
        voice,
        fields: Cow::Owned(fields),
        verdicts: BTreeMap::from([(Cow::Borrowed("stance"), verdict)]),
        sentence: own(sentence),
    }
}
