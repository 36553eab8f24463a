//! Word lists that tell names of actors from other names.

use std::collections::HashSet;
use std::sync::LazyLock;

/// Whether a word is a title or rank before a name, and so no part of it.
pub(super) fn is_title(word: &str) -> bool {
    TITLES.contains(word.trim_end_matches('.'))
}

/// Whether a word is a day or month, which ends any name.
pub(super) fn is_calendar(lower: &str) -> bool {
    CALENDAR.contains(lower)
}

/// Whether a word behind a name is no part of it: `Obama Administration`.
pub(super) fn is_follower(word: &str) -> bool {
    FOLLOWERS.contains(word)
}

/// Whether the last word of a name tells of an organisation, which may go on `of …`.
pub(super) fn is_organisation(lower: &str) -> bool {
    ORGANISATIONS.contains(lower)
}

/// Whether the word alone names no actor: days, directions, faiths, works, diseases, techniques.
pub(super) fn is_no_name(lower: &str) -> bool {
    NO_NAME.contains(lower)
}

/// Whether the last word of a name tells of a thing or place rather than an actor.
pub(super) fn is_thing(lower: &str) -> bool {
    THINGS.contains(lower)
}

/// Titles and ranks.
static TITLES: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    "Mr Mrs Ms Miss Dr President Vice Sen Senator Sens Senators Rep Reps Representative Gov Governor Gen General \
     Col Colonel Lt Lieutenant Capt Captain Sgt Sergeant Maj Major Adm Admiral Cmdr Cdr Coordinator Navy Army \
     Commander Minister Prime Chancellor Secretary Foreign Defense Defence Interior Finance Attorney Judge \
     Justice Speaker Leader Majority Minority Chairman Chairwoman Chair Director Ambassador King Queen Prince \
     Princess Crown Pope Sir Lord Lady Dame Chief Deputy Former Rev Reverend Imam Ayatollah Sheikh Mayor Sheriff \
     Officer Detective Professor Prof Congressman Congresswoman CEO Spokesman Spokeswoman Special Counsel \
     Inspector First Coach Commissioner Premier Father Sister Brother Archbishop Bishop Cardinal Rabbi State \
     Treasury Press Acting Then Ex House Dictator Emperor Sultan Emir Envoy Solicitor Economy Health Energy Labor \
     Education Commerce Homeland National Security Adviser Advisor"
        .split_whitespace()
        .collect()
});

/// Days and months; `may` and `march` are told by the casing table.
static CALENDAR: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    "monday tuesday wednesday thursday friday saturday sunday january february april june july august september \
     october november december mon tue tues wed thu thurs fri sat jan feb mar apr jun jul aug sep sept oct nov dec"
        .split_whitespace()
        .collect()
});

/// Words that follow a name without being part of it.
static FOLLOWERS: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    "Administration Campaign Cabinet White Republicans Democrats Republican Democrat Presidency Era Jr Sr"
        .split_whitespace()
        .collect()
});

/// What organisations are called.
static ORGANISATIONS: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    "university bank department ministry institute church college school court chamber council bureau board committee \
     association center centre society archdiocese diocese academy league federation union office agency commission \
     foundation fund organization organisation group alliance coalition congress parliament party assembly \
     administration authority division corps conference museum library hospital citizens campaign fellowship \
     network service services brotherhood daughters sons knights museum congregation temple newspaper guild caucus \
     project students veterans mothers moms doctors reporters democrats republicans americans"
        .split_whitespace()
        .collect()
});

/// Words of the calendar and the compass.
static NO_NAME: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august \
     september october november december i god lord bible christmas easter internet tv covid twitter north south \
     east west northern southern eastern western"
        .split_whitespace()
        .collect()
});

/// Things and places.
static THINGS: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    "act street avenue road bridge river lake sea ocean bay gulf mountain mountains valley county city park \
     square day week month year war agreement treaty accord deal amendment constitution bill law order prize \
     award cup bowl games olympics show hotel tower airport station beach island islands plan program project \
     initiative hill springs coast desert peninsula strait canal border building hall center centre stadium arena \
     theater theatre museum church cathedral mosque highway boulevard drive lane district province region \
     territory conference summit resolution clause rights revolution spring eve post times magazine photo images \
     tuesday wednesday thursday friday saturday sunday monday ave blvd st rd carolina dakota virginia jersey \
     hampshire york mexico angeles francisco diego vegas orleans convention caucus primary debate election age \
     depression recession dream first"
        .split_whitespace()
        .collect()
});
