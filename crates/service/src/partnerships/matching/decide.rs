//! Which school a row means, or that a person has to say. Nothing uncertain is taken.

use super::Schools;
use super::asked::{Ask, Asked, AskedPostcode};
use super::index::{SchoolId, Standing};
use super::retrieve::{Desk, retrieve};
use super::verdict::{Candidate, How, MOST_CANDIDATES, Why};
use super::weigh::{Weighed, Where, weigh};
use crate::vocabulary::Urn;

/// What a row means, before it is asked whether the school may be added.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Meant {
    One(SchoolId, How),
    Several(Vec<Candidate>),
    NoSuchUrn,
    Nothing,
}

/// The likeness from which a name at the same postcode is the school's.
const AT_POSTCODE: f32 = 0.70;
/// The likeness from which a name in the right place is the school's.
const IN_PLACE: f32 = 0.80;
/// The same, where the place is as wide as a county.
const IN_AREA: f32 = 0.85;
/// The likeness from which a name alone is the school's.
const BY_NAME: f32 = 0.93;
/// The weight that a name alone must have, so that chance does not explain it.
const TELLING: f32 = 8.0;
/// How much better than any rival a school must fit.
const LEAD: f32 = 0.11;
/// The same for a school that has every word of the row, against one that has not.
const LEAD_OF_THE_SAME: f32 = 0.06;
/// The likeness from which names are the same but for words that say nothing.
const THE_SAME: f32 = 0.98;
/// Less than this is no difference.
const NO_LEAD: f32 = 0.02;
/// The likeness from which a school is worth showing.
const WORTH_SHOWING: f32 = 0.45;
/// Below it, the name beside a URN is that of another school.
const ANOTHER_NAME: f32 = 0.40;

/// What a row means.
pub(super) fn meant(ask: &Ask<'_>, schools: &Schools, desk: &mut Desk) -> Meant {
    let asked = Asked::of(ask, schools);
    if !ask.urn.is_empty() {
        return by_urn(ask, &asked, schools, desk);
    }
    if let Some(meant) = by_number(&asked, schools) {
        return meant;
    }
    by_evidence(&asked, schools, desk)
}

fn by_urn(ask: &Ask<'_>, asked: &Asked, schools: &Schools, desk: &mut Desk) -> Meant {
    let number = ask.urn.strip_prefix('\'').unwrap_or(ask.urn);
    let found = number.parse::<Urn>().ok().and_then(|urn| schools.with_urn(urn));
    let Some(id) = found else {
        return match by_evidence(asked, schools, desk) {
            Meant::One(id, _) => {
                let urn = schools.school(id).urn;
                let why = Why::NameAndPlace;
                Meant::Several(vec![Candidate { urn, why }])
            }
            Meant::Several(candidates) => Meant::Several(candidates),
            Meant::NoSuchUrn | Meant::Nothing => Meant::NoSuchUrn,
        };
    };
    if agrees(asked, schools, id) {
        return Meant::One(id, How::Urn);
    }
    let urn = schools.school(id).urn;
    let mut candidates = vec![Candidate { urn, why: Why::Urn }];
    match by_evidence(asked, schools, desk) {
        Meant::One(id, _) => {
            let urn = schools.school(id).urn;
            let why = Why::NameAndPlace;
            candidates.push(Candidate { urn, why });
        }
        Meant::Several(more) => candidates.extend(more),
        Meant::NoSuchUrn | Meant::Nothing => {}
    }
    let mut listed: Vec<Candidate> = Vec::new();
    for candidate in candidates {
        if listed.len() < MOST_CANDIDATES && listed.iter().all(|it| it.urn != candidate.urn) {
            listed.push(candidate);
        }
    }
    Meant::Several(listed)
}

/// True unless the row says of a school what cannot be true of it: another name, or without a name another place.
fn agrees(asked: &Asked, schools: &Schools, id: SchoolId) -> bool {
    let weighed = weigh(asked, schools, id);
    if asked.words.is_empty() {
        return weighed.place != Where::Elsewhere;
    }
    let is_at_home = weighed.place > Where::NotSaid;
    let is_name = weighed.name >= ANOTHER_NAME && !weighed.contradicts;
    // A school that was renamed, or known by another name, still stands where it stood.
    let is_renamed = weighed.place == Where::Postcode && !weighed.contradicts;
    is_renamed || is_name && (is_at_home || weighed.place == Where::NotSaid || weighed.name >= BY_NAME)
}

fn by_number(asked: &Asked, schools: &Schools) -> Option<Meant> {
    let with_ukprn = asked.ukprn.map(|it| schools.with_ukprn(it));
    let with_dfe = asked.dfe_number.map(|it| schools.with_dfe_number(it));
    let mut found: Vec<SchoolId> = Vec::new();
    for id in with_ukprn.into_iter().chain(with_dfe).flatten() {
        if !found.contains(id) {
            found.push(*id);
        }
    }
    let open: Vec<SchoolId> =
        found.iter().copied().filter(|id| schools.school(*id).standing != Standing::Closed).collect();
    match open.as_slice() {
        [only] if agrees(asked, schools, *only) => Some(Meant::One(*only, How::Number)),
        _ => None,
    }
}

fn by_evidence(asked: &Asked, schools: &Schools, desk: &mut Desk) -> Meant {
    let first = rank(asked, schools, retrieve(asked, schools, desk, false));
    let meant = decide(asked, schools, &first);
    if matches!(meant, Meant::One(..)) {
        return meant;
    }
    // A slip may have made one word of another: look once more, with all words taken for slips.
    let second = rank(asked, schools, retrieve(asked, schools, desk, true));
    decide(asked, schools, &second)
}

/// The schools by how well they fit, without those that have become another one of them.
fn rank(asked: &Asked, schools: &Schools, found: Vec<SchoolId>) -> Vec<Weighed> {
    let mut ranked: Vec<Weighed> = found
        .into_iter()
        .map(|id| weigh(asked, schools, id))
        .filter(|weighed| weighed.name >= WORTH_SHOWING || weighed.place == Where::Postcode)
        .collect();
    ranked.sort_by(|one, other| {
        let open = |it: &Weighed| schools.school(it.school).standing == Standing::Closed;
        other
            .fit()
            .total_cmp(&one.fit())
            .then_with(|| open(one).cmp(&open(other)))
            .then_with(|| one.school.cmp(&other.school))
    });
    let all = ranked.clone();
    ranked.retain(|it| !all.iter().any(|other| stands_for(schools, other, it)));
    ranked
}

/// True when one of two schools is the other in the present: the heir of a closed one that the row fits nearly as
/// well; or the open one that another is planned to take over, under its name, where it stands.
fn stands_for(schools: &Schools, present: &Weighed, other: &Weighed) -> bool {
    let (here, there) = (schools.school(present.school), schools.school(other.school));
    let is_same_site = here.postcode.is_some() && here.postcode == there.postcode;
    let is_named_alike = |lead: f32| present.name >= other.name - lead && !present.contradicts;
    match (here.standing, there.standing) {
        (Standing::Closed, _) | (_, Standing::Open) | (Standing::Proposed, Standing::Proposed) => false,
        (_, Standing::Closed) => {
            let is_heir = schools.heir(other.school) == Some(present.school);
            (is_heir || is_same_site) && is_named_alike(LEAD)
        }
        (Standing::Open, Standing::Proposed) => is_same_site && is_named_alike(NO_LEAD),
    }
}

fn decide(asked: &Asked, schools: &Schools, ranked: &[Weighed]) -> Meant {
    let Some(best) = ranked.first() else {
        return Meant::Nothing;
    };
    match proof(asked, best) {
        Some(how) if !ranked[1..].iter().any(|rival| is_rival(schools, how, best, rival)) => {
            Meant::One(best.school, how)
        }
        _ => several(asked, schools, ranked),
    }
}

/// What proves that a school is meant, if nothing else is.
fn proof(asked: &Asked, best: &Weighed) -> Option<How> {
    // "Hendon Preparatory School" is not Hendon School, though no other school may be nearer to it.
    if best.contradicts || best.lacks_a_word {
        return None;
    }
    let is_telling = asked.weight() >= TELLING;
    match best.place {
        Where::Postcode => {
            let is_far = best.named_place == Where::Elsewhere;
            let enough = if is_far { IN_PLACE } else { AT_POSTCODE };
            (best.name >= enough).then_some(How::PostcodeAndName)
        }
        Where::Sector | Where::Outward | Where::Town => (best.name >= IN_PLACE).then_some(How::NameAndPlace),
        Where::Area => (best.name >= IN_AREA).then_some(How::NameAndPlace),
        Where::Near | Where::NotSaid => (best.name >= BY_NAME && is_telling).then_some(How::Name),
        Where::Around | Where::Elsewhere => None,
    }
}

/// True for a school that may be meant as well as the best one.
fn is_rival(schools: &Schools, how: How, best: &Weighed, rival: &Weighed) -> bool {
    let is_closed = schools.school(rival.school).standing == Standing::Closed;
    let is_best_closed = schools.school(best.school).standing == Standing::Closed;
    let lead = if best.name >= THE_SAME && rival.lacks_a_word { LEAD_OF_THE_SAME } else { LEAD };
    // "Gillingham" is said of Gillingham School and of Gillingham Primary School.
    let is_short_for = !rival.lacks_a_word && !rival.has_another_word;
    let is_alike = rival.name >= best.name - lead || is_short_for;
    match how {
        How::PostcodeAndName => {
            let is_there = rival.place == Where::Postcode;
            let is_better_elsewhere = rival.name >= best.name + LEAD && rival.place >= Where::Around;
            let is_where_named = rival.named_place >= Where::Area && rival.named_place > best.named_place;
            (is_alike && (is_there || is_where_named) && (!is_closed || is_best_closed)) || is_better_elsewhere
        }
        _ if is_closed && !is_best_closed => rival.name > best.name && rival.place >= best.place && !rival.contradicts,
        How::Name => is_alike,
        How::NameAndPlace => is_alike && is_as_likely_there(best, rival),
        How::Urn | How::Number => false,
    }
}

/// True when what the row says of a place speaks for a rival about as much as for the best.
fn is_as_likely_there(best: &Weighed, rival: &Weighed) -> bool {
    // People write the next town; nobody writes the next postcode or authority.
    let may_be_next_town = best.place == Where::Town && rival.name >= best.name - NO_LEAD;
    let least = match best.place {
        Where::Sector => Where::Sector,
        Where::Outward => Where::Outward,
        Where::Town if may_be_next_town => Where::Near,
        Where::Town | Where::Area => Where::Area,
        _ => Where::Elsewhere,
    };
    rival.place >= least
}

fn several(asked: &Asked, schools: &Schools, ranked: &[Weighed]) -> Meant {
    let has_place = !asked.places.is_empty() || !matches!(asked.postcode, AskedPostcode::None);
    let why = |it: &Weighed| match it.place {
        Where::Postcode => Why::Postcode,
        Where::Elsewhere => Why::NameElsewhere,
        Where::NotSaid if !has_place => Why::Name,
        Where::NotSaid => Why::Name,
        _ => Why::NameAndPlace,
    };
    let candidates: Vec<Candidate> = ranked
        .iter()
        .take(MOST_CANDIDATES)
        .map(|it| Candidate { urn: schools.school(it.school).urn, why: why(it) })
        .collect();
    Meant::Several(candidates)
}
