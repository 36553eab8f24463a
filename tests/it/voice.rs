//! Who accuses and who denies: one passage per construction, with the voice that it must have.

use gainsay::{
    Article, Judgement, Manner, Pipeline, Span, TokenizedSentence, Tone, Utterance, Voice, VoiceKind, Voices, sentences,
};

use crate::{MODEL, sample_articles};

/// The voice about `actor` in the last sentence that mentions it: `+` of an accusation, `-` of a denial.
fn voice(passage: &str, actor: &str) -> Voice {
    let (actor, utterance) = match actor.strip_suffix('-') {
        Some(actor) => (actor, Utterance::Denial),
        None => (actor.trim_end_matches('+'), Utterance::Accusation),
    };
    let spans: Vec<Span> = passage
        .lines()
        .flat_map(|line| {
            let start = line.as_ptr() as usize - passage.as_ptr() as usize;
            sentences(line).into_iter().map(move |s| s.shifted(start))
        })
        .collect();
    let read: Vec<_> = spans.iter().map(|s| TokenizedSentence::new(s.of(passage), MODEL.vectorizer.casing())).collect();
    let cast = MODEL.lexicon.cast(&read);
    let mention = passage.rfind(actor).unwrap_or_else(|| panic!("{actor} is not in {passage:?}"));
    let (i, sentence) = spans
        .iter()
        .enumerate()
        .find(|(_, s)| (s.start..s.end).contains(&mention))
        .unwrap_or_else(|| panic!("{actor} is in no sentence of {passage:?}"));
    let at = mention - sentence.start;
    Voices::new(&read, &cast, &MODEL.vectorizer.lexica().predicates).of(
        i,
        &[Span::new(at, at + actor.len())],
        utterance,
    )
}

/// As the table below writes it: `NATO, reported: accused (accusing)`.
fn told(voice: &Voice) -> String {
    let who = match (voice.kind, &voice.name) {
        (VoiceKind::Outlet, _) => "outlet".to_owned(),
        (VoiceKind::Actor, name) => name.clone().expect("an actor has a name"),
        (VoiceKind::Unnamed, None) => "unnamed".to_owned(),
        (VoiceKind::Unnamed, Some(name)) => format!("unnamed {name}"),
    };
    let manner = format!("{:?}", voice.manner).to_lowercase();
    match (&voice.verb, voice.tone) {
        (Some(verb), Some(tone)) => format!("{who}, {manner}: {verb} ({})", format!("{tone:?}").to_lowercase()),
        _ => format!("{who}, {manner}"),
    }
}

/// Passage; the actor it is about, `+` accused or `-` defended; the voice.
const PASSAGES: &[(&str, &str, &str)] = &[
    // Verbs of accusing and denying with their subject.
    ("NATO accused China of arming Russia.", "China+", "NATO, reported: accused (accusing)"),
    ("The Chinese embassy condemned Norcom on Friday.", "Norcom+", "Chinese embassy, reported: condemned (accusing)"),
    ("Peru has repeatedly blamed Chile for the spill.", "Chile+", "Peru, reported: blamed (accusing)"),
    ("China denied that it had armed Russia.", "China-", "China, reported: denied (denying)"),
    ("Moscow has flatly rejected the accusations.", "Moscow-", "Russia, reported: rejected (denying)"),
    ("Norcom, for its part, denies any wrongdoing.", "Norcom-", "Norcom, reported: denies (denying)"),
    ("Tom Weller pleaded not guilty on Monday.", "Tom Weller-", "Tom Weller, reported: pleaded not guilty (denying)"),
    // Passives.
    ("China was accused by NATO of arming Russia.", "China+", "NATO, reported: accused (accusing)"),
    ("China was accused of arming Russia.", "China+", "unnamed, reported: accused (accusing)"),
    ("Norcom has been sharply criticized for the leak.", "Norcom+", "unnamed, reported: criticized (accusing)"),
    ("Norcom was cleared of fraud by a court in Canada.", "Norcom-", "unnamed court, reported: cleared (denying)"),
    ("The claims were denied by the Kremlin.", "Kremlin-", "Russia, reported: denied (denying)"),
    // Unnamed speakers.
    ("Critics say Norcom poisoned the river.", "Norcom+", "unnamed critics, reported: say (neutral)"),
    ("Prosecutors charged Tom Weller with fraud.", "Tom Weller+", "unnamed prosecutors, reported: charged (accusing)"),
    ("Some people accused Norcom of greed.", "Norcom+", "unnamed some people, reported: accused (accusing)"),
    // The outlet itself.
    ("Russia's brutal invasion of Ukraine entered its third year.", "Russia+", "outlet, own"),
    ("Norcom lied to its customers for years.", "Norcom+", "outlet, own"),
    ("Norcom did nothing wrong.", "Norcom-", "outlet, own"),
    // Reported speech, before and behind.
    ("France said that Iran had broken the agreement.", "Iran+", "France, reported: said (neutral)"),
    ("Iran had broken the agreement, France said.", "Iran+", "France, reported: said (neutral)"),
    ("Iran had broken the agreement, said France.", "Iran+", "France, reported: said (neutral)"),
    ("Iran, France said on Monday, had broken the agreement.", "Iran+", "France, reported: said (neutral)"),
    ("Iran has broken the agreement, according to France.", "Iran+", "France, reported: according to (neutral)"),
    (
        "According to a French envoy, Iran broke the agreement.",
        "Iran+",
        "French envoy, reported: according to (neutral)",
    ),
    (
        "Iran broke the agreement, according to people briefed on it.",
        "Iran+",
        "unnamed people, reported: according to (neutral)",
    ),
    ("Kofi Mensah, a union leader, said that Norcom had lied.", "Norcom+", "Kofi Mensah, reported: said (neutral)"),
    ("Kofi Mensah, who leads the union, said Norcom had lied.", "Norcom+", "Kofi Mensah, reported: said (neutral)"),
    (
        "A lawyer for the workers, Kofi Mensah, said Norcom had lied.",
        "Norcom+",
        "Kofi Mensah, reported: said (neutral)",
    ),
    ("In a speech in Lima, Kofi Mensah said Norcom had lied.", "Norcom+", "Kofi Mensah, reported: said (neutral)"),
    // Tones.
    ("Peru claimed that Chile had moved the border.", "Chile+", "Peru, reported: claimed (doubting)"),
    ("Norcom admitted that it had hidden the leak.", "Norcom+", "Norcom, reported: admitted (conceding)"),
    ("Norcom insisted that it had done nothing wrong.", "Norcom-", "Norcom, reported: insisted (insisting)"),
    ("France warned that Iran was close to a bomb.", "Iran+", "France, reported: warned (demanding)"),
    (
        "The report by Kofi Mensah revealed that Norcom had lied.",
        "Norcom+",
        "report by Kofi Mensah, reported: revealed (affirming)",
    ),
    // Quotations.
    ("“Norcom lied to all of us,” Kofi Mensah said.", "Norcom+", "Kofi Mensah, quoted: said (neutral)"),
    ("“Norcom lied to all of us,” said Kofi Mensah, a union leader.", "Norcom+", "Kofi Mensah, quoted: said (neutral)"),
    ("Kofi Mensah said: “Norcom lied to all of us.”", "Norcom+", "Kofi Mensah, quoted: said (neutral)"),
    ("“We never broke the rules,” Norcom said.", "Norcom-", "Norcom, quoted: said (neutral)"),
    ("“Norcom has broken the law,” said the statement.", "Norcom+", "unnamed statement, quoted: said (neutral)"),
    ("'Iran lied to everyone,' says France", "Iran+", "France, quoted: says (neutral)"),
    ("NATO accused China of “arming Russia”.", "China+", "NATO, reported: accused (accusing)"),
    // Quotations over several sentences.
    ("“The leak was no accident,” Kofi Mensah said. “Norcom knew of it for years.”", "Norcom+", "Kofi Mensah, quoted"),
    (
        "“The leak was no accident,” Kofi Mensah said. “It was greed. Norcom knew of it for years.”",
        "Norcom+",
        "Kofi Mensah, quoted",
    ),
    (
        "Kofi Mensah told the hearing: “The leak was no accident. Norcom knew of it for years.”",
        "Norcom+",
        "Kofi Mensah, quoted",
    ),
    (
        "Kofi Mensah spoke for an hour. “The leak was no accident,” he said. “Norcom knew of it,” he added.",
        "Norcom+",
        "Kofi Mensah, quoted: added (neutral)",
    ),
    ("“Norcom knew of it for years.”", "Norcom+", "unnamed, quoted"),
    // Pronouns.
    (
        "Kofi Mensah met the press. Norcom knew of the leak, he added.",
        "Norcom+",
        "Kofi Mensah, reported: added (neutral)",
    ),
    ("France called for talks. It also accused Iran of lying.", "Iran+", "France, reported: accused (accusing)"),
    ("He said that Iran had lied.", "Iran+", "unnamed, reported: said (neutral)"),
    // Headlines.
    ("Iran is lying: NATO", "Iran+", "NATO, quoted"),
    ("NATO: “Iran is lying to the world”", "Iran+", "NATO, quoted"),
    ("NATO: Iran is lying to the world", "Iran+", "NATO, quoted"),
    ("NATO slams Iran over missile test", "Iran+", "NATO, reported: slams (accusing)"),
    ("Iran slammed over missile test", "Iran+", "unnamed, reported: slammed (accusing)"),
    // Nouns.
    ("Peru's criticism of Norcom has grown.", "Norcom+", "Peru, reported: criticism (accusing)"),
    ("Criticism of Norcom by Peru has grown.", "Norcom+", "Peru, reported: criticism (accusing)"),
    ("Criticism of Norcom has grown.", "Norcom+", "unnamed, reported: criticism (accusing)"),
    ("Peru made new accusations against Norcom.", "Norcom+", "Peru, reported: accusations (accusing)"),
    ("Norcom's denial came a day later.", "Norcom-", "Norcom, reported: denial (denying)"),
    // Speakers for another.
    (
        "Norcom's lawyer said the company was innocent and that Norcom would appeal.",
        "Norcom-",
        "Norcom's lawyer, reported: said (neutral)",
    ),
    ("His lawyer said Tom Weller was innocent.", "Tom Weller-", "unnamed his lawyer, reported: said (neutral)"),
    ("A spokesman for Norcom denied the allegations.", "Norcom-", "spokesman for Norcom, reported: denied (denying)"),
    // Several acts in one sentence: the innermost, and the one that fits the stance.
    ("NATO accused China of arming Russia, which China denied.", "China-", "China, reported: denied (denying)"),
    ("Although NATO blames China, Beijing says it has sent no arms.", "Beijing-", "China, reported: says (neutral)"),
    ("China denied the claim and accused NATO of spreading lies.", "NATO+", "China, reported: accused (accusing)"),
    (
        "Peru's president praised Canada, accusing Norcom of greed.",
        "Norcom+",
        "Peru's president, reported: accusing (accusing)",
    ),
    ("Accusing Norcom of greed, Peru left the talks.", "Norcom+", "Peru, reported: accusing (accusing)"),
    ("Canada urged Peru to condemn Norcom.", "Norcom+", "Peru, reported: condemn (accusing)"),
    ("Kofi Mensah said Peru had blamed Norcom for the leak.", "Norcom+", "Peru, reported: blamed (accusing)"),
    // Quantifiers, foes and members of a group stay unnamed.
    ("Many think Norcom lied to them.", "Norcom+", "unnamed many, reported: think (neutral)"),
    ("Norcom's critics say that Norcom lied.", "Norcom+", "unnamed norcom's critics, reported: say (neutral)"),
    ("A Peruvian said Norcom had lied.", "Norcom+", "unnamed peruvian, reported: said (neutral)"),
    (
        "Critics of the law said they blamed Norcom.",
        "Norcom+",
        "unnamed critics of the law, reported: blamed (accusing)",
    ),
    // Offices and bodies without a name of their own.
    ("The president's aides said Norcom had lied.", "Norcom+", "president's aides, reported: said (neutral)"),
    ("A grand jury indicted Tom Weller on Monday.", "Tom Weller+", "grand jury, reported: indicted (accusing)"),
    // Hearsay.
    ("Norcom allegedly bribed two ministers.", "Norcom+", "unnamed, reported: allegedly (doubting)"),
    ("The talks failed over alleged bribes at Norcom.", "Norcom+", "unnamed, reported: alleged (doubting)"),
    ("Norcom came under fire for the leak.", "Norcom+", "unnamed, reported: under fire (accusing)"),
    // A name before a noun, and a noun’s owner behind a preposition or pronoun.
    ("The Lima attack was bad news for Norcom.", "Norcom+", "outlet, own"),
    (
        "Shares fell in the wake of Peru's accusations against Norcom.",
        "Norcom+",
        "Peru, reported: accusations (accusing)",
    ),
    ("Kofi Mensah repeated his criticism of Norcom.", "Norcom+", "Kofi Mensah, reported: criticism (accusing)"),
    ("Peru's argument that Norcom lied has failed in court.", "Norcom+", "Peru, reported: argument (accusing)"),
    // Subjects with more than a name, and lists.
    ("Kofi Mensah, injured in Lima, accused Norcom of greed.", "Norcom+", "Kofi Mensah, reported: accused (accusing)"),
    ("Amina Okoro, R-Ohio, accused Norcom of greed.", "Norcom+", "Amina Okoro, reported: accused (accusing)"),
    ("Amina Okoro of Ohio accused Norcom of greed.", "Norcom+", "Amina Okoro, reported: accused (accusing)"),
    (
        "The Peruvian president “vehemently denied” the claims.",
        "Peruvian-",
        "Peruvian president, reported: denied (denying)",
    ),
    ("Peru, Chile and two banks denied the claims.", "Peru-", "Peru, reported: denied (denying)"),
    ("Peru, Chile and two banks denied the claims.", "Chile-", "Chile, reported: denied (denying)"),
    ("When Amazon's bid failed, the company accused Peru of bias.", "Peru+", "Amazon, reported: accused (accusing)"),
    // Verbs whose subject stands elsewhere.
    ("It is easy for Peru to blame Norcom.", "Norcom+", "Peru, reported: blame (accusing)"),
    ("A court freed Tom Weller, the man Peru accused of theft.", "Tom Weller+", "Peru, reported: accused (accusing)"),
    ("Peru has been accusing Norcom of greed for years.", "Norcom+", "Peru, reported: accusing (accusing)"),
    ("Peru filed a complaint accusing Norcom of fraud.", "Norcom+", "Peru, reported: accusing (accusing)"),
    ("The fair closed after Peru began to blame Norcom for the spill.", "Norcom+", "Peru, reported: blame (accusing)"),
    ("Canada mocked Peru for condemning Norcom.", "Norcom+", "Peru, reported: condemning (accusing)"),
    (
        "Workers protested Norcom's plan to close the mine.",
        "Norcom+",
        "unnamed workers, reported: protested (accusing)",
    ),
    // What is said of a pronoun, or denied by not being found.
    (
        "Norcom closed its mine after Kofi Mensah said that it had hidden the leak.",
        "Norcom+",
        "Kofi Mensah, reported: said (neutral)",
    ),
    ("Inspectors did not find that Norcom had lied.", "Norcom-", "unnamed inspectors, reported: find (neutral)"),
    // A quotation behind a colon that no verb of saying introduces.
    ("Kofi Mensah did not mince his words: “Norcom has ruined the river.”", "Norcom+", "Kofi Mensah, quoted"),
    // What looks like an inversion, a clitic, charges that the outlet calls false, a quantifier.
    (
        "Kofi Mensah, a union leader, said Norcom “has ruined the river”.",
        "Norcom+",
        "Kofi Mensah, reported: said (neutral)",
    ),
    ("She's accused Norcom of greed.", "Norcom+", "unnamed, reported: accused (accusing)"),
    ("False charges against Norcom filled the papers.", "Norcom+", "outlet, own"),
    ("Some shouted that Norcom had lied.", "Norcom+", "unnamed some, reported: shouted (neutral)"),
];

#[test]
fn the_speaker_is_found() {
    let wrong: Vec<_> = PASSAGES
        .iter()
        .filter_map(|(passage, actor, expected)| {
            let found = told(&voice(passage, actor));
            (found != *expected).then(|| format!("{passage}\n  about {actor}: {found}\n  expected: {expected}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), PASSAGES.len(), wrong.join("\n"));
}

#[test]
fn the_table_covers_every_kind_manner_and_tone() {
    use Tone::{Accusing, Affirming, Conceding, Demanding, Denying, Doubting, Insisting, Neutral};

    let voices: Vec<Voice> = PASSAGES.iter().map(|(passage, actor, _)| voice(passage, actor)).collect();
    for kind in [VoiceKind::Outlet, VoiceKind::Actor, VoiceKind::Unnamed] {
        assert!(voices.iter().any(|v| v.kind == kind), "{kind:?}");
    }
    for manner in [Manner::Own, Manner::Reported, Manner::Quoted] {
        assert!(voices.iter().any(|v| v.manner == manner), "{manner:?}");
    }
    for tone in [Neutral, Doubting, Affirming, Conceding, Insisting, Demanding, Accusing, Denying] {
        assert!(voices.iter().any(|v| v.tone == Some(tone)), "{tone:?}");
    }
}

#[test]
fn every_judgement_has_a_voice_that_survives_a_file() {
    let mut pipeline = Pipeline::new(&MODEL);
    let mut n = 0;
    for article in sample_articles() {
        for judgement in pipeline.judge(&article) {
            let voice = judgement.voice.as_ref().expect("every judgement has a voice");
            assert_eq!(voice.kind == VoiceKind::Outlet, voice.manner == Manner::Own, "{voice:?}");
            assert_eq!(voice.verb.is_some(), voice.tone.is_some(), "{voice:?}");
            assert!(voice.kind != VoiceKind::Actor || voice.name.is_some(), "{voice:?}");
            let line = serde_json::to_string(&judgement).expect("plain data");
            assert_eq!(Judgement::parse(1, &line).expect("its own output").voice, judgement.voice);
            n += 1;
        }
    }
    assert!(n > 100, "only {n} judgements");
}

#[test]
fn files_without_a_voice_can_be_read() {
    let article = Article { id: "1".into(), text: "NATO accused China.".into(), ..Article::default() };
    let judgement = Pipeline::new(&MODEL).judge(&article).remove(0);
    let mut value = serde_json::to_value(&judgement).expect("plain data");
    value.as_object_mut().expect("an object").remove("voice").expect("it is written");
    let line = value.to_string();
    assert_eq!(Judgement::parse(1, &line).expect("an older line").voice, None);
}

#[test]
fn a_voice_is_the_same_alone_and_in_the_pipeline() {
    let text = "NATO accused China of arming Russia.";
    let article = Article { id: "1".into(), text: text.into(), ..Article::default() };
    let judged =
        Pipeline::new(&MODEL).judge(&article).into_iter().find(|j| j.actor == "China").expect("it is mentioned");
    let at = text.find("China").expect("it is there");
    assert_eq!(judged.voice, Some(Pipeline::new(&MODEL).voice(text, &[Span::new(at, at + 5)])));
    assert_eq!(told(judged.voice.as_ref().expect("a voice")), "NATO, reported: accused (accusing)");
}
